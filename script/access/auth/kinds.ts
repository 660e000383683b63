import { Duration, Stack } from 'aws-cdk-lib';
import { ApiKey, CognitoUserPoolsAuthorizer, IdentitySource, Period, UsagePlanProps } from 'aws-cdk-lib/aws-apigateway';
import { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { HANDLER } from './lambda-tokens';
import { S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../../src';

/** Every kind of authorization that a method can have; the last two have plans that limit. */
export type KindName = 'none' | 'iam' | 'callers' | 'cognito' | 'scopes' | 'token' | 'request' | 'authorizer' | 'key' | 'keyIam' | 'keyCognito'
| 'throttled' | 'metered';

/** Any of them will do; the last is that of whoever signs in with a password. */
export const SCOPES = ['files/read', 'files/all', 'aws.cognito.signin.user.admin'];
const LAMBDA_TTL = Duration.minutes(1);
export const BURST = 2;
export const QUOTA = 3;

/** Values of API keys. */
export const API_KEYS = {
  valid: 'a-key-that-is-valid-0001',
  other: 'another-that-is-valid-02',
  disabled: 'a-key-that-is-off-000003',
  elsewhere: 'a-key-of-another-plan-04',
  unplanned: 'a-key-of-no-plan-0000005',
};

/** One API for each kind, all in front of one bucket. */
export function addApis(stack: Stack, bucket: IBucket, userPools: IUserPool[]): Record<KindName, S3ProxyApi> {
  const fn = new Function(stack, 'Authorizer', { code: Code.fromInline(HANDLER), handler: 'index.handler', runtime: Runtime.NODEJS_20_X });
  // What an authorizer of one's own may do: another header.
  const own = new CognitoUserPoolsAuthorizer(stack, 'Own', { cognitoUserPools: userPools, identitySource: IdentitySource.header('X-Token') });
  const api = (id: string, auth: S3ProxyAuth, apiKeyRequired?: boolean) =>
    new S3ProxyApi(stack, id, { target: S3Target.bucket(bucket), operations: S3Operations.READ_WRITE, auth, apiKeyRequired });
  const apis = {
    none: api('None', S3ProxyAuth.none()),
    iam: api('Iam', S3ProxyAuth.iam()),
    callers: api('Callers', S3ProxyAuth.iam({ callerCredentials: true })),
    cognito: api('Cognito', S3ProxyAuth.cognito(userPools)),
    scopes: api('Scopes', S3ProxyAuth.cognito(userPools, SCOPES)),
    token: api('Token', S3ProxyAuth.lambdaFunction(fn, { resultsCacheTtl: Duration.seconds(0) })),
    request: api('Request', S3ProxyAuth.lambdaFunction(fn, {
      identitySources: [IdentitySource.header('X-Token'), IdentitySource.queryString('client')], resultsCacheTtl: LAMBDA_TTL,
    })),
    authorizer: api('ByAuthorizer', S3ProxyAuth.authorizer(own)),
    key: api('Key', S3ProxyAuth.none(), true),
    keyIam: api('KeyIam', S3ProxyAuth.iam(), true),
    keyCognito: api('KeyCognito', S3ProxyAuth.cognito(userPools), true),
    throttled: api('Throttled', S3ProxyAuth.none(), true),
    metered: api('Metered', S3ProxyAuth.none(), true),
  };
  addPlans(stack, apis);
  return apis;
}

function addPlans(stack: Stack, apis: Record<KindName, S3ProxyApi>): void {
  const keys = Object.fromEntries(Object.entries(API_KEYS).map(([name, value]) =>
    [name, new ApiKey(stack, `${name}Key`, { value, enabled: name !== 'disabled' })])) as Record<keyof typeof API_KEYS, ApiKey>;
  const add = (kind: KindName, props: UsagePlanProps, ...names: Array<keyof typeof API_KEYS>) => {
    const plan = apis[kind].addUsagePlan('Plan', props);
    names.forEach(name => plan.addApiKey(keys[name]));
  };
  (['key', 'keyIam', 'keyCognito'] as const).forEach(kind => add(kind, {}, 'valid', 'disabled'));
  add('throttled', { throttle: { rateLimit: 1, burstLimit: BURST } }, 'valid', 'other', 'elsewhere');
  add('metered', { quota: { limit: QUOTA, period: Period.DAY } }, 'valid', 'other');
}
