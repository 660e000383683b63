import { closeAll, mockMethod, Properties, raw, RawRequest, recorder, s3Method, serve } from './support/gateway';

afterEach(closeAll);

async function sent(template: string, request: Partial<RawRequest>, method = 'GET', integration: Properties = {}, api: Properties = {}) {
  const s3 = await recorder();
  const local = await serve({
    api,
    stage: { Variables: { v: 'var' } },
    methods: [s3Method({
      path: '/{key+}',
      method,
      properties: { RequestParameters: { 'method.request.querystring.prefix': false, 'method.request.header.h': false } },
      integration: {
        RequestTemplates: { 'application/json': template },
        RequestParameters: { 'integration.request.querystring.prefix': 'method.request.querystring.prefix', 'integration.request.header.x-h': 'method.request.header.h' },
        ...integration,
      },
    })],
  }, s3);
  const answer = await raw(local, { method, target: '/prod/k', ...request });
  return answer.status === 200 ? s3.received[0] : { target: String(answer.status), body: Buffer.alloc(0), headers: [] };
}

describe('a list below a prefix of the client\'s own', () => {
  const template = '#set($context.requestOverride.querystring.prefix = "pre/$!input.params(\'prefix\')")';
  const integration = { ContentHandling: 'CONVERT_TO_TEXT', PassthroughBehavior: 'NEVER' };
  const api = { BinaryMediaTypes: ['*/*'] };
  test.each([['', 'pre%2F'], ['?prefix=', 'pre%2F'], ['?prefix=a/b%20c', 'pre%2Fa%2Fb%20c'], ['?prefix=a&prefix=b', 'pre%2Fb']])('%s', async (query, expected) => {
    const received = await sent(template, { target: `/prod/k${query}` }, 'GET', integration, api);
    expect([received.target, received.body.length]).toEqual([`/bucket/k?prefix=${expected}`, 0]);
  });

  test('another Content-Type does not get round it', async () => {
    expect((await sent(template, { headers: { 'Content-Type': 'text/plain' } }, 'GET', integration, api)).target).toBe('415');
  });
});

test('names of headers are looked up as the option says', async () => {
  const template = '#set($context.requestOverride.querystring.prefix = "$input.params(\'h\')")';
  const s3 = await recorder();
  const method = s3Method({ method: 'GET', integration: { RequestTemplates: { 'application/json': template } } });
  for (const headerNames of ['case-sensitive', 'case-insensitive'] as const) {
    await raw(await serve({ methods: [method] }, s3, { options: { headerNames } }), { target: '/prod/k', headers: { H: 'v' } });
  }
  expect(s3.received.map(({ target }) => target)).toEqual(['/bucket/k?prefix=', '/bucket/k?prefix=v']);
});

test('overrides replace what was mapped, in path, query and headers', async () => {
  const template = '#set($context.requestOverride.path.key = "a/$!input.params(\'key\')")'
    + '#set($context.requestOverride.querystring.prefix = "over")#set($context.requestOverride.querystring["max-keys"] = "1")'
    + '#set($context.requestOverride.header.x-h = "$stageVariables.v")';
  const received = await sent(template, { target: '/prod/k?prefix=p', headers: { h: 'mapped' } });
  expect(received.target).toBe('/bucket/a/k?prefix=over&max-keys=1');
  expect(received.headers.filter(([name]) => name === 'x-h')).toEqual([['x-h', 'var']]);
});

test('a forbidden header cannot be set by an override either', async () => {
  expect((await sent('#set($context.requestOverride.header.Authorization = "x")', {})).target).toBe('500');
});

