import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { apiTemplate, mockMethod } from './support/gateway';

// Compiled once from the sources, so that no build has to come first.
const compiled = mkdtempSync(join(tmpdir(), 'cli-compiled-'));
beforeAll(() => {
  const sources = resolve(__dirname, '../src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const { outputText } = transpileModule(readFileSync(join(sources, file), 'utf8'), {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
    });
    mkdirSync(join(compiled, dirname(file)), { recursive: true });
    writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), outputText);
  }
});
afterAll(() => rmSync(compiled, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(folder, 't.json'), JSON.stringify(apiTemplate({
    methods: [mockMethod('/hello', 'GET', '{"hello": 1}')],
    stage: { AccessLogSetting: { DestinationArn: 'logs', Format: '$context.httpMethod $context.path $context.status $context.requestId' } },
  })));
});
beforeEach(() => {
  mkdirSync(join(folder, 'assembly'));
  const artifacts = { AppStack: { type: 'aws:cloudformation:stack', properties: { templateFile: '../t.json' } } };
  writeFileSync(join(folder, 'assembly', 'manifest.json'), JSON.stringify({ artifacts }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEYS = { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };

function cli(args: string[], environment: NodeJS.ProcessEnv): ChildProcess & { text: () => string } {
  const child = spawn(process.execPath, [join(compiled, 'cli.js'), ...args], {
    cwd: folder, env: { PATH: process.env.PATH, NODE_PATH: resolve(__dirname, '../node_modules'), ...environment },
  });
  let text = '';
  const keep = (chunk: Buffer) => { text += chunk.toString(); };
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  return Object.assign(child, { text: () => text });
}

test.each(['SIGINT', 'SIGTERM'] as const)('prints the routes, the caller and the URL, serves, and ends at once on %s', async (signal) => {
  const child = cli(['t.json', '--no-deploy', '--s3', 'http://127.0.0.1:1'], { ...KEYS, CALLER_ACCESS_KEY_ID: 'AKIAMINE', CALLER_SECRET_ACCESS_KEY: 'secret' });
  while (!/http:\S+\/prod\//.test(child.text())) {
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => { throw new Error(child.text()); })]);
  }
  expect(child.text()).toMatch(/^ {2}GET {2}\/hello {2}NONE {2}MOCK\nCaller: AKIAMINE\nApi, stage prod: http:\/\/127\.0\.0\.1:\d+\/prod\/\n$/);
  const [url] = /http:\S+\/prod\//.exec(child.text())!;
  expect(await (await fetch(`${url}hello`)).json()).toEqual({ hello: 1 });
  while (!/^GET \/prod\/hello 200 [\w-]+$/m.test(child.text())) {
    await once(child.stdout!, 'data');
  }
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('says what to sign for where a method wants a signature', async () => {
  const mock = mockMethod('/', 'GET', 'x');
  writeFileSync(join(folder, 't.json'), JSON.stringify(apiTemplate({ methods: [{ ...mock, properties: { ...mock.properties, AuthorizationType: 'AWS_IAM' } }] })));
  const child = cli(['t.json', '--no-deploy'], KEYS);
  while (!/http:\S+\/prod\//.test(child.text())) {
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => { throw new Error(child.text()); })]);
  }
  expect(child.text()).toContain('\nSign for execute-api in us-east-1: curl --aws-sigv4 aws:amz:us-east-1:execute-api --user KEY:SECRET URL\n');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('exports without a server and its key', async () => {
  const child = cli(['openapi', 'assembly', '--stack', 'AppStack', '--plain'], {});
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(JSON.parse(child.text())).toMatchObject({ openapi: '3.0.3', paths: { '/hello': { get: { operationId: 'getHello' } } } });
});

test('callers of a file and API keys are printed, secrets are not', async () => {
  writeFileSync(join(folder, 'callers.json'), JSON.stringify([{ accessKeyId: 'AKIAONE', secretAccessKey: 'hidden' }]));
  const key = { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'the-value-of-a-key-0123456789' } };
  writeFileSync(join(folder, 't.json'), JSON.stringify(apiTemplate({ methods: [mockMethod('/', 'GET', 'x')], resources: { Key: key } })));
  const child = cli(['t.json', '--no-deploy', '--callers', 'callers.json', '--user-pool', 'Pool=jwks.json'], KEYS);
  while (!/http:\S+\/prod\//.test(child.text())) {
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => { throw new Error(child.text()); })]);
  }
  expect(child.text()).toContain('Caller: AKIAONE\nAPI key Key: the-value-of-a-key-0123456789\n');
  expect(child.text()).not.toContain('hidden');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['no key of the store', ['t.json'], {}, 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set them'],
  ['half a key', ['t.json'], { S3_ACCESS_KEY_ID: 'a' }, 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set both or none'],
  ['no template', ['none.json'], KEYS, "template: there is no file or folder 'none.json'"],
  ['a bad port', ['t.json', '--port', '70000'], KEYS, "--port: must be a number from 0 to 65535, got '70000'"],
  ['a bad endpoint', ['t.json', '--no-deploy', '--s3', 'ftp://x'], KEYS, "s3-proxy-local: --s3: must be a URL with http:// or https://, got 'ftp://x': write 'http://x'"],
  ['an endpoint without a scheme', ['t.json', '--s3', '127.0.0.1:7070'], KEYS,
    "s3-proxy-local: --s3: must be a URL with http:// or https://, got '127.0.0.1:7070': write 'http://127.0.0.1:7070'"],
  ['an IAM endpoint without a scheme', ['t.json', '--iam', 'localhost:7071'], KEYS,
    "s3-proxy-local: --iam: must be a URL with http:// or https://, got 'localhost:7071': write 'http://localhost:7071'"],
  ['a server that is not running', ['t.json', '--s3', 'http://127.0.0.1:2'], KEYS,
    's3-proxy-local: --s3: http://127.0.0.1:2 does not answer (connect ECONNREFUSED 127.0.0.1:2): start it first, with versitygw: versitygw --port 127.0.0.1:2'],
  ['a stack that is not there', ['assembly', '--stack', 'Nope'], KEYS, "s3-proxy-local: --stack: there is no stack 'Nope' in 'assembly'; it holds AppStack"],
  ['a user pool without keys', ['t.json', '--user-pool', 'Pool'], KEYS, "--user-pool: must be of the form pool=keys, got 'Pool'"],
  ['callers that are not there', ['t.json', '--callers', 'none.json'], KEYS, "--callers: 'none.json' cannot be read"],
  ['callers that are no list', ['t.json', '--callers', 't.json'], KEYS, 'callers: must be a list'],
  ['an option that is none', ['t.json', '--colour'], KEYS, "unknown option '--colour'"],
])('%s: one line, and a failure', async (_, args, environment, message) => {
  const child = cli(args, environment);
  const [code] = await once(child, 'exit') as [number];
  expect(child.text()).toContain(message);
  expect(code).toBe(1);
});
