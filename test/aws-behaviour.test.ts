import { readFileSync } from 'fs';
import { join } from 'path';
import { cited, isThere } from './support/cited';
import { DEFAULT_OPTIONS } from '../local/src/options';

const root = join(__dirname, '..');
const text = readFileSync(join(root, 'docs/aws-behaviour.md'), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.slice(2, -2).split(' | ').map((cell) => cell.trim()));
const tests = rows.flatMap((cells) => cells.flatMap(cited).map((test) => ({ ...test, fact: cells[0] })));

test('the tables are found', () => {
  expect(tests.length).toBeGreaterThan(50);
});

test.each(tests)('$fact: $file has "$title"', (test) => {
  expect(isThere(test)).toBe(true);
});

describe('facts', () => {
  const tables = text.split(/\n\n/).filter((block) => block.startsWith('| fact |')).map((block) => block.split('\n').slice(2));
  const facts = tables.flat().map((line) => line.slice(2, -2).split(' | '));

  test('each has its source, a test and whether it is settled', () => {
    expect(facts.length).toBeGreaterThan(100);
    expect(facts.filter((cells) => cells.length !== 4 || !cells[2].includes('.test.ts`: ') || cells.includes(''))).toEqual([]);
  });

  test('what is not of AWS is not settled', () => {
    expect(facts.filter(([, source, , settled]) => settled === 'yes' && /inferred|memory|reported/.test(source))).toEqual([]);
  });

  test('no fact is there twice', () => {
    expect(new Set(facts.map(([fact]) => fact)).size).toBe(facts.length);
  });

  test('each page that is named has its address', () => {
    const addressed = new Set([...text.matchAll(/^\[([^\]]+)\]: https:/gm)].map(([, name]) => name));
    const named = rows.flat().flatMap((cell) => [...cell.replace(/`[^`]*`/g, '').matchAll(/\[([\w ]+)\]/g)].map(([, name]) => name));
    expect(new Set(named)).toEqual(addressed);
  });
});

test.each([['a client notices', undefined], ['not supported', 'construct']])('what a client of S3 meets is what the conformance suite knows: %s', (head, of) => {
  const limits: Array<{ by?: string; fact: string }> = JSON.parse(readFileSync(join(root, 'script/clients/conformance/limits.json'), 'utf8'));
  const [table] = text.split(/\n\n/).filter((block) => block.startsWith(`| ${head} |`));
  expect(table.split('\n').slice(2).map((line) => line.slice(2).split(' | ')[0])).toEqual(limits.filter(({ by }) => by === of).map(({ fact }) => fact));
});

describe('options of the local gateway', () => {
  const listed = new Map(rows.filter(([, , cell]) => cell?.startsWith('`local/test/')).filter(([name]) => /^`\w+`$/.test(name))
    .map(([name, value, , settled]) => [name.slice(1, -1), { value: value.slice(1, -1), settled }]));

  test('each is listed with its default, and no other', () => {
    expect(Object.fromEntries([...listed].map(([name, { value }]) => [name, value]))).toEqual(DEFAULT_OPTIONS);
  });

  test('what settles one on AWS is in the integration test', () => {
    const source = readFileSync(join(root, 'integ/integ.unsettled.ts'), 'utf8');
    const named = [...listed.values()].flatMap(({ settled }) => (settled ? settled.split(', ') : []));
    expect(named.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
    expect(named.length).toBeGreaterThan(8);
  });

  test('each is in the README of the gateway', () => {
    const readme = readFileSync(join(root, 'local/README.md'), 'utf8');
    for (const [name, value] of Object.entries(DEFAULT_OPTIONS)) {
      expect(readme).toContain(`| \`${name}\` | \`${value}\``);
    }
  });
});
