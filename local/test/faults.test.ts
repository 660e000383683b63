import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { signRequest } from '../src/auth/sigv4';
import { sha256Hex } from '../src/auth/sigv4-canonical';
import { LocalApi, LocalOptions } from '../src/index';
import { CALLER, closeAll, mockMethod, Properties, raw, Recorder, recorder, s3Method, sendBytes, serve } from './support/gateway';
import { open, rawServer, reading, readToEnd } from './support/sockets';
import { callStore, startStore } from './support/store';
import { Versitygw } from '../src/store/versitygw';

afterEach(closeAll);

const CONVERT = {
  ContentHandling: 'CONVERT_TO_TEXT', IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_TEXT' }],
};
const STATUSES = ['200', '204', '400', '403', '404', '503'];

/** Raw bytes both ways, statuses of S3 as they are, and a mock beside it. */
function faithful(s3: Pick<Recorder, 'endpoint'>, integration: Properties = {}, more: Partial<LocalOptions> = {}): Promise<LocalApi> {
  const responses = STATUSES.map((StatusCode) => ({
    StatusCode, ContentHandling: 'CONVERT_TO_BINARY', ...(StatusCode !== '200' && { SelectionPattern: StatusCode }),
  }));
  const methods = ['GET', 'PUT', 'DELETE'].map((method) => s3Method({
    method,
    properties: { MethodResponses: STATUSES.map((StatusCode) => ({ StatusCode })) },
    integration: { IntegrationResponses: responses, ...integration },
  }));
  const signed = s3Method({
    ...methods[1], path: '/signed/{key+}', properties: { ...methods[1].properties, AuthorizationType: 'AWS_IAM' },
  });
  return serve({ methods: [...methods, signed, mockMethod('/mock', 'GET', '{}', CONVERT)], api: { BinaryMediaTypes: ['*/*'] } }, s3, more);
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const alive = async (api: LocalApi) => expect((await raw(api, { target: '/prod/mock' })).status).toBe(200);

describe('S3', () => {
  test('answers 503: so does the gateway, with what S3 says', async () => {
    const s3 = await recorder((_, response) => response.writeHead(503, { 'Content-Length': 8 }).end('SlowDown'));
    const answer = await raw(await faithful(s3), { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([503, 'SlowDown']);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n'], ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nab'], ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
  ])('says %s: 504', async (_, bytes) => {
    const s3 = await rawServer((socket) => socket.once('data', () => socket.end(bytes)));
    const api = await faithful(s3);
    const answer = await raw(api, { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([504, '{"message":"Network error communicating with endpoint"}']);
    await alive(api);
  });

  test('is not there any more, or too slow: the log says so, and not the query', async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const gone = await faithful({ endpoint: 'http://127.0.0.1:1' }, {}, { log });
    expect((await raw(gone, { target: '/prod/k?secret' })).status).toBe(504);
    const slow = await faithful(await recorder(() => undefined), { TimeoutInMillis: 50 }, { log });
    expect((await raw(slow, { target: '/prod/k' })).status).toBe(504);
    expect(lines).toEqual([
      'GET /prod/k: INTEGRATION_FAILURE: connect ECONNREFUSED 127.0.0.1:1',
      'GET /prod/k: INTEGRATION_TIMEOUT: S3 did not answer within 50 ms',
    ]);
  });

  test('breaks off an answer that has begun: the log says so', async () => {
    const lines: string[] = [];
    const s3 = await rawServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab')));
    await expect(raw(await faithful(s3, {}, { log: (line) => lines.push(line) }), { target: '/prod/k' })).rejects.toThrow('the connection ended');
    expect(lines).toEqual([expect.stringMatching(/^GET \/prod\/k: INTEGRATION_FAILURE: ./)]);
  });

  test('never ends its body: 500 after 10 MB, and its connection ends', async () => {
    let over: Promise<void> | undefined;
    const s3 = await rawServer((socket) => {
      over = closed(socket);
      const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
      const more = () => { while (!socket.destroyed && socket.write(chunk)); };
      socket.on('drain', more).once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        more();
      });
    });
    const api = await faithful(s3);
    const answer = await raw(api, { target: '/prod/k' });
    expect([answer.status, answer.body.toString()]).toEqual([500, '{"message":"Internal server error"}']);
    await over;
    await alive(api);
  });

  test('says more than its Content-Length: the rest is nobody\'s answer', async () => {
    const s3 = await rawServer((socket) => socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst');
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret');
    }));
    const api = await faithful(s3);
    for (let round = 0; round < 5; round++) {
      expect((await raw(api, { target: '/prod/k' })).body.toString()).toBe('first');
    }
  });

  test('goes away while it answers, and returns', async () => {
    const first = await rawServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')));
    const api = await faithful(first);
    const socket = open(api);
    const ended = readToEnd(socket);
    socket.once('data', () => void first.stop());
    socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await ended).toMatch(/^HTTP\/1\.1 200 [^]*\r\nContent-Length: 9\r\n[^]*\r\n\r\nhalf$/);
    expect((await raw(api, { target: '/prod/k' })).status).toBe(504);
    await rawServer((again) => again.once('data', () => again.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nback')), first.port);
    expect((await raw(api, { target: '/prod/k' })).body.toString()).toBe('back');
  });

  test('does not read an upload: 504 in time', async () => {
    const api = await faithful(await rawServer((socket) => socket.pause()), { TimeoutInMillis: 100 });
    const answer = await raw(api, { method: 'PUT', target: '/prod/k', body: Buffer.alloc(9_000_000) });
    expect([answer.status, answer.body.toString()]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });

  test('has its time to itself: a client may read more slowly', async () => {
    const body = randomBytes(9_000_000);
    const s3 = await recorder((message, response) => {
      if (message.url === '/bucket/k') {
        response.writeHead(200, { 'Content-Length': body.length }).end(body);
      }
    });
    const api = await faithful(s3, { TimeoutInMillis: 1_000 });
    const socket = open(api);
    const chunks: Buffer[] = [];
    socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    socket.once('data', (chunk: Buffer) => {
      chunks.push(chunk);
      socket.pause();
    });
    // As much time as S3 has passes twice.
    await s3.until(() => s3.received.length === 1);
    expect((await raw(api, { target: '/prod/hang' })).status).toBe(504);
    expect((await raw(api, { target: '/prod/hang' })).status).toBe(504);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
    await closed(socket);
    expect(Buffer.concat(chunks).subarray(-body.length).equals(body)).toBe(true);
  });
});

describe('the client', () => {
  test.each([
    ['headers', 'GET /prod/k HTTP/1.1\r\nHost: a\r\nX-', { headersMillis: 100, drainMillis: 100 }],
    ['a body', 'PUT /prod/k HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf', { headersMillis: 100, requestMillis: 100, drainMillis: 100 }],
  ])('is too slow with %s: 408, and the connection ends', async (_, bytes, clientLimits) => {
    const s3 = await recorder();
    const socket = open(await faithful(s3, {}, { clientLimits }));
    socket.write(bytes);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 [^]*\r\nConnection: close\r\n\r\n\{"message":"Bad Request"\}$/);
    expect(s3.received).toEqual([]);
  });

  test('neither reads nor writes: the connection ends, and that to S3', async () => {
    let over: Promise<void> | undefined;
    const s3 = await rawServer((socket) => {
      over = closed(socket);
      socket.once('data', () => socket.write(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n'), Buffer.alloc(9_999_999)])));
    });
    const socket = open(await faithful(s3, {}, { clientLimits: { idleMillis: 200 } }));
    socket.pause();
    socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => socket.once('connect', resolve));
    await new Promise((resolve) => socket.once('readable', resolve));
    await over;
  });

  const head = 'PUT /prod/none/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n';

  test.each([
    ['by its path', 'PUT /other/k HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n', '403'],
    ['by its size', 'PUT /prod/k HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n', '413'],
    ['by its escapes', head.replace('none/', '%zz'), '400'],
  ])('never ends an upload that was refused %s: it gets its answer, then the connection ends', async (_, start, status) => {
    const socket = open(await faithful(await recorder(), {}, { clientLimits: { drainMillis: 200 } }));
    const until = reading(socket);
    socket.write(start);
    socket.write(Buffer.alloc(100_000));
    expect(await until('"}')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await closed(socket);
  });

  test('sends chunks without end: 413, then the connection ends', async () => {
    const socket = open(await faithful(await recorder(), {}, { clientLimits: { drainMillis: 200 } }));
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
    const more = () => { while (!socket.destroyed && socket.write(chunk)); };
    socket.on('drain', more).write('PUT /prod/k HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    more();
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('ends an upload that was refused: the connection goes on', async () => {
    const socket = open(await faithful(await recorder()));
    const until = reading(socket);
    socket.write('PUT /other/k HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf');
    await until('"Forbidden"}');
    socket.write('halfGET /prod/mock HTTP/1.1\r\nHost: a\r\n\r\n');
    await until('HTTP/1.1 200 OK');
  });

  test.each([
    ['a chunk that is none', 'PUT /prod/k HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nnonsense\r\n'],
    ['NUL in a header', 'GET /prod/k HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'], ['NUL in the path', 'GET /prod/\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an escape that is none', 'GET /prod/%zz HTTP/1.1\r\nHost: a\r\n\r\n'], ['half an escape', 'GET /prod/k%e HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an escaped byte that is not UTF-8', 'GET /prod/%ff HTTP/1.1\r\nHost: a\r\n\r\n'], ['a surrogate', 'GET /prod/%ed%a0%80 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an overlong slash', 'GET /prod/a%c0%afb HTTP/1.1\r\nHost: a\r\n\r\n'], ['raw UTF-8', 'GET /prod/\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['such an escape in the query', 'GET /prod/k?a=%ff HTTP/1.1\r\nHost: a\r\n\r\n'], ['such a stage', 'GET /%ff/k HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an absolute URL with two Hosts', 'GET http://a/prod/k HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['an absolute URL of another scheme', 'GET ftp://a/prod/k HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('sends %s: 400, and S3 gets nothing', async (_, bytes) => {
    const s3 = await recorder();
    const api = await faithful(s3);
    const answer = await sendBytes(api, Buffer.from(bytes, 'latin1'));
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([400, { message: expect.any(String) }]);
    expect(s3.received).toEqual([]);
    await alive(api);
  });

  test('sends nonsense behind a request: that one does not get the answer to the nonsense', async () => {
    const s3 = await recorder(() => undefined);
    const socket = open(await faithful(s3));
    socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
    await s3.until(() => s3.received.length === 1);
    socket.write('nonsense\r\n\r\n');
    expect(await readToEnd(socket)).toBe('');
  });

  test('sends nonsense after an answer: 400', async () => {
    const socket = open(await faithful(await recorder()));
    const until = reading(socket);
    socket.write('GET /prod/mock HTTP/1.1\r\nHost: a\r\n\r\n');
    await until('HTTP/1.1 200 OK');
    socket.write('nonsense\r\n\r\n');
    await until('HTTP/1.1 400 ');
  });

  test('sends 500 requests at once: the answers come in their order', async () => {
    const s3 = await recorder((message, response) => {
      const answer = () => response.writeHead(200).end(`<${message.url}>`);
      // Out of order.
      if (message.url!.endsWith('7')) {
        setImmediate(answer);
      } else {
        answer();
      }
    });
    const socket = open(await faithful(s3));
    const until = reading(socket);
    socket.write(Array.from({ length: 500 }, (_, index) => `GET /prod/${index} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
    const text = await until('</bucket/499>');
    expect([...text.matchAll(/<\/bucket\/(\d+)>/g)].map(([, index]) => Number(index))).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });
});

describe('on a real store nothing is stored in part', () => {
  let store: Versitygw;
  beforeAll(async () => {
    store = await startStore({ iam: false, region: 'us-east-1' });
    await callStore(store, 'PUT', '/bucket');
    await callStore(store, 'PUT', '/bucket/k', { body: 'before' });
  });
  afterAll(() => store.stop());
  const local = (more: Partial<LocalOptions> = {}) => (
    faithful(store, {}, { s3: { endpoint: store.endpoint, credentials: store.credentials }, ...more }));

  /** A whole body is on its way to S3 while it comes in: S3 gets its hash to check it by. */
  const signature = signRequest({ method: 'PUT', path: '/prod/signed/k', query: '', headers: [['Host', 'a']] }, {
    service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash: sha256Hex(Buffer.alloc(2_000_000)),
  }).map(([name, value]) => `${name}: ${value}\r\n`).join('');

  test.each<[string, string, string, boolean]>([
    ['a client that leaves', 'k', 'Content-Length: 2000000\r\n\r\n', true],
    ['a client that leaves and has signed', 'signed/k', `${signature}Content-Length: 2000000\r\n\r\n`, true],
    ['a client that leaves between chunks', 'k', 'Transfer-Encoding: chunked\r\n\r\nf4240\r\n', true],
    ['a client that stops', 'k', 'Content-Length: 2000000\r\n\r\n', false],
    ['a client that stops and has signed', 'signed/k', `${signature}Content-Length: 2000000\r\n\r\n`, false],
    ['a chunk that is none', 'k', 'Transfer-Encoding: chunked\r\n\r\nnonsense\r\n', false],
  ])('%s', async (_, path, rest, leaves) => {
    const api = await local({ clientLimits: { headersMillis: 100, requestMillis: 200, drainMillis: 100 } });
    const socket = open(api);
    const over = closed(socket.resume());
    socket.write(`PUT /prod/${path} HTTP/1.1\r\nHost: a\r\n${rest}`);
    socket.write(Buffer.alloc(1_000_000), () => { if (leaves) { socket.destroy(); } });
    await over;
    await api.close();
    // Two more uploads: by then the store has done with what broke off.
    for (const other of ['/bucket/1', '/bucket/2']) {
      await callStore(store, 'PUT', other, { body: 'x'.repeat(1_000_000) });
    }
    const { body } = await callStore(store, 'GET', '/bucket/k');
    expect([body.length, body.slice(0, 10)]).toEqual([6, 'before']);
  });

  test('what they send is stored when it comes whole', async () => {
    const api = await local();
    const zeros = Buffer.alloc(2_000_000);
    const head = Buffer.from(`PUT /prod/signed/k HTTP/1.1\r\nHost: a\r\n${signature}Content-Length: ${zeros.length}\r\n\r\n`);
    expect((await sendBytes(api, Buffer.concat([head, zeros]), 'PUT')).status).toBe(200);
    expect((await callStore(store, 'GET', '/bucket/k')).body.length).toBe(zeros.length);
  });
});

test.each([
  [{ headersMillis: 0 }, 'clientLimits.headersMillis: must be a whole number of milliseconds above 0, got 0'],
  [{ patience: 1 }, 'clientLimits.patience: no such limit; there are headersMillis'],
  [{ headersMillis: 10, requestMillis: 5 }, 'clientLimits.headersMillis: must not be above requestMillis (5), got 10'],
])('clientLimits %j are refused', async (clientLimits, message) => {
  const s3 = await recorder();
  await expect(faithful(s3, {}, { clientLimits: clientLimits as LocalOptions['clientLimits'] })).rejects.toThrow(message);
});
