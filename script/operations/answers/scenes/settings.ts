import { KEY, Scenes, Stage, works } from '../scene';

const ENCRYPTED = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] };
const EXPIRY = { Rules: [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'old/' }, Expiration: { Days: 1 } }] };
const REPLICATION = {
  Role: 'arn:aws:iam::000000000000:role/replication',
  Rules: [{ Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::another' }, Filter: { Prefix: '' }, DeleteMarkerReplication: { Status: 'Disabled' as const } }],
};
const INVENTORY = {
  Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::another', Format: 'CSV' as const } },
  IsEnabled: true,
  Id: 'one',
  IncludedObjectVersions: 'All' as const,
  Schedule: { Frequency: 'Daily' as const },
};
const TIERING = { Id: 'one', Status: 'Enabled' as const, Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const }] };
const NOTHING_PUBLIC = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const TABLE = { TableBucketArn: 'arn:aws:s3tables:eu-central-1:000000000000:bucket/tables', TableName: 'one' };

/** A bucket with an object: what deletes the bucket instead fails. */
async function there(stage: Stage) {
  await stage.put();
  return {};
}

const one = async (stage: Stage) => ({ ...await there(stage), Id: 'one' });

/**
 * What is set on buckets and objects for the sake of cost, safety and reports. One scene each: S3's own servers have them, and few others
 * do; a server that learns one shows here.
 */
export const SETTINGS_SCENES = {
  PutBucketAbac: [works('on', () => ({ AbacStatus: { Status: 'Enabled' } }))],
  GetBucketAbac: [works('of a bucket', there)],
  PutBucketAccelerateConfiguration: [works('on', () => ({ AccelerateConfiguration: { Status: 'Enabled' } }))],
  GetBucketAccelerateConfiguration: [works('of a bucket', there)],
  PutBucketAnalyticsConfiguration: [works('one', () => ({ Id: 'one', AnalyticsConfiguration: { Id: 'one', StorageClassAnalysis: {} } }))],
  GetBucketAnalyticsConfiguration: [works('one', one)],
  ListBucketAnalyticsConfigurations: [works('all', there)],
  DeleteBucketAnalyticsConfiguration: [works('one', one)],
  PutBucketEncryption: [works('by S3', () => ({ ServerSideEncryptionConfiguration: ENCRYPTED }))],
  GetBucketEncryption: [works('of a bucket', there)],
  DeleteBucketEncryption: [works('of a bucket', there)],
  PutBucketIntelligentTieringConfiguration: [works('one', () => ({ Id: 'one', IntelligentTieringConfiguration: TIERING }))],
  GetBucketIntelligentTieringConfiguration: [works('one', one)],
  ListBucketIntelligentTieringConfigurations: [works('all', there)],
  DeleteBucketIntelligentTieringConfiguration: [works('one', one)],
  PutBucketInventoryConfiguration: [works('one', () => ({ Id: 'one', InventoryConfiguration: INVENTORY }))],
  GetBucketInventoryConfiguration: [works('one', one)],
  ListBucketInventoryConfigurations: [works('all', there)],
  DeleteBucketInventoryConfiguration: [works('one', one)],
  PutBucketLifecycleConfiguration: [works('a rule', () => ({ LifecycleConfiguration: EXPIRY }))],
  GetBucketLifecycleConfiguration: [works('of a bucket', there)],
  DeleteBucketLifecycle: [works('of a bucket', there)],
  PutBucketLogging: [works('off', () => ({ BucketLoggingStatus: {} }))],
  GetBucketLogging: [works('of a bucket', there)],
  CreateBucketMetadataConfiguration: [works('a journal', () => ({
    MetadataConfiguration: { JournalTableConfiguration: { RecordExpiration: { Expiration: 'DISABLED' } } },
  }))],
  GetBucketMetadataConfiguration: [works('of a bucket', there)],
  DeleteBucketMetadataConfiguration: [works('of a bucket', there)],
  CreateBucketMetadataTableConfiguration: [works('a table', () => ({ MetadataTableConfiguration: { S3TablesDestination: TABLE } }))],
  GetBucketMetadataTableConfiguration: [works('of a bucket', there)],
  DeleteBucketMetadataTableConfiguration: [works('of a bucket', there)],
  UpdateBucketMetadataAnnotationTableConfiguration: [works('off', () => ({ AnnotationTableConfiguration: { ConfigurationState: 'DISABLED' } }))],
  UpdateBucketMetadataInventoryTableConfiguration: [works('off', () => ({ InventoryTableConfiguration: { ConfigurationState: 'DISABLED' } }))],
  UpdateBucketMetadataJournalTableConfiguration: [works('for ever', () => ({
    JournalTableConfiguration: { RecordExpiration: { Expiration: 'DISABLED' } },
  }))],
  PutBucketMetricsConfiguration: [works('one', () => ({ Id: 'one', MetricsConfiguration: { Id: 'one' } }))],
  GetBucketMetricsConfiguration: [works('one', one)],
  ListBucketMetricsConfigurations: [works('all', there)],
  DeleteBucketMetricsConfiguration: [works('one', one)],
  PutBucketNotificationConfiguration: [works('none', () => ({ NotificationConfiguration: {} }))],
  GetBucketNotificationConfiguration: [works('of a bucket', there)],
  PutBucketReplication: [works('of everything', () => ({ ReplicationConfiguration: REPLICATION }))],
  GetBucketReplication: [works('of a bucket', there)],
  DeleteBucketReplication: [works('of a bucket', there)],
  PutBucketRequestPayment: [works('by who asks', () => ({ RequestPaymentConfiguration: { Payer: 'Requester' } }))],
  GetBucketRequestPayment: [works('of a bucket', there)],
  PutPublicAccessBlock: [works('of everything', () => ({ PublicAccessBlockConfiguration: NOTHING_PUBLIC }))],
  GetPublicAccessBlock: [works('of a bucket', there)],
  DeletePublicAccessBlock: [works('of a bucket', there)],

  GetObjectAcl: [works('of an object', async stage => ({ ...await there(stage), Key: KEY }))],
  PutObjectAcl: [works('a canned one', async stage => ({ ...await there(stage), Key: KEY, ACL: 'private' }), { ObjectOwnership: 'BucketOwnerPreferred' })],
  GetObjectTorrent: [works('of an object', async stage => ({ ...await there(stage), Key: KEY }))],
  RestoreObject: [works('for a day', async stage => ({ ...await there(stage), Key: KEY, RestoreRequest: { Days: 1 } }))],
  UpdateObjectEncryption: [works('by a key', async stage => ({
    ...await there(stage), Key: KEY, ObjectEncryption: { SSEKMS: { KMSKeyArn: 'arn:aws:kms:eu-central-1:000000000000:key/one' } },
  }))],
} satisfies Partial<Scenes>;
