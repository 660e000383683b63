import { API_TYPES, readRestApis } from '../src/api/rest-api';
import { DeploymentError, Problem, resolveTemplate } from '../src/index';
import { ApiParts, apiTemplate, closeAll, mockMethod, Properties, raw, recorder, S3_ARN, s3Method, serve } from './support/gateway';

afterEach(closeAll);

/** What is said of a template; nothing when it is served. */
async function problems(parts: ApiParts, strict = false): Promise<readonly Problem[]> {
  const s3 = await recorder();
  try {
    await serve(parts, s3, { strict });
    return [];
  } catch (error) {
    if (!(error instanceof DeploymentError)) {
      throw error;
    }
    // Refused before anything was done.
    expect(s3.received).toEqual([]);
    return error.problems;
  }
}

const method = (properties: Properties, integration: Properties = {}): ApiParts => ({ methods: [s3Method({ properties, integration })] });
const role = 'arn:aws:iam::000000000000:role/role';

test('what is known to change nothing is accepted', async () => {
  expect(await problems({
    api: { Description: 'd', Tags: [], ApiKeySourceType: 'HEADER', FailOnWarnings: true, EndpointConfiguration: { Types: ['REGIONAL'] } },
    stage: {
      AccessLogSetting: { DestinationArn: 'x', Format: '$context.requestId' },
      TracingEnabled: true,
      Tags: [],
      CacheClusterEnabled: false,
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO', MetricsEnabled: true, DataTraceEnabled: false, CachingEnabled: false }],
    },
    methods: [s3Method({
      properties: { OperationName: 'o', ApiKeyRequired: false, RequestModels: { 'application/json': 'Empty' } },
      integration: { CacheKeyParameters: ['method.request.path.key'], CacheNamespace: 'n', ConnectionType: 'INTERNET', ResponseTransferMode: 'BUFFERED' },
    })],
  })).toEqual([]);
});

describe('cannot be honoured', () => {
  test.each<[string, ApiParts, string, string]>([
    ['an OpenAPI body', { methods: [s3Method()], api: { Body: { openapi: '3.0.1' } } }, 'Api', 'Body'],
    ['a resource policy that is none', { methods: [s3Method()], api: { Policy: { Version: '2012-10-17' } } }, 'Api', 'Policy'],
    ['a private API', { methods: [s3Method()], api: { EndpointConfiguration: { Types: ['PRIVATE'] } } }, 'Api', 'EndpointConfiguration.Types'],
    ['a property that nobody knows', { methods: [s3Method()], api: { Sparkle: 'yes' } }, 'Api', 'Sparkle'],
    ['a template that cannot be parsed', method({}, { RequestTemplates: { 'a/b': '#if(' } }), 'Method0', "Integration.RequestTemplates['a/b']"],
    ['an unknown property of an integration', method({}, { TlsConfig: {} }), 'Method0', 'Integration.TlsConfig'],
    ['a VPC link', method({}, { ConnectionType: 'VPC_LINK' }), 'Method0', 'Integration.ConnectionType'],
    ['no credentials', method({}, { Credentials: undefined }), 'Method0', 'Integration.Credentials'],
    ['the caller\'s credentials without a caller', method({}, { Credentials: 'arn:aws:iam::*:user/*' }), 'Method0', 'Integration.Credentials'],
    ['an S3 action', method({}, { Uri: 'arn:aws:apigateway:us-east-1:s3:action/GetObject' }), 'Method0', 'Integration.Uri'],
    ['a pattern that is none', method({}, { IntegrationResponses: [{ StatusCode: '200', SelectionPattern: '(' }] }),
      'Method0', 'Integration.IntegrationResponses[200].SelectionPattern'],
    ['a status twice', method({}, { IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '200', SelectionPattern: '4..' }] }),
      'Method0', 'Integration.IntegrationResponses[200].StatusCode'],
    ['a canary', { methods: [s3Method()], stage: { CanarySetting: {} } }, 'Stage', 'CanarySetting'],
    ['another template\'s API', {
      methods: [s3Method()], resources: { Other: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: 'abc', StageName: 'x' } } },
    }, 'Other', 'RestApiId'],
  ])('%s', async (_, parts, resource, property) => {
    expect(await problems(parts)).toEqual([{ code: 'NotHonoured', resource, property, reason: expect.any(String) }]);
  });

  test('an API without a stage', () => {
    const { Resources: { Stage: _, ...rest } } = apiTemplate({ methods: [s3Method()] });
    const stack = resolveTemplate({ Resources: rest }, { stackName: 's', supports: (type) => API_TYPES.includes(type) });
    expect(() => readRestApis(stack, { strict: false })).toThrow('no AWS::ApiGateway::Stage');
  });
});

