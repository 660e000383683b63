// Runs the cases of a folder (default: the project's own) on the local gateway and says how many are as recorded on AWS.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OWN_CASES, readCases } from './case';
import { recordStore } from './recording-store';
import { Outcome, runCase } from './run-case';
import { startVersitygw } from '../src/store/versitygw';

const REGION = 'us-east-1';
const INSTALLED = resolve(__dirname, '../../.tools/bin/versitygw');

async function main(folder: string): Promise<number> {
  const cases = readCases(folder);
  const directory = mkdtempSync(join(tmpdir(), 'fidelity-'));
  const store = await startVersitygw({ directory, region: REGION, iam: false, binary: existsSync(INSTALLED) ? INSTALLED : undefined });
  const recorder = await recordStore(store.endpoint);
  const outcomes: Outcome[] = [];
  try {
    for (const [index, fixture] of cases.entries()) {
      const done = await runCase(fixture, { recorder, store, stack: `case-${index + 1}` });
      done.forEach(report);
      outcomes.push(...done);
    }
  } finally {
    await recorder.close();
    await store.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  const skipped = outcomes.filter(({ skipped: reason }) => reason !== undefined).length;
  const passed = outcomes.filter(({ differences }) => differences.length === 0).length - skipped;
  console.log(`fidelity: ${passed} of ${outcomes.length} exchanges, ${skipped} skipped`);
  return passed === outcomes.length ? 0 : 1;
}

function report({ label, skipped, differences }: Outcome): void {
  if (skipped !== undefined) {
    console.log(`${label}: skipped, ${skipped}`);
  } else if (differences.length > 0) {
    console.log(`${label}: ${differences.join('; ')}`);
  }
}

main(resolve(process.argv[2] ?? OWN_CASES)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
