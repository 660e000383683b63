import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import {
  AuthorizationType, ContentHandling, IResource, MockIntegration, Model, RequestValidator, Resource, RestApi, RestApiProps,
} from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, ROOT } from '../local/test/support/gateway';
import { AddRouteOptions, S3Operation, S3Operations, S3Proxy, S3ProxyAuth, S3ProxyProps, S3Target } from '../src';
import { CfnTemplate, methodsOf, newStack, resourcesOf, templateOf } from './support/synth';

afterEach(closeAll);

const { GET_OBJECT, PUT_OBJECT } = S3Operation;

interface Mounted { readonly stack: Stack; readonly api: RestApi; readonly proxy: S3Proxy }

function mount(restApiProps: RestApiProps = {}, use: (api: RestApi) => IResource = api => api.root, props: Partial<S3ProxyProps> = {}): Mounted {
  const stack = newStack();
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], ...restApiProps });
  const resource = use(api);
  return { stack, api, proxy: new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), ...props }) };
}

/** An API as others have it, with what a proxy must leave alone. */
function ownApi(stack: Stack): RestApi {
  const api = new RestApi(stack, 'Api', {
    binaryMediaTypes: ['*/*'], defaultMethodOptions: { apiKeyRequired: true, authorizationType: AuthorizationType.NONE }, deployOptions: { throttlingRateLimit: 5 },
  });
  api.root.addMethod('GET');
  const orders = api.root.addResource('orders');
  orders.addMethod('POST', undefined, { requestModels: { 'application/json': api.addModel('Order', { schema: {} }) }, authorizationType: AuthorizationType.IAM });
  orders.addResource('{id}').addMethod('ANY');
  api.addUsagePlan('Plan').addApiStage({ stage: api.deploymentStage });
  api.addGatewayResponse('Denied', { type: { responseType: 'ACCESS_DENIED' } as any, statusCode: '404' });
  return api;
}

/** Without the Deployment, which is another one whenever a method is added. */
function withoutDeployment(template: CfnTemplate): Record<string, unknown> {
  const deployments = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment').map(([id]) => id);
  const text = deployments.reduce((all, id) => all.replaceAll(id, 'TheDeployment'), JSON.stringify(template.Resources));
  const { TheDeployment, ...rest } = JSON.parse(text);
  expect(TheDeployment).toBeDefined();
  return rest;
}

