import { readFileSync } from 'fs';
import { join } from 'path';
import { Annotations as AppAnnotations, App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsIntegration, IResource, ResponseType, RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import {
  CannedAcl, KeyPrefix, S3Acl, S3Integration, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3ProxyProps, S3Target,
} from '../src';
import { WarningId } from '../src/warnings';
import { newStack, templateOf } from './support/synth';

const {
  ABORT_MULTIPART_UPLOAD, COPY_OBJECT, CREATE_BUCKET, DELETE_BUCKET, DELETE_BUCKET_CORS, DELETE_OBJECT, DELETE_OBJECTS, DELETE_OBJECT_TAGGING,
  GET_BUCKET_LOCATION, GET_OBJECT, GET_OBJECT_TAGGING, HEAD_BUCKET, HEAD_OBJECT, LIST_OBJECTS, LIST_OBJECTS_V2, LIST_OBJECT_VERSIONS, PUT_BUCKET_CORS,
  PUT_OBJECT, PUT_OBJECT_TAGGING, UPLOAD_PART,
} = S3Operation;
const of = (...operations: S3Operation[]) => S3Operations.of(...operations);
const open = { auth: S3ProxyAuth.none() };

/** Ids of the warnings of this library, each as often as it is given. */
function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .flatMap(({ entry }) => /\[ack: cdk-s3-proxy-api:(\w+)\]/.exec(String(entry.data))?.[1] ?? []).sort();
}

type Add = (stack: Stack) => IConstruct | void;

const files = (stack: Stack, props: Partial<S3ProxyApiProps>) =>
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(Bucket.fromBucketName(stack, 'Bucket', 'the-bucket')), ...props });
const api = (props: Partial<S3ProxyApiProps>): Add => stack => files(stack, props);
const account = (props: Partial<S3ProxyApiProps> = {}) => api({ target: S3Target.account(), ...props });
const onRoute = (route: { path: string; bucket: string; key: string }): Add =>
  stack => { files(stack, { target: S3Target.account(), operations: S3Operations.NONE }).addRoute({ operation: GET_OBJECT, ...route }); };
const onBucketOf = (attributes: { account?: string }): Add =>
  stack => files(stack, { target: S3Target.bucket(Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'their-bucket', ...attributes })) });
const byRole = (arn: string, options = {}): Add => stack => files(stack, { role: Role.fromRoleArn(stack, 'Role', arn, options) });
const onTheBucket = (stack: Stack, resource: IResource, props: Partial<S3ProxyProps> = {}) =>
  new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(Bucket.fromBucketName(stack, 'Bucket', 'the-bucket')), ...props });
const mounted = (binaryMediaTypes?: string[]): Add => stack =>
  onTheBucket(stack, new RestApi(stack, 'Api', { binaryMediaTypes, cloudWatchRole: false }).root);
