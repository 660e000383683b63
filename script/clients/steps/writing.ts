import { ABOVE } from '../client';
import { Buckets, fails, from, Step, text, works } from '../step';

const MIB = 1024 * 1024;
const AWKWARD = 'copies/grüße + 100%.txt';
/** As it stands in the header. */
const source = (bucket: string, key: string) => `${bucket}/${encodeURIComponent(key)}`;

const copies = ({ own: Bucket, versioned }: Buckets): Step[] => [
  works('an object to copy', 'PutObject', { Bucket, Key: AWKWARD, Body: text('copied'), ContentType: 'text/x-it', Metadata: { title: 'of the source' } }),
  works('a copy', 'CopyObject', { Bucket, Key: 'copies/copy', CopySource: source(Bucket, AWKWARD) }),
  works('the copy', 'GetObject', { Bucket, Key: 'copies/copy' }),
  works('a copy with other things to say', 'CopyObject', {
    Bucket, Key: 'copies/other', CopySource: source(Bucket, AWKWARD), MetadataDirective: 'REPLACE', ContentType: 'text/x-other', Metadata: { title: 'another' },
  }),
  works('the copy with other things to say', 'HeadObject', { Bucket, Key: 'copies/other' }),
  works('a copy to another bucket', 'CopyObject', { Bucket: versioned, Key: AWKWARD, CopySource: source(Bucket, AWKWARD) }),
  works('the copy in another bucket', 'GetObject', { Bucket: versioned, Key: AWKWARD }),
  fails('NoSuchKey', 'a copy of nothing', 'CopyObject', { Bucket, Key: 'copies/none', CopySource: source(Bucket, 'nothing') }),
  fails('PreconditionFailed', 'a copy if it is another', 'CopyObject', { Bucket, Key: 'copies/none', CopySource: source(Bucket, AWKWARD), CopySourceIfMatch: '"another"' }),
];

const parts = ({ own: Bucket }: Buckets): Step[] => {
  const Key = 'parts/grüße.bin';
  const upload = { Bucket, Key, UploadId: from('an upload is begun', 'UploadId') };
  const part = (PartNumber: number) => ({ PartNumber, ETag: from(`part ${PartNumber} is put`, 'ETag') });
  const aborted = { Bucket, Key: 'parts/aborted', UploadId: from('an upload to abort', 'UploadId') };
  return [
    works('an upload is begun', 'CreateMultipartUpload', { Bucket, Key, ContentType: 'image/x-parts', Metadata: { title: 'in parts' } }),
    works('part 1 is put', 'UploadPart', { ...upload, PartNumber: 1, Body: { size: 5 * MIB } }),
    works('part 2 is put', 'UploadPart', { ...upload, PartNumber: 2, Body: { size: 1000 } }),
    works('a part is copied', 'UploadPartCopy', { ...upload, PartNumber: 3, CopySource: source(Bucket, AWKWARD) }),
    works('the parts are listed', 'ListParts', upload),
    works('uploads are listed', 'ListMultipartUploads', { Bucket }),
    works('the upload is completed', 'CompleteMultipartUpload', { ...upload, MultipartUpload: { Parts: [part(1), part(2)] } }),
    works('what was uploaded', 'HeadObject', { Bucket, Key }),
    works('a piece over two parts', 'GetObject', { Bucket, Key, Range: `bytes=${5 * MIB - 10}-${5 * MIB + 9}` }),
    works('all of it', 'GetObject', { Bucket, Key }),
    works('an upload to abort', 'CreateMultipartUpload', { Bucket, Key: aborted.Key }),
    works('an upload is aborted', 'AbortMultipartUpload', aborted),
    fails('NoSuchUpload', 'an upload that is no more', 'ListParts', aborted),
    works('an upload by the client', ABOVE.UPLOAD, { Bucket, Key: 'parts/uploaded', Body: { size: 12 * MIB }, PartSize: 8 * MIB }),
    works('what the client uploaded', 'HeadObject', { Bucket, Key: 'parts/uploaded' }),
    works('a download by the client', ABOVE.DOWNLOAD, { Bucket, Key: 'parts/uploaded' }),
  ];
};

const tags = ({ own: Bucket }: Buckets): Step[] => {
  const object = { Bucket, Key: 'tagged + grüße' };
  return [
    works('an object to tag', 'PutObject', { ...object, Body: text('tagged') }),
    works('tags are set', 'PutObjectTagging', { ...object, Tagging: { TagSet: [{ Key: 'team', Value: 'blue/grün + 1' }, { Key: 'empty', Value: '' }] } }),
    works('the tags', 'GetObjectTagging', object),
    works('tags are deleted', 'DeleteObjectTagging', object),
    works('no tags', 'GetObjectTagging', object),
    works('the object that was tagged', 'GetObject', object),
    fails('NoSuchKey', 'tags on nothing', 'PutObjectTagging', { Bucket, Key: 'nothing', Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } }),
  ];
};

const versions = ({ versioned: Bucket }: Buckets): Step[] => {
  const object = { Bucket, Key: 'versions/ä' };
  const old = { ...object, VersionId: from('the old version', 'VersionId') };
  return [
    works('the old version', 'PutObject', { ...object, Body: text('old') }),
    works('the new version', 'PutObject', { ...object, Body: text('new') }),
    works('versions are listed', 'ListObjectVersions', { Bucket, Prefix: 'versions/' }),
    works('the newest version', 'GetObject', object),
    works('the old version is there', 'GetObject', old),
    works('a copy of the old version', 'CopyObject', { ...object, Key: 'versions/copy', CopySource: source(Bucket, 'versions/ä') }),
    works('an object is hidden', 'DeleteObject', object),
    fails('NoSuchKey', 'the hidden object', 'GetObject', object),
    works('the marker is deleted', 'DeleteObject', { ...object, VersionId: from('an object is hidden', 'VersionId') }),
    { ...works('the object that was hidden', 'GetObject', object), needs: ['the marker is deleted'] },
    works('a version is deleted', 'DeleteObject', old),
    fails('NoSuchVersion', 'a version that is no more', 'GetObject', old),
    works('what versions are left', 'ListObjectVersions', { Bucket, Prefix: 'versions/' }),
  ];
};

/** Copies, uploads in parts, tags and versions. */
export const writingSteps = (buckets: Buckets): Step[] => [copies, parts, tags, versions].flatMap(steps => steps(buckets));
