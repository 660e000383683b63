/** Actions by verb, without `s3:`; several are all needed. */
type ActionsByVerb = Readonly<Partial<Record<string, string>>>;

/** The whole account: `/`. */
const SERVICE: Readonly<Record<string, ActionsByVerb>> = {
  '': { GET: 'ListAllMyBuckets' },
};

/** `/bucket`, by the selector in the query. */
const BUCKET: Readonly<Record<string, ActionsByVerb>> = {
  '': { GET: 'ListBucket', HEAD: 'ListBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' },
  'list-type': { GET: 'ListBucket' },
  'versions': { GET: 'ListBucketVersions' },
  'uploads': { GET: 'ListBucketMultipartUploads' },
  'location': { GET: 'GetBucketLocation' },
  'delete': { POST: 'DeleteObject' },
  'abac': { GET: 'GetBucketAbac', PUT: 'PutBucketAbac' },
  'accelerate': { GET: 'GetAccelerateConfiguration', PUT: 'PutAccelerateConfiguration' },
  'acl': { GET: 'GetBucketAcl', PUT: 'PutBucketAcl' },
  'analytics': { GET: 'GetAnalyticsConfiguration', PUT: 'PutAnalyticsConfiguration', DELETE: 'PutAnalyticsConfiguration' },
  'cors': { GET: 'GetBucketCORS', PUT: 'PutBucketCORS', DELETE: 'PutBucketCORS' },
  'encryption': { GET: 'GetEncryptionConfiguration', PUT: 'PutEncryptionConfiguration', DELETE: 'PutEncryptionConfiguration' },
  'intelligent-tiering': {
    GET: 'GetIntelligentTieringConfiguration',
    PUT: 'PutIntelligentTieringConfiguration',
    DELETE: 'PutIntelligentTieringConfiguration',
  },
  'inventory': { GET: 'GetInventoryConfiguration', PUT: 'PutInventoryConfiguration', DELETE: 'PutInventoryConfiguration' },
  'lifecycle': { GET: 'GetLifecycleConfiguration', PUT: 'PutLifecycleConfiguration', DELETE: 'PutLifecycleConfiguration' },
  'logging': { GET: 'GetBucketLogging', PUT: 'PutBucketLogging' },
  'metadataConfiguration': {
    GET: 'GetBucketMetadataTableConfiguration',
    POST: 'CreateBucketMetadataTableConfiguration',
    DELETE: 'DeleteBucketMetadataTableConfiguration',
  },
  'metadataTable': {
    GET: 'GetBucketMetadataTableConfiguration',
    POST: 'CreateBucketMetadataTableConfiguration',
    DELETE: 'DeleteBucketMetadataTableConfiguration',
  },
  'metadataAnnotationTable': { PUT: 'UpdateBucketMetadataAnnotationTableConfiguration' },
  'metadataInventoryTable': { PUT: 'UpdateBucketMetadataInventoryTableConfiguration' },
  'metadataJournalTable': { PUT: 'UpdateBucketMetadataJournalTableConfiguration' },
  'metrics': { GET: 'GetMetricsConfiguration', PUT: 'PutMetricsConfiguration', DELETE: 'PutMetricsConfiguration' },
  'notification': { GET: 'GetBucketNotification', PUT: 'PutBucketNotification' },
  'object-lock': { GET: 'GetBucketObjectLockConfiguration', PUT: 'PutBucketObjectLockConfiguration' },
  'ownershipControls': { GET: 'GetBucketOwnershipControls', PUT: 'PutBucketOwnershipControls', DELETE: 'PutBucketOwnershipControls' },
  'policy': { GET: 'GetBucketPolicy', PUT: 'PutBucketPolicy', DELETE: 'DeleteBucketPolicy' },
  'policyStatus': { GET: 'GetBucketPolicyStatus' },
  'publicAccessBlock': { GET: 'GetBucketPublicAccessBlock', PUT: 'PutBucketPublicAccessBlock', DELETE: 'PutBucketPublicAccessBlock' },
  'replication': { GET: 'GetReplicationConfiguration', PUT: 'PutReplicationConfiguration', DELETE: 'PutReplicationConfiguration' },
  'requestPayment': { GET: 'GetBucketRequestPayment', PUT: 'PutBucketRequestPayment' },
  // Directory buckets only, which no regional S3 has: known as a selector, so that no other operation is seen in it.
  'session': {},
  'tagging': { GET: 'GetBucketTagging', PUT: 'PutBucketTagging', DELETE: 'PutBucketTagging' },
  'versioning': { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  'website': { GET: 'GetBucketWebsite', PUT: 'PutBucketWebsite', DELETE: 'DeleteBucketWebsite' },
};

/** `/bucket/key`, by the selectors in the query, in the order of the alphabet. */
const OBJECT: Readonly<Record<string, ActionsByVerb>> = {
  '': { GET: 'GetObject', HEAD: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' },
  'uploads': { POST: 'PutObject' },
  'uploadId': { GET: 'ListMultipartUploadParts', PUT: 'PutObject', POST: 'PutObject', DELETE: 'AbortMultipartUpload' },
  'acl': { GET: 'GetObjectAcl', PUT: 'PutObjectAcl' },
  'annotation': { GET: 'ListObjectAnnotations' },
  'annotation&annotationName': { GET: 'GetObjectAnnotation', PUT: 'PutObjectAnnotation', DELETE: 'DeleteObjectAnnotation' },
  'attributes': { GET: 'GetObject GetObjectAttributes' },
  'encryption': { PUT: 'UpdateObjectEncryption' },
  'legal-hold': { GET: 'GetObjectLegalHold', PUT: 'PutObjectLegalHold' },
  // Directory buckets only, as session above.
  'renameObject': {},
  'restore': { POST: 'RestoreObject' },
  'retention': { GET: 'GetObjectRetention', PUT: 'PutObjectRetention' },
  'select': { POST: 'GetObject' },
  'tagging': { GET: 'GetObjectTagging', PUT: 'PutObjectTagging', DELETE: 'DeleteObjectTagging' },
  'torrent': { GET: 'GetObject GetObjectTorrent' },
};

export const ACTIONS = { service: SERVICE, bucket: BUCKET, object: OBJECT } as const;

export type S3Scope = keyof typeof ACTIONS;

/** What `versionId` makes of an action: another one, or one more. */
export const VERSION_ACTIONS: Readonly<Record<string, { readonly action: string; readonly also?: true }>> = {
  GetObject: { action: 'GetObjectVersion' },
  GetObjectAttributes: { action: 'GetObjectVersionAttributes' },
  DeleteObject: { action: 'DeleteObjectVersion', also: true },
  DeleteObjectAnnotation: { action: 'DeleteObjectVersionAnnotation', also: true },
  DeleteObjectTagging: { action: 'DeleteObjectVersionTagging', also: true },
  GetObjectAcl: { action: 'GetObjectVersionAcl', also: true },
  GetObjectAnnotation: { action: 'GetObjectVersionAnnotation', also: true },
  GetObjectTagging: { action: 'GetObjectVersionTagging', also: true },
  ListObjectAnnotations: { action: 'ListObjectVersionAnnotations', also: true },
  PutObjectAcl: { action: 'PutObjectVersionAcl', also: true },
  PutObjectAnnotation: { action: 'PutObjectVersionAnnotation', also: true },
  PutObjectTagging: { action: 'PutObjectVersionTagging', also: true },
};

/** Actions that a header asks for besides: on the requests named by verb, scope and selectors. */
export interface HeaderAction {
  readonly requests: readonly string[];
  readonly headers: readonly string[];
  readonly action: string;
  /** Which values ask for it. @default - every value */
  readonly when?: (value: string) => boolean;
}

const STORES = ['PUT object ', 'POST object uploads'];
const GRANTS = ['x-amz-acl', 'x-amz-grant-full-control', 'x-amz-grant-read', 'x-amz-grant-read-acp', 'x-amz-grant-write-acp'];
const isTrue = (value: string): boolean => value.toLowerCase() === 'true';

export const HEADER_ACTIONS: readonly HeaderAction[] = [
  { requests: STORES, headers: GRANTS, action: 'PutObjectAcl' },
  { requests: STORES, headers: ['x-amz-tagging'], action: 'PutObjectTagging' },
  {
    requests: STORES,
    headers: [
      'x-amz-object-lock-mode',
      'x-amz-object-lock-retain-until-date',
      'x-amz-object-lock-event-hold',
      'x-amz-object-lock-event-hold-duration-days',
      'x-amz-object-lock-event-hold-duration-years',
    ],
    action: 'PutObjectRetention',
  },
  { requests: STORES, headers: ['x-amz-object-lock-legal-hold'], action: 'PutObjectLegalHold' },
  { requests: ['PUT object ', 'POST object uploadId'], headers: ['if-match'], action: 'GetObject' },
  { requests: ['DELETE object '], headers: ['if-match'], action: 'GetObject', when: (value) => value !== '*' },
  {
    requests: ['DELETE object ', 'POST bucket delete', 'PUT object retention'],
    headers: ['x-amz-bypass-governance-retention'],
    action: 'BypassGovernanceRetention',
    when: isTrue,
  },
  { requests: ['PUT bucket '], headers: [...GRANTS, 'x-amz-grant-write'], action: 'PutBucketAcl' },
  { requests: ['PUT bucket '], headers: ['x-amz-bucket-object-lock-enabled'], action: 'PutBucketObjectLockConfiguration', when: isTrue },
  { requests: ['PUT bucket '], headers: ['x-amz-bucket-object-lock-enabled'], action: 'PutBucketVersioning', when: isTrue },
  { requests: ['PUT bucket '], headers: ['x-amz-object-ownership'], action: 'PutBucketOwnershipControls' },
];

/** Requests that may copy: `x-amz-copy-source` asks for reading the source. */
export const COPIES: readonly string[] = ['PUT object ', 'PUT object uploadId'];

/**
 * Condition keys by the parameter that gives their value.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const QUERY_KEYS: ReadonlyMap<string, string> = new Map([
  ['prefix', 's3:prefix'],
  ['delimiter', 's3:delimiter'],
  ['max-keys', 's3:max-keys'],
  ['versionId', 's3:versionid'],
]);

/** Condition keys by the header that gives their value; every other `x-amz-` header is the key `s3:` and its name. */
export const HEADER_KEYS: ReadonlyMap<string, string> = new Map([
  ['if-match', 's3:if-match'],
  ['if-none-match', 's3:if-none-match'],
  ['referer', 'aws:referer'],
  ['user-agent', 'aws:useragent'],
  ['x-amz-object-lock-mode', 's3:object-lock-mode'],
  ['x-amz-object-lock-retain-until-date', 's3:object-lock-retain-until-date'],
  ['x-amz-object-lock-legal-hold', 's3:object-lock-legal-hold'],
]);
