import { LocalOptions, startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, ROOT, valuesOf } from '../local/test/support/gateway';
import { AddRouteOptions, KeyPrefix, RouteValue, S3Operation, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { S3_SELECTORS } from '../src/catalogue';
import { synthRoutes } from './support/synth';

afterEach(closeAll);

const auth = S3ProxyAuth.none();
const BY_YEAR: AddRouteOptions = { path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key: 'archive/{year}/{id}.pdf', auth };

interface Sent { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string }

/** Routes with a server in S3's place: what arrives there, of what is sent to the API. */
async function routed(routes: AddRouteOptions[], props: Parameters<typeof synthRoutes>[1] = {}, options: Partial<LocalOptions> = {}) {
  const s3 = await recorder();
  const api = await startLocal({ template: synthRoutes(routes, props), s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false, ...options });
  closeLater(() => api.close());
  return async (path: string, sent: Sent = {}) => {
    const before = s3.received.length;
    const { status } = await raw(api, { ...sent, target: `/prod/${path}` });
    const [received] = s3.received.slice(before);
    return {
      status,
      line: received && `${received.method} ${received.target}`,
      header: (name: string) => valuesOf(received.headers, name),
      body: received?.body.toString(),
    };
  };
}

describe('a path parameter in the key', () => {
  test.each([
    ['7', '7'],
    ['a%20b', 'a%20b'],
    ['%C3%BC', '%C3%BC'],
    ['a+b', 'a%2Bb'],
    ['a%2Bb', 'a%2Bb'],
    ['a%2Fb', 'a/b'],
    ['100%25', '100%25'],
    ['a%3Fx%23y%26z%3D', 'a%3Fx%23y%26z%3D'],
    ["it's(1)!*", 'it%27s%281%29%21%2A'],
    ['%7Bid%7D', '%7Bid%7D'],
    ['..', '..'],
  ])('%s becomes %s', async (sent, arrived) => {
    const call = await routed([BY_YEAR]);
    expect(await call(`by-year/2024/${sent}`)).toMatchObject({ status: 200, line: `GET /a-bucket/archive/2024/${arrived}.pdf` });
  });

  test('what is no part of the path is not the route', async () => {
    const call = await routed([BY_YEAR]);
    for (const path of ['by-year/2024', 'by-year/2024/7/8', 'by-year', 'by-year//7']) {
      expect([path, await call(path)]).toMatchObject([path, { status: 403, line: undefined }]);
    }
  });

  test('a greedy one takes all that follows', async () => {
    const call = await routed([{ path: 'files/{rest+}', operation: S3Operation.GET_OBJECT, key: 'data/{rest}', auth }]);
    expect((await call('files/a/b%20c//d.txt')).line).toBe('GET /a-bucket/data/a/b%20c//d.txt');
    expect(await call('files')).toMatchObject({ status: 403, line: undefined });
  });

  test('a name twice, and one with a dot and a hyphen', async () => {
    const call = await routed([{ path: 'x/{a.b-c}', operation: S3Operation.GET_OBJECT, key: '{a.b-c}/{a.b-c}.txt', auth }]);
    expect((await call('x/1')).line).toBe('GET /a-bucket/1/1.txt');
  });

  test('below the prefix of the target', async () => {
    const call = await routed([BY_YEAR], bucket => ({ target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }) }));
    expect((await call('by-year/2024/7')).line).toBe('GET /a-bucket/in/archive/2024/7.pdf');
  });
});

