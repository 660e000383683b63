import { createHash } from 'crypto';
import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { checkType, invalid } from './errors';

/**
 * Who may call.
 */
export interface S3ProxyAuthOptions {
  /**
   * Who may call it.
   *
   * Operations of one path and verb share a method, and so an authorization.
   *
   * @default S3ProxyAuth.iam()
   */
  readonly auth?: S3ProxyAuth;

  /**
   * Whether callers must send an API key (`x-api-key`) of a usage plan besides: `S3ProxyApi.addUsagePlan`.
   *
   * A key counts and throttles the calls of each client. It is no authorization: beside `S3ProxyAuth.none()`, whoever gets hold of a key
   * may call.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
   * @default false
   */
  readonly apiKeyRequired?: boolean;
}

/**
 * Options of `S3ProxyAuth.iam`.
 */
export interface IamAuthOptions {
  /**
   * Whether S3 is called with the credentials of the caller, and not with a role of the API.
   *
   * Callers then need permission for S3 itself besides `execute-api:Invoke`, and what they may do with S3 they may do through every method
   * that is wired, selectors included: what the role denies otherwise is up to the callers' policies. So what says what a role may do (`role`,
   * `versions`, `missingObjects`...) is refused, as are `S3Acl.clientChoice()` and a prefix of each caller's own.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
   * @default false
   */
  readonly callerCredentials?: boolean;
}

/**
 * Options of `S3ProxyAuth.lambdaFunction`.
 */
export interface LambdaAuthOptions {
  /**
   * Where the identity of a request is, as in `IdentitySource.header('X-Token')`. A request that lacks one of them is refused (401).
   *
   * With them the function is given the whole request, without them the token alone.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
   * @default - a token in the header Authorization
   */
  readonly identitySources?: string[];

  /**
   * How long an answer of the function counts for the same identity, on every method: its policy must then be about all of them. One hour
   * at most, and 0 is not at all.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;
}

/** What API Gateway finds out of a caller. */
export type AuthKind = 'none' | 'iam' | 'cognito' | 'custom';

/**
 * Who may call a method, and so whose role it uses.
 *
 * Methods of one authorization share one role, and methods of different ones never do: an open method cannot borrow what only a signed
 * one may.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export abstract class S3ProxyAuth {
  /**
   * Requests signed with AWS credentials that may call `execute-api:Invoke`.
   *
   * @param options whose credentials S3 is called with
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
   */
  public static iam(options: IamAuthOptions = {}): S3ProxyAuth {
    return options.callerCredentials ? CALLERS : IAM;
  }

  /**
   * People who have signed in to a Cognito user pool, and send their token in the header `Authorization`.
   *
   * Without scopes an identity token is asked for, of any app client of the pool: API Gateway does not look at the audience. With scopes an
   * access token that has one of them.
   *
   * @param userPools the user pools
   * @param scopes scopes, as in `files/read`, one of which an access token must have
   * @throws Error when there is no user pool
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
   */
  public static cognito(userPools: cognito.IUserPool[], scopes?: string[]): S3ProxyAuth {
    return new CognitoAuth(userPools, scopes);
  }

  /**
   * Whomever a Lambda function lets in.
   *
   * @param handler the function, of the stack of the API; it answers with a policy and, if it likes, a context. One of another stack needs a
   * `TokenAuthorizer` of yours with `assumeRole`, as else the two stacks need each other: `S3ProxyAuth.authorizer()`
   * @param options what it is asked about
   * @throws Error when it is no function, or identitySources are none
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  public static lambdaFunction(handler: lambda.IFunction, options: LambdaAuthOptions = {}): S3ProxyAuth {
    return new LambdaAuth(handler, options);
  }

  /**
   * Whomever an authorizer of your own lets in.
   *
   * @param authorizer a construct of this app, or one whose id is known at synthesis; its `authorizationType` tells its kind
   * @param scopes scopes, one of which an access token must have, where it is one of Cognito
   * @throws Error when it does not tell its kind, or is no construct and its id a token, or scopes are for none of Cognito
   */
  public static authorizer(authorizer: apigateway.IAuthorizer, scopes?: string[]): S3ProxyAuth {
    return new AuthorizerAuth(authorizer, scopes);
  }

  /**
   * Everybody, without any credentials.
   *
   * Whoever knows the URL has what the operations give.
   */
  public static none(): S3ProxyAuth {
    return NONE;
  }

  /**
   * Two authorizations with the same id are the same. It begins the ids of the constructs that belong to it.
   *
   * @internal
   */
  public abstract readonly _id: string;

  /**
   * As users write it.
   *
   * @internal
   */
  public abstract readonly _text: string;

  /** @internal */
  public abstract readonly _kind: AuthKind;

  /**
   * Whether S3 is called with the credentials of the caller.
   *
   * @internal
   */
  public readonly _callerCredentials: boolean = false;

  /** @internal */
  public readonly _apiKeyRequired: boolean = false;

