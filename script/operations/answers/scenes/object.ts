import { fails, KEY, Scenes, Stage, TEXT, works } from '../scene';

const NO_BUCKET = false;
const LOCKED = { ObjectLockEnabledForBucket: true };
const LONG_AGO = new Date('2001-02-03T04:05:06Z');
const FAR_AWAY = new Date('2099-02-03T04:05:06Z');
const ANY_BYTES = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));

const AWKWARD = 'a+b%41/?c=d&e;f #\'"@$,:~!*()[]{}|^`\\<>';

const itself = () => ({ Key: KEY });

async function there(stage: Stage) {
  await stage.put();
  return { Key: KEY };
}

/** All that can be said of an object when it is stored. */
const SAID = {
  ContentType: 'text/plain; charset=utf-8',
  ContentDisposition: 'attachment; filename="a.txt"',
  ContentLanguage: 'de-CH',
  CacheControl: 'max-age=60, private',
  Expires: FAR_AWAY,
  Metadata: { 'title': 'two words', 'other-name': 'blue' },
  Tagging: 'team=blue&size=1',
  StorageClass: 'STANDARD' as const,
};

async function described(stage: Stage) {
  await stage.put(KEY, { ...SAID, ContentEncoding: 'gzip' });
  return { Key: KEY };
}

async function twoVersions(stage: Stage) {
  await stage.keepVersions();
  const { VersionId } = await stage.put(KEY, { Body: 'the old one' });
  await stage.put(KEY, { Body: 'the new one' });
  return { Key: KEY, VersionId };
}

async function marker(stage: Stage) {
  await twoVersions(stage);
  const { VersionId } = await stage.send('DeleteObject', { Key: KEY });
  return { Key: KEY, VersionId };
}

async function held(stage: Stage, Mode: 'GOVERNANCE' | 'COMPLIANCE' = 'GOVERNANCE') {
  const { VersionId } = await stage.put(KEY, { ObjectLockMode: Mode, ObjectLockRetainUntilDate: FAR_AWAY });
  return { Key: KEY, VersionId };
}

const etag = async (stage: Stage) => (await stage.put()).ETag;

type Reading = 'GetObject' | 'HeadObject';

/** What reading and looking at an object have in common. */
const readings = (noKey: string, noPrecondition: string, noMethod: string, noRange: string) => [
  works<Reading>('with all that was said of it', described),
  works<Reading>('any bytes', async stage => {
    await stage.put(KEY, { Body: ANY_BYTES, ContentType: 'image/png' });
    return { Key: KEY };
  }),
  works<Reading>('of an awkward name', async stage => {
    await stage.put(AWKWARD);
    return { Key: AWKWARD };
  }),
  works<Reading>('of the expected owner', async stage => {
    const { Owner } = await stage.send('GetBucketAcl', {});
    return { ...await there(stage), ExpectedBucketOwner: Owner?.ID };
  }),
  works<Reading>('nothing in it', async stage => {
    await stage.put(KEY, { Body: Buffer.alloc(0) });
    return { Key: KEY };
  }),
  works<Reading>('the first bytes', async stage => ({ ...await described(stage), Range: 'bytes=0-3' })),
  works<Reading>('the last bytes', async stage => ({ ...await there(stage), Range: 'bytes=-4' })),
  works<Reading>('from a byte on', async stage => ({ ...await there(stage), Range: 'bytes=5-' })),
  works<Reading>('with its checksum', async stage => {
    await stage.put(KEY, { ChecksumAlgorithm: 'SHA256' });
    return { Key: KEY, ChecksumMode: 'ENABLED' };
  }),
  works<Reading>('a part of it', async stage => {
    const { Parts, ...upload } = await stage.upload(KEY, [TEXT]);
    await stage.send('CompleteMultipartUpload', { ...upload, MultipartUpload: { Parts } });
    return { Key: KEY, PartNumber: 1 };
  }),
  works<Reading>('an old version', twoVersions),
  works<Reading>('by other names', async stage => ({
    ...await there(stage),
    ResponseContentType: 'text/x-other',
    ResponseContentDisposition: 'inline; filename="ä.txt"',
    ResponseCacheControl: 'no-store',
    ResponseContentLanguage: 'fr',
    ResponseContentEncoding: 'identity',
    ResponseExpires: LONG_AGO,
  })),
  works<Reading>('that is this one', async stage => ({ Key: KEY, IfMatch: await etag(stage) })),
  works<Reading>('that is not another', async stage => ({ ...await there(stage), IfNoneMatch: '"another"' })),
  works<Reading>('that changed', async stage => ({ ...await there(stage), IfModifiedSince: LONG_AGO })),
  works<Reading>('that will not have changed', async stage => ({ ...await there(stage), IfUnmodifiedSince: FAR_AWAY })),
  works<Reading>('that is held', held, LOCKED),
  fails<Reading>('304', 'that has not changed', async stage => ({ Key: KEY, IfNoneMatch: await etag(stage) })),
  fails<Reading>(noPrecondition, 'that is not this one', async stage => ({ ...await there(stage), IfMatch: '"another"' })),
  fails<Reading>(noPrecondition, 'that has changed', async stage => ({ ...await there(stage), IfUnmodifiedSince: LONG_AGO })),
  fails<Reading>(noRange, 'past its end', async stage => ({ ...await there(stage), Range: 'bytes=1000-' })),
  fails<Reading>(noKey, 'that is not there', itself),
  fails<Reading>(noKey, 'that was deleted', async stage => ({ Key: (await marker(stage)).Key })),
  fails<Reading>(noMethod, 'the marker that it was deleted', marker),
];

