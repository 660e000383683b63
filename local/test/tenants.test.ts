import { createHash } from 'node:crypto';
import { ApiParts, apiTemplate, closeAll, closeLater, MethodParts, raw, RawAnswer, S3_ARN, s3Method } from './support/gateway';
import { callStore, startStore } from './support/store';
import { Claims, signingKey, token } from './support/tokens';
import { LocalOptions, startLocal } from '../src/index';
import { Versitygw } from '../src/store/versitygw';

const POOL = 'us-east-1_AbCdEf123';
const KEY = signingKey('one');
const STATUSES = ['200', '204', '400', '403', '404', '500'];
const TRUST = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }] };
const DOTS = [
  '/../bob/secret', '/%2e%2e/bob/secret', '/a/../../bob/secret', '/..%2Fbob%2Fsecret', '/../../users/bob/secret', '/./../bob/secret',
];
const EXPIRES = Math.floor(Date.now() / 1000) + 3600;

let store: Versitygw;
beforeAll(async () => {
  store = await startStore({ region: 'us-east-1' });
});
afterAll(async () => {
  await store.stop();
});
afterEach(closeAll);

const tenantMethod = (carrier: string, wanted: MethodParts): MethodParts => {
  const { properties, ...method } = s3Method(wanted);
  return {
    ...method,
    properties: {
      ...properties,
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: 'Authorizer' },
      MethodResponses: STATUSES.map((StatusCode) => ({ StatusCode })),
      RequestParameters: { ...properties!.RequestParameters as object, 'method.request.header.x-amz-copy-source': false },
    },
    integration: {
      ...method.integration,
      Credentials: { 'Fn::GetAtt': ['Role', 'Arn'] },
      RequestParameters: {
        ...method.integration!.RequestParameters as object,
        'integration.request.path.sub': 'context.authorizer.claims.sub',
        'integration.request.header.x-amz-copy-source': 'method.request.header.x-amz-copy-source',
        [`integration.request.header.${carrier}`]: 'context.authorizer.claims.sub',
      },
      IntegrationResponses: STATUSES.map((StatusCode) => ({ StatusCode, SelectionPattern: StatusCode })),
    },
  };
};

/** Everybody has a prefix in the bucket `tenants`, named by a claim that goes to S3 in a header, too. */
function parts(carrier: string, more: MethodParts[] = []): ApiParts {
  const own = `\${aws:${carrier.replace('-', '')}}`;
  const allow = (action: string[], resource: string, condition?: object) => ({
    Effect: 'Allow', Action: action, Resource: resource, ...(condition && { Condition: condition }),
  });
  const integration = { Uri: `${S3_ARN}/tenants/users/{sub}/{key}` };
  const object = ['GET', 'PUT', 'DELETE'].map((method) => tenantMethod(carrier, { method, integration }));
  const list = tenantMethod(carrier, {
    path: '/',
    properties: { RequestParameters: { 'method.request.querystring.prefix': false } },
    integration: {
      Uri: `${S3_ARN}/tenants?list-type=2`,
      RequestParameters: { 'integration.request.querystring.prefix': 'method.request.querystring.prefix' },
      RequestTemplates: {
        'application/json': '#if($input.params("own") == "yes")'
          + '#set($context.requestOverride.querystring.prefix = "users/$context.authorizer.claims.sub/")#end',
      },
    },
  });
  return {
    methods: [...object, list, ...more],
    resources: {
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: { Ref: 'Api' },
          Name: 'pool',
          Type: 'COGNITO_USER_POOLS',
          IdentitySource: 'method.request.header.Authorization',
          ProviderARNs: [`arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL}`],
        },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'tenants' } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'Tenant',
          AssumeRolePolicyDocument: TRUST,
          Policies: [{
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `arn:aws:s3:::tenants/users/${own}/*`),
                allow(['s3:ListBucket'], 'arn:aws:s3:::tenants', { StringLike: { 's3:prefix': [`users/${own}/*`] } }),
              ],
            },
          }],
        },
      },
    },
  };
}

