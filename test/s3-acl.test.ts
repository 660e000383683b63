import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Bucket, BucketAccessControl, BucketProps, IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CannedAcl, S3Acl, S3Integration, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { asArray, newStack, Statement, statementsByRole, templateOf } from './support/synth';

const { AUTHENTICATED_READ, AWS_EXEC_READ, BUCKET_OWNER_FULL_CONTROL, BUCKET_OWNER_READ, PRIVATE, PUBLIC_READ, PUBLIC_READ_WRITE } = CannedAcl;
const ALL = [AUTHENTICATED_READ, AWS_EXEC_READ, BUCKET_OWNER_FULL_CONTROL, BUCKET_OWNER_READ, PRIVATE, PUBLIC_READ, PUBLIC_READ_WRITE];
const { CREATE_MULTIPART_UPLOAD, GET_OBJECT, PUT_OBJECT, UPLOAD_PART } = S3Operation;

type MakeBucket = (scope: Construct) => IBucket;
const bucketOf = (props: BucketProps = {}): MakeBucket => scope => new Bucket(scope, 'Bucket', props);
const onBucket = (bucket: MakeBucket, acl: S3Acl, props: Partial<S3ProxyApiProps> = {}) => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket(stack)), operations: S3Operations.of(PUT_OBJECT), acl, ...props });
  return { stack, api };
};
const synth = (...args: Parameters<typeof onBucket>) => templateOf(onBucket(...args).stack);

const refusal = (acls: string) => `acl must be none or BUCKET_OWNER_FULL_CONTROL where the bucket has ACLs disabled, as 'Stack/Bucket' has, got '${acls}': `
  + 'give the bucket objectOwnership: ObjectOwnership.OBJECT_WRITER (or BUCKET_OWNER_PREFERRED)';

describe('a bucket with ACLs disabled refuses them', () => {
  const disabled: [string, MakeBucket][] = [
    ['by default', bucketOf()],
    ['told so', bucketOf({ objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED })],
  ];
  describe.each(disabled)('%s', (_, bucket) => {
    test.each(ALL.filter(acl => acl !== BUCKET_OWNER_FULL_CONTROL))('fails when %s is for every object, or a choice', acl => {
      expect(() => synth(bucket, S3Acl.always(acl))).toThrow(refusal(acl));
      expect(() => synth(bucket, S3Acl.clientChoice([acl]))).toThrow(refusal(acl));
      expect(() => synth(bucket, S3Acl.clientChoice([BUCKET_OWNER_FULL_CONTROL, acl]))).toThrow(refusal(acl));
    });

    test('but the one that it takes', () => {
      expect(() => synth(bucket, S3Acl.none())).not.toThrow();
      expect(() => synth(bucket, S3Acl.always(BUCKET_OWNER_FULL_CONTROL))).not.toThrow();
      expect(() => synth(bucket, S3Acl.clientChoice([BUCKET_OWNER_FULL_CONTROL]))).not.toThrow();
    });
  });

  test('fails once, with all that it refuses', () => {
    const { stack, api } = onBucket(bucketOf(), S3Acl.clientChoice([PUBLIC_READ, BUCKET_OWNER_FULL_CONTROL, PRIVATE]));
    api.addOperations({ operations: S3Operations.of(CREATE_MULTIPART_UPLOAD) });
    expect(() => templateOf(stack)).toThrow(new RegExp(`^[^\\n]*\\n[^\\n]*${refusal('public-read, private').replace(/[().]/g, '\\$&')}$`));
  });

  test.each<[string, MakeBucket]>([
    ['objects of their writers', bucketOf({ objectOwnership: ObjectOwnership.OBJECT_WRITER })],
    ['objects of the bucket\'s owner if so told', bucketOf({ objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED })],
    ['an ACL of its own, which enables them', bucketOf({ accessControl: BucketAccessControl.LOG_DELIVERY_WRITE })],
    ['what is imported, and does not tell', scope => Bucket.fromBucketName(scope, 'Bucket', 'the-bucket')],
  ])('not one with %s', (_, bucket) => {
    expect(() => synth(bucket, S3Acl.always(PRIVATE))).not.toThrow();
    expect(() => synth(bucket, S3Acl.clientChoice([PRIVATE, PUBLIC_READ]))).not.toThrow();
  });

  test('one of some buckets is enough, and the account has none that is known', () => {
    const stack = newStack();
    const buckets = [new Bucket(stack, 'Open', { objectOwnership: ObjectOwnership.OBJECT_WRITER }), new Bucket(stack, 'Bucket')];
    const props = { operations: S3Operations.of(PUT_OBJECT), acl: S3Acl.always(PRIVATE) };
    new S3ProxyApi(stack, 'Some', { target: S3Target.buckets(buckets), ...props });
    expect(() => templateOf(stack)).toThrow(refusal('private'));
    expect(() => synth(bucketOf(), S3Acl.always(PRIVATE), { target: S3Target.account() })).not.toThrow();
  });

  test('on a route, which may have an ACL of its own', () => {
    const { stack, api } = onBucket(bucketOf(), S3Acl.none(), { operations: S3Operations.NONE });
    api.addRoute({ path: 'inbox/{id}', key: 'inbox/{id}', operation: PUT_OBJECT, acl: S3Acl.clientChoice([BUCKET_OWNER_READ]) });
    expect(() => templateOf(stack)).toThrow(refusal('bucket-owner-read'));
  });

  test('on a single method', () => {
    const stack = newStack();
    const put = new S3Integration({ operation: PUT_OBJECT, bucket: new Bucket(stack, 'Bucket'), key: 'a', acl: S3Acl.always(PRIVATE) });
    put.addTo(new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root);
    expect(() => templateOf(stack)).toThrow(refusal('private'));
  });
});

