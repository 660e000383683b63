/**
 * What no model of S3 says of its operations: what each is for, whether API Gateway can carry it, and which permissions it needs. Kept by
 * hand. An operation that a new release of S3 brings is an entry more; test/catalogue.test.ts names the one that is missing.
 *
 * Where a permission is from:
 * - `table`: the user guide of S3, "Required permissions for Amazon S3 API operations", or the other page that the note names
 * - `model`: the documentation of the operation in S3's own model (botocore, the SDKs), and so in the API reference; the table is silent
 * - `name`: the action of the operation's own name is in the service authorization reference, and nothing says otherwise
 * - `inferred`: from the like of it; the entry says from what
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export type Source = 'model' | 'table' | 'name' | 'inferred';

/**
 * What a permission is for. `source`: the object that a copy is of. `key`: the bucket's KMS key. `table`: a table bucket of the customer's, and
 * `managedTable` the one that AWS keeps.
 */
export type Resource = 'service' | 'bucket' | 'object' | 'source' | 'key' | 'table' | 'managedTable' | 'role';

/**
 * When a permission is needed, if not always. The first three are switched by properties of the construct; all others are granted by
 * switching on the operation that always needs that action, and are told in the documentation.
 */
export type When = 'versionId' | 'bypass' | 'kms' | `${'header' | 'body' | 'state' | 'answer'}: ${string}`;

export interface Need {
  readonly on: Resource;
  readonly action: string;
  readonly source: Source;
  /** @default - always */
  readonly when?: When;
  /** The permission that this one stands in for. */
  readonly instead?: string;
  /** What is doubtful of it, or where it is told. */
  readonly note?: string;
}

export interface KnownOperation {
  /** One sentence, for people. */
  readonly summary: string;
  /** What follows from it, or must be known of it. */
  readonly remark?: string;
  /** Why API Gateway cannot carry it. */
  readonly refused?: string;
  readonly needs: readonly Need[];
  /** Statuses of success that the model leaves out, with where they are from. */
  readonly furtherStatuses?: Readonly<Record<number, string>>;
}

type More = Partial<Pick<Need, 'source' | 'when' | 'instead' | 'note'>>;

const need = (on: Resource, action: string, more: More = {}): Need => ({ on, action, source: 'table', ...more });
const onBucket = (action: string, more?: More) => need('bucket', `s3:${action}`, more);
const onObject = (action: string, more?: More) => need('object', `s3:${action}`, more);
const onSource = (action: string, more?: More) => need('source', `s3:${action}`, more);
const onKey = (action: string, more?: More) => need('key', `kms:${action}`, { when: 'kms', ...more });

/** A permission, and the one that takes its place when the request names a version. */
const orOfVersion = (on: 'object' | 'source', action: string, ofVersion: string, more: More = {}): Need[] => [
  need(on, `s3:${action}`, more),
  need(on, `s3:${ofVersion}`, { ...more, when: 'versionId', instead: `s3:${action}` }),
];

/** What an upload or a copy may set on the new object besides its content. */
const SETTINGS: readonly Need[] = [
  onObject('PutObjectAcl', { when: 'header: x-amz-acl, x-amz-grant-*' }),
  onObject('PutObjectTagging', { when: 'header: x-amz-tagging' }),
  onObject('PutObjectRetention', { when: 'header: x-amz-object-lock-mode, x-amz-object-lock-retain-until-date' }),
  onObject('PutObjectRetention', {
    when: 'header: x-amz-object-lock-event-hold, x-amz-object-lock-event-hold-duration-*',
    source: 'inferred',
    note: 'the model gives the right to read an event hold to s3:GetObjectRetention, and PutObjectRetention sets one in its body',
  }),
  onObject('PutObjectLegalHold', { when: 'header: x-amz-object-lock-legal-hold' }),
];

/** What an answer leaves out, and no error, for a role that lacks the permission. */
const LOCK_IN_ANSWER: readonly Need[] = [
  onObject('GetObjectRetention', {
    when: 'answer: x-amz-object-lock-mode, x-amz-object-lock-retain-until-date, x-amz-object-lock-event-hold*',
  }),
  onObject('GetObjectLegalHold', { when: 'answer: x-amz-object-lock-legal-hold' }),
];

