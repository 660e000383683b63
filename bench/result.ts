import type { PackageSize, Synth } from './construct';
import type { Memory } from './memory';
import type { Size, Target, Verb } from './requests';
import type { Measured, Scenario } from './traffic';

/** All that one run found out. */
export interface Result {
  readonly machine: { readonly processor: string; readonly processors: number; readonly node: string; readonly load: number };
  readonly quick: boolean;
  readonly traffic: readonly Scenario[];
  readonly memory: Memory;
  /** Milliseconds. */
  readonly start: number;
  readonly templateBytes: number;
  readonly synth: readonly Synth[];
  readonly packages: readonly PackageSize[];
}

export interface Goal {
  readonly text: string;
  readonly goal: string;
  readonly got: string;
  readonly met: boolean;
}

const MB = 1024 * 1024;
const STAND_IN = 'stand-in';
const ROOT = 'versitygw, root';
const USER = 'versitygw, IAM user';

export function measured({ traffic }: Result, store: string, verb: Verb, size: Size, concurrency: number, target: Target['name']): Measured {
  return traffic.find((one) => one.store === store && one.verb === verb && one.size === size && one.concurrency === concurrency)!
    .targets.find((one) => one.target === target)!;
}

/** What the gateway and the construct are held to. */
export function goals(result: Result): Goal[] {
  const of = (store: string, verb: Verb, size: Size, concurrency: number) => measured(result, store, verb, size, concurrency, 'signed');
  const atLeast = (text: string, value: number, goal: number, show: (value: number) => string): Goal => (
    { text, goal: `at least ${show(goal)}`, got: show(value), met: value >= goal });
  const below = (text: string, value: number, goal: number, show: (value: number) => string): Goal => (
    { text, goal: `below ${show(goal)}`, got: show(value), met: value < goal });
  const { course, peaks } = result.memory;
  const growth = course[course.length - 1].bytes - course[Math.floor(course.length / 2)].bytes;
  return [
    atLeast('1 KiB GET, signed, 16 at once, stand-in', of(STAND_IN, 'GET', 'small', 16).perSecond, 5000, perSecond),
    atLeast('1 KiB GET, signed, 16 at once, of what versitygw does directly', of(ROOT, 'GET', 'small', 16).ofDirect, 0.4, percent),
    below('1 KiB GET, signed, one at a time: longer than directly (p50)', of(STAND_IN, 'GET', 'small', 1).overhead, 0.3, millis),
    atLeast('9 MB PUT, signed, 4 at once, of what versitygw does directly', of(ROOT, 'PUT', 'large', 4).ofDirect, 0.7, percent),
    atLeast('9 MB GET, signed, 4 at once, of what versitygw does directly', of(ROOT, 'GET', 'large', 4).ofDirect, 0.4, percent),
    atLeast('1 KiB GET, signed, 16 at once, of what versitygw does directly for an IAM user', of(USER, 'GET', 'small', 16).ofDirect, 0.8, percent),
    ...peaks.map(({ verb, target, bytes }) => below(`64 ${verb} of 9 MB at once, ${target}: resident memory`, bytes / MB, 160, megabytes)),
    below('Growth in the second half of the 1 KiB GETs', growth / MB, 8, megabytes),
    below('Ready', result.start, 500, millis),
    below('Warm synthesis of all operations', result.synth.find(({ what, proxies }) => what === 'construct' && proxies === 1)!.warm, 500, millis),
  ];
}

export const perSecond = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')}/s`;
export const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
export const millis = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const megabytes = (value: number) => `${value.toFixed(0)} MB`;
export const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
