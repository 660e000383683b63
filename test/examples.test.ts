import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const readme = read('README.md');
const examples = readdirSync(join(ROOT, 'examples'));

/** What runs each. */
const RUN_BY: Record<string, string> = {
  'aws-tutorial': 'script/demo-code/main.ts',
  'one-bucket': 'script/demo-code/main.ts',
  'own-urls': 'test/own-urls.behaviour.test.ts',
  'python-archive': 'script/python-example/main.ts',
  'user-files': 'test/support/user-files.ts',
};

test('each is known, and no other', () => {
  expect(examples.filter(name => existsSync(join(ROOT, 'examples', name, 'cdk.json'))).sort()).toEqual(Object.keys(RUN_BY).sort());
});

test.each(Object.entries(RUN_BY))('%s is a whole app, has a README, is in that of the project, and is run by %s', (name, file) => {
  expect(readdirSync(join(ROOT, 'examples', name))).toEqual(expect.arrayContaining(['README.md', 'cdk.json']));
  const { app } = JSON.parse(read(`examples/${name}/cdk.json`));
  expect(existsSync(join(ROOT, 'examples', name, app.split(' ').at(-1)))).toBe(true);
  expect(readme).toContain(`(examples/${name})`);
  expect(read(file)).toMatch(new RegExp(`['/]${name}['/]`));
});

test('every page of docs/ is in README', () => {
  expect(readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md') && !readme.includes(`(docs/${name})`))).toEqual([]);
});
