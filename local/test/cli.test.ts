import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { CliWorld } from './support/cli';
import { apiTemplate, mockMethod, s3Method, s3Role } from './support/gateway';
import { VERSITYGW } from './support/store';

const world = new CliWorld();
const KEYS = { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };
const NOWHERE = ['--no-deploy', '--s3', 'http://127.0.0.1:1'];
const stackOf = (templateFile: string) => ({ type: 'aws:cloudformation:stack', properties: { templateFile } });

beforeEach(() => {
  world.write('t.json', apiTemplate({
    methods: [mockMethod('/hello', 'GET', '{"hello": 1}')],
    stage: { AccessLogSetting: { DestinationArn: 'logs', Format: '$context.httpMethod $context.path $context.status $context.requestId' } },
  }));
  world.write('assembly/manifest.json', { artifacts: { AppStack: stackOf('../t.json') } });
});

test.each(['SIGINT', 'SIGTERM'] as const)('prints what is served, serves, and ends at once on %s', async (signal) => {
  const cli = world.start(['t.json', ...NOWHERE], KEYS);
  await cli.until(/Ctrl-C ends/);
  expect(cli.text()).toMatch(
    /^Stack local of t\.json\n\n {2}VERB {2}PATH {4}AUTH {2}OPERATION {2}WHERE\n {2}GET {3}\/hello {2}NONE {2}MOCK\n\nStage prod: (http:\/\/127\.0\.0\.1:\d+\/prod\/)\nCall with NONE:\n {2}curl \1hello\nReady\. Ctrl-C ends\.\n$/,
  );
  const [url] = /http:\S+\/prod\//.exec(cli.text())!;
  expect(await (await fetch(`${url}hello`)).json()).toEqual({ hello: 1 });
  await cli.until(/^GET \/prod\/hello 200 [\w-]+$/m);
  expect(await cli.stop(signal)).toBe(0);
});

test('auth, API keys, operations, outputs, callers and how to sign', async () => {
  const signed = s3Method();
  const routed = s3Method({ path: '/list' });
  const key = { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'the-value-of-a-key-0123456789' } };
  world.write('t.json', {
    ...apiTemplate({
      methods: [
        { ...signed, properties: { ...signed.properties, AuthorizationType: 'AWS_IAM', ApiKeyRequired: true } },
        { ...routed, integration: { ...routed.integration, Uri: `${String(routed.integration!.Uri)}?uploads` } },
        { path: '/away', integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://example.com' } },
      ],
      resources: { Key: key, Queue: { Type: 'AWS::SQS::Queue' }, Topic: { Type: 'AWS::SNS::Topic' }, Other: { Type: 'AWS::SNS::Topic' }, CDKMetadata: { Type: 'AWS::CDK::Metadata' } },
    }),
    Outputs: { Where: { Value: 'there' } },
  });
  const cli = world.start(['t.json', ...NOWHERE], KEYS);
  await cli.until(/Ctrl-C ends/);
  const text = cli.text();
  expect(text).toMatch(/^ {2}GET {3}\/\{key\+\} {2}AWS_IAM \+ API key {2}GET object {17}bucket\/\{key\}$/m);
  expect(text).toMatch(/^ {2}GET {3}\/list {4}NONE {15}GET bucket\?uploads {9}bucket\?uploads$/m);
  expect(text).toMatch(/^ {2}GET {3}\/away {4}NONE {15}not run here, answers 501 {2}501 HTTP_PROXY https:\/\/example.com$/m);
  expect(text).toContain('\nOutput Where: there\n');
  expect(text).toContain('\nAPI key Key: the-value-of-a-key-0123456789 (header x-api-key)\n');
  expect(text).toContain('\nLeft alone: Queue (AWS::SQS::Queue), 2 of AWS::SNS::Topic\n');
  const [, id, secret] = /\nCaller (AKIA\w+), secret (\S+)\n/.exec(text)!;
  const [url] = /http:\S+\/prod\//.exec(text)!;
  expect(text).toContain(`  curl --aws-sigv4 aws:amz:us-east-1:execute-api --user '${id}:${secret}' -H 'x-api-key: the-value-of-a-key-0123456789' ${url}key\n`);
  expect(text).toContain('\nCall with AWS_IAM + API key, signed for the service execute-api in us-east-1:\n  curl --aws-sigv4');
  expect(text).toContain(`\nCall with NONE:\n  curl ${url}list\n`);
  expect(text).not.toContain('\x1b');
});

