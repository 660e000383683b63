import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ROOT, run } from '../languages/command';
import { assemblyOf } from '../languages/language';
import { differing, templateFile } from '../languages/templates';
import { installPackage, synthesizeIn, typescript } from '../languages/typescript';
import { byJest } from '../suites/jest-count';
import { Count, sum } from '../suites/suite';

const FOLDER = join(ROOT, '.tools/latest');
const MODULES = join(FOLDER, 'node_modules');
const RESULT = join(ROOT, '.tools/log/jest-latest.json');

/** Tests of the construct that look at templates: calls of what is deployed would say the same of the same templates. */
const TESTS = /^test\/(?!integ-local|operations-check|catalogue|aws-behaviour)[\w-]+\.test\.ts$/;

/** The newest of both, as npm has them today. */
async function install(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-online', 'aws-cdk-lib@latest', 'constructs@latest'], { cwd: FOLDER });
  return versionIn(FOLDER);
}

const versionIn = (folder: string): string => JSON.parse(readFileSync(join(folder, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version;

/** An app with the packed package on them, and what of its template is not as on the floor. */
async function synthesize(): Promise<string[]> {
  await typescript.checks.template();
  const consumer = join(FOLDER, 'consumer');
  const assembly = join(FOLDER, 'assembly');
  rmSync(assembly, { recursive: true, force: true });
  await installPackage(consumer);
  await synthesizeIn(consumer, assembly);
  const [latest, floor] = [assembly, assemblyOf('typescript')].map(folder => JSON.parse(readFileSync(templateFile(folder), 'utf8')));
  return differing(latest, floor);
}

/** The tests, with both in the place of those of the project. */
async function test(): Promise<Count> {
  rmSync(RESULT, { force: true });
  const mapper = {
    '^cdk-s3-proxy-api$': '<rootDir>/src',
    '^aws-cdk-lib(|/.*)$': `${MODULES}/aws-cdk-lib$1`,
    '^constructs(|/.*)$': `${MODULES}/constructs$1`,
  };
  const args = ['--ci', '--coverage=false', '--json', `--outputFile=${RESULT}`, `--moduleNameMapper=${JSON.stringify(mapper)}`];
  // The validator of newer versions would run in every test; the app above has run it.
  await run('jest', [...args, '--testPathPatterns', TESTS.source], { env: { CDK_VALIDATION: 'false', AWS_CDK_LIB_VERSION: versionIn(FOLDER) } }).catch(tellFailures);
  return byJest(RESULT)();
}

interface JestResult {
  readonly testResults: ReadonlyArray<{ readonly message: string }>;
}

/** What jest says of each file that failed; where it wrote nothing, why. */
function tellFailures(error: Error): void {
  const results = existsSync(RESULT) ? (JSON.parse(readFileSync(RESULT, 'utf8')) as JestResult).testResults : [];
  const messages = results.map(({ message }) => message).filter(message => message !== '');
  console.log((messages.length > 0 ? messages : [error.message]).join('\n'));
}

async function main(): Promise<void> {
  const version = await install();
  console.log(`aws-cdk-lib ${version}; the floor is ${versionIn(ROOT)}`);
  const differences = await synthesize();
  differences.forEach(line => console.log(`the template differs: ${line}`));
  console.log(`the app synthesizes; its template differs from that on the floor in ${differences.length} places`);
  const { passed, failed } = sum([{ passed: 1, failed: 0 }, await test()]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`check:latest: ${error.message}`);
  process.exitCode = 1;
});
