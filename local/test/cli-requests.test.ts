import { Cli, CliWorld } from './support/cli';
import { apiTemplate, ApiParts, closeAll, recorder, s3Method, s3Role } from './support/gateway';
import { VERSITYGW } from './support/store';

const world = new CliWorld();
afterEach(closeAll);

const KEYS = { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };

/** Serves the parts, and calls with what follows the stage. */
async function start(parts: ApiParts, s3: string, args: readonly string[] = ['--verbose']): Promise<{ cli: Cli; call: (target: string, init?: RequestInit) => Promise<string> }> {
  world.write('t.json', apiTemplate(parts));
  const cli = world.start(['t.json', '--no-deploy', '--s3', s3, ...args], KEYS);
  const [, url] = await cli.until(/^Stage prod: (.*)$/m);
  await cli.until(/Ctrl-C ends/);
  return {
    cli,
    call: async (target, init) => {
      const before = cli.text().length;
      await (await fetch(url + target, init)).arrayBuffer();
      // All of a request is written at once.
      await cli.until(/ ms {2}.*\n/, before);
      return cli.text().slice(before);
    },
  };
}

const mapped = (target: string, source: string) => ({ [`integration.request.${target}`]: source });

test('a line a request: the call behind it with its status, or the gateway response', async () => {
  const s3 = await recorder((_, response) => response.writeHead(204).end());
  const method = s3Method({
    method: 'PUT',
    integration: {
      RequestParameters: mapped('querystring.tagging', 'method.request.querystring.tagging'),
      IntegrationResponses: [{ StatusCode: '200', SelectionPattern: '2..' }],
    },
    properties: { RequestParameters: { 'method.request.querystring.tagging': false } },
  });
  const { cli, call } = await start({ methods: [method] }, s3.endpoint, []);
  await call('a%20b?tagging&other=1', { method: 'PUT', body: 'x' });
  await cli.until(/^200 PUT \/prod\/a%20b\?tagging&other=1 [\d.]+ ms {2}-> PUT bucket\/a%20b\?tagging= 204$/m);
  await call('a', { method: 'DELETE' });
  await cli.until(/^403 DELETE \/prod\/a [\d.]+ ms {2}MISSING_AUTHENTICATION_TOKEN: no method DELETE at \/a, signed or not$/m);
  s3.respond = (_, response) => response.writeHead(404, { 'Content-Length': 0 }).end();
  await call('gone', { method: 'PUT', body: 'x' });
  await cli.until(/^500 PUT \/prod\/gone .* -> PUT bucket\/gone 404, API_CONFIGURATION_ERROR: no integration response .* selected by the status 404$/m);
  s3.respond = (message) => message.socket.destroy();
  await call('broken', { method: 'PUT', body: 'x' });
  await cli.until(/^504 PUT \/prod\/broken .* -> PUT bucket\/broken no answer, INTEGRATION_FAILURE: other side closed$/m);
  expect(cli.text()).not.toMatch(/^ {4}/m);
});

