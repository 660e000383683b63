import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiParts, apiTemplate, closeAll, closeLater, mockMethod, Properties, raw, RawRequest, recorder, ROOT, serve } from './support/gateway';
import { LocalApi, LocalOptions, startLocal } from '../src/index';

afterEach(closeAll);

/** What the function is told comes back in the context, and the token says what it shall answer. */
const CODE = `
let calls = 0;
const policy = (effect, resource) => ({
  principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }] },
});
exports.handler = async (event, context) => {
  calls++;
  const token = event.authorizationToken ?? event.headers['X-Token'] ?? event.queryStringParameters.token;
  const all = event.methodArn.split('/').slice(0, 2).join('/') + '/*';
  switch (token) {
    case 'allow': return {
      ...policy('Allow', all), context: { event: JSON.stringify(event), calls, flag: true, text: 'words', nothing: null, name: context.functionName },
    };
    case 'this': return { ...policy('Allow', event.methodArn), context: { calls } };
    case 'deny': return { ...policy('Deny', all), context: { reason: 'too late' } };
    case 'nothing': return policy('Allow', 'arn:aws:execute-api:us-east-1:000000000000:other/*');
    case 'address': return { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: {
      Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1' } },
    } } };
    case 'key': return { ...policy('Allow', '*'), usageIdentifierKey: 'the-value-of-a-key-0123456789' };
    case 'throw': throw new Error('Unauthorized');
    case 'fail': throw new Error('the database is away');
    case 'hang': return new Promise(() => {});
    case 'exit': process.exit(3);
    case 'spin': for (;;);
    case 'env': return { ...policy('Allow', '*'), context: { text: [process.env.COLOUR, process.env.AWS_REGION, process.env.S3_SECRET_ACCESS_KEY].join(' ') } };
    default: return JSON.parse(token);
  }
};
exports.callback = (event, context, callback) => {
  if (event.authorizationToken === 'no') callback('Unauthorized');
  else if (event.authorizationToken === 'legacy') context.succeed(policy('Allow', '*'));
  else if (event.authorizationToken === 'legacy no') context.fail('Unauthorized');
  else callback(null, policy('Allow', '*'));
};
`;

interface Setup {
  readonly authorizer?: Properties;
  readonly lambda?: Properties;
  readonly more?: Partial<ApiParts>;
  readonly keyed?: boolean;
}

const TOLD = '$context.authorizer.event';
const CONTEXT = '$context.authorizer.principalId|$context.authorizer.calls|$context.authorizer.flag|$context.authorizer.text|$context.authorizer.name';

function parts({ authorizer = {}, lambda = {}, more = {}, keyed = false }: Setup): ApiParts {
  const method = (path: string, httpMethod: string, text: string) => {
    const mock = mockMethod(path, httpMethod, text);
    return { ...mock, properties: { ...mock.properties, AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' }, ...(keyed && { ApiKeyRequired: true }) } };
  };
  return {
    methods: [method('/', 'GET', CONTEXT), method('/told/{id}', 'GET', TOLD), method('/other', 'GET', CONTEXT)],
    ...more,
    resources: {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: CODE },
          Handler: 'index.handler',
          Runtime: 'nodejs20.x',
          Role: { 'Fn::GetAtt': ['Elsewhere', 'Arn'] },
          Environment: { Variables: { COLOUR: 'blue' } },
          ...lambda,
        },
      },
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: { Ref: 'Api' },
          Name: 'function',
          Type: 'TOKEN',
          IdentitySource: 'method.request.header.Authorization',
          AuthorizerUri: { 'Fn::Join': ['', ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': ['Function', 'Arn'] }, '/invocations']] },
          ...authorizer,
        },
      },
      ...more.resources,
    },
  };
}

async function start(setup: Setup = {}, options: Partial<LocalOptions> = {}): Promise<LocalApi> {
  return serve(parts(setup), await recorder(), options);
}

type Shown = [number, string, string?];

async function send(api: LocalApi, request: RawRequest): Promise<Shown> {
  const answer = await raw(api, request);
  return [answer.status, answer.body.toString(), answer.header('x-amzn-ErrorType')];
}

const call = (api: LocalApi, token: string, target = '/prod/') => send(api, { target, headers: { Authorization: token } });

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}', 'UnauthorizedException'];
const FAILURE = [500, '{"message":null}', 'InternalServerErrorException'];
const NO_ANSWER = [500, '{"message":null}', 'AuthorizerConfigurationException'];

