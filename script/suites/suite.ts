/** How many checks of a suite passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What a command did: all that it wrote, and its exit code (undefined when it did not end by itself). */
export interface Run {
  readonly output: string;
  readonly exitCode?: number;
}

/** A command that tests something. */
export interface Suite {
  readonly name: string;
  /** For people, in a few words. */
  readonly about: string;
  /** Program and arguments; it runs in the root of the project. */
  readonly command: readonly string[];
  /** A file that it leaves its results in: one of an earlier run is removed before. */
  readonly result?: string;
  /** How its checks are counted. @default byExitCode */
  readonly count?: (run: Run) => Count;
  /** Whether it may run beside another one: it changes nothing that others read, and seldom keeps all processors busy. @default false */
  readonly beside?: boolean;
  /** Whether it is a slow one, for `--full` only. @default false */
  readonly full?: boolean;
}

/** The whole command is one check. */
export function byExitCode({ exitCode }: Run): Count {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The command counts itself, and says so in its last such line: `3 passed, 0 failed`. */
export function byLastLine({ output }: Run): Count {
  const [, passed = '0', failed = '0'] = [...output.matchAll(/(?:^|: )(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

/** `fidelity: 3 of 4 exchanges, 1 skipped`; what is skipped has not passed. */
export function byFidelity({ output }: Run): Count {
  const [, passed = '0', all = '0'] = /^fidelity: (\d+) of (\d+) exchanges, \d+ skipped$/m.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(all) - Number(passed) };
}

/** Each line that matches is a check. */
export function byLines(patterns: { readonly passed: RegExp; readonly failed: RegExp }): (run: Run) => Count {
  return ({ output }) => {
    const count = (pattern: RegExp) => output.split('\n').filter(line => pattern.test(line)).length;
    return { passed: count(patterns.passed), failed: count(patterns.failed) };
  };
}

/** Nothing passes silently: a command that failed, or that checked nothing, has a failure. */
export function countOf(suite: Suite, run: Run): Count {
  const { passed, failed } = (suite.count ?? byExitCode)(run);
  const silent = failed === 0 && (run.exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

export function sum(counts: readonly Count[]): Count {
  return counts.reduce((total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }), { passed: 0, failed: 0 });
}
