import { CfnParameter, Duration } from 'aws-cdk-lib';
import { AwsIntegration, Cors, CorsOptions, IdentitySource, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RouteValue, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { CfnTemplate, methodsOf, newStack, resourcesOf, synthApi, templateOf } from './support/synth';

const APP = 'https://app.example.com';
const ONE: CorsOptions = { allowOrigins: [APP] };
const synth = (cors?: CorsOptions, props: Partial<S3ProxyApiProps> = {}) => synthApi({ operations: S3Operations.READ_WRITE, cors, ...props });
const open = { auth: S3ProxyAuth.none() };
const { GET_OBJECT, PUT_OBJECT, LIST_OBJECTS_V2 } = S3Operation;

/** What a preflight of a path is answered with: the only answer that it has. */
function preflight(template: CfnTemplate, path: string): Record<string, string> {
  const { MethodResponses, Integration: { IntegrationResponses } } = methodsOf(template)[`OPTIONS ${path}`];
  expect([MethodResponses.length, IntegrationResponses.length]).toEqual([1, 1]);
  expect(Object.keys(MethodResponses[0].ResponseParameters)).toEqual(Object.keys(IntegrationResponses[0].ResponseParameters));
  return headersOf(IntegrationResponses[0].ResponseParameters, 'method.response.header.');
}

/** The fixed headers among response parameters, by their names and without quotes. */
function headersOf(parameters: Record<string, string> = {}, prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith(`${prefix}Access-Control-`))
    .map(([name, value]) => [name.slice(prefix.length), typeof value === 'string' ? value.replace(/^'(.*)'$/, '$1') : value]));
}

const listOf = (headers: Record<string, string>, name: string) => headers[`Access-Control-${name}`].split(',');
const answersOf = (template: CfnTemplate): [string, any, any][] => Object.entries(methodsOf(template)).filter(([name]) => !name.startsWith('OPTIONS'))
  .flatMap(([name, method]) => method.Integration.IntegrationResponses.map((answer: any): [string, any, any] => [
    `${name} ${answer.StatusCode}`, answer, method.MethodResponses.find(({ StatusCode }: any) => StatusCode === answer.StatusCode),
  ]));

describe('fails when', () => {
  const several = 'cors.allowOrigins must be one origin, as no mapping of API Gateway chooses among several, got ["https://a.example.com","https://b.example.com"]: name the one, '
    + "allow all with Cors.ALL_ORIGINS, add an S3ProxyApi for each, or let CloudFront's response headers policy override the one";
  const none = 'cors.allowOrigins must be one origin, as no mapping of API Gateway chooses among several, got []: name the one';
  const origin = (text: string) => "cors.allowOrigins must be an origin as browsers send it: scheme, host and a port that is not the scheme's own, in lower case and without a slash "
    + `at the end, got '${text}': write it as in 'https://app.example.com'`;
  const wildcard = (property: string) => `cors.${property} must not be '*' with allowCredentials, where browsers take it for a name, got '*': name each, or leave it out`;
  const names = (property: string, name: string) => `cors.${property} must be names of headers, or of methods in capitals, got '${name}': write each by itself`;

  test.each<[string, CorsOptions, string]>([
    ['there are several origins', { allowOrigins: ['https://a.example.com', 'https://b.example.com'] }, several],
    ['there is none', { allowOrigins: [] }, none],
    ...[
      `${APP}/`, `${APP}/page`, 'app.example.com', 'HTTPS://app.example.com', 'https://App.example.com', `${APP}:443`, 'http://app.example.com:80', 'https://*.example.com',
      'https://user@app.example.com', 'https://app.example.com:99999', "https://a'b.example.com", 'https://b\u00fccher.example', ' https://app.example.com', 'null', '',
    ].map((text): [string, CorsOptions, string] => [`the origin is '${text}'`, { allowOrigins: [text] }, origin(text)]),
    ['credentials are for all', { allowOrigins: Cors.ALL_ORIGINS, allowCredentials: true },
      'cors.allowCredentials must not be set where all origins are allowed, as browsers refuse that, got true: name the origin'],
    ['the answer is kept and not kept', { ...ONE, maxAge: Duration.minutes(1), disableCache: true },
      'cors.disableCache must be left out where maxAge is given, got true: leave out one of them'],
    ['a browser refuses the status', { ...ONE, statusCode: 302 }, 'cors.statusCode must be from 200 to 299, as browsers refuse others, got 302: leave it out'],
    ['headers are a list', { ...ONE, allowHeaders: ['Content-Type, X-Token'] }, names('allowHeaders', 'Content-Type, X-Token')],
    ['a header ends the text', { ...ONE, exposeHeaders: ["ETag'"] }, names('exposeHeaders', "ETag'")],
    ['a method is in small letters', { ...ONE, allowMethods: ['GET', 'put'] }, names('allowMethods', 'put')],
    ...(['allowHeaders', 'allowMethods', 'exposeHeaders'] as const).map((property): [string, CorsOptions, string] =>
      [`all ${property} are for credentials`, { ...ONE, allowCredentials: true, [property]: ['*'] }, wildcard(property)]),
  ])('%s', (_, cors, message) => {
    expect(() => synth(cors)).toThrow(message);
  });

  test('a header of answers is set by both', () => {
    const message = "responseHeaders must not have what cors sets, got 'access-control-allow-origin': leave out one of them";
    const responseHeaders = { 'access-control-allow-origin': 'Server' };
    expect(() => synth(ONE, { responseHeaders })).toThrow(message);
    const api = new S3ProxyApi(newStack(), 'Files', { target: S3Target.account(), cors: ONE });
    expect(() => api.addRoute({ path: 'a', key: 'a', bucket: 'a-bucket', operation: GET_OBJECT, responseHeaders })).toThrow(message);
    expect(() => synth(undefined, { responseHeaders })).not.toThrow();
  });

  test('the resource answers preflights already', () => {
    const stack = newStack();
    const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root;
    resource.addMethod('OPTIONS', new MockIntegration());
    expect(() => new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), cors: ONE }))
      .toThrow(`cors must not need a method OPTIONS that '/' has already, got '${APP}': leave out one of them`);
  });

  test('the API has preflights by default', () => {
    const stack = newStack();
    const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], defaultCorsPreflightOptions: ONE }).root;
    expect(() => new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), cors: ONE }))
      .toThrow(/resource must not have defaultCorsPreflightOptions/);
  });
});

