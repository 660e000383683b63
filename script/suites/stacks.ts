import { App, Duration, Stack } from 'aws-cdk-lib';
import { ContentHandling, Cors, CorsOptions, EndpointType, IdentitySource, Period, RestApi, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Combination, pairwise } from './pairwise';
import {
  CannedAcl, KeyPrefix, MissingObjects, RouteValue, S3Acl, S3Integration, S3Operation, S3Operations,
  S3Proxy, S3ProxyApi, S3ProxyAuth, S3Target, StatusMapping,
} from '../../src';

/** A caller's own part of a bucket, by what each authorization tells of the caller. */
const TENANTS: Record<string, KeyPrefix> = {
  iam: KeyPrefix.cognitoIdentity(),
  cognito: KeyPrefix.claim('sub', 'users/'),
  lambda: KeyPrefix.authorizerContext('principalId'),
};

const ownBucket = (stack: Stack, id = 'Bucket', props: BucketProps = {}) => new Bucket(stack, id, { objectOwnership: ObjectOwnership.OBJECT_WRITER, ...props });

const TARGETS = {
  bucket: (stack: Stack) => S3Target.bucket(ownBucket(stack)),
  prefix: (stack: Stack) => S3Target.bucket(ownBucket(stack), { prefix: KeyPrefix.literal('teams/blue/') }),
  tenants: (stack: Stack, auth: string) => S3Target.bucket(ownBucket(stack), { prefix: TENANTS[auth] }),
  imported: (stack: Stack) => S3Target.bucket(Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'amzn-s3-demo-bucket', region: 'eu-west-1' })),
  buckets: (stack: Stack) => S3Target.buckets([ownBucket(stack, 'First'), ownBucket(stack, 'Second', { encryption: BucketEncryption.KMS })]),
  account: () => S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }),
};

const OPERATIONS = {
  READ_ONLY: S3Operations.READ_ONLY,
  READ_WRITE: S3Operations.READ_WRITE,
  TUTORIAL: S3Operations.TUTORIAL,
  large: S3Operations.READ_WRITE.union(S3Operations.MULTIPART, S3Operations.VERSIONS),
  copies: S3Operations.READ_WRITE.plus(S3Operation.COPY_OBJECT, S3Operation.DELETE_OBJECT_TAGGING),
  ALL: S3Operations.ALL,
};

const AUTHS = {
  iam: () => S3ProxyAuth.iam(),
  callers: () => S3ProxyAuth.iam({ callerCredentials: true }),
  none: () => S3ProxyAuth.none(),
  cognito: (stack: Stack) => S3ProxyAuth.cognito([new UserPool(stack, 'Pool')], ['files/read']),
  lambda: (stack: Stack) => S3ProxyAuth.lambdaFunction(new Function(stack, 'Function', {
    code: Code.fromInline('exports.handler = async () => undefined;'), handler: 'index.handler', runtime: Runtime.NODEJS_LATEST,
  }), { identitySources: [IdentitySource.header('X-Token')], resultsCacheTtl: Duration.minutes(1) }),
};
const API_KEY_REQUIRED = { unset: undefined, required: true };
const ACLS = {
  none: S3Acl.none(),
  always: S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL),
  choice: S3Acl.clientChoice([CannedAcl.PRIVATE, CannedAcl.BUCKET_OWNER_FULL_CONTROL]),
};
const CORS: Record<string, CorsOptions | undefined> = {
  none: undefined,
  all: { allowOrigins: Cors.ALL_ORIGINS, maxAge: Duration.hours(1) },
  one: { allowOrigins: ['https://app.example.com'], allowCredentials: true, exposeHeaders: ['ETag'] },
};
const STATUS_MAPPINGS = { exact: StatusMapping.exact(), coarse: StatusMapping.coarse() };
const BINARY_MEDIA_TYPES = { all: undefined, some: ['image/png', 'application/octet-stream'] };
const USER_METADATA = { none: undefined, title: ['title'] };
const REQUEST_HEADERS = { none: undefined, cached: { 'Cache-Control': 'max-age=60' } };
const MISSING_OBJECTS = { unset: undefined, forbidden: MissingObjects.FORBIDDEN };
const VERSIONS = { unset: undefined, on: true };
const RESPONSE_HEADERS = { none: undefined, timestamp: { Timestamp: 'Date' } };
const CONTENT_HANDLINGS = { unset: undefined, text: ContentHandling.CONVERT_TO_TEXT, binary: ContentHandling.CONVERT_TO_BINARY };
const REST_API_PROPS: Record<string, RestApiProps | undefined> = {
  unset: undefined,
  stage: { deployOptions: { stageName: 'test', cachingEnabled: true, cacheDataEncrypted: true, throttlingRateLimit: 10 } },
  edge: { endpointTypes: [EndpointType.EDGE] },
};

const CHOICES = {
  target: TARGETS,
  operations: OPERATIONS,
  auth: AUTHS,
  apiKeyRequired: API_KEY_REQUIRED,
  acl: ACLS,
  cors: CORS,
  statusMapping: STATUS_MAPPINGS,
  binaryMediaTypes: BINARY_MEDIA_TYPES,
  responseHeaders: RESPONSE_HEADERS,
  userMetadata: USER_METADATA,
  requestHeaders: REQUEST_HEADERS,
  missingObjects: MISSING_OBJECTS,
  versions: VERSIONS,
  requestContentHandling: CONTENT_HANDLINGS,
  responseContentHandling: CONTENT_HANDLINGS,
  restApiProps: REST_API_PROPS,
};

