import { readFileSync } from 'fs';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { CorsOptions, Period, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LocalApi, startLocal } from '../../../local/src/index';
import { Versitygw } from '../../../local/src/store/versitygw';
import { CALLER, closeLater } from '../../../local/test/support/gateway';
import { startStore } from '../../../local/test/support/store';
import { signingKey, token } from '../../../local/test/support/tokens';
import { KeyPrefix, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../../../src';
import { newStack, templateOf } from '../../../test/support/synth';

export const REGION = 'us-east-1';
const POOL = { id: `${REGION}_AbCdEf123`, key: signingKey('of-the-pool') };
export const [API_KEY, SPENT_KEY] = ['a-key-that-is-counted-only', 'a-key-for-one-call-a-day'];
const OPERATIONS = S3Operations.READ_WRITE.union(S3Operations.MULTIPART);

/** The APIs, each with its kind of authorization. */
export type ApiName = 'open' | 'iam' | 'cognito' | 'keyed' | 'spent' | 'bare' | 'completed';

export interface World {
  readonly stack: Stack;
  readonly store: Versitygw;
  readonly bucket: string;
  /** Origin of the page that may call, and another one. */
  readonly origin: string;
  readonly third: string;
  /** One API alone. */
  readonly apis: Readonly<Record<ApiName, LocalApi>>;
  /** One that finds no S3. */
  readonly lost: LocalApi;
  tokenOf(expiresIn: number): string;
}

/** Serves an empty page, and what it does; the same under two origins, as a browser sees it. */
async function startPages(): Promise<{ origin: string; third: string }> {
  const script = readFileSync(join(__dirname, 'page.js'));
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/page.js' ? ['text/javascript', script] : ['text/html', '<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>'];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, third: `http://localhost:${port}` };
}

function addApis(stack: Stack, origin: string): Record<ApiName, RestApi> {
  const bucket = new Bucket(stack, 'Bucket');
  const one: CorsOptions = { allowOrigins: [origin] };
  const api = (id: string, props: Partial<S3ProxyApiProps>) => {
    const proxy = new S3ProxyApi(stack, id, { target: S3Target.bucket(bucket), operations: OPERATIONS, userMetadata: ['title'], cors: one, ...props });
    proxy.addRoute({ path: 'routes/latest', key: 'latest', operation: S3Operation.GET_OBJECT, auth: props.auth, apiKeyRequired: props.apiKeyRequired });
    return proxy;
  };
  const none = S3ProxyAuth.none();
  const keyed = api('Keyed', { auth: none, apiKeyRequired: true });
  keyed.addUsagePlan('Plan').addApiKey(keyed.restApi.addApiKey('Key', { value: API_KEY }));
  const spent = api('Spent', { auth: none, apiKeyRequired: true });
  spent.addUsagePlan('Plan', { quota: { limit: 1, period: Period.DAY } }).addApiKey(spent.restApi.addApiKey('Key', { value: SPENT_KEY }));
  const mounted = (id: string) => {
    const restApi = new RestApi(stack, id, { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
    new S3Proxy(stack, `${id}Files`, { resource: restApi.root, target: S3Target.bucket(bucket), operations: OPERATIONS, auth: none, cors: one });
    return restApi;
  };
  const completed = mounted('Completed');
  for (const type of [ResponseType.DEFAULT_4XX, ResponseType.DEFAULT_5XX]) {
    completed.addGatewayResponse(type.responseType, { type, responseHeaders: { 'Access-Control-Allow-Origin': `'${origin}'` } });
  }
  return {
    // Below a prefix, where lists have a template.
    open: api('Open', { target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('site/') }), auth: none, cors: { ...one, allowCredentials: true } }).restApi,
    iam: api('Iam', { auth: S3ProxyAuth.iam() }).restApi,
    cognito: api('Cognito', { auth: S3ProxyAuth.cognito([new UserPool(stack, 'Pool')]), cors: { allowOrigins: ['*'] } }).restApi,
    keyed: keyed.restApi,
    spent: spent.restApi,
    bare: mounted('Bare'),
    completed,
  };
}

/** APIs of all kinds in front of one bucket, for the pages of one origin, until `closeAll()`. */
export async function startWorld(): Promise<World> {
  const pages = await startPages();
  const store = await startStore({ region: REGION });
  closeLater(() => store.stop());
  const stack = newStack();
  const restApis = addApis(stack, pages.origin);
  const template = templateOf(stack);
  const logicalId = (construct: RestApi) => stack.getLogicalId(construct.node.defaultChild as never);
  const start = async (endpoint: string, deploy: boolean) => {
    const api = await startLocal({
      template,
      region: REGION,
      callers: [CALLER],
      userPools: { PoolD3F588B8: { id: POOL.id, jwks: { keys: [POOL.key.jwk] } } },
      s3: { endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials, region: REGION },
      deploy,
    });
    closeLater(() => api.close());
    return (name: ApiName): LocalApi => {
      const stages = api.stages.filter(({ restApi }) => restApi === logicalId(restApis[name]));
      return { ...api, stages, url: () => stages[0].url };
    };
  };
  const [found, lost] = [await start(store.endpoint, true), await start('http://127.0.0.1:1', false)];
  const names = Object.keys(restApis) as ApiName[];
  return {
    ...pages,
    stack,
    store,
    bucket: found('open').physicalId('Bucket83908E77'),
    apis: Object.fromEntries(names.map(name => [name, found(name)])) as World['apis'],
    lost: lost('open'),
    tokenOf: expiresIn => token({ iss: `https://cognito-idp.${REGION}.amazonaws.com/${POOL.id}`, token_use: 'id', sub: 's', exp: Date.now() / 1000 + expiresIn }, POOL.key),
  };
}
