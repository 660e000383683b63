import { closeAll, mockMethod, Properties, raw, RawRequest, recorder, serve } from './support/gateway';

afterEach(closeAll);

async function answered(integration: Properties, request: Partial<RawRequest> = {}, binaryMediaTypes?: string[], properties: Properties = {}) {
  const mock = mockMethod('/{key+}', 'ANY', 'fixed', integration);
  const api = await serve({
    methods: [{ ...mock, properties: { ...mock.properties, ...properties } }], api: binaryMediaTypes ? { BinaryMediaTypes: binaryMediaTypes } : {},
  }, await recorder());
  return raw(api, { target: '/prod/k', ...request });
}

const template = (text: string) => ({ RequestTemplates: { 'application/json': text } });

test.each([['{"statusCode": 200}'], ['{statusCode: 200}'], ['{ statusCode : 200, "a": [1] }']])('%s answers', async (text) => {
  expect((await answered(template(text))).body.toString()).toBe('fixed');
});

test.each([[''], ['no'], ['{}'], ['{"statusCode": "200"}'], ['[]'], ['null']])('%s is no status: 500', async (text) => {
  const answer = await answered(template(text));
  expect([answer.status, answer.body.toString()]).toEqual([500, '{"message":"Internal server error"}']);
});

test('the status selects the response; without a template the body is empty', async () => {
  const answer = await answered({
    ...template('{"statusCode": 404}'), IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '410', SelectionPattern: '4..' }],
  }, {}, undefined, { MethodResponses: [{ StatusCode: '200' }, { StatusCode: '410' }] });
  expect([answer.status, answer.body.toString(), answer.header('Content-Length')]).toEqual([410, '', '0']);
  // There is no backend to trace.
  expect(answer.header('X-Amzn-Trace-Id')).toBeUndefined();
});

describe('passthrough', () => {
  const post = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{"statusCode": 200}' };
  test.each<[string, Properties, number]>([
    ['WHEN_NO_MATCH', {}, 200], ['WHEN_NO_TEMPLATES', {}, 415], ['NEVER', {}, 415],
    ['WHEN_NO_TEMPLATES', { RequestTemplates: {} }, 200], ['NEVER', { RequestTemplates: {} }, 415],
    ['NEVER', { RequestTemplates: { 'text/plain': '{"statusCode": 200}' } }, 200],
  ])('%s with %j: %d', async (PassthroughBehavior, more, expected) => {
    const answer = await answered({ PassthroughBehavior, ...more }, post);
    expect(answer.status).toBe(expected);
    if (expected === 415) {
      expect([answer.body.toString(), answer.header('x-amzn-ErrorType')]).toEqual(['{"message":"Unsupported Media Type"}', 'BadRequestException']);
    }
  });

  test('without a Content-Type the JSON template is meant', async () => {
    expect((await answered({ PassthroughBehavior: 'NEVER' }, { method: 'POST' })).status).toBe(200);
  });
});

describe('a preflight under */*', () => {
  const cors = { 'method.response.header.Access-Control-Allow-Origin': "'*'" };
  const properties = { MethodResponses: [{ StatusCode: '204', ResponseParameters: Object.fromEntries(Object.keys(cors).map((name) => [name, true])) }] };
  const preflight = (request: Properties, response: Properties) => answered({
    RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
    ...request,
    IntegrationResponses: [{ StatusCode: '204', ResponseParameters: cors, ...response }],
  }, { method: 'OPTIONS', headers: { Origin: 'https://a', Accept: '*/*' } }, ['*/*'], properties);
  const text = { ContentHandling: 'CONVERT_TO_TEXT' };

  test('works with CONVERT_TO_TEXT on both sides', async () => {
    const answer = await preflight(text, text);
    expect([answer.status, answer.header('Access-Control-Allow-Origin')]).toEqual([204, '*']);
  });

  test.each([[{}, {}], [text, {}], [{}, text]])('fails with %j and %j', async (request, response) => {
    expect((await preflight(request, response)).status).toBe(500);
  });
});