/** A condition on the ETag tells it, and so wants the right to read. If-None-Match asks only whether something is there, and does not. */
const READS_ETAG = onObject('GetObject', { when: 'header: If-Match', note: 'user guide, conditional-writes' });

const OWNER = onObject('GetObjectAcl', { when: 'answer: Owner', note: 'told by the table alone' });

const SOURCE_OF_COPY = orOfVersion('source', 'GetObject', 'GetObjectVersion', { note: 'the version is in x-amz-copy-source' });

const COPIES_TAGS = 'state: the source has tags, and x-amz-tagging-directive is not REPLACE';
const COPIES_ANNOTATIONS = 'state: the source has annotations, and x-amz-object-annotation-directive is not EXCLUDE';

/**
 * Metadata tables: on the table bucket and on its tables alike, as the policies of the user guide (metadata-tables-permissions,
 * s3-tables-aws-managed-buckets) have it.
 */
const onTables = (note: string, ...actions: string[]): Need[] => actions.map(action =>
  need(note === IN_AWS_BUCKET ? 'managedTable' : 'table', `s3tables:${action}`, { note }));
/** A second configuration, and the inventory tables that are added to it: AWS keeps the tables of an account and region. */
const IN_AWS_BUCKET = 'arn:aws:s3tables:REGION:ACCOUNT:bucket/aws-s3 and bucket/aws-s3/table/* (fixed names)';
/** A first configuration: the body names a table bucket of the customer's. */
const IN_OWN_BUCKET = 'arn:aws:s3tables:REGION:ACCOUNT:bucket/NAME and bucket/NAME/table/*, NAME as in the body, S3TablesDestination.TableBucketArn';
const TABLE_KEY = onKey('DescribeKey', { note: 'on the key of the tables, which the body names; its policy must admit the services of S3 Metadata' });

const passRole = (more: More) => need('role', 'iam:PassRole', { source: 'model', ...more });

const CHECKSUM = 'Needs `x-amz-checksum-*`, which SDKs send: `Content-MD5` does not get through.';
const UNCHUNKED = 'A body in `aws-chunked`, as SDKs stream it unless `requestChecksumCalculation` is `WHEN_REQUIRED`, is refused.';
const SLOW = 'May outlast the 29 s that API Gateway waits, and may answer 200 with an error document.';
const COPY = 'The source is an object of the target or of `copySources`.';
const OWN_ACCOUNT = 'Only for a role of the account that owns the bucket: any other is answered 405.';
const NO_MFA = 'Where MFA delete is on, only the root user can delete versions: no role can.';
const ABAC = 'Not for a bucket with ABAC on: its tags are set by other calls.';
const FIRST = 'The first version of S3 Metadata; AWS recommends the second.';

const ANNOTATIONS = 'AWS says of annotations that API Gateway does not support them.';
const SAMPLE_204 = 'the sample response of the API reference';
const NOT_SEEN_204 = 'inferred: from PutBucketMetricsConfiguration';