const ownApi = (stack: Stack, id = 'Api') => new RestApi(stack, id, { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
/** On an API whose own errors of these types carry these headers. */
const withCors = (types: ResponseType[], headers: string[] = ['Access-Control-Allow-Origin']): Add => stack => {
  const restApi = ownApi(stack);
  const responseHeaders = Object.fromEntries(headers.map(name => [name, "'*'"]));
  types.forEach(type => restApi.addGatewayResponse(type.responseType, { type, responseHeaders }));
  onTheBucket(stack, restApi.root, { cors: { allowOrigins: ['*'] } });
};
const tenants = (prefix: KeyPrefix, auth: (stack: Stack) => S3ProxyAuth): Add => stack =>
  files(stack, { target: S3Target.bucket(Bucket.fromBucketName(stack, 'OfTenants', 'the-bucket'), { prefix }), auth: auth(stack) });
const cognito = (stack: Stack) => S3ProxyAuth.cognito([new UserPool(stack, 'Pool')]);
const byFunction = (stack: Stack) => S3ProxyAuth.lambdaFunction(new Function(stack, 'Function', {
  code: Code.fromInline('exports.handler = async () => undefined;'), handler: 'index.handler', runtime: Runtime.NODEJS_20_X,
}));
const keyed = { apiKeyRequired: true };
const uploads = { operations: of(PUT_OBJECT) };
const shared = S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL);
const OWN_ACCOUNT = '111111111111';
const ENVIRONMENT = { account: OWN_ACCOUNT, region: 'eu-central-1' };

/** For each warning, what gives it and what comes near and does not. */
const WARNINGS: Record<WarningId, { given: Record<string, Add>; notGiven: Record<string, Add> }> = {
  accountTarget: {
    given: {
      'an account': account(),
      'an account, later': stack => files(stack, { target: S3Target.account(), operations: S3Operations.NONE }).addOperations({ operations: of(GET_OBJECT) }),
      'a route whose bucket the client names': onRoute({ bucket: '{bucket}', path: '{bucket}/logs/{id}', key: 'logs/{id}' }),
    },
    notGiven: {
      'no operation': stack => { files(stack, { target: S3Target.account(), operations: S3Operations.NONE }).restApi.root.addMethod('GET'); },
      'the names of buckets': account({ operations: of(S3Operation.LIST_BUCKETS) }),
      'a route to one bucket': onRoute({ bucket: 'the-bucket', path: '{id}', key: '{id}' }),
      'a route to buckets of a kind': onRoute({ bucket: 'logs-{kind}', path: '{kind}/{id}', key: '{id}' }),
      'one bucket': api({}),
      'some buckets': stack => files(stack, { target: S3Target.buckets([new Bucket(stack, 'A'), new Bucket(stack, 'B')]) }),
    },
  },
  aclOfRoute: {
    given: {
      'a route with an ACL beside uploads without': stack => { files(stack, uploads).addRoute({ path: 'a/{id}', key: '{id}', operation: PUT_OBJECT, acl: shared }); },
    },
    notGiven: {
      'a route with the ACL of uploads': stack => { files(stack, { ...uploads, acl: shared }).addRoute({ path: 'a/{id}', key: '{id}', operation: PUT_OBJECT }); },
      'a route of another authorization': stack => {
        files(stack, uploads).addRoute({ path: 'a/{id}', key: '{id}', operation: PUT_OBJECT, acl: shared, auth: S3ProxyAuth.none() });
      },
      'a route alone': stack => { files(stack, {}).addRoute({ path: 'a/{id}', key: '{id}', operation: PUT_OBJECT, acl: shared }); },
    },
  },
  apiKeyWithoutPlan: {
    given: {
      'a key of every method': api(keyed),
      'a key of what comes later': stack => files(stack, { operations: of(GET_OBJECT) }).addOperations({ operations: of(PUT_OBJECT), ...keyed }),
      'a key of a route': stack => { files(stack, {}).addRoute({ path: 'a/{id}', key: '{id}', operation: GET_OBJECT, ...keyed }); },
      'a key on an own API': stack => onTheBucket(stack, ownApi(stack).root, keyed),
      'a plan for an API that has the same ids in another stack': stack => {
        files(stack, keyed);
        files(new Stack(stack.node.root, 'Other', { env: ENVIRONMENT }), {}).addUsagePlan('Plan');
      },
      'a plan without a stage': stack => { files(stack, keyed).restApi.addUsagePlan('Plan'); },
      'a plan for another API': stack => {
        files(stack, keyed);
        const other = ownApi(stack, 'Other');
        other.root.addMethod('GET');
        other.addUsagePlan('Plan', { apiStages: [{ api: other, stage: other.deploymentStage }] });
      },
    },
    notGiven: {
      'no key': api({}),
      'a plan': stack => { files(stack, keyed).addUsagePlan('Plan'); },
      'a plan of its own': stack => {
        const { restApi } = files(stack, keyed);
        new UsagePlan(stack, 'Plan', { apiStages: [{ api: restApi, stage: restApi.deploymentStage }] });
      },
      'a plan of another stack': stack => {
        const { restApi } = files(stack, keyed);
        new UsagePlan(new Stack(stack.node.root, 'Other', { env: ENVIRONMENT }), 'Plan', { apiStages: [{ api: restApi, stage: restApi.deploymentStage }] });
      },
      'an imported API, whose plans are not known': stack =>
        onTheBucket(stack, RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'a', rootResourceId: 'r' }).root, keyed),
    },
  },
  corsOfGatewayErrors: {
    given: {
      'an API of elsewhere': withCors([]),
      'its errors of the server alone': withCors([ResponseType.DEFAULT_5XX]),
      'its errors without the header': withCors([ResponseType.DEFAULT_4XX, ResponseType.DEFAULT_5XX], ['Content-Type']),
    },
    notGiven: {
      'its own API': api({ cors: { allowOrigins: ['*'] } }),
      'errors with the header': withCors([ResponseType.DEFAULT_4XX, ResponseType.DEFAULT_5XX]),
      'no page of another origin': mounted(['*/*']),
    },
  },
  tenantPrefix: {
    given: {
      'a claim': tenants(KeyPrefix.claim('sub'), cognito),
      'what a function tells': tenants(KeyPrefix.authorizerContext('tenant', 'users/'), byFunction),
      'an identity of Cognito': tenants(KeyPrefix.cognitoIdentity(), () => S3ProxyAuth.iam()),
    },
    notGiven: { 'a prefix of all': tenants(KeyPrefix.literal('users/'), cognito), 'no prefix': stack => files(stack, { auth: cognito(stack) }) },
  },
  crossAccount: {
    given: {
      'a bucket of another account': onBucketOf({ account: '222222222222' }),
      'a source of another account': stack => files(stack, {
        operations: of(COPY_OBJECT), copySources: [Bucket.fromBucketAttributes(stack, 'Source', { bucketName: 'their-bucket', account: '222222222222' })],
      }),
      'one of some buckets': stack => files(stack, {
        target: S3Target.buckets([new Bucket(stack, 'A'), Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'their-bucket', account: '222222222222' })]),
      }),
      'a bucket of one method': stack => {
        const bucket = Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'their-bucket', account: '222222222222' });
        new S3Integration({ operation: LIST_OBJECTS, bucket }).addTo(new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false }).root);
      },
    },
    notGiven: {
      'an own bucket': stack => files(stack, { target: S3Target.bucket(new Bucket(stack, 'Own')) }),
      'an imported bucket': api({}),
      'an imported bucket of the same account': onBucketOf({ account: OWN_ACCOUNT }),
      'an imported bucket of another region': stack => files(stack, {
        target: S3Target.bucket(Bucket.fromBucketAttributes(stack, 'Far', { bucketName: 'far-bucket', region: 'eu-north-1' })),
      }),
      'a bucket of another stack': stack => files(stack, {
        target: S3Target.bucket(new Bucket(new Stack(stack.node.root, 'Other', { env: ENVIRONMENT }), 'Own')),
      }),
    },
  },
  unaskedListing: {
    given: {
      'HeadBucket beside another GET': api({ operations: of(HEAD_BUCKET, GET_BUCKET_LOCATION) }),
      'HeadBucket beside a list of something else': api({ operations: of(HEAD_BUCKET, LIST_OBJECT_VERSIONS) }),
      'HeadBucket that comes later': stack => files(stack, { operations: of(GET_BUCKET_LOCATION) }).addOperations({ operations: of(HEAD_BUCKET) }),
      'a listing on a route beside another GET': stack => {
        files(stack, { operations: of(GET_BUCKET_LOCATION) }).addRoute({ path: 'list', operation: LIST_OBJECTS_V2 });
      },
      'HeadBucket on a route': stack => { files(stack, { operations: of(GET_BUCKET_LOCATION) }).addRoute({ path: 'there', operation: HEAD_BUCKET }); },
    },
    notGiven: {
      'HeadBucket alone': api({ operations: of(HEAD_BUCKET, GET_OBJECT, HEAD_OBJECT) }),
      'another GET alone': api({ operations: of(GET_BUCKET_LOCATION, GET_OBJECT) }),
      'a listing': api({ operations: of(HEAD_BUCKET, GET_BUCKET_LOCATION, LIST_OBJECTS_V2) }),
      'a GET of another authorization': stack => files(stack, { operations: of(HEAD_BUCKET) }).addOperations({ operations: of(GET_BUCKET_LOCATION), ...open }),
      'a GET on a route': stack => { files(stack, { operations: of(HEAD_BUCKET) }).addRoute({ path: 'region', operation: GET_BUCKET_LOCATION }); },
    },
  },
  importedApi: {
    given: {
      'an imported API': stack => new S3Proxy(stack, 'Files', {
        resource: RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'a', rootResourceId: 'r' }).root,
        target: S3Target.bucket(Bucket.fromBucketName(stack, 'Bucket', 'the-bucket')),
      }),
    },
    notGiven: { 'an own API': mounted(['*/*']), 'its own API': api({}) },
  },
  openWrites: {
    given: {
      'an open upload': api({ operations: of(GET_OBJECT, PUT_OBJECT), ...open }),
      'an open POST that deletes': api({ operations: of(DELETE_OBJECTS), ...open }),
      'an open route that writes': stack => { files(stack, {}).addRoute({ path: 'inbox/{id}', key: 'inbox/{id}', operation: PUT_OBJECT, ...open }); },
      'an open route that writes by GET': stack => { files(stack, {}).addRoute({ path: 'rm/{id}', key: '{id}', httpMethod: 'GET', operation: DELETE_OBJECT, ...open }); },
      'what is opened later': stack => files(stack, {}).addOperations({ operations: of(PUT_OBJECT), ...open }),
    },
    notGiven: {
      'open reads': api({ operations: S3Operations.READ_ONLY.plus(GET_OBJECT_TAGGING), ...open }),
      'signed writes': api({ operations: S3Operations.READ_WRITE }),
      'open reads beside signed writes': stack => files(stack, { operations: of(GET_OBJECT), ...open }).addOperations({ operations: of(PUT_OBJECT, DELETE_OBJECT) }),
      'a signed route that writes': stack => { files(stack, open).addRoute({ path: 'inbox/{id}', key: 'inbox/{id}', operation: PUT_OBJECT }); },
    },
  },
  partialBinaryMediaTypes: {
    given: {
      'no binary type': mounted(),
      'some': mounted(['image/*']),
      'its own API of some': api({ binaryMediaTypes: ['image/png'] }),
      'one method': stack => {
        new S3Integration({ operation: GET_OBJECT, key: 'a', bucket: new Bucket(stack, 'B') }).addTo(new RestApi(stack, 'Api', { cloudWatchRole: false }).root);
      },
    },
    notGiven: { 'all': mounted(['*/*']), 'all and more': mounted(['image/*', '*/*']), 'its own API': api({}) },
  },
  statementsNotAdded: {
    given: {
      'an immutable role': byRole(`arn:aws:iam::${OWN_ACCOUNT}:role/r`, { mutable: false }),
      'an immutable role of one method': stack => {
        new S3Integration({ operation: GET_OBJECT, key: 'a', bucket: new Bucket(stack, 'B'), role: Role.fromRoleArn(stack, 'R', `arn:aws:iam::${OWN_ACCOUNT}:role/r`, { mutable: false }) })
          .addTo(new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false }).root);
      },
    },
    notGiven: { 'its own role': api({}), 'an imported role of the same account': byRole(`arn:aws:iam::${OWN_ACCOUNT}:role/r`) },
  },
  subResourceWrites: {
    given: {
      'tags beside an upload': api({ operations: of(PUT_OBJECT, PUT_OBJECT_TAGGING) }),
      'tags beside a deletion': api({ operations: of(DELETE_OBJECT, DELETE_OBJECT_TAGGING) }),
      'settings beside the deletion of a bucket': api({ operations: of(DELETE_BUCKET, DELETE_BUCKET_CORS) }),
      'settings beside the creation of a bucket': api({ operations: of(CREATE_BUCKET, PUT_BUCKET_CORS) }),
      'tags of what DeleteObjects may delete': api({ operations: of(DELETE_OBJECTS, DELETE_OBJECT_TAGGING) }),
      'tags of what a part may overwrite': api({ operations: of(UPLOAD_PART, PUT_OBJECT_TAGGING) }),
      'what comes later': stack => files(stack, { operations: of(PUT_OBJECT) }).addOperations({ operations: of(PUT_OBJECT_TAGGING) }),
    },
    notGiven: {
      'reads': api({ operations: of(GET_OBJECT, GET_OBJECT_TAGGING, LIST_OBJECTS, GET_BUCKET_LOCATION) }),
      'uploads and deletions of tags': api({ operations: of(PUT_OBJECT, DELETE_OBJECT_TAGGING) }),
      'tags alone': api({ operations: of(PUT_OBJECT_TAGGING, DELETE_OBJECT_TAGGING) }),
      'parameters that have values': api({ operations: of(PUT_OBJECT, UPLOAD_PART, COPY_OBJECT, DELETE_OBJECT, ABORT_MULTIPART_UPLOAD) }),
      'tags on a route of their own': stack => {
        files(stack, { operations: of(PUT_OBJECT) }).addRoute({ path: 'tags/{id}', key: '{id}', operation: PUT_OBJECT_TAGGING });
      },
    },
  },
};

