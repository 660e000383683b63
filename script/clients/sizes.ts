import { Call, Client, Place } from './client';
import { SIZED } from './many';
import { World } from './world';

const head = (Range?: string): Call => ({ operation: 'HeadObject', input: { Bucket: 'many', Key: SIZED.key, Range } });
const [HEADS, SIZES] = [[head(), head('bytes=2-5'), head('bytes=-3')], [SIZED.body.length, 4, 3]];

async function sizes(client: Client, place: Place): Promise<unknown[]> {
  const session = await client.open(place);
  try {
    const got: unknown[] = [];
    for (const call of HEADS) {
      const { output, error } = await session.call(call);
      got.push(output?.ContentLength ?? error?.text);
    }
    return got;
  } finally {
    await session.close();
  }
}

/** Sizes of a whole and of pieces, both where a HEAD says a Content-Length of 0 and where it says that of S3. */
export async function wrongSizes(client: Client, { places, sized }: World): Promise<string[]> {
  const got = await Promise.all([places.none, sized].map(place => sizes(client, place)));
  return got.flatMap((each, index) => (JSON.stringify(each) === JSON.stringify(SIZES) ? []
    : [`sizes by HEAD, headContentLength ${['zero', 'backend'][index]}: must be ${JSON.stringify(SIZES)}, got ${JSON.stringify(each)}`]));
}