export const OPERATIONS: Readonly<Record<string, KnownOperation>> = {
  AbortMultipartUpload: { summary: 'Aborts an upload and deletes its parts.', needs: [onObject('AbortMultipartUpload')] },
  CompleteMultipartUpload: {
    summary: 'Makes an object of the parts of an upload.',
    remark: SLOW,
    needs: [onObject('PutObject'), onKey('Decrypt'), READS_ETAG],
  },
  CopyObject: {
    summary: 'Copies an object of up to 5 GB within S3.',
    remark: `${SLOW} ${COPY}`,
    needs: [
      onObject('PutObject'),
      ...SOURCE_OF_COPY,
      onKey('Decrypt', { note: 'on the key of the source' }),
      onKey('GenerateDataKey', { note: 'on the key of the copy' }),
      ...SETTINGS,
      READS_ETAG,
      onSource('GetObjectTagging', { when: COPIES_TAGS, note: 'knowledge center of AWS, s3-troubleshoot-copy-between-buckets' }),
      onSource('GetObjectVersionTagging', { when: `${COPIES_TAGS}; of a version`, source: 'inferred', note: 'from s3:GetObjectTagging' }),
      onObject('PutObjectTagging', { when: COPIES_TAGS }),
      onSource('GetObjectAnnotation', { when: COPIES_ANNOTATIONS, source: 'model' }),
      onObject('PutObjectAnnotation', { when: COPIES_ANNOTATIONS, source: 'model' }),
    ],
  },
  CreateBucket: {
    summary: 'Creates a bucket.',
    remark: 'The body names the region, and it must be the region of the API: `<CreateBucketConfiguration><LocationConstraint>`.',
    needs: [
      onBucket('CreateBucket'),
      onBucket('PutBucketAcl', { when: 'header: x-amz-acl other than private, x-amz-grant-*' }),
      onBucket('PutBucketObjectLockConfiguration', { when: 'header: x-amz-bucket-object-lock-enabled: true' }),
      onBucket('PutBucketVersioning', { when: 'header: x-amz-bucket-object-lock-enabled: true' }),
      onBucket('PutBucketOwnershipControls', { when: 'header: x-amz-object-ownership' }),
      onBucket('TagResource', { when: 'body: Tags', source: 'model' }),
    ],
  },
  CreateBucketMetadataConfiguration: {
    summary: 'Creates the metadata tables of a bucket.',
    remark: CHECKSUM,
    needs: [
      onBucket('CreateBucketMetadataTableConfiguration'),
      ...onTables(IN_AWS_BUCKET, 'CreateTableBucket', 'CreateNamespace', 'GetTable', 'CreateTable', 'PutTablePolicy', 'PutTableEncryption'),
      need('managedTable', 's3tables:PutTableBucketPolicy', { source: 'model', note: `${IN_AWS_BUCKET}; also in metadata-tables-permissions` }),
      TABLE_KEY,
      passRole({ when: 'body: AnnotationTableConfiguration.Role' }),
    ],
  },
  CreateBucketMetadataTableConfiguration: {
    summary: 'Creates the metadata table of a bucket in a table bucket of its account.',
    remark: `${FIRST} ${CHECKSUM}`,
    needs: [
      onBucket('CreateBucketMetadataTableConfiguration'),
      ...onTables(IN_OWN_BUCKET, 'CreateNamespace', 'GetTable', 'CreateTable', 'PutTablePolicy'),
    ],
  },
  CreateMultipartUpload: {
    summary: 'Starts an upload in parts.',
    needs: [onObject('PutObject'), onKey('GenerateDataKey'), onKey('Decrypt', { source: 'model' }), ...SETTINGS],
  },
  CreateSession: {
    summary: 'Creates a session with a directory bucket.',
    refused: 'Directory buckets have endpoints of their own, which an integration cannot name, and the answer is credentials.',
    needs: [need('bucket', 's3express:CreateSession', { source: 'model' })],
  },
  DeleteBucket: { summary: 'Deletes an empty bucket.', needs: [onBucket('DeleteBucket')] },
  DeleteBucketAnalyticsConfiguration: {
    summary: 'Deletes a storage class analysis of a bucket.', needs: [onBucket('PutAnalyticsConfiguration')],
  },
  DeleteBucketCors: { summary: 'Deletes the CORS rules of a bucket.', needs: [onBucket('PutBucketCORS')] },
  DeleteBucketEncryption: {
    summary: 'Resets the default encryption of a bucket to keys of S3 (SSE-S3).', needs: [onBucket('PutEncryptionConfiguration')],
  },
  DeleteBucketIntelligentTieringConfiguration: {
    summary: 'Deletes an Intelligent-Tiering configuration of a bucket.', needs: [onBucket('PutIntelligentTieringConfiguration')],
  },
  DeleteBucketInventoryConfiguration: { summary: 'Deletes an inventory report of a bucket.', needs: [onBucket('PutInventoryConfiguration')] },
  DeleteBucketLifecycle: { summary: 'Deletes the lifecycle rules of a bucket.', needs: [onBucket('PutLifecycleConfiguration')] },
  DeleteBucketMetadataConfiguration: {
    summary: 'Deletes the metadata configuration of a bucket.', needs: [onBucket('DeleteBucketMetadataTableConfiguration')],
  },
  DeleteBucketMetadataTableConfiguration: {
    summary: 'Deletes the metadata table configuration of a bucket.', remark: FIRST, needs: [onBucket('DeleteBucketMetadataTableConfiguration')],
  },
  DeleteBucketMetricsConfiguration: { summary: 'Deletes a request metrics filter of a bucket.', needs: [onBucket('PutMetricsConfiguration')] },
  DeleteBucketOwnershipControls: {
    summary: 'Deletes the object ownership setting of a bucket.', needs: [onBucket('PutBucketOwnershipControls')],
  },
  DeleteBucketPolicy: { summary: 'Deletes the policy of a bucket.', remark: OWN_ACCOUNT, needs: [onBucket('DeleteBucketPolicy')] },
  DeleteBucketReplication: { summary: 'Deletes the replication rules of a bucket.', needs: [onBucket('PutReplicationConfiguration')] },
  DeleteBucketTagging: { summary: 'Deletes the tags of a bucket.', remark: ABAC, needs: [onBucket('PutBucketTagging')] },
  DeleteBucketWebsite: { summary: 'Deletes the website configuration of a bucket.', needs: [onBucket('DeleteBucketWebsite')] },
  DeleteObject: {
    summary: 'Deletes an object.',
    remark: NO_MFA,
    needs: [
      ...orOfVersion('object', 'DeleteObject', 'DeleteObjectVersion', { note: 'the model wants s3:DeleteObject always; the table, either' }),
      onObject('BypassGovernanceRetention', { when: 'bypass' }),
      onObject('GetObject', { when: 'header: If-Match other than *', note: 'user guide, conditional-delete-enforce' }),
    ],
  },
  DeleteObjectAnnotation: {
    summary: 'Deletes an annotation of an object.',
    refused: ANNOTATIONS,
    needs: orOfVersion('object', 'DeleteObjectAnnotation', 'DeleteObjectVersionAnnotation', { source: 'name' }),
  },
  DeleteObjectTagging: {
    summary: 'Deletes the tags of an object.',
    needs: orOfVersion('object', 'DeleteObjectTagging', 'DeleteObjectVersionTagging'),
  },
  DeleteObjects: {
    summary: 'Deletes up to 1,000 objects, whose keys are in the body.',
    remark: `Only the role confines the keys, and what failed is told in an answer of 200. ${CHECKSUM}`,
    needs: [
      ...orOfVersion('object', 'DeleteObject', 'DeleteObjectVersion', { note: 'the version is in the body, Object.VersionId' }),
      onObject('BypassGovernanceRetention', { when: 'bypass' }),
      onObject('GetObject', { when: 'body: Object.ETag', note: 'user guide, conditional-delete-enforce' }),
    ],
  },
  DeletePublicAccessBlock: { summary: 'Deletes the public access block of a bucket.', needs: [onBucket('PutBucketPublicAccessBlock')] },
  GetBucketAbac: {
    summary: 'Tells whether tags of a bucket control access to it (ABAC).', needs: [onBucket('GetBucketAbac', { source: 'name' })],
  },
  GetBucketAccelerateConfiguration: {
    summary: 'Tells whether transfer acceleration of a bucket is on.', needs: [onBucket('GetAccelerateConfiguration')],
  },
  GetBucketAcl: { summary: 'Reads the ACL of a bucket.', needs: [onBucket('GetBucketAcl')] },
  GetBucketAnalyticsConfiguration: { summary: 'Reads a storage class analysis of a bucket.', needs: [onBucket('GetAnalyticsConfiguration')] },
  GetBucketCors: { summary: 'Reads the CORS rules of a bucket.', needs: [onBucket('GetBucketCORS')] },
  GetBucketEncryption: { summary: 'Reads the default encryption of a bucket.', needs: [onBucket('GetEncryptionConfiguration')] },
  GetBucketIntelligentTieringConfiguration: {
    summary: 'Reads an Intelligent-Tiering configuration of a bucket.', needs: [onBucket('GetIntelligentTieringConfiguration')],
  },
  GetBucketInventoryConfiguration: { summary: 'Reads an inventory report of a bucket.', needs: [onBucket('GetInventoryConfiguration')] },
  GetBucketLifecycleConfiguration: { summary: 'Reads the lifecycle rules of a bucket.', needs: [onBucket('GetLifecycleConfiguration')] },
  GetBucketLocation: { summary: 'Tells the region of a bucket.', needs: [onBucket('GetBucketLocation')] },
  GetBucketLogging: { summary: 'Reads the access log settings of a bucket.', needs: [onBucket('GetBucketLogging')] },
  GetBucketMetadataConfiguration: {
    summary: 'Reads the metadata configuration of a bucket.', needs: [onBucket('GetBucketMetadataTableConfiguration')],
  },
  GetBucketMetadataTableConfiguration: {
    summary: 'Reads the metadata table configuration of a bucket.', remark: FIRST, needs: [onBucket('GetBucketMetadataTableConfiguration')],
  },
  GetBucketMetricsConfiguration: { summary: 'Reads a request metrics filter of a bucket.', needs: [onBucket('GetMetricsConfiguration')] },
  GetBucketNotificationConfiguration: { summary: 'Reads the event notifications of a bucket.', needs: [onBucket('GetBucketNotification')] },
  GetBucketOwnershipControls: { summary: 'Reads the object ownership setting of a bucket.', needs: [onBucket('GetBucketOwnershipControls')] },
  GetBucketPolicy: { summary: 'Reads the policy of a bucket.', remark: OWN_ACCOUNT, needs: [onBucket('GetBucketPolicy')] },
  GetBucketPolicyStatus: { summary: 'Tells whether the policy of a bucket makes it public.', needs: [onBucket('GetBucketPolicyStatus')] },
  GetBucketReplication: { summary: 'Reads the replication rules of a bucket.', needs: [onBucket('GetReplicationConfiguration')] },
  GetBucketRequestPayment: { summary: 'Tells who pays for requests to a bucket.', needs: [onBucket('GetBucketRequestPayment')] },
  GetBucketTagging: { summary: 'Reads the tags of a bucket.', needs: [onBucket('GetBucketTagging')] },
  GetBucketVersioning: { summary: 'Tells whether versioning of a bucket is on.', needs: [onBucket('GetBucketVersioning')] },
  GetBucketWebsite: { summary: 'Reads the website configuration of a bucket.', needs: [onBucket('GetBucketWebsite')] },
  GetObject: {
    summary: 'Reads an object, whole or a range of it, up to 10 MB an answer.',
    remark: 'A larger one is read in ranges (`Range`) or parts (`partNumber`).',
    needs: [
      ...orOfVersion('object', 'GetObject', 'GetObjectVersion'),
      onKey('Decrypt'),
      onObject('GetObjectTagging', { when: 'answer: x-amz-tagging-count' }),
      ...LOCK_IN_ANSWER,
    ],
    furtherStatuses: { 206: 'inferred: RFC 9110, to Range and partNumber', 304: 'model, at If-None-Match and If-Modified-Since' },
  },
  GetObjectAcl: { summary: 'Reads the ACL of an object.', needs: orOfVersion('object', 'GetObjectAcl', 'GetObjectVersionAcl') },
  GetObjectAnnotation: {
    summary: 'Reads an annotation of an object.',
    refused: ANNOTATIONS,
    needs: orOfVersion('object', 'GetObjectAnnotation', 'GetObjectVersionAnnotation', { source: 'name' }),
  },
  GetObjectAttributes: {
    summary: 'Reads the size, checksum, parts, storage class and ETag of an object, as asked for.',
    needs: [
      ...orOfVersion('object', 'GetObject', 'GetObjectVersion'),
      ...orOfVersion('object', 'GetObjectAttributes', 'GetObjectVersionAttributes', {
        source: 'model', note: 'the model wants it beside s3:GetObject; the table has that alone',
      }),
      onKey('Decrypt'),
    ],
    furtherStatuses: { 304: 'model, at the conditional headers' },
  },
  GetObjectLegalHold: { summary: 'Tells whether an object is under a legal hold.', needs: [onObject('GetObjectLegalHold')] },
  GetObjectLockConfiguration: {
    summary: 'Reads the object lock settings of a bucket.', needs: [onBucket('GetBucketObjectLockConfiguration')],
  },
  GetObjectRetention: { summary: 'Reads until when an object is locked.', needs: [onObject('GetObjectRetention')] },
  GetObjectTagging: {
    summary: 'Reads the tags of an object.', needs: orOfVersion('object', 'GetObjectTagging', 'GetObjectVersionTagging'),
  },
  GetObjectTorrent: {
    summary: 'Reads the torrent file of an object.',
    remark: 'S3 ended its BitTorrent service in 2022.',
    needs: [onObject('GetObject'), onObject('GetObjectTorrent', { source: 'name', note: 'the table has s3:GetObject alone' })],
  },
  GetPublicAccessBlock: { summary: 'Reads the public access block of a bucket.', needs: [onBucket('GetBucketPublicAccessBlock')] },
  HeadBucket: { summary: 'Tells whether a bucket exists and may be read.', needs: [onBucket('ListBucket')] },
  HeadObject: {
    summary: 'Reads what is known of an object without its content.',
    remark: 'Its size is in `x-object-size`; an error has no body.',
    needs: [
      ...orOfVersion('object', 'GetObject', 'GetObjectVersion', {
        note: 'of versions the table is silent; the one before it ("Specifying permissions in a policy") has them',
      }),
      onKey('Decrypt', { source: 'model', note: 'for x-amz-checksum-mode; the model wants kms:GenerateDataKey too, which no read needs' }),
      ...LOCK_IN_ANSWER,
    ],
    furtherStatuses: { 206: 'inferred: as GetObject', 304: 'model' },
  },
  ListBucketAnalyticsConfigurations: {
    summary: 'Lists the storage class analyses of a bucket.', needs: [onBucket('GetAnalyticsConfiguration')],
  },
  ListBucketIntelligentTieringConfigurations: {
    summary: 'Lists the Intelligent-Tiering configurations of a bucket.', needs: [onBucket('GetIntelligentTieringConfiguration')],
  },
  ListBucketInventoryConfigurations: { summary: 'Lists the inventory reports of a bucket.', needs: [onBucket('GetInventoryConfiguration')] },
  ListBucketMetricsConfigurations: { summary: 'Lists the request metrics filters of a bucket.', needs: [onBucket('GetMetricsConfiguration')] },
  ListBuckets: {
    summary: 'Lists the buckets of the account.',
    remark: 'Only an account-wide target carries it.',
    needs: [need('service', 's3:ListAllMyBuckets', { source: 'model' })],
  },
  ListDirectoryBuckets: {
    summary: 'Lists the directory buckets of the account.',
    refused: 'Directory buckets have an endpoint of their own: at the endpoint of S3 the same request is ListBuckets.',
    needs: [need('service', 's3express:ListAllMyDirectoryBuckets', { source: 'model' })],
  },
  ListMultipartUploads: { summary: 'Lists the uploads of a bucket that are under way.', needs: [onBucket('ListBucketMultipartUploads')] },
  ListObjectAnnotations: {
    summary: 'Lists the annotations of an object.',
    refused: ANNOTATIONS,
    needs: orOfVersion('object', 'ListObjectAnnotations', 'ListObjectVersionAnnotations', { source: 'name' }),
  },
  ListObjectVersions: { summary: 'Lists the versions of the objects of a bucket.', needs: [onBucket('ListBucketVersions')] },
  ListObjects: { summary: 'Lists the objects of a bucket, first version of the call.', needs: [onBucket('ListBucket'), OWNER] },
  ListObjectsV2: { summary: 'Lists the objects of a bucket (`list-type=2`).', needs: [onBucket('ListBucket'), OWNER] },
  ListParts: { summary: 'Lists the parts of an upload.', needs: [onObject('ListMultipartUploadParts'), onKey('Decrypt')] },
  PutBucketAbac: {
    summary: 'Sets whether tags of a bucket control access to it (ABAC).',
    needs: [onBucket('PutBucketAbac', { source: 'model', note: 'written s3:PutBucketABAC there; IAM does not mind the case' })],
  },
  PutBucketAccelerateConfiguration: {
    summary: 'Sets whether transfer acceleration of a bucket is on.', needs: [onBucket('PutAccelerateConfiguration')],
  },
  PutBucketAcl: { summary: 'Sets the ACL of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketAcl')] },
  PutBucketAnalyticsConfiguration: {
    summary: 'Sets a storage class analysis of a bucket.',
    needs: [onBucket('PutAnalyticsConfiguration')],
    furtherStatuses: { 204: NOT_SEEN_204 },
  },
  PutBucketCors: { summary: 'Sets the CORS rules of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketCORS')] },
  PutBucketEncryption: {
    summary: 'Sets the default encryption of a bucket.', remark: CHECKSUM, needs: [onBucket('PutEncryptionConfiguration')],
  },
  PutBucketIntelligentTieringConfiguration: {
    summary: 'Sets an Intelligent-Tiering configuration of a bucket.',
    needs: [onBucket('PutIntelligentTieringConfiguration')],
    furtherStatuses: { 204: NOT_SEEN_204 },
  },
  PutBucketInventoryConfiguration: {
    summary: 'Sets an inventory report of a bucket.',
    needs: [onBucket('PutInventoryConfiguration')],
    furtherStatuses: { 204: NOT_SEEN_204 },
  },
  PutBucketLifecycleConfiguration: {
    summary: 'Sets the lifecycle rules of a bucket.', remark: CHECKSUM, needs: [onBucket('PutLifecycleConfiguration')],
  },
  PutBucketLogging: { summary: 'Sets the access log settings of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketLogging')] },
  PutBucketMetricsConfiguration: {
    summary: 'Sets a request metrics filter of a bucket.',
    needs: [onBucket('PutMetricsConfiguration')],
    furtherStatuses: { 204: SAMPLE_204 },
  },
  PutBucketNotificationConfiguration: { summary: 'Sets the event notifications of a bucket.', needs: [onBucket('PutBucketNotification')] },
  PutBucketOwnershipControls: {
    summary: 'Sets the object ownership setting of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketOwnershipControls')],
  },
  PutBucketPolicy: {
    summary: 'Sets the policy of a bucket.',
    remark: `${OWN_ACCOUNT} ${CHECKSUM}`,
    needs: [onBucket('PutBucketPolicy')],
    furtherStatuses: { 204: SAMPLE_204 },
  },
  PutBucketReplication: {
    summary: 'Sets the replication rules of a bucket.',
    remark: `The role must be allowed to pass the one that replicates. ${CHECKSUM}`,
    needs: [onBucket('PutReplicationConfiguration'), passRole({ note: 'the role that the body names, ReplicationConfiguration.Role' })],
  },
  PutBucketRequestPayment: { summary: 'Sets who pays for requests to a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketRequestPayment')] },
  PutBucketTagging: {
    summary: 'Sets the tags of a bucket.',
    remark: `${ABAC} ${CHECKSUM}`,
    needs: [onBucket('PutBucketTagging')],
    furtherStatuses: { 204: SAMPLE_204 },
  },
  PutBucketVersioning: {
    summary: 'Sets whether versioning of a bucket is on.',
    remark: `MFA delete cannot be set through a role. ${CHECKSUM}`,
    needs: [onBucket('PutBucketVersioning')],
  },
  PutBucketWebsite: { summary: 'Sets the website configuration of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketWebsite')] },
  PutObject: {
    summary: 'Stores an object of up to 10 MB.',
    remark: `A larger one is uploaded in parts. ${UNCHUNKED}`,
    needs: [onObject('PutObject'), onKey('GenerateDataKey'), ...SETTINGS, READS_ETAG],
  },
  PutObjectAcl: {
    summary: 'Sets the ACL of an object.', remark: CHECKSUM, needs: orOfVersion('object', 'PutObjectAcl', 'PutObjectVersionAcl'),
  },
  PutObjectAnnotation: {
    summary: 'Sets an annotation of an object.',
    refused: ANNOTATIONS,
    needs: orOfVersion('object', 'PutObjectAnnotation', 'PutObjectVersionAnnotation', { source: 'name' }),
  },
  PutObjectLegalHold: { summary: 'Sets or lifts the legal hold of an object.', remark: CHECKSUM, needs: [onObject('PutObjectLegalHold')] },
  PutObjectLockConfiguration: {
    summary: 'Sets the object lock settings of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketObjectLockConfiguration')],
  },
  PutObjectRetention: {
    summary: 'Sets until when an object is locked.',
    remark: CHECKSUM,
    needs: [onObject('PutObjectRetention'), onObject('BypassGovernanceRetention', { when: 'bypass' })],
  },
  PutObjectTagging: {
    summary: 'Sets the tags of an object.', remark: CHECKSUM, needs: orOfVersion('object', 'PutObjectTagging', 'PutObjectVersionTagging'),
  },
  PutPublicAccessBlock: {
    summary: 'Sets the public access block of a bucket.', remark: CHECKSUM, needs: [onBucket('PutBucketPublicAccessBlock')],
  },
  RenameObject: {
    summary: 'Renames an object of a directory bucket.',
    refused: 'Directory buckets have endpoints of their own, which an integration cannot name, and want a session.',
    needs: [need('bucket', 's3express:CreateSession', { source: 'model' })],
  },
  RestoreObject: {
    summary: 'Restores a copy of an archived object.',
    needs: [onObject('RestoreObject')],
    furtherStatuses: { 202: 'model: the first request; a later one, 200' },
  },
  SelectObjectContent: {
    summary: 'Queries the content of an object with SQL.',
    refused: 'The answer is a stream of events, which API Gateway holds back until it ends; S3 takes no new customers for it.',
    needs: [onObject('GetObject'), onKey('Decrypt')],
  },
  UpdateBucketMetadataAnnotationTableConfiguration: {
    summary: 'Switches the annotation table of a bucket on or off.',
    remark: CHECKSUM,
    needs: [onBucket('UpdateBucketMetadataAnnotationTableConfiguration', { source: 'model' }), passRole({ when: 'body: Role' })],
  },
  UpdateBucketMetadataInventoryTableConfiguration: {
    summary: 'Switches the live inventory table of a bucket on or off.',
    remark: CHECKSUM,
    needs: [
      onBucket('UpdateBucketMetadataInventoryTableConfiguration'),
      ...onTables(IN_AWS_BUCKET, 'CreateTableBucket', 'CreateNamespace', 'GetTable', 'CreateTable', 'PutTablePolicy', 'PutTableEncryption'),
      TABLE_KEY,
    ],
  },
  UpdateBucketMetadataJournalTableConfiguration: {
    summary: 'Sets whether and when records of the journal table of a bucket expire.',
    remark: CHECKSUM,
    needs: [onBucket('UpdateBucketMetadataJournalTableConfiguration')],
  },
  UpdateObjectEncryption: {
    summary: 'Encrypts an object with another key of KMS, without copying it.',
    remark: `The role must be allowed to use the key that the body names. ${CHECKSUM}`,
    needs: [
      onObject('UpdateObjectEncryption', {
        note: 'an older table wants s3:PutObject too; for a key of another account of the organization, organizations:DescribeAccount too',
      }),
      ...['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(action => need('key', `kms:${action}`)),
    ],
  },
  UploadPart: {
    summary: 'Uploads a part of up to 10 MB.',
    remark: `Each but the last has at least 5 MiB. ${UNCHUNKED}`,
    needs: [onObject('PutObject'), onKey('GenerateDataKey'), onKey('Decrypt', { source: 'model' })],
  },
  UploadPartCopy: {
    summary: 'Copies an object, or a range of it, into a part of an upload.',
    remark: `${SLOW} ${COPY}`,
    needs: [
      onObject('PutObject'),
      ...SOURCE_OF_COPY,
      onKey('Decrypt', { note: 'on the key of the source; the model: of the upload, too' }),
      onKey('GenerateDataKey', { note: 'on the key of the upload' }),
    ],
  },
  WriteGetObjectResponse: {
    summary: 'Answers a GetObject in the name of an Object Lambda access point.',
    refused: 'It has an endpoint for each request, and belongs to the Lambda function that is asked.',
    needs: [need('service', 's3-object-lambda:WriteGetObjectResponse', { source: 'name', note: 'on the access point, which is no target here' })],
  },
};
