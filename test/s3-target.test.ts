import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { KeyPrefix, PathStyleOptions, S3Operation, S3Operations, S3ProxyApi, S3Target } from '../src';
import { asArray, methodsOf, newStack, statementsByRole, synthApi, synthApiOn, templateOf } from './support/synth';

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

describe('some buckets', () => {
  const imported = (stack: Stack, bucketName: string, region?: string) => Bucket.fromBucketAttributes(stack, bucketName, { bucketName, region });
  const onBuckets = (buckets: (stack: Stack) => IBucket[], options?: PathStyleOptions, operations = S3Operations.READ_WRITE) => {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', { target: S3Target.buckets(buckets(stack), options), operations });
    return templateOf(stack);
  };
  const two = (stack: Stack) => [imported(stack, 'one-bucket'), new Bucket(stack, 'Own')];

  test('S3\'s path style without a service, with names of one\'s own', () => {
    const methods = methodsOf(onBuckets(two, { bucketParameter: 'folder', keyParameter: 'item' }));
    expect(Object.keys(methods).sort()).toEqual([
      'DELETE /{folder}/{item+}', 'GET /{folder}', 'GET /{folder}/{item+}', 'HEAD /{folder}', 'HEAD /{folder}/{item+}', 'PUT /{folder}/{item+}',
    ]);
    expect(uriOf(methods['GET /{folder}/{item+}'])).toContain(':s3:path/{folder}/{item}');
    expect(uriOf(methods['GET /{folder}'])).toContain(':s3:path/{folder}"');
  });

  test('the role is for each of them and no other', () => {
    const arn = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::one-bucket${path}`]] });
    const own = { 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] };
    for (const { Action, Resource } of Object.values(statementsByRole(onBuckets(two))).flat()) {
      const ofObjects = asArray(Action).every(action => action.endsWith('Object'));
      expect(Resource).toEqual(ofObjects ? [arn('/*'), { 'Fn::Join': ['', [own, '/*']] }] : [arn(''), own]);
    }
  });

  test('a bucket that is named twice is one', () => {
    const twice = onBuckets(stack => { const [bucket] = two(stack); return [bucket, bucket]; });
    expect(Object.values(statementsByRole(twice)).flat().map(({ Resource }) => Array.isArray(Resource))).not.toContain(true);
  });

  test('of another region: all are called there', () => {
    const methods = methodsOf(onBuckets(stack => [imported(stack, 'far-one', 'eu-north-1'), imported(stack, 'far-two', 'eu-north-1')]));
    expect(uriOf(methods['GET /{bucket}'])).toContain(':apigateway:eu-north-1:s3:path/{bucket}');
  });

  test.each<[string, () => unknown, RegExp]>([
    ['there is none', () => S3Target.buckets([]), /S3Target\.buckets must get one bucket or more, got \[\]: name the buckets, or use S3Target\.account\(\)/],
    ['there is no list', () => S3Target.buckets(new Bucket(newStack(), 'B') as any), /S3Target\.buckets must get one bucket or more, got 'Stack\/B': name the buckets/],
    ['regions differ', () => onBuckets(stack => [imported(stack, 'one-bucket', 'eu-north-1'), imported(stack, 'two-bucket', 'eu-south-1')]),
      /S3Target\.buckets must all be of one region.*, got 'eu-north-1, eu-south-1': add an S3Proxy for each region/],
    ['one is of another region than the stack', () => onBuckets(stack => [new Bucket(stack, 'Own'), imported(stack, 'two-bucket', 'eu-south-1')]),
      /S3Target\.buckets must all be of one region/],
    ['they are to be listed', () => onBuckets(two, {}, S3Operations.of(S3Operation.LIST_BUCKETS)),
      /operations must be operations that the target can carry, got 'ListBuckets': .*some of its buckets; use S3Target\.account\(\)/],
    ['parameters have one name', () => onBuckets(two, { bucketParameter: 'x', keyParameter: 'x' }), /S3Target\.buckets: keyParameter must differ from bucketParameter/],
    ['a parameter is a pattern', () => onBuckets(two, { keyParameter: 'key+' }), /S3Target\.buckets: keyParameter must be of the characters/],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('a route to a bucket that is not among them fails', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.buckets(two(stack)) });
    expect(() => api.addRoute({ path: 'a', bucket: 'another-bucket', key: 'a', operation: S3Operation.GET_OBJECT })).toThrow(/bucket must be one of the target, got 'another-bucket'/);
    expect(() => api.addRoute({ path: 'a', key: 'a', operation: S3Operation.GET_OBJECT })).toThrow(/bucket must be given where the target is not one bucket/);
  });

  test('everything but the account\'s own operations is carried', () => {
    const methods = methodsOf(onBuckets(two, {}, S3Operations.ALL));
    expect(Object.keys(methods).map(method => method.split(' ')[1]).filter(path => path === '/')).toEqual([]);
    expect(Object.keys(methods)).toHaveLength(10);
  });
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

test('fails when the target is the bucket itself', () => {
  expect(() => synthApiOn(bucket => ({ target: bucket as any }))).toThrow(/target must be of the type S3Target, got 'Stack\/Bucket': write S3Target\.bucket\(bucket\)/);
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
    expect(Object.keys(methods).sort()).toEqual(['DELETE /{key+}', 'GET /', 'GET /{key+}', 'HEAD /', 'HEAD /{key+}', 'POST /{key+}', 'PUT /{key+}']);
  });
});