describe('the operation is that of the route, whatever the client sends', () => {
  const everything = (scope: 'bucket' | 'object') => S3_SELECTORS[scope].query.map(name => `${name}=1`).join('&');
  const selectorHeaders = Object.fromEntries(S3_SELECTORS.object.headers.map(name => [name, '/other/key']));

  test.each<[string, AddRouteOptions, string]>([
    ['DELETE', { path: 'tags/{id}', operation: S3Operation.DELETE_OBJECT_TAGGING, key: '{id}', auth }, '/a-bucket/7?tagging'],
    ['GET', { path: 'tags/{id}', operation: S3Operation.GET_OBJECT_TAGGING, key: '{id}', auth }, '/a-bucket/7?tagging'],
    ['PUT', { path: 'tags/{id}', operation: S3Operation.PUT_OBJECT_ACL, key: '{id}', auth }, '/a-bucket/7?acl'],
    ['POST', { path: 'tags/{id}', operation: S3Operation.CREATE_MULTIPART_UPLOAD, key: '{id}', auth }, '/a-bucket/7?uploads'],
  ])('%s %j', async (method, route, arrived) => {
    const call = await routed([route]);
    for (const query of ['', '?acl', '?tagging=1', '?uploadId=1&partNumber=1', `?${everything('object')}`]) {
      const { line, status, header } = await call(`tags/7${query}`, { method, headers: selectorHeaders });
      expect([query, line, status]).toEqual([query, `${method} ${arrived}`, method === 'DELETE' ? 204 : 200]);
      expect(S3_SELECTORS.object.headers.flatMap(header)).toEqual([]);
    }
  });

  test('a listing of the second version', async () => {
    const call = await routed([{ path: 'list', operation: S3Operation.LIST_OBJECTS_V2, auth }]);
    expect((await call(`list?${everything('bucket')}`)).line).toBe('GET /a-bucket?list-type=2');
    expect((await call('list?prefix=a%2F&max-keys=2&list-type=1')).line).toBe('GET /a-bucket?list-type=2&max-keys=2&prefix=a%2F');
  });

  test.each([S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT, S3Operation.GET_OBJECT])(
    '%s has no selector of its own, and each of the client arrives, so that S3 denies it', async operation => {
      const call = await routed([{ path: 'x/{id}', operation, key: '{id}', auth }]);
      const method = operation.replace('Object', '').toUpperCase();
      for (const selector of S3_SELECTORS.object.query) {
        expect((await call(`x/7?${selector}`, { method })).line).toBe(`${method} /a-bucket/7?${selector}=`);
      }
      for (const name of S3_SELECTORS.object.headers) {
        expect((await call('x/7', { method, headers: { [name]: '/other/key' } })).header(name)).toEqual(['/other/key']);
      }
    });
});

describe('the bucket', () => {
  const target = S3Target.account();

  test('of an account: a path parameter, a part of a name, or a name', async () => {
    const get = { operation: S3Operation.GET_OBJECT, key: '{id}', auth };
    const call = await routed([
      { ...get, path: 'any/{bucket}/{id}', bucket: '{bucket}' }, { ...get, path: 'of/{team}/{id}', bucket: 'team-{team}' }, { ...get, path: 'logo/{id}', bucket: 'a-bucket' },
    ], { target });
    expect((await call('any/b-1/7')).line).toBe('GET /b-1/7');
    expect((await call('of/blue/7')).line).toBe('GET /team-blue/7');
    expect((await call('logo/7')).line).toBe('GET /a-bucket/7');
  });

  test('of the account itself: none', async () => {
    const call = await routed([{ path: 'buckets', operation: S3Operation.LIST_BUCKETS, auth }], { target });
    expect((await call('buckets')).line).toBe('GET /');
  });
});

describe('another method than the operation\'s', () => {
  test.each<[string, AddRouteOptions, string]>([
    ['POST', { path: 'x/{id}', httpMethod: 'POST', operation: S3Operation.PUT_OBJECT, key: '{id}', auth }, 'PUT /a-bucket/7'],
    ['PATCH', { path: 'x/{id}', httpMethod: 'PATCH', operation: S3Operation.PUT_OBJECT_TAGGING, key: '{id}', auth }, 'PUT /a-bucket/7?tagging'],
    ['GET', { path: 'x/{id}', httpMethod: 'GET', operation: S3Operation.HEAD_OBJECT, key: '{id}', auth }, 'HEAD /a-bucket/7'],
    ['POST', { path: 'x/{id}', httpMethod: 'POST', operation: S3Operation.GET_OBJECT, key: '{id}', auth }, 'GET /a-bucket/7'],
    ['HEAD', { path: 'x/{id}', httpMethod: 'HEAD', operation: S3Operation.GET_OBJECT, key: '{id}', auth }, 'GET /a-bucket/7'],
  ])('%s %j', async (method, route, line) => {
    const call = await routed([route]);
    expect(await call('x/7', { method, body: method === 'HEAD' || method === 'GET' ? undefined : 'text' }))
      .toMatchObject({ status: 200, line, body: line.startsWith('PUT') ? 'text' : '' });
  });
});

