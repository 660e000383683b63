import { Duration, Stack } from 'aws-cdk-lib';
import { AuthorizationType, Deployment, EndpointType, IdentitySource, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { KeyPrefix, MissingObjects, RouteValue, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { asArray, CfnTemplate, methodsOf, newStack, resourcesOf, statementsByRole, templateOf } from './support/synth';

const AUTHS: Record<string, (stack: Stack) => S3ProxyAuth> = {
  cognito: stack => S3ProxyAuth.cognito([UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_Pool')]),
  custom: stack => S3ProxyAuth.lambdaFunction(new Function(stack, 'Function', {
    runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => undefined;'),
  })),
  iam: () => S3ProxyAuth.iam(),
  none: () => S3ProxyAuth.none(),
};
const PREFIXES: [name: string, kind: string, make: (within?: string) => KeyPrefix, source: string][] = [
  ["claim('sub')", 'cognito', within => KeyPrefix.claim('sub', within), 'context.authorizer.claims.sub'],
  ["authorizerContext('principalId')", 'custom', within => KeyPrefix.authorizerContext('principalId', within), 'context.authorizer.principalId'],
  ["authorizerContext('tenant')", 'custom', within => KeyPrefix.authorizerContext('tenant', within), 'context.authorizer.tenant'],
  ['cognitoIdentity()', 'iam', within => KeyPrefix.cognitoIdentity(within), 'context.identity.cognitoIdentityId'],
];

type Options = Partial<S3ProxyApiProps> & { readonly kind?: string };

/** The bucket `tenants`, where each caller has a prefix. */
function tenants(prefix: KeyPrefix = KeyPrefix.claim('sub'), { kind = 'cognito', ...props }: Options = {}) {
  const stack = newStack();
  const auth = AUTHS[kind](stack);
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'tenants' });
  return { stack, auth, api: new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket, { prefix }), auth, ...props }) };
}

const synthTenants = (prefix?: KeyPrefix, options?: Options) => templateOf(tenants(prefix, options).stack);
const policyOf = (template: CfnTemplate) => resourcesOf(template, 'AWS::ApiGateway::RestApi')[0].Policy?.Statement;
const DENIED = {
  Effect: 'Deny', Action: 'execute-api:Invoke', Principal: { AWS: '*' }, Resource: ['execute-api:/*..*', 'execute-api:/*%2e*', 'execute-api:/*%2E*'],
};

describe.each(PREFIXES)('%s', (_, kind, make, source) => {
  test.each([[undefined, ''], ['users/', 'users/'], ['a/b.c/', 'a/b.c/']])('within %p stands before every key', (within, literal) => {
    const template = synthTenants(make(within), { kind, operations: S3Operations.ALL });
    const methods = methodsOf(template);
    const objects = Object.entries(methods).filter(([name]) => name.endsWith(' /{key+}'));
    expect(objects.map(([name]) => name.split(' ')[0]).sort()).toEqual(['DELETE', 'GET', 'HEAD', 'POST', 'PUT']);
    for (const [, { Integration }] of objects) {
      expect(JSON.stringify(Integration.Uri)).toContain(`/${literal}{tenant}/{key}"`);
      expect(Integration.RequestParameters).toMatchObject({
        'integration.request.path.tenant': source, 'integration.request.path.key': 'method.request.path.key',
      });
      expect(Integration.RequestTemplates).toBeUndefined();
    }
  });

  test('and every listing, above a mapping that lists nothing', () => {
    const { Integration } = methodsOf(synthTenants(make('users/'), { kind }))['GET /'];
    expect(Integration.RequestParameters['integration.request.querystring.prefix']).toBe("'/'");
    expect(Integration).toMatchObject({ PassthroughBehavior: 'NEVER', ContentHandling: 'CONVERT_TO_TEXT' });
    const template: string = Integration.RequestTemplates['application/json'];
    expect(template).toContain(`"users/$!${source}/$!input.params().querystring.get('prefix')"`);
    expect(template).toContain('contains("&")');
  });

  test('the role reaches what is within, and lists no other', () => {
    const statements = Object.entries(statementsByRole(synthTenants(make('users/'), { kind, operations: S3Operations.ALL })))
      .filter(([role]) => role.startsWith('FilesProxy')).flatMap(([, all]) => all);
    const of = (action: string) => statements.filter(({ Effect: effect, Action }) => effect === 'Allow' && asArray(Action).includes(action));
    expect(of('s3:GetObject').map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringContaining('/users/*"')]);
    for (const action of ['s3:ListBucket', 's3:ListBucketVersions']) {
      expect(of(action).map(({ Condition }) => Condition?.StringLike?.['s3:prefix']).filter(Boolean)).toEqual(['users/?*/*']);
    }
    expect(JSON.stringify(statements)).not.toContain('${');
  });

  test.each(Object.keys(AUTHS).filter(one => one !== kind))('fails when callers are authorized by %s, which does not tell', other => {
    expect(() => synthTenants(make(), { kind: other })).toThrow(new RegExp(`auth must tell ${source.slice(8)}, which the prefix of the target is, got 'S3ProxyAuth\\.`));
  });

  test('fails when an operation that comes later is, or a route', () => {
    const { api, stack } = tenants(make(), { kind });
    const auth = AUTHS.none(stack);
    expect(() => api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth })).toThrow(/auth must tell .*, which the prefix of the target is/);
    expect(() => api.addRoute({ path: 'a/{id}', key: '{id}', operation: S3Operation.GET_OBJECT, auth })).toThrow(/auth must tell .*, which the prefix of the target is/);
  });
});

