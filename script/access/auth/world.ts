import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { addApis, KindName } from './kinds';
import { Caller, KeysOfPool, LocalApi, startLocal } from '../../../local/src/index';
import { Versitygw } from '../../../local/src/store/versitygw';
import { CALLER, closeLater } from '../../../local/test/support/gateway';
import { createStoreUser, startStore } from '../../../local/test/support/store';
import { signingKey } from '../../../local/test/support/tokens';
import { S3ProxyApi } from '../../../src';
import { newStack, templateOf } from '../../../test/support/synth';

export const REGION = 'us-east-1';
export const HOUR = 3_600_000;

/** The pool whose tokens are signed here. */
export const POOL = { id: `${REGION}_AbCdEf123`, key: signingKey('of-the-pool') };

/** With temporary credentials. */
export const SESSION: Caller = {
  accessKeyId: 'ASIASESSION', secretAccessKey: 'secret-of-session', sessionToken: 'a+token/with=signs', expiration: new Date(Date.now() + HOUR),
};
export const ENDED: Caller = { ...SESSION, accessKeyId: 'ASIAENDED', expiration: new Date(Date.now() - HOUR) };
/** Somebody whose policy lets invoke what reads. */
export const READER: Caller = {
  accessKeyId: 'AKIAREADER',
  secretAccessKey: 'secret-of-reader',
  policy: allowing('execute-api:Invoke', ['GET', 'HEAD'].map(verb => `arn:aws:execute-api:*:*:*/prod/${verb}/*`)),
};

/** One API alone, for `raw` and `signed`. */
export type Door = LocalApi;

export interface World {
  readonly store: Versitygw;
  readonly bucket: string;
  readonly doors: Readonly<Record<KindName, Door>>;
  /** Users of the store, whom the gateway knows: one who may all, one who may read, one who may nothing. */
  readonly users: Readonly<Record<'all' | 'reads' | 'nothing', Caller>>;
  readonly now: () => number;
  /** Lets time pass, for the gateway alone. */
  pass(milliseconds: number): void;
}

/** One API for each kind of authorization, in front of one bucket with versions, until `closeAll()`. `real` is a pool of elsewhere. */
export async function startWorld(real: Required<KeysOfPool>): Promise<World> {
  const store = await startStore({ region: REGION });
  closeLater(() => store.stop());
  const users = {
    all: await createStoreUser(store, 'all', allowing('s3:*', '*')),
    reads: await createStoreUser(store, 'reads', allowing(['s3:GetObject', 's3:ListBucket'], '*')),
    nothing: await createStoreUser(store, 'nothing', allowing('s3:GetObject', 'arn:aws:s3:::another/*')),
  };
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket', { versioned: true });
  const pool = new UserPool(stack, 'Pool');
  const apis = addApis(stack, bucket, [pool, UserPool.fromUserPoolId(stack, 'Real', real.id)]);
  const logicalId = (construct: Bucket | UserPool | S3ProxyApi['restApi']) => stack.getLogicalId(construct.node.defaultChild as never);

  let ahead = 0;
  const now = () => Date.now() + ahead;
  const api = await startLocal({
    template: templateOf(stack),
    region: REGION,
    now,
    callers: [CALLER, SESSION, ENDED, READER, ...Object.values(users)],
    userPools: { [logicalId(pool)]: { id: POOL.id, jwks: { keys: [POOL.key.jwk] } }, [real.id]: real },
    s3: { endpoint: store.endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials, region: REGION },
    strict: true,
  });
  closeLater(() => api.close());
  const doorOf = ({ restApi }: S3ProxyApi): Door => ({ ...api, stages: api.stages.filter(stage => stage.restApi === logicalId(restApi)) });
  return {
    store,
    bucket: api.physicalId(logicalId(bucket)),
    doors: Object.fromEntries(Object.entries(apis).map(([name, proxy]) => [name, doorOf(proxy)])) as World['doors'],
    users,
    now,
    pass: milliseconds => { ahead += milliseconds; },
  };
}

function allowing(Action: string | string[], Resource: string | string[]): object {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } };
}
