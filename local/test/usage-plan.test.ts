import { ApiParts, apiTemplate, closeAll, mockMethod, Properties, raw, recorder, ROOT, serve } from './support/gateway';
import { DeploymentError, LocalApi, LocalOptions, startLocal } from '../src/index';

afterEach(closeAll);

const KEY = 'the-value-of-a-key-0123456789';
const OTHER = 'the-value-of-another-0123456789';
const NOON = Date.UTC(2026, 2, 4, 12);

/** A clock that stands still until it is told. */
function stopped(from = NOON): { now: () => number; pass: (ms: number) => void; set: (time: number) => void } {
  let time = from;
  return { now: () => time, pass: (ms) => time += ms, set: (other) => time = other };
}

function parts(plan: Properties, more: Partial<ApiParts> & { readonly key?: Properties } = {}): ApiParts {
  const keyed = (path: string, method: string) => {
    const mock = mockMethod(path, method, '$context.identity.apiKey');
    return { ...mock, properties: { ...mock.properties, ApiKeyRequired: true } };
  };
  const link = (id: string) => ({
    Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: { Ref: id }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
  });
  return {
    methods: [keyed('/', 'GET'), keyed('/a/{id}', 'GET'), keyed('/a/{id}', 'PUT'), mockMethod('/open', 'GET', 'open')],
    ...more,
    resources: {
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: KEY, ...more.key } },
      Other: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: OTHER } },
      Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }], ...plan } },
      KeyLink: link('Key'),
      OtherLink: link('Other'),
      ...more.resources,
    },
  };
}

async function start(plan: Properties, more: Parameters<typeof parts>[1] = {}, options: Partial<LocalOptions> = {}): Promise<LocalApi> {
  return serve(parts(plan, more), await recorder(), options);
}

async function get(api: LocalApi, target = '/prod/', key: string | undefined = KEY, method = 'GET'): Promise<[number, string, string?]> {
  const answer = await raw(api, { method, target, headers: key === undefined ? {} : { 'X-Api-Key': key } });
  return [answer.status, answer.body.toString(), answer.header('x-amzn-ErrorType')];
}

const FORBIDDEN = [403, '{"message":"Forbidden"}', 'ForbiddenException'];
const THROTTLED = [429, '{"message":"Too Many Requests"}', 'TooManyRequestsException'];
const EXCEEDED = [429, '{"message":"Limit Exceeded"}', 'LimitExceededException'];

describe('a method that requires an API key', () => {
  test('lets a key of a usage plan of the stage through, and tells it to the context', async () => {
    expect(await get(await start({}))).toEqual([200, KEY, undefined]);
  });

  test.each<[string, string | undefined]>([['none', undefined], ['an empty one', ''], ['an unknown one', `${KEY}x`], ['another spelling', KEY.toUpperCase()]])(
    '%s: 403', async (_, key) => {
      const answer = await raw(await start({}), { target: '/prod/', headers: key === undefined ? {} : { 'x-api-key': key } });
      expect([answer.status, answer.body.toString(), answer.header('x-amzn-ErrorType')]).toEqual(FORBIDDEN);
    });

  test('a key that is not enabled, or in no plan, or in a plan of another stage: 403', async () => {
    expect(await get(await start({}, { key: { Enabled: false } }))).toEqual(FORBIDDEN);
    expect(await get(await start({}, { resources: { KeyLink: { Type: 'AWS::S3::AccessPoint' } } }))).toEqual(FORBIDDEN);
    expect(await get(await start({}, {
      key: { StageKeys: [{ RestApiId: { Ref: 'Api' }, StageName: { Ref: 'Stage' } }] }, resources: { KeyLink: { Type: 'AWS::S3::AccessPoint' } },
    }))).toEqual(FORBIDDEN);
    expect(await get(await start({ ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'test' }] }))).toEqual(FORBIDDEN);
  });

  test('the others need none', async () => {
    expect(await get(await start({}), '/prod/open', undefined)).toEqual([200, 'open', undefined]);
  });

  test('a key without a value gets one, which the API tells', async () => {
    const api = await start({}, { key: { Value: undefined } });
    expect(api.apiKeys).toEqual([{ logicalId: 'Key', value: expect.stringMatching(/^\w{40}$/) }, { logicalId: 'Other', value: OTHER }]);
    expect((await get(api, '/prod/', api.apiKeys[0].value))[0]).toBe(200);
  });

  test('gateway responses may be customised', async () => {
    const api = await start({}, {
      resources: {
        Invalid: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'INVALID_API_KEY', StatusCode: '401', ResponseTemplates: { 'application/json': 'no key' } },
        },
      },
    });
    expect(await get(api, '/prod/', 'wrong')).toEqual([401, 'no key', 'ForbiddenException']);
  });
});

