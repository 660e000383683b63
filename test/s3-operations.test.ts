import { S3Operation, S3Operations } from '../src';

const { GET_OBJECT, PUT_OBJECT, LIST_BUCKETS, DELETE_OBJECT } = S3Operation;

test('groups have the operations that their docs name', () => {
  expect(S3Operations.NONE.operations).toEqual([]);
  expect(S3Operations.READ_ONLY.operations).toEqual(['GetObject', 'HeadBucket', 'HeadObject', 'ListObjects', 'ListObjectsV2']);
  expect(S3Operations.READ_WRITE.operations).toEqual(['DeleteObject', ...S3Operations.READ_ONLY.operations, 'PutObject']);
  expect(S3Operations.TUTORIAL.operations).toEqual([
    'CreateBucket', 'DeleteBucket', 'DeleteObject', 'GetObject', 'HeadObject', 'ListBuckets', 'ListObjects', 'PutObject',
  ]);
  expect(S3Operations.MULTIPART.operations).toEqual([
    'AbortMultipartUpload', 'CompleteMultipartUpload', 'CreateMultipartUpload', 'ListMultipartUploads', 'ListParts', 'UploadPart',
  ]);
  expect(S3Operations.VERSIONS.operations).toEqual(['ListObjectVersions']);
  expect(S3Operations.TAGGING.operations).toEqual(['DeleteObjectTagging', 'GetObjectTagging', 'PutObjectTagging']);
  expect(S3Operations.ACL.operations).toEqual(['GetObjectAcl', 'PutObjectAcl']);
  expect(S3Operations.OBJECT_LOCK.operations).toEqual(['GetObjectLegalHold', 'GetObjectRetention', 'PutObjectLegalHold', 'PutObjectRetention']);
  expect(S3Operations.BUCKET_LIFECYCLE.operations).toEqual(['CreateBucket', 'DeleteBucket']);
  expect(S3Operations.ALL.operations).toEqual(Object.values(S3Operation));
  // Everything is in a group that says what it is for, but for copies and what is asked for by name.
  const { NONE, READ_WRITE, TUTORIAL, MULTIPART, VERSIONS, TAGGING, ACL, OBJECT_LOCK, BUCKET_LIFECYCLE, BUCKET_CONFIGURATION } = S3Operations;
  const grouped = NONE.union(READ_WRITE, TUTORIAL, MULTIPART, VERSIONS, TAGGING, ACL, OBJECT_LOCK, BUCKET_LIFECYCLE, BUCKET_CONFIGURATION);
  expect(S3Operations.ALL.minus(...grouped.operations).operations).toEqual([
    'CopyObject', 'DeleteObjects', 'GetObjectAttributes', 'GetObjectTorrent', 'RestoreObject', 'UpdateObjectEncryption', 'UploadPartCopy',
  ]);
  const setting = /^(Get|Put|Delete|Update|Create|List)(Bucket.+|ObjectLockConfiguration|PublicAccessBlock)/;
  expect(S3Operations.BUCKET_CONFIGURATION.operations.filter(name => !setting.test(name))).toEqual([]);
});

test('sets add, unite and subtract without changing', () => {
  const some = S3Operations.of(GET_OBJECT);
  expect(some.plus(PUT_OBJECT, GET_OBJECT).operations).toEqual([GET_OBJECT, PUT_OBJECT]);
  expect(some.union(S3Operations.of(DELETE_OBJECT), S3Operations.NONE).operations).toEqual([DELETE_OBJECT, GET_OBJECT]);
  expect(S3Operations.READ_WRITE.minus(PUT_OBJECT, LIST_BUCKETS).includes(PUT_OBJECT)).toBe(false);
  expect(some.operations).toEqual([GET_OBJECT]);
  some.operations.push(PUT_OBJECT);
  expect(some.includes(PUT_OBJECT)).toBe(false);
});

describe('what a target refuses', () => {
  const noBuckets = (operation: S3Operation) => (operation === LIST_BUCKETS ? 'why' : undefined);
  const refuse = (operation: S3Operation, why: string) => new Error(`${operation} ${why}`);
  const resolve = (operations: S3Operations) => operations._resolve(noBuckets, refuse);

  test('is left out of ALL', () => {
    expect(resolve(S3Operations.ALL)).toEqual(Object.values(S3Operation).filter(operation => operation !== LIST_BUCKETS));
    expect(resolve(S3Operations.of(GET_OBJECT).union(S3Operations.ALL))).not.toContain(LIST_BUCKETS);
  });

  test.each([
    ['of()', S3Operations.of(LIST_BUCKETS)],
    ['a group', S3Operations.TUTORIAL],
    ['ALL.plus()', S3Operations.ALL.plus(LIST_BUCKETS)],
    ['ALL united with a group', S3Operations.ALL.union(S3Operations.TUTORIAL)],
  ])('fails when named by %s', (_, operations) => {
    expect(() => resolve(operations)).toThrow('ListBuckets why');
  });
});
