import { LocalApi, startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, Recorder, ROOT, valuesOf } from '../local/test/support/gateway';
import { S3Operations, S3ProxyAuth, S3Target } from '../src';
import { S3_SELECTORS, S3Scope } from '../src/catalogue';
import { S3_METHODS } from '../src/s3-method';
import { synthApi } from './support/synth';

const TARGETS = { service: '', bucket: 'a-bucket', object: 'a-bucket/a/key.txt' };

/** The tutorial's methods and more, open, with a server in S3's place that shows what it got. */
async function deployed(options?: { emptyParameters: 'drop' }) {
  const s3 = await recorder();
  const api = await startLocal({
    template: synthApi({ target: S3Target.account(), operations: S3Operations.ALL, auth: S3ProxyAuth.none() }),
    s3: { endpoint: s3.endpoint, credentials: ROOT },
    deploy: false,
    options,
  });
  closeLater(() => api.close());
  return { api, s3 };
}

const wired = S3_METHODS.filter(({ scope }) => scope !== 'service');
const wiredNames = wired.map(method => [`${method.verb} ${method.scope}`, method] as const);
const sorted = (query: string) => query.split('&').sort();

let api: LocalApi;
let s3: Recorder;
beforeAll(async () => { ({ api, s3 } = await deployed()); });
afterAll(closeAll);

async function arrives(method: string, scope: S3Scope, query: string, headers: Record<string, string> = {}) {
  const before = s3.received.length;
  const answer = await raw(api, { method, target: `/prod/${TARGETS[scope]}${query && `?${query}`}`, headers });
  expect([query, answer.status]).toEqual([query, method === 'DELETE' ? 204 : 200]);
  expect(s3.received.length).toBe(before + 1);
  const received = s3.received[before];
  const [path, arrivedQuery = ''] = received.target.split('?');
  expect([received.method, path]).toEqual([method, `/${TARGETS[scope]}`]);
  return { query: arrivedQuery, headers: received.headers };
}

describe.each(wiredNames)('%s', (_, { scope, verb }) => {
  test.each(S3_SELECTORS[scope].query)('?%s arrives, with a value and without', async selector => {
    expect((await arrives(verb, scope, `${selector}=some%20value`)).query).toBe(`${selector}=some%20value`);
    expect((await arrives(verb, scope, `${selector}=`)).query).toBe(`${selector}=`);
    expect((await arrives(verb, scope, selector)).query).toBe(`${selector}=`);
  });

  test('all selectors at once arrive', async () => {
    const query = S3_SELECTORS[scope].query.map((name, i) => `${name}=${i}`).join('&');
    expect(sorted((await arrives(verb, scope, query)).query)).toEqual(sorted(query));
  });

  test('headers that decide the operation arrive', async () => {
    for (const header of S3_SELECTORS[scope].headers) {
      const { headers } = await arrives(verb, scope, '', { [header]: '/other/key?versionId=1' });
      expect(valuesOf(headers, header)).toEqual(['/other/key?versionId=1']);
    }
  });

  test('every parameter and header of its operations arrives, and no other', async () => {
    const { query, headers } = wired.find(method => method.scope === scope && method.verb === verb)!;
    const sentQuery = query.map(name => `${name}=v`).join('&');
    const sent = Object.fromEntries(headers.map((header, i) => [header, `v${i}`]));
    const arrived = await arrives(verb, scope, `${sentQuery}${sentQuery && '&'}unknown=1`, { ...sent, 'x-unknown': '1' });
    expect(sorted(arrived.query)).toEqual(sorted(sentQuery));
    const got = Object.fromEntries(arrived.headers.map(([name, value]) => [name.toLowerCase(), value]));
    expect(got).toMatchObject(Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])));
    expect(got).not.toHaveProperty('x-unknown');
  });

  test('standard headers arrive in either spelling, once', async () => {
    const { headers } = wired.find(method => method.scope === scope && method.verb === verb)!;
    for (const header of headers.filter(name => !name.startsWith('x-amz-'))) {
      for (const spelling of [header, header.toLowerCase()]) {
        expect([spelling, valuesOf((await arrives(verb, scope, '', { [spelling]: 'text/x' })).headers, header)]).toEqual([spelling, ['text/x']]);
      }
    }
  });
});

test('what would go wrong if AWS dropped empty values: another operation would run', async () => {
  const dropping = await deployed({ emptyParameters: 'drop' });
  await raw(dropping.api, { method: 'DELETE', target: '/prod/a-bucket/key?tagging' });
  await raw(dropping.api, { method: 'DELETE', target: '/prod/a-bucket/key?tagging=1' });
  expect(dropping.s3.received.map(({ method, target }) => `${method} ${target}`)).toEqual(['DELETE /a-bucket/key', 'DELETE /a-bucket/key?tagging=1']);
});

test.each(['DELETE', 'PUT', 'GET', 'HEAD', 'POST'])('%s of a bucket whose name holds an escaped slash is of an object, and has its selectors', async method => {
  const query = [...S3_SELECTORS.object.query, 'versionId'].map((name, i) => `${name}=${i}`).join('&');
  const before = s3.received.length;
  await raw(api, { method, target: `/prod/a-bucket%2Fkey?${query}`, headers: { 'x-amz-copy-source': '/b/k' } });
  const [received] = s3.received.slice(before);
  expect(sorted(received.target.split('?')[1])).toEqual(sorted(query));
  expect(valuesOf(received.headers, 'x-amz-copy-source')).toEqual(['/b/k']);
});

test('what is mapped survives encoding, repetition and order', async () => {
  expect((await arrives('GET', 'bucket', 'prefix=a%2Fb%20c%26d%3D%C3%A9&delimiter=%2F')).query.split('&').map(decodeURIComponent).sort())
    .toEqual(['delimiter=/', 'prefix=a/b c&d=é']);
  expect((await arrives('GET', 'bucket', 'prefix=first&prefix=last')).query).toBe('prefix=last');
});
