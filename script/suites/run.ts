import { ChildProcess, spawn } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Run, Suite } from './suite';

export interface Finished extends Run {
  readonly suite: Suite;
  readonly seconds: number;
}

/** A suite that takes longer hangs. */
const LIMIT_MINUTES = 10;

let running: ChildProcess | undefined;

/** Ends what is running, with all that it started. */
export function stopSuite(): void {
  if (running?.pid !== undefined) {
    process.kill(-running.pid, 'SIGTERM');
  }
}

/** Runs a suite to its end: one at a time, as most of them keep two cores busy by themselves. */
export async function runSuite(suite: Suite): Promise<Finished> {
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
  running = child;
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`ended after ${LIMIT_MINUTES} minutes\n`));
    stopSuite();
  }, LIMIT_MINUTES * 60_000);
  const exitCode = await new Promise<number | undefined>(resolve => {
    child.once('error', error => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      resolve(undefined);
    });
    child.once('close', code => resolve(code ?? undefined));
  });
  clearTimeout(timer);
  running = undefined;
  rmSync(temporary, { recursive: true, force: true });
  return { suite, exitCode, output: Buffer.concat(chunks).toString('utf8'), seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}