describe('a TOKEN authorizer', () => {
  test('is told the token and the method', async () => {
    const api = await start();
    const [status, body] = await call(api, 'allow', '/prod/told/a%20b');
    expect([status, JSON.parse(body)]).toEqual([200, {
      type: 'TOKEN', methodArn: `arn:aws:execute-api:us-east-1:000000000000:${api.physicalId('Api')}/prod/GET/told/a%20b`, authorizationToken: 'allow',
    }]);
  });

  test('what it says is in the context', async () => {
    expect(await call(await start(), 'allow')).toEqual([200, expect.stringMatching(/^me\|1\|true\|words\|local-Function$/), undefined]);
  });

  test('the policy decides, on what was asked', async () => {
    const api = await start();
    const denied = (how: string) => [403, `{"Message":"User is not authorized to access this resource${how}"}`, 'AccessDeniedException'];
    expect(await call(api, 'deny')).toEqual(denied(' with an explicit deny'));
    expect(await call(api, 'nothing')).toEqual(denied(''));
    expect((await call(api, 'address'))[0]).toBe(200);
  });

  test('without a token nobody asks it: 401', async () => {
    const api = await start();
    expect(await send(api, { target: '/prod/' })).toEqual(UNAUTHORIZED);
    expect(await call(api, '')).toEqual(UNAUTHORIZED);
    expect((await call(api, 'allow'))[1]).toContain('me|1|');
  });

  test('a token that does not look right: 401, and nobody asks it', async () => {
    const api = await start({ authorizer: { IdentityValidationExpression: 'al+ow' } });
    expect(await call(api, 'allow!')).toEqual(UNAUTHORIZED);
    expect(await call(api, 'throw')).toEqual(UNAUTHORIZED);
    expect((await call(api, 'allow'))[1]).toContain('me|1|');
  });

  test('the header may be another, in any spelling', async () => {
    const api = await start({ authorizer: { IdentitySource: 'method.request.header.X-Token' } });
    expect((await send(api, { target: '/prod/', headers: { 'x-token': 'allow' } }))[0]).toBe(200);
  });

  test("throws 'Unauthorized': 401; something else: 500, with a line in the log", async () => {
    const lines: string[] = [];
    const api = await start({}, { log: (line) => lines.push(line) });
    expect(await call(api, 'throw')).toEqual(UNAUTHORIZED);
    expect(await call(api, 'fail')).toEqual(FAILURE);
    expect(lines).toEqual([expect.stringMatching(/AUTHORIZER_FAILURE: Authorizer: the function failed: the database is away$/)]);
    expect((await call(api, 'allow'))[0]).toBe(200);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'allow'],
    ['a list', []],
    ['no principal', { policyDocument: { Version: '2012-10-17', Statement: [] } }],
    ['no policy', { principalId: 'me' }],
    ['a policy without statements', { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [] } }],
    ['an unknown effect', { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] } }],
    ['an object in the context', { principalId: 'me', context: { a: {} }, policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
    ['a key that is no text', { principalId: 'me', usageIdentifierKey: 1, policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
  ])('answers %s: 500', async (_, answer) => {
    const lines: string[] = [];
    const api = await start({}, { log: (line) => lines.push(line) });
    expect(await call(api, JSON.stringify(answer))).toEqual(NO_ANSWER);
    expect(lines).toEqual([expect.stringContaining("Authorizer: the function's answer is none: ")]);
  });

  test.each(['hang', 'spin', 'exit'])('takes too long or ends (%s): 500, and the next call finds it again', async (token) => {
    const api = await start({ lambda: { Timeout: 0.3 } });
    expect(await call(api, token)).toEqual(FAILURE);
    expect((await call(api, 'allow'))[1]).toContain('me|1|');
  });

  test('gateway responses tell the two failures apart', async () => {
    const response = (type: string, status: string) => ({
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: { Ref: 'Api' }, ResponseType: type, StatusCode: status, ResponseTemplates: { 'application/json': type },
      },
    });
    const api = await start({ more: { resources: { A: response('AUTHORIZER_FAILURE', '503'), B: response('AUTHORIZER_CONFIGURATION_ERROR', '502') } } });
    expect((await call(api, 'fail')).slice(0, 2)).toEqual([503, 'AUTHORIZER_FAILURE']);
    expect((await call(api, 'null')).slice(0, 2)).toEqual([502, 'AUTHORIZER_CONFIGURATION_ERROR']);
  });

  test('what it says of a denial may be shown by a gateway response', async () => {
    const api = await start({
      more: {
        resources: {
          Denied: {
            Type: 'AWS::ApiGateway::GatewayResponse',
            Properties: {
              RestApiId: { Ref: 'Api' }, ResponseType: 'ACCESS_DENIED', ResponseTemplates: { 'application/json': '$context.authorizer.principalId: $context.authorizer.reason' },
            },
          },
        },
      },
    });
    expect((await call(api, 'deny')).slice(0, 2)).toEqual([403, 'me: too late']);
  });

  test('with a callback, and as functions were once written', async () => {
    const api = await start({ lambda: { Handler: 'index.callback' } });
    expect(await Promise.all(['yes', 'no', 'legacy', 'legacy no'].map(async (token) => (await call(api, token))[0]))).toEqual([200, 401, 200, 401]);
  });

  test('has its own environment and nothing of ours', async () => {
    process.env.S3_SECRET_ACCESS_KEY = 'secret';
    closeLater(() => Promise.resolve(void delete process.env.S3_SECRET_ACCESS_KEY));
    expect((await call(await start(), 'env'))[1]).toContain('|blue us-east-1 |');
  });

  test('many calls at once', async () => {
    const api = await start({ authorizer: { AuthorizerResultTtlInSeconds: 0 } });
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(api, 'allow')));
    expect(answers.map(([status]) => status)).toEqual(Array(6).fill(200));
  });
});