describe('two proxies on one resource', () => {
  const both = (first: CorsOptions | undefined, second: CorsOptions | undefined) => {
    const stack = newStack();
    const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root;
    const target = S3Target.bucket(new Bucket(stack, 'Bucket'));
    new S3Proxy(stack, 'Reads', { resource, target, operations: S3Operations.of(GET_OBJECT), cors: first });
    new S3Proxy(stack, 'Writes', { resource, target, operations: S3Operations.of(PUT_OBJECT), cors: second });
    return templateOf(stack);
  };

  test('share a preflight where they say the same', () => {
    const cors = { ...ONE, maxAge: Duration.minutes(10) };
    const headers = preflight(both(cors, { ...cors, maxAge: Duration.minutes(10) }), '/{key+}');
    expect(listOf(headers, 'Allow-Methods')).toEqual(['GET', 'PUT']);
    expect(listOf(headers, 'Allow-Headers')).toEqual(expect.arrayContaining(['range', 'x-amz-storage-class']));
  });

  test.each<[string, CorsOptions, string]>([
    ['origin', { allowOrigins: ['https://b.example.com'] }, "cors.allowOrigins must be the same for all methods of '/{key+}', got [\"https://b.example.com\"]: make it"],
    ['age', { ...ONE, maxAge: Duration.minutes(1) }, "cors.maxAge must be the same for all methods of '/{key+}', got 60: make it undefined, or use another resource"],
  ])('fail with another %s', (_, other, message) => {
    expect(() => both(ONE, other)).toThrow(message);
  });

  test('may say the same in other words, and expose other headers', () => {
    const said = { ...ONE, maxAge: Duration.minutes(60) };
    expect(() => both(said, { exposeHeaders: ['ETag'], maxAge: Duration.hours(1), ...ONE })).not.toThrow();
  });

  test('the other may be without', () => {
    expect(listOf(preflight(both(undefined, ONE), '/{key+}'), 'Allow-Methods')).toEqual(['GET', 'PUT']);
  });
});

