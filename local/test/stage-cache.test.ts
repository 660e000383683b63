import { ApiParts, CALLER, closeAll, MethodParts, Properties, raw, RawAnswer, Recorder, recorder, s3Method, serve } from './support/gateway';
import { signRequest } from '../src/auth/sigv4';
import { EMPTY_SHA256 } from '../src/auth/sigv4-canonical';
import { LocalOptions } from '../src/index';

afterEach(closeAll);

const ALL = { HttpMethod: '*', ResourcePath: '/*' };
const BINARY = { api: { BinaryMediaTypes: ['*/*'] } };
const KEYED = ['method.request.path.key'];

/** Answers with the number of the call. */
const counting = () => {
  let calls = 0;
  return recorder((_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`answer ${++calls}`));
};

interface Cached extends Partial<LocalOptions> {
  readonly settings?: Properties[];
  readonly methods?: MethodParts[];
  readonly stage?: Properties;
  readonly parts?: Partial<ApiParts>;
}

function cached(s3: Recorder, { settings = [{ ...ALL, CachingEnabled: true }], methods = [s3Method()], stage, parts, ...more }: Cached = {}) {
  return serve({ methods, stage: { CacheClusterEnabled: true, CacheClusterSize: '0.5', MethodSettings: settings, ...stage }, ...parts }, s3, more);
}

const keyed = (parts: MethodParts = {}) => s3Method({ ...parts, integration: { CacheKeyParameters: KEYED, ...parts.integration } });
const text = ({ body }: RawAnswer) => body.toString();

test('a second request is answered without S3: status, headers and body of the first, ids of its own', async () => {
  const s3 = await counting();
  const api = await cached(s3);
  const first = await raw(api, { target: '/prod/k' });
  const second = await raw(api, { target: '/prod/k' });
  const stable = ({ status, headers, body }: RawAnswer) => [status, headers.filter(([name]) => !/^(x-amz|date)/i.test(name)), body.toString()];
  expect(stable(second)).toEqual(stable(first));
  expect(second.header('x-amzn-RequestId')).not.toBe(first.header('x-amzn-RequestId'));
  expect(s3.received.length).toBe(1);
});

describe('the key', () => {
  test('is the resource: without cache key parameters all its paths have one answer', async () => {
    const api = await cached(await counting());
    expect([text(await raw(api, { target: '/prod/a' })), text(await raw(api, { target: '/prod/b' }))]).toEqual(['answer 1', 'answer 1']);
  });

  test('has the values of the cache key parameters', async () => {
    const parameters = {
      properties: { RequestParameters: { 'method.request.querystring.q': false, 'method.request.header.X': false, 'method.request.querystring.r': false } },
      integration: {
        CacheKeyParameters: [...KEYED, 'method.request.header.X', 'integration.request.querystring.to'],
        RequestParameters: { 'integration.request.querystring.to': 'method.request.querystring.q' },
      },
    };
    const api = await cached(await counting(), { methods: [s3Method(parameters)] });
    const get = async (target: string, headers = {}) => text(await raw(api, { target: `/prod/${target}`, headers }));
    expect([
      await get('a'), await get('b'), await get('a?q='), await get('a?q=1'), await get('a', { X: '1' }), await get('a', { X: '2' }),
      await get('a'), await get('b'), await get('a?q='), await get('a?q=1'), await get('a', { X: '1' }), await get('a?r=1'), await get('a', { Y: '1' }),
    ].map((answer) => Number(answer.slice(7)))).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 1, 1]);
  });

  test('has the stage', async () => {
    const stage = { RestApiId: { Ref: 'Api' }, CacheClusterEnabled: true, MethodSettings: [{ ...ALL, CachingEnabled: true }], StageName: 'beta' };
    const api = await cached(await counting(), { parts: { resources: { Second: { Type: 'AWS::ApiGateway::Stage', Properties: stage } } } });
    expect([text(await raw(api, { target: '/prod/k' })), text(await raw(api, { target: '/beta/k' })), text(await raw(api, { target: '/prod/k' }))])
      .toEqual(['answer 1', 'answer 2', 'answer 1']);
  });

  test('has the namespace instead of the resource, where there is one', async () => {
    const integration = { CacheNamespace: 'shared' };
    const methods = ['/a/{key+}', '/b/{key+}', '/c/{key+}'].map((path) => keyed({ path, integration: path.startsWith('/c') ? {} : integration }));
    const api = await cached(await counting(), { methods });
    expect([text(await raw(api, { target: '/prod/a/k' })), text(await raw(api, { target: '/prod/b/k' })), text(await raw(api, { target: '/prod/c/k' }))])
      .toEqual(['answer 1', 'answer 1', 'answer 2']);
  });

  test('may not be a parameter that is not declared', async () => {
    await expect(cached(await counting(), { methods: [s3Method({ integration: { CacheKeyParameters: ['method.request.header.X'] } })] }))
      .rejects.toThrow("Integration.CacheKeyParameters['method.request.header.X']: Invalid cache key parameter specified");
  });
});

