import { Socket } from 'net';
import { closeAll, mockMethod, Properties, raw, RawRequest, recorder, serve } from './support/gateway';
import { GATEWAY_RESPONSE_STATUSES, GatewayResponseType } from '../src/api/gateway-response-config';
import { Context } from '../src/front-door/context';
import { GatewayError } from '../src/front-door/gateway-error';
import { renderGatewayResponse } from '../src/front-door/gateway-response';

afterEach(closeAll);

const context = new Context({ socket: new Socket(), httpVersion: '1.1' }, '123456789012', 'api');

describe('nothing customised', () => {
  test.each(Object.entries(GATEWAY_RESPONSE_STATUSES).filter(([, status]) => status))('%s: %d and a JSON message', (type, status) => {
    const answer = renderGatewayResponse({ gatewayResponses: new Map() }, new GatewayError(type as GatewayResponseType, 'say "no"'), { context });
    expect([answer.status, answer.body.toString()]).toEqual([status, `{"${type === 'ACCESS_DENIED' ? 'Message' : 'message'}":"say \\"no\\""}`]);
    expect(answer.headers).toEqual(expect.arrayContaining([
      ['Content-Type', 'application/json'], ['x-amzn-RequestId', context.requestId], ['x-amz-apigw-id', context.extendedRequestId], ['x-amzn-ErrorType', expect.stringMatching(/Exception$/)],
    ]));
  });
});

/** The answer to a request to a path without a method, by the given gateway responses. */
async function answered(responses: Record<string, Properties>, request: Partial<RawRequest> = {}) {
  const resources = Object.fromEntries(Object.entries(responses).map(([ResponseType, more]) => [`Response${ResponseType.replaceAll('_', '')}`, {
    Type: 'AWS::ApiGateway::GatewayResponse', Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...more },
  }]));
  const api = await serve({
    methods: [mockMethod('/there', 'GET', '{}'), mockMethod('/fails/{id}', 'GET', '{}', { RequestTemplates: { 'application/json': 'no status' } })],
    stage: { Variables: { v: 'var' } },
    resources,
  }, await recorder());
  return raw(api, { target: '/prod/none', ...request });
}

describe('customised', () => {
  test('its own status, headers and template', async () => {
    const answer = await answered({
      MISSING_AUTHENTICATION_TOKEN: {
        StatusCode: '404',
        ResponseParameters: {
          'gatewayresponse.header.X-Static': "'a'",
          'gatewayresponse.header.X-Context': 'context.httpMethod',
          'gatewayresponse.header.X-Query': 'method.request.querystring.q',
          'gatewayresponse.header.X-Header': 'method.request.header.H',
          'gatewayresponse.header.X-Absent': 'method.request.header.None',
        },
        ResponseTemplates: {
          'application/xml': '<E t="$context.error.responseType" s="${stageVariables.v}" q="$method.request.querystring.q">$context.error.message</E>$x $5',
        },
      },
    }, { target: '/prod/none?q=1', headers: { H: 'h' } });
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toBe('<E t="MISSING_AUTHENTICATION_TOKEN" s="var" q="1">Missing Authentication Token</E>$x $5');
    expect(['X-Static', 'X-Context', 'X-Query', 'X-Header', 'X-Absent', 'Content-Type', 'x-amzn-ErrorType'].map((name) => answer.header(name)))
      .toEqual(['a', 'GET', '1', 'h', undefined, 'application/xml', 'MissingAuthenticationTokenException']);
  });

  test('the default of its class is for every type without one', async () => {
    const responses = {
      DEFAULT_4XX: { ResponseTemplates: { 'text/plain': 'four' } },
      DEFAULT_5XX: { StatusCode: '503', ResponseTemplates: { 'text/plain': 'five' } },
      ACCESS_DENIED: { ResponseTemplates: { 'text/plain': 'denied' } },
    };
    const four = await answered(responses);
    const five = await answered(responses, { target: '/prod/fails/1' });
    expect([four.status, four.body.toString(), five.status, five.body.toString()]).toEqual([403, 'four', 503, 'five']);
  });

  test('headers alone keep the default template', async () => {
    const answer = await answered({ DEFAULT_4XX: { ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } } });
    expect([answer.status, answer.body.toString(), answer.header('Access-Control-Allow-Origin')])
      .toEqual([403, '{"message":"Missing Authentication Token"}', '*']);
  });

  test.each([
    ['application/xml', 'xml'], ['application/json', 'json'], ['text/html, application/xml;q=0.9', 'xml'], ['*/*', 'json'], [undefined, 'json'],
  ])('the template for Accept %s', async (accept, expected) => {
    const answer = await answered(
      { DEFAULT_4XX: { ResponseTemplates: { 'application/xml': 'xml', 'application/json': 'json' } } }, { headers: accept ? { Accept: accept } : {} },
    );
    expect([answer.body.toString(), answer.header('Content-Type')]).toEqual([expected, `application/${expected}`]);
  });

  test('a Content-Type of its own wins', async () => {
    const answer = await answered({ DEFAULT_4XX: { ResponseParameters: { 'gatewayresponse.header.Content-Type': "'text/x'" } } });
    expect(answer.header('Content-Type')).toBe('text/x');
  });

  test('a HEAD has no body', async () => {
    const answer = await answered({}, { method: 'HEAD' });
    expect([answer.status, answer.body.length]).toEqual([403, 0]);
  });

  test('a path parameter of the method', async () => {
    const answer = await answered({ DEFAULT_5XX: { ResponseTemplates: { 'text/plain': '$method.request.path.id.' } } }, { target: '/prod/fails/x' });
    expect(answer.body.toString()).toBe('x.');
  });
});
