import { Body, Buckets, fails, Step, text, works } from '../step';

/** Names that somebody's URL encoder, XML writer or signer gets wrong. */
export const AWKWARD_KEYS = [
  'plain.txt', 'a/b/c.txt', 'two words.txt', ' spaces at the ends ', 'a+b.txt', '100%.txt', '%41%2F.txt', 'grüße/日本語.txt', 'e\u0301 decomposed', '😀.txt', 'a//b.txt',
  'a&b=c;d,e.txt', 'question?mark=1', 'hash#tag', 'quotes\'"`', '(round)[square]{curly}', '!*~$@:|^', 'back\\slash', '<tag>&amp;', '.hidden', 'dots..txt', '-dash', 'UPPER.TXT',
  `long/${'x'.repeat(200)}`,
];

const ANY_BYTES: Body = { size: 1024 };

/** Contents that something on the way may take for text, for a form, or for nothing. */
const CONTENTS: ReadonlyArray<readonly [type: string | undefined, body: Body]> = [
  ['text/plain; charset=utf-8', text('grüße 😀\r\n')],
  ['text/plain', ANY_BYTES],
  ['application/json', text('{"a": [1, 2.50, null]}')],
  ['application/xml', text('<?xml version="1.0"?><a>&amp;</a>')],
  ['application/x-www-form-urlencoded', text('a=1&b=%20+')],
  ['application/octet-stream', ANY_BYTES],
  ['image/png', ANY_BYTES],
  ['application/vnd.odd+type; x="y"', ANY_BYTES],
  ['text/html', text('')],
  [undefined, ANY_BYTES],
];

const SAID = {
  ContentType: 'text/plain',
  ContentDisposition: 'attachment; filename="a b.txt"',
  ContentLanguage: 'de-CH',
  CacheControl: 'max-age=60, private',
  Expires: '2099-02-03T04:05:06Z',
  Metadata: { 'title': 'two words', 'other-name': 'blue' },
  Tagging: 'team=blue&size=1',
  StorageClass: 'STANDARD',
};

/** Of `content`, and of nothing. */
const SHA256 = '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=';
const WRONG_SHA256 = `${'A'.repeat(43)}=`;

const ofKeys = (Bucket: string) => AWKWARD_KEYS.flatMap((Key): Step[] => [
  works(`put ${JSON.stringify(Key)}`, 'PutObject', { Bucket, Key, Body: text(Key) }),
  works(`head ${JSON.stringify(Key)}`, 'HeadObject', { Bucket, Key }),
  works(`get ${JSON.stringify(Key)}`, 'GetObject', { Bucket, Key }),
]);

const ofContents = (Bucket: string) => CONTENTS.flatMap(([ContentType, body], index): Step[] => {
  const [named, Key] = [`content ${index + 1} (${ContentType ?? 'no type'})`, `content/${index + 1}`];
  return [works(`${named} is put`, 'PutObject', { Bucket, Key, Body: body, ContentType }), works(`${named} is got`, 'GetObject', { Bucket, Key })];
});

/** Objects, their names, contents and what is said of them. */
export const objectSteps = ({ own: Bucket }: Buckets): Step[] => [
  ...ofKeys(Bucket),
  works('awkward keys are listed', 'ListObjectsV2', { Bucket }),
  works('awkward keys are listed encoded', 'ListObjects', { Bucket, EncodingType: 'url' }),
  works('folders are listed', 'ListObjectsV2', { Bucket, Delimiter: '/' }),
  works('a folder is listed', 'ListObjectsV2', { Bucket, Prefix: 'a/', Delimiter: '/' }),
  works('a folder of an awkward name is listed', 'ListObjectsV2', { Bucket, Prefix: 'grüße/' }),
  works('keys after an awkward one', 'ListObjectsV2', { Bucket, StartAfter: 'a+b.txt', MaxKeys: 3 }),
  ...ofContents(Bucket),
  works('put with all that there is to say', 'PutObject', { Bucket, Key: 'said', Body: text('content'), ...SAID }),
  works('all that was said, by HEAD', 'HeadObject', { Bucket, Key: 'said' }),
  works('all that was said', 'GetObject', { Bucket, Key: 'said' }),
  works('by other names', 'GetObject', { Bucket, Key: 'said', ResponseContentType: 'text/x-other', ResponseContentDisposition: 'inline; filename="ä.txt"' }),
  works('put with a checksum', 'PutObject', { Bucket, Key: 'summed', Body: text('content'), ChecksumSHA256: SHA256 }),
  works('the checksum', 'HeadObject', { Bucket, Key: 'summed', ChecksumMode: 'ENABLED' }),
  fails('BadDigest', 'put with a wrong checksum', 'PutObject', { Bucket, Key: 'wrong', Body: text('content'), ChecksumSHA256: WRONG_SHA256 }),
  works('attributes of an object', 'GetObjectAttributes', { Bucket, Key: 'said', ObjectAttributes: ['ObjectSize'] }),
];