describe('the settings', () => {
  const calls = async (more: Cached, verb = 'GET') => {
    const s3 = await counting();
    const api = await cached(s3, { methods: [keyed({ method: verb })], ...more });
    await raw(api, { method: verb, target: '/prod/k' });
    await raw(api, { method: verb, target: '/prod/k' });
    return s3.received.length;
  };

  test.each<[string, number, Cached, string]>([
    ['no cache cluster: nothing is cached', 2, { stage: { CacheClusterEnabled: false } }, 'GET'],
    ['no caching: nothing is cached', 2, { settings: [ALL] }, 'GET'],
    ['of all methods: GET', 1, {}, 'GET'], ['of all methods: not HEAD', 2, {}, 'HEAD'],
    ['of the method itself: HEAD too', 1, { settings: [{ HttpMethod: 'HEAD', ResourcePath: '/~1{key+}', CachingEnabled: true }] }, 'HEAD'],
    ['the path as it is', 1, { settings: [{ HttpMethod: 'GET', ResourcePath: '/{key+}', CachingEnabled: true }] }, 'GET'],
    ['of another method', 2, { settings: [{ HttpMethod: 'GET', ResourcePath: '/~1other', CachingEnabled: true }] }, 'GET'],
    ['the method itself wins', 2, { settings: [{ ...ALL, CachingEnabled: true }, { HttpMethod: 'GET', ResourcePath: '/~1{key+}', CachingEnabled: false }] }, 'GET'],
    ['no time to live', 2, { settings: [{ ...ALL, CachingEnabled: true, CacheTtlInSeconds: 0 }] }, 'GET'],
    ['encryption shows nowhere', 1, { settings: [{ ...ALL, CachingEnabled: true, CacheDataEncrypted: true }] }, 'GET'],
  ])('%s', async (_, expected, more, verb) => {
    expect(await calls(more, verb)).toBe(expected);
  });

  test.each([[undefined, 300], [10, 10]])('CacheTtlInSeconds %p: kept for %i s', async (CacheTtlInSeconds, seconds) => {
    let now = 1_000_000;
    const api = await cached(await counting(), { settings: [{ ...ALL, CachingEnabled: true, CacheTtlInSeconds }], now: () => now });
    const get = async () => text(await raw(api, { target: '/prod/k' }));
    await get();
    now += seconds * 1000 - 1;
    expect(await get()).toBe('answer 1');
    now += 1;
    expect(await get()).toBe('answer 2');
    expect(await get()).toBe('answer 2');
  });

  test.each([
    ['CacheTtlInSeconds', 3601, 'must be from 0 to 3600'], ['UnauthorizedCacheControlHeaderStrategy', 'IGNORE', 'must be one of FAIL_WITH_403'],
  ])('%s %p is refused', async (name, value, message) => {
    await expect(cached(await counting(), { settings: [{ ...ALL, CachingEnabled: true, [name]: value }] })).rejects.toThrow(`MethodSettings.${name}: ${message}`);
  });
});