/** Objects, their versions and what is set on them. */
export const OBJECT_SCENES = {
  GetObject: [
    ...readings('NoSuchKey', 'PreconditionFailed', 'MethodNotAllowed', 'InvalidRange'),
    fails('NoSuchVersion', 'of no such version', async stage => ({ ...await there(stage), VersionId: '01BX5ZZKBKACTAV9WEVGEMMVRZ' })),
    fails('NoSuchBucket', 'of no bucket', itself, NO_BUCKET),
  ],
  HeadObject: [
    ...readings('NotFound', '412', '405', '416'),
    fails('NotFound', 'of no bucket', itself, NO_BUCKET),
  ],
  PutObject: [
    works('text', () => ({ Key: KEY, Body: TEXT })),
    works('with all that there is to say', () => ({ Key: KEY, Body: TEXT, ...SAID })),
    works('any bytes', () => ({ Key: KEY, Body: ANY_BYTES, ContentType: 'application/json' })),
    works('nothing', () => ({ Key: KEY, Body: Buffer.alloc(0) })),
    works('over another, with versions', async stage => ({ Key: (await twoVersions(stage)).Key, Body: TEXT })),
    works('of an awkward name', () => ({ Key: AWKWARD, Body: TEXT })),
    works('that is new', () => ({ Key: KEY, Body: TEXT, IfNoneMatch: '*' })),
    works('over this one', async stage => ({ Key: KEY, Body: 'new', IfMatch: await etag(stage) })),
    works('that is held', () => ({
      Key: KEY, Body: TEXT, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: FAR_AWAY, ObjectLockLegalHoldStatus: 'ON',
    }), LOCKED),
    ...(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const).map(ChecksumAlgorithm =>
      works<'PutObject'>(`with a ${ChecksumAlgorithm}`, () => ({ Key: KEY, Body: TEXT, ChecksumAlgorithm }))),
    fails('BadDigest', 'with a wrong checksum', () => ({ Key: KEY, Body: TEXT, ChecksumCRC32: 'AAAAAA==' })),
    fails('PreconditionFailed', 'that is not new', async stage => ({ ...await there(stage), Body: 'new', IfNoneMatch: '*' })),
    fails('PreconditionFailed', 'over another', async stage => ({ ...await there(stage), Body: 'new', IfMatch: '"another"' })),
    fails('InvalidTag', 'with a tag that is too long', () => ({ Key: KEY, Body: TEXT, Tagging: `${'a'.repeat(129)}=1` })),
    fails('InvalidRequest', 'held where nothing is', () => ({ Key: KEY, Body: TEXT, ObjectLockLegalHoldStatus: 'ON' })),
    fails('NoSuchBucket', 'in no bucket', () => ({ Key: KEY, Body: TEXT }), NO_BUCKET),
  ],
  DeleteObject: [
    works('that is there', there),
    works('that is not there', itself),
    works('with versions', async stage => ({ Key: (await twoVersions(stage)).Key })),
    works('an old version', twoVersions),
    works('the marker that it was deleted', marker),
    works('that is held, all the same', async stage => ({ ...await held(stage), BypassGovernanceRetention: true }), LOCKED),
    works('of an awkward name', async stage => {
      await stage.put(AWKWARD);
      return { Key: AWKWARD };
    }),
    works('that is this one', async stage => ({ Key: KEY, IfMatch: await etag(stage) })),
    fails('PreconditionFailed', 'that is another', async stage => ({ ...await there(stage), IfMatch: '"another"' })),
    fails('AccessDenied', 'that is held', held, LOCKED),
    fails('NoSuchBucket', 'of no bucket', itself, NO_BUCKET),
  ],
  DeleteObjects: [
    works('two, and one that is not there', async stage => {
      for (const key of ['a', 'b & c', 'stays']) await stage.put(key);
      return { Delete: { Objects: [{ Key: 'a' }, { Key: 'b & c' }, { Key: 'never' }] } };
    }),
    works('quietly', async stage => ({ ...await there(stage), Delete: { Quiet: true, Objects: [{ Key: KEY }] } })),
    works('an old version', async stage => ({ Delete: { Objects: [await twoVersions(stage)] } })),
    works('one that is held beside one that is not', async stage => {
      const other = await stage.put('other');
      return { Delete: { Objects: [await held(stage), { Key: 'other', VersionId: other.VersionId }] } };
    }, LOCKED),
    fails('NoSuchBucket', 'of no bucket', () => ({ Delete: { Objects: [{ Key: KEY }] } }), NO_BUCKET),
  ],
  CopyObject: [
    works('of the bucket', async stage => {
      await stage.put(KEY, SAID);
      return { Key: 'copy', CopySource: stage.source() };
    }),
    works('with other things to say', async stage => {
      await stage.put(KEY, SAID);
      return {
        Key: 'copy',
        CopySource: stage.source(),
        MetadataDirective: 'REPLACE',
        Metadata: { title: 'red' },
        ContentType: 'text/x-copy',
        CacheControl: 'no-store',
        TaggingDirective: 'REPLACE',
        Tagging: 'team=red',
        ChecksumAlgorithm: 'SHA256',
      };
    }),
    works('of an old version', async stage => ({ Key: 'copy', CopySource: `${stage.source()}?versionId=${(await twoVersions(stage)).VersionId}` })),
    works('of another bucket', async stage => {
      const Bucket = `${stage.bucket}-other`;
      await stage.send('CreateBucket', { Bucket });
      await stage.send('PutObject', { Bucket, Key: AWKWARD, Body: TEXT });
      return { Key: AWKWARD, CopySource: encodeURIComponent(`${Bucket}/${AWKWARD}`) };
    }),
    works('of this one', async stage => ({ Key: 'copy', CopySource: stage.source(), CopySourceIfMatch: await etag(stage), CopySourceIfModifiedSince: LONG_AGO })),
    fails('PreconditionFailed', 'of another', async stage => ({ ...await there(stage), Key: 'copy', CopySource: stage.source(), CopySourceIfMatch: '"another"' })),
    fails('NoSuchKey', 'of what is not there', stage => ({ Key: 'copy', CopySource: stage.source() })),
    fails('InvalidRequest', 'onto itself', async stage => ({ ...await there(stage), CopySource: stage.source() })),
  ],

  GetObjectAttributes: [
    ...(['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const).map(attribute => works<'GetObjectAttributes'>(attribute, async stage => {
      await stage.put(KEY, { ChecksumAlgorithm: 'SHA1' });
      return { Key: KEY, ObjectAttributes: [attribute] };
    })),
    works('of an old version', async stage => ({ ...await twoVersions(stage), ObjectAttributes: ['ObjectSize'] })),
    fails('InvalidArgument', 'that is none', async stage => ({ ...await there(stage), ObjectAttributes: ['Weight' as 'ETag'] })),
    fails('NoSuchKey', 'of what is not there', () => ({ Key: KEY, ObjectAttributes: ['ETag'] })),
  ],
  PutObjectTagging: [
    works('two tags', async stage => ({ ...await there(stage), Tagging: { TagSet: [{ Key: 'team', Value: 'blue/grün + 1' }, { Key: 'empty', Value: '' }] } })),
    works('on an old version', async stage => ({ ...await twoVersions(stage), Tagging: { TagSet: [{ Key: 'old', Value: 'yes' }] } })),
    fails('InvalidTag', 'one tag twice', async stage => ({ ...await there(stage), Tagging: { TagSet: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] } })),
    fails('NoSuchKey', 'on what is not there', () => ({ Key: KEY, Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } })),
  ],
  GetObjectTagging: [
    works('two tags', described),
    works('none', there),
    works('of an old version', twoVersions),
    fails('NoSuchKey', 'of what is not there', itself),
    fails('NoSuchBucket', 'of no bucket', itself, NO_BUCKET),
  ],
  DeleteObjectTagging: [
    works('two tags', described),
    works('of an old version', twoVersions),
    fails('NoSuchKey', 'of what is not there', itself),
  ],
  PutObjectLegalHold: [
    works('on', async stage => ({ ...await there(stage), LegalHold: { Status: 'ON' } }), LOCKED),
    fails('InvalidRequest', 'where nothing is held', async stage => ({ ...await there(stage), LegalHold: { Status: 'ON' } })),
    fails('MalformedXML', 'neither on nor off', async stage => ({ ...await there(stage), LegalHold: { Status: 'PERHAPS' as 'ON' } }), LOCKED),
  ],
  GetObjectLegalHold: [
    works('on', async stage => {
      await stage.put(KEY, { ObjectLockLegalHoldStatus: 'ON' });
      return { Key: KEY };
    }, LOCKED),
    fails('NoSuchObjectLockConfiguration', 'never set', there, LOCKED),
  ],
  PutObjectRetention: [
    works('for long', async stage => ({ ...await there(stage), Retention: { Mode: 'GOVERNANCE', RetainUntilDate: FAR_AWAY } }), LOCKED),
    works('for less, all the same', async stage => ({
      ...await held(stage), BypassGovernanceRetention: true, Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2098-01-01T00:00:00Z') },
    }), LOCKED),
    fails('AccessDenied', 'for less', async stage => ({
      ...await held(stage, 'COMPLIANCE'), Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date('2098-01-01T00:00:00Z') },
    }), LOCKED),
    fails('InvalidArgument', 'until long ago', async stage => ({ ...await there(stage), Retention: { Mode: 'GOVERNANCE', RetainUntilDate: LONG_AGO } }), LOCKED),
  ],
  GetObjectRetention: [
    works('for long', held, LOCKED),
    fails('NoSuchObjectLockConfiguration', 'never set', there, LOCKED),
  ],
} satisfies Partial<Scenes>;
