import { ABOVE, Call, Client, Outcome, Place } from './client';
import { fetched } from './fetched';
import { MISMATCH, shownBy } from './forbidden';
import { SIZED } from './many';
import { World } from './world';

const LISTING: Call = { operation: 'ListObjectsV2', input: { Bucket: 'many', MaxKeys: 3 } };
const URL: Call = { operation: ABOVE.PRESIGNED_GET, input: { Bucket: 'many', Key: SIZED.key } };

async function done(client: Client, place: Place, call: Call): Promise<Outcome> {
  const session = await client.open(place);
  try {
    const told = await session.call(call);
    return told.output?.Url === undefined ? told : await fetched(String(told.output.Url), place);
  } finally {
    await session.close();
  }
}

/** Temporary credentials: the client sends and signs their token, in a URL too, and is not let in with another or with none. */
export async function wrongTemporary(client: Client, { temporary }: World): Promise<string[]> {
  const calls = client.can?.(URL.operation, URL.input, 'iam') ? [LISTING, URL] : [LISTING];
  const outcomes = await Promise.all(calls.map(call => done(client, temporary, call)));
  const wrong = outcomes.flatMap(({ error }, index) => (error === undefined ? [] : [`with temporary credentials, ${calls[index].operation}: ${error.text}`]));
  const expected = shownBy(client, LISTING.operation, MISMATCH);
  for (const sessionToken of ['another', undefined]) {
    const refused = await done(client, { ...temporary, credentials: { ...temporary.credentials, sessionToken } }, LISTING);
    if (refused.error?.text !== expected) {
      wrong.push(`with the session token ${sessionToken}: must show ${JSON.stringify(expected)}, got ${JSON.stringify(refused.error?.text)}`);
    }
  }
  return wrong;
}
