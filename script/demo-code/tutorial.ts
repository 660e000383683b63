import { Call, Chapter } from './call';
import { Content, EMPTY, etag, PNG, RANDOM, TEXT, TOO_LARGE } from './contents';

const FOLDER = '/demo-photos';
const DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const UPLOADS: ReadonlyArray<[name: string, content: Content, what: string]> = [
  ['hello.txt', TEXT, 'a text with umlauts'],
  ['pixels.png', PNG, 'a PNG, 64 by 64 pixels'],
  ['random.bin', RANDOM, '9 MB of random bytes'],
  ['empty', EMPTY, 'nothing at all'],
];

const AWKWARD_KEYS: ReadonlyArray<[key: string, path: string, about: string]> = [
  ['2026/11/first day.txt', '2026/11/first%20day.txt', 'slashes and a space'],
  ['straße/žlutý kůň.txt', 'stra%C3%9Fe/%C5%BElut%C3%BD%20k%C5%AF%C5%88.txt', 'letters beyond ASCII'],
  ['100%.txt', '100%25.txt', 'a per cent sign'],
  ['1+1=2.txt', '1%2B1=2.txt', 'a plus: here it works, on AWS it may not (see above)'],
];

const KEYS = [...UPLOADS.map(([name]) => name), ...AWKWARD_KEYS.map(([key]) => key)];
const PATHS = [...UPLOADS.map(([name]) => name), ...AWKWARD_KEYS.map(([, path]) => path)].map(path => `${FOLDER}/${path}`);

const error = (code: string) => [`<Code>${code}</Code>`];
const keyElements = (keys: readonly string[]) => [...keys].sort().map(key => `<Key>${key}</Key>`);

/** The calls of the AWS tutorial, and those that show what it leaves out. */
export function tutorial(region: string): Chapter[] {
  return [buckets(region), uploads(), downloads(), awkwardKeys(), refusals(), cleanUp()];
}

export function createBucket(region: string): Call {
  return {
    method: 'PUT',
    path: FOLDER,
    content: {
      bytes: Buffer.from(`<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
<LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`),
      mediaType: 'application/xml',
    },
    expect: { status: 200, headers: { Timestamp: DATE } },
    about: `CreateBucket: XML with LocationConstraint ${region}`,
  };
}

export function upload(name: string, content: Content, about: string): Call {
  return {
    method: 'PUT',
    path: `${FOLDER}/${name}`,
    content,
    expect: { status: 200, headers: { ETag: etag(content), Timestamp: DATE } },
    about,
  };
}

function get(path: string, content: Content, about: string): Call {
  return {
    method: 'GET',
    path: `${FOLDER}/${path}`,
    expect: { status: 200, body: content.bytes, headers: { 'Content-Type': content.mediaType, 'ETag': etag(content), 'Timestamp': DATE } },
    about,
  };
}

function buckets(region: string): Chapter {
  return {
    title: 'Buckets',
    calls: [
      { method: 'GET', path: '/', expect: { status: 200, has: ['<ListAllMyBucketsResult'], hasNot: ['<Name>'] }, about: 'ListBuckets: none yet' },
      createBucket(region),
      { method: 'GET', path: '/', expect: { status: 200, has: ['<Name>demo-photos</Name>'], headers: { Timestamp: DATE } }, about: 'ListBuckets: there it is' },
    ],
  };
}

function uploads(): Chapter {
  return {
    title: 'Uploads',
    calls: [
      ...UPLOADS.map(([name, content, what]) => upload(name, content, `PutObject: ${what}, ${content.mediaType}`)),
      {
        method: 'GET',
        path: FOLDER,
        expect: { status: 200, has: ['<ListBucketResult', ...keyElements(UPLOADS.map(([name]) => name))] },
        about: 'ListObjects: all four',
      },
    ],
  };
}

