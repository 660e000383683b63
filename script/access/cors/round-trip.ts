import { deepStrictEqual as same, equal, match } from 'assert/strict';
import { How, Seen } from './pages';
import { ask, Call, Check, errorOf, Scene } from './scene';
import { ApiName } from './world';

/** As in a URL. */
const KEY = 'a%20folder/gr%C3%BC%C3%9Fe.txt';
const TEXT = 'hello, page';
const ALL_BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
const XML = 'application/xml';

type Step = (send: (call: Call) => Promise<Seen>) => Promise<void>;

/** Of a text, what matters of an answer that the page reads. */
const pick = ({ status, headers = {}, body }: Seen, ...names: string[]) => [status, body, ...names.map(name => headers[name])];

/** In their order, as each builds on what those before have left. */
const STEPS: Readonly<Record<string, Step>> = {
  'an upload with a type and metadata': async send => {
    // What a browser kept, it would answer itself.
    const headers = { 'Content-Type': 'text/plain;charset=utf-8', 'x-amz-meta-title': 'Greetings', 'Cache-Control': 'no-store' };
    const { status, headers: seen } = await send({ method: 'PUT', path: KEY, headers, body: TEXT });
    equal(status, 200);
    match(seen!.etag, /^"[0-9a-f]{32}"$/);
  },
  'the same, with all that S3 tells of it': async send => {
    const seen = await send({ path: KEY });
    same(pick(seen, 'content-type', 'x-amz-meta-title', 'cache-control', 'accept-ranges'), [200, TEXT, 'text/plain;charset=utf-8', 'Greetings', 'no-store', 'bytes']);
    match(seen.headers!['last-modified'], /GMT$/);
    match(seen.headers!['x-amzn-requestid'], /^[0-9a-f-]{36}$/);
  },
  'a part of it': async send => {
    same(pick(await send({ path: KEY, headers: { Range: 'bytes=2-4' } }), 'content-range'), [206, 'llo', 'bytes 2-4/11']);
  },
  'its end': async send => {
    same(pick(await send({ path: KEY, headers: { Range: 'bytes=-4' } }), 'content-range'), [206, 'page', 'bytes 7-10/11']);
  },
  'its size': async send => {
    same(pick(await send({ method: 'HEAD', path: KEY }), 'x-object-size', 'x-amz-meta-title'), [200, '', '11', 'Greetings']);
  },
  'whether it is another': async send => {
    const { headers } = await send({ path: KEY });
    const answer = await send({ path: KEY, headers: { 'If-None-Match': headers!.etag } });
    equal(answer.status, 304);
  },
  'any bytes': async send => {
    const headers = { 'Content-Type': 'image/png' };
    equal((await send({ method: 'PUT', path: 'bytes.png', headers, body: ALL_BYTES })).status, 200);
    same(pick(await send({ path: 'bytes.png' }), 'content-type'), [200, ALL_BYTES, 'image/png']);
  },
  'an upload in parts': async send => {
    const [, uploadId] = /<UploadId>(.*)<\/UploadId>/.exec((await send({ method: 'POST', path: 'latest?uploads=1' })).body!)!;
    const part = await send({ method: 'PUT', path: `latest?partNumber=1&uploadId=${uploadId}`, body: 'of a part' });
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers!.etag}</ETag></Part></CompleteMultipartUpload>`;
    equal((await send({ method: 'POST', path: `latest?uploadId=${uploadId}`, headers: { 'Content-Type': XML }, body })).status, 200);
    equal((await send({ path: 'latest' })).body, 'of a part');
  },
  'a route': async send => {
    same(pick(await send({ path: 'routes/latest', headers: { Range: 'bytes=-6' } }), 'content-range'), [206, 'a part', 'bytes 3-8/9']);
  },
  'a list': async send => {
    const { status, headers, body } = await send({ path: '?list-type=2&prefix=bytes', headers: { 'x-amz-optional-object-attributes': 'RestoreStatus' } });
    same([status, headers!['content-type'], body!.match(/<Key>[^<]*bytes\.png<\/Key>/g)?.length], [200, XML, 1]);
  },
  'the bucket': async send => {
    equal((await send({ method: 'HEAD', path: '' })).status, 200);
  },
  'an upload that would overwrite: 412': async send => {
    same(errorOf(await send({ method: 'PUT', path: KEY, headers: { 'If-None-Match': '*' }, body: 'x' })), [412, XML, 'PreconditionFailed']);
  },
  'beyond the end: 416': async send => {
    same(errorOf(await send({ path: KEY, headers: { Range: 'bytes=100-' } })), [416, XML, 'InvalidRange']);
  },
  'what the role may not: 403': async send => {
    same(errorOf(await send({ method: 'PUT', path: `${KEY}?tagging=1`, body: '<Tagging/>' })), [403, XML, 'AccessDenied']);
  },
  'a deletion': async send => {
    for (const path of [KEY, 'bytes.png', 'latest']) equal((await send({ method: 'DELETE', path })).status, 204);
  },
  'what is not there: 404': async send => {
    same(errorOf(await send({ path: KEY })), [404, XML, 'NoSuchKey']);
    same(pick(await send({ method: 'HEAD', path: KEY })), [404, '']);
  },
};

/** All that a page does with objects, by the two ways that it has. */
export function roundTrips(apis: readonly ApiName[]): Array<[string, Check]> {
  const hows: How[] = ['Fetch', 'Xhr'];
  return apis.flatMap(api => hows.flatMap(how => Object.entries(STEPS).map(([name, step]): [string, Check] => [
    `${api}, by ${how}: ${name}`, (the: Scene) => step(call => ask(the, api, how, call)),
  ])));
}

/** That they are told how far an upload is. */
export const progress: Check = async the => {
  const { status, sent } = await ask(the, 'open', 'Xhr', { method: 'PUT', path: 'large', body: 3_000_000 });
  equal(status, 200);
  equal(sent, 3_000_000);
};
