import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Credentials } from '../local/src/auth/credentials';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { CannedAcl, KeyPrefix, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { S3_OPERATIONS } from '../src/catalogue';
import { Deployed, deployed, roleArn } from './support/deployed';
import { newStack, synthApi, synthApiOn, templateOf } from './support/synth';

afterAll(closeAll);

/** A request of each operation, as S3 gets it. */
const REQUESTS: Record<S3Operation, [method: string, path: string]> = {
  [S3Operation.LIST_BUCKETS]: ['GET', '/'],
  [S3Operation.CREATE_BUCKET]: ['PUT', '/a-new-bucket'],
  [S3Operation.HEAD_BUCKET]: ['HEAD', '/the-bucket'],
  [S3Operation.DELETE_BUCKET]: ['DELETE', '/a-new-bucket'],
  [S3Operation.LIST_OBJECTS]: ['GET', '/the-bucket'],
  [S3Operation.LIST_OBJECTS_V2]: ['GET', '/the-bucket?list-type=2'],
  [S3Operation.GET_OBJECT]: ['GET', '/the-bucket/there'],
  [S3Operation.HEAD_OBJECT]: ['HEAD', '/the-bucket/there'],
  [S3Operation.PUT_OBJECT]: ['PUT', '/the-bucket/new'],
  [S3Operation.DELETE_OBJECT]: ['DELETE', '/the-bucket/new'],
};

/** Requests that none of the operations is, with a body where the store looks at it before it looks at who asks. */
const OTHERS: Record<string, string | undefined> = {
  'GET /the-bucket?acl': undefined,
  'GET /the-bucket?policy': undefined,
  'DELETE /the-bucket?policy': undefined,
  'PUT /the-bucket?versioning': '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  'GET /the-bucket?uploads': undefined,
  'GET /the-bucket/there?tagging': undefined,
  'PUT /the-bucket/there?tagging': '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
  'DELETE /the-bucket/there?tagging': undefined,
};

function call(store: Deployed['store'], [method, target]: [string, string], credentials: Credentials, body?: string) {
  const [path, query] = target.split('?');
  return callStore(store, method, path, { query: query && !query.includes('=') ? `${query}=` : query, credentials, body });
}

describe('each operation alone, asked for by the store itself and past the gateway', () => {
  const stack = newStack();
  for (const [member, operation] of Object.entries(S3Operation)) {
    new S3ProxyApi(stack, `Only${member.replaceAll('_', '')}`, { target: S3Target.account(), operations: S3Operations.of(operation) });
  }
  const template = templateOf(stack);
  let the: Deployed;
  beforeAll(async () => {
    the = await deployed(template);
    for (const path of ['/the-bucket', '/the-bucket/there']) {
      expect((await callStore(the.store, 'PUT', path)).status).toBe(200);
    }
  });
  // The one that deletes it, deletes it.
  beforeEach(() => callStore(the.store, 'PUT', '/a-new-bucket'));

  const actions = (operation: S3Operation) => S3_OPERATIONS[operation].permissions.map(permission => permission.action);

  test.each(Object.entries(S3Operation))('the role of %s may do that, and what needs no more', async (member, operation) => {
    const credentials = the.api.roleCredentials(roleArn(template, the.api, `Only${member.replaceAll('_', '')}Proxy`));
    // The bucket is there already, so what is allowed to create it is told so.
    for (const [other, request] of Object.entries(REQUESTS) as [S3Operation, [string, string]][]) {
      const may = actions(other).every(action => actions(operation).includes(action));
      const { status } = await call(the.store, request, credentials);
      expect([other, status === 403 ? 'denied' : 'allowed']).toEqual([other, may ? 'allowed' : 'denied']);
    }
    for (const [request, sent] of Object.entries(OTHERS)) {
      const { status, body } = await call(the.store, request.split(' ') as [string, string], credentials, sent);
      expect([request, status, body]).toEqual([request, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
  });
});

describe('a literal prefix', () => {
  const template = synthApiOn(bucket => ({
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }), operations: S3Operations.ALL, auth: S3ProxyAuth.none(),
  }));
  let the: Deployed;
  let credentials: Credentials;
  beforeAll(async () => {
    the = await deployed(template);
    credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
    for (const key of ['in/a', 'in/sub/b', 'out', 'inside']) {
      await callStore(the.store, 'PUT', `/${the.bucket}/${key}`, { body: key });
    }
  });
  const keysOf = (xml: string) => [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(match => match[1]);

  test.each([
    ['', ['in/a', 'in/sub/b']],
    ['?list-type=2', ['in/a', 'in/sub/b']],
    ['?prefix=sub%2F', ['in/sub/b']],
    ['?prefix=', ['in/a', 'in/sub/b']],
    ['?prefix=sid', []],
    ['?prefix=..%2Fout', []],
    ['?list-type=2&delimiter=%2F', ['in/a']],
  ])('GET /%s lists below it', async (query, keys) => {
    const { status, body } = await raw(the.api, { target: `/prod/${query}` });
    expect([status, keysOf(body.toString())]).toEqual([200, keys]);
  });

  test('keys are relative to it, on every verb', async () => {
    expect((await raw(the.api, { target: '/prod/a' })).body.toString()).toBe('in/a');
    expect((await raw(the.api, { target: '/prod/out' })).status).toBe(404);
    expect((await raw(the.api, { method: 'PUT', target: '/prod/new', body: 'x' })).status).toBe(200);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/in/new`)).body).toBe('x');
    expect((await raw(the.api, { method: 'DELETE', target: '/prod/new' })).status).toBe(204);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/in/new`)).status).toBe(404);
    expect((await raw(the.api, { method: 'HEAD', target: '/prod/' })).status).toBe(200);
  });

  test('the role reaches nothing beside it, should the path ever let it', async () => {
    const direct = async (method: string, path: string, query = '') =>
      (await callStore(the.store, method, `/${the.bucket}${path}`, { query, credentials })).status;
    expect(await direct('GET', '/in/a')).toBe(200);
    expect(await direct('GET', '/out')).toBe(403);
    expect(await direct('PUT', '/inside')).toBe(403);
    expect(await direct('GET', '', 'prefix=in%2F')).toBe(200);
    expect(await direct('GET', '', 'prefix=i')).toBe(403);
    // HeadBucket needs the right to list without a prefix; the path never asks so
    expect(await direct('GET', '')).toBe(200);
  });

  test('without HeadBucket the role cannot even list without a prefix', async () => {
    const listOnly = synthApiOn(bucket => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }), operations: S3Operations.of(S3Operation.LIST_OBJECTS_V2),
    }));
    const other = await deployed(listOnly);
    const ofRole = other.api.roleCredentials(roleArn(listOnly, other.api, 'FilesProxy'));
    const list = async (query: string) => (await callStore(other.store, 'GET', `/${other.bucket}`, { query, credentials: ofRole })).status;
    expect([await list(''), await list('prefix='), await list('prefix=in%2F')]).toEqual([403, 403, 200]);
  });
});

