import type { Usage } from './gateway';
import { Child } from './processes';
import { send, Target, targetsOf, Traffic, Verb } from './requests';
import { startGateway, Store } from './stores';
import { BenchTemplate } from './template';

/** Bytes of a gateway's process. */
export interface Memory {
  readonly idle: number;
  /** At most, with 64 transfers of 9 MB at once. Each in a process of its own. */
  readonly peaks: ReadonlyArray<{ readonly verb: Verb; readonly target: Target['name']; readonly bytes: number }>;
  /** While signed GETs of 1 KiB go through: after how many of them, how much. */
  readonly course: ReadonlyArray<{ readonly requests: number; readonly bytes: number }>;
}

const AT_ONCE = 64;
const STEPS = 10;

export interface Transfers {
  /** Of 1 KiB. */
  readonly requests: number;
  /** Of 9 MB, on each connection. */
  readonly transfers: number;
}

export async function measureMemory(store: Store, template: BenchTemplate, { requests, transfers }: Transfers): Promise<Memory> {
  const load = new Child('load', [], ['-r', 'ts-node/register/transpile-only']);
  const peaks: Array<Memory['peaks'][number]> = [];
  let idle = 0;
  for (const verb of ['GET', 'PUT'] as const) {
    for (const name of ['signed', 'unsigned'] as const) {
      const { usage, target, stop } = await start(store, template, name);
      idle = (await usage()).residentBytes;
      await send(load, target, { verb, size: 'large', concurrency: AT_ONCE }, { count: transfers * AT_ONCE });
      peaks.push({ verb, target: name, bytes: (await usage()).peakBytes });
      await stop();
    }
  }
  const { usage, target, stop } = await start(store, template, 'signed');
  const traffic: Traffic = { verb: 'GET', size: 'small', concurrency: 16 };
  const course: Array<Memory['course'][number]> = [];
  for (let step = 1; step <= STEPS; step++) {
    await send(load, target, traffic, { count: requests / STEPS });
    course.push({ requests: (step * requests) / STEPS, bytes: (await usage()).residentBytes });
  }
  await Promise.all([stop(), load.stop()]);
  return { idle, peaks, course };
}

async function start(store: Store, template: BenchTemplate, name: Target['name']) {
  const gateway = await startGateway(template, store);
  return {
    usage: () => gateway.child.ask<Usage>({}),
    target: targetsOf(store, gateway).find((target) => target.name === name)!,
    stop: () => gateway.child.stop(),
  };
}
