import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCognitoLocal } from './support/cognito-local';
import { ApiParts, apiTemplate, closeAll, closeLater, mockMethod, Properties, raw, recorder, ROOT, serve } from './support/gateway';
import { Claims, signingKey, token } from './support/tokens';
import { LocalApi, LocalOptions, startLocal } from '../src/index';

afterEach(closeAll);

const POOL = 'us-east-1_AbCdEf123';
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const KEY = signingKey('one');
const OTHER_KEY = signingKey('two');
const NOW = Date.UTC(2026, 2, 4, 12);
const SECONDS = NOW / 1000;

const COMMON: Claims = { sub: 'the-sub', iss: ISSUER, iat: SECONDS - 60, exp: SECONDS + 3600, auth_time: SECONDS - 60 };
const ID: Claims = { ...COMMON, 'token_use': 'id', 'aud': 'client', 'email': 'a@example.com', 'cognito:username': 'alice', 'cognito:groups': ['x', 'y'], 'email_verified': true };
const ACCESS: Claims = { ...COMMON, token_use: 'access', client_id: 'client', scope: 'files/read openid', username: 'alice' };

const TELL = '$context.authorizer.claims.sub|$context.authorizer.claims.exp|$context.authorizer.claims.auth_time|'
  + '$context.authorizer.claims.email_verified|$context.authorizer.claims.get("cognito:groups")|$context.authorizer.claims["cognito:username"]';

function parts(authorizer: Properties = {}, pool: Properties | undefined = undefined): ApiParts {
  const method = (path: string, scopes?: string[]) => {
    const mock = mockMethod(path, 'GET', TELL);
    return {
      ...mock,
      properties: {
        ...mock.properties, AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' }, ...(scopes && { AuthorizationScopes: scopes }),
      },
    };
  };
  return {
    methods: [method('/'), method('/other'), method('/read', ['files/read', 'files/all']), method('/write', ['files/write'])],
    resources: {
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: { Ref: 'Api' },
          Name: 'pool',
          Type: 'COGNITO_USER_POOLS',
          IdentitySource: 'method.request.header.Authorization',
          ProviderARNs: [pool ? { 'Fn::GetAtt': ['Pool', 'Arn'] } : `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL}`],
          ...authorizer,
        },
      },
      ...(pool && { Pool: { Type: 'AWS::Cognito::UserPool', Properties: pool } }),
    },
  };
}

async function start(authorizer: Properties = {}, options: Partial<LocalOptions> = {}): Promise<LocalApi> {
  return serve(parts(authorizer), await recorder(), { userPools: { [POOL]: { jwks: { keys: [KEY.jwk] } } }, now: () => NOW, ...options });
}

async function send(api: LocalApi, value: string | undefined, target = '/prod/', header = 'Authorization'): Promise<[number, string, string?]> {
  const answer = await raw(api, { target, headers: value === undefined ? {} : { [header]: value } });
  return [answer.status, answer.body.toString(), answer.header('x-amzn-ErrorType')];
}

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}', 'UnauthorizedException'];

