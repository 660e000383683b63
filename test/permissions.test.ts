import { CannedAcl, KeyPrefix, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { S3_OPERATIONS } from '../src/catalogue';
import { asArray, newStack, resourcesOf, statementsByRole, synthApi, synthApiOn, templateOf } from './support/synth';

const actionsOf = (template: ReturnType<typeof synthApi>) =>
  Object.values(statementsByRole(template)).flat().flatMap(statement => asArray(statement.Action)).sort();

const account = { target: S3Target.account() };

test.each(Object.values(S3Operation))('%s alone: exactly its actions', operation => {
  const wanted = S3_OPERATIONS[operation].permissions.map(permission => permission.action);
  expect(actionsOf(synthApi({ ...account, operations: S3Operations.of(operation) }))).toEqual([...new Set(wanted)].sort());
});

test('the tutorial: exactly what its eight operations need', () => {
  expect(actionsOf(synthApi({ ...account, operations: S3Operations.TUTORIAL }))).toEqual([
    's3:CreateBucket', 's3:DeleteBucket', 's3:DeleteObject', 's3:GetObject', 's3:ListAllMyBuckets', 's3:ListBucket', 's3:PutObject',
  ]);
});

test('nothing but s3 actions, no wildcard in them, never a deny that another role would miss', () => {
  for (const statement of Object.values(statementsByRole(synthApi({ operations: S3Operations.ALL }))).flat()) {
    expect(statement.Effect).toBe('Allow');
    expect(asArray(statement.Action).filter(action => !/^s3:[A-Za-z]+$/.test(action))).toEqual([]);
  }
});

test('one bucket: its ARN and its objects, no other resource', () => {
  const statements = Object.values(statementsByRole(synthApi({ operations: S3Operations.READ_WRITE }))).flat();
  for (const statement of statements) {
    const ofObjects = asArray(statement.Action).every(action => action.endsWith('Object'));
    const bucketArn = { 'Fn::GetAtt': [expect.stringContaining('Bucket'), 'Arn'] };
    expect(statement.Resource).toEqual(ofObjects ? { 'Fn::Join': ['', [bucketArn, '/*']] } : bucketArn);
  }
});

test('a literal prefix: its objects alone, and listings below it alone', () => {
  const statements = Object.values(statementsByRole(synthApiOn(bucket => ({
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('p/') }), operations: S3Operations.READ_WRITE,
  })))).flat();
  const lists = statements.filter(statement => asArray(statement.Action).includes('s3:ListBucket'));
  expect(lists.map(statement => statement.Condition).sort()).toEqual([{ Null: { 's3:prefix': 'true' } }, { StringLike: { 's3:prefix': 'p/*' } }]);
  for (const statement of statements.filter(s => !lists.includes(s))) {
    expect(JSON.stringify(statement.Resource)).toContain('"/p/*"');
  }
});

describe('PutObject', () => {
  const putStatements = (acl?: S3Acl) => Object.values(statementsByRole(synthApi({ operations: S3Operations.READ_WRITE, acl }))).flat()
    .filter(statement => asArray(statement.Action).some(action => action.startsWith('s3:PutObject')));
  const noGrants = Object.fromEntries(['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => [`s3:x-amz-grant-${right}`, 'true']));

  test('never copies, and sets no ACL unless asked to', () => {
    expect(putStatements()).toEqual([expect.objectContaining({
      Action: 's3:PutObject',
      Condition: { Null: { ...noGrants, 's3:x-amz-acl': 'true', 's3:x-amz-copy-source': 'true' } },
    })]);
  });

  test('S3Acl.always: this ACL and no other, also as an operation of its own', () => {
    const always = putStatements(S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL));
    const thisAcl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
    expect(always).toEqual(expect.arrayContaining([
      expect.objectContaining({ Action: 's3:PutObject', Condition: { StringEquals: thisAcl, Null: { ...noGrants, 's3:x-amz-copy-source': 'true' } } }),
      expect.objectContaining({ Action: 's3:PutObjectAcl', Condition: { StringEquals: thisAcl, Null: noGrants } }),
    ]));
    expect(always).toHaveLength(2);
  });
});

describe('roles', () => {
  test('one an authorization, with its own operations alone', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { ...account, operations: S3Operations.of(S3Operation.GET_OBJECT), auth: S3ProxyAuth.none() });
    api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT) });
    api.addOperations({ operations: S3Operations.of(S3Operation.DELETE_OBJECT), auth: S3ProxyAuth.iam() });
    const template = templateOf(stack);
    const byRole = Object.fromEntries(Object.entries(statementsByRole(template))
      .map(([role, statements]) => [role.replace(/Role.*$/, ''), statements.flatMap(s => asArray(s.Action)).sort()]));
    expect(byRole).toEqual({ FilesProxyNone: ['s3:GetObject'], FilesProxyIam: ['s3:DeleteObject', 's3:PutObject'] });
    expect(api.roles).toHaveLength(2);
    for (const method of resourcesOf(template, 'AWS::ApiGateway::Method')) {
      const role = method.AuthorizationType === 'NONE' ? 'None' : 'Iam';
      expect(method.Integration.Credentials['Fn::GetAtt'][0]).toContain(`FilesProxy${role}Role`);
    }
  });

  test('trust API Gateway without conditions, which it would not meet', () => {
    for (const role of resourcesOf(synthApi(), 'AWS::IAM::Role')) {
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
      ]);
      expect(role.ManagedPolicyArns).toBeUndefined();
    }
  });
});