  /**
   * What tells one caller's request from another's, as `method.request.header.Authorization`.
   *
   * @internal
   */
  public readonly _identitySources: string[] = [];

  /**
   * What a method of this authorization is declared with.
   *
   * @param api the API of the method
   * @internal
   */
  public abstract _methodOptions(api: apigateway.IRestApi): apigateway.MethodOptions;
}

/** With an API key besides, it is another authorization, with a role of its own. */
export function authOf({ auth = S3ProxyAuth.iam(), apiKeyRequired = false }: S3ProxyAuthOptions): S3ProxyAuth {
  checkType('auth', auth, S3ProxyAuth, 'write S3ProxyAuth.none()');
  return apiKeyRequired ? new KeyedAuth(auth) : auth;
}

class KeyedAuth extends S3ProxyAuth {
  public readonly _id: string;
  public readonly _text: string;
  public readonly _kind: AuthKind;
  public readonly _callerCredentials: boolean;
  public readonly _apiKeyRequired = true;
  public readonly _identitySources: string[];

  public constructor(private readonly auth: S3ProxyAuth) {
    super();
    this._id = `${auth._id}ApiKey`;
    this._text = `${auth._text} with an API key`;
    this._kind = auth._kind;
    this._callerCredentials = auth._callerCredentials;
    this._identitySources = auth._identitySources;
  }

  public _methodOptions(api: apigateway.IRestApi): apigateway.MethodOptions {
    return { ...this.auth._methodOptions(api), apiKeyRequired: true };
  }
}

class SimpleAuth extends S3ProxyAuth {
  public constructor(
    public readonly _id: string,
    public readonly _text: string,
    public readonly _kind: AuthKind,
    private readonly authorizationType: apigateway.AuthorizationType,
    public readonly _callerCredentials: boolean = false,
    // A request may be signed in its query, too.
    public readonly _identitySources: string[] = _kind === 'iam' ? [AUTHORIZATION, 'method.request.querystring.X-Amz-Signature'] : [],
  ) {
    super();
  }

  public _methodOptions(): apigateway.MethodOptions {
    // Also set where it is the default: an API that is mounted on may have defaults of its own.
    return { authorizationType: this.authorizationType, apiKeyRequired: false };
  }
}

/** By an authorizer that is made once for each API. */
abstract class OwnAuthorizerAuth extends S3ProxyAuth {
  public _methodOptions(api: apigateway.IRestApi): apigateway.MethodOptions {
    const id = this.authorizerId;
    const authorizer = api.node.tryFindChild(id) as apigateway.Authorizer | undefined ?? this.create(api, id);
    return { authorizer, authorizationType: authorizer.authorizationType, apiKeyRequired: false };
  }

  protected abstract get authorizerId(): string;
  protected abstract create(scope: Construct, id: string): apigateway.Authorizer;
}

class CognitoAuth extends OwnAuthorizerAuth {
  public readonly _id: string;
  public readonly _text: string;
  public readonly _kind = 'cognito';
  public readonly _identitySources = [AUTHORIZATION];
  protected readonly authorizerId: string;
  private readonly scopes?: string[];

  public constructor(private readonly userPools: cognito.IUserPool[], scopes?: string[]) {
    super();
    if (!Array.isArray(userPools) || userPools.length === 0 || !userPools.every(pool => Construct.isConstruct(pool))) {
      throw invalid('S3ProxyAuth.cognito', 'must get a list of one user pool or more', userPools, 'write S3ProxyAuth.cognito([userPool])');
    }
    this.scopes = checkedScopes('S3ProxyAuth.cognito', scopes);
    const pools = userPools.map(placeOf).sort();
    this._text = `S3ProxyAuth.cognito([${userPools.map(({ node }) => node.path).join(', ')}]${scopes ? `, [${scopes.join(', ')}]` : ''})`;
    this.authorizerId = `S3ProxyCognito${hash(pools)}`;
    this._id = `Cognito${hash([pools, [...this.scopes ?? []].sort()])}`;
  }

  public _methodOptions(api: apigateway.IRestApi): apigateway.MethodOptions {
    return { ...super._methodOptions(api), authorizationScopes: this.scopes };
  }

  protected create(scope: Construct, id: string): apigateway.Authorizer {
    return new apigateway.CognitoUserPoolsAuthorizer(scope, id, { cognitoUserPools: this.userPools });
  }
}

class LambdaAuth extends OwnAuthorizerAuth {
  public readonly _id: string;
  public readonly _text: string;
  public readonly _kind = 'custom';
  public readonly _identitySources: string[];
  protected readonly authorizerId: string;

