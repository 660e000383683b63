import { Call, Client, Outcome, Place } from './client';
import { MISMATCH, shownBy } from './forbidden';
import { World } from './world';

const LISTING: Call = { operation: 'ListObjectsV2', input: { Bucket: 'many', MaxKeys: 3 } };

async function listed(client: Client, place: Place): Promise<Outcome> {
  const session = await client.open(place);
  try {
    return await session.call(LISTING);
  } finally {
    await session.close();
  }
}

/** Temporary credentials: the client sends and signs their token, and is not let in with another or with none. */
export async function wrongTemporary(client: Client, { temporary }: World): Promise<string[]> {
  const { error } = await listed(client, temporary);
  const wrong = error === undefined ? [] : [`with temporary credentials: ${error.text}`];
  const expected = shownBy(client, LISTING.operation, MISMATCH);
  for (const sessionToken of ['another', undefined]) {
    const refused = await listed(client, { ...temporary, credentials: { ...temporary.credentials, sessionToken } });
    if (refused.error?.text !== expected) {
      wrong.push(`with the session token ${sessionToken}: must show ${JSON.stringify(expected)}, got ${JSON.stringify(refused.error?.text)}`);
    }
  }
  return wrong;
}
