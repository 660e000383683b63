import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CannedAcl, S3Acl, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { methodsOf, newStack, synthApi, templateOf } from './support/synth';

const { GET_OBJECT, LIST_OBJECTS, LIST_OBJECTS_V2, PUT_OBJECT } = S3Operation;

function apiWith(operations: S3Operations, auth?: S3ProxyAuth) {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations, auth });
  return { stack, api };
}

test('closed by default: IAM on every method, reading alone, no ACL, no CORS', () => {
  const methods = methodsOf(synthApi());
  expect(Object.values(methods).map(method => method.AuthorizationType)).toEqual(['AWS_IAM', 'AWS_IAM', 'AWS_IAM', 'AWS_IAM']);
  expect(Object.keys(methods).filter(name => !/^(GET|HEAD) /.test(name))).toEqual([]);
});

test('operations of a method that is there already change the policy and nothing else', () => {
  const { stack, api } = apiWith(S3Operations.of(LIST_OBJECTS));
  api.addOperations({ operations: S3Operations.of(LIST_OBJECTS_V2, GET_OBJECT) });
  const methods = methodsOf(templateOf(stack));
  expect(Object.keys(methods).sort()).toEqual(['GET /', 'GET /{key+}']);
});

test('fails when one method is to have two authorizations, before anything is done', () => {
  const { stack, api } = apiWith(S3Operations.of(LIST_OBJECTS));
  const before = templateOf(newStackWith(LIST_OBJECTS));
  expect(() => api.addOperations({ operations: S3Operations.of(PUT_OBJECT, LIST_OBJECTS_V2), auth: S3ProxyAuth.none() }))
    .toThrow(/auth must be one for each method, and the method of ListObjectsV2 \(GET bucket\) is that of ListObjects already, got 'S3ProxyAuth\.none\(\)': give both S3ProxyAuth\.iam\(\)/);
  expect(templateOf(stack)).toEqual(before);
});

function newStackWith(...operations: S3Operation[]) {
  return apiWith(S3Operations.of(...operations)).stack;
}

test('no operation: no method, no role', () => {
  const { stack, api } = apiWith(S3Operations.NONE);
  expect(api.roles).toEqual([]);
  api.restApi.root.addMethod('GET');
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
});

test('fails when an ACL is set and nothing is stored', () => {
  expect(() => synthApi({ acl: S3Acl.always(CannedAcl.PRIVATE) }))
    .toThrow(/acl must be left out where no operation stores an object, got 'private': add PUT_OBJECT/);
});

test('an ACL is right when the operation that stores comes later', () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), acl: S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL) });
  api.addOperations({ operations: S3Operations.of(PUT_OBJECT) });
  expect(() => templateOf(stack)).not.toThrow();
});

test.each([
  [{ operations: ['GetObject'] }, /operations must be of the type S3Operations, got \["GetObject"\]: write S3Operations\.of/],
  [{ auth: 'NONE' }, /auth must be of the type S3ProxyAuth, got 'NONE': write S3ProxyAuth\.none\(\)/],
  [{ target: undefined }, /target must be of the type S3Target/],
  [{ acl: 'private' }, /acl must be of the type S3Acl/],
  [{ statusMapping: 'exact' }, /statusMapping must be of the type StatusMapping/],
])('fails when plain JavaScript gives %j', (props, message) => {
  expect(() => synthApi(props as any)).toThrow(message);
});

describe('fails when the proxy is mounted', () => {
  test('where one of its methods is there already, and nothing is left behind', () => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
    api.root.addMethod('HEAD');
    expect(() => new S3Proxy(stack, 'Files', { resource: api.root, target: S3Target.bucket(new Bucket(stack, 'Bucket')) }))
      .toThrow(/operations must not need a method that '\/' has already, got 'HeadBucket \(HEAD\)'/);
    expect(Object.keys(methodsOf(templateOf(stack)))).toEqual(['HEAD /']);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test.each([[true], [false]])('beside another variable resource (there before: %p)', before => {
    const sibling = (api: RestApi) => api.root.addResource('{id}').addMethod('GET');
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
    if (before) {
      sibling(api);
    }
    new S3Proxy(stack, 'Files', { resource: api.root, target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
    if (!before) {
      sibling(api);
    }
    expect(() => templateOf(stack)).toThrow(/resource must have at most one variable child, got '\/\{.*\}, \/\{.*\}'/);
  });

  test('on an API that changes bytes: a warning', () => {
    const stack = newStack();
    new S3Proxy(stack, 'Files', { resource: new RestApi(stack, 'Api').root, target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
    Annotations.fromStack(stack).hasWarning('/Stack/Files', Match.stringLikeRegexp('partialBinaryMediaTypes'));
  });
});

test('several proxies stand side by side in a stack', () => {
  const stack = newStack();
  for (const id of ['A', 'B', 'C', 'D']) {
    new S3ProxyApi(stack, id, { target: S3Target.bucket(new Bucket(stack, `Bucket${id}`)), operations: S3Operations.READ_WRITE });
  }
  expect(JSON.stringify(templateOf(stack), undefined, 1).length).toBeLessThan(1_000_000);
});

test('ids of constructs are contract', () => {
  const { stack, api } = apiWith(S3Operations.READ_WRITE);
  api.addRoute({ path: 'by-id/{id}', operation: GET_OBJECT, key: '{id}', auth: S3ProxyAuth.none() });
  // Policies are there once everything is switched on
  templateOf(stack);
  const paths = stack.node.findAll().map(construct => construct.node.path).filter(path => path.startsWith('Stack/Files'));
  expect(paths).toEqual(expect.arrayContaining([
    'Stack/Files', 'Stack/Files/RestApi', 'Stack/Files/Proxy', 'Stack/Files/Proxy/IamRole', 'Stack/Files/Proxy/IamRole/DefaultPolicy',
    'Stack/Files/Proxy/NoneRole', 'Stack/Files/Proxy/NoneRole/DefaultPolicy',
    'Stack/Files/RestApi/Default', 'Stack/Files/RestApi/Default/GET', 'Stack/Files/RestApi/Default/{key+}', 'Stack/Files/RestApi/Default/{key+}/PUT',
    'Stack/Files/RestApi/Default/by-id/{id}/GET',
  ]));
});
