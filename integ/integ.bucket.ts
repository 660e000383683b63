import { RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { commonPrefixes, objects, PNG, PNG_ETAG, s3Error, TEXT, TEXT_ETAG, TEXT_TYPE, UNSIGNED } from './answers';
import { ProxyTest } from './proxy-test';
import { KeyPrefix, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';

const test = new ProxyTest('bucket');
const bucket = new s3.Bucket(test.stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const Bucket = bucket.bucketName;

// The objects of one bucket, statuses as S3 gives them, callers sign.
const files = new S3ProxyApi(test.stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.READ_WRITE });

// A part of it that everybody may read and signed callers may write.
const site = new S3ProxyApi(test.stack, 'Site', {
  target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('public/') }),
  operations: S3Operations.of(S3Operation.GET_OBJECT, S3Operation.HEAD_OBJECT),
  auth: S3ProxyAuth.none(),
});
site.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT), auth: S3ProxyAuth.iam() });

const sitePaths = ['docs/index.txt', 'private.txt'];
const text = { method: 'PUT', headers: { 'Content-Type': TEXT_TYPE, 'Cache-Control': 'max-age=60' }, body: TEXT };
const awkwardKeys = { 'a b/c (1).txt': 'a%20b/c%20(1).txt', '100%.txt': '100%25.txt', 'grüße/日本.txt': 'gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.txt' };
const allKeys = [...Object.keys(awkwardKeys), 'pixels.png', 'private.txt', ...sitePaths.map(path => `public/${path}`)].sort();

