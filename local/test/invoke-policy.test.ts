import { request as httpRequest } from 'node:http';
// Licensed under the AGPL: only ever a development dependency, as an independent second opinion.
// eslint-disable-next-line import/no-unresolved
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { apiTemplate, closeAll, mockMethod, Properties, raw, RawAnswer, recorder, ROOT, serve } from './support/gateway';
import { signed } from './support/signing';
import { Caller, LocalApi, startLocal } from '../src/index';

afterEach(closeAll);

const OWN = '000000000000';
const FOREIGN = '111122223333';
const INVOKE = 'execute-api:Invoke';

const statement = (effect: string, resource: unknown, more: Properties = {}) => ({ Effect: effect, Action: INVOKE, Resource: resource, ...more });
const policy = (...statements: Properties[]) => ({ Version: '2012-10-17', Statement: statements });
const apiArn = (path: string) => `arn:aws:execute-api:us-east-1:${OWN}:*/${path}`;

function caller(name: string, more: Partial<Caller> = {}): Caller {
  return { accessKeyId: `AKIA${name.toUpperCase()}`, secretAccessKey: `secret of ${name}`, ...more };
}

const TELL = ['accountId', 'accessKey', 'caller', 'user', 'userArn', 'cognitoIdentityId'].map((name) => `$context.identity.${name}`).join(' ');

async function start(callers: Caller[], resourcePolicy?: Properties, authorizationType = 'AWS_IAM'): Promise<LocalApi> {
  const methods = [['/', 'GET'], ['/a/{id}', 'GET'], ['/a/{id}', 'PUT'], ['/b', 'GET']].map(([path, method]) => {
    const mock = mockMethod(path, method, TELL);
    return { ...mock, properties: { ...mock.properties, AuthorizationType: authorizationType } };
  });
  return serve({ methods, api: resourcePolicy && { Policy: resourcePolicy } }, await recorder(), { callers });
}

const call = (api: LocalApi, who: Caller, target = '/prod/a/1', method = 'GET') => raw(api, signed(api, who, { method, target }));
const shown = (answer: RawAnswer) => [answer.status, answer.body.toString(), answer.header('x-amzn-ErrorType')];
const statuses = async (answers: Array<Promise<RawAnswer>>) => (await Promise.all(answers)).map(({ status }) => status);

