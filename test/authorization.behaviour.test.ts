import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Caller, startLocal } from '../local/src/index';
import { CALLER, closeAll, closeLater, raw, RawRequest, recorder, serve } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore, createStoreUser, startStore } from '../local/test/support/store';
import { signingKey, token } from '../local/test/support/tokens';
import { S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { newStack, templateOf } from './support/synth';

const folder = mkdtempSync(join(tmpdir(), 'cdk-'));
afterEach(closeAll);
afterAll(() => rmSync(folder, { recursive: true }));

const CODE = `exports.handler = async ({ methodArn }) => ({
  principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }] },
});`;

test('what the CDK writes for authorizers, keys, throttles and resource policies is served', async () => {
  writeFileSync(join(folder, 'index.js'), CODE);
  const stack = new Stack(new App({ outdir: join(folder, 'cdk.out') }), 'Stack');
  const handler = new Function(stack, 'Function', { code: Code.fromAsset(folder, { exclude: ['cdk.out'] }), handler: 'index.handler', runtime: Runtime.NODEJS_20_X });
  const pool = new UserPool(stack, 'Pool');
  const api = new apigw.RestApi(stack, 'Api', {
    deployOptions: { throttlingRateLimit: 100, throttlingBurstLimit: 50 },
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({ actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()], resources: ['execute-api:/*'] }),
      ],
    }),
  });
  const add = (path: string, options: apigw.MethodOptions) => api.root.addResource(path).addMethod('GET', new apigw.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' }, integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }], ...options });
  add('token', { authorizer: new apigw.TokenAuthorizer(stack, 'Token', { handler }) });
  add('request', { authorizer: new apigw.RequestAuthorizer(stack, 'Request', { handler, identitySources: [apigw.IdentitySource.header('Authorization')] }) });
  add('cognito', { authorizer: new apigw.CognitoUserPoolsAuthorizer(stack, 'Cognito', { cognitoUserPools: [pool] }), authorizationScopes: ['a/b'] });
  add('key', { apiKeyRequired: true });
  const plan = api.addUsagePlan('Plan', {
    throttle: { rateLimit: 10, burstLimit: 2 }, quota: { limit: 10, period: apigw.Period.MONTH }, apiStages: [{ stage: api.deploymentStage }],
  });
  plan.addApiKey(api.addApiKey('Key'));
  const poolId = stack.getLogicalId(pool.node.defaultChild as never);
  const assembly = (stack.node.root as App).synth();

  const key = signingKey('kid');
  const local = await serve({ methods: [] }, await recorder(), {
    template: assembly.directory, userPools: { [poolId]: { id: 'us-east-1_AbCdEf123', jwks: { keys: [key.jwk] } } },
  });
  const access = token({
    iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123', token_use: 'access', scope: 'a/b', exp: Date.now() / 1000 + 60,
  }, key);
  const status = async (path: string, headers: Record<string, string> = {}) => (await raw(local, { target: `/prod/${path}`, headers })).status;
  const Authorization = 'anything';
  expect([await status('token', { Authorization }), await status('request', { Authorization }), await status('cognito', { Authorization: access })]).toEqual([200, 200, 200]);
  expect([await status('token'), await status('request'), await status('cognito', { Authorization })]).toEqual([401, 401, 401]);
  expect([await status('key', { 'x-api-key': local.apiKeys[0].value }), await status('key')]).toEqual([200, 403]);
});

test('with the credentials of callers, each reaches what their own policy lets them, selectors included', async () => {
  const store = await startStore({ region: 'us-east-1' });
  closeLater(() => store.stop());
  const policy = (Action: string | string[], Resource: string) => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } });
  const owner = await createStoreUser(store, 'owner', policy('s3:*', '*'));
  const reader = await createStoreUser(store, 'reader', policy(['s3:GetObject', 's3:GetObjectTagging'], 'arn:aws:s3:::the-bucket/shared/*'));
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(new Bucket(stack, 'Bucket', { bucketName: 'the-bucket' })),
    operations: S3Operations.READ_WRITE,
    auth: S3ProxyAuth.iam({ callerCredentials: true }),
  });
  const { endpoint, iamEndpoint, credentials } = store;
  const local = await startLocal({ template: templateOf(stack), callers: [owner, reader, CALLER], s3: { endpoint, iamEndpoint, credentials } });
  closeLater(() => local.close());
  const as = async (caller: Caller, method: string, path: string, more: Partial<RawRequest> = {}) => {
    const { status, body } = await raw(local, signed(local, caller, { method, target: `/prod/${path}`, ...more }));
    return [status, /<Code>(.*?)</.exec(body.toString())?.[1] ?? body.toString()];
  };

  expect(await as(owner, 'PUT', 'shared/a', { body: 'shared', headers: { 'x-amz-tagging': 'k=v' } })).toEqual([200, '']);
  expect(await as(owner, 'PUT', 'own/a', { body: 'own' })).toEqual([200, '']);
  expect(await as(reader, 'GET', 'shared/a')).toEqual([200, 'shared']);
  // No operation for tags is switched on: the caller's policy decides.
  expect(await as(reader, 'GET', 'shared/a?tagging')).toEqual([200, expect.stringContaining('<Value>v</Value>')]);
  for (const [method, path] of [['GET', 'own/a'], ['GET', ''], ['PUT', 'shared/a'], ['PUT', 'shared/a?tagging'], ['DELETE', 'shared/a'], ['DELETE', 'shared/a?tagging']]) {
    expect([method, path, ...await as(reader, method, path, method === 'PUT' ? { body: 'changed' } : {})]).toEqual([method, path, 403, 'AccessDenied']);
  }
  expect(await as(CALLER, 'GET', 'shared/a')).toEqual([403, 'InvalidAccessKeyId']);
  expect((await callStore(store, 'GET', '/the-bucket/shared/a')).body).toBe('shared');
});
