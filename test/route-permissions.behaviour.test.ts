import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { AddRouteOptions, KeyPrefix, MissingObjects, RouteValue, S3Operation, S3Operations, S3ProxyAuth, S3Target } from '../src';
import { Deployed, deployed, roleArn } from './support/deployed';
import { synthRoutes } from './support/synth';

afterEach(closeAll);

const auth = S3ProxyAuth.none();
const TAGS = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
const ACL_BODY = '<AccessControlPolicy><Owner><ID>x</ID></Owner></AccessControlPolicy>';

/** With objects of these keys, whose content is their key. */
async function routed(routes: AddRouteOptions[], keys: string[], props: Parameters<typeof synthRoutes>[1] = {}) {
  const template = synthRoutes(routes, props);
  const the = await deployed(template);
  for (const key of keys) {
    expect((await callStore(the.store, 'PUT', `/a-bucket/${key}`, { body: decodeURIComponent(key) })).status).toBe(200);
  }
  const call = async (method: string, path: string, more: { body?: string; headers?: Record<string, string> } = {}): Promise<[number, string]> => {
    const answer = await raw(the.api, { method, target: `/prod/${path}`, ...more });
    return [answer.status, answer.body.toString()];
  };
  return { the, template, call };
}

const stored = async ({ store }: Deployed, key: string) => (await callStore(store, 'GET', `/a-bucket/${key}`)).body;
const denied = [403, expect.stringContaining('<Code>AccessDenied</Code>')];

describe('a route that writes, and selectors of the client', () => {
  test.each([
    ['tagging', TAGS], ['tagging=1', TAGS], ['acl', ACL_BODY], ['retention', 'x'], ['legal-hold', 'x'],
    // Parts are stored by the same permission, of uploads that there are
    ['uploadId=1', 'x', expect.anything()], ['uploadId=1&partNumber=1', 'x', expect.anything()],
  ])('PUT and DELETE with ?%s are denied, and the object is as it was', async (query, body, answer = denied) => {
    const route = { path: 'doc/{id}', key: 'docs/{id}', auth };
    const { the, call } = await routed([{ ...route, operation: S3Operation.PUT_OBJECT }, { ...route, operation: S3Operation.DELETE_OBJECT }], ['docs/7']);
    const put = await call('PUT', `doc/7?${query}`, { body });
    expect([put, put[0] >= 400]).toEqual([answer, true]);
    expect(await call('DELETE', `doc/7?${query}`)).toEqual(denied);
    expect(await stored(the, 'docs/7')).toBe('docs/7');
    expect(await call('PUT', 'doc/7', { body: 'new' })).toEqual([200, '']);
    expect(await stored(the, 'docs/7')).toBe('new');
    expect(await call('DELETE', 'doc/7')).toEqual([204, '']);
    expect(await stored(the, 'docs/7')).toContain('<Code>NoSuchKey</Code>');
  });

  test('a PUT that would copy or set an ACL is denied', async () => {
    const { the, call } = await routed([{ path: 'doc/{id}', operation: S3Operation.PUT_OBJECT, key: 'docs/{id}', auth }], ['docs/7', 'secret']);
    for (const header of ['x-amz-copy-source', 'X-Amz-Copy-Source', 'X-amz-copy-source']) {
      expect(await call('PUT', 'doc/7', { headers: { [header]: '/a-bucket/secret' } })).toEqual(denied);
    }
    expect(await call('PUT', 'doc/7', { headers: { 'x-amz-acl': 'public-read' } })).toEqual(denied);
    expect(await stored(the, 'docs/7')).toBe('docs/7');
  });
});

