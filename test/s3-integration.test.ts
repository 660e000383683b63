import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CannedAcl, S3Acl, S3Integration, S3IntegrationProps, S3Operation, S3Operations, S3ProxyAuth } from '../src';
import { methodsOf, newStack, statementsByRole, synthApi, templateOf } from './support/synth';

function onApi(props: Partial<S3IntegrationProps>, use: (api: RestApi, integration: S3Integration) => void, binaryMediaTypes?: string[]) {
  const stack = newStack();
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: binaryMediaTypes ?? ['*/*'] });
  use(api, new S3Integration({ operation: S3Operation.GET_OBJECT, bucket: new Bucket(stack, 'Bucket'), key: 'logo.png', ...props }));
  return templateOf(stack);
}

test('addTo: one method, IAM, with exactly the permission on exactly the key', () => {
  const template = onApi({}, (api, logo) => logo.addTo(api.root.addResource('logo')));
  expect(methodsOf(template)['GET /logo']).toMatchObject({ AuthorizationType: 'AWS_IAM' });
  expect(Object.values(statementsByRole(template)).flat()).toEqual([
    { Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/logo.png']] } },
  ]);
});

test('addMethod with methodOptions makes the same method', () => {
  const byAddTo = onApi({}, (api, logo) => logo.addTo(api.root.addResource('logo')));
  const byAddMethod = onApi({}, (api, logo) => api.root.addResource('logo').addMethod('GET', logo, logo.methodOptions));
  expect(byAddMethod).toEqual(byAddTo);
});

test('addTo with another authorization', () => {
  const template = onApi({}, (api, logo) => logo.addTo(api.root, S3ProxyAuth.none()));
  expect(methodsOf(template)['GET /'].AuthorizationType).toBe('NONE');
});

test('carries what the method of a proxy carries: no selector is lost', () => {
  const own = methodsOf(onApi({ operation: S3Operation.PUT_OBJECT }, (api, logo) => logo.addTo(api.root)))['PUT /'];
  const proxy = methodsOf(synthApi({ operations: S3Operations.READ_WRITE }))['PUT /{key+}'];
  const { 'integration.request.path.key': _, ...withoutKey } = proxy.Integration.RequestParameters;
  expect(own.Integration.RequestParameters).toEqual(withoutKey);
  expect(own.Integration.IntegrationResponses).toEqual(proxy.Integration.IntegrationResponses);
  expect(own.MethodResponses).toEqual(proxy.MethodResponses);
});

test('a key takes path parameters of the resource', () => {
  const template = onApi({ key: 'archive/{year}/{id}.pdf' }, (api, pdf) => pdf.addTo(api.root.resourceForPath('{year}/{id}')));
  const method = methodsOf(template)['GET /{year}/{id}'];
  expect(method.Integration.RequestParameters).toMatchObject({
    'integration.request.path.year': 'method.request.path.year', 'integration.request.path.id': 'method.request.path.id',
  });
  expect(JSON.stringify(method.Integration.Uri)).toContain('/archive/{year}/{id}.pdf');
  expect(JSON.stringify(statementsByRole(template))).toContain('/archive/*/*.pdf');
});

test('the operation is chosen by the method, not by the client', () => {
  const list = methodsOf(onApi({ operation: S3Operation.LIST_OBJECTS_V2, key: undefined }, (api, v2) => v2.addTo(api.root)))['GET /'];
  expect(list.Integration.RequestParameters['integration.request.querystring.list-type']).toBe("'2'");
});

test('an API that is not binary gets no conversion', () => {
  const method = methodsOf(onApi({}, (api, logo) => logo.addTo(api.root), ['image/png']))['GET /'];
  expect(method.Integration.IntegrationResponses.map((r: any) => r.ContentHandling).filter(Boolean)).toEqual([]);
});

test.each<[Partial<S3IntegrationProps>, RegExp]>([
  [{ operation: S3Operation.LIST_BUCKETS }, /operation must be one of a bucket or of an object, got 'ListBuckets': use S3Proxy/],
  [{ operation: S3Operation.LIST_OBJECTS }, /key must be left out, as ListObjects is about the bucket, got 'logo.png'/],
  [{ key: undefined }, /key must be given, as GetObject is about an object/],
  [{ key: '' }, /key must be given/],
  [{ key: '../logo.png' }, /segments/],
  [{ key: "it's.png" }, /characters/],
  [{ key: '{a b}.png' }, /characters/],
  [{ acl: S3Acl.always(CannedAcl.PRIVATE) }, /acl must be left out, as GetObject stores no object/],
])('fails when %j', (props, message) => {
  expect(() => onApi(props, () => undefined)).toThrow(message);
});

test('fails when the key names a path parameter that the resource lacks', () => {
  expect(() => onApi({ key: '{id}.pdf' }, (api, pdf) => pdf.addTo(api.root.addResource('logo'))))
    .toThrow(/key must use path parameters of the resource '\/logo', got '\{id\}': add it to a resource with \{id\}/);
  expect(() => onApi({ key: '{id}.pdf' }, (api, pdf) => pdf.addTo(api.root.addResource('{name}')))).toThrow(/use \{name\}/);
  expect(() => onApi({ key: 'a/{key}' }, (api, pdf) => pdf.addTo(api.root.addResource('{key+}')))).not.toThrow();
});

test('fails when the method does not declare what is mapped', () => {
  expect(() => onApi({}, (api, logo) => api.root.addMethod('GET', logo)))
    .toThrow(/S3Integration must be added with its methodOptions.*got 'no method\.request\..*': use addTo\(resource\)/);
});

test('fails when it is added with another verb', () => {
  expect(() => onApi({}, (api, logo) => api.root.addMethod('PUT', logo, logo.methodOptions)))
    .toThrow(/S3Integration must be added with the verb of GetObject, got 'PUT': use addMethod\('GET', \.\.\.\) or addTo\(\)/);
});