test
  .unsigned('UnsignedListIsDenied', files, {}, UNSIGNED)
  .unsigned('UnsignedReadIsDenied', files, { path: 'private.txt' }, UNSIGNED)
  .unsigned('UnsignedUploadIsDenied', files, { ...text, path: 'private.txt' }, UNSIGNED)
  .unsigned('UnsignedDeleteIsDenied', files, { method: 'DELETE', path: 'private.txt' }, UNSIGNED)

  .signed('UploadText', files, { ...text, path: 'private.txt' }, { status: 200, headers: { ETag: TEXT_ETAG } })
  .signed('UploadPng', files, { method: 'PUT', path: 'pixels.png', headers: { 'Content-Type': 'image/png' }, body: PNG },
    { status: 200, headers: { ETag: PNG_ETAG } })
  .stored('StoredTextIsWhatWasSent', Bucket, 'private.txt', TEXT)
  .stored('StoredPngIsWhatWasSent', Bucket, 'pixels.png', PNG)

  .signed('HeadBucket', files, { method: 'HEAD' }, { status: 200 })
  .signed('GetText', files, { path: 'private.txt' },
    { status: 200, headers: { 'Content-Type': TEXT_TYPE, 'Cache-Control': 'max-age=60', 'ETag': TEXT_ETAG }, body: TEXT })
  .signed('GetPng', files, { path: 'pixels.png' }, { status: 200, headers: { 'Content-Type': 'image/png' }, body: { base64: PNG.toString('base64') } })
  .signed('HeadText', files, { method: 'HEAD', path: 'private.txt' },
    { status: 200, headers: { 'Content-Type': TEXT_TYPE, 'x-object-size': `${TEXT.length}` } })
  .signed('RangeIs206', files, { path: 'private.txt', headers: { Range: 'bytes=7-8' } },
    { status: 206, headers: { 'Content-Range': `bytes 7-8/${TEXT.length}` }, body: 'S3' })
  .signed('RangeBeyondTheEndIs416', files, { path: 'private.txt', headers: { Range: 'bytes=100-' } }, s3Error(416, 'InvalidRange'))
  .signed('UnchangedIs304', files, { path: 'private.txt', headers: { 'If-None-Match': TEXT_ETAG } }, { status: 304 })
  .signed('OtherThanExpectedIs412', files, { path: 'private.txt', headers: { 'If-Match': PNG_ETAG } }, s3Error(412, 'PreconditionFailed'))
  .signed('NoOverwriteIs412', files, { ...text, path: 'private.txt', headers: { 'If-None-Match': '*' } }, s3Error(412, 'PreconditionFailed'))
  .signed('UnknownKeyIs404', files, { path: 'unknown.txt' }, s3Error(404, 'NoSuchKey'))
  .signed('HeadOfUnknownKeyIs404', files, { method: 'HEAD', path: 'unknown.txt' }, { status: 404 })

  .signed('AclIsDenied', files, { ...text, path: 'other.txt', headers: { 'x-amz-acl': 'bucket-owner-full-control' } }, s3Error(403, 'AccessDenied'))
  .signed('CopyIsDenied', files, { method: 'PUT', path: 'other.txt', headers: { 'x-amz-copy-source': `/${Bucket}/private.txt` } }, s3Error(403, 'AccessDenied'))
  .signed('UploadPartIsNoUpload', files, { ...text, path: 'other.txt?partNumber=1&uploadId=none' }, s3Error(404, 'NoSuchUpload'))
  .signed('AbortUploadIsNoDelete', files, { method: 'DELETE', path: 'private.txt?uploadId=none' }, s3Error(403, 'AccessDenied'))
  .s3('NothingElseIsStored', 'listObjectsV2', { Bucket }, { KeyCount: 2 })

  .signed('UploadToSite', site, { ...text, path: 'docs/index.txt' }, { status: 200, headers: { ETag: TEXT_ETAG } })
  .stored('SiteIsBelowItsPrefix', Bucket, 'public/docs/index.txt', TEXT)
  .unsigned('EverybodyReadsTheSite', site, { path: 'docs/index.txt' },
    { status: 200, headers: { 'content-type': TEXT_TYPE, 'etag': TEXT_ETAG }, body: TEXT })
  .unsigned('EverybodyReadsParts', site, { path: 'docs/index.txt', headers: { Range: 'bytes=0-4' } }, { status: 206, body: 'Hello' })
  .s3('StoreTwin', 'putObject', { Bucket, Key: 'public/private.txt', Body: 'For everybody' })
  .unsigned('NobodyReadsBesideThePrefix', site, { path: 'private.txt' }, { status: 200, body: 'For everybody' })
  .unsigned('NobodyWritesUnsigned', site, { ...text, path: 'docs/index.txt' }, UNSIGNED)
  .unsigned('NobodyDeletesUnsigned', site, { method: 'DELETE', path: 'docs/index.txt' }, UNSIGNED)
  .unsigned('NobodyLists', site, {}, UNSIGNED);

Object.entries(awkwardKeys).forEach(([key, path], index) => test
  .signed(`UploadAwkwardKey${index}`, files, { ...text, path }, { status: 200 })
  .stored(`StoredAwkwardKey${index}`, Bucket, key, TEXT)
  .signed(`GetAwkwardKey${index}`, files, { path }, { status: 200, headers: { 'Content-Type': TEXT_TYPE }, body: TEXT }));

test
  .signed('ListAll', files, { path: '?list-type=2' }, objects(...allKeys))
  .signed('ListAsFolders', files, { path: '?list-type=2&prefix=p&delimiter=%2F' }, objects('pixels.png', 'private.txt'))
  .signed('ListFolders', files, { path: '?list-type=2&delimiter=%2F' }, commonPrefixes('a b/', 'grüße/', 'public/'));

['private.txt', 'pixels.png', ...Object.values(awkwardKeys)].forEach((path, index) => test
  .signed(`Delete${index}`, files, { method: 'DELETE', path }, { status: 204 }));
sitePaths.forEach((path, index) => test.signed(`DeleteFromSite${index}`, site, { method: 'DELETE', path }, { status: 204 }));
test
  .s3('DeleteWhatShouldNotBeThere', 'deleteObject', { Bucket, Key: 'other.txt' })
  .s3('NothingIsLeft', 'listObjectsV2', { Bucket }, { KeyCount: 0 });