describe('an identity token', () => {
  test.each([['alone', ''], ['after Bearer', 'Bearer '], ['after bearer', 'bearer ']])('%s passes, and its claims are texts in the context', async (_, prefix) => {
    const [status, body] = await send(await start(), `${prefix}${token(ID, KEY)}`);
    expect([status, body]).toEqual([200, `the-sub|Wed Mar 04 13:00:00 UTC 2026|${SECONDS - 60}|true|x,y|alice`]);
  });

  test('in another header, whatever its spelling', async () => {
    const api = await start({ IdentitySource: 'method.request.header.X-Token' });
    expect((await send(api, token(ID, KEY), '/prod/', 'x-token'))[0]).toBe(200);
    expect(await send(api, token(ID, KEY))).toEqual(UNAUTHORIZED);
  });

  test('of any client of the pool', async () => {
    expect((await send(await start(), token({ ...ID, aud: 'another' }, KEY)))[0]).toBe(200);
  });

  test('claims go into mapped parameters', async () => {
    const s3 = await recorder();
    const plain = parts();
    const api = await serve({
      ...plain,
      methods: [{
        path: '/m',
        method: 'GET',
        properties: { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Authorizer' }, MethodResponses: [{ StatusCode: '200' }] },
        integration: {
          Type: 'AWS',
          IntegrationHttpMethod: 'GET',
          Uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket/{sub}',
          Credentials: 'arn:aws:iam::000000000000:role/role',
          RequestParameters: { 'integration.request.path.sub': 'context.authorizer.claims.sub', 'integration.request.header.x-user': 'context.authorizer.claims.cognito:username' },
          IntegrationResponses: [{ StatusCode: '200' }],
        },
      }],
    }, s3, { userPools: { [POOL]: { jwks: { keys: [KEY.jwk] } } }, now: () => NOW });
    expect((await send(api, token(ID, KEY), '/prod/m'))[0]).toBe(200);
    expect([s3.received[0].target, s3.received[0].headers]).toEqual(['/bucket/the-sub', expect.arrayContaining([['x-user', 'alice']])]);
  });
});

describe('401', () => {
  const [head, body, signature] = token(ID, KEY).split('.');
  const forged = Buffer.from(JSON.stringify({ ...ID, sub: 'somebody-else' })).toString('base64url');

  test.each<[string, string | undefined]>([
    ['no token', undefined],
    ['an empty one', ''],
    ['Bearer and nothing', 'Bearer '],
    ['something else', 'Basic YTpi'],
    ['JSON that is no object', `${head}.${Buffer.from('null').toString('base64url')}.${signature}`],
    ['a changed claim', `${head}.${forged}.${signature}`],
    ['a signature of another', `${head}.${body}.${token(COMMON, KEY).split('.')[2]}`],
    ['no signature', `${head}.${body}.`],
    ['alg none', token(ID, KEY, { alg: 'none' })],
    ['alg HS256', token(ID, KEY, { alg: 'HS256' })],
    ['the kid of the pool, the key of another', token(ID, { ...OTHER_KEY, kid: KEY.kid })],
    ['a kid that the pool does not have', token(ID, OTHER_KEY)],
    ['another pool', token({ ...ID, iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' }, KEY)],
    ['no issuer', token({ ...ID, iss: undefined }, KEY)],
    ['not valid yet', token({ ...ID, nbf: SECONDS + 10 }, KEY)],
    ['an access token where there are no scopes', token(ACCESS, KEY)],
    ['no use', token({ ...ID, token_use: undefined }, KEY)],
  ])('%s', async (_, value) => {
    expect(await send(await start(), value)).toEqual(UNAUTHORIZED);
  });

  test.each([['that has expired', { exp: SECONDS - 1 }], ['without an end', { exp: undefined }]])('a token %s, in words of its own', async (_, claims) => {
    expect(await send(await start(), token({ ...ID, ...claims }, KEY))).toEqual([401, '{"message":"The incoming token has expired"}', 'UnauthorizedException']);
  });

  test('a token that is accepted after one with an unknown kid', async () => {
    const api = await start();
    expect(await send(api, token(ID, OTHER_KEY))).toEqual(UNAUTHORIZED);
    expect((await send(api, token(ID, KEY)))[0]).toBe(200);
  });

  test('customised', async () => {
    const plain = parts();
    const api = await serve({
      ...plain,
      resources: {
        ...plain.resources,
        Response: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' }, ResponseType: 'UNAUTHORIZED', StatusCode: '418', ResponseTemplates: { 'text/plain': 'who?' },
          },
        },
      },
    }, await recorder(), { userPools: { [POOL]: { jwks: { keys: [KEY.jwk] } } } });
    expect((await send(api, undefined)).slice(0, 2)).toEqual([418, 'who?']);
  });
});

describe('a method with scopes', () => {
  test('takes an access token with one of them', async () => {
    expect((await send(await start(), token(ACCESS, KEY), '/prod/read'))[0]).toBe(200);
  });

  test.each<[string, string]>([
    ['without one of them', token(ACCESS, KEY)], ['without any', token({ ...ACCESS, scope: undefined }, KEY)],
    ['with a longer one', token({ ...ACCESS, scope: 'files/write2' }, KEY)],
  ])('an access token %s: 401, or 403 as an option', async (_, value) => {
    expect(await send(await start(), value, '/prod/write')).toEqual(UNAUTHORIZED);
    const api = await start({}, { options: { insufficientScope: 'access-denied' } });
    expect((await send(api, value, '/prod/write')).slice(0, 2)).toEqual([403, '{"Message":"User is not authorized to access this resource"}']);
  });

  test('an identity token, even with the scope: 401', async () => {
    expect(await send(await start(), token({ ...ID, scope: 'files/read' }, KEY), '/prod/read')).toEqual(UNAUTHORIZED);
  });
});

describe('IdentityValidationExpression', () => {
  test.each<[string, number]>([['client', 200], ['cli.*', 200], ['(a|client)', 200], ['clien', 401], ['', 200]])("'%s': %d", async (expression, status) => {
    const api = await start({ IdentityValidationExpression: expression });
    expect((await send(api, token(ID, KEY)))[0]).toBe(status);
    expect((await send(api, token(ACCESS, KEY), '/prod/read'))[0]).toBe(status);
  });
});

describe('the results', () => {
  test('are cached, but never longer than the token is good', async () => {
    let [now, asked] = [NOW, 0];
    const keys = await recorder((_, response) => {
      asked++;
      response.end(JSON.stringify({ keys: [KEY.jwk] }));
    });
    const api = await start({ AuthorizerResultTtlInSeconds: 3600 }, { now: () => now, userPools: { [POOL]: { jwks: `${keys.endpoint}/jwks.json` } } });
    const good = token({ ...ID, exp: SECONDS + 100 }, KEY);
    expect([(await send(api, good))[0], (await send(api, good, '/prod/other'))[0], asked]).toEqual([200, 200, 1]);
    now += 101_000;
    expect((await send(api, good))[0]).toBe(401);
  });

  test('of one method do not open another that asks for more', async () => {
    const api = await start();
    expect((await send(api, token(ACCESS, KEY), '/prod/read'))[0]).toBe(200);
    expect(await send(api, token(ACCESS, KEY), '/prod/write')).toEqual(UNAUTHORIZED);
    expect(await send(api, token(ACCESS, KEY))).toEqual(UNAUTHORIZED);
  });
});

describe('the keys', () => {
  test('of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jwks-'));
    closeLater(() => Promise.resolve(rmSync(folder, { recursive: true })));
    writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [OTHER_KEY.jwk, KEY.jwk] }));
    expect((await send(await start({}, { userPools: { [POOL]: { jwks: join(folder, 'jwks.json') } } }), token(ID, KEY)))[0]).toBe(200);
  });

  test.each(['/no/such/file.json', 'http://127.0.0.1:1/jwks.json'])('that cannot be read (%s): told at start and with each 500, until they can', async (jwks) => {
    const lines: string[] = [];
    const api = await start({}, { userPools: { [POOL]: { jwks } }, log: (line) => lines.push(line) });
    expect((await send(api, token(ID, KEY)))[0]).toBe(500);
    const why = `the keys of the user pool '${POOL}' cannot be read from '${jwks}': `;
    expect(lines).toEqual([
      expect.stringMatching(`^${why}.*(ENOENT|ECONNREFUSED|bad port).*; until they can, requests with tokens of it are answered 500$`),
      expect.stringMatching(`AUTHORIZER_CONFIGURATION_ERROR: Authorizer: ${why}`),
    ]);
  });

  test('are read when their server has started', async () => {
    let keys = '[]';
    const server = await recorder((_, response) => response.end(keys));
    const lines: string[] = [];
    const api = await start({}, { userPools: { [POOL]: `${server.endpoint}/jwks.json` }, log: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringContaining('cannot be read')]);
    keys = JSON.stringify({ keys: [KEY.jwk] });
    expect((await send(api, token(ID, KEY)))[0]).toBe(200);
    expect(lines).toHaveLength(1);
  });

  test('of a pool that is none: refused, with those that there are', async () => {
    await expect(start({}, { userPools: { [POOL]: '/x', Pol: '/y' } })).rejects.toThrow(`userPools: must name what the template has (${POOL}), got 'Pol'`);
    await expect(start({}, { userPools: { [POOL]: {} as { jwks: string } } }))
      .rejects.toThrow(`userPools: '${POOL}' must be a URL or a file, or { jwks: one of these, id: of the pool }, got {}`);
  });
});

