import { App, Duration, Fn, Stack, Stage } from 'aws-cdk-lib';
import { AuthorizationType, CognitoUserPoolsAuthorizer, IAuthorizer, IdentitySource, Period, RestApi, RestApiProps, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  AddOperationsOptions, CannedAcl, MissingObjects, S3Acl, S3Integration, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps,
  S3ProxyAuth, S3Target,
} from '../src';
import { CfnTemplate, methodsOf, newStack, resourcesOf, templateOf } from './support/synth';

const READS = S3Operations.of(S3Operation.GET_OBJECT);
const WRITES = S3Operations.of(S3Operation.PUT_OBJECT);
const DELETES = S3Operations.of(S3Operation.DELETE_OBJECT);
const CALLER_CREDENTIALS = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:user/*']] };

/** What an authorization may be made of. */
class World {
  public readonly stack = newStack();
  public readonly bucket = new Bucket(this.stack, 'Bucket', { versioned: true, objectOwnership: ObjectOwnership.OBJECT_WRITER });
  public readonly pool = new UserPool(this.stack, 'Pool');
  public readonly otherPool = new UserPool(this.stack, 'OtherPool');
  public readonly fn = new Function(this.stack, 'Function', { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_20_X });

  public api(auth?: S3ProxyAuth, props: Partial<S3ProxyApiProps> = {}, id = 'Files'): S3ProxyApi {
    return new S3ProxyApi(this.stack, id, { target: S3Target.bucket(this.bucket), operations: READS, auth, ...props });
  }

  /** Of somebody's own. */
  public restApi(props: RestApiProps = {}): RestApi {
    return new RestApi(this.stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false, ...props });
  }

  public get template(): CfnTemplate {
    return templateOf(this.stack);
  }
}

const GET = 'GET /{key+}';
const PUT = 'PUT /{key+}';
const DELETE = 'DELETE /{key+}';

/** Logical ids of what there is of a type; of roles those that call S3. */
function idsOf(template: CfnTemplate, type: string): string[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)
    .filter(([, { Properties }]) => !JSON.stringify(Properties.AssumeRolePolicyDocument ?? {}).includes('lambda.amazonaws.com')).map(([id]) => id);
}

const authorizersOf = (template: CfnTemplate) => resourcesOf(template, 'AWS::ApiGateway::Authorizer');
const roleIdsOf = (template: CfnTemplate) => idsOf(template, 'AWS::IAM::Role');
const credentialsOf = (template: CfnTemplate, method: string) => methodsOf(template)[method].Integration.Credentials;

