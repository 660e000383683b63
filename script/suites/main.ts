import { Finished, runSuites, stopSuites } from './run';
import { Count, countOf, Suite, sum } from './suite';
import { SUITES } from './suites';

const WIDTH = Math.max(...SUITES.map(({ name }) => name.length));
const colour = (code: number, text: string) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text);

function choose(args: readonly string[]): readonly Suite[] {
  const names = args.filter(arg => arg !== '--full');
  const unknown = names.find(name => !SUITES.some(suite => suite.name === name));
  if (unknown !== undefined) {
    throw new Error(`'${unknown}' is no suite; there are ${SUITES.map(({ name }) => name).join(', ')}`);
  }
  return SUITES.filter(({ name, full }) => (names.length > 0 ? names.includes(name) : !full || args.includes('--full')));
}

/** Tells how far it is, where that can be overwritten. */
class Status {
  private readonly start = Date.now();
  private readonly timer = process.stdout.isTTY ? setInterval(() => this.draw(), 500) : undefined;
  private readonly underWay = new Set<string>();

  public begin(name: string): void {
    this.underWay.add(name);
  }

  /** Writes lines in its place. */
  public end(name: string, lines: () => void): void {
    this.underWay.delete(name);
    this.clear();
    lines();
  }

  public stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  public get seconds(): string {
    return ((Date.now() - this.start) / 1000).toFixed(0);
  }

  private draw(): void {
    process.stdout.write(`\r\u001b[K...   ${[...this.underWay].join(', ')}  ${this.seconds} s`);
  }

  private clear(): void {
    if (this.timer) {
      process.stdout.write('\r\u001b[K');
    }
  }
}

function report(run: Finished, { passed, failed }: Count): void {
  const mark = failed === 0 ? colour(32, 'ok  ') : colour(31, 'FAIL');
  const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`;
  console.log(`${mark}  ${run.suite.name.padEnd(WIDTH)}  ${`${run.seconds.toFixed(1)} s`.padStart(7)}  ${counts.padEnd(12)}  ${colour(2, run.suite.about)}`);
  if (failed > 0) {
    const how = run.exitCode === undefined ? 'did not end by itself' : `exit code ${run.exitCode}`;
    console.log(`${run.output.trimEnd()}\n${colour(31, `---- ${run.suite.name}: ${how}`)}`);
  }
}

async function main(): Promise<void> {
  const suites = choose(process.argv.slice(2));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopSuites();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  const status = new Status();
  const finished: Finished[] = [];
  const counts: Count[] = [];
  try {
    await runSuites(suites, ({ name }) => status.begin(name), (run) => {
      const count = countOf(run.suite, run);
      finished.push(run);
      counts.push(count);
      status.end(run.suite.name, () => report(run, count));
    });
  } finally {
    stopSuites();
    status.stop();
  }
  const times = finished.sort((a, b) => b.seconds - a.seconds).map(({ suite, seconds }) => `${suite.name} ${seconds.toFixed(0)} s`);
  console.log(`\n${status.seconds} s in all: ${times.join(', ')}`);
  const { passed, failed } = sum(counts);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`script/test: ${error.message}\n`);
  process.exitCode = 2;
});
