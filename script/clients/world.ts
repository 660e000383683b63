import { Stack } from 'aws-cdk-lib';
import { Cors } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Auth, Place } from './client';
import { Front } from './front';
import { LocalApi, LocalOptions, startLocal } from '../../local/src/index';
import { Versitygw } from '../../local/src/store/versitygw';
import { signedIn } from '../../local/test/support/cognito-local';
import { CALLER, closeLater } from '../../local/test/support/gateway';
import { createStoreUser, startStore } from '../../local/test/support/store';
import { S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../src';
import { newStack, templateOf } from '../../test/support/synth';

export const REGION = 'us-east-1';
const API_KEY = 'the-key-of-this-client-01';
const TEMPORARY = { accessKeyId: 'ASIATEMPORARYCALLER', secretAccessKey: 'temporary-secret', sessionToken: 'a/session+token==' };

/** Names of metadata that steps use; what is not named does not travel. */
export const USER_METADATA = ['title', 'other-name'];

export interface World {
  readonly store: Versitygw;
  readonly places: Readonly<Record<Auth, Place>>;
  /** `iam`, for a caller whose credentials are temporary. */
  readonly temporary: Place;
  /** `none`, where a HEAD says what S3 says: nobody knows which of the two AWS does. */
  readonly sized: Place;
}

type ProxyAuth = Exclude<Auth, 'store'>;

/** Every bucket of the account and every operation, once for each way to be let in. */
function addApis(stack: Stack, pool: UserPool): Record<ProxyAuth, S3ProxyApi> {
  const api = (id: string, auth: S3ProxyAuth, apiKeyRequired?: boolean) => new S3ProxyApi(stack, id, {
    target: S3Target.account(),
    operations: S3Operations.ALL,
    userMetadata: USER_METADATA,
    cors: { allowOrigins: Cors.ALL_ORIGINS },
    auth,
    apiKeyRequired,
  });
  const apis = {
    iam: api('Iam', S3ProxyAuth.iam()),
    key: api('Key', S3ProxyAuth.none(), true),
    bearer: api('Bearer', S3ProxyAuth.cognito([pool])),
    none: api('None', S3ProxyAuth.none()),
  };
  apis.key.addUsagePlan('Plan').addApiKey(apis.key.restApi.addApiKey('ApiKey', { value: API_KEY }));
  return apis;
}

/** A store, straight and behind the APIs, all by TLS, until `closeAll()`. */
export async function startWorld(): Promise<World> {
  const store = await startStore({ region: REGION });
  closeLater(() => store.stop());
  const { source, tokens } = await signedIn(REGION);
  const stack = newStack();
  const pool = new UserPool(stack, 'Pool');
  const apis = addApis(stack, pool);
  const logicalId = (construct: UserPool | S3ProxyApi['restApi']) => stack.getLogicalId(construct.node.defaultChild as never);
  const serve = async (more: Partial<LocalOptions>): Promise<LocalApi> => {
    const local = await startLocal({
      template: templateOf(stack),
      region: REGION,
      callers: [CALLER, TEMPORARY],
      userPools: { [logicalId(pool)]: source },
      s3: { endpoint: store.endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials, region: REGION },
      strict: true,
      ...more,
    });
    closeLater(() => local.close());
    return local;
  };
  const local = await serve({});
  const sized = await serve({ options: { headContentLength: 'backend' }, deploy: false });
  const urlOf = ({ stages }: LocalApi, { restApi }: S3ProxyApi) => stages.find(stage => stage.restApi === logicalId(restApi))!.url;
  const front = Front.create();
  const place = async (auth: Auth, url: string, credentials: Place['credentials']): Promise<Place> => ({
    auth, endpoint: await front.of(url), region: REGION, credentials, apiKey: API_KEY, token: tokens.IdToken, ca: front.certificate,
  });
  // Like the role of an API, somebody whom policies of buckets apply to.
  const user = await createStoreUser(store, 'straight', { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
  const places: Partial<Record<Auth, Place>> = { store: await place('store', store.endpoint, user) };
  for (const [auth, api] of Object.entries(apis) as [ProxyAuth, S3ProxyApi][]) {
    places[auth] = await place(auth, urlOf(local, api), CALLER);
  }
  return {
    store,
    places: places as World['places'],
    temporary: { ...places.iam!, credentials: TEMPORARY },
    sized: await place('none', urlOf(sized, apis.none), CALLER),
  };
}
