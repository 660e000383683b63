import { ChildProcess, spawn } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { signalGroup } from './process-group';
import { Run, Suite } from './suite';

export interface Finished extends Run {
  readonly suite: Suite;
  readonly seconds: number;
}

/** A suite that takes longer hangs. */
const LIMIT_MINUTES = 15;

/** Of suites that may run beside each other: what small machines have processors for. */
const AT_ONCE = 2;

const running = new Set<ChildProcess>();

/** Ends what is running, with what is in its process group. */
export function stopSuites(): void {
  running.forEach(stop);
}

const stop = (child: ChildProcess) => signalGroup(child, 'SIGTERM');

/** Runs all in their order, those that may run beside each other so, and tells each that begins and has ended. */
export async function runSuites(suites: readonly Suite[], began: (suite: Suite) => void, ended: (run: Finished) => void): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for (const suite of suites) {
    const others = suite.beside ? AT_ONCE - 1 : 0;
    while (underWay.size > others) {
      await Promise.race(underWay);
    }
    began(suite);
    const run: Promise<void> = runSuite(suite).then(ended).finally(() => underWay.delete(run));
    underWay.add(run);
    if (!suite.beside) {
      await run;
    }
  }
  await Promise.all(underWay);
}

async function runSuite(suite: Suite): Promise<Finished> {
  const start = process.hrtime.bigint();
  const [program, ...args] = suite.command;
  if (suite.result !== undefined) {
    mkdirSync(dirname(suite.result), { recursive: true });
    rmSync(suite.result, { force: true });
  }
  // A process group of its own, so that it can be ended with everything below it.
  // Each synthesis leaves a folder behind.
  const temporary = mkdtempSync(join(tmpdir(), 'suite-'));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, TMPDIR: temporary } });
  running.add(child);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`ended after ${LIMIT_MINUTES} minutes\n`));
    stop(child);
  }, LIMIT_MINUTES * 60_000);
  const exitCode = await new Promise<number | undefined>(resolve => {
    child.once('error', error => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      resolve(undefined);
    });
    child.once('close', code => resolve(code ?? undefined));
  });
  clearTimeout(timer);
  running.delete(child);
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }); // What it has started may still be leaving.
  return { suite, exitCode, output: Buffer.concat(chunks).toString('utf8'), seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}
