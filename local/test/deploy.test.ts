import { StoreCall, callStore, startStore } from './support/store';
import { Credentials } from '../src/auth/credentials';
import { Resource } from '../src/cloudformation/template';
import { AwsClient } from '../src/store/aws-client';
import { DeployProps, Deployment, deploy } from '../src/store/deploy';
import { IamUsers } from '../src/store/iam-users';
import { Versitygw } from '../src/store/versitygw';
import { xmlText, xmlTexts } from '../src/store/xml';

let store: Versitygw;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

const account = '123456789012';
const arnOf = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }],
};
const document = (...statements: unknown[]): unknown => ({ Version: '2012-10-17', Statement: statements });
const allow = (action: string | string[], resource: string, condition?: unknown): unknown => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition !== undefined && { Condition: condition }),
});

const bucket = (physicalId: string, properties: Record<string, unknown> = {}): Resource => ({
  logicalId: `Bucket${physicalId}`,
  type: 'AWS::S3::Bucket',
  physicalId,
  attributes: {},
  properties,
});

const role = (name: string, statements: unknown[] = [], properties: Record<string, unknown> = {}): Resource => ({
  logicalId: `Role${name}`,
  type: 'AWS::IAM::Role',
  physicalId: name,
  attributes: { Arn: arnOf(name) },
  properties: {
    AssumeRolePolicyDocument: trust,
    ...(statements.length > 0 && { Policies: [{ PolicyName: 'Inline', PolicyDocument: document(...statements) }] }),
    ...properties,
  },
});

function propsOf(resources: Resource[], change: Partial<DeployProps> = {}): DeployProps {
  return {
    stackName: 'stack',
    resources,
    roleArns: resources.filter(({ type }) => type === 'AWS::IAM::Role').map(({ attributes }) => attributes.Arn!),
    s3Endpoint: store.endpoint,
    iamEndpoint: store.iamEndpoint,
    credentials: store.credentials,
    region: store.region,
    ...change,
  };
}

/** The status that the store itself gives a role, past the gateway's own evaluation. */
const asRole = async (deployment: Deployment, name: string, method: string, path: string, call: StoreCall = {}): Promise<number> =>
  (await callStore(store, method, path, { ...call, credentials: deployment.credentialsOf(arnOf(name)) })).status;

const without = Object.fromEntries(
  ['copy-source', 'acl', 'grant-full-control', 'grant-read', 'grant-read-acp', 'grant-write-acp'].map((name) => [
    `s3:x-amz-${name}`,
    'true',
  ]),
);