describe('the throttle of a usage plan', () => {
  test('a burst at once, then the rate; each key by itself', async () => {
    const clock = stopped();
    const api = await start({ Throttle: { RateLimit: 2, BurstLimit: 3 } }, {}, clock);
    for (let count = 0; count < 3; count++) {
      expect((await get(api))[0]).toBe(200);
    }
    expect(await get(api, '/prod/a/1')).toEqual(THROTTLED);
    expect((await get(api, '/prod/', OTHER))[0]).toBe(200);
    clock.pass(499);
    expect(await get(api)).toEqual(THROTTLED);
    clock.pass(1);
    expect((await get(api))[0]).toBe(200);
    expect(await get(api)).toEqual(THROTTLED);
    clock.pass(3_600_000);
    for (let count = 0; count < 3; count++) {
      expect((await get(api))[0]).toBe(200);
    }
    expect(await get(api)).toEqual(THROTTLED);
  });

  test('of one method', async () => {
    const api = await start({
      ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' }, Throttle: { '/a/{id}/GET': { RateLimit: 1, BurstLimit: 1 } } }],
    }, {}, stopped());
    expect((await get(api, '/prod/a/1'))[0]).toBe(200);
    expect(await get(api, '/prod/a/2')).toEqual(THROTTLED);
    expect((await get(api, '/prod/a/2', KEY, 'PUT'))[0]).toBe(200);
    expect((await get(api))[0]).toBe(200);
  });

  test('what needs no key does not count', async () => {
    const api = await start({ Throttle: { RateLimit: 1, BurstLimit: 1 } }, {}, stopped());
    expect((await get(api, '/prod/open'))[0]).toBe(200);
    expect((await get(api))[0]).toBe(200);
    expect((await get(api, '/prod/open'))[0]).toBe(200);
  });
});

describe('the quota of a usage plan', () => {
  test.each<[string, Properties, number, number, number]>([
    ['a day', { Period: 'DAY' }, NOON, Date.UTC(2026, 2, 4, 23, 59, 59), Date.UTC(2026, 2, 5)],
    ['a week from Sunday', { Period: 'WEEK' }, NOON, Date.UTC(2026, 2, 7, 23), Date.UTC(2026, 2, 8)],
    ['a week from Wednesday', { Period: 'WEEK', Offset: 3 }, NOON, Date.UTC(2026, 2, 10, 23), Date.UTC(2026, 2, 11)],
    ['a week from Thursday', { Period: 'WEEK', Offset: 4 }, NOON, Date.UTC(2026, 2, 4, 23), Date.UTC(2026, 2, 5)],
    ['a month', { Period: 'MONTH' }, NOON, Date.UTC(2026, 2, 31, 23), Date.UTC(2026, 3, 1)],
    ['a month from the tenth', { Period: 'MONTH', Offset: 9 }, NOON, Date.UTC(2026, 2, 9, 23), Date.UTC(2026, 2, 10)],
  ])('%s', async (_, quota, first, still, next) => {
    const clock = stopped(first);
    const api = await start({ Quota: { Limit: 2, ...quota } }, {}, clock);
    expect((await get(api))[0]).toBe(200);
    expect((await get(api, '/prod/a/1'))[0]).toBe(200);
    expect(await get(api)).toEqual(EXCEEDED);
    expect((await get(api, '/prod/', OTHER))[0]).toBe(200);
    clock.set(still);
    expect(await get(api)).toEqual(EXCEEDED);
    clock.set(next);
    expect((await get(api))[0]).toBe(200);
  });

  test('a throttled request is not counted', async () => {
    const clock = stopped();
    const api = await start({ Quota: { Limit: 2, Period: 'DAY' }, Throttle: { RateLimit: 1, BurstLimit: 1 } }, {}, clock);
    expect((await get(api))[0]).toBe(200);
    expect(await get(api)).toEqual(THROTTLED);
    clock.pass(1000);
    expect((await get(api))[0]).toBe(200);
    clock.pass(1000);
    expect(await get(api)).toEqual(EXCEEDED);
  });
});

