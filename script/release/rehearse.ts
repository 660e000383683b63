import { execFileSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { parse } from 'yaml';
import { checkAudits } from './audit';
import { checkPackages } from './packages';
import { projectFiles } from '../docs/documents';
import { MAVEN } from '../languages/packages';
import { Findings } from '../suites/findings';

const ROOT = resolve(__dirname, '../..');
const VERSION = '0.1.0';

/** The tests of a build: the suites of script/test, which are none of this. */
const LEFT_OUT = ['test'];

/** As in a workflow. What script/lib.sh sets for the sources here would not be for those of the copy. */
const ENVIRONMENT = { ...process.env, CI: 'true', TS_NODE_PROJECT: undefined };

interface Task {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: ReadonlyArray<{ readonly spawn?: string; readonly exec?: string; readonly execArgs?: readonly string[] }>;
}

/** A copy of what is committed or about to be, as a repository of its own whose CHANGELOG.md has a version to release. */
function copyProject(folder: string): void {
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@example.com', ...args], { cwd: folder, encoding: 'utf8' });
  for (const file of projectFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  for (const name of ['node_modules', 'local/node_modules']) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  const changelog = join(folder, 'CHANGELOG.md');
  writeFileSync(changelog, readFileSync(changelog, 'utf8').replace('## Unreleased', `## ${VERSION} (2026-01-31)`));
  git('init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'What is to be released');
}

function run(folder: string, env: NodeJS.ProcessEnv, [program, ...args]: readonly string[]): string {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${[program, ...args].join(' ')} failed:\n${stdout}${stderr}`);
  }
}

/** Runs the steps of the task "release" as the workflow does, but for tests. */
function release(folder: string): void {
  const { tasks } = JSON.parse(readFileSync(join(folder, '.projen/tasks.json'), 'utf8')) as { tasks: Record<string, Task> };
  const steps = tasks.release.steps.flatMap(step => (step.spawn === 'build' ? tasks.build.steps : [step]));
  for (const { spawn, exec, execArgs } of steps.filter(step => !LEFT_OUT.includes(step.spawn ?? ''))) {
    run(folder, { ...ENVIRONMENT, ...tasks.release.env }, spawn ? [join(ROOT, 'node_modules/.bin/projen'), spawn] : execArgs ?? ['sh', '-c', exec!]);
  }
}

interface Job {
  readonly steps: ReadonlyArray<{ readonly id?: string; readonly run?: string }>;
}

/** What each job that publishes a package must have made in `dist/`. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  release_npm: [`js/cdk-s3-proxy-api@${VERSION}.jsii.tgz`],
  release_pypi: [`python/cdk_s3_proxy_api-${VERSION}-py3-none-any.whl`, `python/cdk_s3_proxy_api-${VERSION}.tar.gz`],
  release_maven: ['.jar', '-sources.jar', '-javadoc.jar', '.pom'].map(end => `java/io/github/cdk-s3-proxy-api/cdk-s3-proxy-api/${VERSION}/cdk-s3-proxy-api-${VERSION}${end}`),
  release_golang: ['go.mod', 'version', 'S3ProxyApi.go'].map(name => `go/cdks3proxyapi/${name}`),
};

/** Jobs that cannot be rehearsed here, and why. */
const NOT_HERE: Readonly<Record<string, string>> = { release_nuget: 'there is no .NET here; check:languages generates its code' };

/** Makes a package of the tarball in a new checkout, as the job that publishes it does. */
function makePackage(dist: string, folder: string, { steps }: Job): void {
  copyProject(join(folder, '.repo'));
  mkdirSync(MAVEN, { recursive: true });
  symlinkSync(MAVEN, join(folder, 'm2')); // what Maven has downloaded, at a path without a space: it takes no quotes here
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  const from = steps.findIndex(({ id }) => id === 'extract_build_artifact');
  const to = steps.findIndex(({ id }) => /^collect_\w+_artifact$/.test(id ?? ''));
  steps.slice(from, to + 1).forEach(step => run(folder, { ...ENVIRONMENT, MAVEN_OPTS: `-Dmaven.repo.local=${join(folder, 'm2')}` }, ['bash', '-e', '-c', step.run!]));
}

/** What PyPI shows of a wheel. */
function descriptionOf(wheel: string): string {
  const metadata = `cdk_s3_proxy_api-${VERSION}.dist-info/METADATA`;
  return execFileSync('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())', wheel, metadata], { encoding: 'utf8' });
}

/** The packages of all languages, each by the job that publishes it. */
function makePackages(findings: Findings, dist: string, folder: string): void {
  const { jobs } = parse(readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8')) as { readonly jobs: Readonly<Record<string, Job>> };
  const making = Object.keys(jobs).filter(name => jobs[name].steps.some(({ id }) => id === 'extract_build_artifact'));
  findings.add(1, [...Object.keys(PUBLISHED), ...Object.keys(NOT_HERE)].sort().join() === making.sort().join() ? [] : [`release.yml makes packages in ${making.join(', ')}`]);
  for (const [name, why] of Object.entries(NOT_HERE)) {
    console.log(`${name}: NOT DONE, ${why}`);
  }
  for (const [name, files] of Object.entries(PUBLISHED)) {
    makePackage(dist, join(folder, name), jobs[name]);
    findings.add(files.length, files.filter(file => !existsSync(join(folder, name, 'dist', file))).map(file => `${name}: dist/${file} was not made`));
  }
  const description = descriptionOf(join(folder, 'release_pypi/dist', PUBLISHED.release_pypi[0]));
  findings.add(2, [
    ...description.includes(`/blob/v${VERSION}/CONTRIBUTING.md)`) ? [] : [`the wheel's description does not link to v${VERSION}`],
    ...description.includes('S3ProxyApi(self') && !description.includes('new S3ProxyApi(') ? [] : ["the wheel's description has not the samples in Python"],
  ]);
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const findings = new Findings('package');
  try {
    copyProject(folder);
    release(folder);
    const tarball = (directory: string) => readdirSync(join(folder, directory)).filter(name => name.endsWith('.tgz')).map(name => join(folder, directory, name));
    findings.add(1, readFileSync(join(folder, 'dist/releasetag.txt'), 'utf8') === `v${VERSION}` ? [] : ['dist/releasetag.txt: not the version of CHANGELOG.md']);
    checkPackages(findings, { version: VERSION, main: tarball('dist/js'), local: tarball('dist/local'), folder });
    makePackages(findings, join(folder, 'dist'), folder);
    checkAudits(findings);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { passed, failed } = findings.report();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