test('without the parameter that makes it this operation, a route is refused, and the object is as it was', async () => {
  const route = { path: 'doc/{id}', key: 'docs/{id}', auth };
  const { the, call } = await routed([
    { ...route, operation: S3Operation.UPLOAD_PART }, { ...route, operation: S3Operation.ABORT_MULTIPART_UPLOAD },
    { ...route, path: 'plain/{id}', operation: S3Operation.PUT_OBJECT }, { ...route, path: 'plain/{id}', operation: S3Operation.DELETE_OBJECT },
    { ...route, path: 'part/{id}', operation: S3Operation.UPLOAD_PART, query: { partNumber: RouteValue.constant('1'), uploadId: RouteValue.query('upload') } },
  ], ['docs/7']);
  const refused = [400, expect.stringContaining('<Code>InvalidRequest</Code><Message>A parameter that must be there is missing.</Message>')];
  expect(await call('PUT', 'doc/7', { body: 'x' })).toEqual(refused);
  expect(await call('PUT', 'doc/7?partNumber=1&uploadId=', { body: 'x' })).toEqual(refused);
  expect(await call('PUT', 'part/7?uploadId=1', { body: 'x' })).toEqual(refused);
  expect(await call('DELETE', 'doc/7')).toEqual(refused);
  expect(await stored(the, 'docs/7')).toBe('docs/7');
  expect((await call('PUT', 'doc/7?partNumber=1&uploadId=none', { body: 'x' }))[1]).toContain('<Code>NoSuchUpload</Code>');
  expect((await call('PUT', 'part/7?upload=none', { body: 'x' }))[1]).toContain('<Code>NoSuchUpload</Code>');
});

test('a route of tags deletes tags, whatever the client sends, and never the object', async () => {
  const route = { path: 'tags/{id}', key: 'docs/{id}', auth };
  const { the, call } = await routed([
    { ...route, operation: S3Operation.DELETE_OBJECT_TAGGING },
    { ...route, operation: S3Operation.GET_OBJECT_TAGGING },
    { ...route, operation: S3Operation.PUT_OBJECT_TAGGING },
  ], ['docs/7', 'secret']);
  for (const query of ['', '?acl', '?uploadId=1', '?tagging', '?uploads', '?partNumber=1&uploadId=1']) {
    expect(await call('PUT', 'tags/7', { body: TAGS })).toEqual([200, '']);
    expect((await call('GET', 'tags/7'))[1]).toContain('<Key>a</Key><Value>b</Value>');
    expect([query, await call('DELETE', `tags/7${query}`, { headers: { 'x-amz-copy-source': '/a-bucket/secret' } })]).toEqual([query, [204, '']]);
    expect(await stored(the, 'docs/7')).toBe('docs/7');
    expect((await call('GET', 'tags/7'))[1]).not.toContain('<Key>a</Key>');
  }
});

test('the role may do what the routes do, on their keys, and nothing else', async () => {
  const { the, template } = await routed(
    [{ path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key: 'archive/{year}/{id}.pdf', missingObjects: MissingObjects.FORBIDDEN, auth }],
    ['archive/2024/7.pdf', 'archive/2024/7.txt', 'archive/7.pdf', 'other.pdf'],
  );
  const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
  const direct = async (method: string, path: string, more = {}) => (await callStore(the.store, method, `/a-bucket${path}`, { credentials, ...more })).status;
  expect(await direct('GET', '/archive/2024/7.pdf')).toBe(200);
  expect(await direct('HEAD', '/archive/2024/7.pdf')).toBe(200);
  for (const [method, path, more] of [
    ['GET', '/archive/2024/7.txt'], ['GET', '/archive/7.pdf'], ['GET', '/other.pdf'], ['GET', ''], ['GET', '', { query: 'list-type=2' }],
    ['PUT', '/archive/2024/7.pdf', { body: 'x' }], ['DELETE', '/archive/2024/7.pdf'], ['GET', '/archive/2024/7.pdf', { query: 'tagging=' }],
  ] as const) {
    expect([method, path, await direct(method, path, more)]).toEqual([method, path, 403]);
  }
});

test('parameters that try to leave the place of the route do not reach what is outside', async () => {
  const { call } = await routed([{ path: 'doc/{id}', operation: S3Operation.GET_OBJECT, key: 'docs/{id}.txt', auth }], ['secret.txt', 'docs/7.txt']);
  expect(await call('GET', 'doc/7')).toEqual([200, 'docs/7.txt']);
  for (const path of ['doc/..%2Fsecret', 'doc/%2E%2E%2Fsecret', 'doc/7.txt%3F', 'doc/7.txt%23', 'doc/..%252Fsecret']) {
    const [status, body] = await call('GET', path);
    expect([path, status >= 400, body]).toEqual([path, true, expect.stringContaining('<Error>')]);
  }
});

