import { ABOVE, Call, Client, Outcome, Place } from './client';
import { fetched } from './fetched';
import { MISMATCH, shownBy } from './forbidden';
import { SIZED } from './many';
import { World } from './world';

/** What a client makes of some calls. */
async function outcomes(client: Client, place: Place, calls: readonly Call[]): Promise<Outcome[]> {
  const session = await client.open(place);
  try {
    const got: Outcome[] = [];
    for (const call of calls) {
      const told = await session.call(call);
      got.push(told.output?.Url === undefined ? told : await fetched(String(told.output.Url), place));
    }
    return got;
  } finally {
    await session.close();
  }
}

const Bucket = 'many';
const head = (more: object = {}): Call => ({ operation: 'HeadObject', input: { Bucket, Key: SIZED.key, ...more } });

/** Temporary credentials: the client sends their token, in headers and in a URL, and is not let in with another. */
async function wrongTemporary(client: Client, { temporary }: World): Promise<string[]> {
  const url: Call = { operation: ABOVE.PRESIGNED_GET, input: { Bucket, Key: SIZED.key } };
  const [read, byUrl] = await outcomes(client, temporary, [{ operation: 'GetObject', input: { Bucket, Key: SIZED.key } }, url]);
  const credentials = { ...temporary.credentials, sessionToken: 'another' };
  const [listed] = await outcomes(client, { ...temporary, credentials }, [{ operation: 'ListBuckets', input: {} }]);
  const expected = shownBy(client, 'ListBuckets', MISMATCH);
  return [
    ...[read, byUrl].flatMap(({ error }) => (error === undefined ? [] : [`with temporary credentials: ${error.text}`])),
    ...listed.error?.text === expected ? [] : [`with the token of another session: must show ${JSON.stringify(expected)}, got ${JSON.stringify(listed.error?.text)}`],
  ];
}

/** Sizes of a whole and of a piece, where a HEAD tells a Content-Length of no body and where it tells that of S3. */
async function wrongSizes(client: Client, { places, sized }: World): Promise<string[]> {
  const expected = [SIZED.body.length, 4, 3];
  const got = await Promise.all([places.none, sized].map(place => outcomes(client, place, [head(), head({ Range: 'bytes=2-5' }), head({ Range: 'bytes=-3' })])));
  return got.flatMap((answers, index) => {
    const sizes = answers.map(({ output, error }) => output?.ContentLength ?? error?.text);
    return JSON.stringify(sizes) === JSON.stringify(expected) ? []
      : [`sizes by HEAD${index === 0 ? '' : ', headContentLength backend'}: must be ${JSON.stringify(expected)}, got ${JSON.stringify(sizes)}`];
  });
}

/** What the helper of a client promises besides the steps. */
export const HELPED: ReadonlyArray<(client: Client, world: World) => Promise<string[]>> = [wrongTemporary, wrongSizes];
