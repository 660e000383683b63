import { gunzipSync, inflateSync } from 'node:zlib';
import { ApiParts, closeAll, mockMethod, raw, recorder, s3Method, serve } from './support/gateway';

afterEach(closeAll);

const TEXT = 'compressible '.repeat(100);

/** What the client gets, for an API that compresses from 1,000 bytes on. */
async function fetched(headers: Record<string, string>, more: { method?: string; body?: string; backend?: Record<string, string>; api?: ApiParts['api'] } = {}) {
  const { method = 'GET', body = TEXT, backend = {}, api = {} } = more;
  const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': Buffer.byteLength(body), ...backend }).end(body));
  const local = await serve({ methods: [s3Method({ method })], api: { MinimumCompressionSize: 1000, ...api } }, s3);
  const answer = await raw(local, { method, target: '/prod/k', headers });
  return { coding: answer.header('Content-Encoding'), body: answer.body };
}

describe.each([['streamed', { BinaryMediaTypes: ['*/*'] }], ['converted', {}]])('a payload that is %s', (_, api) => {
  test.each([['gzip', 'gzip'], ['deflate', 'deflate'], ['gzip;q=0.5, deflate', 'deflate'], ['br, GZIP', 'gzip'], ['gzip;q=0, deflate;q=0.1', 'deflate']])(
    'Accept-Encoding: %s gives %s', async (accepted, coding) => {
      const got = await fetched({ 'Accept-Encoding': accepted, 'Accept': '*/*' }, { api });
      expect(got.coding).toBe(coding);
      expect((coding === 'gzip' ? gunzipSync : inflateSync)(got.body).toString()).toBe(TEXT);
    });

  test.each([['*'], ['identity'], ['br'], ['br, gzip;q=0.5'], ['']])('Accept-Encoding: %s gives it as it is', async (accepted) => {
    const got = await fetched(accepted ? { 'Accept-Encoding': accepted, 'Accept': '*/*' } : { Accept: '*/*' }, { api });
    expect([got.coding, got.body.toString()]).toEqual([undefined, TEXT]);
  });

  test('one byte less than the minimum is not compressed', async () => {
    const gzip = { 'Accept-Encoding': 'gzip', 'Accept': '*/*' };
    expect((await fetched(gzip, { api, body: TEXT.slice(0, 999) })).coding).toBeUndefined();
    expect((await fetched(gzip, { api, body: TEXT.slice(0, 1000) })).coding).toBe('gzip');
  });

  test('what S3 says is encoded already is not compressed', async () => {
    expect((await fetched({ 'Accept-Encoding': 'gzip', 'Accept': '*/*' }, { api, backend: { 'Content-Encoding': 'br' } })).body.toString()).toBe(TEXT);
  });

  test('HEAD has no coding', async () => {
    expect((await fetched({ 'Accept-Encoding': 'gzip' }, { api, method: 'HEAD' })).coding).toBeUndefined();
  });
});

test('what a template makes counts', async () => {
  const api = await serve({ methods: [mockMethod('/', 'GET', TEXT)], api: { MinimumCompressionSize: 0 } }, await recorder());
  const answer = await raw(api, { target: '/prod/', headers: { 'Accept-Encoding': 'gzip' } });
  expect(gunzipSync(answer.body).toString()).toBe(TEXT);
});

test.each([-1, 10_485_761, 'x'])('MinimumCompressionSize %s is refused', async (size) => {
  await expect(serve({ methods: [mockMethod('/', 'GET', '')], api: { MinimumCompressionSize: size } }, await recorder()))
    .rejects.toThrow('Invalid minimum compression size, must be between 0 and 10485760');
});