test.each(['sub', 'tenant_id', 'T1'])('the name %p is mapped', name => {
  expect(() => [KeyPrefix.claim(name), KeyPrefix.authorizerContext(name)]).not.toThrow();
});

test.each(['custom:tenant', 'custom.tenant', 'my-tenant', '$tenant', '_tenant', '1st', '', 'a b', "it's", 'a/b', '{x}', 'ü'])('fails when the name is %p', name => {
  expect(() => KeyPrefix.claim(name)).toThrow(/KeyPrefix\.claim must be a name of the characters A-Z a-z 0-9 _, beginning with a letter, .*, got '.*': use another name/);
  expect(() => KeyPrefix.authorizerContext(name)).toThrow(/KeyPrefix\.authorizerContext must be a name/);
});

test.each([['', /must not be empty.*leave it out/], ['users', /write 'users\/'/], ['/users/', /leading slash/], ['a/../', /'\.\.' segments/], ['{x}/', /must be the same for everybody/]])(
  'fails when it is within %p', (within, message) => {
    for (const make of [() => KeyPrefix.claim('sub', within), () => KeyPrefix.authorizerContext('x', within), () => KeyPrefix.cognitoIdentity(within)]) {
      expect(make).toThrow(message);
      expect(make).toThrow(/^KeyPrefix\.(claim|authorizerContext|cognitoIdentity): within /);
    }
  });

