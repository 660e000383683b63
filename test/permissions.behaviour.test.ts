import { Bucket, BucketProps } from 'aws-cdk-lib/aws-s3';
import { Credentials } from '../local/src/auth/credentials';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { CannedAcl, KeyPrefix, MissingObjects, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { S3_OPERATIONS } from '../src/catalogue';
import { Deployed, deployed, roleArn } from './support/deployed';
import { newStack, synthApi, synthApiOn, templateOf } from './support/synth';

afterAll(closeAll);

/** A request of each operation that most APIs have, as S3 gets it. */
const REQUESTS: Partial<Record<S3Operation, [method: string, path: string]>> = {
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

function withBucket(bucket: BucketProps, props: Partial<S3ProxyApiProps>) {
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket', bucket)), ...props });
  return templateOf(stack);
}

function call(store: Deployed['store'], [method, target]: [string, string], credentials: Credentials, body?: string) {
  const [path, query] = target.split('?');
  return callStore(store, method, path, { query: query && !query.includes('=') ? `${query}=` : query, credentials, body });
}

describe('each operation alone, asked for by the store itself and past the gateway', () => {
  const stack = newStack();
  const id = (operation: string) => `Only${operation}`;
  for (const operation of Object.keys(REQUESTS) as S3Operation[]) {
    new S3ProxyApi(stack, id(operation), {
      target: S3Target.account(), operations: S3Operations.of(operation), missingObjects: MissingObjects.FORBIDDEN,
    });
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

  const actions = (operation: S3Operation) =>
    S3_OPERATIONS[operation].permissions.filter(({ when }) => when === undefined).map(({ action }) => action);

  test.each(Object.keys(REQUESTS) as S3Operation[])('the role of %s may do that, and what needs no more', async operation => {
    const credentials = the.api.roleCredentials(roleArn(template, the.api, `${id(operation)}Proxy`));
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
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }), operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(),
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

  test('without HeadBucket and 404 the role cannot even list without a prefix', async () => {
    const listOnly = synthApiOn(bucket => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }),
      operations: S3Operations.of(S3Operation.LIST_OBJECTS_V2, S3Operation.GET_OBJECT),
      missingObjects: MissingObjects.FORBIDDEN,
    }));
    const other = await deployed(listOnly);
    const ofRole = other.api.roleCredentials(roleArn(listOnly, other.api, 'FilesProxy'));
    const list = async (query: string) => (await callStore(other.store, 'GET', `/${other.bucket}`, { query, credentials: ofRole })).status;
    expect([await list(''), await list('prefix='), await list('prefix=in%2F')]).toEqual([403, 403, 200]);
  });
});

describe('ACLs', () => {
  const put = (the: Deployed, headers: Record<string, string>) => raw(the.api, { method: 'PUT', target: '/prod/key', headers, body: 'x' });

  test('without: whatever carries one is denied, and nothing is stored', async () => {
    const the = await deployed(synthApi({ operations: S3Operations.READ_WRITE.union(S3Operations.ACL), auth: S3ProxyAuth.none() }));
    for (const header of ['x-amz-acl', 'x-amz-grant-read', 'x-amz-grant-write', 'x-amz-grant-read-acp', 'x-amz-grant-write-acp', 'x-amz-grant-full-control', 'X-Amz-Acl', 'X-amz-acl']) {
      const { status, body } = await put(the, { [header]: /acl$/i.test(header) ? 'public-read' : 'id=1' });
      expect([header, status, body.toString()]).toEqual([header, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
    expect((await raw(the.api, { target: '/prod/key' })).status).toBe(404);
    expect((await put(the, {})).status).toBe(200);
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

  test('S3Acl.always: an upload in parts, which carry none and so have routes of their own', async () => {
    const stack = newStack();
    const { CREATE_MULTIPART_UPLOAD, UPLOAD_PART, COMPLETE_MULTIPART_UPLOAD } = S3Operation;
    const acl = S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL);
    const api = new S3ProxyApi(stack, 'Files', {
      target: S3Target.bucket(new Bucket(stack, 'Bucket')),
      auth: S3ProxyAuth.none(),
      acl,
      operations: S3Operations.of(CREATE_MULTIPART_UPLOAD),
    });
    for (const operation of [UPLOAD_PART, COMPLETE_MULTIPART_UPLOAD]) {
      api.addRoute({ path: 'uploads/{id}', key: '{id}', operation, auth: S3ProxyAuth.none() });
    }
    const the = await deployed(templateOf(stack));
    const [, uploadId] = /<UploadId>(.*)<\/UploadId>/.exec((await raw(the.api, { method: 'POST', target: '/prod/key?uploads=1' })).body.toString())!;
    const part = await raw(the.api, { method: 'PUT', target: `/prod/uploads/key?partNumber=1&uploadId=${uploadId}`, body: 'part' });
    expect(part.status).toBe(200);
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.header('etag')}</ETag></Part></CompleteMultipartUpload>`;
    expect((await raw(the.api, { method: 'POST', target: `/prod/uploads/key?uploadId=${uploadId}`, body })).status).toBe(200);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/key`)).body).toBe('part');
  });
});

