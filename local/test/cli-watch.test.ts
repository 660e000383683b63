import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CliWorld } from './support/cli';
import { ApiParts, apiTemplate, MethodParts, mockMethod, ROOT, s3Method, s3Role } from './support/gateway';
import { VERSITYGW } from './support/store';
import { reloader } from '../src/cli/follow';
import { startLocal } from '../src/index';

const world = new CliWorld();

const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: 'arn:aws:s3:::bucket/*' });

/** A cloud assembly, as a synthesis writes it: the manifest last. */
function synthesize(methods: readonly MethodParts[], statement = allow('s3:GetObject', 's3:PutObject')): void {
  const role = s3Role(statement);
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket' } };
  world.write('cdk.out/App.template.json', apiTemplate({ methods, resources: { Role: role, Bucket: bucket } }));
  world.write('cdk.out/manifest.json', { artifacts: { App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json' } } } });
}

test('each synthesis is served at the same URL with the same objects; one that is broken leaves what was', async () => {
  synthesize([s3Method({ method: 'PUT' }), s3Method()]);
  const cli = world.start(['--watch'], { VERSITYGW });
  const [, url] = await cli.until(/^Stage prod: (.*)$/m);
  await cli.until(/^Ready\. Watching cdk\.out; Ctrl-C ends\.$/m);
  expect((await fetch(`${url}kept`, { method: 'PUT', body: 'text' })).status).toBe(200);
  const object = async () => (await fetch(`${url}kept`)).text();

  synthesize([s3Method(), mockMethod('/new', 'GET', '{"new": true}')], allow('s3:GetObject'));
  await cli.until(/^Reloaded cdk\.out: 2 methods\n {2}added GET \/new: NONE, MOCK\n {2}removed PUT \/\{key\+\}$/m);
  expect(await (await fetch(`${url}new`)).json()).toEqual({ new: true });
  expect(await object()).toBe('text');
  expect((await fetch(`${url}kept`, { method: 'PUT', body: 'x' })).status).toBe(403);

  world.write('cdk.out/App.template.json', '{ "Resources": ');
  await cli.until(/^s3-proxy-local: cdk\.out as it is now cannot be served, what it was before goes on:\ntemplate: '.*' is not JSON/m);
  expect(await object()).toBe('text');

  synthesize([{ ...s3Method(), integration: { ...s3Method().integration, ContentHandling: 'SIDEWAYS' } }]);
  await cli.until(/^Method0: Integration\.ContentHandling: must be one of CONVERT_TO_BINARY, CONVERT_TO_TEXT, got 'SIDEWAYS'/m);
  expect(await object()).toBe('text');

  // As it is served already, after what was broken: said all the same.
  synthesize([s3Method(), mockMethod('/new', 'GET', '{"new": true}')], allow('s3:GetObject'));
  await cli.until(/^Reloaded cdk\.out: 2 methods\n(?! )/m);

  rmSync(join(world.folder, 'cdk.out'), { recursive: true });
  synthesize([s3Method()]);
  await cli.until(/^Reloaded cdk\.out: 1 method\n {2}removed GET \/new$/m);
  expect(await object()).toBe('text');
  expect(await cli.stop()).toBe(0);
});

test('what changed is told: authorizations, what S3 is called with, stages, keys, and how to call from then on', async () => {
  const key = { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'the-value-of-a-key-0123456789' } };
  const stage = { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'test' } };
  const write = (properties: object, resources: object, uri = 'bucket/{key}') => {
    const method = s3Method({ integration: { Uri: `arn:aws:apigateway:us-east-1:s3:path/${uri}` } });
    world.write('t.json', apiTemplate({ methods: [{ ...method, properties: { ...method.properties, ...properties } }], resources: resources as ApiParts['resources'] }));
  };
  write({}, { Test: stage });
  const cli = world.start(['t.json', '--watch', '--no-deploy', '--s3', 'http://127.0.0.1:1'], { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' });
  await cli.until(/Ctrl-C ends/);
  const [, origin] = /(http:\S+)\/prod\//.exec(cli.text())!;
  expect(cli.text()).not.toContain('Caller');

  write({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: true }, { Key: key });
  const [said] = await cli.until(/^Reloaded t\.json: 1 method\n(?: .*\n)+/m);
  const [, id, secret] = /Caller (\w+), secret (\S+)/.exec(said)!;
  expect(said).toBe(`Reloaded t.json: 1 method
  changed GET /{key+}: AWS_IAM + API key (was NONE)
  no more: Stage test: ${origin}/test/
  API key Key: the-value-of-a-key-0123456789 (header x-api-key)
  Caller ${id}, secret ${secret}
  Call with AWS_IAM + API key, signed for the service execute-api in us-east-1:
    curl --aws-sigv4 aws:amz:us-east-1:execute-api --user '${id}:${secret}' -H 'x-api-key: the-value-of-a-key-0123456789' ${origin}/prod/key
`);

  const before = cli.text().length;
  write({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: true }, { Key: key }, 'bucket/sub/{key}');
  await cli.until(/^Reloaded t\.json: 1 method\n {2}changed GET \/\{key\+\}: bucket\/sub\/\{key\} \(was bucket\/\{key\}\)\n(?! )/m, before);
  expect(await cli.stop()).toBe(0);
});

test('why a template cannot be served is told once for each that is written, and once while it cannot be read', async () => {
  const template = join(world.folder, 't.json');
  const serve = (text: string, integration = {}) => world.write('t.json', apiTemplate({ methods: [mockMethod('/', 'GET', text, integration)] }));
  serve('one');
  const api = await startLocal({ template, deploy: false, s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT } });
  let served = api;
  const lines: string[] = [];
  const write = (line: string) => lines.push(line.split('\n').pop()!);
  const look = reloader({ template, stack: undefined, showSecret: false, say: write, warn: write, use: (next) => { served = next; } }, api);
  try {
    await look();
    world.write('t.json', '{');
    await look();
    await look();
    serve('two', { ContentHandling: 'SIDEWAYS' });
    await look();
    await look();
    serve('three', { ContentHandling: 'SIDEWAYS' });
    await look();
    serve('four');
    await look();
    await look();
    const sideways = expect.stringContaining("got 'SIDEWAYS'");
    expect(lines).toEqual([expect.stringContaining('is not JSON'), sideways, sideways, `Reloaded ${template}: 1 method`]);
    expect(await (await fetch(served.url())).text()).toBe('four');
  } finally {
    await served.close();
  }
});

test('a template file, and the same caller', async () => {
  const signed = (text: string) => {
    const mock = mockMethod('/', 'GET', text);
    return apiTemplate({ methods: [{ ...mock, properties: { ...mock.properties, AuthorizationType: 'AWS_IAM' } }, mockMethod('/open', 'GET', text)] });
  };
  world.write('t.json', signed('{"version": 1}'));
  const cli = world.start(['t.json', '--watch', '--verbose', '--no-deploy', '--s3', 'http://127.0.0.1:1'], { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' });
  const [, url] = await cli.until(/^Stage prod: (.*)$/m);
  const [, key] = await cli.until(/^Caller (\w+),/m);
  await cli.until(/Ctrl-C ends/);
  world.write('t.json', signed('{"version": 2}'));
  await cli.until(/^Reloaded t\.json: 2 methods$/m);
  expect(await (await fetch(`${url}open`)).json()).toEqual({ version: 2 });
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const Authorization = `AWS4-HMAC-SHA256 Credential=${key}/${now.slice(0, 8)}/us-east-1/execute-api/aws4_request, `
    + `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  expect((await fetch(url, { headers: { Authorization, 'X-Amz-Date': now } })).status).toBe(403);
  // The key is known, so that it is the signature which is wrong.
  await cli.until(new RegExp(`INVALID_SIGNATURE: the signature of '${key}' does not match`));
  expect(await cli.stop()).toBe(0);
});