describe('the body', () => {
  const put = (template: string, body: string, type = 'application/json') => sent(template, { headers: { 'Content-Type': type }, body }, 'PUT')
    .then((received) => (received.target === '/bucket/k' ? received.body.toString() : received.target));

  test.each([
    ['$input.body', '', '{}'],
    ['$input.body', 'raw', 'raw'],
    ['$input.json(\'$\')', '{"a": [1]}', '{"a":[1]}'],
    ['$input.json(\'$.a[0].b\')', '{"a": [{"b": "x"}]}', '"x"'],
    ['$input.path(\'$.a\').b', '{"a": {"b": 2}}', '2'],
    ['$input.params(\'key\') $input.params().path.key', '{}', 'k k'],
    ['$util.base64Encode("é") $util.urlEncode("a b/*") $util.urlDecode("a+b%2F")', '{}', 'w6k= a+b%2F* a b/'],
    ['$util.escapeJavaScript($input.path(\'$.q\'))', '{"q": "a\\"b"}', 'a\\"b'],
    ['$util.parseJson($input.path(\'$.j\')).a', '{"j": "{\\"a\\":1}"}', '1'],
    ['$context.httpMethod $context.resourcePath $context.stage', '{}', 'PUT /{key+} prod'],
    ['#foreach($i in $input.path(\'$.l\'))<$i>#end', '{"l": [1, 2]}', '<1><2>'],
    ['$input.json(\'$\')', '{"a": 1.0, "b": 12345678901234567890, "c": "1.0"}', '{"a":1.0,"b":12345678901234567890,"c":"1.0"}'],
    ['$input.json(\'$\') $input.path(\'$\') $input.json(\'$.a\')', 'a=1&b=2', '"a=1&b=2" a=1&b=2 ""'],
    ['#set($b = $input.path(\'$\'))#set($b.a = "new")$input.json(\'$\')', '{"a": 1, "n": 1.0}', '{"a":"new","n":1.0}'],
    ['$input.json(\'$.none\') <$input.path(\'$.none\')>', '{}', '"" <>'],
    ['$input.json(\'$..a\') $input.json(\'$.l[*].b\') $input.json(\'$.l[?(@.b > 1)].b\')', '{"a": 1, "l": [{"b": 1}, {"b": 2}]}', '[1] [1,2] [2]'],
    ['$input.path(\'$.l.length()\') $input.path(\'$.l\').size()', '{"l": [1, 2]}', '2 2'],
    ['$input.params(\'none\')|$context.none.none|$stageVariables.none|$unknown|$!unknown|$!{unknown.x}', '{}', '|||$unknown||'],
    ['$util.escapeJavaScript("it\'s é/\t")', '{}', 'it\\\'s \\u00E9\\/\\t'],
    ['$util.base64Decode("w6k=") $util.urlEncode("x=a+b~\'") $util.urlDecode("%C3%A9+")', '{}', 'é x%3Da%2Bb%7E%27 é '],
  ])('%s of %s', async (template, body, expected) => {
    expect(await put(template, body)).toBe(expected);
  });

  test.each([['$input.json(\'$\')', '{"a": '], ['$input.path(\'a\')', '{}'], ['$util.nothing(1)', '{}'], ['$input.body.nothing()', '{}']])('%s of %s fails', async (template, body) => {
    expect(await put(template, body)).toBe('500');
  });

  test('of another type passes by the template', async () => {
    expect(await put('fixed', 'text', 'text/plain')).toBe('text');
  });

  test('that is binary, with a template, fails', async () => {
    const integration = { ContentHandling: 'CONVERT_TO_BINARY' };
    expect((await sent('fixed', { headers: { 'Content-Type': 'application/json' }, body: 'YWJj' }, 'PUT', integration)).target).toBe('500');
    expect((await sent('fixed', { headers: { 'Content-Type': 'application/json' }, body: 'YWJj' }, 'PUT', {}, { BinaryMediaTypes: ['*/*'] })).target).toBe('500');
  });
});

describe('the template of the response', () => {
  test('sees what that of the request set in $context', async () => {
    const s3 = await recorder();
    const api = await serve({
      methods: [mockMethod('/{p}', 'POST', '#set($b = $util.parseJson($context.requestOverride.path.body))$b.a $input.params("p")', {
        RequestTemplates: { 'application/json': '#set($context.requestOverride.path.body = $input.body){"statusCode": 200}' },
      })],
    }, s3);
    const answer = await raw(api, { method: 'POST', target: '/prod/x', headers: { 'Content-Type': 'application/json' }, body: '{"a": "kept"}' });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'kept x']);
  });

  test('sets status and headers', async () => {
    const s3 = await recorder();
    const text = '#if($input.params("fail") == "1")#set($context.responseOverride.status = 418)'
      + '#set($context.responseOverride.header.x-why = "asked")#end{}';
    const api = await serve({ methods: [mockMethod('/', 'GET', text)] }, s3);
    const [plain, failed] = [await raw(api, { target: '/prod/' }), await raw(api, { target: '/prod/?fail=1' })];
    expect([plain.status, plain.header('x-why'), failed.status, failed.header('x-why')]).toEqual([200, undefined, 418, 'asked']);
  });

  test('sets status and headers of a HEAD', async () => {
    const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': 5, 'Content-Type': 'text/plain' }).end());
    const templates = { 'application/json': '#set($context.responseOverride.status = 203)#set($context.responseOverride.header.x-a = "b")text' };
    const method = s3Method({ method: 'HEAD', integration: { IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: templates }] } });
    const answer = await raw(await serve({ methods: [method] }, s3), { method: 'HEAD', target: '/prod/k' });
    expect([answer.status, answer.header('x-a'), answer.header('Content-Length')]).toEqual([203, 'b', '0']);
  });

  test('reads the answer of S3', async () => {
    const body = '{"items": [{"id": 1}, {"id": 2}]}';
    const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': body.length, 'Content-Type': 'application/json' }).end(body));
    const templates = { 'text/csv': '#foreach($item in $input.path("$.items"))$item.id;#end', 'application/json': '$input.json("$.items[0]")' };
    const method = s3Method({ integration: { IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: templates }] } });
    const api = await serve({ methods: [method] }, s3);
    const get = async (accept: string) => {
      const answer = await raw(api, { target: '/prod/k', headers: { Accept: accept } });
      return [answer.header('Content-Type'), answer.body.toString()];
    };
    expect([await get('text/csv'), await get('*/*')]).toEqual([['text/csv', '1;2;'], ['application/json', '{"id":1}']]);
  });
});