describe('query and headers', () => {
  const list = (query: Record<string, RouteValue>): AddRouteOptions => ({ path: 'list/{folder}', operation: S3Operation.LIST_OBJECTS_V2, query, auth });
  const put = (headers: Record<string, RouteValue>): AddRouteOptions => ({ path: 'in/{id}', operation: S3Operation.PUT_OBJECT, key: '{id}', headers, auth });

  test.each(['a b&c=d', 'teams/blue/', '%2F', '+', '#?!*()', '~{x}"$|'])('the constant %j arrives as it is', async text => {
    const call = await routed([list({ prefix: RouteValue.constant(text) })]);
    const { line } = await call('list/x?prefix=mine&delimiter=%2F');
    expect(new URLSearchParams(line.split('?')[1].replaceAll('+', '%2B')).getAll('prefix')).toEqual([text]);
    expect(line).toContain('delimiter=%2F');
    const store = await routed([put({ 'Content-Disposition': RouteValue.constant(text) })]);
    const { header } = await store('in/7', { method: 'PUT', headers: { 'content-disposition': 'mine', 'Content-Disposition': 'mine' }, body: 'x' });
    expect(header('content-disposition')).toEqual([text]);
  });

  test.each<[string, RouteValue, string]>([
    ['query', RouteValue.query('in'), 'from%20query%2F'],
    ['header', RouteValue.header('X-Folder'), 'from%20header%2F'],
    ['path', RouteValue.path('folder'), 'from%20path%2F'],
    ['context', RouteValue.context('httpMethod'), 'GET'],
    ['context', RouteValue.context('stage'), 'prod'],
    ['stageVariable', RouteValue.stageVariable('folder'), 'from%20stage'],
  ])('from the %s', async (_, value, arrived) => {
    const restApiProps = { deployOptions: { variables: { folder: 'from stage' } } };
    const call = await routed([list({ prefix: value })], { restApiProps });
    const { line } = await call('list/from%20path%2F?in=from%20query%2F&prefix=mine', { headers: { 'X-Folder': 'from header/' } });
    expect(line).toBe(`GET /a-bucket?list-type=2&prefix=${arrived}`);
  });

  test('into a header, of which the client\'s own does not count in any spelling', async () => {
    const call = await routed([put({ 'Cache-Control': RouteValue.query('cache'), 'If-None-Match': RouteValue.constant('*'), 'x-amz-meta-by': RouteValue.context('identity.sourceIp') })]);
    for (const spelling of [(name: string) => name, (name: string) => name.toLowerCase(), (name: string) => name.toUpperCase()]) {
      const own = Object.fromEntries(['Cache-Control', 'If-None-Match', 'x-amz-meta-by'].map(name => [spelling(name), '"mine"']));
      const { header } = await call('in/7?cache=max-age%3D60', { method: 'PUT', headers: own, body: 'x' });
      expect([header('cache-control'), header('if-none-match'), header('x-amz-meta-by')]).toEqual([['max-age=60'], ['*'], ['127.0.0.1']]);
    }
  });

  test('where the source is absent, S3 gets none', async () => {
    const call = await routed([list({ prefix: RouteValue.query('in') }), put({ 'Cache-Control': RouteValue.header('X-Cache') })]);
    expect((await call('list/x?prefix=mine')).line).toBe('GET /a-bucket?list-type=2');
    expect((await call('in/7', { method: 'PUT', headers: { 'Cache-Control': 'mine' } })).header('cache-control')).toEqual([]);
  });

  test('a copy of one object, whatever the client names', async () => {
    const call = await routed([{
      path: 'new/{id}', httpMethod: 'POST', operation: S3Operation.COPY_OBJECT, key: '{id}', auth, headers: { 'x-amz-copy-source': RouteValue.constant('/a-bucket/template.txt') },
    }]);
    for (const name of ['x-amz-copy-source', 'X-Amz-Copy-Source', 'X-amz-copy-source', 'x-Amz-Copy-Source']) {
      const { line, header } = await call('new/7', { method: 'POST', headers: { [name]: '/a-bucket/secret.txt' } });
      expect([line, header('x-amz-copy-source')]).toEqual(['PUT /a-bucket/7', ['/a-bucket/template.txt']]);
    }
  });
});

describe('a listing below a prefix', () => {
  const below = (bucket: Parameters<typeof S3Target.bucket>[0]): Partial<S3ProxyApiProps> => ({ target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }) });
  const route: AddRouteOptions = { path: 'list', operation: S3Operation.LIST_OBJECTS_V2, auth };

  test.each([['', 'in%2F'], ['?prefix=a%2F', 'in%2Fa%2F'], ['?prefix=..%2F', 'in%2F..%2F'], ['?prefix=in%2F', 'in%2Fin%2F']])('%s lists %s', async (query, prefix) => {
    const call = await routed([route], below);
    expect((await call(`list${query}`)).line).toBe(`GET /a-bucket?list-type=2&prefix=${prefix}`);
  });
});
