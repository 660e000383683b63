import { Lazy } from 'aws-cdk-lib';
import { ContentHandling } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AddRouteOptions, CannedAcl, KeyPrefix, RouteValue, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { methodsOf, newStack, resourcesOf, synthRoutes, templateOf } from './support/synth';

const { GET_OBJECT, PUT_OBJECT, LIST_OBJECTS_V2 } = S3Operation;
const get: AddRouteOptions = { path: 'doc/{id}', operation: GET_OBJECT, key: '{id}' };
const account: Partial<S3ProxyApiProps> = { target: S3Target.account() };

test('the method is IAM\'s unless told otherwise, and no other method is added', () => {
  const methods = methodsOf(synthRoutes([get, { ...get, path: 'open/{id}', auth: S3ProxyAuth.none() }]));
  expect(Object.entries(methods).map(([name, method]) => [name, method.AuthorizationType])).toEqual([['GET /doc/{id}', 'AWS_IAM'], ['GET /open/{id}', 'NONE']]);
});

test('the method is given back', () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
  const method = api.addRoute(get);
  expect([method.httpMethod, method.resource.path]).toEqual(['GET', '/doc/{id}']);
});

test('what the route says stands before what the proxy says, and what is undefined does not', () => {
  const route: AddRouteOptions = { ...get, operation: PUT_OBJECT, requestHeaders: { 'Cache-Control': 'no-store' }, responseHeaders: undefined };
  const props = { requestHeaders: { 'Cache-Control': 'max-age=60' }, responseHeaders: { Timestamp: 'Date' } };
  const { Integration } = methodsOf(synthRoutes([route], props))['PUT /doc/{id}'];
  expect(Integration.RequestParameters['integration.request.header.Cache-Control']).toBe("'no-store'");
  expect(Integration.IntegrationResponses[0].ResponseParameters['method.response.header.Timestamp']).toBe('integration.response.header.Date');
});

test.each<[string, Partial<AddRouteOptions>, RegExp]>([
  ['a leading slash', { path: '/doc/{id}' }, /addRoute: path must be parts of A-Z a-z 0-9 \. _ : ~ - or \{name\}, the last maybe \{name\+\}, .* got '\/doc\/\{id\}': write it as in 'by-year\/\{year\}\/\{id\}'/],
  ['a slash at the end', { path: 'doc/{id}/' }, /addRoute: path/],
  ['an empty part', { path: 'doc//{id}' }, /addRoute: path/],
  ['a part around a parameter', { path: 'doc/x-{id}', key: 'a' }, /addRoute: path/],
  ['a child of a greedy parameter', { path: 'doc/{id+}/more', key: '{id}' }, /addRoute: path must be parts .* the last maybe \{name\+\}/],
  ['other characters', { path: 'dóc/{id}' }, /addRoute: path/],
  ['a token', { path: Lazy.string({ produce: () => 'doc' }), key: 'a' }, /addRoute: path/],
])('fails when the path has %s', (_, more, message) => {
  expect(() => synthRoutes([{ ...get, ...more }])).toThrow(message);
});

test.each<[string, Partial<AddRouteOptions>, RegExp]>([
  ['none', { key: undefined }, /addRoute: key must be given, as GetObject is about an object, got undefined: give it, as in 'logo\.png'/],
  ['an empty one', { key: '' }, /addRoute: key must be given/],
  ['one for a bucket', { operation: LIST_OBJECTS_V2 }, /addRoute: key must be left out, as ListObjectsV2 is about the bucket, got '\{id\}': leave it out/],
  ['a leading slash', { key: '/{id}' }, /addRoute: key must not have a leading slash nor empty/],
  ['a slash at the end', { key: '{id}/' }, /addRoute: key must not have a leading slash nor empty/],
  ['dots for a part', { key: '../{id}' }, /addRoute: key must not have .* '\.' or '\.\.' segments, got '\.\.\/\{id\}'/],
  ['what needs escaping', { key: 'a b/{id}' }, /addRoute: key must be of the characters A-Z a-z 0-9 - \. _ ~ \/, which no part of a URL escapes, got 'a b\/\{id\}': use other/],
  ['a query', { key: '{id}?acl' }, /addRoute: key must be of the characters/],
  ['a greedy parameter as in the path', { path: 'doc/{id+}', key: '{id+}' }, /addRoute: key must be of the characters/],
  ['another parameter', { key: '{year}/{id}' }, /addRoute: key must use path parameters of the resource '\/doc\/\{id\}', got '\{year\}': use \{id\}/],
])('fails when the key is %s', (_, more, message) => {
  expect(() => synthRoutes([{ ...get, ...more }])).toThrow(message);
});