describe('every kind', () => {
  test.each<[string, (world: World) => S3ProxyAuth | undefined, object, object | undefined]>([
    ['by default', () => undefined, { AuthorizationType: 'AWS_IAM' }, undefined],
    ['iam', () => S3ProxyAuth.iam(), { AuthorizationType: 'AWS_IAM' }, undefined],
    ['none', () => S3ProxyAuth.none(), { AuthorizationType: 'NONE' }, undefined],
    ['cognito', ({ pool }) => S3ProxyAuth.cognito([pool]), { AuthorizationType: 'COGNITO_USER_POOLS' },
      { Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.Authorization', ProviderARNs: [{ 'Fn::GetAtt': ['PoolD3F588B8', 'Arn'] }] }],
    ['cognito with scopes', ({ pool }) => S3ProxyAuth.cognito([pool], ['a/b', 'a/c']), { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizationScopes: ['a/b', 'a/c'] },
      { Type: 'COGNITO_USER_POOLS' }],
    ['lambdaFunction', ({ fn }) => S3ProxyAuth.lambdaFunction(fn), { AuthorizationType: 'CUSTOM' },
      { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' }],
    ['lambdaFunction with a time', ({ fn }) => S3ProxyAuth.lambdaFunction(fn, { resultsCacheTtl: Duration.seconds(0) }), { AuthorizationType: 'CUSTOM' },
      { Type: 'TOKEN', AuthorizerResultTtlInSeconds: 0 }],
    ['lambdaFunction with identitySources',
      ({ fn }) => S3ProxyAuth.lambdaFunction(fn, { identitySources: [IdentitySource.header('X-Token'), IdentitySource.queryString('client')] }),
      { AuthorizationType: 'CUSTOM' }, { Type: 'REQUEST', IdentitySource: 'method.request.header.X-Token,method.request.querystring.client' }],
    ['authorizer of Cognito, with scopes',
      ({ stack, pool }) => S3ProxyAuth.authorizer(new CognitoUserPoolsAuthorizer(stack, 'Own', { cognitoUserPools: [pool] }), ['a/b']),
      { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: 'Own30425842' }, AuthorizationScopes: ['a/b'] }, { Type: 'COGNITO_USER_POOLS' }],
    ['authorizer of Lambda', ({ stack, fn }) => S3ProxyAuth.authorizer(new TokenAuthorizer(stack, 'Own', { handler: fn })),
      { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Own30425842' } }, { Type: 'TOKEN' }],
    ['authorizer of elsewhere', () => S3ProxyAuth.authorizer({ authorizerId: 'abc123', authorizationType: AuthorizationType.CUSTOM } as IAuthorizer),
      { AuthorizationType: 'CUSTOM', AuthorizerId: 'abc123' }, undefined],
  ])('%s', (_, auth, method, authorizer) => {
    const world = new World();
    world.api(auth(world));
    const { template } = world;
    expect(methodsOf(template)[GET]).toMatchObject({ ...method, ApiKeyRequired: false });
    expect(authorizersOf(template)).toEqual(authorizer === undefined ? [] : [expect.objectContaining(authorizer)]);
    expect(Object.keys(methodsOf(template)[GET]).includes('AuthorizationScopes')).toBe('AuthorizationScopes' in method);
  });

  test('has a role of its own, which all its methods share', () => {
    const world = new World();
    const cognito = S3ProxyAuth.cognito([world.pool]);
    const api = world.api(S3ProxyAuth.none());
    api.addOperations({ operations: WRITES, auth: cognito });
    api.addOperations({ operations: DELETES, auth: S3ProxyAuth.lambdaFunction(world.fn) });
    api.addRoute({ path: 'a/{id}', operation: S3Operation.PUT_OBJECT, key: '{id}', auth: cognito });
    const { template } = world;
    expect([api.roles.length, roleIdsOf(template).length]).toEqual([3, 3]);
    expect(new Set([GET, PUT, DELETE].map(method => JSON.stringify(credentialsOf(template, method)))).size).toBe(3);
    expect(credentialsOf(template, 'PUT /a/{id}')).toEqual(credentialsOf(template, PUT));
  });

  test('is the same when it is written again', () => {
    const world = new World();
    const api = world.api(S3ProxyAuth.cognito([world.pool, world.otherPool], ['a', 'b']));
    api.addOperations({ operations: S3Operations.of(S3Operation.GET_OBJECT_TAGGING), auth: S3ProxyAuth.cognito([world.otherPool, world.pool], ['b', 'a']) });
    expect([roleIdsOf(world.template).length, authorizersOf(world.template).length]).toEqual([1, 1]);
  });
});

describe('authorizers', () => {
  test('of the same pools are one, whatever the scopes; roles are not', () => {
    const world = new World();
    const api = world.api(S3ProxyAuth.cognito([world.pool]));
    api.addOperations({ operations: WRITES, auth: S3ProxyAuth.cognito([world.pool], ['files/write']) });
    api.addOperations({ operations: DELETES, auth: S3ProxyAuth.cognito([world.pool], ['files/delete']) });
    const { template } = world;
    expect(authorizersOf(template)).toHaveLength(1);
    expect([GET, PUT, DELETE].map(method => methodsOf(template)[method].AuthorizationScopes)).toEqual([undefined, ['files/write'], ['files/delete']]);
    expect(roleIdsOf(template)).toHaveLength(3);
  });

  test('of other pools, another function, other sources or another time are others', () => {
    const world = new World();
    const auths = [
      S3ProxyAuth.cognito([world.pool]),
      S3ProxyAuth.cognito([world.pool, world.otherPool]),
      S3ProxyAuth.lambdaFunction(world.fn),
      S3ProxyAuth.lambdaFunction(world.fn, { resultsCacheTtl: Duration.minutes(1) }),
      S3ProxyAuth.lambdaFunction(world.fn, { identitySources: [IdentitySource.header('X-Token')] }),
      S3ProxyAuth.lambdaFunction(world.fn, { identitySources: [IdentitySource.header('X-Other')] }),
    ];
    const api = world.api();
    auths.forEach((auth, index) => api.addRoute({ path: `r${index}`, operation: S3Operation.GET_OBJECT, key: 'k', auth }));
    expect([authorizersOf(world.template).length, api.roles.length]).toEqual([6, 7]);
  });

  test('are made once for each API', () => {
    const world = new World();
    const auth = S3ProxyAuth.cognito([world.pool]);
    world.api(auth, {}, 'One');
    world.api(auth, {}, 'Other');
    const { template } = world;
    const apiIds = authorizersOf(template).map(({ RestApiId }) => RestApiId.Ref);
    expect([apiIds.length, new Set(apiIds).size]).toEqual([2, 2]);
    const attached = Object.values(template.Resources).filter(({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && Properties.AuthorizerId)
      .map(({ Properties }) => [Properties.RestApiId.Ref, template.Resources[Properties.AuthorizerId.Ref].Properties.RestApiId.Ref]);
    expect(attached).toHaveLength(2);
    attached.forEach(([api, ofAuthorizer]) => expect(ofAuthorizer).toBe(api));
  });

  test('are one for two proxies below one API', () => {
    const world = new World();
    const api = world.restApi();
    for (const path of ['a', 'b']) {
      new S3Proxy(world.stack, path, {
        resource: api.root.addResource(path), target: S3Target.bucket(world.bucket), auth: S3ProxyAuth.cognito([world.pool]), operations: READS,
      });
    }
    expect([authorizersOf(world.template).length, roleIdsOf(world.template).length]).toEqual([1, 2]);
  });
});

describe('an API key besides', () => {
  test('takes a role of its own, and shares the authorizer', () => {
    const world = new World();
    const auth = S3ProxyAuth.cognito([world.pool]);
    const api = world.api(auth, { apiKeyRequired: true });
    api.addOperations({ operations: WRITES, auth });
    api.addRoute({ path: 'open', operation: S3Operation.GET_OBJECT, key: 'k', auth: S3ProxyAuth.none(), apiKeyRequired: true });
    const { template } = world;
    expect([GET, PUT, 'GET /open'].map(method => methodsOf(template)[method].ApiKeyRequired)).toEqual([true, false, true]);
    expect([authorizersOf(template).length, roleIdsOf(template).length]).toEqual([1, 3]);
    expect(credentialsOf(template, GET)).not.toEqual(credentialsOf(template, PUT));
  });

  test('on the same method is another authorization', () => {
    expect(() => new World().api(S3ProxyAuth.none()).addOperations({
      operations: S3Operations.of(S3Operation.GET_OBJECT_ACL), auth: S3ProxyAuth.none(), apiKeyRequired: true,
    })).toThrow("auth must be one for each method, and the method of GetObjectAcl (GET object) is that of GetObject already, got 'S3ProxyAuth.none() with an API key': give both S3ProxyAuth.none(), or leave one out");
  });

  test('defaults of an API that is mounted on do not reach the methods', () => {
    const world = new World();
    const api = world.restApi({ defaultMethodOptions: { apiKeyRequired: true, authorizationType: AuthorizationType.NONE } });
    new S3Proxy(world.stack, 'Proxy', { resource: api.root.addResource('s3'), target: S3Target.bucket(world.bucket), operations: READS });
    expect(methodsOf(world.template)['GET /s3/{key+}']).toMatchObject({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: false });
  });
});

describe('the credentials of callers', () => {
  const callers = () => S3ProxyAuth.iam({ callerCredentials: true });

  test('take no role', () => {
    const world = new World();
    const api = world.api(callers());
    const { template } = world;
    expect([api.roles, api.roleStatements, roleIdsOf(template), idsOf(template, 'AWS::IAM::Policy')]).toEqual([[], [], [], []]);
    expect(methodsOf(template)[GET]).toMatchObject({ AuthorizationType: 'AWS_IAM', Integration: { Credentials: CALLER_CREDENTIALS } });
  });

  test('beside roles for others', () => {
    const world = new World();
    const api = world.api(S3ProxyAuth.none());
    api.addOperations({ operations: WRITES, auth: callers(), apiKeyRequired: true });
    api.addOperations({ operations: DELETES });
    const { template } = world;
    expect([api.roles.length, api.roleStatements.length, roleIdsOf(template).length]).toEqual([2, 2, 2]);
    expect(credentialsOf(template, PUT)).toEqual(CALLER_CREDENTIALS);
    expect(methodsOf(template)[PUT].ApiKeyRequired).toBe(true);
    expect(credentialsOf(template, DELETE)).toEqual({ 'Fn::GetAtt': [expect.stringContaining('IamRole'), 'Arn'] });
  });

  test.each<[string, (world: World) => Partial<AddOperationsOptions>]>([
    ['role', ({ stack }) => ({ role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') }) })],
    ['missingObjects', () => ({ missingObjects: MissingObjects.FORBIDDEN })],
    ['versions', () => ({ versions: false })],
    ['bypassGovernanceRetention', () => ({ bypassGovernanceRetention: true })],
    ['copySources', ({ bucket }) => ({ copySources: [bucket] })],
    ['passRoles', ({ stack }) => ({ passRoles: [new Role(stack, 'Role', { assumedBy: new ServicePrincipal('s3.amazonaws.com') })] })],
  ])('refuse %s, which would be of a role', (name, options) => {
    const world = new World();
    const message = new RegExp(`^${name} must be left out where S3 is called with the credentials of the callers, whose policies decide, got .*: leave it out$`);
    expect(() => world.api(callers(), options(world))).toThrow(message);
    expect(() => world.api(S3ProxyAuth.none(), {}, 'Added').addOperations({ operations: WRITES, auth: callers(), ...options(new World()) })).toThrow(message);
    expect(() => world.api(S3ProxyAuth.none(), {}, 'Route').addRoute({
      path: 'r', operation: S3Operation.PUT_OBJECT, key: 'k', auth: callers(), ...options(new World()),
    })).toThrow(message);
  });

  test('refuse a choice of ACLs', () => {
    expect(() => new World().api(callers(), { operations: WRITES, acl: S3Acl.clientChoice([CannedAcl.PRIVATE]) }))
      .toThrow("acl must not be a choice where S3 is called with the credentials of the callers, whose policies decide, got 'private': leave it out");
  });

  test('take an ACL that is fixed', () => {
    const world = new World();
    world.api(callers(), { operations: WRITES, acl: S3Acl.always(CannedAcl.PRIVATE) });
    expect(methodsOf(world.template)[PUT].Integration.RequestParameters).toMatchObject({ 'integration.request.header.x-amz-acl': "'private'" });
  });

  test('are not for an S3Integration, which has a role', () => {
    const world = new World();
    const api = world.restApi();
    expect(() => new S3Integration({ operation: S3Operation.GET_OBJECT, bucket: world.bucket, key: 'k' }).addTo(api.root, callers()))
      .toThrow("addTo: auth must not be with the credentials of the caller, as the method has a role of its own, got 'S3ProxyAuth.iam({ callerCredentials: true })': use S3Proxy and addRoute()");
  });

  test('without the word are not', () => {
    const world = new World();
    const operations = S3Operations.of(S3Operation.GET_OBJECT_ACL);
    world.api(S3ProxyAuth.iam({ callerCredentials: false })).addOperations({ operations, auth: S3ProxyAuth.iam({}) });
    expect(roleIdsOf(world.template)).toHaveLength(1);
  });
});

describe('an S3Integration', () => {
  test.each<[string, (world: World) => S3ProxyAuth | undefined, object]>([
    ['iam', () => undefined, { AuthorizationType: 'AWS_IAM' }],
    ['none', () => S3ProxyAuth.none(), { AuthorizationType: 'NONE' }],
    ['cognito', ({ pool }) => S3ProxyAuth.cognito([pool], ['a']), { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizationScopes: ['a'] }],
    ['lambdaFunction', ({ fn }) => S3ProxyAuth.lambdaFunction(fn), { AuthorizationType: 'CUSTOM' }],
    ['authorizer', ({ stack, fn }) => S3ProxyAuth.authorizer(new TokenAuthorizer(stack, 'Own', { handler: fn })), { AuthorizationType: 'CUSTOM' }],
  ])('with %s', (_, auth, method) => {
    const world = new World();
    const api = world.restApi();
    new S3Integration({ operation: S3Operation.GET_OBJECT, bucket: world.bucket, key: 'k' }).addTo(api.root, auth(world));
    const { template } = world;
    expect(methodsOf(template)['GET /']).toMatchObject({ ...method, ApiKeyRequired: false });
    expect(roleIdsOf(template)).toHaveLength(1);
    const { AuthorizerId } = methodsOf(template)['GET /'];
    expect(AuthorizerId?.Ref).toBe(idsOf(template, 'AWS::ApiGateway::Authorizer')[0]);
  });
});

describe('addUsagePlan', () => {
  test('is for the stage of the API, with what is said of it', () => {
    const world = new World();
    const api = world.api(S3ProxyAuth.none(), { apiKeyRequired: true });
    const other = world.api(S3ProxyAuth.none(), { apiKeyRequired: true }, 'Other');
    const plan = api.addUsagePlan('Plan', {
      name: 'a plan', throttle: { rateLimit: 10, burstLimit: 2 }, quota: { limit: 5, period: Period.DAY }, apiStages: [{ stage: other.restApi.deploymentStage }],
    });
    plan.addApiKey(api.restApi.addApiKey('Key'));
    const { template } = world;
    const [one, another] = idsOf(template, 'AWS::ApiGateway::Stage').map(stage => ({ ApiId: template.Resources[stage].Properties.RestApiId, Stage: { Ref: stage }, Throttle: {} }));
    expect(resourcesOf(template, 'AWS::ApiGateway::UsagePlan')).toEqual([
      { UsagePlanName: 'a plan', Throttle: { RateLimit: 10, BurstLimit: 2 }, Quota: { Limit: 5, Period: 'DAY' }, ApiStages: [one, another] },
    ]);
    expect(resourcesOf(template, 'AWS::ApiGateway::UsagePlanKey')).toHaveLength(1);
  });

  test('needs nothing else', () => {
    const world = new World();
    world.api(S3ProxyAuth.none(), { apiKeyRequired: true }).addUsagePlan('Plan');
    expect(resourcesOf(world.template, 'AWS::ApiGateway::UsagePlan')).toEqual([{ ApiStages: [expect.anything()] }]);
  });

  test('fails when there is no stage', () => {
    expect(() => new World().api(S3ProxyAuth.none(), { restApiProps: { deploy: false } }).addUsagePlan('Plan'))
      .toThrow('addUsagePlan must be for a stage, and restApiProps left out the deployment, got undefined: add the plan to the API where its stages are');
  });
});

test.each<[string, (world: World) => S3ProxyAuth]>([
  ['cognito', ({ pool }) => S3ProxyAuth.cognito([pool])],
  ['lambdaFunction', ({ fn }) => S3ProxyAuth.lambdaFunction(fn)],
  ['authorizer', () => S3ProxyAuth.authorizer({ authorizerId: 'abc', authorizationType: AuthorizationType.CUSTOM })],
])('%s brings what an authorizer refuses with, be it the first or later', (_, auth) => {
  const [first, later] = [new World(), new World()];
  first.api(auth(first));
  later.api(S3ProxyAuth.none()).addOperations({ operations: WRITES, auth: auth(later) });
  for (const { template } of [first, later]) {
    expect(idsOf(template, 'AWS::ApiGateway::GatewayResponse').filter(id => /UNAUTHORIZED|INVALIDSIGNATURE|INVALIDAPIKEY/.test(id)))
      .toEqual(['FilesRestApiUNAUTHORIZED3F900B79']);
  }
});

// Another id would replace what is deployed.
test('ids are the same in every stage of an app', () => {
  const idsIn = (scope: Construct) => {
    const stack = new Stack(scope, 'Stack');
    const pool = new UserPool(stack, 'Pool');
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), auth: S3ProxyAuth.cognito([pool]) });
    return Object.keys(templateOf(stack).Resources).filter(id => !id.includes('Deployment'));
  };
  expect(idsIn(new Stage(new App(), 'Prod'))).toEqual(idsIn(new App()));
});

describe('fails when', () => {
  test.each<[string, (world: World) => unknown, string]>([
    ['a method has another authorization already', world => world.api(S3ProxyAuth.none()).addOperations({
      operations: S3Operations.of(S3Operation.GET_OBJECT_TAGGING, S3Operation.GET_OBJECT_ACL), auth: S3ProxyAuth.iam(),
    }), "auth must be one for each method, and the method of GetObjectAcl, GetObjectTagging (GET object) is that of GetObject already, got 'S3ProxyAuth.iam()': give both S3ProxyAuth.none(), or leave one out"],
    ['the same pools have other scopes', world => world.api(S3ProxyAuth.cognito([world.pool])).addOperations({
      operations: S3Operations.of(S3Operation.GET_OBJECT_ACL), auth: S3ProxyAuth.cognito([world.pool], ['a']),
    }), "is that of GetObject already, got 'S3ProxyAuth.cognito([Stack/Pool]"],
    ['there is no pool', () => S3ProxyAuth.cognito([]), 'S3ProxyAuth.cognito must get a list of one user pool or more, got []: write S3ProxyAuth.cognito([userPool])'],
    ['the pools are no list', ({ pool }) => S3ProxyAuth.cognito(pool as unknown as IUserPool[]), "S3ProxyAuth.cognito must get a list of one user pool or more, got 'Stack/Pool'"],
    ['scopes are empty', ({ pool }) => S3ProxyAuth.cognito([pool], []),
      'S3ProxyAuth.cognito: scopes must not be empty, as without scopes an identity token is asked for, got []: name a scope, or leave scopes out'],
    ['a scope is empty', ({ pool }) => S3ProxyAuth.cognito([pool], ['a', '']), 'S3ProxyAuth.cognito: scopes must not be empty'],
    ['the function is none', () => S3ProxyAuth.lambdaFunction(undefined as unknown as IFunction), 'S3ProxyAuth.lambdaFunction must get a Lambda function, got undefined'],
    ['identitySources are empty', ({ fn }) => S3ProxyAuth.lambdaFunction(fn, { identitySources: [] }),
      'S3ProxyAuth.lambdaFunction: identitySources must be sources of API Gateway, got []'],
    ['an identity source is none', ({ fn }) => S3ProxyAuth.lambdaFunction(fn, { identitySources: [IdentitySource.header('A'), 'X-Token'] }),
      "identitySources must be sources of API Gateway, got 'X-Token': write IdentitySource.header('X-Token')"],
    ['an identity source is the body', ({ fn }) => S3ProxyAuth.lambdaFunction(fn, { identitySources: ['method.request.body'] }), "got 'method.request.body'"],
    ['results are kept for more than an hour', world =>
      world.api(S3ProxyAuth.lambdaFunction(world.fn, { resultsCacheTtl: Duration.hours(2) })), 'hour'],
    ['an authorizer does not tell its kind', () => S3ProxyAuth.authorizer({ authorizerId: 'abc' }),
      'S3ProxyAuth.authorizer must tell its kind, got undefined: give it authorizationType: AuthorizationType.CUSTOM or COGNITO'],
    ['an authorizer is of IAM', () => S3ProxyAuth.authorizer({ authorizerId: 'abc', authorizationType: AuthorizationType.IAM }), "must tell its kind, got 'AWS_IAM'"],
    ['there is no authorizer', () => S3ProxyAuth.authorizer(undefined as unknown as IAuthorizer), 'must tell its kind, got undefined'],
    ['scopes are for an authorizer of Lambda', () => S3ProxyAuth.authorizer({ authorizerId: 'abc', authorizationType: AuthorizationType.CUSTOM }, ['a']),
      'S3ProxyAuth.authorizer: scopes must be left out where the authorizer is not one of Cognito, got ["a"]: leave them out'],
    ['scopes of an authorizer are empty', () => S3ProxyAuth.authorizer({ authorizerId: 'abc', authorizationType: AuthorizationType.COGNITO }, []),
      'S3ProxyAuth.authorizer: scopes must not be empty'],
    ['the id of an authorizer of elsewhere is a token', () => S3ProxyAuth.authorizer({ authorizerId: Fn.importValue('id'), authorizationType: AuthorizationType.CUSTOM }),
      "S3ProxyAuth.authorizer must be a construct, or have an id that is known at synthesis, got 'a token': give the authorizer that has this id"],
    ['a scope is none', ({ pool }) => S3ProxyAuth.cognito([pool], [undefined as unknown as string]), 'S3ProxyAuth.cognito: scopes must not be empty'],
    ['the scopes are no list', ({ pool }) => S3ProxyAuth.cognito([pool], 'files/read' as unknown as string[]), 'S3ProxyAuth.cognito: scopes must not be empty'],
    ['a pool is none', () => S3ProxyAuth.cognito([undefined as unknown as IUserPool]), 'S3ProxyAuth.cognito must get a list of one user pool or more'],
    ['an authorization is none', world => world.api('iam' as unknown as S3ProxyAuth), "auth must be of the type S3ProxyAuth, got 'iam': write S3ProxyAuth.none()"],
  ])('%s', (_, make, message) => {
    expect(() => make(new World())).toThrow(message);
  });
});