test.each<[string, string | undefined, RegExp]>([
  ['there is none', undefined, /no token in the header Authorization/],
  ['it is of another pool', token({ ...ID, iss: `${ISSUER}x` }, KEY), /its issuer is 'https:.*x', and must be https:/],
  ['it is an access token', token(ACCESS, KEY), /its token_use is 'access', and the method takes tokens of 'id'/],
  ['another signed it', token(ID, { ...OTHER_KEY, kid: KEY.kid }), /signature/i],
])('the log says why a token is refused: %s', async (_, sent, reason) => {
  const lines: string[] = [];
  expect((await send(await start({}, { log: (line) => lines.push(line) }), sent))[0]).toBe(401);
  expect(lines).toEqual([expect.stringMatching(reason)]);
});

test('a pool of the template has the id that the URL of its keys tells', async () => {
  const cognito = await startCognitoLocal();
  const { UserPool: { Id } } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
  const lines: string[] = [];
  const userPools = { Pool: { jwks: `${cognito.url}/${Id}/.well-known/jwks.json` } };
  const api = await serve(parts({}, { UserPoolName: 'p' }), await recorder(), { userPools, log: (line) => lines.push(line) });
  await send(api, token({ ...ID, iss: 'elsewhere' }, KEY));
  expect(lines).toEqual([expect.stringContaining(`must be https://cognito-idp.us-east-1.amazonaws.com/${Id}`)]);
});

