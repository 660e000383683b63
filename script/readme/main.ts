import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { follow } from './follow';
import { CLONE, Page, PAGES, stepsOf } from './pages';
import { Packed, substitute, Substitution, substitutionsFor } from './substitutions';
import { run } from '../languages/command';
import { build, wheel } from '../languages/packages';
import { Findings } from '../suites/findings';
import { freePort } from '../suites/free-port';

/** Both packages and the wheel, of what is compiled. */
async function pack(folder: string): Promise<Packed> {
  const npm = async (name: string, ...args: string[]) => {
    const to = join(folder, name);
    mkdirSync(to);
    const [{ filename }] = JSON.parse(await run('npm', ['pack', ...args, '--json', '--ignore-scripts', '--pack-destination', to])) as [{ filename: string }];
    return join(to, filename);
  };
  await build('python');
  // Beside them, where no path has a space: people put quotes around theirs.
  const copied = join(folder, basename(wheel()));
  copyFileSync(wheel(), copied);
  return { npm: await npm('npm'), local: await npm('local', './local'), wheel: copied };
}

/** For people: where a page begins. */
function beginning({ after }: Page): string {
  return after === undefined ? 'an empty folder' : after === CLONE ? 'a clone' : `the project of ${after}`;
}

/** Those that are named, with the pages whose projects they go on in; or all. */
function choose(names: readonly string[]): readonly Page[] {
  const unknown = names.find(name => !PAGES.some(page => page.name === name));
  if (unknown !== undefined) {
    throw new Error(`'${unknown}' is no page that is followed; there are ${PAGES.map(({ name }) => name).join(', ')}`);
  }
  const needed = [...names, ...PAGES.filter(({ name }) => names.includes(name)).map(({ after }) => after)];
  return PAGES.filter(({ name }) => names.length === 0 || needed.includes(name));
}

async function main(): Promise<void> {
  const pages = choose(process.argv.slice(2)).map(page => ({ page, steps: stepsOf(page) }));
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const findings = new Findings('readme');
  try {
    const substitutions = substitutionsFor(await pack(folder), [await freePort(), await freePort(), await freePort()]);
    substitutions.forEach(({ command, says, does, why }) => console.log(`readme: '${command} ... ${says}' is '${does}' here: ${why}`));
    const used = new Set<Substitution>();
    for (const { page, steps } of pages) {
      const start = Date.now();
      const wrong = await follow(page, steps, join(folder, page.after ?? page.name), text => substitute(text, substitutions, used));
      findings.add(2 + Object.keys(page.writes ?? {}).length, wrong.map(text => `${page.name}, ${page.document}: ${text}`));
      console.log(`readme: ${page.name}: ${((Date.now() - start) / 1000).toFixed(0)} s from ${beginning(page)} to the answer`);
    }
    const idle = pages.length < PAGES.length ? [] : substitutions.filter(substitution => !used.has(substitution));
    findings.add(substitutions.length, idle.map(({ command, says }) => `no page has '${command} ... ${says}' any more: take it out of script/readme/substitutions.ts`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { passed, failed } = findings.report();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

process.once('SIGTERM', () => process.exit(143));

main().catch((error: Error) => {
  console.error(`readme: ${error.message}`);
  process.exitCode = 1;
});
