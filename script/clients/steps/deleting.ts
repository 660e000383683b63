import { AWKWARD_KEYS } from './objects';
import { Buckets, fails, Step, works } from '../step';

const [ONE, ...OTHERS] = AWKWARD_KEYS.slice(3);

/** Deletes one by one and by list, and what is missing or denied. */
export const deletingSteps = ({ own: Bucket }: Buckets): Step[] => {
  const none = `${Bucket}-none`;
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/plain.txt` }] };
  return [
    works('an object is deleted', 'DeleteObject', { Bucket, Key: ONE }),
    fails('NoSuchKey', 'a deleted object', 'GetObject', { Bucket, Key: ONE }),
    fails(['404', 'NotFound', 'Not Found', 'NoSuchKey'], 'a deleted object, by HEAD', 'HeadObject', { Bucket, Key: ONE }),
    works('an object that is not there is deleted', 'DeleteObject', { Bucket, Key: ONE }),
    works('objects are deleted', 'DeleteObjects', { Bucket, Delete: { Objects: [...OTHERS, 'never there'].map(Key => ({ Key })) } }),
    works('objects are deleted quietly', 'DeleteObjects', { Bucket, Delete: { Quiet: true, Objects: [{ Key: 'content/1' }, { Key: 'content/2' }] } }),
    works('what is left', 'ListObjectsV2', { Bucket }),
    fails('NoSuchBucket', 'a bucket that is not there', 'ListObjectsV2', { Bucket: none }),
    fails('NoSuchBucket', 'an object of no bucket', 'GetObject', { Bucket: none, Key: 'a' }),
    fails(['404', 'NotFound', 'Not Found', 'NoSuchBucket'], 'a bucket that is not there, by HEAD', 'HeadBucket', { Bucket: none }),
    fails('NoSuchBucket', 'an object for no bucket', 'PutObject', { Bucket: none, Key: 'a', Body: { text: 'a' } }),
    works('a policy denies', 'PutBucketPolicy', { Bucket, Policy: JSON.stringify(policy) }),
    works('the policy', 'GetBucketPolicy', { Bucket }),
    { ...fails('AccessDenied', 'an object that is denied', 'GetObject', { Bucket, Key: 'plain.txt' }), needs: ['a policy denies'] },
    { ...fails(['403', 'Forbidden', 'AccessDenied'], 'an object that is denied, by HEAD', 'HeadObject', { Bucket, Key: 'plain.txt' }), needs: ['a policy denies'] },
    works('the policy is deleted', 'DeleteBucketPolicy', { Bucket }),
    works('the object is denied no more', 'GetObject', { Bucket, Key: 'plain.txt' }),
  ];
};
