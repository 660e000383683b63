import { execFile } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const INTEG = join(__dirname, '..', 'integ');
const RUN = ['--project', 'tsconfig.dev.json', '--transpile-only', 'integ/local/run.ts', 'integ/local/wrong-expectations.ts'];

/** The lines about each assertion and what follows them, and the exit code. */
function integLocal(): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    execFile('node_modules/.bin/ts-node', RUN, { cwd: join(__dirname, '..') }, (error, output) => resolve({ code: Number(error?.code ?? 0), output }));
  });
}

describe('integ:local', () => {
  let code: number;
  let output: string;

  beforeAll(async () => {
    ({ code, output } = await integLocal());
  });

  const failureOf = (name: string) => new RegExp(`^  FAIL  ${name}\\n((?: {8}.*\\n)+)`, 'm').exec(output)?.[1];

  test.each(['RightUnsigned', 'RightSigned', 'RightStored', 'RightHttpCall'])('passes %s', name => {
    expect(output).toMatch(new RegExp(`^  ok    ${name}$`, 'm'));
  });

  test.each([
    ['WrongStatus', 'Expected 200 but received 403'],
    ['WrongHeader', 'Expected application/json but received application/xml'],
    ['WrongBody', 'Expected wrong but received right'],
    ['HeaderThatShouldBeMissing', 'Unexpected key ETag'],
    ['WrongStored', 'Expected wrong but received right'],
    ['WrongHttpCall', 'Expected 200 but received 403'],
    ['LongerThanCloudFormationTakes', 'must have 4096 bytes at most'],
    ['NotReached', 'did not run, as LongerThanCloudFormationTakes failed'],
  ])('fails %s, and says why', (name, why) => {
    expect(failureOf(name)).toContain(why);
  });

  test('counts, and exits non-zero', () => {
    expect(output.trimEnd().split('\n').at(-1)).toBe('integ:local: 4 passed, 8 failed');
    expect(code).toBe(1);
  });
});

test('snapshots are the same on every machine: they hold no stack traces, which a warning would leave', () => {
  const snapshots = readdirSync(INTEG, { recursive: true }).map(String).filter(name => /\.snapshot\/.*\.json$/.test(name));
  expect(snapshots.length).toBeGreaterThan(20);
  expect(snapshots.filter(name => readFileSync(join(INTEG, name), 'utf8').includes('"trace"'))).toEqual([]);
});