/** What the construct itself refuses to combine: one of the values of each choice. */
const REFUSED: ReadonlyArray<Readonly<Record<string, readonly string[]>>> = [
  { operations: ['TUTORIAL'], target: Object.keys(TARGETS).filter(name => name !== 'account') },
  { operations: ['READ_ONLY'], acl: ['always', 'choice'] },
  { operations: ['READ_ONLY'], requestHeaders: ['cached'] },
  { operations: ['ALL', 'large'], acl: ['always'] },
  { binaryMediaTypes: ['some'], requestContentHandling: ['binary'] },
  { binaryMediaTypes: ['some'], responseContentHandling: ['binary'] },
  // The role is not the API's.
  { auth: ['callers'], acl: ['choice'] },
  { auth: ['callers'], missingObjects: ['forbidden'] },
  { auth: ['callers'], versions: ['on'] },
  // One caller could get what is another's.
  { target: ['tenants'], auth: Object.keys(AUTHS).filter(name => !(name in TENANTS)) },
  { target: ['tenants'], operations: ['copies'] },
  { target: ['tenants'], restApiProps: ['stage'] },
  { auth: ['callers'], restApiProps: ['stage'] },
];

function possible(choice: Combination): boolean {
  return !REFUSED.some(refused => Object.entries(refused).every(([name, values]) => values.includes(choice[name])));
}

/** Synthesizes typical stacks, and those with any two values of the construct's properties together. */
export function synthesize(outdir: string): void {
  const app = new App({ outdir });
  const values = Object.fromEntries(Object.entries(CHOICES).map(([name, choices]) => [name, Object.keys(choices)]));
  pairwise(values, possible).forEach((choice, index) => addCombination(app, `Combination${index + 1}`, choice));
  addMounted(app);
  addSingleMethods(app);
  app.synth();
}

function addCombination(app: App, id: string, choice: Combination): void {
  const stack = new Stack(app, id, { description: Object.entries(choice).map(([name, value]) => `${name} ${value}`).join(', ') });
  const files = new S3ProxyApi(stack, 'Files', {
    target: TARGETS[choice.target as keyof typeof TARGETS](stack, choice.auth),
    operations: OPERATIONS[choice.operations as keyof typeof OPERATIONS],
    auth: AUTHS[choice.auth as keyof typeof AUTHS](stack),
    apiKeyRequired: API_KEY_REQUIRED[choice.apiKeyRequired as keyof typeof API_KEY_REQUIRED],
    acl: ACLS[choice.acl as keyof typeof ACLS],
    cors: CORS[choice.cors],
    statusMapping: STATUS_MAPPINGS[choice.statusMapping as keyof typeof STATUS_MAPPINGS],
    binaryMediaTypes: BINARY_MEDIA_TYPES[choice.binaryMediaTypes as keyof typeof BINARY_MEDIA_TYPES],
    responseHeaders: RESPONSE_HEADERS[choice.responseHeaders as keyof typeof RESPONSE_HEADERS],
    userMetadata: USER_METADATA[choice.userMetadata as keyof typeof USER_METADATA],
    requestHeaders: REQUEST_HEADERS[choice.requestHeaders as keyof typeof REQUEST_HEADERS],
    missingObjects: MISSING_OBJECTS[choice.missingObjects as keyof typeof MISSING_OBJECTS],
    versions: VERSIONS[choice.versions as keyof typeof VERSIONS],
    requestContentHandling: CONTENT_HANDLINGS[choice.requestContentHandling as keyof typeof CONTENT_HANDLINGS],
    responseContentHandling: CONTENT_HANDLINGS[choice.responseContentHandling as keyof typeof CONTENT_HANDLINGS],
    restApiProps: REST_API_PROPS[choice.restApiProps],
  });
  if (choice.apiKeyRequired === 'required') {
    files.addUsagePlan('Plan', { quota: { limit: 1000, period: Period.DAY } }).addApiKey(files.restApi.addApiKey('Key'));
  }
}

/** Two proxies beside another service of an API, one of them with an authorization for reading and another for writing. */
function addMounted(app: App): void {
  const stack = new Stack(app, 'Mounted');
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
  const bucket = new Bucket(stack, 'Bucket');
  const files = new S3Proxy(stack, 'Public', { resource: api.root.addResource('public'), target: S3Target.bucket(bucket), auth: S3ProxyAuth.none() });
  files.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth: S3ProxyAuth.iam() });
  files.addRoute({
    path: 'by-year/{year}/{id}',
    operation: S3Operation.GET_OBJECT,
    key: 'archive/{year}/{id}.pdf',
    auth: S3ProxyAuth.none(),
    query: { 'response-content-type': RouteValue.constant('application/pdf'), 'versionId': RouteValue.query('version') },
    versions: true,
  });
  files.addRoute({ path: 'by-year/{year}/{id}/tags', operation: S3Operation.DELETE_OBJECT_TAGGING, key: 'archive/{year}/{id}.pdf' });
  new S3Proxy(stack, 'All', { resource: api.root.addResource('all'), target: S3Target.account(), operations: S3Operations.ALL });
}

/** Single methods on an API of one's own. */
function addSingleMethods(app: App): void {
  const stack = new Stack(app, 'SingleMethods');
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
  const bucket = new Bucket(stack, 'Bucket');
  const logo = new S3Integration({ operation: S3Operation.GET_OBJECT, bucket, key: 'logo.png' });
  logo.addTo(api.root.addResource('logo'));
}
