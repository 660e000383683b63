import { ABOVE } from '../client';
import { Buckets, fails, from, NOT_MODIFIED, Step, text, works } from '../step';

const [LONG_AGO, FAR_AWAY] = ['2001-02-03T04:05:06Z', '2099-02-03T04:05:06Z'];
const ETag = from('an object to read', 'ETag');
const FAILED = ['PreconditionFailed', '412', 'Precondition Failed'];
const NO_RANGE = ['InvalidRange', '416', 'Requested Range Not Satisfiable'];

/** Parts of objects, on conditions, and lists of more than a page. */
export const readingSteps = ({ own: Bucket, many }: Buckets): Step[] => {
  const object = { Bucket, Key: 'read' };
  return [
    works('an object to read', 'PutObject', { ...object, Body: text('0123456789') }),
    works('the first bytes', 'GetObject', { ...object, Range: 'bytes=0-3' }),
    works('the last bytes', 'GetObject', { ...object, Range: 'bytes=-4' }),
    works('from a byte on', 'GetObject', { ...object, Range: 'bytes=5-' }),
    fails(NO_RANGE, 'bytes past the end', 'GetObject', { ...object, Range: 'bytes=1000-' }),
    works('if it is this one', 'GetObject', { ...object, IfMatch: ETag }),
    works('if it is not another', 'GetObject', { ...object, IfNoneMatch: '"another"' }),
    works('if it changed since', 'GetObject', { ...object, IfModifiedSince: LONG_AGO }),
    works('if it did not change since', 'HeadObject', { ...object, IfUnmodifiedSince: FAR_AWAY }),
    fails(FAILED, 'if it is another', 'GetObject', { ...object, IfMatch: '"another"' }),
    fails(NOT_MODIFIED, 'if it is not this one', 'GetObject', { ...object, IfNoneMatch: ETag }),
    fails(NOT_MODIFIED, 'if it is not this one, by HEAD', 'HeadObject', { ...object, IfNoneMatch: ETag }),
    fails(FAILED, 'if it did not change since long ago', 'HeadObject', { ...object, IfUnmodifiedSince: LONG_AGO }),
    works('put if there is none', 'PutObject', { Bucket, Key: 'new', Body: text('1'), IfNoneMatch: '*' }),
    fails(FAILED, 'put if there is none, but there is', 'PutObject', { Bucket, Key: 'new', Body: text('2'), IfNoneMatch: '*' }),
    fails(FAILED, 'put over another', 'PutObject', { Bucket, Key: 'new', Body: text('3'), IfMatch: '"another"' }),
    works('what is there is as it was', 'GetObject', { Bucket, Key: 'new' }),
    works('the first page', 'ListObjectsV2', { Bucket: many, Prefix: 'many/' }),
    works('the second page', 'ListObjectsV2', { Bucket: many, Prefix: 'many/', ContinuationToken: from('the first page', 'NextContinuationToken') }),
    works('the second page, by marker', 'ListObjects', { Bucket: many, Prefix: 'many/', Marker: 'many/0999' }),
    works('all pages', ABOVE.LIST_ALL, { Bucket: many, Prefix: 'many/' }),
  ];
};
