import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { objects, s3Error, TEXT, TEXT_ETAG, TEXT_TYPE, UNSIGNED } from './answers';
import { ProxyTest } from './proxy-test';
import { KeyPrefix, RouteValue, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';

const test = new ProxyTest('routes');
const bucket = new s3.Bucket(test.stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const Bucket = bucket.bucketName;

// URLs of one's own in front of a part of a bucket: signed writing with tags and metadata, open reading of some.
const invoices = new S3ProxyApi(test.stack, 'Invoices', {
  target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('archive/') }),
  operations: S3Operations.READ_WRITE.union(S3Operations.MULTIPART, S3Operations.VERSIONS),
  userMetadata: ['title'],
});
invoices.addRoute({ path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key: '{year}/{id}.txt', auth: S3ProxyAuth.none() });
invoices.addRoute({
  path: 'by-year/{year}/{id}/download',
  operation: S3Operation.GET_OBJECT,
  key: '{year}/{id}.txt',
  auth: S3ProxyAuth.none(),
  query: { 'response-content-disposition': RouteValue.constant('attachment'), 'response-content-type': RouteValue.query('as') },
});
const tags = { path: 'by-year/{year}/{id}/tags', key: '{year}/{id}.txt' };
invoices.addRoute({ ...tags, operation: S3Operation.GET_OBJECT_TAGGING });
invoices.addRoute({ ...tags, operation: S3Operation.PUT_OBJECT_TAGGING });
invoices.addRoute({ ...tags, operation: S3Operation.DELETE_OBJECT_TAGGING });
invoices.addRoute({ path: 'years', operation: S3Operation.LIST_OBJECTS_V2, auth: S3ProxyAuth.none() });
invoices.addRoute({
  path: 'confirm/{year}/{id}',
  httpMethod: 'POST',
  operation: S3Operation.PUT_OBJECT,
  key: '{year}/{id}.confirmed',
  requestTemplates: { 'application/json': '{"by": "$context.identity.userArn"}' },
  requestContentHandling: apigateway.ContentHandling.CONVERT_TO_TEXT,
});

const keys = ['archive/2024/one.txt', 'archive/2024/one.confirmed'];
const text = { method: 'PUT', headers: { 'Content-Type': TEXT_TYPE, 'x-amz-meta-title': 'One' }, body: TEXT };
const tagging = '<Tagging><TagSet><Tag><Key>paid</Key><Value>yes</Value></Tag></TagSet></Tagging>';
const xml = { headers: { 'Content-Type': 'application/xml' } };
const tagOf = (...values: string[]) => ({ status: 200, ...xml, extract: '<Value>([^<]*)</Value>', body: values });

test
  .signed('Upload', invoices, { ...text, path: '2024/one.txt' }, { status: 200, headers: { ETag: TEXT_ETAG } })
  .stored('StoredBelowThePrefix', Bucket, keys[0], TEXT)
  .signed('MetadataComesBack', invoices, { method: 'HEAD', path: '2024/one.txt' }, { status: 200, headers: { 'x-amz-meta-title': 'One' } })

  .unsigned('RouteIsOpen', invoices, { path: 'by-year/2024/one' }, { status: 200, headers: { 'Content-Type': TEXT_TYPE }, body: TEXT })
  .unsigned('RouteTakesRanges', invoices, { path: 'by-year/2024/one', headers: { Range: 'bytes=0-4' } }, { status: 206, body: 'Hello' })
  .unsigned('KeysOfTheTargetAreNot', invoices, { path: '2024/one.txt' }, UNSIGNED)
  .unsigned('UnknownKeyOfARouteIs404', invoices, { path: 'by-year/2024/two' }, s3Error(404, 'NoSuchKey'))
  .signed('UnknownKeyBelowThePrefixIs404', invoices, { path: '2024/two.txt' }, s3Error(404, 'NoSuchKey'))
  .unsigned('FixedAndMappedParameters', invoices, { path: 'by-year/2024/one/download?as=text%2Fx-invoice' },
    { status: 200, headers: { 'Content-Type': 'text/x-invoice', 'Content-Disposition': 'attachment' }, body: TEXT })
  .unsigned('OtherOperationsAreDenied', invoices, { path: 'by-year/2024/one?tagging=1' }, s3Error(403, 'AccessDenied'))

  .signed('PutTags', invoices, { method: 'PUT', path: 'by-year/2024/one/tags', body: tagging, ...xml }, { status: 200 })
  .signed('GetTags', invoices, { path: 'by-year/2024/one/tags' }, tagOf('yes'))
  .signed('DeleteTagsIsNoDelete', invoices, { method: 'DELETE', path: 'by-year/2024/one/tags' }, { status: 204 })
  .signed('TagsAreGone', invoices, { path: 'by-year/2024/one/tags' }, tagOf())
  .stored('ObjectIsThere', Bucket, keys[0], TEXT)

  // list-type=2 stands in the URL that S3 is called with, and prefix is mapped beside it: StartAfter is of that version alone.
  .unsigned('ListByARoute', invoices, { path: 'years?prefix=2024%2F&start-after=archive%2F2024%2Fa' }, objects(keys[0]))
  .unsigned('SelectorOfTheUrlArrives', invoices, { path: 'years?start-after=archive%2F2024%2Fp' }, objects())
  .unsigned('ListOfARouteIsBelowThePrefix', invoices, { path: 'years' }, objects(keys[0]))

  .signed('TemplateMakesTheBody', invoices, { method: 'POST', path: 'confirm/2024/one', headers: { 'Content-Type': 'application/json' }, body: '{}' }, { status: 200 })
  .signed('TemplateSawTheCaller', invoices, { path: '2024/one.confirmed' }, { status: 200, extract: '"by": "(arn:aws:)', body: ['arn:aws:'] })
  .signed('UploadsInPartsAreListed', invoices, { path: '?uploads=1' }, { status: 200, ...xml, extract: '<UploadId>([^<]*)</UploadId>', body: [] });

keys.forEach((Key, index) => test.s3(`Delete${index}`, 'deleteObject', { Bucket, Key }));
test.s3('NothingElseIsStored', 'listObjectsV2', { Bucket }, { KeyCount: 0 });
