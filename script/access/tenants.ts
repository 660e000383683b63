import { judgeCaches } from './tenants/caches';
import { CLAIM, CONTEXT, KINDS, LITERAL } from './tenants/kinds';
import { judgeArrivals, judgeStore, Turn, World } from './tenants/worlds';
import { closeAll, closeLater } from '../../local/test/support/gateway';
import { startStore } from '../../local/test/support/store';
import { S3Operation } from '../../src';
import { Findings } from '../suites/findings';
import { Combination, pairwise } from '../suites/pairwise';
import { Count } from '../suites/suite';

/** The behaviours of AWS that nothing public settles and that a confinement could rest on. */
const UNSETTLED = {
  dotSegments: ['kept', 'resolved'], overriddenQuery: ['encoded', 'verbatim'], emptyParameters: ['forward', 'drop'], headerNames: ['case-sensitive', 'case-insensitive'],
};
const ASSUMED = { dotSegments: 'kept', overriddenQuery: 'encoded' } as const;
const ALL_KINDS = new Map(KINDS.map(kind => [kind.name, kind]));
const WITHIN = ['', 'users/'];

/**
 * Nobody gets beside the own prefix: attacks before a recorder, on a store, and with a cache.
 *
 * By turns each is tried in a part of the worlds; in all of them with `--full`.
 */
export async function run(): Promise<Count> {
  const findings = new Findings('tenants');
  try {
    await arrivals(findings);
    await stores(findings);
    report('requests of two tenants', await judgeCaches(findings), 'before a stage cache');
  } finally {
    await closeAll();
  }
  const count = findings.report();
  console.log(`tenants: ${count.passed} of ${count.passed + count.failed}`);
  return count;
}

async function arrivals(findings: Findings): Promise<void> {
  const own = pairwise({ kind: [...ALL_KINDS.keys()], within: WITHIN, ...UNSETTLED }, () => true).map(worldOf);
  const settled = { overriddenQuery: 'verbatim', emptyParameters: 'drop', headerNames: 'case-insensitive' } as const;
  const worlds: World[] = [
    ...own,
    ...KINDS.filter(({ anyIdentity }) => anyIdentity).map((kind, index): World => (
      { kind, within: WITHIN[index % 2] || undefined, options: ASSUMED }
    )),
    // The owner of the API has to deny dots, were they resolved.
    ...[CONTEXT, CLAIM].map((kind): World => (
      { kind, within: 'users/', mountedOn: 'an API', options: { ...settled, dotSegments: 'kept' } }
    )),
    { kind: CLAIM, mountedOn: 'an API that denies dots', options: { ...settled, dotSegments: 'resolved' } },
    ...WITHIN.map((within): World => ({ kind: CLAIM, within: within || undefined, unchanging: true, options: { ...settled, dotSegments: 'resolved' } })),
  ];
  const tried = await Promise.all(worlds.map((world, index) => judgeArrivals(world, findings, turnOf(index, 8))));
  report('attacks', tried.reduce((sum, one) => sum + one), `in ${worlds.length} worlds before a recorder`);
}

async function stores(findings: Findings): Promise<void> {
  const store = await startStore({ region: 'us-east-1' });
  closeLater(() => store.stop());
  const { dotSegments, overriddenQuery } = UNSETTLED;
  const worlds: World[] = [
    ...pairwise({ kind: [...ALL_KINDS.keys()], within: WITHIN, dotSegments, overriddenQuery }, () => true).map(worldOf),
    ...[CLAIM, LITERAL].map((kind): World => ({ kind, within: 'users/', unchanging: true, options: ASSUMED })),
  ];
  const tried = await Promise.all(worlds.map((world, index) => judgeStore(world, store, index, findings, turnOf(index, 10))));
  report('attacks', tried.reduce((sum, one) => sum + one), `in ${worlds.length} worlds on versitygw`);
}

function worldOf({ kind: name, within, ...options }: Combination): World {
  const kind = ALL_KINDS.get(name)!;
  return { kind, within: within || undefined, options, without: kind.anyIdentity ? [] : limitsOf(options) };
}

/** What to leave out of a literal prefix, the rest of whose bucket is secret, were AWS to do so. */
function limitsOf({ dotSegments, overriddenQuery }: Combination): S3Operation[] {
  return [
    ...dotSegments === 'resolved' ? [S3Operation.HEAD_BUCKET] : [],
    ...overriddenQuery === 'verbatim' ? [S3Operation.LIST_MULTIPART_UPLOADS] : [],
  ];
}

function turnOf(world: number, share: number): Turn {
  return process.argv.includes('--full') ? () => true : index => (index + world) % share === 0;
}

function report(what: string, number: number, where: string): void {
  console.log(`tenants: ${number.toLocaleString('en')} ${what} ${where}`);
}
