import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, request, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { closeAll, closeLater, raw, recorder, s3Method, serve } from './support/gateway';
import { open } from './support/sockets';
import * as spooling from '../src/front-door/spool';
import { UploadMemory } from '../src/front-door/upload-memory';
import { LocalApi } from '../src/index';

afterEach(closeAll);
afterEach(() => jest.restoreAllMocks());

const MB = 1024 * 1024;
const UPLOADS = 12;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Answers with the SHA-256 of each body, when there are so many of them. */
async function hashing(count: number): Promise<{ readonly endpoint: string; arrayBuffers: number }> {
  const waiting: Array<[ServerResponse, string]> = [];
  const server = createServer((message, response) => {
    const hash = createHash('sha256');
    message.on('data', (chunk: Buffer) => hash.update(chunk)).on('end', () => {
      waiting.push([response, hash.digest('hex')]);
      if (waiting.length === count) {
        self.arrayBuffers = process.memoryUsage().arrayBuffers;
        waiting.forEach(([one, text]) => one.writeHead(200, { 'Content-Length': text.length }).end(text));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  const self = { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrayBuffers: 0 };
  return self;
}

function put(api: LocalApi, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${api.url()}key`, { method: 'PUT', agent: false, headers: { 'Content-Length': body.length } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); }).on('end', () => resolve(text)).on('error', reject);
    }).on('error', reject).end(body);
  });
}

const METHODS = {
  methods: [s3Method({ method: 'PUT', integration: { IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }] } })],
  api: { BinaryMediaTypes: ['*/*'] },
};

test('more uploads at once than should be in memory arrive whole, through files', async () => {
  const s3 = await hashing(UPLOADS);
  const api = await serve(METHODS, s3);
  const bodies = Array.from({ length: UPLOADS }, () => randomBytes(9 * MB));
  const before = process.memoryUsage().arrayBuffers;
  expect(await Promise.all(bodies.map((body) => put(api, body)))).toEqual(bodies.map(sha256));
  expect((s3.arrayBuffers - before) / MB).toBeLessThan(60);
});

/** Begins an upload of 9 MB and leaves. */
function leaveAfter(bytes: number, api: LocalApi): Promise<void> {
  return new Promise((done) => {
    const socket = open(api);
    const head = `PUT /prod/key HTTP/1.1\r\nHost: a\r\nContent-Length: ${9 * MB}\r\n\r\n`;
    socket.on('close', () => done()).write(head + 'x'.repeat(bytes), () => socket.destroy());
  });
}

test('nothing of an upload that breaks off gets to S3, neither from memory nor from a file, and others get the memory', async () => {
  const [take, give] = [jest.spyOn(UploadMemory.prototype, 'take'), jest.spyOn(UploadMemory.prototype, 'give')];
  const s3 = await recorder();
  const api = await serve(METHODS, s3);
  // The shorter ones while they wait for memory.
  await Promise.all(Array.from({ length: UPLOADS }, (_, index) => leaveAfter(index % 2 === 0 ? 4 * MB : 9, api)));
  expect((await raw(api, { method: 'PUT', target: '/prod/last', body: Buffer.alloc(2 * MB) })).status).toBe(200);
  expect([s3.broken, s3.received.map(({ target }) => target)]).toEqual([[], ['/bucket/last']]);
  await closeAll();
  const taken = await Promise.all(take.mock.results.map(({ value }) => value as ReturnType<UploadMemory['take']>));
  const count = taken.filter((memory) => memory !== undefined).length;
  // A server may be closed before all of its connections have told so.
  for (let turn = 0; turn < 10_000 && give.mock.calls.length < count; turn++) {
    await setImmediate();
  }
  expect(give.mock.calls.length).toBe(count);
});

test('an upload whose client leaves while it waits for memory that does not come goes into no file', async () => {
  const spool = jest.spyOn(spooling, 'spool');
  const api = await serve(METHODS, await recorder());
  const left = new Promise<void>((resolve) => {
    const channel = 'http.server.request.start';
    const listen = (exchange: unknown) => {
      unsubscribe(channel, listen);
      (exchange as { response: ServerResponse }).response.once('close', resolve);
    };
    subscribe(channel, listen);
  });
  jest.spyOn(UploadMemory.prototype, 'take').mockReturnValue(left.then(() => undefined));
  await Promise.all([left, leaveAfter(9, api)]);
  await closeAll();
  expect(spool).not.toHaveBeenCalled();
});

test('a client that leaves while its upload waits behind another request gives the memory back', async () => {
  const { give } = UploadMemory.prototype;
  const take = jest.spyOn(UploadMemory.prototype, 'take');
  const given = new Promise((resolve) => jest.spyOn(UploadMemory.prototype, 'give').mockImplementation(function (this: UploadMemory, memory) {
    give.call(this, memory);
    resolve(memory);
  }));
  const s3 = await recorder(() => undefined);
  const api = await serve(METHODS, s3);
  const socket = open(api);
  const upload = (body: string) => `PUT /prod/key HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  socket.write(upload('x') + upload('x'.repeat(2 * MB)));
  await s3.until(() => s3.received.length === 2);
  socket.destroy();
  expect(await given).toBe(await take.mock.results[0].value);
});
