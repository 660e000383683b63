import { Finished, runSuite, stopSuite } from './run';
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

/** Tells what is under way, where it can be overwritten. */
async function withStatus<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stdout.isTTY) {
    return work;
  }
  const start = Date.now();
  const draw = () => process.stdout.write(`\r\u001b[K...   ${what}  ${Math.round((Date.now() - start) / 1000)} s`);
  draw();
  const timer = setInterval(draw, 500);
  return work.finally(() => {
    clearInterval(timer);
    process.stdout.write('\r\u001b[K');
  });
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
      stopSuite();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  const start = Date.now();
  const finished: Finished[] = [];
  const counts: Count[] = [];
  for (const suite of suites) {
    const run = await withStatus(suite.name, runSuite(suite));
    const count = countOf(suite, run);
    finished.push(run);
    counts.push(count);
    report(run, count);
  }
  const times = finished.sort((a, b) => b.seconds - a.seconds).map(({ suite, seconds }) => `${suite.name} ${seconds.toFixed(0)} s`);
  console.log(`\n${((Date.now() - start) / 1000).toFixed(0)} s in all: ${times.join(', ')}`);
  const { passed, failed } = sum(counts);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`script/test: ${error.message}\n`);
  process.exitCode = 2;
});