async function start(carrier: string, options: LocalOptions['options'] = {}, more: MethodParts[] = []) {
  const api = await startLocal({
    template: apiTemplate(parts(carrier, more)),
    userPools: { [POOL]: { jwks: { keys: [KEY.jwk] } } },
    s3: { endpoint: store.endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials, region: 'us-east-1' },
    options,
  });
  closeLater(() => api.close());
  for (const name of ['alice', 'bob', 'x']) {
    await callStore(store, 'PUT', `/tenants/users/${name}/secret`, { body: `of ${name}` });
  }
  const as = (claims: Claims) => (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<RawAnswer> => raw(api, {
    method,
    target: `/prod${path}`,
    body,
    headers: {
      Authorization: token({ iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`, token_use: 'id', exp: EXPIRES, ...claims }, KEY),
      ...headers,
    },
  });
  return { api, as, alice: as({ sub: 'alice' }) };
}

const stored = async (key: string) => (await callStore(store, 'GET', `/tenants/${key}`)).body;

describe('a claim in a header that IAM knows', () => {
  const carrier = 'User-Agent';
  test('names the only keys that its owner reaches', async () => {
    const { alice, api } = await start(carrier);
    expect((await alice('PUT', '/a/file', 'content')).status).toBe(200);
    expect(await stored('users/alice/a/file')).toBe('content');
    expect((await alice('GET', '/a/file')).body.toString()).toBe('content');
    expect((await alice('DELETE', '/a/file')).status).toBe(204);
    expect(api.notSimulated).toEqual([]);
  });

  test.each(['kept', 'resolved'] as const)('holds for dots in keys, %s', async (dotSegments) => {
    const { alice } = await start(carrier, { dotSegments });
    for (const path of DOTS) {
      expect([path, (await alice('GET', path)).body.toString()]).not.toEqual([path, 'of bob']);
      await alice('PUT', path, 'taken');
      await alice('DELETE', path);
      expect([path, await stored('users/bob/secret')]).toEqual([path, 'of bob']);
    }
  });

  test('confines lists', async () => {
    const { alice } = await start(carrier);
    const own = await alice('GET', '/?own=yes');
    expect([own.status, own.body.toString().match(/<Key>[^<]*/g)]).toEqual([200, ['<Key>users/alice/secret']]);
    for (const path of ['/', '/?prefix=', '/?prefix=users%2F', '/?prefix=users%2Fbob%2F', '/?prefix=users%2Falice', '/?prefix=users%2F*%2F']) {
      expect([path, (await alice('GET', path)).status]).toEqual([path, 403]);
    }
    expect((await alice('GET', '/?prefix=users%2Falice%2F..%2Fbob%2F')).body.toString()).not.toContain('secret');
  });

  test('confines what is copied', async () => {
    const { alice } = await start(carrier);
    expect((await alice('PUT', '/copy', '', { 'x-amz-copy-source': '/tenants/users/alice/secret' })).status).toBe(200);
    for (const source of ['/tenants/users/bob/secret', '/tenants/users/alice/../bob/secret', '/tenants/users/alice%2F..%2Fbob%2Fsecret']) {
      expect([source, (await alice('PUT', '/copy', '', { 'x-amz-copy-source': source })).status]).toEqual([source, 403]);
    }
    expect((await alice('GET', '/copy')).body.toString()).toBe('of alice');
    await alice('DELETE', '/copy');
  });

  test('is a name, not a pattern', async () => {
    const { as } = await start(carrier);
    expect((await as({ sub: '*' })('GET', '/../alice/secret')).body.toString()).not.toBe('of alice');
    expect((await as({ sub: '*' })('PUT', '/k', 'x')).status).toBe(200);
    expect((await as({ sub: '.' })('GET', '/secret')).body.toString()).not.toContain('of ');
    expect((await as({ sub: '..' })('GET', '/users/alice/secret')).body.toString()).not.toContain('of ');
    expect((await as({ sub: 'alice/../bob' })('GET', '/secret')).body.toString()).not.toContain('of ');
  });

  test('that is not there is an error, and an empty one reaches nothing', async () => {
    const { as } = await start(carrier);
    expect((await as({})('GET', '/secret')).status).toBe(500);
    expect((await as({ sub: '' })('GET', '/alice/secret')).status).toBe(403);
  });

  test('is told to the store too, past the gateway', async () => {
    const { api } = await start(carrier);
    const credentials = api.roleCredentials('arn:aws:iam::000000000000:role/Tenant');
    const direct = async (path: string, query = '') =>
      (await callStore(store, 'GET', `/tenants${path}`, { query, credentials, headers: { [carrier]: 'alice' } })).status;
    expect([await direct('/users/alice/secret'), await direct('/users/bob/secret')]).toEqual([200, 403]);
    expect([await direct('', 'prefix=users%2Falice%2F'), await direct('', 'prefix=users%2Fbob%2F')]).toEqual([200, 403]);
  });

  test('holds for keys in bodies', async () => {
    const { as } = await start(carrier, {}, [
      tenantMethod(carrier, {
        path: '/',
        method: 'POST',
        integration: { Uri: `${S3_ARN}/tenants?delete`, RequestParameters: { 'integration.request.header.Content-MD5': 'method.request.header.x-md5' } },
        properties: { RequestParameters: { 'method.request.header.x-md5': false } },
      }),
    ]);
    const remove = async (sub: string, key: string) => {
      const body = `<Delete><Object><Key>users/${key}</Key></Object></Delete>`;
      const answer = await as({ sub })('POST', '/', body, { 'x-md5': createHash('md5').update(body).digest('base64') });
      return [answer.status, /<Code>\w+/.exec(answer.body.toString())?.[0]];
    };
    await callStore(store, 'PUT', '/tenants/users/alice/old');
    expect(await remove('alice', 'alice/old')).toEqual([200, undefined]);
    expect((await callStore(store, 'GET', '/tenants/users/alice/old')).status).toBe(404);
    expect(await remove('alice', 'bob/secret')).toEqual([200, '<Code>AccessDenied']);
    expect(await remove('alice', 'alice/../bob/secret')).toEqual([200, '<Code>AccessDenied']);
    expect(await remove('*', 'bob/secret')).toEqual([403, '<Code>AccessDenied']);
    expect(await stored('users/bob/secret')).toBe('of bob');
  });
});

test('a claim in Referer reaches nothing while API Gateway drops the header', async () => {
  const { alice } = await start('Referer');
  expect((await alice('GET', '/secret')).status).toBe(403);
});
