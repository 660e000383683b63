import { AddressInfo, createServer } from 'node:net';
import { CALLER, closeAll, closeLater, mockMethod, raw, recorder, Responder, ROOT, s3Method, serve } from './support/gateway';
import { open, rawServer } from './support/sockets';
import { signRequest } from '../src/auth/sigv4';
import { sha256Hex } from '../src/auth/sigv4-canonical';
import { S3Sender } from '../src/integration/s3-sender';

afterEach(closeAll);

const BINARY = { BinaryMediaTypes: ['*/*'] };
/** A mock that works under it. */
const CONVERT = {
  ContentHandling: 'CONVERT_TO_TEXT', IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_TEXT' }],
};
const raws = (integration = {}) => ['GET', 'PUT'].map((method) => s3Method({
  method, integration: { IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }], ...integration },
}));

/** A body whose hash the client declares goes on while it comes in. */
const SIGNED_PUT = s3Method({ method: 'PUT', properties: { AuthorizationType: 'AWS_IAM' }, integration: raws()[1].integration });
const signature = (body: Buffer) => signRequest({ method: 'PUT', path: '/prod/k', query: '', headers: [['Host', 'a']] }, {
  service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash: sha256Hex(body),
}).map(([name, value]) => `${name}: ${value}\r\n`).join('');

describe('S3 fails', () => {
  test('nobody listens', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const answer = await raw(await serve({ methods: raws() }, { endpoint: `http://127.0.0.1:${port}` }), { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([504, '{"message":"Network error communicating with endpoint"}']);
  });

  test('it hangs up without an answer, and comes back', async () => {
    const s3 = await recorder((message) => message.socket.destroy());
    const api = await serve({ methods: raws(), api: BINARY }, s3);
    expect((await raw(api, { target: '/prod/k' })).status).toBe(504);
    expect((await raw(api, { method: 'PUT', target: '/prod/k', body: 'abc' })).status).toBe(504);
    s3.respond = (_, response) => response.writeHead(200).end('back');
    expect((await raw(api, { target: '/prod/k' })).body.toString()).toBe('back');
  });

  test('it does not answer in time', async () => {
    const s3 = await recorder(() => undefined);
    const api = await serve({ methods: raws({ TimeoutInMillis: 50 }), api: BINARY }, s3);
    const answer = await raw(api, { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([504, '{"message":"Endpoint request timed out"}']);
    expect((await raw(api, { method: 'PUT', target: '/prod/k', body: 'abc' })).status).toBe(504);
  });

  test.each<[string, Responder]>([
    ['breaks off', (_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('12345', () => response.destroy());
    }],
    ['stops', (_, response) => void response.writeHead(200, { 'Content-Length': 10 }).write('12345')],
  ])('a body that %s never looks whole', async (_, respond) => {
    const api = await serve({ methods: raws({ TimeoutInMillis: 2_000 }), api: BINARY }, await recorder(respond));
    await expect(raw(api, { target: '/prod/k' })).rejects.toThrow('the connection ended after');
  });

  test('a text that breaks off becomes an error, as it is read whole first', async () => {
    const s3 = await recorder((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('12345', () => response.destroy());
    });
    expect((await raw(await serve({ methods: [s3Method()] }, s3), { target: '/prod/k' })).status).toBe(504);
  });

  test.each([['with its length', true], ['in chunks', false]])('more than 10 MB, %s', async (_, said) => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const s3 = await recorder((__, response) => response.writeHead(200, said ? { 'Content-Length': body.length } : {}).end(body));
    const api = await serve({ methods: raws(), api: BINARY }, s3);
    const answer = await raw(api, { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([500, '{"message":"Internal server error"}']);
    s3.respond = (__, response) => response.writeHead(200, said ? { 'Content-Length': body.length - 1 } : {}).end(body.subarray(1));
    expect((await raw(api, { target: '/prod/k' })).body.length).toBe(body.length - 1);
  });

  test('it refuses before it has read the body', async () => {
    const early = await rawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope'));
    });
    const api = await serve({ methods: raws(), api: BINARY }, early);
    const answer = await raw(api, { method: 'PUT', target: '/prod/k', body: Buffer.alloc(4_000_000) });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'nope']);
  });
});

