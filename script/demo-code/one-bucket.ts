import { Call, Chapter } from './call';
import { EMPTY, etag, PNG, TEXT } from './contents';

const NOTE = '/notes/today.txt';
const error = (code: string) => [`<Code>${code}</Code>`];

/** The construct as it is by default, in front of one bucket: exact statuses. */
export const ONE_BUCKET: readonly Chapter[] = [
  {
    title: 'Objects of one bucket',
    calls: [
      { method: 'PUT', path: NOTE, content: TEXT, expect: { status: 200, headers: { ETag: etag(TEXT) } }, about: 'PutObject: the path is the key' },
      { method: 'GET', path: NOTE, expect: { status: 200, body: TEXT.bytes, headers: { 'Content-Type': TEXT.mediaType } }, about: 'GetObject' },
      {
        method: 'GET',
        path: '/?list-type=2&prefix=notes/',
        expect: { status: 200, has: ['<ListBucketResult', '<Key>notes/today.txt</Key>'] },
        about: 'ListObjectsV2',
      },
      { method: 'HEAD', path: '/', expect: { status: 200 }, about: 'HeadBucket' },
    ],
  },
  {
    title: 'Statuses as S3 gives them',
    calls: [
      { method: 'GET', path: '/notes/unknown', expect: { status: 404, has: error('NoSuchKey') }, about: 'NoSuchKey' },
      { method: 'HEAD', path: '/notes/unknown', expect: { status: 404, body: EMPTY.bytes }, about: 'and without a body' },
      { method: 'GET', path: NOTE, headers: { 'If-None-Match': etag(TEXT) }, expect: { status: 304 }, about: 'not modified' },
      { method: 'GET', path: NOTE, headers: { 'If-Match': etag(PNG) }, expect: { status: 412, has: error('PreconditionFailed') }, about: 'not the version that the client has' },
      { method: 'GET', path: NOTE, headers: { Range: 'bytes=1000-' }, expect: { status: 416, has: error('InvalidRange') }, about: 'a range behind the end' },
    ],
  },
  {
    title: 'Closed: signed callers only, and no operation but those switched on',
    calls: [
      { method: 'GET', path: NOTE, signature: 'none', expect: { status: 403, has: error('AccessDenied') }, about: 'unsigned' },
      { method: 'PUT', path: '/', expect: { status: 403, has: error('AccessDenied') }, about: 'CreateBucket: there is no such method' },
      ...['GET', 'PUT'].map((method): Call => (
        { method, path: `${NOTE}?acl`, expect: { status: 403, has: error('AccessDenied') }, about: `${method === 'GET' ? 'Get' : 'Put'}ObjectAcl` }
      )),
      { method: 'DELETE', path: `${NOTE}?tagging`, expect: { status: 403, has: error('AccessDenied') }, about: 'DeleteObjectTagging, without a value' },
      { method: 'DELETE', path: `${NOTE}?tagging=x`, expect: { status: 403, has: error('AccessDenied') }, about: 'and with one' },
      { method: 'GET', path: NOTE, expect: { status: 200, body: TEXT.bytes }, about: 'the object is as it was' },
      { method: 'DELETE', path: NOTE, expect: { status: 204 }, about: 'DeleteObject' },
      { method: 'GET', path: NOTE, expect: { status: 404 }, about: 'gone' },
    ],
  },
];
