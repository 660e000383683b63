import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
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

/** A method behind a function that answers when `file` is there. */
function guarded(answer: string): ApiParts {
  const mock = mockMethod('/', 'GET', answer);
  const code = `const { existsSync, writeFileSync } = require('node:fs');
    exports.handler = async () => {
      writeFileSync(process.env.BEGUN, '');
      while (!existsSync(process.env.GO)) await new Promise((next) => setTimeout(next, 10));
      return { principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] } };
    };`;
  return {
    methods: [{ ...mock, properties: { ...mock.properties, AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } } }],
    resources: {
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          Type: 'TOKEN',
          Name: 'a',
          RestApiId: { Ref: 'Api' },
          IdentitySource: 'method.request.header.Authorization',
          AuthorizerUri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations' },
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 30,
          Code: { ZipFile: code },
          Environment: { Variables: { BEGUN: join(folder, 'begun'), GO: join(folder, 'go') } },
        },
      },
    },
  };
}

test('a function that decides on a request under way goes on deciding', async () => {
  const s3 = await recorder();
  const api = await start(guarded('old'), s3.endpoint);
  const begun = watchFor('begun');
  const under = raw(api, { target: '/prod/', headers: { Authorization: 't' } });
  await begun;
  write(apiTemplate({ methods: [mockMethod('/', 'GET', 'new')] }));
  const next = await api.reload();
  expect((await raw(next, { target: '/prod/' })).body.toString()).toBe('new');
  writeFileSync(join(folder, 'go'), '');
  const { body, status } = await under;
  expect([status, body.toString()]).toEqual([200, 'old']);
});

test('a function that never answers does not keep the API from closing', async () => {
  const s3 = await recorder();
  const api = await start(guarded('old'), s3.endpoint);
  const begun = watchFor('begun');
  const under = fetch(api.url(), { headers: { Authorization: 't' } });
  under.catch(() => undefined);
  await begun;
  write(apiTemplate({ methods: [mockMethod('/', 'GET', 'new')] }));
  await (await api.reload()).close();
  await expect(under).rejects.toThrow();
});

function watchFor(name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, changed) => {
      if (changed === name) {
        watcher.close();
        resolve();
      }
    });
  });
}

test('what options name has to be there at start, and may go later', async () => {
  const s3 = await recorder();
  const lines: string[] = [];
  const more = { parameters: { Stage: 'a', Stag: 'b' }, log: (line: string) => lines.push(line) };
  const parts = { methods: [mockMethod('/', 'GET', 'x')] };
  await expect(start(parts, s3.endpoint, more)).rejects.toThrow("parameters: must name what the template has (none, so leave it out), got 'Stage', 'Stag'");
  write({ ...apiTemplate(parts), Parameters: { Stage: { Type: 'String' } } });
  const options = { template: file(), deploy: false, s3: { endpoint: s3.endpoint, credentials: ROOT } };
  await expect(startLocal({ ...options, ...more })).rejects.toThrow("parameters: must name what the template has (Stage), got 'Stag'");
  const api = await startLocal({ ...options, ...more, parameters: { Stage: 'a' } });
  closeLater(() => api.close());
  expect(lines).toEqual([]);
  write(apiTemplate(parts));
  await api.reload();
  expect(lines).toEqual(["parameters: must name what the template has (none, so leave it out), got 'Stage'"]);
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
