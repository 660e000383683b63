import { LocalOptions } from '../src/index';
import { closeAll, mockMethod, raw, recorder, s3Method, serve } from './support/gateway';
import { open } from './support/sockets';

afterEach(closeAll);

/** An API with that format; `next` resolves with its next line. */
async function logged(Format: string, more: Partial<LocalOptions> = {}) {
  const s3 = await recorder((_, response) => response.writeHead(200).end('content'));
  const lines: string[] = [];
  const waiting: Array<(line: string) => void> = [];
  const api = await serve({
    methods: [s3Method(), mockMethod('/m', 'GET', 'mock'), s3Method({ path: '/s/{key+}', properties: { AuthorizationType: 'AWS_IAM' } })],
    stage: { AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] }, Format } },
    resources: { Logs: { Type: 'AWS::Logs::LogGroup' } },
  }, s3, {
    accessLog: (line) => {
      lines.push(line);
      waiting.splice(0).forEach((resolve) => resolve(line));
    },
    ...more,
  });
  return { s3, api, lines, next: () => new Promise<string>((resolve) => waiting.push(resolve)) };
}

const get = async ({ api, next }: Awaited<ReturnType<typeof logged>>, target: string, headers: Record<string, string> = {}) => {
  const line = next();
  const answer = await raw(api, { target, headers });
  return { answer, line: await line };
};

test('a line a request, with what came of it', async () => {
  const format = ['requestId', 'httpMethod', 'resourcePath', 'path', 'stage', 'status', 'protocol', 'responseLength', 'integrationStatus', 'identity.userAgent', 'error.message']
    .map((name) => `$context.${name}`).join(' ');
  const log = await logged(format);
  const found = await get(log, '/prod/a%20b', { 'User-Agent': 'agent' });
  expect(found.line).toBe(`${found.answer.header('x-amzn-RequestId')} GET /{key+} /prod/a%20b prod 200 HTTP/1.1 7 200 agent -`);
  const mock = await get(log, '/prod/m');
  expect(mock.line).toBe(`${mock.answer.header('x-amzn-RequestId')} GET /m /prod/m prod 200 HTTP/1.1 4 - - -`);
  const none = await get(log, '/prod/');
  expect(none.line).toBe(`${none.answer.header('x-amzn-RequestId')} GET - /prod/ prod 403 HTTP/1.1 42 - - Missing Authentication Token`);
  expect(log.lines.length).toBe(3);
});

test('errors, times, what has no value, and what is no variable', async () => {
  const log = await logged('$context.extendedRequestId|$context.error.messageString|$context.error.responseType|$context.integrationLatency|$context.responseLatency|'
    + '$context.requestTimeEpoch|$context.requestTime|$context.authorizer.claims.sub|$context.identity|$context|$contexts.a|$stageVariables.a');
  const { line } = await get(log, '/prod/s/k');
  expect(line).toMatch(new RegExp('^[\\w+/=]+\\|"Missing Authentication Token"\\|MISSING_AUTHENTICATION_TOKEN\\|-\\|\\d+\\|\\d{13}\\|'
    + '\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\|-\\|-\\|\\$context\\|\\$contexts\\.a\\|\\$stageVariables\\.a$'));
  expect((await get(log, '/prod/k')).line).toMatch(/^[\w+/=]+\|-\|-\|\d+\|\d+\|/);
});

// As AccessLogFormat.jsonWithStandardFields() and clf() make them.
const JSON_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  user: '$context.identity.user',
  caller: '$context.identity.caller',
  requestTime: '$context.requestTime',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  protocol: '$context.protocol',
  responseLength: '$context.responseLength',
});
const CLF_FORMAT = '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.reque'
  + 'stTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId';

describe('the formats of the CDK', () => {
  test('JSON', async () => {
    const { line, answer } = await get(await logged(JSON_FORMAT), '/prod/k');
    expect(JSON.parse(line)).toEqual({
      requestId: answer.header('x-amzn-RequestId'),
      ip: '127.0.0.1',
      user: '-',
      caller: '-',
      requestTime: expect.stringContaining('+0000'),
      httpMethod: 'GET',
      resourcePath: '/{key+}',
      status: '200',
      protocol: 'HTTP/1.1',
      responseLength: '7',
    });
  });

  test('CLF', async () => {
    const { line, answer } = await get(await logged(CLF_FORMAT), '/prod/k');
    expect(line).toMatch(/^127\.0\.0\.1 - - \[\d\d\/\w+\/\d{4}:[\d:]+ \+0000\] "GET \/\{key\+\} HTTP\/1\.1" 200 7 \S+$/);
    expect(line.endsWith(answer.header('x-amzn-RequestId')!)).toBe(true);
  });

  test('XML and CSV, on one line', async () => {
    const xml = '<request id="$context.requestId">\n <status>$context.status</status>\n</request>\n';
    expect((await get(await logged(xml), '/prod/k')).line).toMatch(/^<request id="[\w-]+"> <status>200<\/status> <\/request>$/);
    expect((await get(await logged('$context.requestId,$context.identity.sourceIp,$context.status'), '/prod/k')).line).toMatch(/^[\w-]+,127\.0\.0\.1,200$/);
  });
});

test('a client that leaves has its line too', async () => {
  const log = await logged('$context.requestId $context.status');
  log.s3.respond = () => undefined;
  const line = log.next();
  const socket = open(log.api);
  socket.write('GET /prod/k HTTP/1.1\r\nHost: a\r\n\r\n');
  await log.s3.until(() => log.s3.received.length === 1);
  socket.destroy();
  expect(await line).toMatch(/^[\w-]+ -$/);
});

test('without a receiver of its own lines go to the log', async () => {
  const lines: string[] = [];
  const { api } = await logged('$context.requestId', { accessLog: undefined, log: (line) => lines.push(line) });
  const first = await raw(api, { target: '/prod/m' });
  // The line of a request is there when the next one is answered.
  await raw(api, { target: '/prod/m' });
  expect(lines).toContain(first.header('x-amzn-RequestId'));
});

test.each([
  ['a format without the id of the request', { DestinationArn: 'a', Format: '$context.status' }, 'AccessLogSetting.Format: must include at least either $context.requestId'],
  ['a format without a destination', { Format: '$context.requestId' }, 'AccessLogSetting.DestinationArn'],
])('%s is refused', async (_, AccessLogSetting, message) => {
  await expect(serve({ methods: [s3Method()], stage: { AccessLogSetting } }, await recorder())).rejects.toThrow(message);
});