describe('versitygw itself enforces the policy of a role', () => {
  test('a role that may read only is denied everything else', async () => {
    const deployment = await deploy(propsOf([bucket('reads'), role('Reader', [allow('s3:GetObject', 'arn:aws:s3:::reads/*')])]));
    await callStore(store, 'PUT', '/reads/k', { body: 'content' });
    const as = (method: string, path: string, call?: StoreCall): Promise<number> => asRole(deployment, 'Reader', method, path, call);
    expect(await as('GET', '/reads/k')).toBe(200);
    expect(await as('HEAD', '/reads/k')).toBe(200);
    expect(await as('PUT', '/reads/k', { body: 'other' })).toBe(403);
    expect(await as('DELETE', '/reads/k')).toBe(403);
    expect(await as('GET', '/reads')).toBe(403);
    expect(await as('GET', '/reads/k', { query: 'tagging=' })).toBe(403);
    expect(await as('GET', '/')).toBe(403);
    expect(await as('PUT', '/another')).toBe(403);
    expect((await callStore(store, 'GET', '/reads/k')).body).toBe('content');
  });

  test('prefixes, of keys and of lists', async () => {
    const deployment = await deploy(
      propsOf([
        bucket('prefixed'),
        role('Tenant', [
          allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::prefixed/p/*'),
          allow('s3:ListBucket', 'arn:aws:s3:::prefixed', { StringLike: { 's3:prefix': ['p/*'] } }),
        ]),
      ]),
    );
    const as = (method: string, path: string, call?: StoreCall): Promise<number> => asRole(deployment, 'Tenant', method, path, call);
    expect(await as('PUT', '/prefixed/p/k', { body: 'x' })).toBe(200);
    expect(await as('PUT', '/prefixed/q/k', { body: 'x' })).toBe(403);
    expect(await as('GET', '/prefixed/p/k')).toBe(200);
    expect(await as('GET', '/prefixed', { query: 'list-type=2&prefix=p%2F' })).toBe(200);
    expect(await as('GET', '/prefixed', { query: 'list-type=2&prefix=q%2F' })).toBe(403);
    expect(await as('GET', '/prefixed', { query: 'list-type=2' })).toBe(403);
  });

  test('ACLs, denials and the absence of parameters', async () => {
    const deployment = await deploy(
      propsOf([
        bucket('acls'),
        role('Writer', [
          allow('s3:PutObject', 'arn:aws:s3:::acls/plain/*', { Null: without }),
          allow('s3:PutObject', 'arn:aws:s3:::acls/owned/*', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
          allow('s3:ListBucket', 'arn:aws:s3:::acls', { Null: { 's3:prefix': 'true' } }),
          { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::acls/plain/locked/*' },
        ]),
      ]),
    );
    const put = (path: string, acl?: string): Promise<number> =>
      asRole(deployment, 'Writer', 'PUT', path, { body: 'x', headers: { ...(acl !== undefined && { 'x-amz-acl': acl }) } });
    expect(await put('/acls/plain/k')).toBe(200);
    expect(await put('/acls/plain/k', 'bucket-owner-full-control')).toBe(403);
    expect(await put('/acls/plain/locked/k')).toBe(403);
    expect(await put('/acls/owned/k')).toBe(403);
    expect(await put('/acls/owned/k', 'bucket-owner-full-control')).toBe(200);
    expect(await put('/acls/owned/k', 'public-read')).toBe(403);
    expect(await asRole(deployment, 'Writer', 'GET', '/acls')).toBe(200);
    expect(await asRole(deployment, 'Writer', 'GET', '/acls', { query: 'prefix=plain' })).toBe(403);
  });

  test('each role has its own policies, from wherever they are attached', async () => {
    const managedArn = `arn:aws:iam::${account}:policy/Managed`;
    const policy = (type: string, logicalId: string, properties: Record<string, unknown>, physicalId = logicalId): Resource => ({
      logicalId,
      type: `AWS::IAM::${type}`,
      physicalId,
      attributes: {},
      properties,
    });
    const deployment = await deploy(
      propsOf([
        bucket('many'),
        role('One', [allow('s3:GetObject', 'arn:aws:s3:::many/inline')], { ManagedPolicyArns: [managedArn] }),
        role('Two'),
        policy('Policy', 'Attached', {
          PolicyName: 'A',
          Roles: ['One'],
          PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::many/attached')),
        }),
        policy('RolePolicy', 'Own', {
          PolicyName: 'O',
          RoleName: 'One',
          PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::many/own')),
        }),
        policy('ManagedPolicy', 'Managed', { PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::many/managed')) }, managedArn),
        policy('ManagedPolicy', 'Named', { Roles: ['One'], PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::many/named')) }),
        policy('Policy', 'Others', {
          PolicyName: 'B',
          Roles: ['Two'],
          PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::many/two')),
        }),
        policy('Policy', 'Foreign', { PolicyName: 'C', Roles: ['LambdaRole'], PolicyDocument: 'not ours to read' }),
      ]),
    );
    const allowed: Record<string, string[]> = { One: [], Two: [] };
    for (const key of ['inline', 'attached', 'own', 'managed', 'named', 'two']) {
      await callStore(store, 'PUT', `/many/${key}`, { body: 'x' });
      for (const name of ['One', 'Two']) {
        const status = await asRole(deployment, name, 'GET', `/many/${key}`);
        expect(deployment.authorize(arnOf(name), { method: 'GET', path: `/many/${key}`, query: '', headers: [] }).allowed).toBe(
          status === 200,
        );
        if (status === 200) allowed[name]!.push(key);
      }
    }
    expect(allowed).toEqual({ One: ['inline', 'attached', 'own', 'managed', 'named'], Two: ['two'] });
    expect(deployment.notSimulated).toEqual([]);
  });
});

test('what versitygw does not look at is decided before it is asked', async () => {
  const deployment = await deploy(
    propsOf([
      bucket('guarded'),
      role('Putter', [allow('s3:PutObject', 'arn:aws:s3:::guarded/*', { Null: without }), allow('s3:GetObject', 'arn:aws:s3:::guarded/*')]),
    ]),
  );
  const headers = { 'x-amz-copy-source': '/guarded/k' };
  await callStore(store, 'PUT', '/guarded/k', { body: 'x' });
  // Alone it would let the copy through, which is why authorize() is asked first.
  expect(await asRole(deployment, 'Putter', 'PUT', '/guarded/copy', { headers })).toBe(200);
  const authorize = (lines: Array<[string, string]>): boolean =>
    deployment.authorize(arnOf('Putter'), { method: 'PUT', path: '/guarded/copy', query: '', headers: lines }).allowed;
  expect(authorize([])).toBe(true);
  expect(authorize(Object.entries(headers))).toBe(false);
  expect(authorize([['x-amz-grant-read', 'id=1']])).toBe(false);
});

test('a new deployment replaces users and keys, and leaves objects alone', async () => {
  const first = await deploy(propsOf([bucket('again'), role('Old', [allow('s3:*', '*')]), role('Kept', [allow('s3:GetObject', '*')])]));
  await callStore(store, 'PUT', '/again/k', { body: 'content' });
  const second = await deploy(propsOf([bucket('again'), role('Kept', [allow('s3:PutObject', 'arn:aws:s3:::again/*')])]));
  expect(await asRole(first, 'Old', 'GET', '/again/k')).toBe(403);
  expect(await asRole(first, 'Kept', 'GET', '/again/k')).toBe(403);
  expect(await asRole(second, 'Kept', 'GET', '/again/k')).toBe(403);
  expect(await asRole(second, 'Kept', 'PUT', '/again/other', { body: 'x' })).toBe(200);
  expect((await callStore(store, 'GET', '/again/k')).body).toBe('content');
  expect(() => second.credentialsOf(arnOf('Old'))).toThrow(`credentials: must be a role of the template, got '${arnOf('Old')}'`);
});

test('another stack on the same server keeps its users', async () => {
  const first = await deploy(propsOf([bucket('mine'), role('First', [allow('s3:PutObject', '*')])], { stackName: 'one' }));
  const second = await deploy(propsOf([role('Second', [allow('s3:PutObject', '*')])], { stackName: 'one-more' }));
  expect(await asRole(first, 'First', 'PUT', '/mine/k', { body: 'x' })).toBe(200);
  expect(await asRole(second, 'Second', 'PUT', '/mine/k', { body: 'x' })).toBe(200);
  await deploy(propsOf([], { stackName: 'one' }));
  expect(await asRole(first, 'First', 'PUT', '/mine/k', { body: 'x' })).toBe(403);
  expect(await asRole(second, 'Second', 'PUT', '/mine/k', { body: 'x' })).toBe(200);
});

test('a user who is gone already is no error, an IAM server that refuses is', async () => {
  const users = (credentials: Credentials) =>
    new IamUsers(new AwsClient({ service: 'iam', endpoint: store.iamEndpoint!, region: 'us-east-1', credentials }), 'stack');
  await users(store.credentials).delete('nobody');
  await expect(users({ ...store.credentials, secretAccessKey: 'other' }).delete('nobody')).rejects.toThrow('SignatureDoesNotMatch');
});

test('an S3 server that does not take its users from the IAM server is refused, and gets no bucket', async () => {
  const alone = await startStore({ iam: false, credentials: store.credentials });
  try {
    const props = propsOf([bucket('unlinked'), role('Unlinked', [allow('s3:GetObject', '*')])], {
      s3Endpoint: alone.endpoint,
    });
    await expect(deploy(props)).rejects.toThrow(
      `s3.iamEndpoint: the S3 server ${alone.endpoint} does not know the users of ${props.iamEndpoint}: ` +
        'start it with --iam-standalone-endpoint <socket>, or leave s3.iamEndpoint out',
    );
    expect((await callStore(alone, 'GET', '/unlinked')).status).toBe(404);
  } finally {
    await alone.stop();
  }
});

test('policies that are longer than the store takes are shortened there, and whole in the gateway', async () => {
  const statements = Array.from({ length: 40 }, (_, index) => allow('s3:GetObject', `arn:aws:s3:::long/folder-number-${index}/*`));
  const deployment = await deploy(
    propsOf([bucket('long'), role('Long', [...statements, allow('s3:PutObject', 'arn:aws:s3:::long/\u00fc\u20ac/*')])]),
  );
  expect(deployment.notSimulated).toEqual([
    'role Long: its policies are longer than the store takes, which therefore checks actions alone; the gateway checks the whole',
  ]);
  expect(await asRole(deployment, 'Long', 'PUT', '/long/x', { body: 'x' })).toBe(200);
  expect(await asRole(deployment, 'Long', 'DELETE', '/long/x')).toBe(403);
  const authorize = (method: string, path: string): boolean =>
    deployment.authorize(arnOf('Long'), { method, path, query: '', headers: [] }).allowed;
  // Nobody would look at the keys in the body.
  expect(deployment.authorize(arnOf('Long'), { method: 'POST', path: '/long', query: 'delete', headers: [] }).allowed).toBe(false);
  expect([authorize('PUT', '/long/x'), authorize('PUT', '/long/%C3%BC%E2%82%AC/x'), authorize('GET', '/long/folder-number-7/x')]).toEqual([
    false,
    true,
    true,
  ]);
});

test('variables that the store does not know allow there whatever their value, and what they say in the gateway', async () => {
  const own = "arn:aws:s3:::vary/${aws:Referer, 'all'}/*";
  const deployment = await deploy(propsOf([bucket('vary'), role('Vary', [allow(['s3:PutObject', 's3:DeleteObject'], own)])]));
  expect(deployment.notSimulated).toEqual([
    'role Vary: its policies have variables that the store does not know, and for which it therefore takes any value; the gateway checks the whole',
  ]);
  expect(await asRole(deployment, 'Vary', 'PUT', '/vary/bob/k', { body: 'x' })).toBe(200);
  expect(await asRole(deployment, 'Vary', 'GET', '/vary/bob/k')).toBe(403);
  const authorize = (method: string, path: string, query = ''): boolean =>
    deployment.authorize(arnOf('Vary'), { method, path, query, headers: [] }).allowed;
  expect([authorize('PUT', '/vary/all/k'), authorize('PUT', '/vary/bob/k'), authorize('POST', '/vary', 'delete')]).toEqual([true, false, false]);
});

test('characters beyond ASCII reach the policy of the store', async () => {
  const deployment = await deploy(
    propsOf([bucket('unicode'), role('Unicode', [allow('s3:PutObject', 'arn:aws:s3:::unicode/\u00fc\u20ac/*')])]),
  );
  expect(await asRole(deployment, 'Unicode', 'PUT', '/unicode/%C3%BC%E2%82%AC/k', { body: 'x' })).toBe(200);
  expect(await asRole(deployment, 'Unicode', 'PUT', '/unicode/u/k', { body: 'x' })).toBe(403);
});

describe('buckets', () => {
  const full = {
    BucketName: 'full',
    VersioningConfiguration: { Status: 'Enabled' },
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    CorsConfiguration: {
      CorsRules: [
        {
          Id: 'r&<1>',
          AllowedMethods: ['GET', 'PUT'],
          AllowedOrigins: ['https://a.example'],
          AllowedHeaders: ['*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 60,
        },
      ],
    },
    Tags: [
      { Key: 'a/b', Value: '1 2' },
      { Key: 'c', Value: '' },
    ],
  };
  const configuration = async (name: string, subresource: string): Promise<string> =>
    (await callStore(store, 'GET', `/${name}`, { query: `${subresource}=` })).body;

  test('have what the template says, after the second deployment too', async () => {
    for (const _round of [1, 2]) {
      await deploy(propsOf([bucket('full', full)]));
      expect(xmlText(await configuration('full', 'versioning'), 'Status')).toBe('Enabled');
      const lock = await configuration('full', 'object-lock');
      expect([xmlText(lock, 'ObjectLockEnabled'), xmlText(lock, 'Mode'), xmlText(lock, 'Days')]).toEqual(['Enabled', 'GOVERNANCE', '1']);
      expect(xmlText(await configuration('full', 'ownershipControls'), 'ObjectOwnership')).toBe('BucketOwnerPreferred');
      const cors = await configuration('full', 'cors');
      expect(xmlTexts(cors, 'AllowedMethod')).toEqual(['GET', 'PUT']);
      expect(['ID', 'AllowedOrigin', 'AllowedHeader', 'ExposeHeader', 'MaxAgeSeconds'].map((name) => xmlText(cors, name))).toEqual([
        'r&<1>',
        'https://a.example',
        '*',
        'ETag',
        '60',
      ]);
      const tags = await configuration('full', 'tagging');
      expect([xmlTexts(tags, 'Key').sort(), xmlTexts(tags, 'Value').sort()]).toEqual([
        ['a/b', 'c'],
        ['', '1 2'],
      ]);
    }
  });

  test('lose what the template no longer says', async () => {
    const { ObjectLockEnabled: _lock, ObjectLockConfiguration: _rule, ...rest } = full;
    await deploy(propsOf([bucket('changed', { ...rest, BucketName: 'changed' })]));
    expect(xmlText(await configuration('changed', 'versioning'), 'Status')).toBe('Enabled');
    await deploy(propsOf([bucket('changed')]));
    expect(xmlText(await configuration('changed', 'versioning'), 'Status')).toBe('Suspended');
    expect(xmlText(await configuration('changed', 'ownershipControls'), 'ObjectOwnership')).toBe('BucketOwnerEnforced');
    expect(xmlText(await configuration('changed', 'cors'), 'Code')).toBe('NoSuchCORSConfiguration');
    expect(xmlText(await configuration('changed', 'tagging'), 'Code')).toBe('NoSuchTagSet');
    await expect(deploy(propsOf([bucket('changed', { ObjectLockEnabled: true })]))).rejects.toThrow(
      'bucket changed (Bucketchanged): ObjectLockEnabled: must be set when the bucket is created',
    );
  });

  test('whose properties have no effect here are listed', async () => {
    const { notSimulated } = await deploy(
      propsOf([
        bucket('plain', {
          AccessControl: 'Private',
          BucketEncryption: {},
          PublicAccessBlockConfiguration: { BlockPublicAcls: true },
          LifecycleConfiguration: {},
          Tags: [],
        }),
        bucket('for-logs', { AccessControl: 'LogDeliveryWrite' }),
      ]),
    );
    expect(notSimulated).toEqual([
      'Bucketplain: BucketEncryption',
      'Bucketplain: PublicAccessBlockConfiguration',
      'Bucketplain: LifecycleConfiguration',
      'Bucketfor-logs: AccessControl',
    ]);
  });

  test('the region of S3 that has no name in XML works too', async () => {
    const other = await startStore({ region: 'us-east-1', iam: false });
    try {
      await deploy(
        propsOf([bucket('first-region')], {
          s3Endpoint: other.endpoint,
          iamEndpoint: undefined,
          credentials: other.credentials,
          region: 'us-east-1',
        }),
      );
      expect((await callStore(other, 'HEAD', '/first-region')).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});

test('without an IAM server roles sign as the administrator, and the gateway alone checks', async () => {
  const resources = [bucket('simple'), role('Simple', [allow('s3:GetObject', 'arn:aws:s3:::simple/*'), allow('s3:DeleteObject', '*')])];
  const deployment = await deploy(propsOf(resources, { iamEndpoint: undefined }));
  expect(deployment.credentialsOf(arnOf('Simple'))).toEqual(store.credentials);
  expect(deployment.notSimulated).toEqual([
    'role policies are enforced only by the gateway itself: the S3 endpoint gets requests signed as its administrator',
  ]);
  const authorize = (method: string, path: string, query = ''): boolean =>
    deployment.authorize(arnOf('Simple'), { method, path, query, headers: [] }).allowed;
  expect([authorize('GET', '/simple/k'), authorize('PUT', '/simple/k'), authorize('POST', '/simple', 'delete')]).toEqual([
    true,
    false,
    false,
  ]);
});

describe('refuses before anything is created', () => {
  const refused = async (resources: Resource[], message: string): Promise<void> => {
    await expect(deploy(propsOf([bucket('never'), ...resources]))).rejects.toThrow(message);
    expect((await callStore(store, 'HEAD', '/never')).status).toBe(404);
  };

  test.each<[string, Resource[], string]>([
    [
      'an unknown property of a bucket',
      [bucket('x', { Nonsense: 1 })],
      'Bucketx: Nonsense: this property of AWS::S3::Bucket is not supported by the local store (NotHonoured)',
    ],
    [
      'an ACL of a bucket',
      [bucket('x', { AccessControl: 'PublicRead' })],
      "Bucketx: AccessControl: must be Private or LogDeliveryWrite, as no one but the roles reads the bucket here, got 'PublicRead'",
    ],
    [
      'a lock without its switch',
      [bucket('x', { ObjectLockConfiguration: {} })],
      'Bucketx: ObjectLockConfiguration: needs ObjectLockEnabled: true',
    ],
    [
      'an unknown operator',
      [role('X', [allow('s3:GetObject', '*', { StringMatches: { k: 'v' } })])],
      "RoleX: Policies[0].PolicyDocument: policy 'Inline': Statement[0]: Condition: the operator must be one of",
    ],
    [
      'a policy of AWS',
      [role('X', [], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] })],
      "RoleX: ManagedPolicyArns: must be managed policies of this template, got 'arn:aws:iam::aws:policy/AmazonS3FullAccess'",
    ],
    [
      'a permissions boundary',
      [role('X', [], { PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })],
      'RoleX: PermissionsBoundary: this property of AWS::IAM::Role is not supported',
    ],
    [
      'a role that API Gateway may not assume',
      [
        role('X', [], {
          AssumeRolePolicyDocument: { Statement: [{ ...trust.Statement[0], Principal: { Service: 'lambda.amazonaws.com' } }] },
        }),
      ],
      'RoleX: AssumeRolePolicyDocument: must allow sts:AssumeRole to apigateway.amazonaws.com without a condition',
    ],
    [
      'a trust with a condition',
      [
        role('X', [], {
          AssumeRolePolicyDocument: { Statement: { ...trust.Statement[0], Condition: { StringEquals: { 'aws:SourceAccount': account } } } },
        }),
      ],
      'RoleX: AssumeRolePolicyDocument: must allow',
    ],
  ])('%s', async (_what, resources, message) => refused(resources, message));

  test('all problems at once', async () => {
    await refused([bucket('x', { Nonsense: 1 }), role('X', [], { Unknown: 1 })], 'Bucketx: Nonsense');
    await refused([bucket('x', { Nonsense: 1 }), role('X', [], { Unknown: 1 })], 'RoleX: Unknown');
  });

  test('roles that no integration assumes are not looked at', async () => {
    const lambda = role('Lambda', [], { AssumeRolePolicyDocument: {}, PermissionsBoundary: 'x' });
    const deployment = await deploy(propsOf([lambda], { roleArns: [] }));
    expect(() => deployment.credentialsOf(arnOf('Lambda'))).toThrow('must be a role of the template');
  });
});

test('an endpoint that does not answer, and one that refuses, are named', async () => {
  const closed = await startStore({ iam: false });
  await closed.stop();
  const { host } = new URL(closed.endpoint);
  const silent = `${closed.endpoint} does not answer (connect ECONNREFUSED ${host}): start it first, with versitygw: versitygw --port ${host}`;
  await expect(deploy(propsOf([], { s3Endpoint: closed.endpoint }))).rejects.toThrow(`s3.endpoint: ${silent} posix FOLDER`);
  await expect(deploy(propsOf([], { iamEndpoint: closed.endpoint }))).rejects.toThrow(
    `s3.iamEndpoint: ${silent} iam --dir FOLDER --private-ports SOCKET`,
  );
  const wrong = { credentials: { ...store.credentials, secretAccessKey: 'wrong' } };
  await expect(deploy(propsOf([], wrong))).rejects.toThrow(
    `role policies in the store, ListUsers: POST / on ${store.iamEndpoint} answered 403 SignatureDoesNotMatch`,
  );
  await expect(deploy(propsOf([bucket('xxx')], { ...wrong, iamEndpoint: undefined }))).rejects.toThrow(
    `bucket xxx (Bucketxxx): GET /xxx?location= on ${store.endpoint} answered 403 SignatureDoesNotMatch`,
  );
  await expect(deploy(propsOf([bucket('Not_A_Bucket')]))).rejects.toThrow(
    `bucket Not_A_Bucket (BucketNot_A_Bucket): GET /Not_A_Bucket?location= on ${store.endpoint} answered 400 InvalidBucketName`,
  );
});
