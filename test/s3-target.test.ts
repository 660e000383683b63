import { Aws, Lazy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { KeyPrefix, S3Operation, S3Operations, S3ProxyApi, S3Target } from '../src';
import { methodsOf, newStack, synthApi, synthApiOn, templateOf } from './support/synth';

const uriOf = (method: any) => JSON.stringify(method.Integration.Uri);

test('one bucket: the root is the bucket, everything below it a key', () => {
  const methods = methodsOf(synthApi());
  expect(Object.keys(methods).sort()).toEqual(['GET /', 'GET /{key+}', 'HEAD /', 'HEAD /{key+}']);
  expect(uriOf(methods['GET /{key+}'])).toContain('/{key}');
  expect(methods['GET /{key+}'].Integration.RequestParameters['integration.request.path.key']).toBe('method.request.path.key');
});

test('the account: S3\'s path style, with names of one\'s own', () => {
  const methods = methodsOf(synthApi({
    target: S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }), operations: S3Operations.TUTORIAL,
  }));
  expect(Object.keys(methods).sort()).toEqual([
    'DELETE /{folder}', 'DELETE /{folder}/{item+}', 'GET /', 'GET /{folder}', 'GET /{folder}/{item+}', 'HEAD /{folder}/{item+}',
    'PUT /{folder}', 'PUT /{folder}/{item+}',
  ]);
  expect(uriOf(methods['GET /{folder}/{item+}'])).toContain(':s3:path/{folder}/{item}');
  expect(uriOf(methods['GET /'])).toContain(':s3:path//"');
});

test('a literal prefix stands before every key and every listing', () => {
  const methods = methodsOf(synthApiOn(bucket => ({ target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('teams/blue/') }) })));
  expect(uriOf(methods['GET /{key+}'])).toContain('/teams/blue/{key}');
  const list = methods['GET /'];
  expect(list.Integration.RequestParameters['integration.request.querystring.prefix']).toBe("'teams/blue/'");
  expect(list.Integration.RequestTemplates['application/json']).toContain('teams/blue/');
  expect(list.Integration.PassthroughBehavior).toBe('NEVER');
  expect(list.Integration.ContentHandling).toBe('CONVERT_TO_TEXT');
  expect(list.Integration.CacheKeyParameters).toContain('method.request.querystring.prefix');
  // elsewhere no template may come near an object's bytes
  expect(methods['GET /{key+}'].Integration.RequestTemplates).toBeUndefined();
  expect(methodsOf(synthApi())['GET /'].Integration.RequestTemplates).toBeUndefined();
});

test('a bucket of another region is called there', () => {
  const stack = newStack();
  const bucket = Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'far-away', region: 'eu-north-1' });
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket) });
  expect(uriOf(methodsOf(templateOf(stack))['GET /'])).toContain(':apigateway:eu-north-1:s3:path/far-away');
});

test.each([
  ['', /must not be empty/],
  ['public', /must end with a slash.* write 'public\/'/],
  ['/', /segments/],
  ['/public/', /leading slash/],
  ['a//b/', /empty/],
  ['a/../b/', /KeyPrefix\.literal must not have .* got 'a\/\.\.\/b'/],
  ['./', /segments/],
  ['a b/', /characters/],
  ["it's/", /characters/],
  ['{tenant}/', /same for everybody/],
  [`${'x'.repeat(513)}/`, /512 characters/],
])('fails when the prefix is %p', (prefix, message) => {
  expect(() => KeyPrefix.literal(prefix)).toThrow(message);
});

test('fails when the prefix is a text, which would open the whole bucket', () => {
  expect(() => S3Target.bucket(new Bucket(newStack(), 'B'), { prefix: 'public/' as any }))
    .toThrow(/S3Target\.bucket: prefix must be of the type KeyPrefix, got 'public\/': write KeyPrefix\.literal/);
  expect(() => S3Target.bucket('my-bucket' as any)).toThrow(/S3Target\.bucket must get a bucket, got 'my-bucket': write Bucket\.fromBucketName/);
});

test('a prefix that is only known later is let through', () => {
  expect(() => KeyPrefix.literal(Lazy.string({ produce: () => 'later/' }))).not.toThrow();
});

test.each([
  [{ bucketParameter: 'a/b' }, /bucketParameter must be of the characters .* got 'a\/b'/],
  [{ keyParameter: 'key+' }, /keyParameter must be of the characters/],
  [{ bucketParameter: Aws.REGION }, /bucketParameter must be known at synthesis/],
  [{ bucketParameter: 'x', keyParameter: 'x' }, /keyParameter must differ from bucketParameter/],
])('fails when the path parameters are %p', (options, message) => {
  expect(() => S3Target.account(options)).toThrow(message);
});

describe('operations that cannot be carried', () => {
  test('fails when a bucket target is to list buckets', () => {
    expect(() => synthApi({ operations: S3Operations.of(S3Operation.LIST_BUCKETS) }))
      .toThrow(/operations must be operations that the target can carry, got 'ListBuckets': .*S3Target\.account\(\)/);
  });

  test.each([S3Operation.CREATE_BUCKET, S3Operation.DELETE_BUCKET])('fails when a prefix is to %s', operation => {
    expect(() => synthApiOn(bucket => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('p/') }), operations: S3Operations.of(operation),
    }))).toThrow(/acts on the whole bucket/);
  });

  test('ALL leaves them out', () => {
    const methods = methodsOf(synthApiOn(bucket => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('p/') }), operations: S3Operations.ALL,
    })));
    expect(Object.keys(methods).sort()).toEqual(['DELETE /{key+}', 'GET /', 'GET /{key+}', 'HEAD /', 'HEAD /{key+}', 'PUT /{key+}']);
  });
});
