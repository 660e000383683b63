import { existsSync, readdirSync, rmSync } from 'fs';
import { basename, join, relative } from 'path';
import { StepResult } from './run-steps';
import { runTest } from './run-test';
import { differsFromSnapshot, readJson, ROOT, synthesize } from './synthesis';

const FOLDER = join(ROOT, 'integ');
const VERSITYGW = join(ROOT, '.tools', 'bin', 'versitygw');

/** `integ:local [names]`: deploys integration tests on this machine and runs the assertions that they make on AWS. */
async function main(args: string[]): Promise<boolean> {
  const tests = args.length > 0 ? args.map(fileOf) : readdirSync(FOLDER).filter(name => /^integ\..*\.ts$/.test(name)).map(name => join(FOLDER, name));
  const { parallelRegions: [region] } = readJson(join(ROOT, 'integ.config.json')) as { parallelRegions: string[] };
  const count = { passed: 0, failed: 0 };
  const report = ({ name, asserts, failure }: StepResult) => {
    console.log(`  ${failure === undefined ? asserts ? 'ok  ' : 'done' : 'FAIL'}  ${name}${failure === undefined ? '' : `\n${indented(failure)}`}`);
    count.failed += failure === undefined ? 0 : 1;
    count.passed += failure === undefined && asserts ? 1 : 0;
  };
  for (const file of tests) {
    console.log(relative(ROOT, file));
    await run(file, region, report);
  }
  console.log(`integ:local: ${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0;
}

async function run(file: string, region: string, report: (result: StepResult) => void) {
  const synthesis = synthesize(file);
  try {
    const changed = differsFromSnapshot(file, synthesis);
    if (changed === undefined) {
      console.log(`  note  there is no ${basename(file)}.snapshot to compare with: npm run integ:snapshot writes it`);
    } else {
      const failure = `it differs in ${changed.join(', ')}: 'npm run integ:snapshot' rewrites it`;
      report({ name: 'what is deployed is the snapshot', asserts: true, failure: changed.length > 0 ? failure : undefined });
    }
    await runTest(synthesis, { region, report, versitygw: existsSync(VERSITYGW) ? VERSITYGW : undefined });
  } finally {
    rmSync(synthesis.folder, { recursive: true, force: true });
  }
}

/** `tutorial`, or the path of any other test. */
function fileOf(name: string): string {
  const file = [name, join(FOLDER, `integ.${name}.ts`)].find(path => path.endsWith('.ts') && existsSync(path));
  if (file === undefined) {
    throw new Error(`integ:local: must be given names of tests of integ/, as 'tutorial', or paths, got '${name}'`);
  }
  return file;
}

function indented(text: string): string {
  return text.replace(/^/gm, '        ');
}

main(process.argv.slice(2)).then(
  passed => process.exitCode = passed ? 0 : 1,
  error => {
    console.error(error);
    process.exitCode = 1;
  },
);