test.each<[string, Partial<AddRouteOptions>, Parameters<typeof synthRoutes>[1], RegExp]>([
  ['where the target is one', { bucket: 'a-bucket' }, {}, /bucket must be left out where the target is one bucket, got 'a-bucket': leave it out/],
  ['missing', {}, account, /bucket must be given where the target is not one bucket, got undefined: write its name, or a path parameter of the route, as in '\{bucket\}'/],
  ['no name', { bucket: 'A_Bucket' }, account, /bucket must be a name of a bucket, of the characters a-z 0-9 \. -, got 'A_Bucket'/],
  ['a place in one', { bucket: 'a-bucket/in' }, account, /bucket must be a name of a bucket/],
  ['not one of the target', { bucket: 'another' }, bucket => ({ target: S3Target.buckets([bucket]) }), /bucket must be one of the target, got 'another': write bucket\.bucketName of one of them/],
  ['another parameter', { bucket: '{bucket}' }, account, /addRoute: bucket must use path parameters of the resource '\/doc\/\{id\}', got '\{bucket\}': use \{id\}/],
])('fails when the bucket is %s', (_, more, props, message) => {
  expect(() => synthRoutes([{ ...get, ...more }], props)).toThrow(message);
});

test('a bucket of the target by its name, which may be a token', () => {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket');
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.buckets([bucket, new Bucket(stack, 'Other')]), operations: S3Operations.NONE });
  api.addRoute({ ...get, bucket: bucket.bucketName });
  const { Integration } = methodsOf(templateOf(stack))['GET /doc/{id}'];
  expect(JSON.stringify(Integration.Uri)).toContain(`{"Ref":"${stack.getLogicalId(bucket.node.defaultChild as any)}"},"/{id}"`);
  const policies = JSON.stringify(resourcesOf(templateOf(stack), 'AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument));
  expect(policies).not.toContain('Other');
});

test.each<[string, Partial<AddRouteOptions>, Partial<S3ProxyApiProps>, RegExp]>([
  ['an operation that is none', { operation: 'GET' as S3Operation }, {}, /addRoute: operation must be an operation of S3, got 'GET': write S3Operation\.GET_OBJECT/],
  ['one that the target does not carry', { operation: S3Operation.LIST_BUCKETS, key: undefined }, {}, /addRoute: operation must be one that the target can carry, got 'ListBuckets': .*use S3Target\.account\(\)/],
  ['a verb that is none', { httpMethod: 'get' }, {}, /addRoute: httpMethod must be one of DELETE, GET, HEAD, PATCH, POST, PUT, got 'get': write it in capitals, or leave it out/],
  ['OPTIONS', { httpMethod: 'OPTIONS' }, {}, /addRoute: httpMethod/],
  ['an auth of plain JavaScript', { auth: 'NONE' as any }, {}, /auth must be of the type S3ProxyAuth, got 'NONE'/],
  ['an ACL where nothing is stored', { acl: S3Acl.always(CannedAcl.PRIVATE) }, {}, /acl must be left out where no operation stores an object, got 'private'/],
  ['request headers where nothing is stored', { requestHeaders: { 'Cache-Control': 'x' } }, {}, /requestHeaders must be left out where no operation stores an object, got 'Cache-Control'/],
  ['metadata where there is none', { operation: S3Operation.DELETE_OBJECT, userMetadata: ['title'] }, {}, /userMetadata must be left out where no operation reads or stores an object/],
])('fails when it has %s', (_, more, props, message) => {
  expect(() => synthRoutes([{ ...get, ...more }], props)).toThrow(message);
});

test('choices of the proxy that the route has no use for are no contradiction', () => {
  expect(() => synthRoutes([get, { ...get, operation: PUT_OBJECT }, { path: 'list', operation: LIST_OBJECTS_V2 }], {
    acl: S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL), requestHeaders: { 'Cache-Control': 'x' }, userMetadata: ['title'],
  })).not.toThrow();
});

