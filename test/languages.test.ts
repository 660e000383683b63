import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { Language } from '../script/languages/language';
import { check } from '../script/languages/outcome';
import { notServed } from '../script/languages/registries';
import { mustBeSame } from '../script/languages/templates';

const read = (file: string) => readFileSync(resolve(__dirname, '..', file), 'utf8');
const { devDependencies: floor } = JSON.parse(read('package.json')) as { devDependencies: Readonly<Record<string, string>> };
const consumer = (file: string) => read(`script/languages/consumers/${file}`);

test('what is tested is the floor, or the version that the caller names', () => {
  expect(JSON.parse(readFileSync(require.resolve('aws-cdk-lib/package.json'), 'utf8')).version).toBe(process.env.AWS_CDK_LIB_VERSION ?? floor['aws-cdk-lib']);
});

test('the apps of all languages are on the floor', () => {
  expect(consumer('python/requirements.txt')).toContain(`aws-cdk-lib==${floor['aws-cdk-lib']}\n`);
  expect(consumer('java/pom.xml').replace(/\s/g, '')).toContain(`<artifactId>aws-cdk-lib</artifactId><version>${floor['aws-cdk-lib']}</version>`);
  expect(consumer('java/pom.xml').replace(/\s/g, '')).toContain(`<artifactId>constructs</artifactId><version>${floor.constructs}</version>`);
  expect(consumer('go/go.mod')).toContain(`github.com/aws/aws-cdk-go/awscdk/v2 v${floor['aws-cdk-lib']}\n`);
  expect(consumer('go/go.mod')).toContain(`github.com/aws/constructs-go/constructs/v10 v${floor.constructs} `);
});

describe('templates that are not the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  const [one, other] = ['one', 'other'].map(name => join(folder, name));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, string, string, string[]]>([
    ['in a value', '{"a":{"b":[1,2]},"c":1}', '{"a":{"b":[1,3]},"c":1}', ['  /a/b/1: 2 and not 3']],
    ['in what is there', '{"a":{}}', '{"a":{"b":null},"c":[]}', ['  /a/b: absent and not null', '  /c: absent and not []']],
    ['in the kind', '{"a":[]}', '{"a":{}}', ['  /a: [] and not {}']],
    ['in form', '{"a":1, "b":2}', '{"a":1,"b":2}', ['  in the order or form alone']],
  ])('%s', (_, text, expected, places) => {
    writeFileSync(one, text);
    writeFileSync(other, expected);
    expect(() => mustBeSame(one, other, 'the template of TypeScript'))
      .toThrow([`${one} must have the bytes of the template of TypeScript (${other}), and differs:`, ...places].join('\n'));
    expect(() => mustBeSame(one, one, 'itself')).not.toThrow();
  });
});

describe('what a registry does not serve', () => {
  const MESSAGE = "'go build' ended with exit code 1:\ngo: module: reading https://proxy.golang.org/module/@v/v2.257.0.info: 404 Not Found";
  const failing: Language = { name: 'go', checks: { package: async () => undefined, install: () => Promise.reject(new Error(MESSAGE)), template: async () => undefined } };
  const known = { language: 'go', message: 'module/@v/v2.257.0', reason: 'it is not in the proxy' };

  test('is a failure, of what would build on it too, and said so', async () => {
    expect(await check(failing, [{ ...known, language: 'java' }, { ...known, message: 'v2.258' }])).toMatchObject({
      passed: 1, failed: 2, problem: expect.stringMatching(/^install: a registry does not serve what is needed: go: module: reading .* 404 Not Found\n/),
    });
  });

  test('is none where it is known, and the reason is told', async () => {
    expect(await check(failing, [known])).toMatchObject({
      passed: 1, failed: 0, problem: "install: a registry does not serve 'module/@v/v2.257.0', as is known: it is not in the proxy",
    });
  });

  test('and is served after all is a failure', async () => {
    expect(await check({ ...failing, checks: { package: async () => undefined } }, [known])).toMatchObject({
      passed: 1, failed: 1, problem: "'module/@v/v2.257.0' is served: take it out of UNSERVED in script/languages/registries.ts",
    });
  });

  test('is told from other failures, which nothing excuses', async () => {
    const broken: Language = { name: 'go', checks: { template: () => Promise.reject(new Error('app.go:7: undefined: module/@v/v2.257.0')) } };
    expect(await check(broken, [known])).toMatchObject({ passed: 0, failed: 1, problem: 'template: app.go:7: undefined: module/@v/v2.257.0' });
  });

  test.each([
    ['PyPI', 'ERROR: Could not find a version that satisfies the requirement x==9 (from versions: none)'],
    ['Maven Central', '[ERROR] Failed: Could not find artifact a:b:jar:9 in central (https://repo.maven.apache.org/maven2)'],
    ['the proxy of Go', 'go: a@v9.0.0: reading https://proxy.golang.org/a/@v/v9.0.0.mod: 404 Not Found'],
    ['npm', 'npm error code ETARGET'],
  ])('as %s says it', (_, line) => {
    expect(notServed(`something\n${line}\nmore`)).toBe(line);
  });
});
