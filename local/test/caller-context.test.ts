import {
  ApiParts, apiTemplate, CALLER, closeAll, closeLater, Properties, raw, RawRequest, Recorder, recorder, S3_ARN, s3Method, serve, valuesOf,
} from './support/gateway';
import { callStore, createStoreUser, startStore } from './support/store';
import { signRequest } from '../src/auth/sigv4';
import { sha256Hex } from '../src/auth/sigv4-canonical';
import { Caller, LocalApi, startLocal } from '../src/index';

afterEach(closeAll);

/** What an authorizer says of the caller goes to S3 in the path and in a header, and by a template in two others. */
function parts(source: string, properties: Properties, resources: ApiParts['resources'] = {}): ApiParts {
  const method = (path: string, mapped: Properties, template = '') => {
    const { properties: own, ...rest } = s3Method({ path, integration: { Uri: `${S3_ARN}/bucket/{who}` } });
    return {
      ...rest,
      properties: { ...own, ...properties },
      integration: { ...rest.integration, RequestParameters: mapped, ...(template && { RequestTemplates: { 'application/json': template } }) },
    };
  };
  const mapped = { 'integration.request.path.who': source, 'integration.request.header.x-who': source };
  return {
    methods: [
      method('/mapped', mapped),
      method('/header', { 'integration.request.path.who': "'k'", 'integration.request.header.x-who': source }),
      method('/template', { 'integration.request.path.who': "'k'", 'integration.request.querystring.prefix': "'none'" },
        `#set($context.requestOverride.querystring.prefix = "users/$${source}/")#set($context.requestOverride.header.x-who = $${source})`),
    ],
    resources,
  };
}

const lambda = (result: object): ApiParts['resources'] => ({
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: {
        ZipFile: `exports.handler = async (event) => (${JSON.stringify({
          policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] }, ...result,
        })});`,
      },
      Handler: 'index.handler',
      Runtime: 'nodejs20.x',
      Role: 'arn:aws:iam::000000000000:role/any',
    },
  },
  Authorizer: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: 'Api' },
      Name: 'lambda',
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerUri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations' },
    },
  },
});

async function asked(api: LocalApi, s3: Recorder, target: string, headers: RawRequest['headers']) {
  s3.received.length = 0;
  const { status } = await raw(api, { target: `/prod${target}`, headers });
  return [status, s3.received[0]?.target, s3.received[0] && valuesOf(s3.received[0].headers, 'x-who')];
}

test.each([
  ['context.authorizer.principalId', { principalId: 'a b/ü' }],
  ['context.authorizer.tenant', { principalId: 'me', context: { tenant: 'a b/ü' } }],
])('%s is a source of paths, headers and templates', async (source, result) => {
  const s3 = await recorder();
  const api = await serve(parts(source, { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } }, lambda(result)), s3);
  const as = (target: string) => asked(api, s3, target, { Authorization: 't' });
  const bytes = Buffer.from('a b/ü').toString('latin1');
  expect(await as('/mapped')).toEqual([200, '/bucket/a%20b/%C3%BC', [bytes]]);
  expect(await as('/template')).toEqual([200, '/bucket/k?prefix=users%2Fa%20b%2F%C3%BC%2F', [bytes]]);
});

test.each([['that is absent', {}, []], ['that is empty', { tenant: '' }, ['']]])('a value %s', async (_, context, header) => {
  const s3 = await recorder();
  const resources = lambda({ principalId: 'me', context });
  const api = await serve(parts('context.authorizer.tenant', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } }, resources), s3);
  const as = (target: string) => asked(api, s3, target, { Authorization: 't' });
  expect(await as('/header')).toEqual([200, '/bucket/k', header]);
  expect(await as('/mapped')).toEqual(header.length === 0 ? [500, undefined, undefined] : [200, '/bucket/', header]);
});

const signed = (api: LocalApi, path: string, credentials: Caller) => signRequest({
  method: 'GET', path: `/prod${path}`, query: '', headers: [['host', new URL(api.url()).host]],
}, {
  service: 'execute-api', region: 'us-east-1', credentials, payloadHash: sha256Hex(Buffer.alloc(0)),
});

test('context.identity.cognitoIdentityId is a source of paths, headers and templates', async () => {
  const s3 = await recorder();
  const caller = { ...CALLER, cognitoIdentityId: 'us-east-1:0000-1111' };
  const api = await serve(parts('context.identity.cognitoIdentityId', { AuthorizationType: 'AWS_IAM' }), s3, { callers: [caller] });
  const as = (target: string) => asked(api, s3, target, signed(api, target, caller));
  expect((await as('/mapped')).slice(0, 2)).toEqual([200, expect.stringMatching(/^\/bucket\/us-east-1(:|%3A)0000-1111$/)]);
  expect(await as('/template')).toEqual([200, '/bucket/k?prefix=users%2Fus-east-1%3A0000-1111%2F', ['us-east-1:0000-1111']]);
});

test('the caller\'s own credentials reach on a real store what the caller may', async () => {
  const store = await startStore({ region: 'us-east-1' });
  closeLater(() => store.stop());
  await callStore(store, 'PUT', '/bucket');
  for (const key of ['mine/k', 'other/k']) {
    await callStore(store, 'PUT', `/bucket/${key}`, { body: key });
  }
  const allowed = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/mine/*' } };
  const reader = await createStoreUser(store, 'reader', allowed);
  const method = s3Method({ properties: { AuthorizationType: 'AWS_IAM', MethodResponses: [{ StatusCode: '200' }, { StatusCode: '403' }] } });
  const api = await startLocal({
    template: apiTemplate({
      methods: [{
        ...method,
        integration: {
          ...method.integration,
          Credentials: 'arn:aws:iam::*:user/*',
          IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '403', SelectionPattern: '403' }],
        },
      }],
    }),
    s3: { endpoint: store.endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials },
    callers: [reader, CALLER],
  });
  closeLater(() => api.close());
  const as = async (path: string, caller: Caller) => {
    const { status, body } = await raw(api, { target: `/prod${path}`, headers: signed(api, path, caller) });
    return [status, body.toString()];
  };
  expect(await as('/mine/k', reader)).toEqual([200, 'mine/k']);
  expect(await as('/other/k', reader)).toEqual([403, expect.stringContaining('AccessDenied')]);
  expect(await as('/mine/k', CALLER)).toEqual([403, expect.stringContaining('InvalidAccessKeyId')]);
});