describe('the client leaves', () => {
  test('in the middle of its body: S3 never gets a whole one', async () => {
    const s3 = await recorder();
    const api = await serve({ methods: [raws()[0], SIGNED_PUT], api: BINARY }, s3);
    const socket = open(api);
    socket.write(`PUT /prod/k HTTP/1.1\r\nHost: a\r\n${signature(Buffer.alloc(500_000))}Content-Length: 500000\r\n\r\n`);
    socket.write(Buffer.alloc(400_000));
    await s3.until(() => s3.bytes > 0);
    socket.destroy();
    await s3.until(() => s3.broken.length === 1 || s3.received.length > 0);
    expect([s3.received, s3.broken]).toEqual([[], ['/bucket/k']]);
    expect((await raw(api, { target: '/prod/k' })).status).toBe(200);
  });

  test('in the middle of the answer: the call to S3 ends', async () => {
    let closed = false;
    const s3 = await recorder((_, response) => {
      response.on('close', () => { closed = true; });
      response.writeHead(200, { 'Content-Length': 10_000_000 }).write('begin');
    });
    const api = await serve({ methods: raws(), api: BINARY }, s3);
    const socket = open(api);
    socket.once('data', () => socket.destroy());
    socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
    await s3.until(() => closed);
    s3.respond = (_, response) => response.writeHead(200).end('next');
    expect((await raw(api, { target: '/prod/k' })).body.toString()).toBe('next');
  });

  test('while its request waits for a connection: it is never sent, and the gateway goes on', async () => {
    const s3 = await recorder(() => undefined);
    const api = await serve({ methods: [...raws(), mockMethod('/mock', 'GET', '{}', CONVERT)], api: BINARY }, s3);
    const sockets = new Map(Array.from({ length: 300 }, (_, index) => [`/bucket/${index}`, open(api)]));
    for (const [target, socket] of sockets) {
      socket.write(`GET ${target.replace('bucket', 'prod')} HTTP/1.1\r\nHost: a\r\n\r\n`);
    }
    await s3.until(() => s3.received.length === 256);
    const sent = new Set(s3.received.map(({ target }) => target));
    const waiting = [...sockets.keys()].filter((target) => !sent.has(target));
    waiting.forEach((target) => sockets.get(target)!.destroy());
    // Answered without S3, after the gateway has seen them leave.
    for (let round = 0; round < 3; round++) {
      expect((await raw(api, { target: '/prod/mock' })).status).toBe(200);
    }
    s3.respond = (_, response) => response.writeHead(200).end('next');
    sockets.forEach((socket) => socket.destroy());
    const answers = await Promise.all(Array.from({ length: 300 }, () => raw(api, { target: '/prod/k' })));
    expect(answers.every(({ body }) => body.toString() === 'next')).toBe(true);
    expect([waiting.length, s3.received.filter(({ target }) => waiting.includes(target))]).toEqual([44, []]);
  });
});

test('bodies stream both ways: neither side waits for the other\'s end', async () => {
  const s3 = await recorder();
  const api = await serve({ methods: [raws()[0], SIGNED_PUT], api: BINARY }, s3);
  const socket = open(api);
  socket.write(`PUT /prod/k HTTP/1.1\r\nHost: a\r\n${signature(Buffer.alloc(2_000_000))}Content-Length: 2000000\r\n\r\n`);
  socket.write(Buffer.alloc(1_000_000));
  // The last chunk is kept back.
  await s3.until(() => s3.bytes >= 900_000);
  socket.write(Buffer.alloc(1_000_000));
  await s3.until(() => s3.received.length === 1);

  s3.respond = (_, response) => void response.writeHead(200, { 'Content-Length': 100 }).write('first');
  const reader = open(api);
  reader.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
  let text = '';
  await new Promise<void>((resolve) => reader.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (text.endsWith('first')) {
      resolve();
    }
  }));
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
});

test('a receiver that is full gets no more until it asks', async () => {
  const body = Buffer.alloc(2_000_000, 'x');
  const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': body.length }).end(body));
  const sender = new S3Sender({ endpoint: s3.endpoint, region: 'us-east-1' });
  closeLater(() => sender.close());
  const get = (onData: (size: number) => boolean): { ended: Promise<void>; resume: Promise<() => void> } => {
    let ready: (resume: () => void) => void;
    const resume = new Promise<() => void>((resolve) => { ready = resolve; });
    const ended = new Promise<void>((resolve, reject) => sender.send({
      method: 'GET', path: '/bucket/k', query: '', headers: [], body: undefined, credentials: ROOT, timeoutInMillis: 10_000, signedWrongly: false,
    }, {
      start: (_, __, again) => {
        ready(again);
        return { data: (chunk) => onData(chunk.length), end: resolve };
      },
      fail: reject,
    }));
    return { ended, resume };
  };
  let got = 0;
  let full = true;
  const first = get((size) => {
    got += size;
    return !full;
  });
  const resume = await first.resume;
  // As much as would fill the first one passes by.
  await get(() => true).ended;
  expect(got).toBeLessThan(body.length / 2);
  full = false;
  resume();
  await first.ended;
  expect(got).toBe(body.length);
});
