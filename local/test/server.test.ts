import { AddressInfo, connect, createServer } from 'node:net';
import { closeAll, closeLater, raw, recorder, s3Method, sendBytes, serve } from './support/gateway';
import { open, reading } from './support/sockets';

afterEach(closeAll);

const ok = [s3Method(), s3Method({ method: 'PUT' })];
const LIMIT = 10_240;

describe('a request that is not one', () => {
  test.each<[string, string, number]>([
    ['two Hosts', 'GET /prod/k HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['no Host', 'GET /prod/k HTTP/1.1\r\n\r\n', 400],
    ['a space in the path', 'GET /prod/a b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['an unknown method', 'GRAB /prod/k HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['length and chunks', 'PUT /prod/k HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['gzip transfer coding', 'PUT /prod/k HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 400],
    ['a header over two lines', 'GET /prod/k HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
    ['*', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['100,000 bytes of headers', `GET /prod/k HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['no HTTP', 'hello\r\n\r\n', 400],
  ])('%s', async (_, bytes, status) => {
    const s3 = await recorder();
    const api = await serve({ methods: ok }, s3);
    const answer = await sendBytes(api, Buffer.from(bytes, 'latin1'));
    expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([status, { message: expect.any(String) }]);
    expect(answer.header('x-amzn-RequestId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(s3.received).toEqual([]);
  });

  test('gets the gateway response of the API', async () => {
    const api = await serve({
      methods: ok,
      resources: {
        Bad: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_4XX', ResponseTemplates: { 'application/xml': '<Error>$context.requestId</Error>' },
          },
        },
      },
    }, await recorder());
    for (const bytes of ['no http\r\n\r\n', 'GET /prod/k HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n']) {
      const answer = await sendBytes(api, Buffer.from(bytes));
      expect(answer.body.toString()).toBe(`<Error>${answer.header('x-amzn-RequestId')}</Error>`);
    }
  });
});

describe('limits', () => {
  const withHeaders = (bytes: number) => ({ X: 'x'.repeat(bytes) });

  test('10,240 bytes of headers, in names and values', async () => {
    const s3 = await recorder();
    const api = await serve({ methods: ok }, s3);
    const { host } = new URL(api.stages[0].url);
    const used = 'Host'.length + host.length + 'X'.length;
    expect((await raw(api, { target: '/prod/k', headers: withHeaders(LIMIT - used) })).status).toBe(200);
    expect((await raw(api, { target: '/prod/k', headers: withHeaders(LIMIT - used + 1) })).status).toBe(431);
    expect(s3.received.length).toBe(1);
  });

  test('2,000 header lines are all seen', async () => {
    const s3 = await recorder();
    const api = await serve({
      methods: [s3Method({
        properties: { RequestParameters: { 'method.request.header.z': false } },
        integration: { RequestParameters: { 'integration.request.header.x-z': 'method.request.header.z' } },
      })],
    }, s3);
    await raw(api, { target: '/prod/k', headers: [...Array.from({ length: 2000 }, () => ['a', ''] as const), ['z', 'last']] });
    expect(s3.received[0].headers).toContainEqual(['x-z', 'last']);
  });

  test.each([['REGIONAL', 10_240], ['EDGE', 8_192]])('the URL of a %s API', async (type, limit) => {
    const api = await serve({ methods: ok, api: { EndpointConfiguration: { Types: [type] } } }, await recorder());
    const target = `/prod/k?q=${'x'.repeat(limit)}`.slice(0, limit);
    expect((await raw(api, { target })).status).toBe(200);
    expect((await raw(api, { target: `${target}x` })).status).toBe(414);
  });
});

test('an absolute URL', async () => {
  const s3 = await recorder();
  const api = await serve({ methods: ok }, s3);
  expect((await raw(api, { target: 'http://example.com/prod/a//b?x' })).status).toBe(200);
  expect(s3.received[0].target).toBe('/bucket/a//b');
});

test('two requests in one packet are answered in their order', async () => {
  const s3 = await recorder((message, response) => response.writeHead(200).end(`<${message.url}>`));
  const socket = open(await serve({ methods: ok }, s3));
  const until = reading(socket);
  socket.write('GET /prod/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /prod/2 HTTP/1.1\r\nHost: a\r\n\r\n');
  const text = await until('</bucket/2>');
  expect(text.indexOf('</bucket/1>')).toBeLessThan(text.indexOf('</bucket/2>'));
});

describe('Expect: 100-continue', () => {
  test('asks for the body when it is wanted', async () => {
    const s3 = await recorder();
    const socket = open(await serve({ methods: ok }, s3));
    const until = reading(socket);
    socket.write('PUT /prod/k HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    await until('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('body');
    await until('HTTP/1.1 200');
    expect(s3.received[0].body.toString()).toBe('body');
  });

  test('does not ask for the body of a request that is refused', async () => {
    const socket = open(await serve({ methods: [s3Method({ method: 'PUT', properties: { AuthorizationType: 'AWS_IAM' } })] }, await recorder()));
    const until = reading(socket);
    socket.write('PUT /prod/k HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    const text = await until('Missing Authentication Token');
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(text).toContain('\r\nConnection: close\r\n');
  });

  test('another expectation is ignored', async () => {
    const api = await serve({ methods: ok }, await recorder());
    expect((await raw(api, { target: '/prod/k', headers: { Expect: 'miracles' } })).status).toBe(200);
  });
});

test.each(['Expect: 100-continue', 'Connection: close', 'Connection: TE, close'])('a body that comes after a refusal does not take the answer away: %s', async (header) => {
  const api = await serve({ methods: [s3Method({ method: 'PUT', properties: { AuthorizationType: 'AWS_IAM' } })] }, await recorder());
  const socket = connect({ port: Number(new URL(api.stages[0].url).port), host: '127.0.0.1', allowHalfOpen: true });
  closeLater(() => Promise.resolve(void socket.destroy()));
  const failure = new Promise((_, reject) => socket.once('error', reject));
  const refused = reading(socket)('Missing Authentication Token');
  socket.write(`PUT /prod/k HTTP/1.1\r\nHost: a\r\n${header}\r\nContent-Length: ${9 * 1024 * 1024}\r\n\r\n`);
  await refused;
  const sent = new Promise<void>((resolve) => socket.write(Buffer.alloc(9 * 1024 * 1024), () => resolve()));
  await Promise.race([sent, failure]);
  socket.end();
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), failure]);
});

test('a port that is taken is said so', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  closeLater(() => new Promise((resolve) => other.close(() => resolve())));
  const { port } = other.address() as AddressInfo;
  await expect(serve({ methods: ok }, await recorder(), { port })).rejects.toThrow(`port: ${port} is taken`);
});
