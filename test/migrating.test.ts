import { readFileSync } from 'fs';
import { join } from 'path';
import { deployed, Deployed } from './support/deployed';
import { asArray, CfnTemplate, methodsOf, statementsByRole, templateOf } from './support/synth';
import { CALLER, closeAll, raw } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';
import { stacksOf } from '../script/suites/snippet-stacks';
import * as library from '../src';

const PAGE = 'docs/migrating.md';

/** What there is to migrate, as their sources have it. */
const PLUGIN = [
  'path', 'pathOverride', 'method', 'cors', 'private', 'authorizationType', 'authorizerId', 'authorizationScopes', 'roleArn', 'acceptParameters', 'action', 'bucket', 'key', 'objectPrefix',
  'cors.origin', 'cors.origins', 'cors.headers', 'cors.methods', 'cors.maxAge', 'cors.allowCredentials', 'cors.cacheControl',
  'requestParameters', 'request.template', 'request.contentHandling', 'request.passThrough', 'response', 'response.template', 'key.pathParam', 'key.queryStringParam',
];
const AWSLABS = [
  'bucketProps', 'additionalBuckets', 'apiGatewayProps', 'logGroupProps', 'allowCreateOperation', 'allowReadOperation', 'allowDeleteOperation',
  's3Bucket', 'apiGateway', 'apiGatewayCloudWatchLogGroupRole', 'apiGatewayLogGroup', 'apiGatewayRole', 'apiGatewayResourceFolder', 'apiGatewayResourceItem',
];

const text = readFileSync(join(__dirname, '..', PAGE), 'utf8');
const rows = (head: string) => text.split('\n\n').find(block => block.startsWith(`| ${head} |`))!.split('\n').slice(2).filter(line => line).map(line => line.split('|').slice(1, -1));
const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

const templates = new Map([...stacksOf(PAGE)].map(([heading, [stack]]) => [heading, templateOf(stack)]));
const templateFor = (part: string): CfnTemplate => [...templates].find(([heading]) => heading.includes(part))![1];
const actionsOf = (template: CfnTemplate) => Object.values(statementsByRole(template)).flat()
  .filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => asArray(Action)).sort();

afterAll(closeAll);

test.each([['plugin', PLUGIN], ['`AwsApigatewayS3`', AWSLABS]])('every option of %s has a row', (head, options) => {
  const named = rows(head).flatMap(([theirs]) => spans(theirs)).map(code => code.split(/[: ]/)[0]);
  expect(options.filter(option => !named.includes(option))).toEqual([]);
  expect(named.filter(name => !options.includes(name) && !['integration.request.path.object', 'context.requestId'].includes(name))).toEqual([]);
});

test('what the page names of this library is there', () => {
  const named = [...text.matchAll(/\b(S3\w+|StatusMapping|KeyPrefix|RouteValue)\.(\w+)/g)].map(([, name, member]) => [name, member]);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(([name, member]) => !(member in (library as any)[name]))).toEqual([]);
});

/** Calls below the stage, signed or not. */
const caller = ({ api }: Deployed) => async (method: string, path: string, { body = '', headers = {}, sign = true } = {}): Promise<[number, string]> => {
  const request = { method, target: `${new URL(api.url()).pathname}${path}`, body, headers };
  const answer = await raw(api, sign ? signed(api, CALLER, request) : request);
  return [answer.status, answer.body.toString()];
};

test('from the tutorial: URLs and statuses stay, and so do escaped slashes', async () => {
  const world = await deployed(templateFor('tutorial'), { region: 'us-east-1' });
  const call = caller(world);
  await callStore(world.store, 'PUT', '/their-bucket');
  expect(await call('PUT', 'their-bucket/test%2Ftest.txt', { body: 'text' })).toEqual([200, '']);
  expect(await call('GET', 'their-bucket/test%2Ftest.txt')).toEqual([200, 'text']);
  expect(await call('GET', 'their-bucket/test/test.txt')).toEqual([200, 'text']);
  expect(await call('GET', 'their-bucket/test/test.txt', { headers: { Range: 'bytes=0-1' } })).toEqual([206, 'te']);
  expect((await call('GET', 'their-bucket/none'))[0]).toBe(400);
  for (const refused of [
    await call('PUT', 'their-bucket/a.txt', { body: 'text', headers: { 'x-amz-acl': 'authenticated-read' } }),
    await call('PUT', 'another-bucket', { headers: { 'x-amz-acl': 'authenticated-read' } }),
    await call('GET', 'their-bucket/test/test.txt?acl='),
    await call('DELETE', 'their-bucket/test/test.txt?tagging='),
  ]) {
    expect(refused).toEqual([400, expect.stringContaining('<Code>AccessDenied</Code>')]);
  }
  expect(await call('GET', 'their-bucket/test/test.txt')).toEqual([200, 'text']);
});

test('from the plugin: its URLs and statuses, for everybody, and pages of the origin', async () => {
  const template = templateFor('serverless');
  expect(Object.keys(methodsOf(template)).filter(method => !method.startsWith('OPTIONS')).sort()).toEqual(['DELETE /s3/{myKey}', 'GET /s3/{myKey}', 'POST /s3']);
  expect(actionsOf(template)).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject']);
  const world = await deployed(template, { region: 'us-east-1' });
  const call = caller(world);
  expect(await call('POST', 's3', { body: '{}', headers: { 'Content-Type': 'application/json' }, sign: false })).toEqual([200, '']);
  expect((await callStore(world.store, 'GET', `/${world.bucket}/static-key.json`)).body).toBe('{}');
  await callStore(world.store, 'PUT', `/${world.bucket}/path/to/my/object/a`, { body: 'a' });
  const answer = await raw(world.api, { target: '/prod/s3/a' });
  expect([answer.status, answer.body.toString(), answer.header('Access-Control-Allow-Origin')]).toEqual([200, 'a', 'https://app.example.com']);
  expect((await call('DELETE', 's3/a', { sign: false }))[0]).toBe(200);
  expect((await call('GET', 's3/a', { sign: false }))[0]).toBe(400);
});

test('from awslabs: its URLs and statuses, signed, and the access log', async () => {
  const template = templateFor('awslabs');
  expect(Object.keys(methodsOf(template)).sort()).toEqual([
    'DELETE /{folder}/{item+}', 'GET /{folder}', 'GET /{folder}/{item+}', 'HEAD /{folder}/{item+}', 'PUT /{folder}/{item+}',
  ]);
  expect(actionsOf(template)).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject']);
  const lines: string[] = [];
  const world = await deployed(template, { region: 'us-east-1', accessLog: line => lines.push(line) });
  const call = caller(world);
  expect((await call('PUT', `${world.bucket}/a/b`, { body: 'text' }))[0]).toBe(200);
  expect(await call('GET', `${world.bucket}/a/b`)).toEqual([200, 'text']);
  expect((await call('GET', world.bucket))[1]).toContain('<Key>a/b</Key>');
  expect((await call('GET', `${world.bucket}/none`))[0]).toBe(400);
  expect((await call('GET', `${world.bucket}/a/b`, { sign: false }))[0]).toBe(403);
  expect(lines.length).toBe(5);
});