  public constructor(private readonly handler: lambda.IFunction, private readonly options: LambdaAuthOptions) {
    super();
    const { identitySources, resultsCacheTtl } = options;
    if (typeof handler?.functionArn !== 'string') {
      throw invalid('S3ProxyAuth.lambdaFunction', 'must get a Lambda function', handler, 'write S3ProxyAuth.lambdaFunction(fn)');
    }
    const wrong = identitySources?.find(source => !/^(method\.request\.(header|querystring)|context|stageVariables)\../.test(source));
    if (wrong !== undefined || identitySources?.length === 0) {
      throw invalid('S3ProxyAuth.lambdaFunction: identitySources', 'must be sources of API Gateway', wrong ?? identitySources, "write IdentitySource.header('X-Token')");
    }
    this._identitySources = identitySources ?? [AUTHORIZATION];
    const key = hash([placeOf(handler), identitySources ?? [], resultsCacheTtl?.toSeconds() ?? 'default']);
    this.authorizerId = `S3ProxyLambda${key}`;
    this._id = `Lambda${key}`;
    this._text = `S3ProxyAuth.lambdaFunction(${handler.node.path})`;
  }

  protected create(scope: Construct, id: string): apigateway.Authorizer {
    const { handler, options: { identitySources, resultsCacheTtl } } = this;
    return identitySources === undefined
      ? new apigateway.TokenAuthorizer(scope, id, { handler, resultsCacheTtl })
      : new apigateway.RequestAuthorizer(scope, id, { handler, resultsCacheTtl, identitySources });
  }
}

class AuthorizerAuth extends S3ProxyAuth {
  public readonly _id: string;
  public readonly _text: string;
  public readonly _kind: AuthKind;
  public readonly _identitySources: string[];
  private readonly scopes?: string[];

  public constructor(private readonly authorizer: apigateway.IAuthorizer, scopes?: string[]) {
    super();
    const { authorizationType, authorizerId } = authorizer ?? {};
    const kind = { [apigateway.AuthorizationType.COGNITO]: 'cognito', [apigateway.AuthorizationType.CUSTOM]: 'custom' }[authorizationType as string];
    if (kind === undefined) {
      throw invalid('S3ProxyAuth.authorizer', 'must tell its kind', authorizationType, 'give it authorizationType: AuthorizationType.CUSTOM or COGNITO');
    }
    if (scopes !== undefined && kind !== 'cognito') {
      throw invalid('S3ProxyAuth.authorizer: scopes', 'must be left out where the authorizer is not one of Cognito', scopes, 'leave them out');
    }
    if (!Construct.isConstruct(authorizer) && Token.isUnresolved(authorizerId)) {
      throw invalid('S3ProxyAuth.authorizer', 'must be a construct, or have an id that is known at synthesis', 'a token', 'give the authorizer that has this id');
    }
    this._kind = kind as AuthKind;
    this._identitySources = sourcesOf(authorizer);
    this.scopes = checkedScopes('S3ProxyAuth.authorizer', scopes);
    const name = Construct.isConstruct(authorizer) ? placeOf(authorizer) : authorizerId!;
    this._id = `Authorizer${hash([name, [...scopes ?? []].sort()])}`;
    this._text = `S3ProxyAuth.authorizer(${name}${scopes ? `, [${scopes.join(', ')}]` : ''})`;
  }

  public _methodOptions(): apigateway.MethodOptions {
    const { authorizer, scopes: authorizationScopes } = this;
    return { authorizer, authorizationType: authorizer.authorizationType, authorizationScopes, apiKeyRequired: false };
  }
}

function checkedScopes(factory: string, scopes?: string[]): string[] | undefined {
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.length > 0 && scopes.every(Boolean))) {
    throw invalid(`${factory}: scopes`, 'must not be empty, as without scopes an identity token is asked for', scopes, 'name a scope, or leave scopes out');
  }
  return scopes && [...scopes];
}

/** An authorizer that is imported does not tell. */
function sourcesOf(authorizer: apigateway.IAuthorizer): string[] {
  const cfn = Construct.isConstruct(authorizer) ? authorizer.node.defaultChild : undefined;
  const source = cfn instanceof apigateway.CfnAuthorizer ? cfn.identitySource : undefined;
  return source === undefined || Token.isUnresolved(source) ? [AUTHORIZATION] : source.split(',').map(one => one.trim());
}

const AUTHORIZATION = apigateway.IdentitySource.header('Authorization');

/** Where a construct is, as in every stage of the app. */
function placeOf(construct: IConstruct): string {
  const stack = Stack.of(construct);
  return `${stack.node.id}${construct.node.path.slice(stack.node.path.length)}`;
}

/** For ids, which must be the same in each synthesis. */
function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}

const IAM = new SimpleAuth('Iam', 'S3ProxyAuth.iam()', 'iam', apigateway.AuthorizationType.IAM);
const CALLERS = new SimpleAuth('IamCallers', 'S3ProxyAuth.iam({ callerCredentials: true })', 'iam', apigateway.AuthorizationType.IAM, true);
const NONE = new SimpleAuth('None', 'S3ProxyAuth.none()', 'none', apigateway.AuthorizationType.NONE);