describe('the results', () => {
  test('are cached by token, for every method, for a time', async () => {
    let now = Date.UTC(2026, 2, 4);
    const api = await start({ authorizer: { AuthorizerResultTtlInSeconds: 10 } }, { now: () => now });
    const calls = async (token: string, target?: string) => (await call(api, token, target))[1].split('|')[1];
    expect([await calls('allow'), await calls('allow'), await calls('allow', '/prod/other')]).toEqual(['1', '1', '1']);
    expect((await call(api, 'this', '/prod/other'))[0]).toBe(200);
    now += 9_999;
    expect(await calls('allow')).toBe('1');
    // A policy that was made for one method counts for the others too.
    expect((await call(api, 'this', '/prod/'))[0]).toBe(403);
    now += 1;
    expect(await calls('allow')).toBe('3');
  });

  test('are not cached with a time of 0', async () => {
    const api = await start({ authorizer: { AuthorizerResultTtlInSeconds: 0 } });
    expect([(await call(api, 'allow'))[1].split('|')[1], (await call(api, 'allow'))[1].split('|')[1]]).toEqual(['1', '2']);
  });

  test('a failure is not cached', async () => {
    const lines: string[] = [];
    const api = await start({}, { log: (line) => lines.push(line) });
    await call(api, 'fail');
    await call(api, 'fail');
    expect(lines.length).toBe(2);
  });
});