test.each<[string, () => unknown, string]>([
  ['there is no choice', () => S3Acl.clientChoice([]), 'S3Acl.clientChoice must get one ACL or more, got []: name them, or write S3Acl.none()'],
  ['plain JavaScript gives one', () => S3Acl.clientChoice('private' as any), "S3Acl.clientChoice must get one ACL or more, got 'private': name them"],
  ['it is none', () => S3Acl.clientChoice([PRIVATE, 'log-delivery-write' as any]), "S3Acl must be of canned ACLs, got 'private, log-delivery-write': write CannedAcl.PRIVATE"],
  ['it is undefined', () => S3Acl.always(undefined as any), "S3Acl must be of canned ACLs, got '': write CannedAcl.PRIVATE"],
  ['it is none for every object', () => S3Acl.always('PRIVATE' as any), "S3Acl must be of canned ACLs, got 'PRIVATE': write CannedAcl.PRIVATE"],
  ['callers have credentials of their own', () => synth(bucketOf(), S3Acl.clientChoice([BUCKET_OWNER_FULL_CONTROL]), { auth: S3ProxyAuth.iam({ callerCredentials: true }) }),
    "acl must not be a choice where S3 is called with the credentials of the callers, whose policies decide, got 'bucket-owner-full-control'"],
  ['nothing is stored', () => synth(bucketOf(), S3Acl.clientChoice([BUCKET_OWNER_FULL_CONTROL]), { operations: S3Operations.READ_ONLY }),
    "acl must be left out where no operation stores an object, got 'bucket-owner-full-control': add PUT_OBJECT"],
])('fails when %s', (_, make, message) => {
  expect(make).toThrow(message);
});