describe('query and headers', () => {
  const { constant, path, query, header } = RouteValue;
  test.each<[Partial<AddRouteOptions>, RegExp]>([
    [{ query: { prefix: constant('a') } }, /addRoute: query must be what the operation reads, got 'prefix': use partNumber, response-cache-control/],
    [{ query: { VersionId: constant('1') } }, /addRoute: query must be what the operation reads, got 'VersionId': use .*versionId/],
    [{ operation: PUT_OBJECT, headers: { 'Cache-Control': constant('a'), 'cache-control': constant('b') } },
      /addRoute: headers must name a header once, whatever the case, got 'cache-control': leave one of them out/],
    [{ query: { acl: constant('1') } }, /addRoute: query must be what the operation reads, got 'acl'/],
    [{ headers: { 'x-amz-acl': constant('private') } }, /addRoute: headers must be what the operation reads, got 'x-amz-acl'/],
    [{ headers: { 'x-amz-meta-a': constant('b') } }, /addRoute: headers must be what the operation reads/],
    [{ headers: { Authorization: constant('b') } }, /addRoute: headers must be what the operation reads/],
    [{ operation: PUT_OBJECT, headers: { 'X-Amz-Acl': constant('private') } }, /addRoute: headers must not set an ACL, got 'X-Amz-Acl': use the property acl/],
    [{ operation: PUT_OBJECT, headers: { 'x-amz-grant-read': query('who') } }, /addRoute: headers must not set an ACL/],
    [{ query: { versionId: 'x' as any } }, /addRoute: query must have a RouteValue for each name, got 'x': write RouteValue\.constant/],
    [{ query: { versionId: path('version') } }, /addRoute: query must use path parameters of the resource '\/doc\/\{id\}', got '\{version\}': use \{id\}/],
  ])('fails when they are %j', (more, message) => {
    expect(() => synthRoutes([{ ...get, ...more }])).toThrow(message);
  });

  test('an operation on ACLs takes one', () => {
    const route = { path: 'close/{id}', operation: S3Operation.PUT_OBJECT_ACL, key: '{id}', headers: { 'x-amz-acl': constant('private') } };
    expect(methodsOf(synthRoutes([route]))['PUT /close/{id}'].Integration.RequestParameters['integration.request.header.x-amz-acl']).toBe("'private'");
  });

  test.each<[() => RouteValue, RegExp]>([
    [() => constant("it's"), /RouteValue\.constant must be printable ASCII without ' and \\.* got 'it's': use other characters/],
    [() => constant('a\\b'), /RouteValue\.constant/],
    [() => constant('ü'), /RouteValue\.constant/],
    [() => constant('a\nb'), /RouteValue\.constant/],
    [() => path('{id}'), /RouteValue\.path must be a name of the characters A-Z a-z 0-9 \. _ \$ -, got '\{id\}': write the name alone, as in 'year'/],
    [() => query(''), /RouteValue\.querystring must be a name/],
    [() => header('a b'), /RouteValue\.header must be a name/],
    [() => RouteValue.context('a.b c'), /RouteValue\.context must be a name/],
    [() => RouteValue.stageVariable("a'"), /RouteValue\.stageVariable must be a name/],
  ])('a value fails with its rule: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  test('a token is taken for what it will be', () => {
    const value = Lazy.string({ produce: () => 'later' });
    const { Integration } = methodsOf(synthRoutes([{ ...get, query: { versionId: constant(value) }, versions: true }]))['GET /doc/{id}'];
    expect(Integration.RequestParameters['integration.request.querystring.versionId']).toBe("'later'");
  });

  test('what is set for S3 is neither declared nor a cache key', () => {
    const method = methodsOf(synthRoutes([{ ...get, query: { versionId: constant('1'), partNumber: query('part') } }]))['GET /doc/{id}'];
    const names = Object.keys(method.RequestParameters);
    expect(names).toContain('method.request.querystring.part');
    expect(names.filter(name => /versionId|partNumber/.test(name))).toEqual([]);
    expect(method.Integration.CacheKeyParameters).toEqual(names);
  });
});

