import { LocalApi, startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, Recorder, ROOT, valuesOf } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { RouteValue, S3Operation, S3Operations, S3ProxyApiProps, S3ProxyAuth } from '../src';
import { Deployed, deployed } from './support/deployed';
import { methodsOf, synthApi } from './support/synth';

afterEach(closeAll);

const { COPY_OBJECT, PUT_OBJECT } = S3Operation;
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** As browsers and the SDKs, Go, and Python's urllib spell it. */
const SPELLINGS: [string, (header: string) => string][] = [
  ['lower case', name => name.toLowerCase()],
  ['of Go', name => name.toLowerCase().split('-').map(capital).join('-')],
  ['of Python', name => capital(name.toLowerCase())],
];

const open = { auth: S3ProxyAuth.none() };

async function recorded(props: Partial<S3ProxyApiProps>): Promise<{ api: LocalApi; s3: Recorder }> {
  const s3 = await recorder();
  const api = await startLocal({ template: synthApi({ ...open, ...props }), s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false });
  closeLater(() => api.close());
  return { api, s3 };
}

const send = ({ api }: { api: LocalApi }, method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  raw(api, { method, target: `/prod/${path}`, headers, body });

describe('userMetadata', () => {
  const props: Partial<S3ProxyApiProps> = { ...open, operations: S3Operations.READ_WRITE.union(S3Operations.MULTIPART).plus(COPY_OBJECT), userMetadata: ['title', 'by_whom.v-2'] };
  const answered = async (the: Deployed, method: string, key: string) => {
    const answer = await send(the, method, key);
    expect(answer.status).toBe(200);
    return ['title', 'by_whom.v-2', 'secret'].map(name => answer.header(`x-amz-meta-${name}`));
  };

  test.each(SPELLINGS)('%s: what is named is stored and read, the rest is dropped, both ways', async (_, spelled) => {
    const the = await deployed(synthApi(props));
    const headers = Object.fromEntries(['title', 'by_whom.v-2', 'secret'].map(name => [spelled(`x-amz-meta-${name}`), `the ${name}`]));
    expect((await send(the, 'PUT', 'a', headers, 'x')).status).toBe(200);
    for (const method of ['GET', 'HEAD']) {
      expect(await answered(the, method, 'a')).toEqual(['the title', 'the by_whom.v-2', undefined]);
    }
    // What another client has stored
    await callStore(the.store, 'PUT', `/${the.bucket}/b`, { headers: { 'x-amz-meta-title': 'T', 'x-amz-meta-secret': 'S' }, body: 'x' });
    for (const method of ['GET', 'HEAD']) {
      expect(await answered(the, method, 'b')).toEqual(['T', undefined, undefined]);
    }
    const part = await send(the, 'GET', 'a', { Range: 'bytes=0-0' });
    expect([part.status, part.header('x-amz-meta-title')]).toEqual([206, 'the title']);
  });

  test.each(SPELLINGS)('%s: a copy keeps it, or replaces it', async (_, spelled) => {
    const the = await deployed(synthApi(props));
    await send(the, 'PUT', 'a', { 'x-amz-meta-title': 'first' }, 'x');
    const source = { [spelled('x-amz-copy-source')]: `/${the.bucket}/a` };
    expect((await send(the, 'PUT', 'kept', source)).status).toBe(200);
    expect((await answered(the, 'GET', 'kept'))[0]).toBe('first');
    // What is lost by its spelling would leave the directive alone
    const replace = { ...source, 'x-amz-metadata-directive': 'REPLACE', [spelled('x-amz-meta-title')]: 'second' };
    expect((await send(the, 'PUT', 'replaced', replace)).status).toBe(200);
    expect((await answered(the, 'GET', 'replaced'))[0]).toBe('second');
  });

  test.each(SPELLINGS)('%s: an upload in parts has what it was begun with', async (_, spelled) => {
    const the = await deployed(synthApi(props));
    const { body } = await send(the, 'POST', 'a?uploads', { [spelled('x-amz-meta-title')]: 'T', [spelled('x-amz-meta-secret')]: 'S' });
    const [, uploadId] = /<UploadId>([^<]+)</.exec(body.toString())!;
    const part = await send(the, 'PUT', `a?partNumber=1&uploadId=${uploadId}`, {}, 'content');
    const list = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.header('etag')}</ETag></Part></CompleteMultipartUpload>`;
    expect((await send(the, 'POST', `a?uploadId=${uploadId}`, {}, list)).status).toBe(200);
    expect(await answered(the, 'GET', 'a')).toEqual(['T', undefined, undefined]);
  });

  test('a value arrives byte by byte', async () => {
    const the = await recorded({ ...props });
    const value = 'a, b; "c" \u00C3\u00BC =?UTF-8?B?w7w=?=';
    await send(the, 'PUT', 'a', { 'x-amz-meta-title': value }, 'x');
    expect(valuesOf(the.s3.received[0].headers, 'x-amz-meta-title')).toEqual([value]);
  });

  test('without it none is stored, and none is read', async () => {
    const the = await deployed(synthApi({ ...props, userMetadata: undefined }));
    await send(the, 'PUT', 'a', { 'x-amz-meta-title': 'T' }, 'x');
    expect(await answered(the, 'GET', 'a')).toEqual([undefined, undefined, undefined]);
  });

  test('that of a copy alone is on no other method', () => {
    const methods = methodsOf(synthApi({ operations: S3Operations.ALL, userMetadata: ['title'] }));
    const withTitle = Object.entries(methods).filter(([, method]) => JSON.stringify(method).includes('x-amz-meta-title')).map(([name]) => name);
    expect(withTitle.sort()).toEqual(['GET /{key+}', 'HEAD /{key+}', 'POST /{key+}', 'PUT /{key+}']);
  });
});

describe('requestHeaders', () => {
  const requestHeaders = { 'Cache-Control': 'max-age=60', 'x-amz-server-side-encryption': 'AES256', 'content-type': 'text/x-fixed' };
  const own = (spelled: (header: string) => string) => Object.fromEntries(Object.keys(requestHeaders).map(name => [spelled(name), 'mine']));
  const arrived = ({ s3 }: { s3: Recorder }) => Object.keys(requestHeaders).map(name => valuesOf(s3.received[s3.received.length - 1].headers, name));

  test.each([...SPELLINGS, ['in capitals', (name: string) => name.toUpperCase()] as const, ['of S3', (name: string) => name] as const])(
    '%s: the client\'s own is replaced, once', async (_, spelled) => {
      const the = await recorded({ operations: S3Operations.READ_WRITE.plus(COPY_OBJECT), requestHeaders });
      for (const more of [{}, { 'x-amz-copy-source': '/a/b' }] as Record<string, string>[]) {
        await send(the, 'PUT', 'a', { ...own(spelled), ...more }, 'x');
        expect(arrived(the)).toEqual([['max-age=60'], ['AES256'], ['text/x-fixed']]);
      }
      await send(the, 'PUT', 'a', {}, 'x');
      expect(arrived(the)).toEqual([['max-age=60'], ['AES256'], ['text/x-fixed']]);
    });

  test('reads and deletes do not get them', async () => {
    const the = await recorded({ operations: S3Operations.READ_WRITE, requestHeaders });
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      await send(the, method, 'a');
      expect([method, arrived(the).slice(0, 2)]).toEqual([method, [[], []]]);
    }
  });

  test('an upload in parts is begun with them', async () => {
    const the = await recorded({ operations: S3Operations.of(S3Operation.CREATE_MULTIPART_UPLOAD), requestHeaders });
    await send(the, 'POST', 'a?uploads', own(name => name));
    expect(arrived(the)).toEqual([['max-age=60'], ['AES256'], ['text/x-fixed']]);
  });

  test('S3 stores by them', async () => {
    const { 'x-amz-server-side-encryption': _, ...plain } = requestHeaders;
    const the = await deployed(synthApi({ ...open, operations: S3Operations.READ_WRITE, requestHeaders: plain }));
    await send(the, 'PUT', 'a', { 'Content-Type': 'text/mine', 'cache-control': 'no-store' }, 'x');
    const answer = await send(the, 'GET', 'a');
    expect([answer.header('content-type'), answer.header('cache-control')]).toEqual(['text/x-fixed', 'max-age=60']);
  });

  test('a value with quotes, a comma and a semicolon', async () => {
    const value = 'attachment; filename="a, b.txt"';
    const the = await recorded({ operations: S3Operations.READ_WRITE, requestHeaders: { 'Content-Disposition': value } });
    await send(the, 'PUT', 'a', { 'Content-Disposition': 'inline' }, 'x');
    expect(valuesOf(the.s3.received[0].headers, 'content-disposition')).toEqual([value]);
  });
});

describe('fails when', () => {
  const { READ_ONLY, READ_WRITE, MULTIPART } = S3Operations;
  test.each<[string, Partial<S3ProxyApiProps>, RegExp]>([
    ['a name has the prefix', { userMetadata: ['x-amz-meta-title'] }, /userMetadata must be names without x-amz-meta-, got 'x-amz-meta-title': write 'title'/],
    ['a name has capitals', { userMetadata: ['Title'] }, /userMetadata must be names of the characters a-z 0-9 _ \. -, known at synthesis, as S3 keeps them, got 'Title'/],
    ['a name is empty', { userMetadata: [''] }, /userMetadata must be names of the characters/],
    ['a name is there twice', { userMetadata: ['a', 'a'] }, /userMetadata must name each once, got 'a, a'/],
    ['nothing reads or stores objects', { operations: S3Operations.of(S3Operation.LIST_OBJECTS), userMetadata: ['a'] }, /userMetadata must be left out where no operation reads or stores an object, got 'a': add GET_OBJECT or PUT_OBJECT/],
    ['nothing is stored', { operations: READ_ONLY, requestHeaders: { Expires: 'x' } }, /requestHeaders must be left out where no operation stores an object, got 'Expires': add PUT_OBJECT/],
    ['an ACL is set', { requestHeaders: { 'X-Amz-Acl': 'private' } }, /requestHeaders must not set an ACL, got 'X-Amz-Acl': use the property acl/],
    ['a grant is set', { requestHeaders: { 'x-amz-grant-read': 'id=1' } }, /requestHeaders must not set an ACL/],
    ['a copy source is set', { requestHeaders: { 'x-amz-copy-source': '/a/b' } }, /requestHeaders must be headers that S3 reads when an object is stored, got 'x-amz-copy-source'/],
    ['metadata is set', { requestHeaders: { 'x-amz-meta-a': 'b' } }, /requestHeaders must be headers that S3 reads when an object is stored/],
    ['a header is none of S3', { requestHeaders: { 'x-custom': 'b' } }, /requestHeaders must be headers that S3 reads when an object is stored, got 'x-custom': choose one of PutObject's, as in 'Cache-Control'/],
    ['a header is not mapped', { requestHeaders: { 'Content-Encoding': 'gzip' } }, /requestHeaders must be headers that S3 reads/],
    ["a value has a '", { requestHeaders: { Expires: "it's" } }, /requestHeaders: Expires must be printable ASCII without ' and \\, which cannot be written in a mapping, got 'it's': use other characters/],
    ['a value has a \\', { requestHeaders: { Expires: 'a\\b' } }, /requestHeaders: Expires must be printable ASCII/],
    ['a value is empty', { requestHeaders: { Expires: '' } }, /requestHeaders: Expires must not be empty, got '': leave it out/],
    ['a header is there twice', { requestHeaders: { Expires: 'a', expires: 'b' } }, /requestHeaders must name a header once, whatever the case/],
    ['a part of an upload would get one', { operations: READ_WRITE.union(MULTIPART), requestHeaders: { 'x-amz-server-side-encryption': 'AES256' } },
      /requestHeaders must be read by every operation of a method, and UploadPart would get it too, got 'x-amz-server-side-encryption': leave it out and set it by addRoute\(\) on a route of its own/],
  ])('%s', (_, props, message) => {
    expect(() => synthApi({ operations: READ_WRITE, ...props })).toThrow(message);
  });

  test('nothing, where a part of an upload has another method', () => {
    expect(() => synthApi({ operations: S3Operations.of(PUT_OBJECT, COPY_OBJECT), requestHeaders: { 'x-amz-server-side-encryption': 'AES256' } })).not.toThrow();
    expect(RouteValue.constant('AES256')).toBeInstanceOf(RouteValue);
  });
});
