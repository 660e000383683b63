import { Stack } from 'aws-cdk-lib';
import { IdentitySource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Caller, LocalApi, LocalOptions } from '../../../local/src/index';
import { RawRequest } from '../../../local/test/support/gateway';
import { signed } from '../../../local/test/support/signing';
import { signingKey, token } from '../../../local/test/support/tokens';
import { KeyPrefix, LambdaAuthOptions, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyAuth, S3ProxyOptions, S3Target } from '../../../src';
import { CfnTemplate, newStack, templateOf } from '../../../test/support/synth';

/** What API Gateway is told that a caller is; undefined where it is told nothing. */
export type Identity = string | undefined;

/** One way in which the prefix of a target comes to be. */
export interface Kind {
  readonly name: string;
  /** Whether callers can be of any identity */
  readonly anyIdentity: boolean;
  prefix(within: string | undefined, tenant: string): KeyPrefix;
  auth(stack: Stack): S3ProxyAuth;
  /** What a gateway must know, for callers of these identities to be let in. */
  options(identities: readonly Identity[]): Pick<LocalOptions, 'userPools' | 'callers'>;
  /** The request of a caller of that identity. */
  as(identity: Identity, request: RawRequest, api: LocalApi): RawRequest;
}

const POOL = 'us-east-1_Tenants01';
const KEY = signingKey('of the pool');
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const TOKEN = { iss: ISSUER, token_use: 'id', exp: Math.floor(Date.now() / 1000) + 3600 };
/** It says of a caller what the token has. */
const AUTHORIZER = `exports.handler = async ({ authorizationToken, headers, queryStringParameters }) => ({
  ...JSON.parse(Buffer.from(authorizationToken ?? queryStringParameters.token ?? headers['X-Token'] ?? headers['x-token'], 'base64url')),
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] },
});`;

/** As clients may: a list of pairs can have a name twice. */
export function pairsOf({ headers = {} }: RawRequest): Array<readonly [string, string]> {
  return Array.isArray(headers) ? [...headers as ReadonlyArray<readonly [string, string]>] : Object.entries(headers);
}

const withHeader = (request: RawRequest, name: string, value: string): RawRequest => ({ ...request, headers: [...pairsOf(request), [name, value]] });

export const CLAIM: Kind = {
  name: "claim('sub')",
  anyIdentity: true,
  prefix: within => KeyPrefix.claim('sub', within),
  auth: stack => S3ProxyAuth.cognito([UserPool.fromUserPoolArn(stack, 'Pool', `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL}`)]),
  options: () => ({ userPools: { [POOL]: { jwks: { keys: [KEY.jwk] } } } }),
  as: (sub, request) => withHeader(request, 'Authorization', token({ ...TOKEN, ...(sub !== undefined && { sub }) }, KEY)),
};

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const tellTenant = (tenant: Identity) => ({ principalId: 'somebody', context: { tenant } });

function authorizerContext(name: string, told: (identity: Identity) => object, options?: LambdaAuthOptions): Kind {
  return {
    name: `authorizerContext('${name}')`,
    anyIdentity: true,
    prefix: within => KeyPrefix.authorizerContext(name, within),
    auth: stack => S3ProxyAuth.lambdaFunction(new Function(stack, 'Authorizer', {
      runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline(AUTHORIZER),
    }), options),
    options: () => ({}),
    as: (identity, request) => withHeader(request, 'Authorization', encoded(told(identity))),
  };
}

const callerOf = (identity: Identity): Caller => ({
  accessKeyId: `AKIA${Buffer.from(identity ?? '-').toString('hex')}`, secretAccessKey: 'of the caller', cognitoIdentityId: identity,
});

const IDENTITY: Kind = {
  name: 'cognitoIdentity()',
  anyIdentity: true,
  prefix: within => KeyPrefix.cognitoIdentity(within),
  auth: () => S3ProxyAuth.iam(),
  options: identities => ({ callers: identities.map(callerOf) }),
  as: (identity, request, api) => sign(request, api.callers.find(({ cognitoIdentityId }) => cognitoIdentityId === identity)!, api),
};

/** A request target that is a whole URL is signed as its path. */
function sign(request: RawRequest, caller: Caller, api: LocalApi): RawRequest {
  const target = request.target.replace(/^https?:\/\/[^/]*/i, '');
  return { ...signed(api, caller, { ...request, target }), target: request.target };
}

export const LITERAL: Kind = {
  name: 'literal()',
  anyIdentity: false,
  prefix: (within, tenant) => KeyPrefix.literal(`${within ?? ''}${tenant}/`),
  auth: () => S3ProxyAuth.none(),
  options: () => ({}),
  as: (_, request) => request,
};

export const CONTEXT = authorizerContext('tenant', tellTenant);

/** The same, by tokens that are elsewhere. */
const ELSEWHERE: readonly Kind[] = [
  {
    ...authorizerContext('tenant', tellTenant, { identitySources: [IdentitySource.header('X-Token')] }),
    name: "authorizerContext('tenant') by X-Token",
    as: (identity, request) => withHeader(request, 'X-Token', encoded(tellTenant(identity))),
  },
  {
    ...authorizerContext('tenant', tellTenant, { identitySources: [IdentitySource.queryString('token')] }),
    name: "authorizerContext('tenant') by ?token",
    as: (identity, request) => ({ ...request, target: `${request.target}${request.target.includes('?') ? '&' : '?'}token=${encoded(tellTenant(identity))}` }),
  },
];

export const KINDS: readonly Kind[] = [
  CLAIM,
  authorizerContext('principalId', principalId => ({ principalId })),
  CONTEXT,
  IDENTITY,
  LITERAL,
];

/** Those whose callers a stage cache has to tell apart. */
export const CACHED: readonly Kind[] = [CLAIM, CONTEXT, ...ELSEWHERE, IDENTITY];

/** Where the tenants are. */
export interface Site {
  readonly kind: Kind;
  readonly within?: string;
  /** In front of what. @default - an API of its own */
  readonly mountedOn?: 'an API' | 'an API that denies dots';
  /** What is not switched on. @default - all that can be is, so that the role may do all that one of this kind ever may */
  readonly without?: readonly S3Operation[];
}

/** As the warning tenantPrefix tells the owner of an API, beside what lets everybody in who is authorized. */
const DENYING_DOTS = new PolicyDocument({
  statements: [
    new PolicyStatement({ effect: Effect.ALLOW, actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()], resources: ['execute-api:/*'] }),
    new PolicyStatement({
      effect: Effect.DENY, actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()], resources: ['execute-api:/*..*', 'execute-api:/*%2e*', 'execute-api:/*%2E*'],
    }),
  ],
});

export function templateFor({ kind, within, mountedOn, without = [] }: Site, attacker: string, bucketName: string): CfnTemplate {
  const stack = newStack();
  const options: S3ProxyOptions = {
    target: S3Target.bucket(new Bucket(stack, 'Bucket', { bucketName, versioned: true }), { prefix: kind.prefix(within, attacker) }),
    auth: kind.auth(stack),
    operations: S3Operations.ALL.minus(...without),
  };
  if (mountedOn === undefined) {
    new S3ProxyApi(stack, 'Files', options);
  } else {
    const policy = mountedOn === 'an API' ? undefined : DENYING_DOTS;
    new S3Proxy(stack, 'FilesProxy', { ...options, resource: new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false, policy }).root });
  }
  return templateOf(stack);
}
