import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { stripVTControlCharacters } from 'util';
import { Terminal } from '../readme/terminal';
import { Findings } from '../suites/findings';

const ROOT = resolve(__dirname, '../..');

/** Of the lines that `script/demo --keep` prints, in their order. */
const STATUSES = [200, 200, 200, 200, 206, 200, 403, 200, 200, 404];

/** Starts a script, does something once it has printed `ready`, and ends it as Ctrl-C does. */
async function withScript(command: string, ready: RegExp, work: (output: string) => Promise<string[]>): Promise<string[]> {
  const script = new Terminal(`exec '${ROOT}'/${command}`, ROOT, { ...process.env, NO_COLOR: '1' });
  let wrong: string[];
  try {
    wrong = await work(stripVTControlCharacters(await script.until(ready)));
  } finally {
    await script.interrupt();
  }
  const code = await script.interrupt();
  return [...wrong, ...(code === 0 ? [] : [`Ctrl-C ends it with exit code ${code}`])].map(text => `${command}: ${text}`);
}

/** The lines can be copied as they are. */
async function copyLines(output: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  try {
    const answers = await new Terminal(output.slice(output.indexOf('# once, how to sign')), folder, process.env).finish();
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
    return String(statuses) === String(STATUSES) ? [] : [`its lines answer ${statuses.join(', ')}, not ${STATUSES.join(', ')}`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function openPage(output: string): Promise<string[]> {
  const page = await fetch(/The page: (http:\S+)/.exec(output)![1]);
  return page.status === 200 && (await page.text()).includes('<html') ? [] : [`its page answers ${page.status}`];
}

async function main(): Promise<void> {
  const findings = new Findings('kept');
  findings.add(STATUSES.length + 1, await withScript('script/demo --keep', /notes\/unknown"\s*\n/, copyLines));
  findings.add(2, await withScript('script/user-files', /Ctrl-C ends it/, openPage));
  const { passed, failed } = findings.report();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(`kept: ${error.message}`);
  process.exitCode = 1;
});
