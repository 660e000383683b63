import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { byJest } from '../script/suites/jest-count';
import { Finished, runSuites } from '../script/suites/run';
import { Suite } from '../script/suites/suite';

const folder = mkdtempSync(join(tmpdir(), 'suites-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Notes when it begins and ends; in between it does that, with `fs` and its `folder`. */
const suite = (name: string, work: string, beside?: boolean): Suite => ({
  name,
  about: '',
  beside,
  command: [process.execPath, '-e', `const fs = require('fs'); const folder = ${JSON.stringify(folder)};
    const note = (text) => fs.appendFileSync(folder + '/notes', text + ' ');
    note('${name}('); ${work}; note(')${name}');`],
});
/** Until the other one has begun, too: alone it would never end. */
const meets = (name: string, other: string) => suite(name, `fs.writeFileSync(folder + '/${name}', ''); while (!fs.existsSync(folder + '/${other}'));`, true);

test('those that may run beside each other do, two at a time, the others alone; one that fails stops none', async () => {
  const finished: Finished[] = [];
  const began: string[] = [];
  await runSuites([
    suite('first', ''), meets('a', 'b'), meets('b', 'a'), suite('alone', 'process.exitCode = 3'), suite('c', '', true), suite('last', ''),
  ], ({ name }) => began.push(name), (run) => finished.push(run));
  const notes = readFileSync(join(folder, 'notes'), 'utf8');
  expect(notes).toMatch(/^first\( \)first (a\( b\(|b\( a\() (\)a \)b|\)b \)a) alone\( \)alone c\( \)c last\( \)last $/);
  expect(began).toEqual(['first', 'a', 'b', 'alone', 'c', 'last']);
  expect(finished.filter(({ exitCode }) => exitCode !== 0).map((run) => [run.suite.name, run.exitCode])).toEqual([['alone', 3]]);
});

test('a program that is not there has failed', async () => {
  const finished: Finished[] = [];
  await runSuites([{ name: 'none', about: '', command: [join(folder, 'nothing')] }], () => undefined, (run) => finished.push(run));
  expect(finished.map(({ exitCode, output }) => [exitCode, output])).toEqual([[undefined, expect.stringContaining('ENOENT')]]);
});

test('half a result of jest has failed', () => {
  const file = join(folder, 'jest.json');
  expect(existsSync(file)).toBe(false);
  expect(byJest(file)()).toEqual({ passed: 0, failed: 1 });
  writeFileSync(file, '{ "numPassedTests": 3,');
  expect(byJest(file)()).toEqual({ passed: 0, failed: 1 });
});
