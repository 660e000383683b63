import newman from 'newman';
import { Collection, ItemGroup } from 'postman-collection';
import { CALLER, closeAll } from './support/gateway';
import { callStore } from './support/store';
import { deployed } from '../../test/support/deployed';
import { EXPORTED, keyedFiles, signedFiles } from '../../test/support/exported';
import { CfnTemplate } from '../../test/support/synth';
import { readApiSource } from '../src/export/api-source';
import { postmanCollection } from '../src/export/postman';
import { percentEncode } from '../src/percent-encoding';

type Json = Record<string, any>;

afterEach(closeAll);

const collectionOf = (template: CfnTemplate, url?: string) => postmanCollection(readApiSource({ template }), { url }) as Json;
const requestsOf = ({ item }: Json): Json[] => item.flatMap((folder: Json) => folder.item);

describe.each(Object.entries(EXPORTED))('of %s', (_, template) => {
  test("Postman's own library reads the same requests out of it", () => {
    const collection = collectionOf(template());
    const read = new Collection(JSON.parse(JSON.stringify(collection)));
    const found: string[] = [];
    read.forEachItem((item) => found.push(`${item.request.method} ${item.request.url.toString()} ${item.getAuth()?.type}`));
    expect(found).toEqual(requestsOf(collection).map(({ request }) => `${request.method} ${request.url.raw} ${request.auth.type}`));
    expect(found.length).toBeGreaterThan(0);
    expect(read.items.all().every((folder) => folder instanceof ItemGroup)).toBe(true);
  });

  test('every variable that a request names is there', () => {
    const collection = collectionOf(template());
    const named = [...JSON.stringify(collection.item).matchAll(/\{\{([^{}]+)\}\}/g)].map(([, name]) => name);
    expect(collection.variable.map(({ key }: Json) => key).sort()).toEqual([...new Set([...named, 'baseUrl'])].sort());
  });
});

/** The statuses by name and order, as the command-line runner of Postman gets them. */
function run(collection: Json): Promise<Array<readonly [string, number]>> {
  return new Promise((resolve, reject) => newman.run({ collection, reporters: [] }, (error, summary) => (
    error ? reject(error) : resolve(summary.run.executions.map(({ item, response }) => [item.name, response?.code] as const)))));
}

const withValues = (collection: Json, values: Readonly<Record<string, string>>) => ({
  ...collection, variable: collection.variable.map(({ key, value }: Json) => ({ key, value: values[key] ?? value })),
});

test('runs from top to bottom against the API, signed, uploads in parts among it', async () => {
  const { api } = await deployed(signedFiles());
  const collection = withValues(collectionOf(signedFiles(), api.url()), {
    accessKey: CALLER.accessKeyId, secretKey: CALLER.secretAccessKey, region: api.region,
  });
  expect(await run(collection)).toEqual([
    ['HeadBucket', 200], ['ListObjects', 200], ['ListMultipartUploads', 200], ['ListObjectsV2', 200],
    ['PutObject', 200], ['PutObjectTagging', 200], ['HeadObject', 200], ['GetObject', 200], ['GetObjectTagging', 200],
    ['CreateMultipartUpload', 200], ['UploadPart', 200], ['ListParts', 200], ['CompleteMultipartUpload', 200],
    // It is complete by then.
    ['AbortMultipartUpload', 404],
    ['DeleteObjectTagging', 204], ['DeleteObject', 204],
  ]);
  const unsigned = await run(withValues(collection, { accessKey: 'AKIANOBODY', secretKey: 'x', region: api.region }));
  expect(new Set(unsigned.map(([, status]) => status))).toEqual(new Set([403]));
});

test('runs with an API key on a key of your own, and not without', async () => {
  const { api, store, bucket } = await deployed(keyedFiles());
  const collection = collectionOf(keyedFiles(), api.url());
  expect(new Set((await run(collection)).map(([, status]) => status))).toEqual(new Set([403]));
  const values = { apiKey: api.apiKeys[0].value, key: 'folder/a b+ü(1).txt' };
  const { item, ...rest } = withValues(collection, values) as Json;
  // Without the last, which deletes it.
  const kept = { ...rest, item: item.map((folder: Json) => ({ ...folder, item: folder.item.filter(({ name }: Json) => name !== 'DeleteObject') })) };
  expect(await run(kept)).toEqual([['HeadBucket', 200], ['ListObjects', 200], ['ListObjectsV2', 200], ['PutObject', 200], ['HeadObject', 200], ['GetObject', 200]]);
  expect((await callStore(store, 'GET', `/${bucket}/folder/${percentEncode('a b+ü(1).txt')}`)).body).toBe('Hello');
});
