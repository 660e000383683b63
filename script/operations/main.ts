import * as answers from './answers';
import * as denials from './denials';
import * as requests from './requests';
import * as uploads from './uploads';
import { Count, sum } from '../suites/suite';

interface Part {
  /** Prints a line for each check that fails, and one that sums up. */
  run(): Promise<Count>;
}

/** What is proven of each operation. A part more is an entry more. */
const PARTS: Readonly<Record<string, Part>> = { requests, answers, denials, uploads };

function choose(names: readonly string[]): string[] {
  const unknown = names.find(name => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    throw new Error(`'${unknown}' is no part; there are ${Object.keys(PARTS).join(', ')}`);
  }
  return Object.keys(PARTS).filter(name => names.length === 0 || names.includes(name));
}

async function main(): Promise<void> {
  const counts: Count[] = [];
  for (const name of choose(process.argv.slice(2).filter(argument => !argument.startsWith('--')))) {
    const count = await PARTS[name].run();
    if (count.passed + count.failed === 0) {
      throw new Error(`${name}: nothing was checked`);
    }
    counts.push(count);
  }
  const { passed, failed } = sum(counts);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`check:operations: ${error.message}`);
  process.exitCode = 1;
});
