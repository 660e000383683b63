import { EventEmitter, once } from 'events';
import { createServer, request } from 'http';
import { AddressInfo } from 'net';
import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import { pipeline } from 'stream/promises';
import { CALLER, closeAll, raw, recorder, s3Method, s3Role, serve } from './support/gateway';
import { signed } from './support/signing';
import { callStore, startStore } from './support/store';
import { signRequest } from '../src/auth/sigv4';
import { sha256Hex } from '../src/auth/sigv4-canonical';
import { PayloadCheck, PayloadMismatchError } from '../src/front-door/payload-check';
import { LocalApi, S3Endpoint } from '../src/index';
import { Versitygw } from '../src/store/versitygw';

const chunks = (size: number, count: number): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.alloc(size, index + 1));

test.each([
  [0, 0],
  [1, 1],
  [64, 3],
  [65536, 20],
])('a body of %d x %d bytes passes whole', async (size, count) => {
  const body = Buffer.concat(chunks(size, count));
  const passed = await buffer(Readable.from(chunks(size, count)).pipe(new PayloadCheck(sha256Hex(body))));
  expect(passed.equals(body)).toBe(true);
});

test('the last bytes of another body are kept back, and the failure names both hashes', async () => {
  const body = chunks(1000, 4);
  const check = new PayloadCheck(sha256Hex('declared'));
  const passed: Buffer[] = [];
  const failure = await new Promise((resolve) =>
    Readable.from(body)
      .pipe(check)
      .on('data', (chunk: Buffer) => passed.push(chunk))
      .on('error', resolve),
  );
  expect(failure).toBeInstanceOf(PayloadMismatchError);
  expect(failure).toMatchObject({ declared: sha256Hex('declared'), actual: sha256Hex(Buffer.concat(body)) });
  expect(Buffer.concat(passed).length).toBe(3000);
});

test('an empty body against the hash of another fails', async () => {
  await expect(buffer(Readable.from([]).pipe(new PayloadCheck(sha256Hex('x'))))).rejects.toBeInstanceOf(PayloadMismatchError);
});

