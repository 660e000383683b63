import { Count, sum } from './suite';

export interface Part {
  /** Prints a line for each check that fails, and one that sums up. */
  run(): Promise<Count>;
}

/** Runs the parts that are named on the command line, or all, and says what came of it. */
export function runParts(name: string, parts: Readonly<Record<string, Part>>): Promise<void> {
  return run(parts).catch((error: Error) => {
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  });
}

async function run(parts: Readonly<Record<string, Part>>): Promise<void> {
  const counts: Count[] = [];
  for (const name of choose(parts, process.argv.slice(2).filter(argument => !argument.startsWith('--')))) {
    const count = await parts[name].run();
    if (count.passed + count.failed === 0) {
      throw new Error(`${name}: nothing was checked`);
    }
    counts.push(count);
  }
  const { passed, failed } = sum(counts);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function choose(parts: object, names: readonly string[]): string[] {
  const unknown = names.find(name => !Object.hasOwn(parts, name));
  if (unknown !== undefined) {
    throw new Error(`'${unknown}' is no part; there are ${Object.keys(parts).join(', ')}`);
  }
  return Object.keys(parts).filter(name => names.length === 0 || names.includes(name));
}