test('a missing object is told only where clients may list: a GET on the bucket lists nothing', async () => {
  const operations = S3Operations.of(S3Operation.GET_OBJECT, S3Operation.GET_BUCKET_LOCATION);
  const the = await deployed(synthApi({ operations, auth: S3ProxyAuth.none() }));
  await callStore(the.store, 'PUT', `/${the.bucket}/secret`);
  expect((await raw(the.api, { target: '/prod/secret' })).status).toBe(200);
  expect((await raw(the.api, { target: '/prod/?location=1' })).status).toBe(200);
  for (const query of ['', '?list-type=2', '?prefix=secret', '?list-type=2&prefix=secret', '?max-keys=1', '?versions=1', '?uploads=1']) {
    const { status, body } = await raw(the.api, { target: `/prod/${query}` });
    expect([query, status, body.toString()]).toEqual([query, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  }
});

describe('what an upload sets besides its content is denied without its operation', () => {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const HEADERS: [string, Record<string, string>, S3Operation][] = [
    ['tags', { 'x-amz-tagging': 'a=b' }, S3Operation.PUT_OBJECT_TAGGING],
    ['retention', { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': until }, S3Operation.PUT_OBJECT_RETENTION],
    ['a legal hold', { 'x-amz-object-lock-legal-hold': 'ON' }, S3Operation.PUT_OBJECT_LEGAL_HOLD],
  ];
  const put = (the: Deployed, key: string, headers: Record<string, string>) => raw(the.api, { method: 'PUT', target: `/prod/${key}`, headers, body: 'x' });
  const locked = (...operations: S3Operation[]) => deployed(withBucket({ objectLockEnabled: true }, {
    operations: S3Operations.of(S3Operation.PUT_OBJECT, ...operations), auth: S3ProxyAuth.none(),
  }));

  test('denied', async () => {
    const the = await locked();
    for (const [what, headers] of HEADERS) {
      const { status, body } = await put(the, 'key', headers);
      expect([what, status, body.toString()]).toEqual([what, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
    expect((await callStore(the.store, 'GET', `/${the.bucket}/key`)).status).toBe(404);
  });

  test.each(HEADERS)('allowed: %s, and not the others', async (own, _, operation) => {
    const the = await locked(operation);
    for (const [what, headers] of HEADERS) {
      expect([what, (await put(the, 'key', headers)).status]).toEqual([what, what === own ? 200 : 403]);
    }
  });
});

describe('versions', () => {
  const { DELETE_OBJECT, GET_OBJECT, LIST_OBJECT_VERSIONS, PUT_OBJECT } = S3Operation;

  test.each<[string, boolean, S3Operation[], boolean | undefined]>([
    ['off by default', false, [], undefined],
    ['on when told so', true, [], true],
    ['on where they are listed', true, [LIST_OBJECT_VERSIONS], undefined],
    ['off when told so, where they are listed too', false, [LIST_OBJECT_VERSIONS], false],
  ])('%s', async (_, allowed, operations, versions) => {
    const template = withBucket({ versioned: true }, {
      operations: S3Operations.of(PUT_OBJECT, GET_OBJECT, DELETE_OBJECT, ...operations), auth: S3ProxyAuth.none(), versions,
    });
    const the = await deployed(template);
    const send = (method: string, body?: string, query = '') => raw(the.api, { method, target: `/prod/key${query}`, body });
    const [first, second] = [(await send('PUT', 'first')).header('x-amz-version-id')!, (await send('PUT', 'second')).header('x-amz-version-id')!];
    const query = `versionId=${first}`;
    const read = await send('GET', undefined, `?${query}`);
    expect([first === second, read.status, read.body.toString()]).toEqual([false, allowed ? 200 : 403, expect.stringContaining(allowed ? 'first' : 'AccessDenied')]);
    expect((await send('DELETE', undefined, `?${query}`)).status).toBe(allowed ? 204 : 403);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/key`, { query })).status).toBe(allowed ? 404 : 200);
    expect((await send('DELETE')).status).toBe(204);
    // The store says the same, past the gateway.
    const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
    expect((await callStore(the.store, 'GET', `/${the.bucket}/key`, { query: `versionId=${second}`, credentials })).status).toBe(allowed ? 200 : 403);
  });

  test.each([[false, 403], [true, 204]])('a lock in governance mode is bypassed only when told so: %p', async (bypassGovernanceRetention, status) => {
    const the = await deployed(withBucket({ objectLockEnabled: true }, {
      operations: S3Operations.of(PUT_OBJECT, DELETE_OBJECT, S3Operation.PUT_OBJECT_RETENTION),
      auth: S3ProxyAuth.none(),
      versions: true,
      bypassGovernanceRetention,
    }));
    const headers = { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': new Date(Date.now() + 86_400_000).toISOString() };
    const version = (await raw(the.api, { method: 'PUT', target: '/prod/key', headers, body: 'x' })).header('x-amz-version-id');
    const remove = async (bypass: Record<string, string>) => (await raw(the.api, { method: 'DELETE', target: `/prod/key?versionId=${version}`, headers: bypass })).status;
    expect([await remove({}), await remove({ 'x-amz-bypass-governance-retention': 'true' })]).toEqual([403, status]);
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

test('nor through routes, or selectors of the paths that both have', async () => {
  const { GET_OBJECT, GET_OBJECT_ACL, GET_OBJECT_TAGGING, PUT_OBJECT, PUT_OBJECT_ACL, PUT_OBJECT_TAGGING } = S3Operation;
  const stack = newStack();
  const open = { auth: S3ProxyAuth.none() };
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT), ...open });
  api.addOperations({ operations: S3Operations.of(PUT_OBJECT, PUT_OBJECT_ACL) });
  api.addRoute({ path: 'tags/{id}', key: '{id}', operation: GET_OBJECT_TAGGING });
  api.addRoute({ path: 'acls/{id}', key: '{id}', operation: GET_OBJECT_ACL });
  api.addRoute({ path: 'tags/{id}', key: '{id}', operation: PUT_OBJECT_TAGGING, ...open });
  const the = await deployed(templateOf(stack));
  await callStore(the.store, 'PUT', `/${the.bucket}/key`, { body: 'x' });
  const send = async (request: string, body?: string, headers?: Record<string, string>) => {
    const [method, path] = request.split(' ');
    return (await raw(the.api, { method, target: `/prod${path}`, body, headers })).status;
  };
  const tags = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';

  expect([await send('GET /key'), await send('PUT /tags/key', tags)]).toEqual([200, 200]);
  for (const request of ['GET /key?tagging=1', 'GET /key?acl=1', 'GET /tags/key', 'GET /acls/key', 'PUT /key', 'PUT /key?acl=1', 'PUT /key?tagging=1']) {
    expect([request, await send(request, tags)]).toEqual([request, 403]);
  }
  // Whatever is sent along, the open route is what it is.
  for (const [query, headers] of [['?acl=1', {}], ['', { 'x-amz-copy-source': `/${the.bucket}/key` }], ['?uploads=1', {}]] as [string, Record<string, string>][]) {
    await send(`PUT /tags/key${query}`, tags, headers);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/key`)).body).toBe('x');
  }
});