describe('ACLs and copies', () => {
  const put = (the: Deployed, headers: Record<string, string>) => raw(the.api, { method: 'PUT', target: '/prod/key', headers, body: 'x' });

  test('without ACLs: whatever carries one is denied, and nothing is stored', async () => {
    const the = await deployed(synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none() }));
    for (const header of ['x-amz-acl', 'x-amz-grant-read', 'x-amz-grant-write', 'x-amz-grant-read-acp', 'x-amz-grant-write-acp', 'x-amz-grant-full-control', 'X-Amz-Acl', 'X-amz-acl']) {
      const { status, body } = await put(the, { [header]: /acl$/i.test(header) ? 'public-read' : 'id=1' });
      expect([header, status, body.toString()]).toEqual([header, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
    expect((await raw(the.api, { target: '/prod/key' })).status).toBe(404);
    expect((await put(the, {})).status).toBe(200);
  });

  test('a copy is denied, also of what may be read', async () => {
    const the = await deployed(synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none() }));
    await callStore(the.store, 'PUT', `/${the.bucket}/source`, { body: 'x' });
    for (const name of ['x-amz-copy-source', 'X-Amz-Copy-Source', 'X-amz-copy-source']) {
      expect([name, (await put(the, { [name]: `/${the.bucket}/source` })).status]).toEqual([name, 403]);
    }
    expect((await raw(the.api, { target: '/prod/key' })).status).toBe(404);
  });

  test('S3Acl.always: S3 gets that ACL, whatever the client sends', async () => {
    const acl = S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL);
    const template = synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(), acl });
    const the = await deployed(template);
    expect((await put(the, {})).status).toBe(200);
    expect((await put(the, { 'x-amz-acl': 'public-read' })).status).toBe(200);
    expect((await put(the, { 'x-amz-grant-read': 'id=1' })).status).toBe(403);
    const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
    const direct = async (canned: string) =>
      (await callStore(the.store, 'PUT', `/${the.bucket}/key`, { headers: { 'x-amz-acl': canned }, credentials })).status;
    expect([await direct('bucket-owner-full-control'), await direct('public-read')]).toEqual([200, 403]);
  });
});

test('an open method never borrows what only a signed one may', async () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), auth: S3ProxyAuth.none() });
  api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT) });
  const template = templateOf(stack);
  const the = await deployed(template);
  await callStore(the.store, 'PUT', `/${the.bucket}/there`, { body: 'x' });
  expect((await raw(the.api, { target: '/prod/there' })).body.toString()).toBe('x');
  for (const method of ['PUT', 'DELETE']) {
    expect((await raw(the.api, { method, target: '/prod/there' })).status).toBe(403);
  }
  const credentials = the.api.roleCredentials(roleArn(template, the.api, 'NoneRole'));
  expect((await callStore(the.store, 'DELETE', `/${the.bucket}/there`, { credentials })).status).toBe(403);
  expect((await callStore(the.store, 'GET', `/${the.bucket}/there`)).status).toBe(200);
});