describe('the role', () => {
  const writer = bucketOf({ objectOwnership: ObjectOwnership.OBJECT_WRITER });
  const noGrants = Object.fromEntries(['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => [`s3:x-amz-grant-${right}`, 'true']));
  const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket83908E77', 'Arn'] }, '/*']] };
  const noCopies = { Effect: 'Deny', Action: 's3:PutObject', Resource: objects, Condition: { Null: { 's3:x-amz-copy-source': 'false' } } };
  const allow = (Action: string | string[], Condition: object) => ({ Effect: 'Allow', Action, Resource: objects, Condition });
  const statements = (acl: S3Acl, operations: S3Operations, add: (api: S3ProxyApi) => void = () => undefined): Statement[] => {
    const { stack, api } = onBucket(writer, acl, { operations });
    add(api);
    return Object.values(statementsByRole(templateOf(stack))).flat();
  };
  const plain = { Null: { 's3:x-amz-acl': 'true', ...noGrants } };
  const one = { StringEquals: { 's3:x-amz-acl': 'private' }, Null: noGrants };
  const two = ['private', 'bucket-owner-full-control'];
  const puts = S3Operations.of(PUT_OBJECT);

  test('of none: nothing with an ACL, and no PutObjectAcl', () => {
    expect(statements(S3Acl.none(), puts)).toEqual([allow('s3:PutObject', plain), noCopies]);
  });

  test('of one for every object: nothing without it', () => {
    expect(statements(S3Acl.always(PRIVATE), puts)).toEqual([allow(['s3:PutObject', 's3:PutObjectAcl'], one), noCopies]);
  });

  test('of a choice: these or none to store, and one of these to set', () => {
    expect(statements(S3Acl.clientChoice([PRIVATE, BUCKET_OWNER_FULL_CONTROL, PRIVATE]), puts)).toEqual([
      allow('s3:PutObject', { StringEqualsIfExists: { 's3:x-amz-acl': two }, Null: noGrants }),
      allow('s3:PutObjectAcl', { StringEquals: { 's3:x-amz-acl': two }, Null: noGrants }),
      noCopies,
    ]);
  });

  test('of parts of an upload: none has an ACL, whatever those of the upload may have', () => {
    const parts = { Effect: 'Allow', Action: 's3:PutObject', Condition: plain };
    const ofChoice = statements(S3Acl.clientChoice([PRIVATE]), S3Operations.of(CREATE_MULTIPART_UPLOAD, UPLOAD_PART));
    expect(ofChoice).toEqual([
      allow('s3:PutObject', { StringEqualsIfExists: { 's3:x-amz-acl': 'private' }, Null: noGrants }), allow('s3:PutObjectAcl', one), allow('s3:PutObject', plain), noCopies,
    ]);
    const ofOne = statements(S3Acl.always(PRIVATE), S3Operations.of(CREATE_MULTIPART_UPLOAD), api => {
      api.addRoute({ path: 'parts/{id}', key: 'parts/{id}', operation: UPLOAD_PART });
    });
    expect(ofOne.filter(({ Effect }) => Effect === 'Allow')).toEqual([allow(['s3:PutObject', 's3:PutObjectAcl'], one), expect.objectContaining(parts)]);
  });

  test.each([S3Acl.none(), S3Acl.clientChoice([PRIVATE])])('of what reads, deletes or lists has no ACL of objects %#', acl => {
    const { stack, api } = onBucket(writer, acl, { operations: puts });
    api.addOperations({ operations: S3Operations.of(GET_OBJECT, S3Operation.DELETE_OBJECT), auth: S3ProxyAuth.none() });
    const [, open] = Object.entries(statementsByRole(templateOf(stack))).find(([id]) => id.includes('None'))!;
    expect(open.flatMap(({ Action }) => asArray(Action)).sort()).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:ListBucket']);
    expect(JSON.stringify(open)).not.toContain('acl');
  });

  test('of a route with an ACL of its own gives it for that key alone', () => {
    const given = statements(S3Acl.none(), S3Operations.NONE, api => {
      api.addRoute({ path: 'a/{id}', key: 'a/{id}', operation: PUT_OBJECT });
      api.addRoute({ path: 'b/{id}', key: 'b/{id}', operation: PUT_OBJECT, acl: S3Acl.clientChoice([PRIVATE]) });
    });
    const keys = (condition: RegExp) => given.filter(({ Effect, Condition }) => Effect === 'Allow' && condition.test(JSON.stringify(Condition)))
      .map(({ Resource }) => JSON.stringify(Resource).match(/\/[ab]\/\*/g));
    expect([keys(/Null":\{[^}]*acl"/), keys(/"private"/)]).toEqual([[['/a/*']], [['/b/*'], ['/b/*']]]);
  });
});
