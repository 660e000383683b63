import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { Credentials } from '../../src/auth/credentials';
import { signRequest } from '../../src/auth/sigv4';
import { AwsClient } from '../../src/store/aws-client';
import { IamUsers } from '../../src/store/iam-users';
import { Versitygw, VersitygwOptions, startVersitygw } from '../../src/store/versitygw';

const own = resolve(__dirname, '../../../.tools/bin/versitygw');

/** The project's own versitygw when its scripts have installed one, else that of PATH. */
export const VERSITYGW = existsSync(own) ? own : 'versitygw';

/** A versitygw on a folder of its own, which goes when it is stopped. */
export async function startStore(options: Partial<VersitygwOptions> = {}): Promise<Versitygw> {
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  const store = await startVersitygw({ binary: VERSITYGW, directory, region: 'eu-central-1', ...options });
  return {
    ...store,
    stop: async () => {
      await store.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A user of the store with that policy: who signs for an API with the credentials is known to both. */
export function createStoreUser(store: Versitygw, name: string, policyDocument: object): Promise<Credentials> {
  const iam = new AwsClient({ service: 'iam', endpoint: store.iamEndpoint!, region: 'us-east-1', credentials: store.credentials });
  return new IamUsers(iam, 'of-tests').create(name, { documents: new Map([['policy', JSON.stringify(policyDocument)]]) });
}

export interface StoreCall {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default - those of root */
  readonly credentials?: Credentials;
}

/** A signed call straight to the store, past every gateway. */
export async function callStore(
  store: Versitygw,
  method: string,
  path: string,
  call: StoreCall = {},
): Promise<{ status: number; body: string }> {
  const { query = '', headers = {}, body, credentials = store.credentials } = call;
  const lines: Array<[string, string]> = [['host', new URL(store.endpoint).host], ...Object.entries(headers)];
  const added = signRequest({ method, path, query, headers: lines }, { service: 's3', region: store.region, credentials });
  const response = await fetch(`${store.endpoint}${path}${query && `?${query}`}`, {
    method,
    headers: [...lines, ...added],
    ...(body !== undefined && { body }),
  });
  return { status: response.status, body: await response.text() };
}