const stackOfAccount = () => new Stack(new App(), 'Stack', { env: ENVIRONMENT });
const cases = (which: 'given' | 'notGiven') => Object.entries(WARNINGS)
  .flatMap(([id, warning]) => Object.entries(warning[which]).map(([what, add]): [string, string, Add] => [id, what, add]));

test.each(cases('given'))('%s: %s', (id, _, add) => {
  const stack = stackOfAccount();
  add(stack);
  expect(warningsOf(stack).filter(one => one === id)).toEqual([id]);
});

test.each(cases('given'))('%s is acknowledged: %s', (id, _, add) => {
  const stack = stackOfAccount();
  AppAnnotations.of(stack).acknowledgeWarning(`cdk-s3-proxy-api:${id}`);
  add(stack);
  expect(warningsOf(stack).filter(one => one === id)).toEqual([]);
});

test.each(cases('given'))('%s is acknowledged by the id of no other: %s', (id, _, add) => {
  const stack = stackOfAccount();
  Object.keys(WARNINGS).filter(other => other !== id).forEach(other => AppAnnotations.of(stack).acknowledgeWarning(`cdk-s3-proxy-api:${other}`));
  add(stack);
  expect(warningsOf(stack)).toEqual([id]);
});

test.each(cases('notGiven'))('no %s: %s', (id, _, add) => {
  const stack = stackOfAccount();
  add(stack);
  expect(warningsOf(stack)).not.toContain(id);
});