function downloads(): Chapter {
  const [pixels] = UPLOADS.filter(([name]) => name === 'pixels.png').map(([name]) => `${FOLDER}/${name}`);
  return {
    title: 'Back again, byte for byte, each with its own Content-Type',
    calls: [
      ...UPLOADS.map(([name, content]) => get(name, content, `GetObject: the ${content.bytes.length.toLocaleString('en')} bytes that were sent`)),
      {
        method: 'GET',
        path: pixels,
        headers: { Accept: 'image/avif,image/webp,*/*;q=0.8' },
        expect: { status: 200, body: PNG.bytes, headers: { 'Content-Type': PNG.mediaType } },
        about: 'as a browser asks for an image',
      },
      {
        method: 'HEAD',
        path: pixels,
        expect: { status: 200, headers: { 'Content-Type': PNG.mediaType, 'x-object-size': `${PNG.bytes.length}`, 'ETag': etag(PNG) } },
        about: `HeadObject: x-object-size ${PNG.bytes.length.toLocaleString('en')}`,
      },
      {
        method: 'GET',
        path: `${FOLDER}/random.bin`,
        headers: { Range: 'bytes=4000000-4000999' },
        expect: { status: 206, body: RANDOM.bytes.subarray(4_000_000, 4_001_000), headers: { 'Content-Range': `bytes 4000000-4000999/${RANDOM.bytes.length}` } },
        about: 'Range: bytes=4000000-4000999',
      },
      { method: 'GET', path: pixels, headers: { 'If-None-Match': etag(PNG) }, expect: { status: 304, body: EMPTY.bytes }, about: 'If-None-Match: not modified' },
    ],
  };
}

function awkwardKeys(): Chapter {
  return {
    title: 'Keys that have to be escaped',
    text: [
      'Paths are shown decoded. One difference is known: for a + in a key, S3 is reported to answer SignatureDoesNotMatch on AWS,',
      'as API Gateway signs it wrongly there. Choose keys without it.',
    ],
    calls: AWKWARD_KEYS.flatMap(([key, path, about]): Call[] => {
      const content = { bytes: Buffer.from(`This is ${key}\n`), mediaType: 'text/plain; charset=utf-8' };
      return [upload(path, content, about), get(path, content, 'and back')];
    }).concat([
      { method: 'GET', path: FOLDER, expect: { status: 200, has: keyElements(KEYS) }, about: `ListObjects: all ${KEYS.length}, under these very names` },
    ]),
  };
}

function refusals(): Chapter {
  const hello = `${FOLDER}/hello.txt`;
  const denied = { status: 400, has: error('AccessDenied') };
  const stillThere = get('hello.txt', TEXT, 'but the object is still there');
  return {
    title: 'What is refused',
    text: [
      "The tutorial's statuses are coarse: every error that S3 answers with is a 400 here, S3's own code is in the body.",
      'The exact ones (404, 403, 412...) are what you get by default: see the second API below.',
    ],
    calls: [
      { method: 'GET', path: `${FOLDER}/unknown`, expect: { status: 400, has: error('NoSuchKey') }, about: 'an unknown key: NoSuchKey' },
      { method: 'GET', path: hello, signature: 'none', expect: { status: 403, has: error('AccessDenied') }, about: 'unsigned: API Gateway itself answers, in the words of S3' },
      { method: 'GET', path: hello, signature: 'wrong', expect: { status: 403, has: error('SignatureDoesNotMatch') }, about: 'signed with a wrong secret key' },
      { method: 'GET', path: `${hello}?acl`, expect: denied, about: 'GetObjectAcl is not switched on: the role denies it' },
      { method: 'DELETE', path: `${hello}?tagging`, expect: denied, about: 'DeleteObjectTagging is not either; were ?tagging lost on the way,' },
      { method: 'DELETE', path: `${hello}?tagging=x`, expect: denied, about: 'S3 would run DeleteObject instead' },
      stillThere,
      { method: 'PUT', path: `${FOLDER}/large.bin`, content: TOO_LARGE, expect: { status: 413, has: error('EntityTooLarge') }, about: 'one byte more than the 10 MB that API Gateway takes' },
      { method: 'GET', path: `${FOLDER}/large.bin`, expect: { status: 400, has: error('NoSuchKey') }, about: 'and nothing of it is stored' },
      { method: 'DELETE', path: FOLDER, expect: { status: 400, has: error('BucketNotEmpty') }, about: 'a bucket that is not empty' },
    ],
  };
}

function cleanUp(): Chapter {
  return {
    title: 'Cleaning up',
    calls: [
      ...PATHS.map((path, index): Call => ({ method: 'DELETE', path, expect: { status: 200 }, about: index === 0 ? 'DeleteObject' : '' })),
      { method: 'GET', path: FOLDER, expect: { status: 200, hasNot: ['<Key>'] }, about: 'ListObjects: empty' },
      { method: 'DELETE', path: FOLDER, expect: { status: 200 }, about: 'DeleteBucket' },
      { method: 'GET', path: '/', expect: { status: 200, hasNot: ['<Name>'] }, about: 'ListBuckets: none any more' },
    ],
  };
}