test('with a resource policy, which has to allow too', async () => {
  const policy = (Effect: string) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/GET/' },
    ],
  });
  const call = async (document: Properties, target: string) => {
    const userPools = { [POOL]: { jwks: { keys: [KEY.jwk] } } };
    const api = await serve({ ...parts(), api: { Policy: document } }, await recorder(), { userPools, now: () => NOW });
    return (await send(api, token(ID, KEY), target))[0];
  };
  expect([await call(policy('Allow'), '/prod/'), await call(policy('Allow'), '/prod/other'), await call(policy('Deny'), '/prod/')]).toEqual([200, 403, 403]);
});

describe('with cognito-local', () => {
  test('a user signs in and calls', async () => {
    const cognito = await startCognitoLocal();
    const { UserPool: { Id: id } } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
    const { UserPoolClient: { ClientId } } = await cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', { UserPoolId: id, ClientName: 'c' });
    await cognito.call('AdminCreateUser', { UserPoolId: id, Username: 'alice', MessageAction: 'SUPPRESS', UserAttributes: [{ Name: 'email', Value: 'a@example.com' }] });
    await cognito.call('AdminSetUserPassword', { UserPoolId: id, Username: 'alice', Password: 'Pass-word-1', Permanent: true });
    const { AuthenticationResult: { AccessToken, IdToken } } = await cognito.call<{ AuthenticationResult: Record<string, string> }>('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME: 'alice', PASSWORD: 'Pass-word-1' },
    });
    const template = parts({}, { UserPoolName: 'pool' });
    const api = await serve(template, await recorder(), { userPools: { Pool: { id, jwks: `${cognito.url}/${id}/.well-known/jwks.json` } } });
    expect(api.physicalId('Pool')).toBe(id);
    expect(await send(api, `Bearer ${IdToken}`)).toEqual([200, expect.stringContaining('|alice'), undefined]);
    expect(await send(api, AccessToken)).toEqual(UNAUTHORIZED);
    expect(await send(api, `${IdToken.slice(0, -4)}AAAA`)).toEqual(UNAUTHORIZED);
  });
});

describe('refused at start', () => {
  test.each<[string, ApiParts, string]>([
    ['a pool whose keys nobody knows', parts({}, {}), "Authorizer: ProviderARNs: the keys of 'Pool' are not known: say where its JWKS is, with --user-pool Pool=URL"],
    ['no pool', parts({ ProviderARNs: [] }), 'Authorizer: ProviderARNs: must name a Cognito user pool, got none'],
    ['something else than a pool', parts({ ProviderARNs: ['arn:aws:s3:::b'] }), "Authorizer: ProviderARNs: must be ARNs of Cognito user pools, got 'arn:aws:s3:::b'"],
    ['two headers', parts({ IdentitySource: 'method.request.header.A,method.request.header.B' }), 'Authorizer: IdentitySource: must be one header'],
    ['a query as the source', parts({ IdentitySource: 'method.request.querystring.token' }), 'Authorizer: IdentitySource: must be one header'],
    ['no expression', parts({ IdentityValidationExpression: '(' }), "Authorizer: IdentityValidationExpression: '(' is no regular expression"],
    ['an endless cache', parts({ AuthorizerResultTtlInSeconds: 3601 }), 'Authorizer: AuthorizerResultTtlInSeconds: must be a whole number from 0 to 3600'],
    ['another type', parts({ Type: 'JWT' }), 'Authorizer: Type: must be one of COGNITO_USER_POOLS, REQUEST, TOKEN'],
  ])('%s', async (_, refused, message) => {
    await expect(startLocal({ template: apiTemplate(refused), deploy: false, s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT } })).rejects.toThrow(message);
  });

  test.each<[string, Properties, string]>([
    ['an authorizer that is not there', { AuthorizerId: 'nobody' }, 'Method0: AuthorizerId: Invalid authorizer ID specified'],
    ['no authorizer', { AuthorizerId: { Ref: 'AWS::NoValue' } }, 'Method0: AuthorizerId: must be given'],
    ['an authorizer of another kind', { AuthorizationType: 'CUSTOM' }, "Method0: AuthorizationType: 'CUSTOM' does not fit an authorizer of type 'COGNITO_USER_POOLS'"],
    ['scopes without Cognito', { AuthorizationType: 'AWS_IAM', AuthorizationScopes: ['a'] }, 'Method0: AuthorizationScopes: need AuthorizationType COGNITO_USER_POOLS'],
  ])('a method with %s', async (_, properties, message) => {
    const plain = parts();
    const [first] = plain.methods;
    const refused = apiTemplate({ ...plain, methods: [{ ...first, properties: { ...first.properties, ...properties } }] });
    const promise = startLocal({
      template: refused, deploy: false, s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT }, userPools: { [POOL]: { jwks: { keys: [] } } },
    });
    await expect(promise).rejects.toThrow(message);
  });
});