test('a line to call each kind of method with, and what S3 is always asked for', async () => {
  const authorizer = (properties: object) => ({ Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId: { Ref: 'Api' }, Name: 'a', ...properties } });
  const of = (path: string, properties: object) => {
    const mock = mockMethod(path, 'GET', 'x');
    return { ...mock, properties: { ...mock.properties, ...properties } };
  };
  const cognito = (path: string, scopes: readonly string[]) => of(path, { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Users' }, AuthorizationScopes: scopes });
  const listing = (path: string, integration: object) => s3Method({ path, method: 'GET', integration: { Uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket', ...integration } });
  const prefix = { 'integration.request.querystring.prefix': "'public/'" };
  const template = "#set($context.requestOverride.querystring.prefix = \"public/$!input.params().querystring.get('prefix')\")";
  world.write('t.json', apiTemplate({
    methods: [
      cognito('/id', []), cognito('/access', ['files/read']), of('/custom', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Custom' } }),
      listing('/fixed', { RequestParameters: prefix }), listing('/below', { RequestParameters: prefix, RequestTemplates: { 'application/json': template } }),
    ],
    resources: {
      Users: authorizer({ Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.Authorization', ProviderARNs: ['arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_A'] }),
      Custom: authorizer({
        Type: 'REQUEST',
        IdentitySource: 'method.request.header.X-Who,method.request.querystring.t',
        AuthorizerUri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations' },
      }),
      Function: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: '' } } },
    },
  }));
  const cli = world.start(['t.json', ...NOWHERE, '--user-pool', 'us-east-1_A=keys.json'], KEYS);
  await cli.until(/Ctrl-C ends/);
  const text = cli.text();
  const [url] = /http:\S+\/prod\//.exec(text)!;
  expect(text).toContain(`
Call with COGNITO_USER_POOLS, an identity token for the authorizer Users:
  curl -H 'Authorization: TOKEN' ${url}id
Call with COGNITO_USER_POOLS, an access token with files/read for the authorizer Users:
  curl -H 'Authorization: ACCESS_TOKEN' ${url}access
Call with CUSTOM, what the authorizer Custom looks at:
  curl -H 'X-Who: TOKEN' '${url}custom?t=VALUE'
`);
  expect(text).not.toContain('Caller');
  expect(text).toMatch(/^ {2}GET {3}\/fixed .* bucket\?prefix=public\/$/m);
  expect(text).toMatch(/^ {2}GET {3}\/below .* bucket\?prefix=public\/\{prefix\}$/m);
  // The keys are read at start, and may come later.
  expect(text).toMatch(/^the keys of the user pool 'us-east-1_A' cannot be read from 'keys.json': .*ENOENT/m);
});

test('a secret that is known already is not printed', async () => {
  const mock = mockMethod('/', 'GET', 'x');
  world.write('t.json', apiTemplate({ methods: [{ ...mock, properties: { ...mock.properties, AuthorizationType: 'AWS_IAM' } }] }));
  world.write('callers.json', [{ accessKeyId: 'AKIAONE', secretAccessKey: 'hidden' }]);
  for (const [args, environment, caller] of [
    [['--callers', 'callers.json'], {}, 'AKIAONE'], [[], { CALLER_ACCESS_KEY_ID: 'AKIAMINE', CALLER_SECRET_ACCESS_KEY: 'hidden' }, 'AKIAMINE'],
  ] as const) {
    const cli = world.start(['t.json', ...NOWHERE, ...args], { ...KEYS, ...environment });
    await cli.until(/Ctrl-C ends/);
    expect(cli.text()).toContain(`\nCaller ${caller}\n`);
    expect(cli.text()).toContain('--user KEY:SECRET http');
    expect(cli.text()).not.toContain('hidden');
    await cli.stop();
  }
});

test('starts versitygw itself, keeps objects beside the cloud assembly from run to run, and ends it', async () => {
  const put = s3Method({ method: 'PUT' });
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket' } };
  const allow = { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::bucket/*' };
  const role = s3Role(allow);
  world.write('t.json', apiTemplate({ methods: [put, s3Method()], resources: { Bucket: bucket, Role: role } }));
  for (const verb of ['PUT', 'GET']) {
    const cli = world.start(['assembly'], { VERSITYGW });
    const [url] = await cli.until(/http:\S+\/prod\//);
    await cli.until(/Ctrl-C ends/);
    expect(cli.text()).toContain(`\nObjects are kept in ${join(world.folder, '.s3-proxy-local')}\n`);
    const answer = await fetch(`${url}a/b.txt`, { method: verb, body: verb === 'PUT' ? 'kept' : undefined });
    expect([answer.status, await answer.text()]).toEqual([200, verb === 'PUT' ? '' : 'kept']);
    await cli.until(new RegExp(`^200 ${verb} /prod/a/b.txt [\\d.]+ ms {2}-> ${verb} bucket/a/b.txt 200$`, 'm'));
    const children = readFileSync(`/proc/${cli.pid}/task/${cli.pid}/children`, 'utf8').trim().split(' ');
    expect(children).toHaveLength(2);
    expect(await cli.stop()).toBe(0);
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  }
  expect(readFileSync(join(world.folder, '.s3-proxy-local/.gitignore'), 'utf8')).toBe('*\n');
});

test('--help shows every flag, every variable and examples', async () => {
  const cli = world.start(['--help']);
  expect(await cli.exit()).toBe(0);
  for (const text of ['[S3_PROXY_LOCAL_PORT]', '--watch', 'CALLER_ACCESS_KEY_ID', 'Examples:', 's3-proxy-local.json']) {
    expect(cli.text()).toContain(text);
  }
});

test('--version is that of the package', async () => {
  const cli = world.start(['--version']);
  expect(await cli.exit()).toBe(0);
  expect(cli.text()).toBe(`${(JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string }).version}\n`);
});

test('a flag takes back a switch of the file or of the environment', async () => {
  world.write('s3-proxy-local.json', { watch: true, deploy: false });
  const s3 = ['t.json', '--s3', 'http://127.0.0.1:1'];
  const watching = world.start([...s3, '--no-verbose'], { ...KEYS, S3_PROXY_LOCAL_VERBOSE: 'true' });
  await watching.until(/^Ready\. Watching t\.json; Ctrl-C ends\.$/m);
  const [url] = /http:\S+\/prod\//.exec(watching.text())!;
  await fetch(`${url}hello`);
  await watching.until(/^200 GET \/prod\/hello .*\n/m);
  expect(watching.text()).not.toMatch(/^ {4}method/m);
  await watching.stop();
  const still = world.start([...s3, '--no-watch'], KEYS);
  await still.until(/^Ready\. Ctrl-C ends\.$/m);
  await still.stop();
  const deploying = world.start([...s3, '--deploy'], KEYS);
  expect(await deploying.exit()).toBe(1);
  expect(deploying.text()).toContain('--s3: http://127.0.0.1:1 does not answer');
});

test('a reader who leaves ends it without an error', async () => {
  // More than a pipe holds, so that it has to write when the reader has gone.
  world.write('t.json', apiTemplate({ methods: Array.from({ length: 2_000 }, (_, index) => mockMethod(`/${'p'.repeat(60)}${index}`, 'GET', 'x')) }));
  for (const args of [['t.json', ...NOWHERE], ['openapi', 't.json']]) {
    const cli = world.start(args, KEYS);
    cli.leave();
    expect(await cli.exit()).toBe(0);
    expect(cli.errors()).toBe('');
  }
});

test('versitygw is found where Go installs it', async () => {
  symlinkSync(VERSITYGW, join(world.folder, 'versitygw'));
  const cli = world.start(['t.json'], { GOBIN: world.folder });
  await cli.until(/Ctrl-C ends/);
  expect(await cli.stop()).toBe(0);
});

test('a port that is taken: named, with the address', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    const cli = world.start(['t.json', ...NOWHERE, '--port', String(port)], KEYS);
    expect(await cli.exit()).toBe(1);
    expect(cli.text()).toBe(`s3-proxy-local: --port: ${port} is taken on 127.0.0.1; choose another, or 0 for a free one\n`);
  } finally {
    server.close();
  }
});

test('flags win over the environment, and that over the file', async () => {
  world.write('s3-proxy-local.json', { template: 'none.json', stack: 'OfFile', deploy: false, options: { dotSegments: 'sideways' } });
  world.write('other.json', { template: 'of-other.json' });
  const message = async (args: readonly string[], environment = {}) => {
    const cli = world.start(args, { ...KEYS, ...environment });
    expect(await cli.exit()).toBe(1);
    return cli.text();
  };
  expect(await message([], { S3_PROXY_LOCAL_TEMPLATE: 'of-env.json' })).toContain("no file or folder 'of-env.json'");
  expect(await message(['of-flag.json'], { S3_PROXY_LOCAL_TEMPLATE: 'of-env.json' })).toContain("no file or folder 'of-flag.json'");
  const s3 = ['t.json', '--s3', 'http://127.0.0.1:1'];
  expect(await message(s3)).toContain("options.dotSegments: must be one of kept, resolved, got 'sideways'");
  expect(await message([...s3, '--option', 'dotSegments=down'], { S3_PROXY_LOCAL_OPTIONS: 'dotSegments=up' })).toContain("got 'down'");
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['no versitygw', ['t.json'], { PATH: '/nowhere' }, "s3-proxy-local: versitygw: binary must be an executable, found none named 'versitygw' on PATH, nor where Go installs (GOBIN, GOPATH/bin, ~/go/bin). Install it with: go install "],
  ['no versitygw, and no server named', ['t.json'], { PATH: '/nowhere' }, 'or name an S3 server that runs: --s3 URL'],
  ['no key of the store', ['t.json', '--s3', 'http://127.0.0.1:1'], {}, 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set them to a key of an administrator of'],
  ['a key of no store', ['t.json'], KEYS, 'S3_ACCESS_KEY_ID: belongs to an S3 server that runs already: name it with --s3 URL'],
  ['an IAM API of no store', ['t.json', '--iam', 'http://127.0.0.1:1'], {}, '--iam: belongs to an S3 server that runs already: name it with --s3 URL'],
  ['a folder of another server', ['t.json', '--data', 'd', ...NOWHERE], KEYS, '--data: is of the versitygw that is started where no --s3 names a server'],
  ['half a key', ['t.json'], { S3_ACCESS_KEY_ID: 'a' }, 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set both or none'],
  ['no template', ['none.json'], KEYS, "template: there is no file or folder 'none.json'"],
  ['a bad port', ['t.json', '--port', '70000'], KEYS, "--port: must be a number from 0 to 65535, got '70000'"],
  ['a bad port of the environment', ['t.json'], { S3_PROXY_LOCAL_PORT: 'x' }, "S3_PROXY_LOCAL_PORT: must be a number from 0 to 65535, got 'x'"],
  ['a bad endpoint', ['t.json', '--no-deploy', '--s3', 'ftp://x'], KEYS, "s3-proxy-local: --s3: must be a URL with http:// or https://, got 'ftp://x': write 'http://x'"],
  ['an endpoint without a scheme', ['t.json', '--s3', '127.0.0.1:7070'], KEYS,
    "s3-proxy-local: --s3: must be a URL with http:// or https://, got '127.0.0.1:7070': write 'http://127.0.0.1:7070'"],
  ['an IAM endpoint without a scheme', ['t.json', '--s3', 'http://127.0.0.1:1', '--iam', 'localhost:7071'], KEYS,
    "s3-proxy-local: --iam: must be a URL with http:// or https://, got 'localhost:7071': write 'http://localhost:7071'"],
  ['a server that is not running', ['t.json', '--s3', 'http://127.0.0.1:2'], KEYS,
    's3-proxy-local: --s3: http://127.0.0.1:2 does not answer (connect ECONNREFUSED 127.0.0.1:2): start it first, with versitygw: versitygw --port 127.0.0.1:2'],
  ['a stack that is not there', ['assembly', '--stack', 'Nope'], KEYS, "s3-proxy-local: --stack: there is no stack 'Nope' in 'assembly'; it holds AppStack"],
  ['a user pool without keys', ['t.json', '--user-pool', 'Pool'], KEYS, "--user-pool: must be of the form pool=keys, got 'Pool'"],
  ['callers that are not there', ['t.json', '--callers', 'none.json'], KEYS, "--callers: 'none.json' cannot be read"],
  ['callers that are no list', ['t.json', '--callers', 't.json', ...NOWHERE], KEYS, 'callers: must be a list'],
  ['a parameter that is none', ['t.json', '--parameter', 'Nam=x', ...NOWHERE], KEYS,
    "s3-proxy-local: --parameter: must name what the template has (none, so leave it out), got 'Nam'"],
  ['a user pool that is none', ['t.json', '--user-pool', 'Pool=keys.json', ...NOWHERE], KEYS,
    "s3-proxy-local: --user-pool: must name what the template has (none, so leave it out), got 'Pool'"],
  ['a folder that is a file', ['t.json', '--data', 't.json'], { VERSITYGW },
    "s3-proxy-local: --data: must be a folder that can be written, or that can be made, got 't.json' (EEXIST: "],
  ['an address of no machine', ['t.json', '--host', '192.0.2.1', ...NOWHERE], KEYS,
    "s3-proxy-local: --host: must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, got '192.0.2.1' (listen EADDRNOTAVAIL"],
  ['an API that is not there', ['openapi', 't.json', '--api', 'Nope'], {}, "s3-proxy-local: --api: there is no API 'Nope' in the template; it holds Api"],
  ['an option that is none', ['t.json', '--colour'], KEYS, "unknown option '--colour'"],
])('%s: one line, and a failure', async (_, args, environment, message) => {
  const cli = world.start(args, environment);
  expect(await cli.exit()).toBe(1);
  expect(cli.text()).toContain(message);
});

test('exports without a server and its key', async () => {
  const cli = world.start(['openapi', 'assembly', '--stack', 'AppStack', '--plain'], {});
  expect(await cli.exit()).toBe(0);
  expect(JSON.parse(cli.text())).toMatchObject({ openapi: '3.0.3', paths: { '/hello': { get: { operationId: 'getHello' } } } });
});
