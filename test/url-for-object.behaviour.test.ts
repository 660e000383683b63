import { Bucket } from 'aws-cdk-lib/aws-s3';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { KeyPrefix, S3Operations, S3ProxyApi, S3ProxyAuth, S3ProxyApiProps, S3Target } from '../src';
import { Deployed, deployed } from './support/deployed';
import { newStack, templateOf } from './support/synth';

afterAll(closeAll);

const KEYS = [
  'plain.txt', 'a/b/c.txt', 'with space.txt', ' leading and trailing ', 'a+b.txt', 'ü.txt', '日本.txt', '100%.txt', '%2F.txt', 'what?.txt', 'a?b=c&d', '#1.txt', 'a&b=c.txt',
  'double//slash.txt', '(parentheses).txt', "it's.txt", '"quoted".txt', 'a;b,c:d@e$f!g*h.txt', 'back\\slash.txt', '{braces}[brackets].txt', '~tilde`^|<>.txt', 'a...b/..c/d.', '+ +',
  '😀.txt',
];

type Made = { readonly api: S3ProxyApi; readonly bucket: Bucket; readonly other: Bucket };

function synth(target: (bucket: Bucket, other: Bucket) => S3Target, props: Partial<S3ProxyApiProps> = {}) {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'a-bucket' });
  const other = new Bucket(stack, 'Other', { bucketName: 'b-bucket' });
  const api = new S3ProxyApi(stack, 'Files', { target: target(bucket, other), operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(), ...props });
  return { stack, api, bucket, other };
}

/** The URLs as outputs of the stack say them, on this machine. */
async function urlsOf(
  { stack, ...made }: ReturnType<typeof synth>, urlOf: (made: Made, key: string) => string,
): Promise<{ the: Deployed; urls: string[] }> {
  const urls = KEYS.map(key => stack.resolve(urlOf(made, key)));
  const template = templateOf(stack);
  const the = await deployed({ ...template, Outputs: Object.fromEntries(urls.map((Value, index) => [`Url${index}`, { Value }])) });
  return { the, urls: urls.map((_, index) => String(the.api.outputs[`Url${index}`])) };
}

const escaped = (key: string) => encodeURIComponent(key).replace(/%2F/g, '/').replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const unescapeXml = (text: string) => text.replace(/&#(x?)([0-9A-Fa-f]+);/g, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');

describe.each<[string, string, ReturnType<typeof synth>, (made: Made, key: string) => string]>([
  ['one bucket', '/a-bucket/', synth(bucket => S3Target.bucket(bucket)), ({ api }, key) => api.urlForObject(key)],
  ['one of several buckets', '/b-bucket/', synth((bucket, other) => S3Target.buckets([bucket, other])), ({ api, other }, key) => api.urlForObject(key, other)],
])('%s', (_, place, made, urlOf) => {
  test('what is put at the URL is in the store under exactly that key, and only there', async () => {
    const { the, urls } = await urlsOf(made, urlOf);
    for (const [index, key] of KEYS.entries()) {
      const { pathname, search, hash } = new URL(urls[index]);
      expect([key, search, hash]).toEqual([key, '', '']);
      // As the URL says it, and not as a client may write it again
      const target = urls[index].slice(urls[index].indexOf('/', 'http://'.length));
      const put = await raw(the.api, { method: 'PUT', target, body: `content of ${key}` });
      expect([key, put.status, put.body.toString()]).toEqual([key, 200, '']);
      expect([key, await callStore(the.store, 'GET', `${place}${escaped(key)}`)]).toEqual([key, { status: 200, body: `content of ${key}` }]);
      expect([key, (await raw(the.api, { target: pathname })).body.toString()]).toEqual([key, `content of ${key}`]);
    }
    const { body } = await callStore(the.store, 'GET', place.slice(0, -1));
    const listed = [...body.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => unescapeXml(key));
    // A store of files has no double slashes
    expect(listed.sort()).toEqual(KEYS.map(key => key.replace('//', '/')).sort());
  });
});

test('is below the prefix of the target', async () => {
  const made = synth(bucket => S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }));
  const { the, urls } = await urlsOf(made, ({ api }, key) => api.urlForObject(key));
  expect((await raw(the.api, { method: 'PUT', target: new URL(urls[0]).pathname, body: 'x' })).status).toBe(200);
  expect((await callStore(the.store, 'GET', '/a-bucket/in/plain.txt')).body).toBe('x');
});

describe('fails', () => {
  const rule = /urlForObject: key must not begin or end with a slash nor have '\.' or '\.\.' as a part, which do not reach S3, got '.*': use another key/;
  test.each(['', '/a', 'a/', '/', '.', '..', 'a/../b', './a', 'a/.'])('with the key %j', key => {
    expect(() => synth(bucket => S3Target.bucket(bucket)).api.urlForObject(key)).toThrow(rule);
  });

  test('with a bucket where the target is one, without where it is not, and with one that is none of them', () => {
    const one = synth(bucket => S3Target.bucket(bucket));
    expect(() => one.api.urlForObject('a', one.bucket)).toThrow(/bucket must be left out where the target is one bucket/);
    const some = synth(bucket => S3Target.buckets([bucket]));
    expect(() => some.api.urlForObject('a')).toThrow(/bucket must be given where the target is not one bucket/);
    expect(() => some.api.urlForObject('a', some.other)).toThrow(/bucket must be one of the target/);
    expect(() => some.api.urlForObject('a', some.bucket)).not.toThrow();
  });
});
