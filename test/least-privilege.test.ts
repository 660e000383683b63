import { cellsOf, differences } from '../script/operations/denials/cells';
import { Evaluator, localEvaluator, Role, simulator } from '../script/operations/denials/evaluator';
import { disagreement, Needs, needsOf } from '../script/operations/denials/privilege';
import { eachAlone, synthesize } from '../script/operations/denials/roles';
import { S3Operation, S3Target } from '../src';

const OPERATIONS = [S3Operation.GET_OBJECT, S3Operation.HEAD_OBJECT, S3Operation.DELETE_OBJECT, S3Operation.PUT_BUCKET_TAGGING];
const PLACE = { bucket: 'bucket', key: 'key' };

let roles: ReadonlyMap<string, Role>;
const needs = new Map<S3Operation, Needs>();
beforeAll(async () => {
  ({ roles } = await synthesize(eachAlone(OPERATIONS), () => S3Target.account()));
  for (const operation of OPERATIONS) {
    needs.set(operation, await needsOf(operation, PLACE));
  }
});

/** The roles as synthesized, but for the statements of one. */
function withStatements(operation: S3Operation, change: (statements: unknown[]) => unknown[]): Map<string, Role> {
  const { arn, policies } = roles.get(operation)!;
  const changed = policies.map(({ name, document }) => {
    const { Version, Statement } = document as { Version: string; Statement: unknown[] };
    return { name, document: { Version, Statement: change(Statement) } };
  });
  return new Map(roles).set(operation, { arn, policies: changed });
}

describe.each<[string, Evaluator]>([['iam-simulate', simulator], ['local', localEvaluator]])('%s', (name, evaluate) => {
  const found = (changed: ReadonlyMap<string, Role>) => differences(name, evaluate, cellsOf(OPERATIONS), changed, needs);

  test('finds nothing in what is synthesized', async () => {
    expect(await found(roles)).toEqual([]);
  });

  test('names what an action too much allows', async () => {
    const more = { Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::*/*' };
    expect(await found(withStatements(S3Operation.GET_OBJECT, statements => [...statements, more]))).toEqual([
      `${name}: the role of GetObject is able to DeleteObject, which needs s3:DeleteObject on object besides`,
    ]);
  });

  test('names what a wildcard allows', async () => {
    const more = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    expect(await found(withStatements(S3Operation.DELETE_OBJECT, () => [more]))).toEqual([
      `${name}: the role of DeleteObject is able to GetObject, which needs s3:GetObject on object besides`,
      `${name}: the role of DeleteObject is able to HeadObject, which needs s3:GetObject on object besides`,
      `${name}: the role of DeleteObject is able to PutBucketTagging, which needs s3:PutBucketTagging on bucket besides`,
    ]);
  });

  test('names what an action too little denies', async () => {
    const other = { Effect: 'Allow', Action: 's3:GetBucketTagging', Resource: 'arn:aws:s3:::*' };
    expect(await found(withStatements(S3Operation.PUT_BUCKET_TAGGING, () => [other]))).toEqual([
      `${name}: the role of PutBucketTagging must be able to PutBucketTagging, and is not: s3:PutBucketTagging on arn:aws:s3:::bucket is denied`,
    ]);
  });

  test('names what another resource denies', async () => {
    const other = { Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::bucket/other/*' };
    expect(await found(withStatements(S3Operation.DELETE_OBJECT, () => [other]))).toEqual([
      `${name}: the role of DeleteObject must be able to DeleteObject, and is not: s3:DeleteObject on arn:aws:s3:::bucket/key is denied`,
    ]);
  });
});

test('a permission that only one of the tables knows is named', () => {
  expect(disagreement(S3Operation.GET_OBJECT, PLACE)).toBeUndefined();
  expect(disagreement(S3Operation.GET_OBJECT, PLACE, () => [{ action: 's3:GetObjectAcl', resource: 'object' }])).toBe(
    'GetObject: src/catalogue.ts says s3:GetObjectAcl on object; local/src/iam/s3-action-table.ts says s3:GetObject on object',
  );
});
