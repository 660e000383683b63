import { fails, KEY, Scenes, Stage, works } from '../scene';

const NO_BUCKET = false;
const NAMES = [KEY, 'a', 'b/1', 'b/2', 'b/c/3', 'ü & <xml>', 'z'];

async function stored(stage: Stage, names: readonly string[] = NAMES) {
  for (const name of names) await stage.put(name);
  return {};
}

/** Two versions of one, and another that was deleted. */
async function versioned(stage: Stage) {
  await stage.keepVersions();
  await stored(stage, ['a', 'a', 'b/1', 'b/2', 'ü & <xml>']);
  await stage.send('DeleteObject', { Key: 'b/1' });
  return {};
}

async function begun(stage: Stage) {
  for (const name of ['a', 'b/1', 'b/2', 'ü & <xml>']) await stage.upload(name);
  return {};
}

export const LISTING_SCENES = {
  ListObjects: [
    works('all', stored),
    works('none', () => ({})),
    works('by folders', async stage => ({ ...await stored(stage), Delimiter: '/' })),
    works('of one folder', async stage => ({ ...await stored(stage), Prefix: 'b/', Delimiter: '/' })),
    works('after one, two at most', async stage => ({ ...await stored(stage), Marker: 'b/1', MaxKeys: 2 })),
    works('escaped', async stage => ({ ...await stored(stage), EncodingType: 'url', Delimiter: '/', Prefix: 'ü' })),
    works('of a prefix that has to be escaped', async stage => ({ ...await stored(stage), Prefix: 'ü & <', Delimiter: '>' })),
    fails('InvalidArgument', 'fewer than none', () => ({ MaxKeys: -1 })),
    fails('NoSuchBucket', 'of no bucket', () => ({}), NO_BUCKET),
  ],
  ListObjectsV2: [
    works('all', stored),
    works('none', () => ({})),
    works('with their owners', async stage => ({ ...await stored(stage), FetchOwner: true })),
    works('with attributes', async stage => ({ ...await stored(stage), OptionalObjectAttributes: ['RestoreStatus'] })),
    works('by folders', async stage => ({ ...await stored(stage), Delimiter: '/', MaxKeys: 3 })),
    works('after one', async stage => ({ ...await stored(stage), StartAfter: 'b/1', EncodingType: 'url' })),
    works('the page after', async stage => {
      await stored(stage);
      const { NextContinuationToken } = await stage.send('ListObjectsV2', { MaxKeys: 3 });
      return { ContinuationToken: NextContinuationToken, MaxKeys: 3 };
    }),
    fails('InvalidArgument', 'fewer than none', () => ({ MaxKeys: -1 })),
    fails('NoSuchBucket', 'of no bucket', () => ({}), NO_BUCKET),
  ],
  ListObjectVersions: [
    works('all', versioned),
    works('of a bucket without', stored),
    works('by folders', async stage => ({ ...await versioned(stage), Delimiter: '/' })),
    works('of one folder', async stage => ({ ...await versioned(stage), Prefix: 'b/', EncodingType: 'url' })),
    works('the page after', async stage => {
      await versioned(stage);
      const { NextKeyMarker, NextVersionIdMarker } = await stage.send('ListObjectVersions', { MaxKeys: 1 });
      return { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker, MaxKeys: 2 };
    }),
    fails('NoSuchBucket', 'of no bucket', () => ({}), NO_BUCKET),
  ],
  ListMultipartUploads: [
    works('all', begun),
    works('none', () => ({})),
    works('of one folder', async stage => ({ ...await begun(stage), Prefix: 'b/', MaxUploads: 1 })),
    works('after one', async stage => ({ ...await begun(stage), KeyMarker: 'b/1' })),
    works('by folders', async stage => ({ ...await begun(stage), Delimiter: '/', EncodingType: 'url' })),
    fails('InvalidArgument', 'after an upload that is not there', async stage => ({ ...await begun(stage), KeyMarker: 'b/1', UploadIdMarker: 'never' })),
    fails('InvalidArgument', 'fewer than none', () => ({ MaxUploads: -1 })),
    fails('NoSuchBucket', 'of no bucket', () => ({}), NO_BUCKET),
  ],
} satisfies Partial<Scenes>;