describe('the layout', () => {
  const taken: [string, AddRouteOptions[], S3ProxyApiProps['operations'], RegExp][] = [
    ['a variable beside a greedy one', [{ ...get, path: '{id}' }], S3Operations.READ_ONLY, /resource must have at most one variable child, got '\/\{key\+\}, \/\{id\}': mount the proxy on a resource of its own, or give the route a literal first part/],
    ['two variables', [get, { ...get, path: 'doc/{name}', key: '{name}' }], S3Operations.NONE, /resource must have at most one variable child, got '\/doc\/\{id\}, \/doc\/\{name\}'/],
    ['two greedy ones', [{ ...get, path: 'doc/{id+}' }, { ...get, path: 'doc/{name+}', key: '{name}' }], S3Operations.NONE, /at most one variable child/],
    ['a method twice', [get, get], S3Operations.NONE, /addRoute: path must not have a method GET already, got 'doc\/\{id\}': use another path or httpMethod/],
    ['the method of the layout', [{ ...get, path: '{key+}', key: 'x/{key}' }], S3Operations.READ_ONLY, /addRoute: path must not have a method GET already, got '\{key\+\}'/],
  ];
  test.each(taken)('fails with %s', (_, routes, operations, message) => {
    expect(() => synthRoutes(routes, { operations })).toThrow(message);
  });

  test('one path takes several verbs, and the layout\'s path those that are free', () => {
    const routes = [get, { ...get, httpMethod: 'POST', operation: PUT_OBJECT }, { ...get, path: '{key+}', httpMethod: 'POST', operation: PUT_OBJECT, key: 'new/{key}' }];
    expect(Object.keys(methodsOf(synthRoutes(routes, { operations: S3Operations.of(GET_OBJECT) }))).sort())
      .toEqual(['GET /doc/{id}', 'GET /{key+}', 'POST /doc/{id}', 'POST /{key+}']);
  });

  test('what a route has is not added by the layout later', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.NONE });
    api.addRoute({ ...get, path: '{key+}', key: 'x/{key}' });
    expect(() => api.addOperations({ operations: S3Operations.of(GET_OBJECT) })).toThrow(/operations must not need a method that '\/\{key\+\}' has already, got 'GetObject \(GET\)'/);
  });
});

test.each<[string, Partial<AddRouteOptions>]>([
  ['requestTemplates', { requestTemplates: { 'application/json': 'x' }, requestContentHandling: ContentHandling.CONVERT_TO_TEXT }],
  ['query: prefix', { query: { prefix: RouteValue.constant('2024/') } }],
  ['query: prefix', { query: { prefix: RouteValue.path('folder') } }],
])('fails when a listing below a prefix has %s, which would have no effect or list more', (property, more) => {
  expect(() => synthRoutes([{ path: 'list/{folder}', operation: LIST_OBJECTS_V2, ...more }], bucket => ({ target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }) })))
    .toThrow(`addRoute: ${property} must be left out where a listing is below a prefix, which is put in front by a template, got 'ListObjectsV2': leave it out`);
});

describe('what would be another operation', () => {
  const copy: AddRouteOptions = { path: 'copy/{id}', key: 'copy/{id}', operation: S3Operation.COPY_OBJECT };
  const props = { operations: S3Operations.READ_WRITE };
  const header = (value: RouteValue) => ({ ...copy, headers: { 'x-amz-copy-source': value } });

  test('fails: a copy without a source, where uploads have the same authorization', () => {
    const message = /addRoute must not make an upload of a copy without x-amz-copy-source, as CopyObject would .*got '\/copy\/\{id\}': take the source/;
    expect(() => synthRoutes([copy], props)).toThrow(message);
    expect(() => synthRoutes([header(RouteValue.context('requestId'))], props)).toThrow(message);
    expect(() => synthRoutes([{ ...copy, auth: S3ProxyAuth.none() }], props)).not.toThrow();
  });

  test('a source that the request must have is looked for', () => {
    const method = methodsOf(synthRoutes([header(RouteValue.header('x-source'))], props))['PUT /copy/{id}'];
    expect([method.RequestParameters['method.request.header.x-source'], method.RequestValidatorId]).toEqual([true, expect.anything()]);
  });

  test('fails: a parameter that must be there, from where it may be absent', () => {
    const part: AddRouteOptions = { path: 'part/{id}', key: '{id}', operation: S3Operation.UPLOAD_PART, query: { uploadId: RouteValue.context('requestId') } };
    expect(() => synthRoutes([part])).toThrow(/addRoute: query must take what PUT needs from where API Gateway can look for it, got 'uploadId'/);
  });

  test('fails: a path parameter twice', () => {
    expect(() => synthRoutes([{ ...copy, path: '{id}/x/{id}', key: '{id}' }])).toThrow(/must not have a path parameter twice.*got '\{id\}'/);
  });
});
