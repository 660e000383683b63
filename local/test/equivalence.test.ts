import * as fc from 'fast-check';
import { signRequest } from '../src/auth/sigv4';
import { LocalApi } from '../src/index';
import { percentEncodePath } from '../src/percent-encoding';
import { closeAll, raw, s3Method, serve } from './support/gateway';
import { callStore, startStore } from './support/store';
import { Versitygw } from '../src/store/versitygw';

/** A failure prints its seed: `FC_SEED=1234 npx jest local/test/equivalence` runs the same values again. */
const RUNS: fc.Parameters<unknown> = {
  numRuns: 60, interruptAfterTimeLimit: 10_000, ...(process.env.FC_SEED && { seed: Number(process.env.FC_SEED) }),
};
const STATUSES = ['200', '206', '304', '400', '403', '404', '412', '416', '500'];
const REQUEST_HEADERS = ['Range', 'If-Match', 'If-None-Match', 'Content-Type', 'Cache-Control', 'Content-Disposition', 'x-amz-meta-a', 'x-amz-meta-b'];
const RESPONSE_HEADERS = [
  'Content-Type', 'ETag', 'Content-Range', 'Accept-Ranges', 'Last-Modified', 'Cache-Control', 'Content-Disposition', 'x-amz-meta-a', 'x-amz-meta-b',
];
const QUERY = ['response-content-type', 'list-type', 'prefix', 'delimiter', 'max-keys'];

const each = (names: readonly string[], target: string, source: string) => (
  Object.fromEntries(names.map((name) => [`${target}.${name}`, source && `${source}.${name}`])));
const method = (verb: string, path: string) => s3Method({
  path,
  method: verb,
  properties: {
    RequestParameters: { ...each(REQUEST_HEADERS, 'method.request.header', ''), ...each(QUERY, 'method.request.querystring', '') },
    MethodResponses: STATUSES.map((StatusCode) => ({ StatusCode, ResponseParameters: each(RESPONSE_HEADERS, 'method.response.header', '') })),
  },
  integration: {
    RequestParameters: {
      ...each(REQUEST_HEADERS, 'integration.request.header', 'method.request.header'),
      ...each(QUERY, 'integration.request.querystring', 'method.request.querystring'),
    },
    IntegrationResponses: STATUSES.map((StatusCode) => ({
      StatusCode,
      ...(StatusCode !== '500' && { SelectionPattern: StatusCode }),
      ContentHandling: 'CONVERT_TO_BINARY',
      ResponseParameters: each(RESPONSE_HEADERS, 'method.response.header', 'integration.response.header'),
    })),
  },
});

let store: Versitygw;
let api: LocalApi;
beforeAll(async () => {
  store = await startStore({ iam: false, region: 'us-east-1' });
  await callStore(store, 'PUT', '/bucket');
  const methods = [...['GET', 'PUT', 'HEAD', 'DELETE'].map((verb) => method(verb, '/{key+}')), method('GET', '/')];
  api = await serve({ methods, api: { BinaryMediaTypes: ['*/*'] } }, store, { s3: { endpoint: store.endpoint, credentials: store.credentials } });
});
afterAll(async () => {
  await closeAll();
  await store.stop();
});

