import type { Usage } from './gateway';
import type { Loaded } from './load';
import { Child } from './processes';
import { BYTES, send, Target, targetsOf, Traffic } from './requests';
import { median } from './statistics';
import { startGateway, Store } from './stores';
import { BenchTemplate } from './template';

export interface Effort {
  readonly rounds: number;
  readonly millis: number;
  /** Requests of each kind until the code of a new process is compiled: what is measured is a gateway that has run for a while. */
  readonly warmUp: number;
}

/** Medians of all rounds. */
export interface Measured {
  readonly target: Target['name'];
  readonly perSecond: number;
  readonly megabytesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the same round's direct rate; 1 for the direct one. */
  readonly ofDirect: number;
  /** Milliseconds more than direct, in the same round. */
  readonly overhead: number;
  /** Of the gateway's process, for a request. */
  readonly cpuMicros?: number;
}

export interface Scenario extends Traffic {
  readonly store: string;
  readonly targets: readonly Measured[];
}

export const SCENARIOS: readonly Traffic[] = [
  ...(['GET', 'PUT'] as const).flatMap((verb) => [1, 16, 64].map((concurrency): Traffic => ({ verb, size: 'small', concurrency }))),
  ...(['GET', 'PUT'] as const).flatMap((verb) => [1, 4].map((concurrency): Traffic => ({ verb, size: 'large', concurrency }))),
];

type Sample = Loaded & { readonly rate: number; readonly cpuMicros: number };

/** One store and its gateway: each scenario goes to the targets in turn, round by round, so that what slows the machine slows all of them. */
export async function measureStore(
  store: Store, template: BenchTemplate, effort: Effort, traffic: readonly Traffic[], report: (scenario: Scenario) => void,
): Promise<Scenario[]> {
  const gateway = await startGateway(template, store);
  const load = new Child('load', [], ['-r', 'ts-node/register/transpile-only']);
  const targets = targetsOf(store, gateway);
  const scenarios: Scenario[] = [];
  const upload = Math.max(...traffic.map(({ concurrency }) => concurrency));
  for (const size of ['small', 'large'] as const) {
    await send(load, targets[0], { verb: 'PUT', size, concurrency: size === 'small' ? upload : 4 }, { count: size === 'small' ? upload : 4 });
  }
  for (const target of targets.slice(1)) {
    for (const verb of ['GET', 'PUT'] as const) {
      await send(load, target, { verb, size: 'small', concurrency: 16 }, { count: effort.warmUp });
    }
  }
  for (const one of traffic) {
    const samples = new Map<Target, Sample[]>(targets.map((target) => [target, []]));
    // The first round warms up.
    for (let round = 0; round <= effort.rounds; round++) {
      for (const target of targets) {
        const before = await gateway.child.ask<Usage>({});
        const loaded = await send(load, target, one, { millis: round === 0 ? effort.millis / 4 : effort.millis });
        const { cpuMicros } = await gateway.child.ask<Usage>({});
        if (round > 0) {
          const rate = loaded.requests / loaded.seconds;
          samples.get(target)!.push({ ...loaded, rate, cpuMicros: (cpuMicros - before.cpuMicros) / loaded.requests });
        }
      }
    }
    const summaries = targets.map((target) => summary(one, target, samples.get(target)!, samples.get(targets[0])!));
    const scenario = { ...one, store: store.name, targets: summaries };
    scenarios.push(scenario);
    report(scenario);
  }
  await Promise.all([gateway.child.stop(), load.stop()]);
  return scenarios;
}

function summary({ size }: Traffic, target: Target, samples: readonly Sample[], direct: readonly Sample[]): Measured {
  const of = (value: (sample: Sample, index: number) => number) => median(samples.map(value));
  const perSecond = of(({ rate }) => rate);
  return {
    target: target.name,
    perSecond,
    megabytesPerSecond: (perSecond * BYTES[size]) / 1024 / 1024,
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    ofDirect: of(({ rate }, index) => rate / direct[index].rate),
    overhead: of(({ p50 }, index) => p50 - direct[index].p50),
    ...(target.name !== 'direct' && { cpuMicros: of(({ cpuMicros }) => cpuMicros) }),
  };
}