describe('the throttles of a stage', () => {
  const settings = (...list: Properties[]) => ({ stage: { MethodSettings: list } });

  test('for all methods, each by itself', async () => {
    const clock = stopped();
    const all = settings({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 });
    const api = await start({}, all, clock);
    expect((await get(api))[0]).toBe(200);
    expect(await get(api)).toEqual(THROTTLED);
    expect((await get(api, '/prod/open', undefined))[0]).toBe(200);
    expect(await get(api, '/prod/open', undefined)).toEqual(THROTTLED);
    clock.pass(1000);
    expect((await get(api))[0]).toBe(200);
  });

  test.each(['/a/{id}', '/~1a~1{id}'])('of one method (%s) before that of all', async (path) => {
    const api = await start({}, settings(
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 },
      { HttpMethod: 'GET', ResourcePath: path, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 5 },
    ), stopped());
    expect((await get(api, '/prod/a/1'))[0]).toBe(200);
    expect(await get(api, '/prod/a/1', KEY, 'PUT')).toEqual(THROTTLED);
    expect(await get(api)).toEqual(THROTTLED);
  });

  test('settings of one method that name none leave it without: they take the place of those for all as a whole', async () => {
    const api = await start({}, settings(
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 },
      { HttpMethod: 'GET', ResourcePath: '/a/{id}', CachingEnabled: false },
    ), stopped());
    expect((await get(api, '/prod/a/1'))[0]).toBe(200);
    expect(await get(api, '/prod/a/1', KEY, 'PUT')).toEqual(THROTTLED);
  });
});

describe('refused at start', () => {
  test.each<[string, Properties, Parameters<typeof parts>[1], string]>([
    ['a short value', {}, { key: { Value: 'short' } }, 'Key: Value: API Key value should be at least 20 characters, got 5'],
    ['an unknown property of a key', {}, { key: { Sparkle: 'yes' } }, 'Key: Sparkle'],
    ['a quota by the year', { Quota: { Limit: 1, Period: 'YEAR' } }, {}, "Plan: Quota.Period: must be DAY, WEEK or MONTH, got 'YEAR'"],
    ['a day with an offset', { Quota: { Limit: 1, Period: 'DAY', Offset: 1 } }, {}, 'Plan: Quota.Offset: must be a day from 0 to 0 in the DAY period'],
    ['a quota that is none', { Quota: { Limit: -1, Period: 'DAY' } }, {}, 'Plan: Quota.Limit'],
    ['a rate that is none', { Throttle: { RateLimit: -1 } }, {}, 'Plan: Throttle: the rate limit must be a number that is not negative'],
    ['an unknown property', { Throttle: { Sparkle: 1 } }, {}, 'Plan: Throttle.Sparkle'],
    ['a key of another template', {}, {
      resources: {
        KeyLink: {
          Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: 'abc', KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
        },
      },
    }, 'KeyLink: KeyId'],
    ['an API key source that is none', {}, { api: { ApiKeySourceType: 'COOKIE' } }, 'Api: ApiKeySourceType'],
  ])('%s', async (_, plan, more, message) => {
    const promise = startLocal({ template: apiTemplate(parts(plan, more)), deploy: false, s3: { endpoint: 'http://127.0.0.1:1', credentials: ROOT } });
    await expect(promise).rejects.toThrow(DeploymentError);
    await expect(promise).rejects.toThrow(message);
  });
});
