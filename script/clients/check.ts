import { Auth, Call, Client, Outcome, Session } from './client';
import { difference, masked, normalised } from './compare';
import { fetched } from './fetched';
import { Forbidden, FORBIDDEN, shownBy } from './forbidden';
import { stepsOf } from './own-steps';
import { Buckets, filled, Step } from './step';
import { stepsFor } from './steps';
import { World } from './world';
import { Findings } from '../suites/findings';
import { Count, sum } from '../suites/suite';

interface Run {
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
      const outcome = told.output?.Url === undefined ? told : await fetched(String(told.output.Url), world.places[auth]);
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
  return FORBIDDEN.find(entry => entry.step === step && (entry.auths?.includes(auth) ?? true)
    && (entry.of?.includes(client.name) ?? true) && !entry.worksWith?.includes(client.name));
}

/** @returns what is wrong with a step through the proxy */
function wrongProxied(client: Client, auth: Auth, { name: step, operation }: Step, straight: Run, proxied: Run): string[] {
  const entry = entryFor(step, client, auth);
  const got = shown(step, straight, proxied);
  if (entry === undefined) {
    return got === undefined ? unreadable(client, step, operation, proxied) : [`${step}: ${got}${detail(step, straight, proxied)}`];
  }
  const expected = entry.error === undefined ? entry.differs : shownBy(client, operation, entry.error);
  return got === expected ? [] : [`${step}: forbidden.ts has ${JSON.stringify(expected)}, got ${got === undefined ? 'what the store does' : JSON.stringify(got)}`];
}

/** A HEAD has no body, so no more than a status to tell. */
function unreadable(client: Client, step: string, operation: string, { outcomes, buckets }: Run): string[] {
  const { error } = outcomes.get(step)!;
  const readable = error === undefined || operation.startsWith('Head') || client.ownWords?.includes(error.text) || masked(error.text, buckets) === masked(shownBy(client, operation, error), buckets);
  return readable ? [] : [`${step}: the client must show code and message, got ${JSON.stringify(error.text)}`];
}

function detail(step: string, straight: Run, proxied: Run): string {
  const { error } = proxied.outcomes.get(step)!;
  const other = straight.outcomes.get(step)!;
  return error === undefined ? '' : ` instead of ${other.error?.text ?? 'success'}`;
}

/** Whether these are the steps that a client has when it is let in so. */
function isOf({ buckets, steps }: Run, client: Client, auth: Auth): boolean {
  const own = stepsOf(client, auth, stepsFor(buckets));
  return own.length === steps.length && own.every(({ name }, index) => name === steps[index].name);
}

/** A client, straight and let in in each of its ways. */
export async function check(client: Client, world: World): Promise<Count> {
  const counts: Count[] = [];
  const played: Run[] = [];
  for (const auth of client.auths) {
    const findings = new Findings(`clients: ${client.name} ${auth}`);
    let straight = played.find(run => isOf(run, client, auth));
    if (straight === undefined) {
      straight = await play(client, world, auth, 'store');
      played.push(straight);
      findings.add(0, straight.steps.flatMap(step => wrongStraight(step, straight!.outcomes.get(step.name)!)));
    }
    const proxied = await play(client, world, auth);
    for (const step of proxied.steps) {
      findings.add(1, wrongProxied(client, auth, step, straight, proxied));
    }
    const count = findings.report();
    console.log(`clients: ${client.name} ${auth} ${count.passed} of ${count.passed + count.failed}`);
    counts.push(count);
  }
  return sum(counts);
}