describe('what would reach beside the own prefix', () => {
  const {
    COPY_OBJECT, CREATE_BUCKET, DELETE_OBJECTS, GET_BUCKET_POLICY, LIST_BUCKETS, PUT_BUCKET_ACL, RESTORE_OBJECT, UPLOAD_PART_COPY,
  } = S3Operation;

  test.each<[S3Operation, RegExp]>([
    [COPY_OBJECT, /reads any object that a header names.*let clients get and put instead/],
    [UPLOAD_PART_COPY, /reads any object that a header names/],
    [RESTORE_OBJECT, /its body may name another place to write to/],
    [DELETE_OBJECTS, /acts on what is others' and the target is a prefix of each caller's own; leave it out/],
    [GET_BUCKET_POLICY, /acts on what is others'/],
    [PUT_BUCKET_ACL, /acts on what is others'/],
    [CREATE_BUCKET, /acts on what is others'/],
    [LIST_BUCKETS, /is about the account.*use S3Target\.account\(\)/],
  ])('fails when %s is switched on', (operation, message) => {
    const operations = S3Operations.of(operation);
    expect(() => tenants(undefined, { operations })).toThrow(message);
    expect(() => tenants(undefined, { operations })).toThrow(new RegExp(`operations must be operations that the target can carry, got '${operation}'`));
  });

  test('ALL leaves them out', () => {
    const template = synthTenants(undefined, { operations: S3Operations.ALL });
    expect(Object.keys(methodsOf(template)).filter(name => name.endsWith(' /')).sort()).toEqual(['GET /', 'HEAD /']);
    expect(JSON.stringify(statementsByRole(template))).toContain('"Effect":"Deny"');
  });

  test('fails when a missing key is to be told by a list without a prefix', () => {
    expect(() => synthTenants(undefined, { missingObjects: MissingObjects.NOT_FOUND }))
      .toThrow(/missingObjects must not let the role list without a prefix where the prefix is each caller's own, got 'NOT_FOUND': leave it out/);
  });

  test.each<[string, Parameters<S3ProxyApi['addRoute']>[0], RegExp]>([
    ['has {tenant} in its key', { path: '{tenant}/x', key: '{tenant}', operation: S3Operation.GET_OBJECT }, /addRoute: key must not have \{tenant\}.*got '\{tenant\}': give the path parameter another name/],
    ['lists with a prefix of its own', { path: 'x', operation: S3Operation.LIST_OBJECTS_V2, query: { prefix: RouteValue.constant('') } }, /addRoute: query: prefix must be left out/],
    ['lists with a template of its own', { path: 'x', operation: S3Operation.LIST_OBJECTS_V2, requestTemplates: { 'application/json': '' } }, /addRoute: requestTemplates must /],
    ['copies', { path: 'x', key: 'x', operation: COPY_OBJECT }, /addRoute: operation must be one that the target can carry, got 'CopyObject'/],
    ...['{name}.{ext}', '.{name}', 'x/.{name}', '{name}.', '{name}./x', '{a}{b}', '{a}..{b}'].map((key): [string, Parameters<S3ProxyApi['addRoute']>[0], RegExp] => (
      [`puts dots together: ${key}`, { path: '{name}/{ext}/{a}/{b}', key, operation: S3Operation.GET_OBJECT }, /addRoute: key must not put path parameters beside each other or a dot .*, got '.*': put/]
    )),
    ['is of another bucket', { path: 'x', bucket: 'other', key: 'x', operation: S3Operation.GET_OBJECT }, /bucket must be left out where the target is one bucket/],
    ['leads out of the prefix', { path: 'x', key: '../x', operation: S3Operation.GET_OBJECT }, /'\.\.' segments/],
  ])('fails when a route %s', (_, route, message) => {
    const { api, auth } = tenants();
    expect(() => api.addRoute({ auth, ...route })).toThrow(message);
  });
});

describe('a stage that caches answers', () => {
  const message = /KeyPrefix must not be each caller's own where the stage caches answers.*, got '\/.*': leave out cacheClusterEnabled/;
  const caching = { cachingEnabled: true };

  test.each<[string, S3ProxyApiProps['restApiProps']]>([
    ['by deployOptions', { deployOptions: { cacheClusterEnabled: true, ...caching } }],
    ['by deployOptions for all methods', { deployOptions: caching }],
    ['by settings of one method', { deployOptions: { methodOptions: { '/{key+}/GET': caching } } }],
  ])('fails: %s', (_, restApiProps) => {
    expect(() => synthTenants(undefined, { restApiProps })).toThrow(message);
  });

  test('fails: by a stage of its own', () => {
    const { stack, api: { restApi } } = tenants();
    new Stage(stack, 'Second', { stageName: 'second', deployment: new Deployment(stack, 'Deployment', { api: restApi }), cacheClusterEnabled: true });
    expect(() => templateOf(stack)).toThrow(message);
  });

  test('may be of an API that nothing is read from, or of another', () => {
    const operations = S3Operations.of(S3Operation.PUT_OBJECT);
    expect(() => synthTenants(undefined, { operations, restApiProps: { deployOptions: caching } })).not.toThrow();
    const { stack } = tenants();
    new RestApi(stack, 'Other', { deployOptions: caching, cloudWatchRole: false }).root.addMethod('GET');
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('would tell callers apart by all that their identity is in, in both spellings', () => {
    const methods = methodsOf(synthTenants());
    for (const method of ['GET /', 'HEAD /', 'GET /{key+}', 'HEAD /{key+}']) {
      expect(methods[method].Integration.CacheKeyParameters).toEqual(expect.arrayContaining(['Authorization', 'authorization'].map(name => `method.request.header.${name}`)));
    }
  });
});

describe('paths with dots', () => {
  test('are denied by the policy of the API, which lets others in where Cognito authorizes, and preflights where others do', () => {
    const allowed = { Effect: 'Allow', Action: 'execute-api:Invoke', Principal: { AWS: '*' }, Resource: 'execute-api:/*' };
    expect(policyOf(synthTenants())).toEqual([DENIED, allowed]);
    const preflights = (...stages: string[]) => ({ ...allowed, Resource: stages.map(stage => `execute-api:/${stage}/OPTIONS/*`) });
    expect(policyOf(synthTenants(KeyPrefix.cognitoIdentity(), { kind: 'iam' }))).toEqual([DENIED, preflights('prod')]);
    const restApiProps = { deployOptions: { stageName: 'test' } };
    expect(policyOf(synthTenants(KeyPrefix.authorizerContext('x'), { kind: 'custom', restApiProps }))).toEqual([DENIED, preflights('test')]);
    expect(policyOf(synthTenants(KeyPrefix.literal('public/'), { kind: 'none' }))).toBeUndefined();
  });

  test('are denied besides what a policy of the user\'s says', () => {
    const own = new PolicyStatement({ effect: Effect.ALLOW, actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()], resources: ['execute-api:/prod/*'] });
    const template = synthTenants(undefined, { restApiProps: { policy: new PolicyDocument({ statements: [own] }) } });
    expect(policyOf(template)).toEqual([expect.objectContaining({ Effect: 'Allow', Resource: 'execute-api:/prod/*' }), DENIED]);
  });

  test.each([
    ['open', KeyPrefix.claim('sub'), 'cognito', 'AWS_IAM'], ['deny', KeyPrefix.cognitoIdentity(), 'iam', 'NONE'],
  ])('fails when the policy would %s a method of another authorization', (what, prefix, kind, authorizationType) => {
    const { stack, api } = tenants(prefix, { kind });
    api.restApi.root.addResource('admin').addMethod('GET', undefined, { authorizationType: authorizationType as AuthorizationType });
    expect(() => templateOf(stack)).toThrow(new RegExp(`KeyPrefix must not be each caller's own beside methods of ${authorizationType}, which the policy .* would ${what}(?: or open)?, got 'GET at Stack/Files/RestApi/Default/admin/GET': give them`));
  });

  test('fails where methods of IAM would be open by the preflights of others', () => {
    const { stack, api } = tenants(KeyPrefix.cognitoIdentity(), { kind: 'iam' });
    api.restApi.root.addResource('admin').addMethod('ANY', undefined, { authorizationType: AuthorizationType.IAM });
    expect(() => templateOf(stack)).toThrow(/KeyPrefix must not be each caller's own beside methods of AWS_IAM, .* got 'ANY at /);
  });

  test('fails where the API is private and no policy says which endpoints may call', () => {
    expect(() => synthTenants(undefined, { restApiProps: { endpointTypes: [EndpointType.PRIVATE] } })).toThrow('restApiProps.policy must be given where the API is private');
  });

  test('lets preflights of every stage in', () => {
    const { stack, api: { restApi } } = tenants(KeyPrefix.cognitoIdentity(), { kind: 'iam' });
    new Stage(stack, 'Second', { stageName: 'second', deployment: new Deployment(stack, 'Deployment', { api: restApi }) });
    expect(policyOf(templateOf(stack))).toEqual([DENIED, expect.objectContaining({ Resource: ['execute-api:/prod/OPTIONS/*', 'execute-api:/second/OPTIONS/*'] })]);
  });

  test.each(['{name}.pdf', 'x.{name}.pdf', 'by-year/{name}/{ext}.pdf', '{name}-{ext}'])('cannot come of the key %s, which a route may have', key => {
    const { stack, api, auth } = tenants();
    api.addRoute({ path: 'r/{name}/{ext}', key, operation: S3Operation.GET_OBJECT, auth });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('an API of the user\'s keeps its policy', () => {
    const stack = newStack();
    const { root } = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
    new S3Proxy(stack, 'Files', { resource: root, target: S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.cognitoIdentity() }) });
    expect(policyOf(templateOf(stack))).toBeUndefined();
  });
});

describe('who calls', () => {
  const byContext = (resultsCacheTtl?: Duration) => (stack: Stack) => S3ProxyAuth.lambdaFunction(new Function(stack, 'Function', {
    runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => undefined;'),
  }), { identitySources: [IdentitySource.context('identity.sourceIp')], resultsCacheTtl });

  test.each([undefined, Duration.seconds(0)])('fails when answers of a Lambda authorizer are kept by what callers share', ttl => {
    const stack = newStack();
    const target = S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.authorizerContext('tenant') });
    expect(() => new S3ProxyApi(stack, 'Files', { target, auth: byContext(ttl)(stack) }))
      .toThrow("identitySources must have a header or a query parameter among them where the prefix is each caller's own");
  });

  test("fails with the callers' own credentials, whose policies may allow more", () => {
    const stack = newStack();
    const target = S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.cognitoIdentity() });
    expect(() => new S3ProxyApi(stack, 'Files', { target, auth: S3ProxyAuth.iam({ callerCredentials: true }) })).toThrow('auth must not be with the credentials of the callers');
  });

  test.each([KeyPrefix.claim('sub'), 'users/'])('fails when the prefix stands in the place of the options', options => {
    expect(() => S3Target.bucket(new Bucket(newStack(), 'Bucket'), options as any)).toThrow('S3Target.bucket must get options');
  });
});