test('--verbose: what was mapped, absent, empty, dropped, added, and what became of the answer', async () => {
  const s3 = await recorder((_, response) => response.writeHead(404, { 'Content-Length': 3, 'Content-Type': 'text/x', 'x-amz-id-2': 'i', 'ETag': '"e"' }).end('abc'));
  const method = s3Method({
    integration: {
      RequestParameters: {
        ...mapped('header.Range', 'method.request.header.Range'),
        ...mapped('header.If-None-Match', 'method.request.header.If-None-Match'),
        ...mapped('header.if-none-match', 'method.request.header.if-none-match'),
        ...mapped('header.If-Match', 'method.request.header.If-Match'),
        ...mapped('querystring.acl', 'method.request.querystring.acl'),
        ...mapped('header.x-amz-acl', "'private'"),
      },
      IntegrationResponses: [
        { StatusCode: '200' },
        {
          StatusCode: '418',
          SelectionPattern: '404',
          ResponseParameters: {
            'method.response.header.ETag': 'integration.response.header.ETag',
            'method.response.header.Content-Length': 'integration.response.header.Content-Length',
            'method.response.header.Expires': 'integration.response.header.Expires',
          },
        },
      ],
    },
    properties: {
      RequestParameters: { 'method.request.header.Range': false, 'method.request.header.If-Match': false, 'method.request.querystring.acl': false, 'method.request.header.If-None-Match': false, 'method.request.header.if-none-match': false },
      MethodResponses: [{ StatusCode: '200' }, {
        StatusCode: '418',
        ResponseParameters: {
          'method.response.header.ETag': false, 'method.response.header.Content-Length': false, 'method.response.header.Expires': false,
        },
      }],
    },
  });
  const { call } = await start({ methods: [method] }, s3.endpoint, ['--verbose', '--option', 'emptyParameters=drop']);
  const text = await call('k%20y?acl&other=1', { headers: { 'range': 'bytes=0-1', 'X-Mine': '1', 'If-Match': '"m"', 'if-none-match': '"n"' } });
  for (const line of [
    /method GET \/\{key\+\} \(Method0\) of prod/,
    /authorization NONE/,
    /path key <- method\.request\.path\.key: k y/,
    /header x-amz-acl <- a fixed value: private/,
    /querystring acl: dropped, as method\.request\.querystring\.acl is empty \(option emptyParameters\)/,
    /header If-Match <- method\.request\.header\.If-Match: "m"/,
    // Not If-None-Match, which came in another spelling.
    /header: mapped, but absent: Range/,
    /header if-none-match <- method\.request\.header\.if-none-match: "n"/,
    /header range: dropped, as names are case-sensitive, and it is mapped as Range/,
    /querystring other: dropped, no mapping reads it/,
    /header .*x-mine.*: dropped, no mapping reads it/,
    /header .*connection.*: dropped at the door, no mapping can read it/,
    /header Accept, User-Agent, X-Amzn-Apigateway-Api-Id: added by API Gateway/,
    /role arn:aws:iam::000000000000:role\/role: not checked, as nothing is deployed: s3:GetObject on arn:aws:s3:::bucket\/k y/,
    /answer 418 for 404 of S3: selectionPattern \^\(\?:404\)\$/,
    /body of the answer is read as UTF-8 text: text\/x is text by binaryMediaTypes, contentHandling none/,
    /answer header ETag <- ETag of S3: "e"/,
    /answer header x-amzn-Remapped-Content-Length <- Content-Length of S3: 3 \(renamed: API Gateway keeps Content-Length to itself\)/,
    /answer header: mapped, but absent: Expires/,
    /answer header Content-Type <- set by API Gateway: application\/json/,
    /answer header content-type, x-amz-id-2: dropped, the integration response 418 does not map it/,
  ]) {
    expect(text).toMatch(new RegExp(`^ {4}${line.source}$`, 'mi'));
  }
});

test('--verbose: what templates set, and how bodies are converted', async () => {
  const s3 = await recorder();
  const method = s3Method({
    method: 'POST',
    integration: {
      RequestTemplates: { 'application/json': '#set($context.requestOverride.querystring.prefix = "p")$input.body' },
      IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '#set($context.responseOverride.status = 202)x' } }],
    },
  });
  const { call } = await start({ methods: [method] }, s3.endpoint);
  const text = await call('k?prefix=mine', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
  expect(text).toMatch(/^202 POST .*-> POST bucket\/k\?prefix=p 200$/m);
  expect(text).toMatch(/^ {4}querystring prefix <- set by the request template: p$/m);
  expect(text).not.toContain('querystring prefix: dropped');
  expect(text).toMatch(/^ {4}body of the request is read as UTF-8 text: application\/json is text by binaryMediaTypes, contentHandling none$/m);
  expect(text).toMatch(/^ {4}request templates for application\/json; passthroughBehavior WHEN_NO_MATCH$/m);
  expect(text).toMatch(/^ {4}status <- set by a template: 202$/m);
});

