import { request } from 'node:http';
import { runInNewContext } from 'node:vm';
import { deflateSync, gzipSync } from 'node:zlib';
import { LocalApi } from '../src/index';
import { closeAll, raw, recorder, s3Method, serve, valuesOf } from './support/gateway';

afterEach(closeAll);

const LIMIT = 10 * 1024 * 1024;

/** Streams all but raw bytes would be buffered; both ways are tried. */
const modes = [['streamed', { BinaryMediaTypes: ['*/*'] }], ['read whole', {}]] as const;

/** Sends a body, in chunks of unknown total where no length is said. */
function put(api: LocalApi, body: Buffer, headers: Record<string, string | number>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${api.url()}k`, { method: 'PUT', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); }).on('end', () => resolve({ status: response.statusCode!, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe.each(modes)('%s', (_, api) => {
  const methods = [s3Method({ method: 'PUT' })];
  const text = (size: number) => Buffer.alloc(size, 'x');

  test('10 MB pass', async () => {
    const s3 = await recorder();
    const local = await serve({ methods, api }, s3);
    expect((await put(local, text(LIMIT), { 'Content-Length': LIMIT })).status).toBe(200);
    expect((await put(local, text(LIMIT), { 'Transfer-Encoding': 'chunked' })).status).toBe(200);
    expect(s3.received.map(({ body }) => body.equals(text(LIMIT)))).toEqual([true, true]);
  });

  test('collecting the garbage of bodies leaves no gc() behind', async () => {
    const exposed = () => [typeof globalThis.gc, runInNewContext('typeof gc')];
    const before = exposed();
    const s3 = await recorder();
    const local = await serve({ methods, api }, s3);
    await Promise.all([1, 2, 3].map(() => put(local, text(LIMIT), { 'Content-Length': LIMIT })));
    expect(s3.received.map(({ body }) => body.equals(text(LIMIT)))).toEqual([true, true, true]);
    expect(exposed()).toEqual(before);
  });

  test.each(['Content-Length', 'Transfer-Encoding'])('one byte more is refused, and S3 hears nothing (%s)', async (framing) => {
    const s3 = await recorder();
    const local = await serve({ methods, api }, s3);
    const answer = await put(local, text(LIMIT + 1), { [framing]: framing === 'Content-Length' ? LIMIT + 1 : 'chunked' });
    expect(answer).toEqual({ status: 413, text: '{"message":"Request Too Long"}' });
    expect([s3.received, s3.broken]).toEqual([[], []]);
    expect((await put(local, text(3), { 'Content-Length': 3 })).status).toBe(200);
  });

  test('a body in chunks reaches S3 with its length', async () => {
    const s3 = await recorder();
    await put(await serve({ methods, api }, s3), Buffer.from('abc'), { 'Transfer-Encoding': 'chunked' });
    expect(valuesOf(s3.received[0].headers, 'Content-Length')).toEqual(['3']);
    expect(s3.received[0].body.toString()).toBe('abc');
  });

  test.each([['gzip', gzipSync], ['deflate', deflateSync], ['GZIP', gzipSync]] as const)('%s is undone at the door', async (coding, encode) => {
    const s3 = await recorder();
    const local = await serve({ methods, api }, s3);
    for (const framing of ['Content-Length', 'Transfer-Encoding']) {
      const body = encode('the text');
      const answer = await put(local, body, { 'Content-Encoding': coding, [framing]: framing === 'Content-Length' ? body.length : 'chunked' });
      expect(answer.status).toBe(200);
    }
    expect(s3.received.map(({ body, headers }) => [body.toString(), valuesOf(headers, 'Content-Encoding')])).toEqual([['the text', []], ['the text', []]]);
  });

  test.each<[string, string, Buffer, number]>([
    ['another coding', 'aws-chunked', Buffer.from('x'), 415], ['what is no gzip', 'gzip', Buffer.from('x'), 415],
    ['more than 10 MB once undone', 'gzip', gzipSync(Buffer.alloc(LIMIT + 1)), 413],
  ])('%s is refused, and S3 hears nothing', async (__, coding, body, status) => {
    const s3 = await recorder();
    expect((await put(await serve({ methods, api }, s3), body, { 'Content-Encoding': coding, 'Content-Length': body.length })).status).toBe(status);
    expect(s3.received).toEqual([]);
  });

  test('an empty one reaches S3 as empty', async () => {
    const s3 = await recorder();
    await raw(await serve({ methods, api }, s3), { method: 'PUT', target: '/prod/k' });
    expect(valuesOf(s3.received[0].headers, 'Content-Length')).toEqual(['0']);
  });
});
