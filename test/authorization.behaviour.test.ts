import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { closeAll, raw, recorder, serve } from '../local/test/support/gateway';
import { signingKey, token } from '../local/test/support/tokens';

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
