import { LocalApi, startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, RawRequest, recorder, ROOT } from '../local/test/support/gateway';
import { AddRouteOptions, RouteValue, S3Operation, S3ProxyApiProps, S3ProxyAuth } from '../src';
import { synthRoutes } from './support/synth';

afterEach(closeAll);

const CACHING: Partial<S3ProxyApiProps> = { restApiProps: { deployOptions: { cachingEnabled: true, cacheClusterEnabled: true, variables: { folder: 'in' } } } };

/** A stage with a cache, and the number of calls that reached S3. */
async function cached(route: AddRouteOptions) {
  const s3 = await recorder((message, response) => response.writeHead(200, { 'Content-Length': message.url!.length }).end(message.url));
  const api = await startLocal({ template: synthRoutes([route], CACHING), s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false });
  closeLater(() => api.close());
  return { api, s3 };
}

const text = async (api: LocalApi, request: RawRequest) => (await raw(api, request)).body.toString();

test('the same request is answered from the cache, and another parameter of the path is not', async () => {
  const { api, s3 } = await cached({ path: 'x/{year}/{id}', operation: S3Operation.GET_OBJECT, key: '{year}/{id}', auth: S3ProxyAuth.none() });
  for (const [target, key] of [['/prod/x/1/2', '1/2'], ['/prod/x/1/2', '1/2'], ['/prod/x/1/3', '1/3'], ['/prod/x/2/2', '2/2']]) {
    expect(await text(api, { target })).toBe(`/a-bucket/${key}`);
  }
  expect(s3.received.length).toBe(3);
});

test.each([S3Operation.DELETE_OBJECT, S3Operation.PUT_OBJECT, S3Operation.HEAD_OBJECT])('a GET in front of %s is told apart by its key', async operation => {
  const { api, s3 } = await cached({ path: 'x/{id}', httpMethod: 'GET', operation, key: '{id}', auth: S3ProxyAuth.none() });
  await raw(api, { target: '/prod/x/1' });
  await raw(api, { target: '/prod/x/2' });
  expect(s3.received.map(({ target }) => target)).toEqual(['/a-bucket/1', '/a-bucket/2']);
});

test.each([
  ['a GET', {}],
  ['a HEAD', { operation: S3Operation.HEAD_OBJECT, key: 'a', query: undefined, headers: { Range: RouteValue.context('identity.accessKey') } }],
])('what the context tells of the caller is no cache key: %s fails where the stage caches', (_, more) => {
  const route: AddRouteOptions = { path: 'mine', operation: S3Operation.LIST_OBJECTS_V2, query: { prefix: RouteValue.context('identity.accessKey') }, ...more };
  expect(() => synthRoutes([route], CACHING)).toThrow(/addRoute must not take values from the context where the stage caches answers/);
  expect(() => synthRoutes([route])).not.toThrow();
});

test('a write may take them, as it is not cached', () => {
  const headers = { 'x-amz-meta-by': RouteValue.context('identity.userArn') };
  expect(() => synthRoutes([{ path: 'in/{id}', operation: S3Operation.PUT_OBJECT, key: '{id}', headers }], CACHING)).not.toThrow();
  expect(() => synthRoutes([{ path: 'in/{id}', httpMethod: 'GET', operation: S3Operation.PUT_OBJECT, key: '{id}', headers }], CACHING)).toThrow(/context/);
});

test('values of the stage are the same for all of its callers', async () => {
  const { api } = await cached({
    path: 'list', operation: S3Operation.LIST_OBJECTS_V2, query: { prefix: RouteValue.stageVariable('folder') }, auth: S3ProxyAuth.none(),
  });
  expect(await text(api, { target: '/prod/list' })).toBe('/a-bucket?list-type=2&prefix=in');
});