interface Call {
  readonly method: string;
  readonly key: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

async function direct({ method: verb, key, query = '', headers = {}, body }: Call): Promise<Outcome> {
  const path = `/bucket/${percentEncodePath(key)}`;
  const lines: Array<[string, string]> = [['Host', new URL(store.endpoint).host], ...Object.entries(headers)];
  const signature = signRequest({ method: verb, path, query, headers: lines }, { service: 's3', region: store.region, credentials: store.credentials });
  const answer = await fetch(`${store.endpoint}${path}${query && `?${query}`}`, {
    method: verb, headers: [...lines, ...signature], ...(body && { body: Buffer.from(body) }),
  });
  return outcome(answer.status, (name) => answer.headers.get(name) ?? undefined, Buffer.from(await answer.arrayBuffer()));
}

async function proxied({ method: verb, key, query = '', headers = {}, body }: Call): Promise<Outcome> {
  const target = `/prod/${percentEncodePath(key)}${query && `?${query}`}`;
  const answer = await raw(api, { method: verb, target, headers, body: body && Buffer.from(body) });
  return outcome(answer.status, (name) => answer.header(name), answer.body);
}

/** API Gateway says application/json where S3 says no type, and ids differ from call to call. */
function outcome(status: number, header: (name: string) => string | undefined, body: Buffer): Outcome {
  const headers = Object.fromEntries(RESPONSE_HEADERS.map((name) => [name, header(name)]));
  const text = body.toString('latin1').replace(/<(RequestId|HostId|Resource)>[^<]*<\/\1>/g, '');
  return { status, headers: { ...headers, 'Content-Type': headers['Content-Type'] ?? 'application/json' }, body: text };
}

let serial = 0;
/** The store keeps keys as files: no empty, dot or overlong names, and none that is a folder of another. */
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => Buffer.from(text).toString() === text && !/[\0/]/.test(text) && !/^\.\.?$/.test(text));
const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `${++serial}-${names.join('/')}`);
const body = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ minLength: 60_000, maxLength: 70_000 }), fc.constant(new Uint8Array(0)));
const headerValue = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 60 })
  .map((text) => text.trim()).filter((text) => text !== '');
const stored = fc.record({
  'Content-Type': fc.constantFrom('text/plain', 'image/png', 'application/json; charset=utf-8', 'application/octet-stream'),
  'Cache-Control': fc.constantFrom('no-store', 'max-age=1, private'),
  'Content-Disposition': fc.constantFrom('inline', 'attachment; filename="a b.txt"'),
  'x-amz-meta-a': headerValue,
  'x-amz-meta-b': headerValue,
}, { requiredKeys: ['Content-Type'] });
const offset = fc.integer({ min: 0, max: 120 });
const range = fc.oneof(
  fc.tuple(offset, offset).map(([first, last]) => `bytes=${first}-${last}`), offset.map((first) => `bytes=${first}-`), offset.map((last) => `bytes=-${last}`),
);

test('what is put through the proxy is what was sent, for any key, headers and body', async () => {
  await fc.assert(fc.asyncProperty(key, stored, body, async (at, headers, bytes) => {
    expect((await proxied({ method: 'PUT', key: at, headers, body: bytes })).status).toBe(200);
    const got = await direct({ method: 'GET', key: at });
    expect(got.body).toBe(Buffer.from(bytes).toString('latin1'));
    expect(got.headers).toMatchObject(headers);
  }), RUNS);
});

test('what is read through the proxy is what the store gives, for any key, range and condition', async () => {
  const conditions = fc.record({
    'Range': range, 'If-Match': fc.constantFrom('*', '"none"'), 'If-None-Match': fc.constantFrom('"none"', 'ETAG'),
  }, { requiredKeys: [] });
  const read = fc.constantFrom('GET', 'HEAD');
  await fc.assert(fc.asyncProperty(key, stored, body, read, conditions, async (at, headers, bytes, verb, asked) => {
    const { headers: { ETag } } = await direct({ method: 'PUT', key: at, headers, body: bytes });
    const call = { method: verb, key: at, headers: JSON.parse(JSON.stringify(asked).replace('ETAG', JSON.stringify(ETag ?? '').slice(1, -1))) as Record<string, string> };
    expect(await proxied(call)).toEqual(await direct(call));
  }), RUNS);
});

test('what is asked for in a query arrives, for any value', async () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
  await fc.assert(fc.asyncProperty(value, value, async (prefix, type) => {
    const query = `list-type=2&max-keys=5&prefix=${encodeURIComponent(prefix)}`;
    expect(await proxied({ method: 'GET', key: '', query })).toEqual(await direct({ method: 'GET', key: '', query }));
    const missing = { method: 'GET', key: `none-${prefix.replace(/[/\\]/g, '')}`, query: `response-content-type=${encodeURIComponent(type)}` };
    expect((await proxied(missing)).status).toEqual((await direct(missing)).status);
  }), RUNS);
});

test('what is deleted through the proxy is gone', async () => {
  await fc.assert(fc.asyncProperty(key, async (at) => {
    await direct({ method: 'PUT', key: at, body: Buffer.from('x') });
    await proxied({ method: 'DELETE', key: at });
    expect((await direct({ method: 'GET', key: at })).status).toBe(404);
  }), { ...RUNS, numRuns: 30 });
});