test('an authorization of its own has a role of its own', async () => {
  const { the, template, call } = await routed([{ path: 'logo', operation: S3Operation.GET_OBJECT, key: 'logo.png', auth }], ['logo.png', 'a'], {
    operations: S3Operations.READ_WRITE,
  });
  expect(await call('GET', 'logo')).toEqual([200, 'logo.png']);
  expect((await call('GET', 'a'))[0]).toBe(403);
  const open = the.api.roleCredentials(roleArn(template, the.api, 'NoneRole'));
  const closed = the.api.roleCredentials(roleArn(template, the.api, 'IamRole'));
  const status = async (credentials: typeof open, method: string, key: string) =>
    (await callStore(the.store, method, `/a-bucket/${key}`, { credentials, body: method === 'PUT' ? 'x' : undefined })).status;
  expect([await status(open, 'GET', 'logo.png'), await status(open, 'GET', 'a'), await status(open, 'PUT', 'logo.png')]).toEqual([200, 403, 403]);
  expect([await status(closed, 'GET', 'a'), await status(closed, 'PUT', 'a')]).toEqual([200, 200]);
});

test('the buckets target: another bucket in the path is denied', async () => {
  const { the, call } = await routed([{ path: 'of/{bucket}/{id}', operation: S3Operation.GET_OBJECT, bucket: '{bucket}', key: '{id}', auth }], ['a'], bucket => ({
    target: S3Target.buckets([bucket]),
  }));
  expect((await callStore(the.store, 'PUT', '/another-bucket')).status).toBe(200);
  expect((await callStore(the.store, 'PUT', '/another-bucket/a', { body: 'x' })).status).toBe(200);
  expect(await call('GET', 'of/a-bucket/a')).toEqual([200, 'a']);
  expect(await call('GET', 'of/another-bucket/a')).toEqual(denied);
});

test('below a prefix: keys and listings stay below it', async () => {
  const { the, template, call } = await routed([
    { path: 'doc/{id}', operation: S3Operation.GET_OBJECT, key: 'docs/{id}', auth, missingObjects: MissingObjects.FORBIDDEN },
    { path: 'list', operation: S3Operation.LIST_OBJECTS_V2, auth },
  ], ['in/docs/7', 'docs/7', 'in/a', 'inside'], bucket => ({ target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }) }));
  const keysOf = (xml: string) => [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(match => match[1]);
  expect(await call('GET', 'doc/7')).toEqual([200, 'in/docs/7']);
  expect(keysOf((await call('GET', 'list'))[1])).toEqual(['in/a', 'in/docs/7']);
  expect(keysOf((await call('GET', 'list?prefix=docs%2F'))[1])).toEqual(['in/docs/7']);
  expect(keysOf((await call('GET', 'list?prefix=side'))[1])).toEqual([]);
  const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
  const direct = async (path: string, query = '') => (await callStore(the.store, 'GET', `/a-bucket${path}`, { query, credentials })).status;
  expect([await direct('/in/docs/7'), await direct('/docs/7'), await direct('', 'list-type=2'), await direct('', 'list-type=2&prefix=in%2F')]).toEqual([200, 403, 403, 200]);
});

test('a literal route shadows the key of that name; the greedy sibling serves the rest', async () => {
  const { call } = await routed([{ path: 'docs/{id}', operation: S3Operation.GET_OBJECT, key: 'archive/{id}.pdf', auth }],
    ['docs/7', 'docs/8/9', 'docsx', 'archive/7.pdf', 'archive/8.pdf'], { operations: S3Operations.READ_WRITE, auth });
  expect(await call('GET', 'docs/7')).toEqual([200, 'archive/7.pdf']);
  for (const key of ['docs/8/9', 'docsx', 'archive/8.pdf']) {
    expect(await call('GET', key)).toEqual([200, key]);
  }
  // The other verbs of the path are those of the greedy one
  expect(await call('PUT', 'docs/10', { body: 'x' })).toEqual([200, '']);
  expect((await call('GET', 'docs/10'))[0]).toBe(404);
});

test('a condition of the route: what is there is not replaced, whatever the client says', async () => {
  const { the, call } = await routed([
    { path: 'doc/{id}', httpMethod: 'POST', operation: S3Operation.PUT_OBJECT, key: 'docs/{id}', headers: { 'If-None-Match': RouteValue.constant('*') }, auth },
  ], []);
  expect(await call('POST', 'doc/7', { body: 'first' })).toEqual([200, '']);
  for (const headers of [{}, { 'If-None-Match': '"x"' }, { 'if-none-match': '"x"' }] as Record<string, string>[]) {
    expect((await call('POST', 'doc/7', { body: 'second', headers }))[0]).toBe(412);
  }
  expect(await stored(the, 'docs/7')).toBe('first');
});
