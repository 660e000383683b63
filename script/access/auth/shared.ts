import { IConstruct } from 'constructs';
import { Known } from './attempts';
import { addSharedPaths } from './shared-paths';
import { Door, REGION } from './world';
import { startLocal } from '../../../local/src/index';
import { Versitygw } from '../../../local/src/store/versitygw';
import { CALLER, closeLater } from '../../../local/test/support/gateway';
import { callStore, startStore, StoreCall } from '../../../local/test/support/store';
import { S3ProxyApi } from '../../../src';
import { Access, accessOf } from '../../../test/support/access';
import { newStack, templateOf } from '../../../test/support/synth';

export const PUBLIC = 'what everybody may read';
/** In the content and the tags of all that is not for everybody. */
export const SECRET = 'secret';
const OTHER_BUCKET = 'another-bucket';

export type ApiName = 'layout' | 'routes';

export interface Shared {
  readonly store: Versitygw;
  readonly known: Known;
  readonly doors: Readonly<Record<ApiName, Door>>;
  /** What the roles may that everybody calls S3 with. */
  readonly openRoles: Readonly<Record<ApiName, Access>>;
}

/** A bucket with much that is not for everybody, and another. */
export async function startShared(): Promise<Shared> {
  const store = await startStore({ region: REGION });
  closeLater(() => store.stop());
  const stack = newStack();
  const { bucket: construct, layout, routes } = addSharedPaths(stack);
  const template = templateOf(stack);
  const { endpoint, iamEndpoint, credentials } = store;
  const api = await startLocal({
    // The name that `accessOf` gives it.
    template, stack: 'Stack', region: REGION, callers: [CALLER], strict: true, s3: { endpoint, iamEndpoint, credentials, region: REGION },
  });
  closeLater(() => api.close());
  const logicalId = (one: IConstruct) => stack.getLogicalId(one.node.defaultChild as never);
  const doorOf = ({ restApi }: S3ProxyApi): Door => ({ ...api, stages: api.stages.filter(stage => stage.restApi === logicalId(restApi)) });
  const bucket = api.physicalId(logicalId(construct));
  return {
    store,
    known: { bucket, otherBucket: OTHER_BUCKET, ...await fillWithSecrets(store, bucket) },
    doors: { layout: doorOf(layout), routes: doorOf(routes) },
    openRoles: { layout: accessOf(template, 'LayoutProxyNoneRole'), routes: accessOf(template, 'RoutesProxyNoneRole') },
  };
}

async function fillWithSecrets(store: Versitygw, bucket: string): Promise<Pick<Known, 'versionId' | 'uploadId'>> {
  const call = async (method: string, path: string, more: StoreCall = {}) => {
    const { status, body } = await callStore(store, method, path, more);
    if (status >= 300) {
      throw new Error(`the store answered ${status} to ${method} ${path}: ${body}`);
    }
    return body;
  };
  const headers = { 'x-amz-tagging': 'a-secret-name=a-secret-value' };
  await call('PUT', `/${bucket}/there`, { headers, body: 'a secret of before' });
  await call('PUT', `/${bucket}/there`, { headers, body: PUBLIC });
  await call('PUT', `/${bucket}/gone`, { headers, body: 'a secret that is deleted' });
  await call('DELETE', `/${bucket}/gone`);
  const [, uploadId] = /<UploadId>(.*?)</.exec(await call('POST', `/${bucket}/pending`, { query: 'uploads=' }))!;
  await call('PUT', `/${bucket}/pending`, { query: `partNumber=1&uploadId=${uploadId}`, body: 'a part of a secret' });
  await call('PUT', `/${OTHER_BUCKET}`);
  await call('PUT', `/${OTHER_BUCKET}/private`, { headers, body: 'a secret of another bucket' });
  const versions = await call('GET', `/${bucket}`, { query: 'versions=' });
  const entries = [...versions.matchAll(/<Version>.*?<\/Version>/gs)].map(([entry]) => entry);
  const old = entries.find(entry => entry.includes('<Key>there<') && entry.includes('<IsLatest>false<'))!;
  const [, versionId] = /<VersionId>(.*?)</.exec(old)!;
  return { versionId, uploadId };
}

const SETTINGS = ['uploads=', 'acl=', 'policy=', 'versioning=', 'tagging=', 'cors=', 'ownershipControls=', 'object-lock='];

/** All that can be compared of both buckets. */
export async function contentsOf({ store, known: { bucket, uploadId } }: Shared): Promise<string[]> {
  const get = async (path: string, query = '') => {
    const { status, body } = await callStore(store, 'GET', path, { query });
    return `GET ${path}?${query} ${status} ${body.replace(/<(RequestId|HostId)>.*?<\/\1>/g, '')}`;
  };
  const versions = await get(`/${bucket}`, 'versions=');
  const ids = [...versions.matchAll(/<Version>.*?<Key>(.*?)<\/Key>.*?<VersionId>(.*?)<\/VersionId>/g)];
  return Promise.all([
    versions,
    ...SETTINGS.map(query => get(`/${bucket}`, query)),
    get(`/${bucket}/pending`, `uploadId=${uploadId}`),
    ...ids.flatMap(([, key, id]) => ['', 'tagging=&'].map(query => get(`/${bucket}/${key}`, `${query}versionId=${id}`))),
    get(`/${OTHER_BUCKET}`, 'versions='),
    get('/'),
  ]);
}
