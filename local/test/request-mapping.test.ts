import { closeAll, Properties, raw, RawRequest, Received, recorder, s3Method, serve, valuesOf } from './support/gateway';

afterEach(closeAll);

interface Sent {
  readonly mappings?: Properties;
  readonly declared?: readonly string[];
  readonly integration?: Properties;
  readonly stage?: Properties;
  readonly options?: Parameters<typeof serve>[2];
  readonly path?: string;
  readonly method?: string;
}

/** What S3 gets of a request, or the status when it gets nothing. */
async function sent(parts: Sent, request: RawRequest): Promise<Received | number> {
  const s3 = await recorder();
  const { mappings = {}, declared = [], method = 'GET' } = parts;
  const api = await serve({
    stage: parts.stage,
    methods: [s3Method({
      path: parts.path,
      method,
      properties: { RequestParameters: Object.fromEntries(declared.map((name) => [`method.request.${name}`, false])) },
      integration: {
        ...parts.integration,
        RequestParameters: Object.fromEntries(Object.entries(mappings).map(([target, source]) => [`integration.request.${target}`, source])),
      },
    })],
  }, s3, parts.options);
  const answer = await raw(api, { method, ...request });
  return answer.status === 200 ? s3.received[0] : answer.status;
}

const target = async (parts: Sent, request: RawRequest) => {
  const received = await sent(parts, request);
  return typeof received === 'number' ? received : received.target;
};

describe('keys', () => {
  test.each([
    ['a/b c', 'a/b%20c'],
    ["!'()*", '%21%27%28%29%2A'],
    ['a+b&c=d?e#f', 'a%2Bb%26c%3Dd%3Fe%23f'],
    ['100%25~._-', '100%25~._-'],
    ['日本', '%E6%97%A5%E6%9C%AC'],
    ['x/../y', 'x/../y'],
    ['a//b', 'a//b'],
    [':@$,;', '%3A%40%24%2C%3B'],
  ])('%s reaches S3 as %s', async (key, expected) => {
    const encoded = key.split('/').map((part) => encodeURIComponent(part).replace('%2525', '%25')).join('/');
    expect(await target({}, { target: `/prod/${encoded}` })).toBe(`/bucket/${expected}`);
  });
});

