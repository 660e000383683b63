import { ABOVE } from '../client';
import { Buckets, fails, Step, text, works } from '../step';

/** More than API Gateway takes and gives. */
export const LARGE = 11_000_000;
const WRONG_MD5 = '1B2M2Y8AsgTpgAmY7PhCfg==';

/** What works straight on the store, and not through API Gateway: `forbidden.ts` says why. */
export const limitSteps = ({ limits: Bucket }: Buckets): Step[] => [
  works('an object to look at', 'PutObject', { Bucket, Key: 'looked-at', Body: text('0123456789') }),
  works('the size, by HEAD', 'HeadObject', { Bucket, Key: 'looked-at' }),
  works('the first bytes, by HEAD', 'HeadObject', { Bucket, Key: 'looked-at', Range: 'bytes=0-3' }),
  works('11 MB are put in one piece', 'PutObject', { Bucket, Key: 'put', Body: { size: LARGE } }),
  works('11 MB are uploaded', ABOVE.UPLOAD, { Bucket, Key: 'large', Body: { size: LARGE }, PartSize: 8 * 1024 * 1024 }),
  works('11 MB are got in one piece', 'GetObject', { Bucket, Key: 'large' }),
  works('checksums as the client likes', ABOVE.PUT_BY_DEFAULT, { Bucket, Key: 'default', Body: text('content') }),
  works('an object to fetch', 'PutObject', { Bucket, Key: 'fetched', Body: text('fetched') }),
  works('a presigned URL', ABOVE.PRESIGNED_GET, { Bucket, Key: 'fetched' }),
  works('a presigned upload', ABOVE.PRESIGNED_PUT, { Bucket, Key: 'any', Body: text('any') }),
  works('a presigned upload of a known body', ABOVE.PRESIGNED_PUT_OF_BODY, { Bucket, Key: 'known', Body: text('known') }),
  works('a key that ends with a slash', 'PutObject', { Bucket, Key: 'folder/', Body: text('') }),
  { ...fails('NoSuchKey', 'the same key without the slash', 'GetObject', { Bucket, Key: 'folder' }), needs: ['a key that ends with a slash'] },
  fails('BadDigest', 'a wrong MD5', 'PutObject', { Bucket, Key: 'md5', Body: text('content'), ContentMD5: WRONG_MD5 }),
  works('a coding that is not gzip', 'PutObject', { Bucket, Key: 'br', Body: text('content'), ContentEncoding: 'br' }),
  works('metadata of another name', 'PutObject', { Bucket, Key: 'metadata', Body: text('content'), Metadata: { unnamed: 'lost' } }),
  works('the metadata of another name', 'HeadObject', { Bucket, Key: 'metadata' }),
];
