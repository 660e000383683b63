import { styleFor, table } from '../src/cli/style';

const coloured = styleFor({ isTTY: true }, {});

test('colours on a terminal alone, and not where NO_COLOR forbids them', () => {
  expect(coloured.status('404', 404)).toBe('\x1b[33m404\x1b[0m');
  expect([coloured.status('200', 200), coloured.status('500', 500)]).toEqual(['\x1b[32m200\x1b[0m', '\x1b[31m500\x1b[0m']);
  for (const plain of [styleFor({}, {}), styleFor({ isTTY: true }, { NO_COLOR: '1' })]) {
    expect([plain.status('404', 404), plain.bold('b'), plain.dim('d')]).toEqual(['404', 'b', 'd']);
  }
});

test('a table is as wide as its cells', () => {
  expect(table(['A', 'LONG'], [['xyz', '1'], ['', '2']], styleFor({}, {}))).toEqual(['  A    LONG', '  xyz  1', '       2']);
});