describe('query strings', () => {
  const acl = { mappings: { 'querystring.acl': 'method.request.querystring.acl' }, declared: ['querystring.acl'] };

  test.each([['?acl', '?acl='], ['?acl=', '?acl='], ['?acl=x', '?acl=x'], ['?ACL=x', ''], ['', ''], ['?other=1', '']])('%s arrives as %s', async (query, expected) => {
    expect(await target(acl, { target: `/prod/k${query}` })).toBe(`/bucket/k${expected}`);
  });

  test.each([['?acl', ''], ['?acl=', ''], ['?acl=x', '?acl=x'], ['?acl=&acl=', '']])('emptyParameters drop: %s arrives as %s', async (query, expected) => {
    const options = { options: { emptyParameters: 'drop' } } as const;
    expect(await target({ ...acl, options }, { target: `/prod/k${query}` })).toBe(`/bucket/k${expected}`);
  });

  test('are decoded, and encoded for S3', async () => {
    expect(await target(acl, { target: '/prod/k?acl=a+b%2Bc%26%C3%A9/*' })).toBe('/bucket/k?acl=a%20b%2Bc%26%C3%A9%2F%2A');
  });

  test('a repeated parameter has its last value, or all', async () => {
    expect(await target(acl, { target: '/prod/k?acl=1&x=2&acl=3' })).toBe('/bucket/k?acl=3');
    const all = { mappings: { 'querystring.v': 'method.request.multivaluequerystring.acl' }, declared: ['querystring.acl'] };
    expect(await target(all, { target: '/prod/k?acl=1&x=2&acl=3' })).toBe('/bucket/k?v=1&v=3');
  });

  test('static values go out as they stand, and the query of the URI stays in front', async () => {
    const parts = {
      mappings: { 'querystring.list-type': "'2'", 'querystring.a': "'%20b'", 'path.key': 'method.request.path.key' },
      integration: { Uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket/{key}?tagging&x={key}' },
    };
    expect(await target(parts, { target: '/prod/k%26' })).toBe('/bucket/k%26?tagging&x=k%26&list-type=2&a=%20b');
  });

  test('an unmapped one is dropped', async () => {
    expect(await target({}, { target: '/prod/k?tagging' })).toBe('/bucket/k');
  });
});

describe('headers', () => {
  const range = { mappings: { 'header.Range': 'method.request.header.Range' }, declared: ['header.Range'] };
  const headers = async (parts: Sent, given: RawRequest['headers'], name: string) => {
    const received = await sent(parts, { target: '/prod/k', headers: given });
    return typeof received === 'number' ? received : valuesOf(received.headers, name);
  };

  test('names are compared with their case', async () => {
    expect(await headers(range, { Range: 'bytes=0-1' }, 'range')).toEqual(['bytes=0-1']);
    expect(await headers(range, { range: 'bytes=0-1' }, 'range')).toEqual([]);
  });

  test('headerNames case-insensitive: without', async () => {
    expect(await headers({ ...range, options: { options: { headerNames: 'case-insensitive' } } }, { rAnge: 'x' }, 'range')).toEqual(['x']);
  });

  test('both spellings mapped: the one that was sent arrives, once', async () => {
    const both = {
      mappings: { 'header.Range': 'method.request.header.Range', 'header.range': 'method.request.header.range' },
      declared: ['header.Range', 'header.range'],
    };
    expect(await headers(both, { range: 'a' }, 'range')).toEqual(['a']);
    expect(await headers(both, { Range: 'b' }, 'range')).toEqual(['b']);
  });

  test('a repeated header has its last value, or all with commas', async () => {
    const parts = {
      mappings: { 'header.x-last': 'method.request.header.X', 'header.x-all': 'method.request.multivalueheader.X' }, declared: ['header.X'],
    };
    const given = [['X', 'a'], ['X', 'b']] as const;
    expect([await headers(parts, given, 'x-last'), await headers(parts, given, 'x-all')]).toEqual([['b'], ['a,b']]);
  });

  test('bytes of a value stay as they are, and text becomes UTF-8', async () => {
    const latin = Buffer.from('é', 'utf8').toString('latin1');
    expect(await headers(range, { Range: latin }, 'range')).toEqual([latin]);
    const fromQuery = { mappings: { 'header.x': 'method.request.querystring.q' }, declared: ['querystring.q'] };
    const received = await sent(fromQuery, { target: '/prod/k?q=%C3%A9' }) as Received;
    expect(valuesOf(received.headers, 'x')).toEqual([latin]);
  });

  test('a line break cannot be smuggled into a header', async () => {
    const fromQuery = { mappings: { 'header.x': 'method.request.querystring.q' }, declared: ['querystring.q'] };
    expect(await sent(fromQuery, { target: '/prod/k?q=a%0D%0Ax-amz-acl:%20public-read' })).toBe(500);
  });

  test.each(['Content-Length', 'Transfer-Encoding', 'authorization', 'Connection', 'Expect', 'Proxy-Authenticate', 'TE'])(
    'a mapped %s fails at run time', async (name) => {
      expect(await sent({ mappings: { [`header.${name}`]: "'x'" } }, { target: '/prod/k' })).toBe(500);
      const optional = { mappings: { [`header.${name}`]: 'method.request.querystring.q' }, declared: ['querystring.q'] };
      expect(typeof await sent(optional, { target: '/prod/k' })).toBe('object');
    });

  test.each(['Connection', 'Content-MD5', 'Expect', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'TE', 'Trailer', 'Upgrade', 'WWW-Authenticate', 'Content-Length'])(
    '%s is dropped at the door', async (name) => {
      const value = name === 'Connection' ? 'close' : name === 'Expect' ? 'something' : 'x';
      const parts = { mappings: { 'header.x-seen': `method.request.header.${name}` }, declared: [`header.${name}`] };
      expect(await headers(parts, name === 'Content-Length' ? {} : { [name]: value }, 'x-seen')).toEqual([]);
    });

  test('only what is mapped goes on, besides the gateway\'s own', async () => {
    const received = await sent(range, {
      target: '/prod/k', headers: { 'Range': 'r', 'Accept': 'image/png', 'User-Agent': 'me', 'Cookie': 'c', 'x-amz-copy-source': '/a/b' },
    }) as Received;
    expect(received.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
      'accept', 'authorization', 'connection', 'host', 'range', 'user-agent', 'x-amz-content-sha256', 'x-amz-date', 'x-amzn-apigateway-api-id',
    ]);
    expect(valuesOf(received.headers, 'accept')).toEqual(['application/json']);
    expect(valuesOf(received.headers, 'user-agent')[0]).toMatch(/^AmazonAPIGateway_[a-z0-9]{10}$/);
    expect(valuesOf(received.headers, 'x-amz-content-sha256')).toEqual(['UNSIGNED-PAYLOAD']);
  });
});

