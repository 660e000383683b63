import { s3ActionOf } from '../iam/s3-action';
import { ACTIONS, S3Scope } from '../iam/s3-action-table';

/** An operation of S3 and the request that it is. */
export interface S3Operation {
  /** As in the S3 API reference: `GetObject`. */
  readonly name: string;
  readonly verb: string;
  readonly scope: S3Scope;
  /** The query parameters that make it this operation, with the value where it has to be one. */
  readonly selectors: ReadonlyArray<{ readonly name: string; readonly value?: string }>;
  /** Whether `x-amz-copy-source` makes it this operation. */
  readonly copies: boolean;
  /** `s3:GetObject`... that it needs on what it is called for. */
  readonly actions: readonly string[];
}

const COPY = ' +copy';

/** Verb, scope and selectors by name. */
const REQUESTS: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 'DELETE object uploadId',
  CompleteMultipartUpload: 'POST object uploadId',
  CopyObject: `PUT object${COPY}`,
  CreateBucket: 'PUT bucket',
  CreateBucketMetadataConfiguration: 'POST bucket metadataConfiguration',
  CreateBucketMetadataTableConfiguration: 'POST bucket metadataTable',
  CreateMultipartUpload: 'POST object uploads',
  DeleteBucket: 'DELETE bucket',
  DeleteBucketAnalyticsConfiguration: 'DELETE bucket analytics&id',
  DeleteBucketCors: 'DELETE bucket cors',
  DeleteBucketEncryption: 'DELETE bucket encryption',
  DeleteBucketIntelligentTieringConfiguration: 'DELETE bucket intelligent-tiering&id',
  DeleteBucketInventoryConfiguration: 'DELETE bucket inventory&id',
  DeleteBucketLifecycle: 'DELETE bucket lifecycle',
  DeleteBucketMetadataConfiguration: 'DELETE bucket metadataConfiguration',
  DeleteBucketMetadataTableConfiguration: 'DELETE bucket metadataTable',
  DeleteBucketMetricsConfiguration: 'DELETE bucket metrics&id',
  DeleteBucketOwnershipControls: 'DELETE bucket ownershipControls',
  DeleteBucketPolicy: 'DELETE bucket policy',
  DeleteBucketReplication: 'DELETE bucket replication',
  DeleteBucketTagging: 'DELETE bucket tagging',
  DeleteBucketWebsite: 'DELETE bucket website',
  DeleteObject: 'DELETE object',
  DeleteObjectTagging: 'DELETE object tagging',
  DeleteObjects: 'POST bucket delete',
  DeletePublicAccessBlock: 'DELETE bucket publicAccessBlock',
  GetBucketAbac: 'GET bucket abac',
  GetBucketAccelerateConfiguration: 'GET bucket accelerate',
  GetBucketAcl: 'GET bucket acl',
  GetBucketAnalyticsConfiguration: 'GET bucket analytics&id',
  GetBucketCors: 'GET bucket cors',
  GetBucketEncryption: 'GET bucket encryption',
  GetBucketIntelligentTieringConfiguration: 'GET bucket intelligent-tiering&id',
  GetBucketInventoryConfiguration: 'GET bucket inventory&id',
  GetBucketLifecycleConfiguration: 'GET bucket lifecycle',
  GetBucketLocation: 'GET bucket location',
  GetBucketLogging: 'GET bucket logging',
  GetBucketMetadataConfiguration: 'GET bucket metadataConfiguration',
  GetBucketMetadataTableConfiguration: 'GET bucket metadataTable',
  GetBucketMetricsConfiguration: 'GET bucket metrics&id',
  GetBucketNotificationConfiguration: 'GET bucket notification',
  GetBucketOwnershipControls: 'GET bucket ownershipControls',
  GetBucketPolicy: 'GET bucket policy',
  GetBucketPolicyStatus: 'GET bucket policyStatus',
  GetBucketReplication: 'GET bucket replication',
  GetBucketRequestPayment: 'GET bucket requestPayment',
  GetBucketTagging: 'GET bucket tagging',
  GetBucketVersioning: 'GET bucket versioning',
  GetBucketWebsite: 'GET bucket website',
  GetObject: 'GET object',
  GetObjectAcl: 'GET object acl',
  GetObjectAttributes: 'GET object attributes',
  GetObjectLegalHold: 'GET object legal-hold',
  GetObjectLockConfiguration: 'GET bucket object-lock',
  GetObjectRetention: 'GET object retention',
  GetObjectTagging: 'GET object tagging',
  GetObjectTorrent: 'GET object torrent',
  GetPublicAccessBlock: 'GET bucket publicAccessBlock',
  HeadBucket: 'HEAD bucket',
  HeadObject: 'HEAD object',
  ListBucketAnalyticsConfigurations: 'GET bucket analytics',
  ListBucketIntelligentTieringConfigurations: 'GET bucket intelligent-tiering',
  ListBucketInventoryConfigurations: 'GET bucket inventory',
  ListBucketMetricsConfigurations: 'GET bucket metrics',
  ListBuckets: 'GET service',
  ListMultipartUploads: 'GET bucket uploads',
  ListObjectVersions: 'GET bucket versions',
  ListObjects: 'GET bucket',
  ListObjectsV2: 'GET bucket list-type=2',
  ListParts: 'GET object uploadId',
  PutBucketAbac: 'PUT bucket abac',
  PutBucketAccelerateConfiguration: 'PUT bucket accelerate',
  PutBucketAcl: 'PUT bucket acl',
  PutBucketAnalyticsConfiguration: 'PUT bucket analytics&id',
  PutBucketCors: 'PUT bucket cors',
  PutBucketEncryption: 'PUT bucket encryption',
  PutBucketIntelligentTieringConfiguration: 'PUT bucket intelligent-tiering&id',
  PutBucketInventoryConfiguration: 'PUT bucket inventory&id',
  PutBucketLifecycleConfiguration: 'PUT bucket lifecycle',
  PutBucketLogging: 'PUT bucket logging',
  PutBucketMetricsConfiguration: 'PUT bucket metrics&id',
  PutBucketNotificationConfiguration: 'PUT bucket notification',
  PutBucketOwnershipControls: 'PUT bucket ownershipControls',
  PutBucketPolicy: 'PUT bucket policy',
  PutBucketReplication: 'PUT bucket replication',
  PutBucketRequestPayment: 'PUT bucket requestPayment',
  PutBucketTagging: 'PUT bucket tagging',
  PutBucketVersioning: 'PUT bucket versioning',
  PutBucketWebsite: 'PUT bucket website',
  PutObject: 'PUT object',
  PutObjectAcl: 'PUT object acl',
  PutObjectLegalHold: 'PUT object legal-hold',
  PutObjectLockConfiguration: 'PUT bucket object-lock',
  PutObjectRetention: 'PUT object retention',
  PutObjectTagging: 'PUT object tagging',
  PutPublicAccessBlock: 'PUT bucket publicAccessBlock',
  RestoreObject: 'POST object restore',
  UpdateBucketMetadataAnnotationTableConfiguration: 'PUT bucket metadataAnnotationTable',
  UpdateBucketMetadataInventoryTableConfiguration: 'PUT bucket metadataInventoryTable',
  UpdateBucketMetadataJournalTableConfiguration: 'PUT bucket metadataJournalTable',
  UpdateObjectEncryption: 'PUT object encryption',
  UploadPart: 'PUT object partNumber&uploadId',
  UploadPartCopy: `PUT object partNumber&uploadId${COPY}`,
};