test('a warning is acknowledged at the construct alone, after it as well', () => {
  const stack = newStack();
  const first = new S3ProxyApi(stack, 'A', { target: S3Target.account() });
  new S3ProxyApi(stack, 'B', { target: S3Target.account() });
  AppAnnotations.of(first).acknowledgeWarning('cdk-s3-proxy-api:accountTarget');
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('accountTarget')).map(({ id }) => id)).toEqual(['/Stack/B/Proxy']);
});

test('none by default: one bucket that is read, by those who sign', () => {
  const stack = newStack();
  files(stack, {});
  expect(warningsOf(stack)).toEqual([]);
});

test('in an account that is not known, a bucket of a known one may be of another', () => {
  const stack = newStack();
  onBucketOf({ account: OWN_ACCOUNT })(stack);
  expect(warningsOf(stack)).toEqual(['crossAccount']);
});

test('once each, however often it is synthesized', () => {
  const stack = newStack();
  files(stack, { target: S3Target.account(), operations: S3Operations.ALL, ...open });
  templateOf(stack);
  const once = warningsOf(stack);
  expect([...new Set(once)]).toEqual(['accountTarget', 'openWrites', 'subResourceWrites']);
  expect(warningsOf(stack)).toEqual(once);
});

test('of the methods of others nothing is said', () => {
  const stack = newStack();
  const restApi = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
  restApi.root.addResource('own').addMethod('PUT', new AwsIntegration({ service: 's3', path: 'other' }));
  new S3Proxy(stack, 'Files', { resource: restApi.root.addResource('files'), target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
  expect(warningsOf(stack)).toEqual([]);
});

test('README.md tells of each', () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const told = [...readme.matchAll(/^\| `(\w+)` \| .* \|$/gm)].map(([, id]) => id);
  expect(told.filter(id => id in WARNINGS).sort()).toEqual(Object.keys(WARNINGS).sort());
});