describe('refused as AWS refuses it', () => {
  test('an API without methods', async () => {
    expect(await problems({ methods: [] })).toEqual([
      { code: 'BadRequestException', resource: 'Deployment', property: 'RestApiId', reason: "The REST API doesn't contain any methods" },
    ]);
  });

  const invalid = (expression: string) =>
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${expression}]`;
  const mapped = (target: string, source: string): ApiParts => method({}, { RequestParameters: { [target]: source } });
  const answered = (target: string, source: string): ApiParts =>
    method({ MethodResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.X': true } }] },
      { IntegrationResponses: [{ StatusCode: '200', ResponseParameters: { [target]: source } }] });

  test.each<[string, ApiParts, string, string]>([
    ['an undeclared source', mapped('integration.request.querystring.acl', 'method.request.querystring.acl'),
      "Integration.RequestParameters['integration.request.querystring.acl']", invalid('method.request.querystring.acl')],
    ['an undeclared multi-value source', mapped('integration.request.querystring.acl', 'method.request.multivaluequerystring.acl'),
      "Integration.RequestParameters['integration.request.querystring.acl']", invalid('method.request.multivaluequerystring.acl')],
    ['a target elsewhere', mapped('integration.request.cookie.a', "'x'"),
      "Integration.RequestParameters['integration.request.cookie.a']", invalid('integration.request.cookie.a')],
    ['a quote in a static value', mapped('integration.request.header.a', "'it's'"),
      "Integration.RequestParameters['integration.request.header.a']", invalid("'it's'")],
    ['a static value without quotes', mapped('integration.request.header.a', 'x'),
      "Integration.RequestParameters['integration.request.header.a']", invalid('x')],
    ['a static query value that is not encoded', mapped('integration.request.querystring.a', "'x y'"),
      "Integration.RequestParameters['integration.request.querystring.a']", expect.stringContaining('URL-encoded') as unknown as string],
    ['the answer in a request', mapped('integration.request.header.a', 'integration.response.header.b'),
      "Integration.RequestParameters['integration.request.header.a']", invalid('integration.response.header.b')],
    ['an undeclared response header', answered('method.response.header.Y', "'x'"),
      "Integration.IntegrationResponses[200].ResponseParameters['method.response.header.Y']", invalid('method.response.header.Y')],
    ['the request in an answer', answered('method.response.header.X', 'method.request.path.key'),
      "Integration.IntegrationResponses[200].ResponseParameters['method.response.header.X']", invalid('method.request.path.key')],
    ['a URI that is no ARN', method({}, { Uri: 'non-valid-arn' }), 'Integration.Uri', 'Invalid ARN specified in the request'],
    ['AWS_PROXY to S3', method({}, { Type: 'AWS_PROXY' }), 'Integration.Type',
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."],
    ['a method of the integration that is none', method({}, { IntegrationHttpMethod: undefined }), 'Integration.IntegrationHttpMethod',
      expect.stringContaining('HttpMethod') as unknown as string],
    ['a strange contentHandling', method({}, { ContentHandling: 'MAYBE' }), 'Integration.ContentHandling',
      "must be one of CONVERT_TO_BINARY, CONVERT_TO_TEXT, got 'MAYBE'"],
    ['a timeout below 50 ms', method({}, { TimeoutInMillis: 49 }), 'Integration.TimeoutInMillis', 'Timeout should be at least 50 ms, got 49'],
  ])('%s', async (_, parts, property, reason) => {
    expect(await problems(parts)).toEqual([{ code: 'BadRequestException', resource: 'Method0', property, reason }]);
  });

  test('an escaped quote is one', async () => {
    expect(await problems(mapped('integration.request.header.a', "'it\\'s'"))).toEqual([]);
  });

  test.each<[string, string[], string]>([
    ['two variable siblings', ['/{year}', '/{key+}'], 'only one unique variable path part is allowed'],
    ['a child of a greedy resource', ['/{key+}/x'], 'Cannot create a child of a resource with a greedy path variable'],
    ['a strange path part', ['/a b'], "Resource's path part only allow"],
  ])('%s', async (_, paths, reason) => {
    const found = await problems({ methods: paths.map((path) => mockMethod(path, 'GET', '{}')) });
    expect(found).toEqual([{ code: 'BadRequestException', resource: expect.stringMatching(/^R\d$/), property: 'PathPart', reason: expect.stringContaining(reason) }]);
  });

  test('a method twice', async () => {
    const found = await problems({ methods: [mockMethod('/a', 'GET', '{}'), mockMethod('/a', 'GET', '{}')] });
    expect(found.map(({ resource, property }) => [resource, property])).toEqual([['Method1', 'HttpMethod']]);
  });

  test('a gateway response of a type that is none', async () => {
    const found = await problems({
      methods: [s3Method()], resources: { Bad: { Type: 'AWS::ApiGateway::GatewayResponse', Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'TEAPOT' } } },
    });
    expect(found.map(({ resource, property }) => [resource, property])).toEqual([['Bad', 'ResponseType']]);
  });
});

test('all problems are told at once, each with its resource', async () => {
  const found = await problems({ ...method({ Odd: true }, { Uri: `${S3_ARN}/b`, Credentials: role, Odd: 1 }), api: { Body: {} } });
  expect(found.map(({ resource, property }) => `${resource}.${property}`)).toEqual(['Api.Body', 'Method0.Odd', 'Method0.Integration.Odd']);
});

describe('an integration that is not run here', () => {
  const lambda: ApiParts = {
    methods: [
      s3Method(),
      {
        path: '/fn',
        properties: { AuthorizationType: 'CUSTOM', AuthorizerId: 'a' },
        integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations' },
      },
      { path: '/http', integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'http://example.com' } },
      { path: '/sqs', integration: { Type: 'AWS', IntegrationHttpMethod: 'POST', Uri: 'arn:aws:apigateway:us-east-1:sqs:path/1/q' } },
    ],
  };

  test('is listed, and its method answers 501 naming it', async () => {
    const api = await serve(lambda, await recorder());
    for (const [path, text] of [['fn', 'AWS_PROXY arn:aws:apigateway:us-east-1:lambda:'], ['http', 'HTTP_PROXY http://example.com'], ['sqs', 'AWS arn:']]) {
      const answer = await raw(api, { target: `/prod/${path}` });
      expect([answer.status, answer.body.toString()]).toEqual([501, expect.stringContaining(text)]);
      expect(api.routes.find((route) => route.path === `/${path}`)?.integration).toContain(`501 ${text}`);
    }
    expect((await raw(api, { target: '/prod/other' })).status).toBe(200);
  });

  test('strict: is an error', async () => {
    expect((await problems(lambda, true)).map(({ resource, code }) => [resource, code])).toEqual([
      ['Method1', 'NotHonoured'], ['Method2', 'NotHonoured'], ['Method3', 'NotHonoured'],
    ]);
  });
});

describe('is refused as API Gateway itself refuses it', () => {
  const integration = (properties: Properties): ApiParts => ({ methods: [{ ...s3Method({ integration: properties }) }] });
  const verb = 'Enumeration value for HttpMethod must be non-empty';
  const arn = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations';
  test.each<[string, Properties, string]>([
    ['no verb, AWS', { IntegrationHttpMethod: undefined }, verb],
    ['no verb, HTTP', { IntegrationHttpMethod: undefined, Type: 'HTTP', Uri: 'http://example.com' }, verb],
    ['no verb, HTTP_PROXY', { IntegrationHttpMethod: undefined, Type: 'HTTP_PROXY', Uri: 'http://example.com' }, verb],
    ['no URL, HTTP', { Type: 'HTTP', Uri: 'non-valid-http' }, 'Invalid HTTP endpoint specified for URI'],
    ['no URL, HTTP_PROXY', { Type: 'HTTP_PROXY', Uri: 'arn:aws:x' }, 'Invalid HTTP endpoint specified for URI'],
    ['no ARN, AWS', { Uri: 'non-valid-arn' }, 'Invalid ARN specified in the request'],
    ['no ARN, AWS_PROXY', { Type: 'AWS_PROXY', Uri: 'http://example.com' }, 'Invalid ARN specified in the request'],
    ['an ARN without a path', { Uri: 'arn:aws:iam::0000000000:role/service-role/asdf' }, 'AWS ARN for integration must contain path or action'],
    ['AWS_PROXY before S3', { Type: 'AWS_PROXY' },
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."],
  ])('%s', async (_, properties, reason) => {
    expect((await problems(integration(properties))).map((problem) => [problem.code, problem.reason])).toContainEqual(['BadRequestException', reason]);
  });

  test.each<[string, Properties]>([['MOCK without a verb', { Type: 'MOCK', IntegrationHttpMethod: undefined }], ['AWS_PROXY before Lambda', { Type: 'AWS_PROXY', Uri: arn }]])(
    '%s is not', async (_, properties) => expect(await problems(integration(properties))).toEqual([]));

  test.each<[string, ApiParts, string]>([
    ['a validator that is not there', method({ RequestValidatorId: 'v' }), 'Invalid Request Validator identifier specified: v'],
    ['a model that is not there', method({ RequestModels: { 'application/json': 'M' } }), 'Invalid model identifier specified: M'],
  ])('%s', async (_, parts, reason) => {
    expect(await problems(parts)).toContainEqual(expect.objectContaining({ code: 'BadRequestException', reason }));
  });
});
