import { execFileSync } from 'child_process';
import { randomInt } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { follow, followBeside } from './follow';
import { readBeside, readQuickStarts } from './quick-start';
import { Packed, substitute, Substitution, substitutionsFor } from './substitutions';
import { Findings } from '../suites/findings';

const ROOT = resolve(__dirname, '../..');

/** Both packages and the wheel, of the sources as they are. */
function pack(folder: string): Packed {
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  run('bash', '-c', '. script/lib.sh; build_package; build_local');
  const [npm, local, wheels] = ['npm', 'local', 'wheels'].map(name => join(folder, name));
  [npm, local].forEach(directory => mkdirSync(directory));
  run('npm', 'pack', '--pack-destination', npm);
  run('npm', '--prefix', 'local', 'pack', './local', '--ignore-scripts', '--pack-destination', local);
  run('npx', 'jsii-pacmak', '--target', 'python', '--outdir', wheels);
  const only = (directory: string, extension: string) => join(directory, readdirSync(directory).filter(name => name.endsWith(extension))[0]);
  return { npm: only(npm, '.tgz'), local: only(local, '.tgz'), wheel: only(join(wheels, 'python'), '.whl') };
}

/** Nobody listens on it now, and below those that systems give away by themselves: installing takes a minute, and then it has to be free still. */
async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000);
  const server = createServer();
  const taken = await new Promise(done => server.once('error', done).listen(port, '127.0.0.1', () => done(undefined)));
  if (taken) {
    return freePort();
  }
  await new Promise(done => server.close(done));
  return port;
}

async function main(): Promise<void> {
  const quickStarts = readQuickStarts(readFileSync(join(ROOT, 'README.md'), 'utf8'));
  const beside = readBeside(readFileSync(join(ROOT, 'local/README.md'), 'utf8'));
  const chosen = process.argv.slice(2);
  const unknown = chosen.find(name => !quickStarts.some(({ language }) => language === name));
  if (unknown !== undefined) {
    throw new Error(`'${unknown}' is no language of the quick start; there are ${quickStarts.map(({ language }) => language).join(', ')}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const findings = new Findings('readme');
  try {
    const substitutions = substitutionsFor(pack(folder), [await freePort(), await freePort(), await freePort()]);
    substitutions.forEach(({ command, says, does, why }) => console.log(`readme: '${command} ... ${says}' is '${does}' here: ${why}`));
    const used = new Set<Substitution>();
    for (const quickStart of quickStarts.filter(({ language }) => chosen.length === 0 || chosen.includes(language))) {
      const start = Date.now();
      const answer = await follow(quickStart, join(folder, quickStart.language), text => substitute(text, substitutions, used));
      const right = answer.trimEnd() === quickStart.answer;
      findings.add(1, right ? [] : [`${quickStart.language}: the last call answers '${answer}', not '${quickStart.answer}'`]);
      console.log(`readme: ${quickStart.language}: ${((Date.now() - start) / 1000).toFixed(0)} s from an empty folder to '${answer.trimEnd()}'`);
      if (quickStart === quickStarts[0]) {
        const wrong = await followBeside(beside, join(folder, quickStart.language), text => substitute(text, substitutions, used));
        findings.add(2, wrong.map(text => `local/README.md: ${text}`));
      }
    }
    const idle = chosen.length > 0 ? [] : substitutions.filter(substitution => !used.has(substitution));
    findings.add(substitutions.length, idle.map(({ command, says }) => `README.md has no '${command} ... ${says}' any more: take it out of script/readme/substitutions.ts`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { passed, failed } = findings.report();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`readme: ${error.message}`);
  process.exitCode = 1;
});
