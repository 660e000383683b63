import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiParts, apiTemplate, CALLER, closeAll, closeLater, mockMethod, raw, recorder, ROOT, s3Method } from './support/gateway';
import { callStore, startStore } from './support/store';
import { LocalOptions, startLocal, Template } from '../src/index';
import { deploy } from '../src/store/deploy';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'reload-')); });
afterEach(async () => {
  await closeAll();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, 't.json');
const write = (template: Template) => writeFileSync(file(), JSON.stringify(template));

async function start(parts: ApiParts, endpoint: string, more: Partial<LocalOptions> = {}) {
  write(apiTemplate(parts));
  const api = await startLocal({ template: file(), deploy: false, callers: [CALLER], s3: { endpoint, credentials: ROOT }, ...more });
  closeLater(() => api.close());
  return api;
}

test('a request that is under way ends as it began, the next one is of the new template', async () => {
  let answerLate: (() => void) | undefined;
  const s3 = await recorder((_, response) => {
    answerLate = () => response.writeHead(200, { 'Content-Length': 3 }).end('old');
  });
  const api = await start({ methods: [s3Method()] }, s3.endpoint);
  const under = raw(api, { target: '/prod/k' });
  await s3.until(() => s3.received.length === 1);
  write(apiTemplate({ methods: [mockMethod('/{key+}', 'GET', 'new')] }));
  const next = await api.reload();
  expect(next.url()).toBe(api.url());
  expect((await raw(next, { target: '/prod/k' })).body.toString()).toBe('new');
  answerLate!();
  const { body, status } = await under;
  expect([status, body.toString()]).toEqual([200, 'old']);
});

test('an API more gets a port of its own, and one less is closed', async () => {
  const s3 = await recorder();
  const one = apiTemplate({ methods: [mockMethod('/', 'GET', 'one')] }).Resources;
  const other = JSON.parse(JSON.stringify(one).replaceAll(/"(Api|Method0|Deployment|Stage)"/g, '"Other$1"')) as Template['Resources'];
  const api = await start({ methods: [mockMethod('/', 'GET', 'one')] }, s3.endpoint);
  write({ Resources: { ...one, ...other } });
  const both = await api.reload();
  expect(both.stages.map(({ restApi }) => restApi)).toEqual(['Api', 'OtherApi']);
  expect(both.stages[0].url).toBe(api.url());
  write({ Resources: other });
  const last = await both.reload();
  expect(last.stages).toEqual([both.stages[1]]);
  await expect(fetch(api.url())).rejects.toThrow();
  expect((await fetch(last.url())).status).toBe(200);
});

test('what cannot be served changes nothing, and what was made up stays', async () => {
  const s3 = await recorder();
  const api = await start({ methods: [mockMethod('/', 'GET', 'one')] }, s3.endpoint, { callers: undefined });
  write(apiTemplate({ methods: [mockMethod('/', 'GET', 'two', { ContentHandling: 'SIDEWAYS' })] }));
  await expect(api.reload()).rejects.toThrow("Integration.ContentHandling: must be one of CONVERT_TO_BINARY, CONVERT_TO_TEXT, got 'SIDEWAYS'");
  expect((await raw(api, { target: '/prod/' })).body.toString()).toBe('one');
  write(apiTemplate({ methods: [mockMethod('/', 'GET', 'three')] }));
  const next = await api.reload();
  expect((await raw(next, { target: '/prod/' })).body.toString()).toBe('three');
  expect(next.callers).toEqual(api.callers);
});

test('calls to S3 are signed with the same key before and after', async () => {
  const store = await startStore();
  closeLater(() => store.stop());
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'role',
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }] },
    },
  };
  const api = await start({ methods: [s3Method()], resources: { Role: role } }, store.endpoint, { deploy: true, s3: store });
  const next = await api.reload();
  const arn = 'arn:aws:iam::000000000000:role/role';
  expect(next.roleCredentials(arn)).toEqual(api.roleCredentials(arn));
});

test('a role that stays keeps its key and gets its new policies; one that goes is no user any more', async () => {
  const store = await startStore();
  closeLater(() => store.stop());
  const role = (name: string, policies: Record<string, string>) => ({
    logicalId: name,
    type: 'AWS::IAM::Role',
    physicalId: name,
    attributes: { Arn: `arn:aws:iam::000000000000:role/${name}` },
    properties: {
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: Object.entries(policies).map(([PolicyName, action]) => (
        { PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } })),
    },
  });
  const props = (...roles: Array<ReturnType<typeof role>>) => ({
    stackName: 'S',
    resources: roles,
    roleArns: roles.map(({ attributes }) => attributes.Arn),
    s3Endpoint: store.endpoint,
    iamEndpoint: store.iamEndpoint,
    credentials: store.credentials,
    region: store.region,
  });
  const arn = 'arn:aws:iam::000000000000:role/stays';
  const goes = 'arn:aws:iam::000000000000:role/goes';
  await callStore(store, 'PUT', '/bucket');
  const before = await deploy(props(role('stays', { a: 's3:PutObject', b: 's3:GetObject' }), role('goes', { a: 's3:GetObject' })));
  const credentials = before.credentialsOf(arn);
  expect((await callStore(store, 'PUT', '/bucket/k', { body: 'x', credentials })).status).toBe(200);
  const after = await deploy({ ...props(role('stays', { b: 's3:GetObject' }), role('comes', { a: 's3:GetObject' })), before });
  expect(after.credentialsOf(arn)).toEqual(credentials);
  expect((await callStore(store, 'GET', '/bucket/k', { credentials })).status).toBe(200);
  expect((await callStore(store, 'PUT', '/bucket/k', { body: 'x', credentials })).status).toBe(403);
  expect((await callStore(store, 'GET', '/bucket/k', { credentials: before.credentialsOf(goes) })).status).toBe(403);
  expect((await callStore(store, 'GET', '/bucket/k', { credentials: after.credentialsOf('arn:aws:iam::000000000000:role/comes') })).status).toBe(200);
});