test('secrets are masked wherever they stand', async () => {
  const s3 = await recorder();
  const header = 'x-amz-server-side-encryption-customer-key';
  const method = s3Method({
    integration: {
      RequestParameters: { ...mapped(`header.${header}`, `method.request.header.${header}`), ...mapped('header.x-amz-meta-a', 'method.request.header.authorization') },
    },
    properties: { RequestParameters: { [`method.request.header.${header}`]: false, 'method.request.header.authorization': false } },
  });
  const { call, cli } = await start({ methods: [method] }, s3.endpoint);
  const text = await call('k?X-Amz-Signature=hidden1&X-Amz-Security-Token=hidden2&a=shown', { headers: { [header]: 'hidden3', authorization: 'hidden4' } });
  expect(text).toMatch(/^200 GET \/prod\/k\?X-Amz-Signature=\*\*\*&X-Amz-Security-Token=\*\*\*&a=shown /m);
  expect(text).toMatch(/^ {4}header x-amz-server-side-encryption-customer-key <- method\.\S+: \*\*\*$/m);
  expect(text).toMatch(/^ {4}header x-amz-meta-a <- method\.request\.header\.authorization: \*\*\*$/m);
  expect(cli.text()).not.toContain('hidden');
});

test('a signature that does not match quotes what should have been signed, without the token', async () => {
  const s3 = await recorder();
  const method = s3Method();
  world.write('callers.json', [{ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'hidden' }]);
  const { cli, call } = await start(
    { methods: [{ ...method, properties: { ...method.properties, AuthorizationType: 'AWS_IAM' } }] }, s3.endpoint, ['--callers', 'callers.json'],
  );
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const Authorization = `AWS4-HMAC-SHA256 Credential=AKIA/${now.slice(0, 8)}/us-east-1/execute-api/aws4_request, `
    + `SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=${'0'.repeat(64)}`;
  await call('k', { headers: { Authorization, 'X-Amz-Date': now, 'X-Amz-Security-Token': 'hidden' } });
  await cli.until(/^403 GET \/prod\/k .* INVALID_SIGNATURE: the signature of 'AKIA' does not match: .*x-amz-security-token:\*\*\*/m);
  expect(cli.text()).not.toContain('hidden');
});

test('the role: what it was asked for, and why it was denied', async () => {
  const method = s3Method();
  const put = s3Method({ method: 'PUT' });
  const conditional = { Sid: 'NoAcl', Effect: 'Allow', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::bucket/*', Condition: { Null: { 's3:x-amz-acl': 'true' } } };
  const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };
  const role = s3Role(allow, conditional);
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket' } };
  const remove = s3Method({ method: 'DELETE', integration: { RequestParameters: mapped('header.x-amz-acl', "'private'") } });
  world.write('t.json', apiTemplate({ methods: [method, put, remove], resources: { Role: role, Bucket: bucket } }));
  const cli = world.start(['t.json', '--verbose'], { VERSITYGW });
  const [, url] = await cli.until(/^Stage prod: (.*)$/m);
  await cli.until(/Ctrl-C ends/);
  await fetch(`${url}k`);
  await cli.until(/^ {4}role arn:aws:iam::000000000000:role\/role: allowed s3:GetObject on arn:aws:s3:::bucket\/k$/m);
  await fetch(`${url}k`, { method: 'PUT', body: 'x' });
  await cli.until(/-> PUT bucket\/k 403, the role may not: no statement allows s3:PutObject on arn:aws:s3:::bucket\/k$/m);
  await cli.until(/^ {4}role .*: denied s3:PutObject on arn:aws:s3:::bucket\/k\n {6}User: .* because no identity-based policy allows the s3:PutObject action$/m);
  await fetch(`${url}k`, { method: 'DELETE' });
  await cli.until(/403, the role may not: Statement\[1\] of '\S+' \(NoAcl\) allows s3:DeleteObject only where Null of s3:x-amz-acl is true, got 'private'$/m);
  expect(await cli.stop()).toBe(0);
});
