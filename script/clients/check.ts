import { Auth, Call, Client, Outcome, Session } from './client';
import { difference, masked, normalised } from './compare';
import { fetched } from './fetched';
import { Forbidden, FORBIDDEN, isOf, shownBy } from './forbidden';
import { stepNames, stepsOf } from './own-steps';
import { wrongRefusal } from './refused';
import { wrongSizes } from './sizes';
import { Buckets, filled, NOT_MODIFIED, Step } from './step';
import { stepsFor } from './steps';
import { wrongTemporary } from './temporary';
import { World } from './world';
import { Findings } from '../suites/findings';
import { Count, sum } from '../suites/suite';

export interface Run {
  readonly buckets: Buckets;
  readonly steps: readonly Step[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Every step that a client has when it is let in as `as`, at a place. */
async function play(client: Client, world: World, as: Auth, auth: Auth = as): Promise<Run> {
  const own = [client.name, ...new Set([as, auth])].join('-');
  const buckets: Buckets = { own, versioned: `versions-${own}`, limits: `limits-${own}`, many: 'many' };
  const steps = stepsOf(client, as, stepsFor(buckets));
  const session: Session = await client.open(world.places[auth]);
  try {
    const outcomes = new Map<string, Outcome>();
    const outputs = new Map<string, unknown>();
    for (const { name, operation, input } of steps) {
      const told = await session.call({ operation, input: filled(input, outputs) } as Call);
      const outcome = told.output?.Url === undefined ? told : await fetched(String(told.output.Url), world.places[auth], input.Body);
      outcomes.set(name, outcome);
      outputs.set(name, outcome.output);
    }
    return { buckets, steps, outcomes };
  } finally {
    await session.close();
  }
}

/** What is wrong with a step straight on the store: there nothing else is proven. */
function wrongStraight({ name, fails }: Step, { error }: Outcome): string[] {
  if (fails === undefined ? error === undefined : error !== undefined && fails.includes(error.code)) {
    return [];
  }
  return [`${name}: straight on the store it must ${fails === undefined ? 'work' : `fail with ${fails.join(' or ')}`}, got ${error?.text ?? 'no error'}`];
}

/** What a client shows of a step that does otherwise than straight; undefined if it does not. */
function shown(step: string, straight: Run, proxied: Run): string | undefined {
  const [one, other] = [straight, proxied].map(({ outcomes, buckets }) => normalised(outcomes.get(step)!, buckets));
  const found = difference(one, other);
  if (found === undefined) {
    return undefined;
  }
  const [was, is] = [straight, proxied].map(({ outcomes }) => outcomes.get(step)!.error);
  if (is !== undefined) {
    return masked(is.text, proxied.buckets);
  }
  return was === undefined ? `${found.path}: ${JSON.stringify(found.proxied)} instead of ${JSON.stringify(found.straight)}` : `no ${was.code}`;
}

function entryFor(step: string, client: Client, auth: Auth): Forbidden | undefined {
  return FORBIDDEN.find(entry => entry.step === step && (entry.auths?.includes(auth) ?? true) && isOf(entry, client));
}

/** @returns what is wrong with a step through the proxy */
export function wrongProxied(client: Client, auth: Auth, { name: step, operation }: Step, straight: Run, proxied: Run): string[] {
  const entry = entryFor(step, client, auth);
  const got = shown(step, straight, proxied);
  if (entry === undefined) {
    return got === undefined ? unreadable(client, step, operation, proxied) : [`${step}: ${got}${detail(step, straight, proxied)}`];
  }
  const expected = entry.error === undefined ? entry.differs : shownBy(client, operation, entry.error);
  return got === expected ? [] : [`${step}: forbidden.ts has ${JSON.stringify(expected)}, got ${got === undefined ? 'what the store does' : JSON.stringify(got)}`];
}

/** Without a body there is no more than a status to tell. */
function unreadable(client: Client, step: string, operation: string, { outcomes, buckets }: Run): string[] {
  const { error } = outcomes.get(step)!;
  const readable = error === undefined || operation.startsWith('Head') || NOT_MODIFIED.includes(error.code) || client.ownWords?.some(words => words.test(error.text))
    || masked(error.text, buckets) === masked(shownBy(client, operation, error), buckets);
  return readable ? [] : [`${step}: the client must show code and message, got ${JSON.stringify(error.text)}`];
}

function detail(step: string, straight: Run, proxied: Run): string {
  const { error } = proxied.outcomes.get(step)!;
  const other = straight.outcomes.get(step)!;
  return error === undefined ? '' : ` instead of ${other.error?.text ?? 'success'}`;
}

/** A client, straight and let in in each of its ways. */
export async function check(client: Client, world: World): Promise<Count> {
  // At once, as clients wait more than they work. What a client can do may depend on how it is let in.
  const straightRuns = new Map<string, Promise<Run>>();
  const runs = await Promise.all(client.auths.map(async auth => {
    const names = stepNames(client, auth).join('\n');
    const isFirst = !straightRuns.has(names);
    if (isFirst) straightRuns.set(names, play(client, world, auth, 'store'));
    const [straight, proxied] = await Promise.all([straightRuns.get(names)!, play(client, world, auth)]);
    return { straight, proxied, isFirst };
  }));
  const counts: Count[] = [];
  for (const [index, auth] of client.auths.entries()) {
    const { straight, proxied, isFirst } = runs[index];
    const findings = new Findings(`clients: ${client.name} ${auth}`);
    if (isFirst) {
      findings.add(0, straight.steps.flatMap(step => wrongStraight(step, straight.outcomes.get(step.name)!)));
    }
    for (const step of proxied.steps) {
      findings.add(1, wrongProxied(client, auth, step, straight, proxied));
    }
    const refusal = await wrongRefusal(client, world.places[auth]);
    findings.add(refusal === undefined ? 0 : 1, refusal ?? []);
    if (auth === 'iam' && client.takesSessionToken) {
      findings.add(1, await wrongTemporary(client, world));
    }
    if (auth === 'none' && client.readsSizes) {
      findings.add(1, await wrongSizes(client, world));
    }
    const count = findings.report();
    console.log(`clients: ${client.name} ${auth} ${count.passed} of ${count.passed + count.failed}`);
    counts.push(count);
  }
  return sum(counts);
}