describe('what is kept', () => {
  test.each([[1_048_576, 1], [1_048_577, 2]])('an answer of %i bytes: %i calls', async (size, calls) => {
    const body = Buffer.alloc(size, 'x');
    const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': size }).end(body));
    const responses = { IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }] };
    const api = await cached(s3, { methods: [s3Method({ integration: responses })], parts: BINARY });
    for (let round = 0; round < 2; round++) {
      expect((await raw(api, { target: '/prod/k' })).body.equals(body)).toBe(true);
    }
    expect(s3.received.length).toBe(calls);
  });

  test('is the answer after its conversion', async () => {
    const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end(Buffer.from([0xff, 0])));
    const api = await cached(s3, { parts: { api: { BinaryMediaTypes: ['image/png'] } } });
    expect([text(await raw(api, { target: '/prod/k' })), text(await raw(api, { target: '/prod/k', headers: { Accept: 'image/png' } }))]).toEqual(['/wA=', '/wA=']);
  });

  test('an answer that breaks off is not', async () => {
    let calls = 0;
    const s3 = await recorder((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('12345', () => (++calls === 1 ? response.destroy() : response.end('67890')));
    });
    const responses = { IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }] };
    const api = await cached(s3, { methods: [s3Method({ integration: responses })], parts: BINARY });
    await expect(raw(api, { target: '/prod/k' })).rejects.toThrow('the connection ended');
    expect(text(await raw(api, { target: '/prod/k' }))).toBe('1234567890');
  });

  test.each([['all', 1], ['successful', 2]] as const)('errors of S3, with cachedAnswers %s: %i calls', async (cachedAnswers, calls) => {
    const s3 = await recorder((_, response) => response.writeHead(404).end('none'));
    const method = s3Method({
      properties: { MethodResponses: [{ StatusCode: '404' }] }, integration: { IntegrationResponses: [{ StatusCode: '404', SelectionPattern: '404' }] },
    });
    const api = await cached(s3, { methods: [method], options: { cachedAnswers } });
    expect([(await raw(api, { target: '/prod/k' })).status, (await raw(api, { target: '/prod/k' })).status]).toEqual([404, 404]);
    expect(s3.received.length).toBe(calls);
  });
});

describe('Cache-Control: max-age=0', () => {
  const FRESH = { 'Cache-Control': 'max-age=0' };
  const setting = (more: Properties = {}) => ({ settings: [{ ...ALL, CachingEnabled: true, ...more }] });

  test('without authorization replaces the answer', async () => {
    const api = await cached(await counting(), setting({ RequireAuthorizationForCacheControl: false }));
    const answers = [];
    const sent: Array<Record<string, string>> = [{}, {}, FRESH, {}, { 'cache-control': 'no-store, Max-Age=0' }, { 'Cache-Control': 'max-age=01' }];
    for (const headers of sent) {
      answers.push(text(await raw(api, { target: '/prod/k', headers })));
    }
    expect(answers).toEqual(['answer 1', 'answer 1', 'answer 2', 'answer 2', 'answer 3', 'answer 3']);
  });

  test.each([
    [undefined, 200, '199 Cache-Control headers were ignored because the caller was unauthorized.'],
    ['SUCCEED_WITH_RESPONSE_HEADER', 200, '199 Cache-Control headers were ignored because the caller was unauthorized.'],
    ['SUCCEED_WITHOUT_RESPONSE_HEADER', 200, undefined], ['FAIL_WITH_403', 403, undefined],
  ])('of a caller that may not, %s: %i', async (strategy, status, warning) => {
    const api = await cached(await counting(), setting({ UnauthorizedCacheControlHeaderStrategy: strategy }));
    expect((await raw(api, { target: '/prod/k' })).header('Warning')).toBeUndefined();
    const answer = await raw(api, { target: '/prod/k', headers: FRESH });
    expect([answer.status, answer.header('Warning')]).toEqual([status, warning]);
    expect(text(await raw(api, { target: '/prod/k' }))).toBe('answer 1');
    expect((await raw(api, { target: '/prod/k' })).header('Warning')).toBeUndefined();
  });

  test('of a caller that may replaces the answer', async () => {
    const api = await cached(await counting(), { ...setting(), methods: [s3Method({ properties: { AuthorizationType: 'AWS_IAM' } })] });
    const get = async (more: Record<string, string> = {}) => {
      const signature = signRequest({ method: 'GET', path: '/prod/k', query: '', headers: [['Host', new URL(api.url()).host]] }, {
        service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash: EMPTY_SHA256,
      });
      return text(await raw(api, { target: '/prod/k', headers: [...signature, ...Object.entries(more)] }));
    };
    expect([await get(), await get(FRESH), await get()]).toEqual(['answer 1', 'answer 2', 'answer 2']);
    // A hit does not open the door.
    expect((await raw(api, { target: '/prod/k' })).status).toBe(403);
  });
});
