import { difference, Expected, PASSES } from './answers';
import { KindName } from './kinds';
import { Door, World } from './world';
import { raw, RawAnswer, RawRequest } from '../../../local/test/support/gateway';
import { callStore } from '../../../local/test/support/store';
import { Findings } from '../../suites/findings';

const CONTENT = 'what everybody is after';

const NAMES = ['read', 'head', 'list', 'write', 'delete'] as const;
export type RequestName = typeof NAMES[number];

interface Asked extends RawRequest {
  readonly method: string;
  /** What the body of a success has. */
  readonly shows?: string;
  /** What the store then has got. */
  readonly leaves?: string;
}

/** What is asked for with each credential. */
const REQUESTS: Readonly<Record<RequestName, Asked>> = {
  read: { method: 'GET', target: '/prod/there', shows: CONTENT },
  head: { method: 'HEAD', target: '/prod/there' },
  list: { method: 'GET', target: '/prod/?list-type=2', shows: '<Key>there</Key>' },
  write: { method: 'PUT', target: '/prod/new', body: 'new', leaves: 'Version of new' },
  delete: { method: 'DELETE', target: '/prod/doomed', leaves: 'DeleteMarker of doomed' },
};

/** A credential, and the rule of what comes of it. */
export interface Row {
  readonly credential: string;
  /** For every request, or by request. */
  readonly expected: Expected | ((request: RequestName) => Expected);
  readonly only?: RequestName;
  /** The request with the credential, made at the time of the gateway. */
  readonly send: (call: RawRequest, door: Door, now: number) => RawRequest;
}

/** Who may what: each credential, on each kind of authorization, for each request. What is refused leaves the store as it is. */
export async function judgeRows(world: World, kind: KindName, rows: readonly Row[], findings: Findings): Promise<void> {
  let before = await versionsOf(world);
  for (const row of rows) {
    const asked = row.only === undefined ? NAMES : [row.only];
    const wrong: string[] = [];
    const left: string[] = [];
    for (const request of asked) {
      const expected = typeof row.expected === 'function' ? row.expected(request) : row.expected;
      const call = REQUESTS[request];
      const answer = await raw(world.doors[kind], row.send(call, world.doors[kind], world.now()));
      const differs = difference(call.method, expected, answer) ?? (expected === PASSES ? unlike(call, answer) : undefined);
      wrong.push(...differs === undefined ? [] : [`${kind}: ${row.credential}: ${request} is ${differs}`]);
      left.push(...expected === PASSES && call.leaves !== undefined ? [call.leaves] : []);
    }
    const after = await versionsOf(world);
    const changes = [...after].filter(([id]) => !before.has(id)).map(([, what]) => what).sort();
    const lost = [...before].filter(([id]) => !after.has(id)).map(([, what]) => what);
    if (JSON.stringify([changes, lost]) !== JSON.stringify([left.sort(), []])) {
      const [got, gone, should] = [changes, lost, left].map(list => list.join(', ') || 'nothing');
      wrong.push(`${kind}: ${row.credential}: the store has got ${got} and lost ${gone}; it should have got ${should}`);
    }
    findings.add(asked.length + 1, wrong);
    before = after;
  }
}

function unlike({ shows }: Asked, { body }: RawAnswer): string | undefined {
  return shows === undefined || body.toString().includes(shows) ? undefined : `answered with '${body}', and not with ${shows}`;
}

/** The objects that the requests are about. */
export async function fill({ store, bucket }: Pick<World, 'store' | 'bucket'>): Promise<void> {
  for (const key of ['there', 'doomed']) {
    const { status, body } = await callStore(store, 'PUT', `/${bucket}/${key}`, { body: CONTENT });
    if (status !== 200) {
      throw new Error(`the store answered ${status} to the upload of ${key}: ${body}`);
    }
  }
}

/** What the store has, by id. */
async function versionsOf({ store, bucket }: World): Promise<Map<string, string>> {
  const { status, body } = await callStore(store, 'GET', `/${bucket}`, { query: 'versions=' });
  if (status !== 200 || body.includes('<IsTruncated>true<')) {
    throw new Error(`the store must list all versions at once, and answered ${status} ${body.slice(0, 200)}`);
  }
  return new Map([...body.matchAll(/<(Version|DeleteMarker)>(.*?)<\/\1>/gs)].map(([, type, entry]) => {
    const value = (element: string) => new RegExp(`<${element}>(.*?)</${element}>`).exec(entry)![1];
    return [`${value('Key')} ${value('VersionId')}`, `${type} of ${value('Key')}`];
  }));
}