test('a server that was promised the length never sees the end of a tampered body', async () => {
  const events = new EventEmitter();
  const server = createServer((incoming, response) => {
    incoming
      .once('data', () => events.emit('data'))
      .on('error', () => undefined)
      .on('close', () => {
        events.emit('closed', incoming.complete);
        response.end();
      });
    incoming.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const send = async (declared: string): Promise<boolean> => {
    const { port } = server.address() as AddressInfo;
    const outgoing = request({ port, host: '127.0.0.1', method: 'PUT', headers: { 'content-length': 30 }, agent: false });
    outgoing.on('error', () => undefined).on('response', (response) => response.resume());
    const [firstBytes, closed] = [once(events, 'data'), once(events, 'closed')];
    const body = async function* (): AsyncGenerator<Buffer> {
      yield* chunks(10, 2);
      await firstBytes;
      yield Buffer.alloc(10, 3);
    };
    const sent = await Promise.allSettled([pipeline(Readable.from(body()), new PayloadCheck(declared), outgoing)]);
    const [whole] = (await closed) as [boolean];
    expect(sent[0]!.status).toBe(whole ? 'fulfilled' : 'rejected');
    return whole;
  };
  try {
    expect(await send(sha256Hex(Buffer.concat(chunks(10, 3))))).toBe(true);
    expect(await send(sha256Hex('other'))).toBe(false);
  } finally {
    server.close();
    await once(server, 'close');
  }
});

describe('versitygw', () => {
  let store: Versitygw;
  beforeAll(async () => {
    store = await startStore({ iam: false });
    await callStore(store, 'PUT', '/bucket');
  });
  afterAll(async () => {
    await store.stop();
  });

  describe('S3 stores nothing of a tampered body', () => {
    const [declared, sent] = ['declared', 'tampered'];

    const put = (key: string, body: string, payloadHash?: string): Promise<{ status: number; failure?: unknown }> =>
      new Promise((resolve) => {
        const { host, hostname, port } = new URL(store.endpoint);
        const head = { method: 'PUT', path: `/bucket/${key}`, query: '', headers: [['host', host] as const] };
        const added = signRequest(head, { service: 's3', region: store.region, credentials: store.credentials, payloadHash });
        const headers = { ...Object.fromEntries(added), 'content-length': body.length };
        const outgoing = request({ hostname, port, method: 'PUT', path: head.path, headers, agent: false });
        outgoing.on('response', (response) => response.resume().on('end', () => resolve({ status: response.statusCode! })));
        outgoing.on('error', (failure) => resolve({ status: 0, failure }));
        if (payloadHash === undefined) {
          pipeline(Readable.from([body.slice(0, 3), body.slice(3)].map(Buffer.from)), new PayloadCheck(sha256Hex(declared)), outgoing)
            .catch((failure: unknown) => resolve({ status: 0, failure }));
        } else {
          outgoing.end(body);
        }
      });

    test('that a PayloadCheck lets through', async () => {
      expect(await put('checked', declared)).toEqual({ status: 200 });
      expect(await put('checked-tampered', sent)).toMatchObject({ status: 0, failure: expect.any(PayloadMismatchError) });
      expect((await callStore(store, 'GET', '/bucket/checked')).body).toBe(declared);
      expect((await callStore(store, 'GET', '/bucket/checked-tampered')).status).toBe(404);
    });

    test('whose declared hash is signed upstream', async () => {
      expect(await put('signed', declared, sha256Hex(declared))).toEqual({ status: 200 });
      expect(await put('signed-tampered', sent, sha256Hex(declared))).toEqual({ status: 400 });
      expect((await callStore(store, 'GET', '/bucket/signed-tampered')).status).toBe(404);
    });
  });

  describe('a large body that is not the signed one', () => {
    const MEGABYTES_2 = 'x'.repeat(2 * 1024 * 1024);
    afterEach(closeAll);

    const serveBefore = (s3: Partial<S3Endpoint> & Pick<S3Endpoint, 'endpoint'>): Promise<LocalApi> => serve({
      methods: [s3Method({ method: 'PUT', properties: { AuthorizationType: 'AWS_IAM' } })],
      api: { BinaryMediaTypes: ['*/*'] },
      resources: { Role: s3Role({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }) },
    }, s3, { deploy: true, s3: { credentials: store.credentials, region: store.region, ...s3 } });
    const put = async (api: LocalApi, key: string, body: string): Promise<[number, string | undefined]> => {
      const sent = await raw(api, { ...signed(api, CALLER, { method: 'PUT', target: `/prod/${key}`, body: MEGABYTES_2 }), body });
      return [sent.status, sent.header('x-amzn-ErrorType')];
    };
    const OTHER = MEGABYTES_2.replace('x', 'y');

    test('is 403 and not stored', async () => {
      const { endpoint, checksPayloads } = store;
      const api = await serveBefore({ endpoint, checksPayloads });
      expect(await put(api, 'signed', MEGABYTES_2)).toEqual([200, undefined]);
      expect(await put(api, 'other', OTHER)).toEqual([403, 'InvalidSignatureException']);
      expect((await callStore(store, 'GET', '/bucket/signed')).body).toBe(MEGABYTES_2);
      expect((await callStore(store, 'GET', '/bucket/other')).status).toBe(404);
    });

    test.each([
      ['is left to a store that checks payloads', true, ['/bucket/signed', '/bucket/other']],
      ['is never there whole for another', undefined, ['/bucket/signed']],
    ])('%s', async (_, checksPayloads, targets) => {
      const refusal = '<Error><Code>XAmzContentSHA256Mismatch</Code><Message>m</Message></Error>';
      const { endpoint, received } = await recorder(({ url }, response) => (
        url === '/bucket/other' ? response.writeHead(400, { 'Content-Length': refusal.length }).end(refusal) : response.writeHead(200, { 'Content-Length': 0 }).end()
      ));
      const api = await serveBefore({ endpoint, checksPayloads });
      expect(await put(api, 'signed', MEGABYTES_2)).toEqual([200, undefined]);
      expect(await put(api, 'other', OTHER)).toEqual([403, 'InvalidSignatureException']);
      expect(received.filter(({ method }) => method === 'PUT').map(({ target }) => target)).toEqual(targets);
    });
  });
});