describe.each<[string, CorsOptions, Record<string, string>]>([
  ['one origin', ONE, { 'Access-Control-Allow-Origin': APP }],
  ['all', { allowOrigins: Cors.ALL_ORIGINS }, { 'Access-Control-Allow-Origin': '*' }],
  ['one with credentials', { ...ONE, allowCredentials: true }, { 'Access-Control-Allow-Origin': APP, 'Access-Control-Allow-Credentials': 'true' }],
  ['this machine', { allowOrigins: ['http://localhost:8080'] }, { 'Access-Control-Allow-Origin': 'http://localhost:8080' }],
  ['an app', { allowOrigins: ['capacitor://localhost'] }, { 'Access-Control-Allow-Origin': 'capacitor://localhost' }],
])('%s', (_, cors, fixed) => {
  const template = synth(cors, { operations: S3Operations.ALL, target: S3Target.account(), responseHeaders: { Timestamp: 'Date' }, userMetadata: ['title'] });
  const gateway = resourcesOf(template, 'AWS::ApiGateway::GatewayResponse');

  test('every answer of every method has the headers, declares them, and names all the others', () => {
    const answers = answersOf(template);
    expect(answers.length).toBeGreaterThan(100);
    for (const [name, { ResponseParameters }, method] of answers) {
      const others = Object.keys(ResponseParameters).map(key => key.replace('method.response.header.', '')).filter(key => !key.startsWith('Access-Control-'));
      const { 'Access-Control-Expose-Headers': exposed, ...rest } = headersOf(ResponseParameters, 'method.response.header.');
      expect([name, rest, exposed.split(',')]).toEqual([name, fixed, [...others, 'x-amzn-RequestId', 'x-amzn-ErrorType']]);
      expect(Object.keys(method.ResponseParameters).sort()).toEqual(Object.keys(ResponseParameters).sort());
    }
    const [, object] = answers.find(([name]) => name === 'GET /{bucket}/{key+} 200')!;
    expect(listOf(headersOf(object.ResponseParameters, 'method.response.header.'), 'Expose-Headers'))
      .toEqual(expect.arrayContaining(['ETag', 'x-amz-meta-title', 'x-amz-version-id', 'Timestamp']));
  });

  test('and so have all errors of the API itself', () => {
    expect(gateway.length).toBeGreaterThan(10);
    for (const { ResponseType, ResponseParameters } of gateway) {
      expect([ResponseType, headersOf(ResponseParameters, 'gatewayresponse.header.')])
        .toEqual([ResponseType, { ...fixed, 'Access-Control-Expose-Headers': 'x-amzn-RequestId,x-amzn-ErrorType' }]);
    }
  });

  test.each(['/', '/{bucket}', '/{bucket}/{key+}'])('preflights of %s', path => {
    const { 'Access-Control-Allow-Headers': allowHeaders, 'Access-Control-Allow-Methods': allowMethods, ...rest } = preflight(template, path);
    expect(rest).toEqual(fixed);
    const methods = methodsOf(template);
    const verbs = Object.keys(methods).filter(name => name.endsWith(` ${path}`)).map(name => name.split(' ')[0]).filter(verb => verb !== 'OPTIONS');
    expect(allowMethods.split(',')).toEqual(verbs.sort());
    const read = verbs.flatMap(verb => Object.keys(methods[`${verb} ${path}`].RequestParameters ?? {}))
      .flatMap(name => /^method\.request\.header\.(.*)$/.exec(name)?.[1].toLowerCase() ?? []);
    const ofGateway = [
      'amz-sdk-invocation-id', 'amz-sdk-request', 'authorization', 'content-md5', 'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token',
      'x-amz-user-agent', 'x-api-key',
    ];
    expect(allowHeaders.split(',')).toEqual([...new Set([...read, ...ofGateway])].sort());
  });
});