describe('an API that is there already', () => {
  const bare = newStack();
  ownApi(bare);
  new Bucket(bare, 'Bucket');
  const before = withoutDeployment(templateOf(bare));

  const stack = newStack();
  const api = ownApi(stack);
  const proxy = new S3Proxy(stack, 'Files', {
    resource: api.root.addResource('files'), target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.READ_WRITE,
  });
  proxy.addRoute({ path: 'by-id/{id}', operation: GET_OBJECT, key: '{id}.pdf', auth: S3ProxyAuth.none() });
  const after = withoutDeployment(templateOf(stack));

  test('is as it was, but for what is added', () => {
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
    for (const [id, resource] of Object.entries(before)) {
      expect([id, JSON.stringify(after[id])]).toEqual([id, JSON.stringify(resource)]);
    }
  });

  test('what is added are methods, resources, roles and policies, no gateway responses, and permissions to nobody else', () => {
    const added = Object.entries(after).filter(([id]) => !(id in before)).map(([, { Type }]: [string, any]) => Type);
    expect([...new Set(added)].sort()).toEqual(['AWS::ApiGateway::Method', 'AWS::ApiGateway::Resource', 'AWS::IAM::Policy', 'AWS::IAM::Role']);
  });

  test('its authorization and API keys are not those of the proxy', () => {
    const methods = Object.entries(methodsOf(templateOf(stack))).filter(([name]) => name.includes('/files'));
    expect(methods.map(([name, { AuthorizationType: type, ApiKeyRequired }]) => [name, type, ApiKeyRequired])).toEqual([
      ...['HEAD', 'GET'].map(verb => [`${verb} /files`, 'AWS_IAM', false]),
      ...['PUT', 'DELETE', 'GET', 'HEAD'].map(verb => [`${verb} /files/{key+}`, 'AWS_IAM', false]),
      ['GET /files/by-id/{id}', 'NONE', false],
    ].sort((a, b) => methods.findIndex(([name]) => name === a[0]) - methods.findIndex(([name]) => name === b[0])));
    expect(methods.length).toBe(7);
  });

  test('is deployed again when a method of the proxy changes', () => {
    const deploymentOf = (operations: S3Operations) => Object.entries(templateOf(mount({}, one => one.root.addResource('files'), { operations }).stack).Resources)
      .find(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment')![0];
    expect(deploymentOf(S3Operations.of(GET_OBJECT))).not.toBe(deploymentOf(S3Operations.of(GET_OBJECT, PUT_OBJECT)));
  });
});

describe('is refused', () => {
  const refused = (restApiProps: RestApiProps | ((stack: Stack) => RestApiProps), message: RegExp) => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], ...typeof restApiProps === 'function' ? restApiProps(stack) : restApiProps });
    const files = api.root.addResource('files');
    expect(() => new S3Proxy(stack, 'Files', { resource: files, target: S3Target.bucket(new Bucket(stack, 'Bucket')) })).toThrow(message);
  };

  test.each<[string, RestApiProps['defaultMethodOptions']]>([
    ['authorizer', { authorizer: { authorizerId: 'x', authorizationType: AuthorizationType.CUSTOM } }],
    ['authorizationScopes', { authorizationScopes: ['read'] }],
    ['requestModels', { requestModels: { 'application/json': Model.EMPTY_MODEL } }],
    ['methodResponses', { methodResponses: [{ statusCode: '200' }] }],
    ['requestParameters', { requestParameters: { 'method.request.querystring.a': true } }],
    ['operationName', { operationName: 'x' }],
    ['requestValidatorOptions', { requestValidatorOptions: { validateRequestBody: true } }],
  ])('where every method would inherit %s', (name, defaultMethodOptions) => {
    refused({ defaultMethodOptions }, new RegExp(`resource must not have ${name} in its defaultMethodOptions, which every method would inherit, got '/files': set .* on the methods that need it`));
  });

  test('where every method would inherit a requestValidator', () => {
    refused(stack => ({ defaultMethodOptions: { requestValidator: RequestValidator.fromRequestValidatorId(stack, 'Validator', 'x') } }), /requestValidator in its defaultMethodOptions/);
  });

  test('what is inherited from a resource in between', () => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
    const files = api.root.addResource('v1', { defaultMethodOptions: { authorizationScopes: ['read'] } }).addResource('files');
    expect(() => new S3Proxy(stack, 'Files', { resource: files, target: S3Target.bucket(new Bucket(stack, 'Bucket')) })).toThrow(/authorizationScopes/);
  });

  test('where preflights would answer 500', () => {
    refused({ defaultCorsPreflightOptions: { allowOrigins: ['*'] } }, /resource must not have defaultCorsPreflightOptions, .* got '\/files': leave them out of the API/);
  });

  test('a resource of another stack', () => {
    const app = new App();
    const api = new RestApi(new Stack(app, 'A'), 'Api');
    const stack = new Stack(app, 'B');
    expect(() => new S3Proxy(stack, 'Files', { resource: api.root, target: S3Target.bucket(new Bucket(stack, 'Bucket')) }))
      .toThrow(/resource must be in the stack of the proxy, else the two depend on each other, got '\/': create the proxy in that stack, or import the API/);
  });

  test.each(['{rest+}', '{rest+}/more'])('a resource below a greedy parameter: %s', path => {
    expect(() => mount({}, api => api.root.resourceForPath(`in/${path}`))).toThrow(/resource must not be below a greedy path parameter, which API Gateway allows no children, got '\/in\/\{rest\+\}/);
  });

  test('the root of an API that has a greedy parameter there', () => {
    const { stack } = mount({}, api => {
      api.root.addProxy();
      return api.root;
    });
    expect(() => templateOf(stack)).toThrow(/resource must have at most one variable child, got '\/\{proxy\+\}, \/\{key\+\}'/);
  });
});