describe('the identity policy of a caller', () => {
  test('decides by stage, verb and path; who has none may invoke everything', async () => {
    const [all, reader, one, stranger] = [
      caller('all'), caller('reader', { policy: policy(statement('Allow', apiArn('prod/GET/*'))) }),
      caller('one', { policy: policy(statement('Allow', apiArn('prod/*/a/1'))) }), caller('none', { policy: policy(statement('Allow', apiArn('test/*'))) }),
    ];
    const api = await start([all, reader, one, stranger]);
    const everything = (who: Caller) => statuses([
      call(api, who, '/prod/'), call(api, who, '/prod'), call(api, who, '/prod/a/1'), call(api, who, '/prod/a/2'), call(api, who, '/prod/a/1', 'PUT'),
    ]);
    expect(await everything(all)).toEqual([200, 200, 200, 200, 200]);
    expect(await everything(reader)).toEqual([200, 200, 200, 200, 403]);
    expect(await everything(one)).toEqual([403, 403, 200, 403, 200]);
    expect(await everything(stranger)).toEqual([403, 403, 403, 403, 403]);
  });

  test('a denial says who, what and on which method, without the whole account id', async () => {
    const who = caller('who', { policy: policy(statement('Allow', '*'), statement('Deny', apiArn('prod/GET/b'))) });
    const none = caller('none', { policy: policy(statement('Deny', apiArn('test/*'))), arn: `arn:aws:sts::${OWN}:assumed-role/Reader/me` });
    const api = await start([who, none]);
    const id = api.physicalId('Api');
    const resource = `arn:aws:execute-api:us-east-1:********0000:${id}/prod/GET`;
    expect(shown(await call(api, who, '/prod/b'))).toEqual([
      403, `{"Message":"User: arn:aws:iam::${OWN}:user/AKIAWHO is not authorized to perform: ${INVOKE} on resource: ${resource}/b with an explicit deny"}`,
      'AccessDeniedException',
    ]);
    expect(shown(await call(api, none, '/prod'))).toEqual([
      403, `{"Message":"User: arn:aws:sts::${OWN}:assumed-role/Reader/me is not authorized to perform: ${INVOKE} on resource: ${resource}/"}`,
      'AccessDeniedException',
    ]);
  });

  test('the log says which statement of whose policy keeps a caller out', async () => {
    const local = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    const who = caller('who', { policy: policy(statement('Allow', apiArn('prod/GET/a/*'), local), statement('Deny', apiArn('prod/GET/b'))) });
    const lines: string[] = [];
    const mock = mockMethod('/{path+}', 'GET', TELL);
    const method = { ...mock, properties: { ...mock.properties, AuthorizationType: 'AWS_IAM' } };
    const api = await serve({ methods: [method], api: { Policy: policy(statement('Deny', 'execute-api:/prod/GET/c', { Principal: '*' })) } }, await recorder(), {
      callers: [who, caller('all')], log: (line) => lines.push(line),
    });
    await call(api, who, '/prod/a/1');
    await call(api, who, '/prod/b');
    await call(api, caller('all'), '/prod/c');
    const id = api.physicalId('Api');
    expect(lines).toEqual([
      `GET /prod/a/1: ACCESS_DENIED: policy of the caller: Statement[0] of 'callers[0].policy' allows ${INVOKE} only where `
        + "IpAddress of aws:SourceIp is 10.0.0.0/8, got '127.0.0.1'; "
        + `policy of the API: no statement allows ${INVOKE} on arn:aws:execute-api:us-east-1:${OWN}:${id}/prod/GET/a/1`,
      `GET /prod/b: ACCESS_DENIED: policy of the caller: Statement[1] of 'callers[0].policy' denies ${INVOKE}`,
      expect.stringMatching(/^GET \/prod\/c: ACCESS_DENIED: policy of the API: Statement\[0\] of '.*' denies execute-api:Invoke$/),
    ]);
  });

  test('knows the caller and the request in conditions', async () => {
    const who = caller('alice', {
      policy: policy(
        statement('Allow', `arn:aws:execute-api:us-east-1:${OWN}:*/prod/GET/a/\${aws:username}`, {
          Condition: {
            IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
            Bool: { 'aws:SecureTransport': 'true' },
            StringLike: { 'aws:UserAgent': 'test/*' },
            ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:user/team/alice` },
            DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
          },
        }),
      ),
      arn: `arn:aws:iam::${OWN}:user/team/alice`,
    });
    const api = await start([who]);
    const send = (target: string, agent: string) => raw(api, signed(api, who, { target, headers: { 'User-Agent': agent } }));
    expect(await statuses([send('/prod/a/alice', 'test/1'), send('/prod/a/alice', 'other'), send('/prod/a/bob', 'test/1')])).toEqual([200, 403, 403]);
  });

  test('is told to the context', async () => {
    const session = caller('session', {
      sessionToken: 'token', arn: `arn:aws:sts::${OWN}:assumed-role/Cognito_Auth/CognitoIdentityCredentials`, cognitoIdentityId: 'us-east-1:1234',
    });
    const api = await start([session, caller('plain')]);
    expect((await call(api, session)).body.toString())
      .toBe(`${OWN} AKIASESSION AKIASESSION AKIASESSION arn:aws:sts::${OWN}:assumed-role/Cognito_Auth/CognitoIdentityCredentials us-east-1:1234`);
    expect((await call(api, caller('plain'))).body.toString()).toMatch(new RegExp(`^${OWN} AKIAPLAIN AKIAPLAIN AKIAPLAIN arn:aws:iam::${OWN}:user/AKIAPLAIN`));
  });

  test.each<[string, Caller[], string]>([
    ['an unknown condition', [caller('a', { policy: policy(statement('Allow', '*', { Condition: { StringEquals: { 'aws:Moon': 'full' } } })) })],
      "policy 'callers[0].policy': Statement[0]: Condition.StringEquals must be about one of"],
    ['a principal', [caller('a', { policy: policy(statement('Allow', '*', { Principal: '*' })) })], 'Principal'],
    ['an ARN that is none', [caller('a', { arn: 'alice' })], "callers[0].arn: must be the ARN of an IAM user, a role or an assumed role, got 'alice'"],
    ['a key twice', [caller('a'), caller('a')], 'callers[1].accessKeyId'],
  ])('%s: refused at start', async (_, callers, message) => {
    await expect(start(callers)).rejects.toThrow(message);
  });
});

describe('the resource policy of an API', () => {
  const anybody = { Principal: '*' };
  const from = (ip: string) => ({ ...anybody, Condition: { IpAddress: { 'aws:SourceIp': ip } } });

  /** A call from an address of the loopback network. */
  const callFrom = (api: LocalApi, localAddress: string, path = '') => new Promise<number>((resolve, reject) => {
    httpRequest(`${api.url()}${path}`, { localAddress, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }).on('error', reject).end();
  });

  test('decides by address where nobody signs; what it does not allow is denied', async () => {
    const api = await start([], policy(statement('Allow', 'execute-api:/prod/GET/*', from('127.0.0.2/32')), statement('Deny', 'execute-api:/*/*/b', anybody)), 'NONE');
    expect(await Promise.all([callFrom(api, '127.0.0.2'), callFrom(api, '127.0.0.3'), callFrom(api, '127.0.0.2', 'b')])).toEqual([200, 403, 403]);
    const id = api.physicalId('Api');
    expect(shown(await raw(api, { target: '/prod/a/1' }))).toEqual([
      403, `{"Message":"User: anonymous is not authorized to perform: ${INVOKE} on resource: arn:aws:execute-api:us-east-1:********0000:${id}/prod/GET/a/1"}`,
      'AccessDeniedException',
    ]);
    expect(shown(await raw(api, { target: '/prod/b' }))[1]).toMatch(/\/prod\/GET\/b with an explicit deny"}$/);
  });

  test('a Deny by address closes all but that address', async () => {
    const api = await start([], policy(
      statement('Allow', 'execute-api:/*', anybody),
      statement('Deny', 'execute-api:/*', { ...anybody, Condition: { NotIpAddress: { 'aws:SourceIp': ['127.0.0.2/32'] } } }),
    ), 'NONE');
    expect(await Promise.all([callFrom(api, '127.0.0.2'), callFrom(api, '127.0.0.3')])).toEqual([200, 403]);
  });

  describe('with AWS_IAM, as the tables of the developer guide', () => {
    const identity = { allow: policy(statement('Allow', '*')), neither: policy(statement('Allow', apiArn('other/*'))), deny: policy(statement('Deny', '*')) };
    const resource = {
      allow: policy(statement('Allow', 'execute-api:/*', anybody)),
      neither: policy(statement('Allow', 'execute-api:/other/*', anybody)),
      deny: policy(statement('Deny', 'execute-api:/*', anybody)),
    };
    const rows: Array<[keyof typeof identity, keyof typeof resource, number, number]> = [
      ['allow', 'allow', 200, 200],
      ['allow', 'neither', 200, 403],
      ['allow', 'deny', 403, 403],
      ['neither', 'allow', 200, 403],
      ['neither', 'neither', 403, 403],
      ['neither', 'deny', 403, 403],
      ['deny', 'allow', 403, 403],
      ['deny', 'neither', 403, 403],
      ['deny', 'deny', 403, 403],
    ];

    test.each(rows)('caller %s, API %s: own account %d, another %d', async (own, theirs, same, cross) => {
      const [here, there] = [
        caller('here', { policy: identity[own] }), caller('there', { policy: identity[own], arn: `arn:aws:iam::${FOREIGN}:user/there` }),
      ];
      const api = await start([here, there], resource[theirs]);
      expect(await statuses([call(api, here), call(api, there)])).toEqual([same, cross]);
      const opinion = async (arn: string) => runSimulation({
        request: { principal: arn, action: INVOKE, resource: { resource: `arn:aws:execute-api:us-east-1:${OWN}:id/prod/GET/a/1`, accountId: OWN }, contextVariables: {} },
        identityPolicies: [{ name: 'p', policy: identity[own] }],
        resourcePolicy: JSON.parse(JSON.stringify(resource[theirs]).replaceAll('execute-api:/', `arn:aws:execute-api:us-east-1:${OWN}:id/`)),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      }, {});
      const said = await Promise.all([opinion(`arn:aws:iam::${OWN}:user/here`), opinion(`arn:aws:iam::${FOREIGN}:user/there`)]);
      expect(said.map((result) => (result.resultType !== 'error' && result.overallResult === 'Allowed' ? 200 : 403))).toEqual([same, cross]);
    });
  });

  test.each<[string, unknown, number[]]>([
    ['everybody', { AWS: '*' }, [200, 200, 200]],
    ['a user', { AWS: `arn:aws:iam::${OWN}:user/AKIAHERE` }, [200, 403, 403]],
    ['a list', { AWS: [`arn:aws:iam::${OWN}:user/AKIAHERE`, `arn:aws:iam::${FOREIGN}:user/there`] }, [200, 200, 403]],
    ['another account', { AWS: FOREIGN }, [403, 200, 403]],
    ['another account\'s root', { AWS: `arn:aws:iam::${FOREIGN}:root` }, [403, 200, 403]],
    ['the own account, whose users need a policy of their own', { AWS: OWN }, [403, 403, 403]],
    ['a role', { AWS: `arn:aws:iam::${OWN}:role/Reader` }, [403, 403, 200]],
    ['a session', { AWS: `arn:aws:sts::${OWN}:assumed-role/Reader/me` }, [403, 403, 200]],
  ])('principal: %s', async (_, principal, expected) => {
    const nothing = policy(statement('Allow', apiArn('other/*')));
    const callers = [
      caller('here', { policy: nothing }), caller('there', { arn: `arn:aws:iam::${FOREIGN}:user/there` }),
      caller('role', { policy: nothing, arn: `arn:aws:sts::${OWN}:assumed-role/Reader/me` }),
    ];
    const api = await start(callers, policy(statement('Allow', 'execute-api:/*', { Principal: principal })));
    expect(await statuses(callers.map((who) => call(api, who)))).toEqual(expected);
  });

  test('an unsigned request is told to sign first', async () => {
    const api = await start([caller('here')], policy(statement('Allow', 'execute-api:/*', anybody)));
    expect(shown(await raw(api, { target: '/prod/b' }))).toEqual([403, '{"message":"Missing Authentication Token"}', 'MissingAuthenticationTokenException']);
  });

  test('with a customised gateway response', async () => {
    const api = await serve({
      methods: [mockMethod('/', 'GET', 'x')],
      api: { Policy: policy(statement('Deny', 'execute-api:/*', anybody)) },
      resources: {
        Denied: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' }, ResponseType: 'ACCESS_DENIED', StatusCode: '404', ResponseTemplates: { 'application/json': '{"error":$context.error.messageString}' },
          },
        },
      },
    }, await recorder());
    const answer = await raw(api, { target: '/prod/' });
    expect([answer.status, Object.keys(JSON.parse(answer.body.toString()) as object)]).toEqual([404, ['error']]);
  });

  test.each<[string, Properties, string]>([
    ['an unknown condition', statement('Allow', '*', { ...anybody, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), 'got aws:PrincipalOrgID'],
    ['an unknown operator', statement('Allow', '*', { ...anybody, Condition: { Sounds: { 'aws:SourceIp': '1.2.3.4' } } }), 'the operator must be one of'],
    ['no principal', statement('Allow', '*'), "Principal must be '*' or { AWS: ... }"],
    ['a service', statement('Allow', '*', { Principal: { Service: 'apigateway.amazonaws.com' } }), "Principal must be '*' or { AWS: ... }"],
    ['NotPrincipal', statement('Allow', '*', { NotPrincipal: '*' }), 'NotPrincipal'],
    ['no resource', { Effect: 'Allow', Action: INVOKE, Principal: '*' }, 'exactly one of Resource and NotResource'],
  ])('%s: refused at start', async (_, refused, message) => {
    const promise = startLocal({
      template: apiTemplate({ methods: [mockMethod('/', 'GET', 'x')], api: { Policy: policy(refused) } }),
      deploy: false,
      s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT },
    });
    await expect(promise).rejects.toThrow('Api: Policy: ');
    await expect(promise).rejects.toThrow(message);
  });
});
