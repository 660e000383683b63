import { createHash, randomBytes } from 'crypto';
import * as aws4 from 'aws4';
import { startLocal } from '../local/src/index';
import { CALLER, closeAll, closeLater, raw, RawAnswer, recorder, ROOT, valuesOf } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { S3Operations, S3ProxyAuth, StatusMapping } from '../src';
import { Deployed, deployed } from './support/deployed';
import { synthApi } from './support/synth';

const MB = 1024 * 1024;
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const errorOf = (answer: RawAnswer) => ({ status: answer.status, type: answer.header('content-type'), code: /<Code>(\w+)<\/Code>/.exec(answer.body.toString())?.[1] });

let open: Deployed;
beforeAll(async () => {
  open = await deployed(synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none() }));
});
afterAll(closeAll);

const call = (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer | string) =>
  raw(open.api, { method, target: `/prod/${path}`, headers, body });
const put = (path: string, body: Buffer | string, headers?: Record<string, string>) => call('PUT', path, headers, body);

describe('any bytes, any type', () => {
  test.each([
    ['image/png', everyByte],
    ['text/plain', 'grüß dich\n'],
    ['application/json', '{"not": "touched" '],
    ['application/x-www-form-urlencoded', 'a=1&b=%2B'],
    ['application/octet-stream', Buffer.alloc(0)],
    ['application/gzip', Buffer.from('1f8b0800', 'hex')],
  ])('%s goes in and comes out as it is', async (type, body) => {
    expect((await put('any', body, { 'Content-Type': type })).status).toBe(200);
    for (const headers of [{}, { Accept: '*/*' }, { Accept: type }, { Accept: 'text/html,application/xhtml+xml' }, { Accept: 'nonsense' }]) {
      const answer = await call('GET', 'any', headers as Record<string, string>);
      expect([headers, answer.status, answer.header('content-type'), answer.body.toString('latin1')])
        .toEqual([headers, 200, type, Buffer.from(body as string).toString('latin1')]);
    }
    const stored = await callStore(open.store, 'HEAD', `/${open.bucket}/any`);
    expect(stored.status).toBe(200);
  });

  test('multipart/form-data, of which versitygw keeps nothing, reaches S3 as it is', async () => {
    const s3 = await recorder();
    const api = await startLocal({
      template: synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none() }),
      s3: { endpoint: s3.endpoint, credentials: ROOT },
      deploy: false,
    });
    closeLater(() => api.close());
    await raw(api, { method: 'PUT', target: '/prod/form', headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x--' });
    expect([s3.received[0].body.toString(), valuesOf(s3.received[0].headers, 'content-type')]).toEqual(['--x--', ['multipart/form-data; boundary=x']]);
  });

  test('without a type', async () => {
    expect((await put('typeless', everyByte)).status).toBe(200);
    expect((await call('GET', 'typeless')).body.equals(everyByte)).toBe(true);
  });

  test('10 MB go, more is refused and nothing of it stored', async () => {
    const most = randomBytes(10 * MB);
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect((await put('most', most)).status).toBe(200);
    expect(digest((await call('GET', 'most')).body)).toBe(digest(most));
    const more = await put('more', Buffer.concat([most, Buffer.from('x')]), { 'x-amz-acl': 'private' });
    expect(errorOf(more)).toEqual({ status: 413, type: 'application/xml', code: 'EntityTooLarge' });
    expect((await call('GET', 'more')).status).toBe(404);
  });

  test('what describes an object stays with it', async () => {
    const headers = { 'Cache-Control': 'max-age=5', 'Content-Disposition': 'attachment; filename="a.txt"', 'Content-Language': 'de', 'Content-Type': 'text/css' };
    await put('described', 'x', headers);
    const answer = await call('GET', 'described');
    expect(Object.fromEntries(Object.keys(headers).map(name => [name, answer.header(name)]))).toEqual(headers);
    expect(answer.header('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(answer.header('last-modified')).toMatch(/GMT$/);
    expect(answer.header('accept-ranges')).toBe('bytes');
  });
});

describe('keys', () => {
  test.each([
    ['a/b/c.txt', 'a/b/c.txt'],
    ['with%20space', 'with space'],
    ['plus%2Bplus', 'plus+plus'],
    ['percent%25', 'percent%'],
    ['%C3%BCn%C3%AF%20%E2%82%AC%F0%9F%98%80', 'ünï €😀'],
    ["quote'and(paren)!*", "quote'and(paren)!*"],
    ['semi;colon:at@eq=amp&tilde~', 'semi;colon:at@eq=amp&tilde~'],
    ['question%3Fhash%23', 'question?hash#'],
    ['curly%7Bkey%7D', 'curly{key}'],
  ])('%s is the key %s', async (path, key) => {
    expect((await put(path, key)).status).toBe(200);
    const answer = await call('GET', path);
    expect([answer.status, answer.body.toString()]).toEqual([200, key]);
    const listed = await callStore(open.store, 'GET', `/${open.bucket}`);
    expect(listed.body.replaceAll('&amp;', '&').replaceAll('&#39;', "'")).toContain(`<Key>${key}</Key>`);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });
});

describe('statuses are those of S3', () => {
  beforeAll(async () => { await put('there', '0123456789', { 'Content-Type': 'text/plain' }); });

  test('206 with the range that was asked for', async () => {
    const part = await call('GET', 'there', { Range: 'bytes=2-4' });
    expect([part.status, part.body.toString(), part.header('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    const head = await call('HEAD', 'there', { Range: 'bytes=2-4' });
    expect([head.status, head.header('x-object-size'), head.header('content-range')]).toEqual([206, undefined, 'bytes 2-4/10']);
  });

  test('416 with XML', async () => {
    expect(errorOf(await call('GET', 'there', { Range: 'bytes=50-' }))).toMatchObject({ status: 416, code: 'InvalidRange' });
  });

  test('304 and 412 by ETag', async () => {
    const etag = (await call('HEAD', 'there')).header('etag')!;
    const unchanged = await call('GET', 'there', { 'If-None-Match': etag });
    expect([unchanged.status, unchanged.body.length]).toEqual([304, 0]);
    expect((await call('GET', 'there', { 'if-none-match': etag })).status).toBe(304);
    expect(errorOf(await call('GET', 'there', { 'If-Match': '"another"' }))).toMatchObject({ status: 412, code: 'PreconditionFailed' });
    expect(errorOf(await put('there', 'x', { 'If-None-Match': '*' }))).toMatchObject({ status: 412 });
    expect((await call('GET', 'there')).body.toString()).toBe('0123456789');
  });

  test.each(['If-None-Match', 'if-none-match', 'If-none-match'])('a condition spelled %s holds', async name => {
    expect((await put('there', 'overwritten', { [name]: '*' })).status).toBe(412);
    expect((await call('GET', 'there')).body.toString()).toBe('0123456789');
  });

  test('404 with XML, and without a body for HEAD', async () => {
    expect(errorOf(await call('GET', 'not-there'))).toEqual({ status: 404, type: 'application/xml', code: 'NoSuchKey' });
    const head = await call('HEAD', 'not-there');
    expect([head.status, head.body.length]).toEqual([404, 0]);
  });

  test('HEAD tells the size', async () => {
    const head = await call('HEAD', 'there');
    expect([head.status, head.header('x-object-size'), head.header('content-type')]).toEqual([200, '10', 'text/plain']);
  });

  test('a sub-resource that is not switched on is denied, and harms nothing', async () => {
    for (const [method, path] of [['DELETE', 'there?tagging'], ['DELETE', 'there?tagging=1'], ['PUT', 'there?acl'], ['PUT', 'there?tagging'], ['PUT', 'there?retention']]) {
      const answer = await call(method, path, {}, method === 'PUT' ? '<x/>' : undefined);
      expect([method, path, errorOf(answer)]).toEqual([method, path, expect.objectContaining({ status: 403, code: 'AccessDenied' })]);
    }
    expect((await call('GET', 'there')).body.toString()).toBe('0123456789');
  });
});

test('what API Gateway refuses itself is not stored', async () => {
  const bad = await put('bad', 'x', { 'Content-Encoding': 'aws-chunked' });
  expect(errorOf(bad)).toEqual({ status: 415, type: 'application/xml', code: 'NotImplemented' });
  expect((await call('PUT', 'bad%zz', {}, 'x')).status).toBe(400);
  expect((await call('GET', '?list-type=2&prefix=bad')).body.toString()).toContain('<KeyCount>0</KeyCount>');
});

describe('IAM', () => {
  let closed: Deployed;
  beforeAll(async () => {
    const template = synthApi({ operations: S3Operations.READ_WRITE, statusMapping: StatusMapping.coarse(), responseHeaders: { Timestamp: 'Date' } });
    closed = await deployed(template);
  });

  /** Signed by an implementation that is not the gateway's. */
  function signed(method: string, target: string, body = '', secretAccessKey = CALLER.secretAccessKey) {
    const { host } = new URL(closed.api.url());
    const request = aws4.sign({ service: 'execute-api', region: closed.store.region, method, host, path: target, body, headers: {} },
      { accessKeyId: CALLER.accessKeyId, secretAccessKey });
    const { Host: _, 'Content-Length': __, ...headers } = request.headers as Record<string, string>;
    return raw(closed.api, { method, target, headers, body });
  }

  test('a signed request is let in', async () => {
    expect((await signed('PUT', '/prod/a%20key/b', 'hello')).status).toBe(200);
    const answer = await signed('GET', '/prod/a%20key/b');
    expect([answer.status, answer.body.toString()]).toEqual([200, 'hello']);
    expect(answer.header('timestamp')).toMatch(/GMT$/);
  });

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('an unsigned %s is not', async method => {
    const answer = await raw(closed.api, { method, target: '/prod/a%20key/b' });
    expect(answer.status).toBe(403);
    expect((await callStore(closed.store, 'GET', `/${closed.bucket}/a%20key/b`)).body).toBe('hello');
  });

  test('a wrong signature is told', async () => {
    expect(errorOf(await signed('GET', '/prod/a%20key/b', '', 'wrong'))).toEqual({ status: 403, type: 'application/xml', code: 'SignatureDoesNotMatch' });
  });

  test('coarse statuses: 200 for a deletion, 400 for a missing key, 206 for a part', async () => {
    await signed('PUT', '/prod/gone', 'x');
    expect((await signed('DELETE', '/prod/gone')).status).toBe(200);
    expect((await signed('GET', '/prod/gone')).status).toBe(400);
  });
});
