import { Buckets, fails, Step, works } from '../step';

const VERSIONED = { Status: 'Enabled' };
const RULE = { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'PUT', 'DELETE', 'HEAD', 'POST'], AllowedHeaders: ['*'] };

/** Buckets, before there is something in them. */
export const bucketSteps = ({ own: Bucket, versioned, limits }: Buckets): Step[] => [
  works('a bucket is made', 'CreateBucket', { Bucket }),
  works('another bucket is made', 'CreateBucket', { Bucket: versioned }),
  works('a bucket for what does not work is made', 'CreateBucket', { Bucket: limits }),
  works('the buckets are listed', 'ListBuckets', {}),
  works('a bucket is there', 'HeadBucket', { Bucket }),
  works('where a bucket is', 'GetBucketLocation', { Bucket }),
  works('versions are kept', 'PutBucketVersioning', { Bucket: versioned, VersioningConfiguration: VERSIONED }),
  works('that versions are kept', 'GetBucketVersioning', { Bucket: versioned }),
  works('tags of a bucket are set', 'PutBucketTagging', { Bucket, Tagging: { TagSet: [{ Key: 'team', Value: 'blue + grün' }] } }),
  works('tags of a bucket', 'GetBucketTagging', { Bucket }),
  works('tags of a bucket are deleted', 'DeleteBucketTagging', { Bucket }),
  fails('NoSuchTagSet', 'tags of a bucket without any', 'GetBucketTagging', { Bucket }),
  works('a bucket to delete is made', 'CreateBucket', { Bucket: `${Bucket}-gone` }),
  works('rules for pages are set', 'PutBucketCors', { Bucket: `${Bucket}-gone`, CORSConfiguration: { CORSRules: [RULE] } }),
  works('rules for pages', 'GetBucketCors', { Bucket: `${Bucket}-gone` }),
  works('a bucket is deleted', 'DeleteBucket', { Bucket: `${Bucket}-gone` }),
  fails('NoSuchBucket', 'a deleted bucket', 'ListObjects', { Bucket: `${Bucket}-gone` }),
  works('an empty bucket is listed', 'ListObjectsV2', { Bucket }),
];

/** Their ends. */
export const lastSteps = ({ own: Bucket, versioned }: Buckets): Step[] => [
  fails('BucketNotEmpty', 'a bucket with objects is deleted', 'DeleteBucket', { Bucket }),
  works('all that is left in a bucket', 'ListObjectsV2', { Bucket }),
  works('what is left in the other bucket', 'ListObjectVersions', { Bucket: versioned }),
];