const SAMPLE_PATHS: Readonly<Record<S3Scope, string>> = { service: '/', bucket: '/bucket', object: '/bucket/key' };

export const S3_OPERATIONS: readonly S3Operation[] = Object.entries(REQUESTS).map(([name, request]) => {
  const [verb, scope, query = ''] = request.replace(COPY, '').split(' ') as [string, S3Scope, string?];
  const action = s3ActionOf({ method: verb, path: SAMPLE_PATHS[scope], query, headers: [] });
  return {
    name,
    verb,
    scope,
    selectors: query.split('&').filter((text) => text !== '').map((text) => {
      const [selector, value] = text.split('=') as [string, string?];
      return { name: selector, ...(value !== undefined && { value }) };
    }),
    copies: request.endsWith(COPY),
    actions: (action?.needed ?? []).map((needed) => needed.action),
  };
});

/** Every query parameter by which S3 tells operations apart. Not `partNumber`, which GetObject reads too. */
export const SELECTORS: Readonly<Record<S3Scope, ReadonlySet<string>>> = {
  service: new Set(),
  bucket: selectorsOf('bucket'),
  object: selectorsOf('object'),
};

/** Selectors that say which one; of the others any value does. */
export const NAMING_SELECTORS: ReadonlySet<string> = new Set(['annotationName', 'id', 'partNumber', 'uploadId']);

function selectorsOf(scope: S3Scope): ReadonlySet<string> {
  const names = S3_OPERATIONS.filter((operation) => operation.scope === scope).flatMap(({ selectors }) => selectors.map(({ name }) => name));
  return new Set([...names, ...Object.keys(ACTIONS[scope]).flatMap((key) => key.split('&')), 'select-type'].filter((name) => name !== '' && name !== 'partNumber'));
}

export const referenceOf = ({ name }: S3Operation): string => `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`;