describe('a REQUEST authorizer', () => {
  const request = (authorizer: Properties = {}, setup: Setup = {}): Setup => ({
    ...setup, authorizer: { Type: 'REQUEST', IdentitySource: 'method.request.header.X-Token', ...authorizer },
  });

  test('is told the whole request', async () => {
    const api = await start(request({}, { more: { stage: { Variables: { colour: 'green' } } } }));
    const { host, hostname } = new URL(api.url());
    const [status, body] = await send(api, {
      target: '/prod/told/a%20b?x=1&y=c%20d&x=2', headers: [['X-Token', 'allow'], ['X-Twice', '1'], ['X-Twice', '2'], ['User-Agent', 'test']],
    });
    const id = api.physicalId('Api');
    expect([status, JSON.parse(body)]).toEqual([200, {
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:us-east-1:000000000000:${id}/prod/GET/told/a%20b`,
      resource: '/told/{id}',
      path: '/told/a%20b',
      httpMethod: 'GET',
      headers: { 'Host': host, 'X-Token': 'allow', 'X-Twice': '2', 'User-Agent': 'test' },
      multiValueHeaders: { 'Host': [host], 'X-Token': ['allow'], 'X-Twice': ['1', '2'], 'User-Agent': ['test'] },
      queryStringParameters: { x: '2', y: 'c d' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['c d'] },
      pathParameters: { id: 'a b' },
      stageVariables: { colour: 'green' },
      requestContext: {
        accountId: '000000000000',
        apiId: id,
        domainName: host,
        domainPrefix: hostname.split('.')[0],
        extendedRequestId: expect.any(String),
        httpMethod: 'GET',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: null,
          userAgent: 'test',
          userArn: null,
        },
        path: '/prod/told/a%20b',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        requestTimeEpoch: expect.any(Number),
        resourceId: expect.any(String),
        resourcePath: '/told/{id}',
        stage: 'prod',
      },
    }]);
  });

  test('every source of the identity has to be there, else 401', async () => {
    const api = await start(request({ IdentitySource: 'method.request.header.X-Token, method.request.querystring.tenant, stageVariables.colour, context.httpMethod' }, {
      more: { stage: { Variables: { colour: 'green' } } },
    }));
    const headers = { 'X-Token': 'allow' };
    expect((await send(api, { target: '/prod/?tenant=1', headers }))[0]).toBe(200);
    expect(await send(api, { target: '/prod/', headers })).toEqual(UNAUTHORIZED);
    expect(await send(api, { target: '/prod/?tenant=', headers })).toEqual(UNAUTHORIZED);
    expect(await send(api, { target: '/prod/?tenant=1' })).toEqual(UNAUTHORIZED);
    const none = await start(request({ IdentitySource: 'method.request.header.X-Token,stageVariables.colour' }));
    expect(await send(none, { target: '/prod/', headers })).toEqual(UNAUTHORIZED);
  });

  test('results are cached by all of the identity', async () => {
    const api = await start(request({ IdentitySource: 'method.request.header.X-Token,method.request.querystring.tenant' }));
    const calls = async (tenant: string) => (await send(api, { target: `/prod/?tenant=${tenant}`, headers: { 'X-Token': 'allow' } }))[1].split('|')[1];
    expect([await calls('1'), await calls('1'), await calls('2'), await calls('1')]).toEqual(['1', '1', '2', '1']);
  });

  test('without sources it is asked every time', async () => {
    const api = await start(request({ IdentitySource: undefined, AuthorizerResultTtlInSeconds: 0 }));
    const calls = async () => (await send(api, { target: '/prod/?token=allow' }))[1].split('|')[1];
    expect([await calls(), await calls()]).toEqual(['1', '2']);
  });
});

test('an API key from the authorizer', async () => {
  const api = await start({
    keyed: true,
    more: {
      api: { ApiKeySourceType: 'AUTHORIZER' },
      resources: {
        Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'the-value-of-a-key-0123456789' } },
        Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }], Quota: { Limit: 1, Period: 'DAY' } } },
        Link: { Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } } },
      },
    },
  });
  expect(await send(api, { target: '/prod/', headers: { 'Authorization': 'allow', 'x-api-key': 'the-value-of-a-key-0123456789' } }))
    .toEqual([403, '{"message":"Forbidden"}', 'ForbiddenException']);
  expect((await call(api, 'key'))[0]).toBe(200);
  expect((await call(api, 'key'))[1]).toBe('{"message":"Limit Exceeded"}');
});

describe('with a resource policy', () => {
  const withPolicy = (effect: string, resource: string) => start({
    more: {
      api: {
        Policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: effect, Principal: '*', Action: 'execute-api:Invoke', Resource: resource },
          ],
        },
      },
    },
  });

  test('what it denies is not asked of the function', async () => {
    const api = await withPolicy('Deny', 'execute-api:/prod/GET/other');
    expect(await call(api, 'fail', '/prod/other')).toEqual([403, '{"Message":"User is not authorized to access this resource with an explicit deny"}', 'AccessDeniedException']);
    expect((await call(api, 'allow'))[1]).toContain('me|1|');
  });

  test('either may allow', async () => {
    const api = await withPolicy('Allow', 'execute-api:/prod/GET/');
    expect([(await call(api, 'nothing'))[0], (await call(api, 'deny'))[0], (await call(api, 'allow', '/prod/other'))[0], (await call(api, 'nothing', '/prod/other'))[0]])
      .toEqual([200, 403, 200, 403]);
  });
});

describe('the code', () => {
  test('of an asset of the cloud assembly, as CommonJS or as a module', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
    closeLater(() => Promise.resolve(rmSync(folder, { recursive: true })));
    mkdirSync(join(folder, 'asset.1', 'src'), { recursive: true });
    writeFileSync(join(folder, 'asset.1', 'src', 'auth.mjs'), "import { principalId } from './who.mjs';\nexport const check = async () => ({ principalId, "
      + "policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } });\n");
    writeFileSync(join(folder, 'asset.1', 'src', 'who.mjs'), "export const principalId = 'from an asset';\n");
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({
      artifacts: {
        'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
        'Stack': { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Stack.template.json' } },
      },
    }));
    writeFileSync(join(folder, 'Stack.assets.json'), JSON.stringify({
      files: {
        1: { source: { path: 'asset.1', packaging: 'zip' }, destinations: { here: { bucketName: 'assets', objectKey: 'abc.zip' } } },
        2: { source: { path: 'Stack.template.json', packaging: 'file' }, destinations: { here: { bucketName: 'assets', objectKey: 'def.json' } } },
      },
    }));
    writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify(apiTemplate(parts({
      lambda: { Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'abc.zip' }, Handler: 'src/auth.check' },
    }))));
    const api = await serve({ methods: [] }, await recorder(), { template: folder });
    expect(await call(api, 'anything')).toEqual([200, expect.stringMatching(/^from an asset\|/), undefined]);
  });

  test.each([['a module that is not there', 'other.handler', 'Cannot find module other'], ['a function that is not there', 'index.other', 'is undefined or not exported']])(
    '%s: 500, with a line in the log', async (_, handler, reason) => {
      const lines: string[] = [];
      const api = await start({ lambda: { Handler: handler } }, { log: (line) => lines.push(line) });
      expect(await call(api, 'allow')).toEqual(FAILURE);
      expect(lines).toEqual([expect.stringContaining(reason)]);
    });

  test('what it writes goes to the log', async () => {
    const lines: string[] = [];
    const api = await start({ lambda: { Code: { ZipFile: "exports.handler = async () => { console.log('hello'); throw new Error('Unauthorized'); };" } } }, { log: (line) => lines.push(line) });
    expect(await call(api, 'x')).toEqual(UNAUTHORIZED);
    await api.close();
    expect(lines).toEqual(['local-Function: hello']);
  });
});

test('a function that no authorizer calls may hold anything', async () => {
  const unknown = { 'Fn::ImportValue': 'of another stack' };
  const api = await start({ more: { resources: { Other: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: unknown, Role: unknown } } } } });
  expect(api.left).toEqual([{ logicalId: 'Other', type: 'AWS::Lambda::Function' }]);
  expect((await call(api, 'allow'))[0]).toBe(200);
});

test('what was written for functions is removed, and nothing is written for a template that is refused', async () => {
  const written = () => readdirSync(tmpdir()).filter((name) => name.startsWith('local-function-'));
  const before = written();
  const api = await start();
  expect(written().length).toBe(before.length + 1);
  await api.close();
  expect(written()).toEqual(before);
  const unresolved = { Variables: { A: { 'Fn::GetAtt': ['Elsewhere', 'Arn'] } } };
  await expect(start({ lambda: { Environment: unresolved } })).rejects.toThrow('Environment.Variables.A');
  expect(written()).toEqual(before);
});

describe('refused at start', () => {
  const uri = (arn: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

  test.each<[string, Setup, string]>([
    ['another runtime', { lambda: { Runtime: 'python3.13' } }, "Function: Runtime: only Node.js functions are run here, got 'python3.13'"],
    ['an image', { lambda: { PackageType: 'Image', Runtime: undefined } }, "Function: Runtime: only Node.js functions are run here, got 'Image'"],
    ['a layer', { lambda: { Layers: ['arn:aws:lambda:us-east-1:0:layer:x:1'] } }, 'Function: Layers: layers are not run'],
    ['code that is not here', { lambda: { Code: { S3Bucket: 'b', S3Key: 'gone.zip' } } }, 'Function: Code: must be inline (ZipFile) or a folder among the assets'],
    ['no handler', { lambda: { Handler: 'index' } }, "Function: Handler: must be of the form 'file.function', got 'index'"],
    ['an environment that cannot be resolved', { lambda: { Environment: { Variables: { A: { 'Fn::GetAtt': ['Elsewhere', 'Arn'] } } } } }, 'Environment.Variables.A'],
    ['a function elsewhere', { authorizer: { AuthorizerUri: uri('arn:aws:lambda:us-east-1:000000000000:function:f') } }, 'Authorizer: AuthorizerUri: must name an AWS::Lambda::Function'],
    ['a URI that is none', { authorizer: { AuthorizerUri: 'https://example.com' } }, 'Authorizer: AuthorizerUri: must be of the form'],
    ['a cache without an identity', { authorizer: { Type: 'REQUEST', IdentitySource: undefined } }, 'Authorizer: IdentitySource: must be given where results are cached'],
    ['a TOKEN without a header', { authorizer: { IdentitySource: 'context.httpMethod' } }, 'Authorizer: IdentitySource: must be one header'],
    ['an expression for a request', { authorizer: { Type: 'REQUEST', IdentityValidationExpression: 'a' } }, 'Authorizer: IdentityValidationExpression'],
    ['a source that is none', { authorizer: { Type: 'REQUEST', IdentitySource: 'cookie' } }, 'Authorizer: IdentitySource: Invalid mapping expression specified'],
  ])('%s', async (_, setup, message) => {
    await expect(startLocal({ template: apiTemplate(parts(setup)), deploy: false, s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT } })).rejects.toThrow(message);
  });
});
