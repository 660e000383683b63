import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, ROOT, valuesOf } from '../local/test/support/gateway';
import { CannedAcl, MissingObjects, S3Acl, S3Integration, S3IntegrationProps, S3Operation, S3ProxyAuth } from '../src';
import { S3_SELECTORS } from '../src/catalogue';
import { methodsOf, newStack, statementsByRole, templateOf } from './support/synth';

afterEach(closeAll);

function onApi(props: Partial<S3IntegrationProps>, use: (api: RestApi, integration: S3Integration) => void, binaryMediaTypes?: string[]) {
  const stack = newStack();
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: binaryMediaTypes ?? ['*/*'] });
  use(api, new S3Integration({ operation: S3Operation.GET_OBJECT, bucket: new Bucket(stack, 'Bucket'), key: 'logo.png', ...props }));
  return templateOf(stack);
}

test('addTo: one method, IAM, with exactly the permission on exactly the key', () => {
  const template = onApi({ missingObjects: MissingObjects.FORBIDDEN }, (api, logo) => logo.addTo(api.root.addResource('logo')));
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

test('carries every selector where the operation has none of its own: one that is lost would make another operation this one', () => {
  const own = methodsOf(onApi({ operation: S3Operation.PUT_OBJECT }, (api, logo) => logo.addTo(api.root)))['PUT /'].Integration.RequestParameters;
  for (const selector of S3_SELECTORS.object.query) {
    expect(own).toHaveProperty([`integration.request.querystring.${selector}`]);
  }
  expect(own).toHaveProperty(['integration.request.header.x-amz-copy-source']);
  expect(own).toHaveProperty(['integration.request.header.x-amz-tagging']);
  // what only other operations of PUT read
  expect(own).not.toHaveProperty(['integration.request.header.x-amz-copy-source-range']);
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
  const list = methodsOf(onApi({ operation: S3Operation.LIST_OBJECTS_V2, key: undefined }, (api, v2) => v2.addTo(api.root)))['GET /'].Integration;
  expect(JSON.stringify(list.Uri)).toContain('?list-type=2"');
  expect(list.RequestParameters).toHaveProperty(['integration.request.querystring.prefix']);
  expect(Object.keys(list.RequestParameters).filter(name => S3_SELECTORS.bucket.query.some(selector => name.endsWith(`.${selector}`)))).toEqual([]);
});

test('on a running endpoint: the operation of the method, whatever the client sends, with its headers and metadata', async () => {
  const s3 = await recorder();
  const stack = newStack();
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'a-bucket' });
  const resource = api.root.resourceForPath('docs/{id}');
  const add = (props: Partial<S3IntegrationProps>) =>
    new S3Integration({ operation: S3Operation.DELETE_OBJECT_TAGGING, bucket, key: 'in/{id}.txt', ...props }).addTo(resource, S3ProxyAuth.none());
  add({});
  add({ operation: S3Operation.PUT_OBJECT, requestHeaders: { 'Cache-Control': 'max-age=60' }, userMetadata: ['title'] });
  const local = await startLocal({ template: templateOf(stack), s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false });
  closeLater(() => local.close());

  const query = S3_SELECTORS.object.query.map(name => `${name}=1`).join('&');
  await raw(local, { method: 'DELETE', target: `/prod/docs/a%20b?${query}`, headers: { 'x-amz-copy-source': '/a/b' } });
  await raw(local, { method: 'PUT', target: '/prod/docs/7', headers: { 'cache-control': 'mine', 'X-Amz-Meta-Title': 'T', 'x-amz-meta-other': 'O' }, body: 'x' });
  const [deleted, put] = s3.received;
  expect(`${deleted.method} ${deleted.target}`).toBe('DELETE /a-bucket/in/a%20b.txt?tagging');
  expect(valuesOf(deleted.headers, 'x-amz-copy-source')).toEqual([]);
  expect(`${put.method} ${put.target}`).toBe('PUT /a-bucket/in/7.txt');
  expect(['cache-control', 'x-amz-meta-title', 'x-amz-meta-other'].map(name => valuesOf(put.headers, name))).toEqual([['max-age=60'], ['T'], []]);
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
  [{ acl: S3Acl.always(CannedAcl.PRIVATE) }, /acl must be left out where no operation stores an object, got 'private'/],
  [{ requestHeaders: { Expires: 'x' } }, /requestHeaders must be left out where no operation stores an object, got 'Expires'/],
  [{ operation: S3Operation.DELETE_OBJECT, userMetadata: ['title'] }, /userMetadata must be left out where no operation reads or stores an object, got 'title'/],
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

test('what makes it this operation must be there', () => {
  const part = { operation: S3Operation.UPLOAD_PART };
  const { validated, other } = (([template]) => ({
    validated: methodsOf(template)['PUT /part'], other: methodsOf(template)['GET /logo'],
  }))([onApi(part, (api, upload) => {
    upload.addTo(api.root.addResource('part'));
    new S3Integration({ operation: S3Operation.GET_OBJECT, bucket: new Bucket(api, 'Other'), key: 'logo' }).addTo(api.root.addResource('logo'));
  })]);
  expect(validated.RequestParameters).toMatchObject({ 'method.request.querystring.uploadId': true, 'method.request.querystring.partNumber': true });
  expect(validated.RequestValidatorId).toBeDefined();
  expect(other.RequestValidatorId).toBeUndefined();
  expect(() => onApi(part, (api, upload) => api.root.addMethod('PUT', upload, upload.methodOptions)))
    .toThrow(/must be added with a validator of parameters, as UploadPart without one of them is another operation, got undefined: use addTo\(resource\)/);
});

test('fails when it is added with another verb', () => {
  expect(() => onApi({}, (api, logo) => api.root.addMethod('PUT', logo, logo.methodOptions)))
    .toThrow(/S3Integration must be added with the verb of GetObject, got 'PUT': use addMethod\('GET', \.\.\.\) or addTo\(\)/);
});
