import { closeAll, raw, recorder, s3Method, serve, valuesOf } from './support/gateway';

afterEach(closeAll);

describe('a parameter read from the body of the request', () => {
  async function sent(expression: string, body: string) {
    const s3 = await recorder();
    const api = await serve({
      methods: [s3Method({ method: 'PUT', integration: { RequestParameters: { 'integration.request.header.x-v': expression } } })],
      api: { BinaryMediaTypes: ['*/*'] },
    }, s3);
    const { status } = await raw(api, { method: 'PUT', target: '/prod/k', body });
    return status === 200 ? [valuesOf(s3.received[0].headers, 'x-v'), s3.received[0].body.toString()] : status;
  }

  test.each<[string, string, string[]]>([
    ['method.request.body.a', '{"a": "x"}', ['x']], ['method.request.body.a.b[1]', '{"a": {"b": [1, 2]}}', ['2']],
    ['method.request.body.a', '{"a": {"b": 1}}', ['{"b":1}']], ['method.request.body.none', '{"a": 1}', []], ['method.request.body', 'text', ['text']],
    ['method.request.body.a', '', []],
  ])('%s of %s', async (expression, body, values) => {
    expect(await sent(expression, body)).toEqual([values, body]);
  });

  test('text has no path, and a broken object is a failure', async () => {
    expect(await sent('method.request.body.a', 'text')).toEqual([[], 'text']);
    expect(await sent('method.request.body.a', '{"a": ')).toBe(500);
  });
});

test.each([['{"a": {"b": "x"}}', 'x'], ['{}', undefined]])('a header read from the body of the response: %s', async (body, value) => {
  const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Length': body.length }).end(body));
  const api = await serve({
    methods: [s3Method({
      properties: { MethodResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.x-v': true } }] },
      integration: {
        IntegrationResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.x-v': 'integration.response.body.a.b' } }],
      },
    })],
    api: { BinaryMediaTypes: ['*/*'] },
  }, s3);
  const answer = await raw(api, { target: '/prod/k', headers: { Accept: '*/*' } });
  expect([answer.header('x-v'), answer.body.toString()]).toEqual([value, body]);
});
