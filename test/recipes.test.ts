import { createHash, randomBytes } from 'crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { Aspects } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { deployed } from './support/deployed';
import { asArray, CfnTemplate, resourcesOf, Statement, statementsByRole, templateOf } from './support/synth';
import { CALLER, closeAll, raw } from '../local/test/support/gateway';
import { sdkSigner, signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';
import { OTHER_ACCOUNT, stacksOf } from '../script/suites/snippet-stacks';
import { modulesOf } from '../script/suites/snippets';

const RECIPES = 'docs/recipes.md';

afterAll(closeAll);

const templates = new Map([...stacksOf(RECIPES)].map(([heading, stacks]) => [heading, stacks.map(templateOf)]));
const templateFor = (heading: string): CfnTemplate => templates.get(heading)![0];
const only = (heading: string, type: string): any => {
  const [resource, ...more] = resourcesOf(templateFor(heading), type);
  expect(more).toEqual([]);
  return resource;
};
const statements = (heading: string): Statement[] => Object.values(statementsByRole(templateFor(heading))).flat();

/** The ids of what cdk-nag finds in the first stack of a recipe. */
function nagOf(heading: string): string[] {
  const [stack] = stacksOf(RECIPES).get(heading)!;
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const found = Annotations.fromStack(stack);
  return [...found.findError('*', Match.anyValue()), ...found.findWarning('*', Match.anyValue())]
    .flatMap(({ entry }) => /AwsSolutions-\w+/.exec(String(entry.data))?.[0] ?? []);
}

describe('each that can run here stores and reads an object', () => {
  const WRITING = ['A bucket encrypted with KMS'];
  const READING = ['Custom domain', 'Access and execution logs', 'WAF', 'Alarms and dashboard'];

  test('those, one below and the two that cannot are all', () => {
    expect([...templates.keys()].sort()).toEqual([...WRITING, ...READING, 'Past 10 MB', 'A private API', OTHER_ACCOUNT].sort());
  });

  test.each([...WRITING, ...READING])('%s', async heading => {
    const template = structuredClone(templateFor(heading));
    Object.values(template.Resources).forEach(({ Properties }) => delete Properties?.DisableExecuteApiEndpoint);
    const lines: string[] = [];
    const { api, store, bucket } = await deployed(template, { accessLog: line => lines.push(line), region: 'us-east-1' });
    const call = (method: string, body = '') => raw(api, signed(api, CALLER, { method, target: `${new URL(api.url()).pathname}a.txt`, body }));
    if (WRITING.includes(heading)) {
      expect((await call('PUT', 'text')).status).toBe(200);
    } else {
      await callStore(store, 'PUT', `/${bucket}/a.txt`, { body: 'text' });
      expect((await call('PUT', 'text')).status).toBe(403);
    }
    const answer = await call('GET');
    expect([answer.status, answer.body.toString()]).toEqual([200, 'text']);
    if (heading === 'Access and execution logs') {
      expect(JSON.parse(lines.at(-1)!)).toEqual({
        id: expect.stringMatching(/^[\w-]{36}$/),
        caller: expect.stringContaining('arn:aws:iam::'),
        address: '127.0.0.1',
        verb: 'GET',
        path: '/prod/a.txt',
        status: '200',
        s3Status: '200',
        bytes: '4',
        milliseconds: expect.stringMatching(/^\d+$/),
      });
    }
  });

  test('a private API, and one without its default endpoint, are refused by name', async () => {
    const named = JSON.parse(JSON.stringify(templateFor('A private API')).replace(/\{"Ref":"VpcEndpoint\w+"\}/g, '"vpce-1"'));
    await expect(deployed(named)).rejects.toThrow(/EndpointConfiguration.Types: a PRIVATE API/);
    await expect(deployed(templateFor('Custom domain'))).rejects.toThrow('DisableExecuteApiEndpoint');
  });
});

test('custom domain: it is mapped to the stage without a path, and its name leads to it', () => {
  const heading = 'Custom domain';
  expect(only(heading, 'AWS::ApiGateway::BasePathMapping').BasePath).toBeUndefined();
  expect(only(heading, 'AWS::ApiGateway::DomainName')).toMatchObject({
    DomainName: 'files.example.com', SecurityPolicy: 'TLS_1_2', EndpointConfiguration: { Types: ['REGIONAL'] }, RegionalCertificateArn: { Ref: expect.any(String) },
  });
  expect(only(heading, 'AWS::Route53::RecordSet')).toMatchObject({ Name: 'files.example.com.', Type: 'A' });
});

test('KMS: the role may decrypt and generate data keys with that key, and nothing else', () => {
  const [[key]] = Object.entries(templateFor('A bucket encrypted with KMS').Resources).filter(([, { Type }]) => Type === 'AWS::KMS::Key');
  const kms = statements('A bucket encrypted with KMS').filter(({ Action }) => asArray(Action).some(action => action.startsWith('kms:')));
  expect(kms.map(({ Action, Resource }) => [asArray(Action), Resource])).toEqual([
    [['kms:Decrypt', 'kms:GenerateDataKey'], { 'Fn::GetAtt': [key, 'Arn'] }],
  ]);
});

test('a private API: nobody comes past the endpoint, and of those who come by it the account decides', () => {
  const { Policy, EndpointConfiguration } = only('A private API', 'AWS::ApiGateway::RestApi');
  const [[endpoint]] = Object.entries(templateFor('A private API').Resources).filter(([, { Type }]) => Type === 'AWS::EC2::VPCEndpoint');
  expect(EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: [{ Ref: endpoint }] });
  const everything = { Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  expect(Policy.Statement).toEqual([
    { ...everything, Effect: 'Allow', Principal: { AWS: { 'Fn::Join': ['', expect.arrayContaining([':root'])] } } },
    { ...everything, Effect: 'Deny', Principal: { AWS: '*' }, Condition: { StringNotEquals: { 'aws:SourceVpce': { Ref: endpoint } } } },
  ]);
});

test('a private API, were it public: the denial closes it to all, and without it the policies of callers decide', async () => {
  const may = { ...CALLER, policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] } };
  const mayNot = { accessKeyId: 'AKIALOCALOTHER', secretAccessKey: 'other-secret', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:*:*:another/*' }] } };
  const statuses = async (denied: boolean) => {
    const template = structuredClone(templateFor('A private API'));
    const [{ Properties }] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::RestApi');
    Properties.EndpointConfiguration = { Types: ['REGIONAL'] };
    Properties.Policy.Statement = JSON.parse(JSON.stringify(denied ? Properties.Policy.Statement : Properties.Policy.Statement.slice(0, 1)).replace(/\{"Ref":"VpcEndpoint\w+"\}/g, '"vpce-1"'));
    const { api } = await deployed(template, { region: 'us-east-1', callers: [may, mayNot] });
    return Promise.all([may, mayNot].map(async caller => (await raw(api, signed(api, caller, { target: '/prod/?list-type=2' }))).status));
  };
  expect(await statuses(true)).toEqual([403, 403]);
  expect(await statuses(false)).toEqual([200, 403]);
});

test('another account: the policy of the bucket allows the role what the role allows itself', () => {
  const [api, bucket] = templates.get(OTHER_ACCOUNT)!;
  const role = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:role/files-api']] } };
  const allowed = Object.values(statementsByRole(api)).flat().filter(({ Effect }) => Effect === 'Allow');
  const [{ PolicyDocument }] = resourcesOf(bucket, 'AWS::S3::BucketPolicy');
  expect(PolicyDocument.Statement).toEqual(allowed.map(statement => ({ ...statement, Principal: role })));
  expect(allowed.flatMap(({ Action }) => Action)).toContain('s3:PutObject');
  expect(resourcesOf(api, 'AWS::IAM::Role').map(({ RoleName }) => RoleName)).toEqual(['files-api']);
});

test('logs and WAF are what cdk-nag asks for', () => {
  expect(nagOf('Alarms and dashboard')).toEqual(expect.arrayContaining(['AwsSolutions-APIG1', 'AwsSolutions-APIG3', 'AwsSolutions-APIG6']));
  expect(nagOf('Access and execution logs').filter(id => /APIG[16]$/.test(id))).toEqual([]);
  expect(nagOf('WAF')).not.toContain('AwsSolutions-APIG3');
});

test('alarms and graphs are of the API by its name', () => {
  const heading = 'Alarms and dashboard';
  const { Name } = only(heading, 'AWS::ApiGateway::RestApi');
  const metrics = resourcesOf(templateFor(heading), 'AWS::CloudWatch::Alarm');
  expect(metrics.map(({ MetricName, Dimensions }) => [MetricName, Dimensions])).toEqual(
    ['5XXError', 'Latency'].map(metric => [metric, [{ Name: 'ApiName', Value: Name }]]));
  const body = JSON.stringify(only(heading, 'AWS::CloudWatch::Dashboard').DashboardBody);
  ['Count', '4XXError', '5XXError', 'IntegrationLatency', 'Latency'].forEach(metric => expect(body).toContain(`\\"${metric}\\",\\"ApiName\\",\\"${Name}\\"`));
});

test('past 10 MB: the client stores and reads an object of 25 MB, and notices one that is replaced', async () => {
  const [, { store: upload, read }] = modulesOf(RECIPES).get('Past 10 MB')!;
  const { api, bucket } = await deployed(templateFor('Past 10 MB'), { region: 'us-east-1' });
  const bytes = randomBytes(25_000_000);
  const client = new S3Client({
    forcePathStyle: true,
    endpoint: api.url(),
    region: api.region,
    credentials: { ...CALLER },
    signer: sdkSigner(api.region, CALLER),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  await upload(client, bucket, 'large', bytes);
  const hash = createHash('sha256');
  const parts: number[] = [];
  for await (const part of read(client, bucket, 'large') as AsyncGenerator<Uint8Array>) {
    parts.push(part.length);
    hash.update(part);
  }
  expect([parts.length, hash.digest('hex')]).toEqual([3, createHash('sha256').update(bytes).digest('hex')]);

  const half = read(client, bucket, 'large') as AsyncGenerator<Uint8Array>;
  await half.next();
  await upload(client, bucket, 'large', bytes.subarray(1));
  await expect(half.next()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  client.destroy();
});
