import { Auth, Client, Place } from './client';
import { MISMATCH, shownBy } from './forbidden';

interface Refusal {
  /** What somebody has that is not let in. */
  readonly wrong: Partial<Place>;
  readonly code: string;
  readonly message: string;
}

const REFUSALS: Partial<Record<Auth, Refusal>> = {
  iam: {
    wrong: { region: 'eu-west-1' },
    ...MISMATCH,
  },
  key: {
    wrong: { apiKey: 'of-somebody-else-000001' },
    code: 'AccessDenied',
    message: 'An API key that is valid here must be sent in x-api-key.',
  },
  bearer: {
    wrong: { token: 'x.y.z' },
    code: 'AccessDenied',
    message: 'A token that is valid here must be sent: it is missing, malformed, expired, or for something else.',
  },
};

/** Whoever is not let in sees why, too; undefined where everybody is. */
export async function wrongRefusal(client: Client, place: Place): Promise<string[] | undefined> {
  const refusal = REFUSALS[place.auth];
  if (refusal === undefined) {
    return undefined;
  }
  const session = await client.open({ ...place, ...refusal.wrong });
  try {
    const { error } = await session.call({ operation: 'ListBuckets', input: {} });
    const expected = shownBy(client, 'ListBuckets', refusal);
    return error?.text === expected ? [] : [`with ${JSON.stringify(refusal.wrong)}: must show ${JSON.stringify(expected)}, got ${JSON.stringify(error?.text)}`];
  } finally {
    await session.close();
  }
}
