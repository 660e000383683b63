import { fails, KEY, LEAST_PART, Scenes, Stage, TEXT, works } from '../scene';

const NO_BUCKET = false;
const NO_UPLOAD = '4f1b1b0e-0000-4000-8000-000000000000';
const nowhere = () => ({ Key: KEY, UploadId: NO_UPLOAD });

async function begun(stage: Stage) {
  const { Key, UploadId } = await stage.upload();
  return { Key, UploadId };
}

async function ready(stage: Stage, bodies: readonly (string | Buffer)[] = [TEXT]) {
  const { Key, UploadId, Parts } = await stage.upload(KEY, bodies);
  return { Key, UploadId, MultipartUpload: { Parts } };
}

async function copied(stage: Stage) {
  await stage.put('source', { Body: 'the source of a part' });
  return { ...await begun(stage), PartNumber: 1, CopySource: stage.source('source') };
}

/** Uploads in parts. */
export const MULTIPART_SCENES = {
  CreateMultipartUpload: [
    works('of a key alone', () => ({ Key: KEY })),
    works('with all that there is to say', () => ({
      Key: KEY,
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentLanguage: 'en',
      Metadata: { title: 'blue' },
      Tagging: 'team=blue',
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    })),
    fails('InvalidRequest', 'with a checksum that there is not', () => ({ Key: KEY, ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' })),
    fails('NoSuchBucket', 'in no bucket', () => ({ Key: KEY }), NO_BUCKET),
  ],
  UploadPart: [
    works('the first', async stage => ({ ...await begun(stage), PartNumber: 1, Body: TEXT })),
    works('with its checksum', async stage => {
      const { Key, UploadId } = await stage.upload(KEY, [], { ChecksumAlgorithm: 'SHA256' });
      return { Key, UploadId, PartNumber: 2, Body: TEXT, ChecksumAlgorithm: 'SHA256' };
    }),
    fails('BadDigest', 'with a wrong checksum', async stage => ({ ...await begun(stage), PartNumber: 1, Body: TEXT, ChecksumCRC32: 'AAAAAA==' })),
    fails('InvalidArgument', 'of no such number', async stage => ({ ...await begun(stage), PartNumber: 10001, Body: TEXT })),
    fails('NoSuchUpload', 'of no upload', () => ({ ...nowhere(), PartNumber: 1, Body: TEXT })),
    fails('NoSuchBucket', 'in no bucket', () => ({ ...nowhere(), PartNumber: 1, Body: TEXT }), NO_BUCKET),
  ],
  UploadPartCopy: [
    works('of an object', copied),
    works('of some bytes', async stage => ({ ...await copied(stage), CopySourceRange: 'bytes=4-9' })),
    fails('InvalidArgument', 'of bytes that are none', async stage => ({ ...await copied(stage), CopySourceRange: 'bytes=9-4' })),
    fails('NoSuchKey', 'of what is not there', async stage => ({ ...await begun(stage), PartNumber: 1, CopySource: stage.source('never') })),
    fails('PreconditionFailed', 'of another', async stage => ({ ...await copied(stage), CopySourceIfMatch: '"another"' })),
    fails('NoSuchUpload', 'of no upload', async stage => ({ ...await copied(stage), ...nowhere() })),
  ],
  ListParts: [
    works('two', async stage => {
      const { Key, UploadId } = await stage.upload(KEY, [TEXT, 'another part']);
      return { Key, UploadId };
    }),
    works('after one, one at most', async stage => {
      const { Key, UploadId } = await stage.upload(KEY, ['1', '2', '3']);
      return { Key, UploadId, PartNumberMarker: '1', MaxParts: 1 };
    }),
    fails('NoSuchUpload', 'of no upload', nowhere),
  ],
  CompleteMultipartUpload: [
    works('of one part', ready),
    works('of two parts', stage => ready(stage, [LEAST_PART, TEXT])),
    works('of its size', async stage => ({ ...await ready(stage), MpuObjectSize: TEXT.length })),
    fails('InvalidRequest', 'of another size', async stage => ({ ...await ready(stage), MpuObjectSize: 1 })),
    works('that is new', async stage => ({ ...await ready(stage), IfNoneMatch: '*' })),
    fails('PreconditionFailed', 'that is not new', async stage => {
      await stage.put();
      return { ...await ready(stage), IfNoneMatch: '*' };
    }),
    fails('InvalidPart', 'of a part that is not there', async stage => ({ ...await begun(stage), MultipartUpload: { Parts: [{ ETag: '"never"', PartNumber: 1 }] } })),
    fails('InvalidPartOrder', 'of parts in disorder', async stage => {
      const { MultipartUpload: { Parts }, ...upload } = await ready(stage, [LEAST_PART, LEAST_PART]);
      return { ...upload, MultipartUpload: { Parts: Parts.reverse() } };
    }),
    fails('EntityTooSmall', 'of a small part and another', stage => ready(stage, [TEXT, TEXT])),
    fails('MalformedXML', 'of nothing', async stage => ({ ...await begun(stage), MultipartUpload: { Parts: [] } })),
    fails('NoSuchUpload', 'of no upload', async stage => ({ ...await ready(stage), ...nowhere() })),
  ],
  AbortMultipartUpload: [
    works('with a part', async stage => {
      await stage.put();
      const { Key, UploadId } = await stage.upload(KEY, [TEXT]);
      return { Key, UploadId };
    }),
    fails('NoSuchUpload', 'of no upload', nowhere),
    fails('NoSuchBucket', 'in no bucket', nowhere, NO_BUCKET),
  ],
} satisfies Partial<Scenes>;