test('context, stage variables and paths from anywhere', async () => {
  const received = await sent({
    path: '/files/{id}',
    stage: { Variables: { bucket: 'mine', v: 'var' } },
    declared: ['path.id', 'header.h', 'querystring.q'],
    mappings: {
      'header.x-stage': 'context.stage',
      'header.x-path': 'context.resourcePath',
      'header.x-ip': 'context.identity.sourceIp',
      'header.x-var': 'stageVariables.v',
      'header.x-none': 'context.authorizer.claims.sub',
      'path.a': 'method.request.header.h',
      'path.b': 'method.request.querystring.q',
      'path.c': 'method.request.path.id',
    },
    integration: { Uri: 'arn:aws:apigateway:us-east-1:s3:path/${stageVariables.bucket}/{a}/{b}/{c}' },
  }, { target: '/prod/files/i?q=1/2', headers: { h: 'x y' } }) as Received;
  expect(received.target).toBe('/mine/x%20y/1/2/i');
  const found = Object.fromEntries(received.headers);
  expect(found).toMatchObject({ 'x-stage': 'prod', 'x-path': '/files/{id}', 'x-ip': '127.0.0.1', 'x-var': 'var' });
  expect(found['x-none']).toBeUndefined();
});

test('a placeholder without a value fails', async () => {
  const parts = {
    path: '/x',
    declared: ['querystring.q'],
    mappings: { 'path.a': 'method.request.querystring.q' },
    integration: { Uri: 'arn:aws:apigateway:us-east-1:s3:path/bucket/{a}' },
  };
  expect(await target(parts, { target: '/prod/x?q=1' })).toBe('/bucket/1');
  expect(await target(parts, { target: '/prod/x' })).toBe(500);
});

test.each([['//', '/'], ['/bucket', '/bucket'], ['bucket', '/bucket']])('the URI s3:path/%s', async (path, expected) => {
  const integration = { Uri: `arn:aws:apigateway:us-east-1:s3:path${path.startsWith('/') ? '' : '/'}${path}` };
  expect(await target({ path: '/', integration }, { target: '/prod/' })).toBe(expected);
});

describe('the body', () => {
  test('goes out with its length and the client\'s Content-Type', async () => {
    const received = await sent({ method: 'PUT' }, { target: '/prod/k', headers: { 'Content-Type': 'text/x' }, body: 'abc' }) as Received;
    expect(received.body.toString()).toBe('abc');
    expect([valuesOf(received.headers, 'content-length'), valuesOf(received.headers, 'content-type')]).toEqual([['3'], ['text/x']]);
  });

  test('a PUT without one says so', async () => {
    const received = await sent({ method: 'PUT' }, { target: '/prod/k', bare: true, headers: { Host: 'h' } }) as Received;
    expect(valuesOf(received.headers, 'content-length')).toEqual(['0']);
  });

  test('a GET sends none', async () => {
    const received = await sent({}, { target: '/prod/k', body: 'abc' }) as Received;
    expect([received.body.length, valuesOf(received.headers, 'content-length')]).toEqual([0, []]);
  });
});

test('ANY forwards the client\'s method', async () => {
  const s3 = await recorder();
  const any = s3Method({ method: 'ANY', integration: { IntegrationHttpMethod: 'ANY' } });
  const api = await serve({ methods: [any] }, s3);
  for (const method of ['DELETE', 'PATCH', 'HEAD']) {
    await raw(api, { method, target: '/prod/k' });
  }
  expect(s3.received.map(({ method }) => method)).toEqual(['DELETE', 'PATCH', 'HEAD']);
});
