import { Match } from '@aws-cdk/integ-tests-alpha';
import { Annotations, Aws } from 'aws-cdk-lib';
import { buckets, objects, PNG, PNG_ETAG, s3Error, TEXT, TEXT_ETAG, TEXT_TYPE, UNSIGNED } from './answers';
import { ProxyTest } from './proxy-test';
import { S3Operations, S3ProxyApi, S3Target, StatusMapping } from '../src';

// The tutorial of the API Gateway developer guide: its operations, its names in the URL, its statuses, its Timestamp header.
const test = new ProxyTest('tutorial');
const api = new S3ProxyApi(test.stack, 'MyS3', {
  target: S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }),
  operations: S3Operations.TUTORIAL,
  statusMapping: StatusMapping.coarse(),
  responseHeaders: { Timestamp: 'Date' },
});
Annotations.of(api).acknowledgeWarning('cdk-s3-proxy-api:accountTarget', 'as the tutorial has it');

// Names of buckets are world-wide ones.
const folder = `s3-proxy-tutorial-${api.restApi.restApiId}`;
const Timestamp = Match.stringLikeRegexp('^[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$');

test
  .unsigned('UnsignedListIsDenied', api, {}, UNSIGNED)
  .unsigned('UnsignedUploadIsDenied', api, { method: 'PUT', path: `${folder}/readme.txt`, body: TEXT }, UNSIGNED)

  .signed('CreateFolder', api, {
    method: 'PUT',
    path: folder,
    headers: { 'Content-Type': 'application/xml' },
    body: '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
      + `<LocationConstraint>${Aws.REGION}</LocationConstraint></CreateBucketConfiguration>`,
  }, { status: 200, headers: { Timestamp } })
  .signed('ListFolders', api, { path: `?prefix=${folder}` }, buckets(folder))

  .signed('UploadText', api, { method: 'PUT', path: `${folder}/readme.txt`, headers: { 'Content-Type': TEXT_TYPE }, body: TEXT },
    { status: 200, headers: { ETag: TEXT_ETAG, Timestamp } })
  .signed('UploadPng', api, { method: 'PUT', path: `${folder}/images/four%20pixels.png`, headers: { 'Content-Type': 'image/png' }, body: PNG },
    { status: 200, headers: { ETag: PNG_ETAG } })
  .signed('UploadEmpty', api, { method: 'PUT', path: `${folder}/empty`, headers: { 'Content-Type': 'application/x-empty' } }, { status: 200 })
  .stored('StoredTextIsWhatWasSent', folder, 'readme.txt', TEXT)
  .stored('StoredPngIsWhatWasSent', folder, 'images/four pixels.png', PNG)
  .stored('StoredEmptyIsEmpty', folder, 'empty', '')

  .signed('ListItems', api, { path: folder }, objects('empty', 'images/four pixels.png', 'readme.txt'))
  .signed('GetText', api, { path: `${folder}/readme.txt` },
    { status: 200, headers: { 'Content-Type': TEXT_TYPE, 'ETag': TEXT_ETAG, Timestamp }, body: TEXT })
  .signed('GetPng', api, { path: `${folder}/images/four%20pixels.png` },
    { status: 200, headers: { 'Content-Type': 'image/png', 'ETag': PNG_ETAG }, body: { base64: PNG.toString('base64') } })
  .signed('GetPngAsBrowsersDo', api, { path: `${folder}/images/four%20pixels.png`, headers: { accept: 'image/avif,image/webp,*/*;q=0.8' } },
    { status: 200, headers: { 'Content-Type': 'image/png' }, body: { base64: PNG.toString('base64') } })
  .signed('GetEmpty', api, { path: `${folder}/empty` }, { status: 200, headers: { 'Content-Type': 'application/x-empty' } })
  .signed('HeadText', api, { method: 'HEAD', path: `${folder}/readme.txt` },
    { status: 200, headers: { 'Content-Type': TEXT_TYPE, 'ETag': TEXT_ETAG, 'x-object-size': `${TEXT.length}`, Timestamp } })
  .signed('RangeStaysPartial', api, { path: `${folder}/readme.txt`, headers: { Range: 'bytes=0-4' } },
    { status: 206, headers: { 'Content-Range': `bytes 0-4/${TEXT.length}` }, body: 'Hello' })
  .signed('UnchangedStaysUnchanged', api, { path: `${folder}/readme.txt`, headers: { 'If-None-Match': TEXT_ETAG } }, { status: 304 })

  .signed('UnknownItemIs400', api, { path: `${folder}/unknown` }, s3Error(400, 'NoSuchKey'))
  .signed('UnknownFolderIs400', api, { path: `${folder}-unknown` }, s3Error(400, 'NoSuchBucket'))
  .signed('OperationNotSwitchedOnIs400', api, { method: 'DELETE', path: `${folder}/readme.txt?uploadId=none` }, s3Error(400, 'AccessDenied'))
  .stored('ItIsNoDeleteObject', folder, 'readme.txt', TEXT)
  .signed('DeleteFullFolderIs400', api, { method: 'DELETE', path: folder }, s3Error(400, 'BucketNotEmpty'));

for (const [name, item] of [['DeleteText', 'readme.txt'], ['DeletePng', 'images/four%20pixels.png'], ['DeleteEmpty', 'empty']]) {
  test.signed(name, api, { method: 'DELETE', path: `${folder}/${item}` }, { status: 200, headers: { Timestamp } });
}
test.signed('DeleteFolder', api, { method: 'DELETE', path: folder }, { status: 200, headers: { Timestamp } });
