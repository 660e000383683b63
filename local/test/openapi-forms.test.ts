import { apiTemplate, mockMethod, Properties, S3_ARN, s3Method } from './support/gateway';
import { EXPORTED } from '../../test/support/exported';
import { readApiSource, SourceOptions } from '../src/export/api-source';
import { openApiWithExtensions } from '../src/export/openapi-extensions';
import { plainOpenApi, ServerOptions } from '../src/export/plain-openapi';
import { postmanCollection } from '../src/export/postman';
import { Template } from '../src/index';

type Json = Record<string, any>;

const exported = (template: Template, more: Partial<SourceOptions> = {}, url?: string) => (
  openApiWithExtensions(readApiSource({ template, ...more }), url) as Json);
const plain = (template: Template, options: ServerOptions = {}) => plainOpenApi(readApiSource({ template }), options) as Json;

const resource = (Type: string, properties: Properties) => ({ Type: `AWS::ApiGateway::${Type}`, Properties: { RestApiId: { Ref: 'Api' }, ...properties } });
const POOL = 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Pool00001';
const FUNCTION = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations';
const AUTHORIZERS = {
  Cognito: resource('Authorizer', { Name: 'people', Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.Authorization', ProviderARNs: [POOL] }),
  Token: resource('Authorizer', { Name: 'token', Type: 'TOKEN', IdentitySource: 'method.request.header.X-Token', AuthorizerUri: FUNCTION }),
  Request: resource('Authorizer', {
    Name: 'request',
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.X-Who,method.request.querystring.why',
    AuthorizerUri: FUNCTION,
    AuthorizerResultTtlInSeconds: 0,
  }),
};
const guarded = (path: string, properties: Properties) => s3Method({ path, properties });
const ACCESS = apiTemplate({
  resources: AUTHORIZERS,
  methods: [
    guarded('/sigv4', { AuthorizationType: 'AWS_IAM', ApiKeyRequired: true }),
    guarded('/people', { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Cognito' }, AuthorizationScopes: ['files/read'] }),
    guarded('/token', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Token' } }),
    guarded('/request', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Request' } }),
    guarded('/key', { ApiKeyRequired: true }),
    guarded('/open', {}),
  ],
});
const securityOf = ({ paths }: Json) => Object.fromEntries(Object.entries<Json>(paths).map(([path, item]) => [path, item.get.security]));

describe('with the extensions', () => {
  test('a method and its integration are what the developer guide says', () => {
    const template = apiTemplate({
      api: {
        Description: 'files',
        BinaryMediaTypes: ['*/*'],
        MinimumCompressionSize: 10,
        ApiKeySourceType: 'AUTHORIZER',
        Policy: { Statement: [] },
        DisableExecuteApiEndpoint: true,
        SecurityPolicy: 'TLS_1_2',
      },
      resources: {
        Validator: resource('RequestValidator', { Name: 'parameters', ValidateRequestParameters: true }),
        Response: resource('GatewayResponse', { ResponseType: 'DEFAULT_4XX', StatusCode: '400', ResponseTemplates: { 'text/plain': 'no' } }),
      },
      methods: [s3Method({
        properties: {
          OperationName: 'readFile',
          RequestValidatorId: { Ref: 'Validator' },
          RequestParameters: { 'method.request.header.Range': true, 'method.request.querystring.acl': false },
          MethodResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.ETag': true }, ResponseModels: { 'application/json': 'Empty' } }],
        },
        integration: {
          PassthroughBehavior: 'WHEN_NO_TEMPLATES',
          ContentHandling: 'CONVERT_TO_TEXT',
          TimeoutInMillis: 1000,
          CacheKeyParameters: ['method.request.path.key'],
          RequestParameters: { 'integration.request.header.Range': 'method.request.header.Range' },
          IntegrationResponses: [
            { StatusCode: '200', ResponseParameters: { 'method.response.header.ETag': 'integration.response.header.ETag' } },
            { StatusCode: '404', SelectionPattern: '4\\d{2}', ContentHandling: 'CONVERT_TO_BINARY', ResponseTemplates: { 'text/plain': 'none' } },
          ],
        },
      })],
    });
    expect(exported(template)).toEqual({
      'openapi': '3.0.3',
      'info': { title: 'api', description: 'files', version: '1.0' },
      'servers': [{ 'url': '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }],
      'paths': {
        '/{key+}': {
          get: {
            'operationId': 'readFile',
            'parameters': [
              { name: 'key', in: 'path', required: true, schema: { type: 'string' } },
              { name: 'Range', in: 'header', required: true, schema: { type: 'string' } },
              { name: 'acl', in: 'query', required: false, schema: { type: 'string' } },
            ],
            'responses': {
              200: {
                description: '200 response',
                headers: { ETag: { schema: { type: 'string' } } },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Empty' } } },
              },
            },
            'x-amazon-apigateway-request-validator': 'parameters',
            'x-amazon-apigateway-integration': {
              type: 'aws',
              httpMethod: 'GET',
              uri: `${S3_ARN}/bucket/{key}`,
              credentials: 'arn:aws:iam::000000000000:role/role',
              passthroughBehavior: 'when_no_templates',
              contentHandling: 'CONVERT_TO_TEXT',
              timeoutInMillis: 1000,
              cacheKeyParameters: ['method.request.path.key'],
              requestParameters: {
                'integration.request.path.key': 'method.request.path.key', 'integration.request.header.Range': 'method.request.header.Range',
              },
              responses: {
                'default': { statusCode: '200', responseParameters: { 'method.response.header.ETag': 'integration.response.header.ETag' } },
                '4\\d{2}': { statusCode: '404', contentHandling: 'CONVERT_TO_BINARY', responseTemplates: { 'text/plain': 'none' } },
              },
            },
          },
        },
      },
      'components': { schemas: { Empty: { title: 'Empty Schema', type: 'object' } } },
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'x-amazon-apigateway-binary-media-types': ['*/*'],
      'x-amazon-apigateway-minimum-compression-size': 10,
      'x-amazon-apigateway-policy': { Statement: [] },
      'x-amazon-apigateway-security-policy': 'TLS_1_2',
      'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { statusCode: '400', responseTemplates: { 'text/plain': 'no' } } },
      'x-amazon-apigateway-request-validators': { parameters: { validateRequestBody: false, validateRequestParameters: true } },
    });
  });

  test('who may call is said by schemes', () => {
    const document = exported(ACCESS);
    expect(securityOf(document)).toEqual({
      '/sigv4': [{ sigv4: [], api_key: [] }],
      '/people': [{ people: ['files/read'] }],
      '/token': [{ token: [] }],
      '/request': [{ request: [] }],
      '/key': [{ api_key: [] }],
      '/open': undefined,
    });
    const header = (name: string, type: string) => ({ 'type': 'apiKey', name, 'in': 'header', 'x-amazon-apigateway-authtype': type });
    expect(document.components.securitySchemes).toEqual({
      sigv4: header('Authorization', 'awsSigv4'),
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      people: { ...header('Authorization', 'cognito_user_pools'), 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [POOL] } },
      token: { ...header('X-Token', 'custom'), 'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: FUNCTION } },
      request: {
        ...header('Unused', 'custom'),
        'x-amazon-apigateway-authorizer': {
          type: 'request', authorizerUri: FUNCTION, authorizerResultTtlInSeconds: 0, identitySource: 'method.request.header.X-Who,method.request.querystring.why',
        },
      },
    });
  });

  const withIntegration = (integration: Properties) => apiTemplate({ methods: [s3Method({ integration })] });
  test.each<[string, Template, string]>([
    ['a property that has no place', withIntegration({ TlsConfig: { InsecureSkipVerification: true } }),
      'Method0: Integration: TlsConfig: has no place in an OpenAPI document'],
    ['a property of the API that has no place', apiTemplate({ api: { Novelty: 1 }, methods: [s3Method()] }), 'Api: Novelty: has no place in an OpenAPI document, got 1'],
    ['two responses of one pattern', withIntegration({ IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '204', SelectionPattern: '' }] }),
      "Method0: Integration.IntegrationResponses: must differ in SelectionPattern, as OpenAPI holds them by it; got 'default' twice"],
    ['a model that holds others', apiTemplate({ methods: [s3Method()], resources: { Model: resource('Model', { Schema: { definitions: {} } }) } }),
      "Model: Schema: must be without 'definitions'"],
    ['an API that is a document already', apiTemplate({ api: { Body: {} }, methods: [s3Method()] }), 'Api: Body: the API is not defined by resources and methods alone'],
    ['an authorizer of elsewhere', apiTemplate({ methods: [guarded('/', { AuthorizationType: 'CUSTOM', AuthorizerId: 'abc' })] }),
      "Method0: AuthorizerId: must be an authorizer of the API, got 'abc'"],
    ['a validator of elsewhere', apiTemplate({ methods: [guarded('/', { RequestValidatorId: 'abc' })] }), "Method0: RequestValidatorId: must be a validator of the API, got 'abc'"],
  ])('%s is refused, not lost', (_, template, message) => {
    expect(() => exported(template)).toThrow(message);
  });

  test('names on AWS take the place of those that are made up here', () => {
    const template = EXPORTED['all operations']();
    const [[role]] = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const deployed = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws', physicalIds: { [role]: 'the-role' } };
    const uses = JSON.stringify(exported(template, { deployed }));
    expect(uses).toContain('"credentials":"arn:aws:iam::111122223333:role/the-role"');
    expect(uses).toContain('"uri":"arn:aws:apigateway:eu-west-1:s3:path/');
    expect(readApiSource({ template, deployed }).unnamed).toEqual([]);
    expect(readApiSource({ template }).unnamed).toEqual([role]);
  });
});

describe('plain', () => {
  const shared = plain(EXPORTED['all operations']());

  test('a shared method tells what it carries, by what', () => {
    const { get } = shared.paths['/{key}'];
    expect([get.operationId, get.tags]).toEqual(['getObject', ['objects']]);
    expect(get.summary).toMatch(/^GetObject, GetObjectAcl, GetObjectAttributes, .*ListParts$/);
    expect(get.description).toContain('- [GetObjectAcl](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html), by `?acl`\n');
    const parameters = Object.fromEntries(get.parameters.map((parameter: Json) => [parameter.name, parameter]));
    expect(parameters.acl).toEqual({ name: 'acl', in: 'query', required: false, description: 'Selects GetObjectAcl, by any value.', schema: { type: 'string' } });
    expect(parameters.uploadId.description).toBe('Selects ListParts.');
    expect(parameters.key).toMatchObject({ in: 'path', required: true, description: expect.stringContaining('Slashes') });
    expect(shared.paths['/'].get.parameters.find(({ name }: Json) => name === 'list-type').schema).toEqual({ type: 'string', enum: ['2'] });
    // Of one name among many a reader would take the others for it.
    expect(shared.paths['/'].post.operationId).toBe('postRoot');
  });

  test('a header is there once, one that OpenAPI says otherwise not at all', () => {
    const names = shared.paths['/{key}'].put.parameters.filter((parameter: Json) => parameter.in === 'header').map(({ name }: Json) => name);
    expect(names).toEqual(expect.arrayContaining(['If-Match', 'x-amz-copy-source', 'x-amz-meta-title']));
    expect(names.filter((name: string) => /^(if-match|X-Amz-Copy-Source|content-type|x-amz-rename-source)$/.test(name))).toEqual([]);
  });

  test('what the role denies is not offered', () => {
    const { paths } = plain(EXPORTED['the default']());
    expect(Object.keys(paths['/{key}'])).toEqual(['get', 'head']);
    const { summary, parameters } = paths['/{key}'].get;
    expect(summary).toBe('GetObject');
    expect(parameters.map(({ name }: Json) => name)).not.toEqual(expect.arrayContaining(['acl']));
    expect(parameters.map(({ name }: Json) => name)).toEqual(expect.arrayContaining(['partNumber', 'versionId', 'Range']));
    expect(plain(EXPORTED.CORS()).paths['/{key}'].put.summary).toBe('PutObject');
  });

  test('a route is the operation that its URI says', () => {
    const { paths } = plain(EXPORTED.routes());
    const operations = (item: Json) => Object.entries<Json>(item).map(([verb, { operationId, summary }]) => [verb, operationId, summary]);
    expect(Object.entries<Json>(paths).map(([path, item]) => [path, operations(item)])).toEqual([
      ['/by-year/{year}/{id}', [['get', 'getObject', 'GetObject']]],
      ['/by-year/{year}/{id}/tags', [['put', 'putObjectTagging', 'PutObjectTagging']]],
      ['/list', [['get', 'listObjectsV2', 'ListObjectsV2']]],
    ]);
  });

  test('bodies and answers have the types that they can have', () => {
    const { put, get, head, delete: remove } = shared.paths['/{key}'];
    const binary = { schema: { type: 'string', format: 'binary' } };
    const xml = { 'application/xml': { schema: { type: 'string' } } };
    expect(put.requestBody.content).toEqual({ 'application/octet-stream': binary, ...xml });
    expect([get.requestBody, remove.requestBody]).toEqual([undefined, undefined]);
    expect([get.responses[206].content, get.responses[404].content, get.responses[304].content]).toEqual([{ '*/*': binary }, xml, undefined]);
    expect([head.responses[200].content, remove.responses[204].content]).toEqual([undefined, undefined]);
    expect(get.responses[200].headers.ETag).toEqual({ schema: { type: 'string' } });
    expect(get.responses.default.content).toEqual(xml);
    const json = { 'application/json': { schema: { type: 'object', properties: { message: { type: 'string' } } } } };
    expect(plain(apiTemplate({ methods: [s3Method()] })).paths['/{key}'].get.responses.default.content).toEqual(json);
  });

  test('ANY is each verb that the path has no method of its own for', () => {
    const { paths } = plain(apiTemplate({ methods: [mockMethod('/a/{rest+}', 'ANY', 'x'), mockMethod('/a/{rest+}', 'GET', 'x')] }));
    expect(Object.entries<Json>(paths['/a/{rest}']).map(([verb, { operationId }]) => `${verb} ${operationId}`)).toEqual([
      'get getARest', 'put putARest', 'post postARest', 'delete deleteARest', 'options optionsARest', 'head headARest', 'patch patchARest',
    ]);
  });

  test('what a client has to send stands in schemes that generators know', () => {
    const document = plain(ACCESS);
    expect(securityOf(document)).toEqual({
      '/sigv4': [{ sigv4: [], api_key: [] }],
      '/people': [{ people: [] }],
      '/token': [{ token: [] }],
      '/request': [{ 'request.X-Who': [], 'request.why': [] }],
      '/key': [{ api_key: [] }],
      '/open': undefined,
    });
    expect(document.components.securitySchemes).toMatchObject({
      'sigv4': { type: 'apiKey', name: 'Authorization', in: 'header' },
      'people': { type: 'http', scheme: 'bearer' },
      'token': { type: 'apiKey', name: 'X-Token', in: 'header' },
      'request.X-Who': { type: 'apiKey', name: 'X-Who', in: 'header' },
      'request.why': { type: 'apiKey', name: 'why', in: 'query' },
    });
    expect(document.paths['/people'].get.description).toBe('The token needs one of the scopes files/read.');
  });
});

describe('the URL', () => {
  const template = apiTemplate({ methods: [s3Method()] });

  test('is the one given, else that of the stage on AWS', () => {
    expect(plain(template, { url: 'http://127.0.0.1:1/prod/' }).servers).toEqual([{ url: 'http://127.0.0.1:1/prod' }]);
    expect(plain(template).servers).toEqual([{
      url: 'https://{api}.execute-api.{region}.amazonaws.com/{stage}',
      variables: { api: { default: 'api-id', description: expect.any(String) }, region: { default: 'us-east-1' }, stage: { default: 'prod', enum: ['prod'] } },
    }]);
    const deployed = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws', physicalIds: { Api: 'abc123' } };
    const { variable } = postmanCollection(readApiSource({ template, deployed })) as Json;
    expect(variable[0]).toEqual({ key: 'baseUrl', value: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod' });
    expect(exported(template).servers).toBeUndefined();
    expect(exported(template, {}, 'https://files.example/').servers).toEqual([{ url: 'https://files.example' }]);
  });

  test('of a stage that is none is refused', () => {
    expect(() => plain(template, { stage: 'dev' })).toThrow("--stage: must be a stage of the API, prod, got 'dev'");
  });
});

describe('of several APIs', () => {
  const two = apiTemplate({ methods: [s3Method()], resources: { Other: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'other' } } } });

  test('one is named, by id or name', () => {
    expect(exported(two, { api: 'Api' }).info.title).toBe('api');
    expect(exported(two, { api: 'other' })).toMatchObject({ info: { title: 'other' }, paths: {} });
  });

  test.each<[string | undefined, string]>([
    [undefined, 'api: the template holds 2 APIs: name one of Api, Other'], ['none', "api: there is no API 'none' in the template; it holds Api, Other"],
  ])('%s is refused', (api, message) => {
    expect(() => exported(two, { api })).toThrow(message);
  });

  test('none is nothing to export', () => {
    expect(() => exported({ Resources: {} })).toThrow('template: it has no AWS::ApiGateway::RestApi');
  });
});
