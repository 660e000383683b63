import { Bucket } from 'aws-cdk-lib/aws-s3';
import { closeAll, raw, RawAnswer } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { Kind, KINDS } from '../script/access/tenants/kinds';
import { KeyPrefix, RouteValue, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { Deployed, deployed } from './support/deployed';
import { newStack, templateOf } from './support/synth';

const OPERATIONS = S3Operations.READ_WRITE.union(S3Operations.MULTIPART, S3Operations.VERSIONS, S3Operations.TAGGING);
const TAGS = '<Tagging><TagSet><Tag><Key>colour</Key><Value>blue</Value></Tag></TagSet></Tagging>';
const REGION = 'us-east-1';
const ELSEWHERE = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:${REGION}:*:*/other-stage/*` };

const unescaped = (text: string) => text.replace(/&lt;/g, '<').replace(/&#34;|&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const textsOf = (element: string, { body }: Pick<RawAnswer, 'body'>) =>
  [...body.toString().matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text]) => unescaped(text));
const keysOf = (answer: RawAnswer) => textsOf('Key', answer);

/** A person of an API: what they are called, and their requests. */
class Person {
  public readonly prefix: string;

  public constructor(private readonly the: Deployed, private readonly kind: Kind, private readonly name: string, within: string = '') {
    this.prefix = `${within}${name}/`;
  }

  public send(request: string, body?: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const [method, path] = request.split(' ');
    return raw(this.the.api, this.kind.as(this.name, { method, target: `/prod${path}`, body, headers }, this.the.api));
  }

  public async text(path: string): Promise<[number, string]> {
    const { status, body } = await this.send(`GET ${path}`);
    return [status, body.toString()];
  }

  /** What the store has. */
  public stored(key: string): Promise<{ status: number; body: string }> {
    return callStore(this.the.store, 'GET', `/${this.the.bucket}/${this.prefix}${key}`);
  }
}

afterAll(closeAll);

/** Identity pools give ids with a colon. */
const namesFor = ({ name }: Kind) => ['ann', 'anna'].map(person => name === 'cognitoIdentity()' ? `${REGION}:${person}` : person);
const TENANTS = KINDS.filter(({ anyIdentity }) => anyIdentity).flatMap(kind =>
  [undefined, 'users/'].map((within): [string, Kind, string | undefined] => [`${kind.name}${within ? ` within ${within}` : ''}`, kind, within]));

describe.each(TENANTS)('%s', (_, kind, within) => {
  let [ann, anna]: Person[] = [];
  beforeAll(async () => {
    const stack = newStack();
    const auth = kind.auth(stack);
    const api = new S3ProxyApi(stack, 'Files', {
      target: S3Target.bucket(new Bucket(stack, 'Bucket', { versioned: true }), { prefix: kind.prefix(within, 'ann') }), auth, operations: OPERATIONS,
    });
    api.addRoute({
      path: 'names/{name}', key: 'by-name/{name}.txt', operation: S3Operation.GET_OBJECT, auth, query: { 'response-content-type': RouteValue.constant('text/x-name') },
    });
    api.addRoute({ path: 'newest', operation: S3Operation.LIST_OBJECTS_V2, auth, query: { 'max-keys': RouteValue.constant('1') } });
    const the = await deployed(templateOf(stack), { region: REGION, ...kind.options(namesFor(kind)) });
    [ann, anna] = namesFor(kind).map(name => new Person(the, kind, name, within));
    for (const person of [ann, anna]) {
      expect((await person.send('PUT /file', `of ${person.prefix}`)).status).toBe(200);
    }
  });

  test('everybody has objects of their own', async () => {
    for (const person of [ann, anna]) {
      expect(await person.text('/file')).toEqual([200, `of ${person.prefix}`]);
      expect((await person.stored('file')).body).toBe(`of ${person.prefix}`);
    }
    const head = await ann.send('HEAD /file');
    expect([head.status, head.header('x-object-size')]).toEqual([200, `${`of ${ann.prefix}`.length}`]);
    const part = await ann.send('GET /file', undefined, { Range: 'bytes=0-1' });
    expect([part.status, part.body.toString(), part.header('content-range')]).toEqual([206, 'of', `bytes 0-1/${`of ${ann.prefix}`.length}`]);
    expect((await ann.send('GET /file', undefined, { 'If-None-Match': head.header('etag')! })).status).toBe(304);
  });

  test('what one stores or deletes, another does not see', async () => {
    expect((await anna.send('PUT /dir/only', 'hers')).status).toBe(200);
    expect((await ann.send('DELETE /dir/only')).status).toBe(204);
    expect(await anna.text('/dir/only')).toEqual([200, 'hers']);
    const missing = await ann.send('GET /dir/only');
    expect([missing.status, textsOf('Code', missing)]).toEqual([404, ['NoSuchKey']]);
    expect((await ann.send('HEAD /dir/only')).status).toBe(404);
    expect((await anna.send('DELETE /dir/only')).status).toBe(204);
    expect((await anna.send('GET /dir/only')).status).toBe(404);
  });

  test.each(['a b', 'ü/日本', 'a(1)!~', 'q=1&r', '100%', '$name', "it's", 'a:b@c,d;e', 'x.y', 'ends.'])('the key %p is as good as any', async key => {
    const path = `/keys/${key.split('/').map(encodeURIComponent).join('/')}`;
    expect((await ann.send(`PUT ${path}`, path)).status).toBe(200);
    expect(await ann.text(path)).toEqual([200, path]);
    expect(keysOf(await ann.send(`GET /?list-type=2&prefix=${encodeURIComponent(key.includes('&') ? 'keys/q' : `keys/${key}`)}`))).toEqual([`${ann.prefix}keys/${key}`]);
    expect((await ann.send(`DELETE ${path}`)).status).toBe(204);
  });

  test('lists give whole keys, page by page, of the own alone', async () => {
    for (const key of ['1', '2', 'sub/3', 'sub/4']) {
      await ann.send(`PUT /list/${key}`, key);
    }
    await anna.send('PUT /list/5', '5');
    const all = ['1', '2', 'sub/3', 'sub/4'].map(key => `${ann.prefix}list/${key}`);
    for (const query of ['prefix=list%2F', 'list-type=2&prefix=list%2F', 'versions=1&prefix=list%2F', 'versions&prefix=list%2F']) {
      expect([query, keysOf(await ann.send(`GET /?${query}`))]).toEqual([query, all]);
    }
    const pages: string[][] = [];
    for (let token = ''; pages.length < 4;) {
      const page = await ann.send(`GET /?list-type=2&prefix=list%2F&max-keys=3${token && `&continuation-token=${encodeURIComponent(token)}`}`);
      pages.push(keysOf(page));
      [token] = [...textsOf('NextContinuationToken', page), ''];
      if (token === '') break;
    }
    expect(pages).toEqual([all.slice(0, 3), all.slice(3)]);
    const folders = await ann.send('GET /?list-type=2&prefix=list%2F&delimiter=%2F');
    expect([keysOf(folders), textsOf('Prefix', folders)]).toEqual([all.slice(0, 2), expect.arrayContaining([`${ann.prefix}list/sub/`])]);
    expect(keysOf(await ann.send(`GET /?list-type=2&prefix=list%2F&start-after=${encodeURIComponent(all[1])}`))).toEqual(all.slice(2));
    expect(keysOf(await ann.send('GET /')).every(key => key.startsWith(ann.prefix))).toBe(true);
    expect(keysOf(await ann.send('GET /')).length).toBeGreaterThan(4);
    expect((await ann.send('HEAD /')).status).toBe(200);
  });

  // Were what a template overrides sent as it stands, it would begin another prefix.
  test('a list of a prefix with an ampersand is denied, and not another list', async () => {
    const answer = await ann.send('GET /?list-type=2&prefix=list%26');
    expect([answer.status, textsOf('Code', answer)]).toEqual([403, ['AccessDenied']]);
  });

  test('versions', async () => {
    const [first, second] = [await ann.send('PUT /versioned', 'first'), await ann.send('PUT /versioned', 'second')].map(answer => answer.header('x-amz-version-id')!);
    expect(await ann.text(`/versioned?versionId=${first}`)).toEqual([200, 'first']);
    expect(textsOf('VersionId', await ann.send('GET /?versions=1&prefix=versioned'))).toEqual([second, first]);
    expect((await ann.send(`DELETE /versioned?versionId=${second}`)).status).toBe(204);
    expect(await ann.text('/versioned')).toEqual([200, 'first']);
  });

  test('tags', async () => {
    expect((await ann.send('PUT /file?tagging=1', TAGS)).status).toBe(200);
    expect(textsOf('Value', await ann.send('GET /file?tagging=1'))).toEqual(['blue']);
    expect(textsOf('Value', await anna.send('GET /file?tagging=1'))).toEqual([]);
    expect((await ann.send('DELETE /file?tagging=1')).status).toBe(204);
  });

  test('uploads in parts', async () => {
    const start = async (person: Person) => textsOf('UploadId', await person.send('POST /parts?uploads=1'))[0];
    const [upload, hers] = [await start(ann), await start(anna)];
    const part = await ann.send(`PUT /parts?partNumber=1&uploadId=${upload}`, 'a part');
    expect(textsOf('PartNumber', await ann.send(`GET /parts?uploadId=${upload}`))).toEqual(['1']);
    const uploads = await ann.send('GET /?uploads=1');
    expect([keysOf(uploads), textsOf('UploadId', uploads)]).toEqual([[`${ann.prefix}parts`], [upload]]);
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.header('etag')}</ETag></Part></CompleteMultipartUpload>`;
    expect((await ann.send(`POST /parts?uploadId=${upload}`, body)).status).toBe(200);
    expect((await ann.stored('parts')).body).toBe('a part');
    expect((await anna.send(`DELETE /parts?uploadId=${hers}`)).status).toBe(204);
  });

  test('routes', async () => {
    await ann.send('PUT /by-name/me.txt', 'by name');
    const { status, body, header } = await ann.send('GET /names/me');
    expect([status, body.toString(), header('content-type')]).toEqual([200, 'by name', 'text/x-name']);
    expect((await anna.send('GET /names/me')).status).toBe(404);
    expect(keysOf(await ann.send('GET /newest?prefix=by-'))).toEqual([`${ann.prefix}by-name/me.txt`]);
  });

  test.each(['GET /../file', 'PUT /%2e%2e/file', 'DELETE /a/%2E./file', 'GET /a..b', 'GET /..'])('dots are refused: %s', async request => {
    const { status, body } = await ann.send(request, request.startsWith('PUT') ? 'x' : undefined);
    expect([status, body.toString()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });
});

describe('nobody', () => {
  const [claim, principal] = KINDS;
  const identity = KINDS.find(({ name }) => name === 'cognitoIdentity()')!;
  const api = async (kind: Kind) => {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', {
      target: S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: kind.prefix('users/', '') }), auth: kind.auth(stack), operations: OPERATIONS,
    });
    return deployed(templateOf(stack), { region: REGION, ...kind.options([undefined]) });
  };

  test.each([[claim, 401], [principal, 401], [identity, 403]])('gets in without what tells who it is (%#)', async ({ name, ...kind }, status) => {
    const { api: { url } } = await api({ name, ...kind });
    expect(await Promise.all(['file', '', '?uploads=1'].map(async path => (await fetch(`${url()}${path}`)).status))).toEqual([status, status, status]);
  });

  // A pattern for preflights must not be one for the key `OPTIONS/...`, too.
  test.each([['GET /OPTIONS/x'], ['GET /x/OPTIONS/x'], ['GET /OPTIONS'], ['PUT /OPTIONS/x'], ['GET /']])('gets in without permission to invoke the method: %s', async request => {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', {
      target: S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.cognitoIdentity() }), operations: OPERATIONS, cors: { allowOrigins: ['*'] },
    });
    const caller = { ...identity.options(['ann']).callers![0], policy: { Version: '2012-10-17', Statement: ELSEWHERE } };
    const the = await deployed(templateOf(stack), { region: REGION, callers: [caller] });
    const [method, path] = request.split(' ');
    expect((await raw(the.api, identity.as('ann', { method, target: `/prod${path}` }, the.api))).status).toBe(403);
    expect((await raw(the.api, { method: 'OPTIONS', target: `/prod${path}` })).status).toBeLessThan(300);
  });

  test.each([[claim], [identity]])('reaches anything whose prefix is not known (%#)', async kind => {
    const the = await api(kind);
    for (const key of ['file', 'users/file']) {
      await callStore(the.store, 'PUT', `/${the.bucket}/${key}`, { body: 'secret' });
    }
    const send = async (method: string, path: string) => {
      const { status, body } = await raw(the.api, kind.as(undefined, { method, target: `/prod${path}`, body: method === 'PUT' ? 'x' : undefined }, the.api));
      return [status, body.toString().includes('secret') || body.toString().includes('<Contents>')];
    };
    expect(await Promise.all([send('GET', '/file'), send('PUT', '/file'), send('DELETE', '/file')])).toEqual([[500, false], [500, false], [500, false]]);
    expect(await Promise.all([send('GET', '/'), send('GET', '/?list-type=2&prefix=x')])).toEqual([[403, false], [403, false]]);
    expect(textsOf('Key', await raw(the.api, kind.as(undefined, { target: '/prod/?uploads=1' }, the.api)))).toEqual([]);
  });
});

test('a literal prefix is everybody\'s', async () => {
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.literal('public/') }), auth: S3ProxyAuth.none(), operations: OPERATIONS,
  });
  const the = await deployed(templateOf(stack));
  for (const key of ['out', 'public/in', 'publican']) {
    await callStore(the.store, 'PUT', `/${the.bucket}/${key}`, { body: key });
  }
  expect(keysOf(await raw(the.api, { target: '/prod/' }))).toEqual(['public/in']);
  expect((await raw(the.api, { target: '/prod/in' })).body.toString()).toBe('public/in');
  expect((await raw(the.api, { target: '/prod/..%2Fout' })).body.toString()).not.toBe('out');
});
