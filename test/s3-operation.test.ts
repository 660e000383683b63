import { S3Operation, S3Operations } from '../src';

const { GET_OBJECT, PUT_OBJECT, LIST_BUCKETS, DELETE_OBJECT } = S3Operation;

test('groups have the operations that their docs name', () => {
  expect(S3Operations.NONE.operations).toEqual([]);
  expect(S3Operations.READ_ONLY.operations).toEqual(['HeadBucket', 'ListObjects', 'ListObjectsV2', 'GetObject', 'HeadObject']);
  expect(S3Operations.READ_WRITE.operations).toEqual([...S3Operations.READ_ONLY.operations, 'PutObject', 'DeleteObject']);
  expect(S3Operations.TUTORIAL.operations).toEqual([
    'ListBuckets', 'CreateBucket', 'DeleteBucket', 'ListObjects', 'GetObject', 'HeadObject', 'PutObject', 'DeleteObject',
  ]);
  expect(S3Operations.ALL.operations).toEqual(Object.values(S3Operation));
});

test('sets add, unite and subtract without changing', () => {
  const some = S3Operations.of(GET_OBJECT);
  expect(some.plus(PUT_OBJECT, GET_OBJECT).operations).toEqual([GET_OBJECT, PUT_OBJECT]);
  expect(some.union(S3Operations.of(DELETE_OBJECT), S3Operations.NONE).operations).toEqual([GET_OBJECT, DELETE_OBJECT]);
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