describe('an imported API', () => {
  function imported(use: (stack: Stack) => IResource) {
    const stack = newStack();
    return { stack, proxy: new S3Proxy(stack, 'Files', { resource: use(stack), target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT) }) };
  }
  const byAttributes = (stack: Stack) => RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc', rootResourceId: 'def' }).root;

  test('gets the methods, and a warning that it must be deployed', () => {
    const { stack } = imported(byAttributes);
    const template = templateOf(stack);
    expect(Object.entries(methodsOf(template)).map(([name, { RestApiId, AuthorizationType: type }]) => [name, RestApiId, type])).toEqual([['GET /{key+}', 'abc', 'AWS_IAM']]);
    expect(resourcesOf(template, 'AWS::ApiGateway::Deployment')).toEqual([]);
    Found.fromStack(stack).hasWarning('/Stack/Files', Match.stringLikeRegexp("The API 'Stack/Api' is imported: .*deployed again.*\\[ack: cdk-s3-proxy-api:importedApi\\]"));
  });

  test('a warning that is acknowledged is gone', () => {
    const { stack, proxy } = imported(byAttributes);
    Annotations.of(proxy).acknowledgeWarning('cdk-s3-proxy-api:importedApi');
    templateOf(stack);
    Found.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('a resource of it takes routes and grants', () => {
    const { stack, proxy } = imported(one => Resource.fromResourceAttributes(one, 'Resource', {
      restApi: RestApi.fromRestApiAttributes(one, 'Api', { restApiId: 'abc', rootResourceId: 'def' }), resourceId: 'ghi', path: '/files',
    }));
    proxy.addRoute({ path: 'by-id/{id}', operation: GET_OBJECT, key: '{id}' });
    expect(Object.keys(methodsOf(templateOf(stack))).sort()).toEqual(['GET /by-id/{id}', 'GET /{key+}']);
  });

  test('has no URL', () => {
    const { proxy } = imported(byAttributes);
    expect(() => proxy.url).toThrow(/S3Proxy\.url is known for a RestApi of this app only, got 'Stack\/Api': put the URL of the imported API together yourself/);
    expect(() => proxy.urlForObject('a')).toThrow(/S3Proxy\.url/);
  });
});

describe('the URL', () => {
  const urlOf = ({ stack, proxy }: Mounted) => JSON.stringify(stack.resolve(proxy.url));

  test('ends with a slash, at the root and below', () => {
    expect(urlOf(mount())).toMatch(/DeploymentStageprod[^"]*"\},"\/"\]\]\}$/);
    expect(urlOf(mount({}, api => api.root.resourceForPath('v1/files')))).toMatch(/"\/v1\/files\/"\]\]\}$/);
  });

  test('fails below a parameter, and without a stage', () => {
    expect(() => mount({}, api => api.root.resourceForPath('of/{tenant}/files')).proxy.url)
      .toThrow(/S3Proxy\.url is not known where the path of the resource has parameters, got '\/of\/\{tenant\}\/files'/);
    expect(() => mount({ deploy: false }).proxy.url).toThrow();
  });
});