describe('preflights', () => {
  test('are a mock that says nothing to everybody, whose template binary content does not break', () => {
    expect(methodsOf(synth(ONE))['OPTIONS /{key+}']).toMatchObject({
      AuthorizationType: 'NONE',
      ApiKeyRequired: false,
      Integration: {
        Type: 'MOCK',
        ContentHandling: 'CONVERT_TO_TEXT',
        PassthroughBehavior: 'NEVER',
        RequestTemplates: { 'application/json': '{"statusCode":204}' },
        IntegrationResponses: [{ StatusCode: '204', ContentHandling: 'CONVERT_TO_TEXT' }],
      },
      MethodResponses: [{ StatusCode: '204' }],
    });
  });

  test.each<[Partial<CorsOptions>, Record<string, string>]>([
    [{ maxAge: Duration.hours(1) }, { 'Access-Control-Max-Age': '3600' }],
    [{ disableCache: true }, { 'Access-Control-Max-Age': '-1' }],
    [{ allowHeaders: ['X-Token', 'Range'] }, { 'Access-Control-Allow-Headers': 'X-Token,Range' }],
    [{ allowMethods: ['GET', 'PUT'] }, { 'Access-Control-Allow-Methods': 'GET,PUT' }],
    [{ allowMethods: Cors.ALL_METHODS }, { 'Access-Control-Allow-Methods': 'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD' }],
    [{ allowMethods: ['ANY'] }, { 'Access-Control-Allow-Methods': 'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD' }],
  ])('are as told: %j', (more, headers) => {
    const usual = preflight(synth(ONE), '/{key+}');
    expect(preflight(synth({ ...ONE, ...more }), '/{key+}')).toEqual({ ...usual, ...headers });
  });

  test('may have another status', () => {
    const { MethodResponses, Integration } = methodsOf(synth({ ...ONE, statusCode: 200 }))['OPTIONS /'];
    expect([MethodResponses[0].StatusCode, Integration.IntegrationResponses[0].StatusCode, Integration.RequestTemplates])
      .toEqual(['200', '200', { 'application/json': '{"statusCode":200}' }]);
  });

  test('answers expose what they are told to', () => {
    const [, answer] = answersOf(synth({ ...ONE, exposeHeaders: ['ETag', 'x-amz-version-id'] })).find(([name]) => name === 'GET /{key+} 200')!;
    expect(headersOf(answer.ResponseParameters, 'method.response.header.')['Access-Control-Expose-Headers']).toBe('ETag,x-amz-version-id');
  });

  test('an origin may be a parameter', () => {
    const stack = newStack();
    const origin = new CfnParameter(stack, 'Origin').valueAsString;
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), cors: { allowOrigins: [origin], allowCredentials: true } });
    const value = { 'Fn::Join': ['', ["'", { Ref: 'Origin' }, "'"]] };
    const template = templateOf(stack);
    expect(preflight(template, '/')['Access-Control-Allow-Origin']).toEqual(value);
    for (const { ResponseParameters } of resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')) {
      expect(ResponseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toEqual(value);
    }
  });

  test('of routes and of what comes later, with what these read and are authorized by', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT), cors: ONE });
    const handler = new Function(stack, 'Function', { code: Code.fromInline('exports.handler = async () => undefined;'), handler: 'index.handler', runtime: Runtime.NODEJS_20_X });
    const auth = S3ProxyAuth.lambdaFunction(handler, { identitySources: [IdentitySource.header('X-Token'), IdentitySource.queryString('t')] });
    api.addOperations({ operations: S3Operations.of(PUT_OBJECT), auth });
    api.addRoute({ path: 'copies/{id}', key: '{id}', operation: S3Operation.COPY_OBJECT, headers: { 'x-amz-copy-source': RouteValue.header('X-Source') } });
    api.addRoute({ path: 'list', operation: LIST_OBJECTS_V2, ...open });
    const template = templateOf(stack);
    expect(Object.keys(methodsOf(template)).filter(name => name.startsWith('OPTIONS')).sort())
      .toEqual(['OPTIONS /copies/{id}', 'OPTIONS /list', 'OPTIONS /{key+}']);
    const [object, copies, list] = ['/{key+}', '/copies/{id}', '/list'].map(path => preflight(template, path));
    expect(listOf(object, 'Allow-Methods')).toEqual(['GET', 'PUT']);
    expect(listOf(object, 'Allow-Headers')).toContain('x-token');
    expect(listOf(copies, 'Allow-Headers')).toEqual(expect.arrayContaining(['x-source', 'x-amz-metadata-directive']));
    expect([listOf(list, 'Allow-Methods'), listOf(list, 'Allow-Headers').filter(name => /token$|source$/.test(name))]).toEqual([['GET'], ['x-amz-security-token']]);
  });

  test('tell the methods of others on the resource, too', () => {
    const stack = newStack();
    const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root;
    new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), cors: ONE });
    resource.addMethod('PATCH', new AwsIntegration({ service: 'sns', action: 'Publish' }));
    const template = templateOf(stack);
    expect(listOf(preflight(template, '/'), 'Allow-Methods')).toEqual(['GET', 'HEAD', 'PATCH']);
    expect(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse')).toEqual([]);
  });
});

test('without cors there is none of it', () => {
  const template = synth(undefined, { operations: S3Operations.ALL, target: S3Target.account() });
  expect(Object.keys(methodsOf(template)).filter(name => name.startsWith('OPTIONS'))).toEqual([]);
  expect(JSON.stringify(template)).not.toMatch(/access-control-/i);
});