test('on a running endpoint: each proxy has its bucket, one within the other too, and what was there answers as before', async () => {
  const stack = newStack();
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
  const mock = new MockIntegration({
    contentHandling: ContentHandling.CONVERT_TO_TEXT, requestTemplates: { 'application/json': '{"statusCode": 202}' }, integrationResponses: [{ statusCode: '202' }],
  });
  api.root.addMethod('GET', mock, { methodResponses: [{ statusCode: '202' }] });
  const put = (path: string, id: string) => new S3Proxy(stack, id, {
    resource: api.root.resourceForPath(path), target: S3Target.bucket(new Bucket(stack, `${id}Bucket`, { bucketName: `bucket-${id.toLowerCase()}` })), auth: S3ProxyAuth.none(),
  });
  put('a', 'Outer');
  put('a/in', 'Inner');
  put('b', 'Other');
  const s3 = await recorder();
  const local = await startLocal({ template: templateOf(stack), s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false });
  closeLater(() => local.close());
  expect((await raw(local, { target: '/prod/' })).status).toBe(202);
  for (const path of ['a', 'a/x', 'a/in', 'a/in/x', 'a/inx', 'b/x']) {
    expect([path, (await raw(local, { target: `/prod/${path}` })).status]).toEqual([path, 200]);
  }
  expect(s3.received.map(({ target }) => target)).toEqual(['/bucket-outer', '/bucket-outer/x', '/bucket-inner', '/bucket-inner/x', '/bucket-outer/inx', '/bucket-other/x']);
  // Not its own error, but that of API Gateway, as the API has it
  const missing = await raw(local, { target: '/prod/c' });
  expect([missing.status, missing.body.toString()]).toEqual([403, '{"message":"Missing Authentication Token"}']);
});

describe('side by side', () => {
  test('two proxies on one API, each with its own bucket and role', () => {
    const { stack, api } = mount({}, one => one.root.addResource('a'), { operations: S3Operations.of(GET_OBJECT) });
    new S3Proxy(stack, 'Others', { resource: api.root.addResource('b'), target: S3Target.bucket(new Bucket(stack, 'Other')), operations: S3Operations.of(GET_OBJECT) });
    const methods = methodsOf(templateOf(stack));
    expect(Object.keys(methods).sort()).toEqual(['GET /a/{key+}', 'GET /b/{key+}']);
    const [a, b] = Object.values(methods).map(({ Integration }) => JSON.stringify([Integration.Uri, Integration.Credentials]));
    expect([a.includes('Other'), b.includes('Other'), a === b]).toEqual([false, true, false]);
  });

  test('one within the other, where the paths allow it', () => {
    const { stack, api } = mount({}, one => one.root.addResource('a'), { operations: S3Operations.of(GET_OBJECT) });
    new S3Proxy(stack, 'Inner', {
      resource: api.root.getResource('a')!.addResource('in'), target: S3Target.bucket(new Bucket(stack, 'Other')), operations: S3Operations.of(GET_OBJECT),
    });
    expect(Object.keys(methodsOf(templateOf(stack))).sort()).toEqual(['GET /a/in/{key+}', 'GET /a/{key+}']);
  });

  test('on one resource: refused where they need one method', () => {
    const { stack, api } = mount({}, one => one.root, { operations: S3Operations.of(GET_OBJECT) });
    const second = (operations: S3Operations) => new S3Proxy(stack, `Second${operations.operations.length}`, { resource: api.root, target: S3Target.bucket(new Bucket(stack, 'Other')), operations });
    expect(() => second(S3Operations.of(GET_OBJECT))).toThrow(/operations must not need a method that '\/\{key\+\}' has already, got 'GetObject \(GET\)'/);
  });

  test('below a parameter of the API, which routes may use', () => {
    const { stack, proxy } = mount({}, api => api.root.resourceForPath('of/{tenant}'), { operations: S3Operations.NONE });
    const route: AddRouteOptions = { path: 'doc/{id}', operation: GET_OBJECT, key: 'docs/{tenant}/{id}' };
    proxy.addRoute(route);
    const { Integration } = methodsOf(templateOf(stack))['GET /of/{tenant}/doc/{id}'];
    expect(JSON.stringify(Integration.Uri)).toContain('/docs/{tenant}/{id}');
    expect(Integration.RequestParameters['integration.request.path.tenant']).toBe('method.request.path.tenant');
    expect(Integration.CacheKeyParameters).toEqual(expect.arrayContaining(['method.request.path.tenant', 'method.request.path.id']));
  });
});
