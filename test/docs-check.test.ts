import { Repository } from '../script/docs/documents';
import { problemsOf } from '../script/docs/known';
import { checkLinks } from '../script/docs/links';
import { readMarkdown } from '../script/docs/markdown';
import { checkPaths } from '../script/docs/paths';
import { commandsOf } from '../script/docs/shell';
import { stepsOf } from '../script/readme/pages';
import { substitute, substitutionsFor } from '../script/readme/substitutions';
import { Findings } from '../script/suites/findings';

function repository(documents: Record<string, string>, files: readonly string[] = []): Repository {
  return {
    files: new Set([...Object.keys(documents), ...files]),
    folders: new Set(['.', 'docs', 'src']),
    documents: Object.entries(documents).map(([path, text]) => ({ path, ...readMarkdown(text) })),
  };
}

/** What a check prints of a repository. */
function differences(check: (repository: Repository, findings: Findings) => void, of: Repository): string[] {
  const findings = new Findings('docs');
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation(line => { printed.push(String(line)); });
  try {
    check(of, findings);
    findings.report();
  } finally {
    log.mockRestore();
  }
  return printed;
}

describe('links', () => {
  test.each([
    ['a file that is not there', '[a](docs/none.md)', "'docs/none.md' leads to docs/none.md, which the repository does not hold"],
    ['a heading that is not there', '[a](docs/b.md#none)', "'docs/b.md#none' leads to a heading of docs/b.md that is not there"],
    ['a heading of the same page that is not there', '# A\n\n[a](#b)', 'leads to a heading of README.md that is not there'],
    ['a file of the published repository', '[a](https://github.com/cdk-s3-proxy-api/cdk-s3-proxy-api/blob/main/none.md)', 'leads to none.md, which'],
    ['http', '[a](http://example.com)', 'must begin with https://, got http:'],
    ['white space', '[a](<https://example.com/a b>)', 'has white space in it'],
    ['a picture', '![a](docs/none.svg)', 'leads to docs/none.svg, which'],
  ])('finds %s', (_what, text, message) => {
    expect(differences(checkLinks, repository({ 'README.md': text, 'docs/b.md': '# Here' }))).toEqual([expect.stringContaining(message)]);
  });

  test('takes what leads somewhere', () => {
    const text = '# It `is` here!\n\n[a](docs/b.md#here) [b](docs) [c](#it-is-here) [d](https://example.com/x?y#z) [e](http://127.0.0.1:3000/)\n\n```\n[f](none)\n```\n';
    expect(differences(checkLinks, repository({ 'README.md': text, 'docs/b.md': '# Here\n\n[up](../README.md)' }))).toEqual([]);
  });
});

test('finds a path in backticks that is not there', () => {
  const text = '`src/a.ts` `src/none.ts` `b.ts` `GET /a/b` `x/y`\n\n`test/x.test.ts`, `src/x.ts` and `docs/`';
  const wrong = differences(checkPaths, repository({ 'docs/c.md': text }, ['src/a.ts', 'src/d/b.ts'])).filter(line => !line.includes('no document names'));
  expect(wrong).toEqual([expect.stringContaining('docs/c.md:1: `src/none.ts` is not there')]);
});

test('reads the commands of a shell', () => {
  expect(commandsOf([
    'npm ci   # once', '# all of it', 'cd a && A=1 B="x y" curl -H "a; b # c" \\', '  "$URL" | tee x &', 'sign=(--user "$A:$B")', 'pool=$(node -p "f(\'x\').y")',
    'mkdir b && (cd b && npm pack)',
  ].join('\n'))).toEqual(['npm ci', 'curl -H "a; b # c" "$URL"', 'tee x', 'npm pack']);
});

describe('commands', () => {
  test.each([
    ['npm run nothing', /asks for the task 'nothing'/],
    ['script/nothing', /asks for script\/nothing, which is not there/],
    ['script/test nothing', /asks for the suite 'nothing'/],
    ['npx s3-proxy-local --nothing', /has the flag --nothing, which s3-proxy-local does not know/],
    ['npx s3-proxy-local postman --plain', /has the flag --plain, which s3-proxy-local postman does not know/],
    ['npx jest test/nothing', /is run by no suite and no test that is known/],
    ['rm-everything now', /is run by no suite and no test that is known/],
  ])('%s is refused', (command, message) => {
    expect(problemsOf({ document: 'README.md', headings: ['Use'], command }, new Set())).toEqual([expect.stringMatching(message)]);
  });

  test.each(['npm run check:access -- tenants', 'npx projen integ:local', 'script/demo', 'script/test --full', 'npx jest test/mapping'])('%s is known', command => {
    expect(problemsOf({ document: 'README.md', command }, new Set(['test/mapping.test.ts']))).toEqual([]);
  });
});

test('what is followed as it stands is known below its heading, in blocks', () => {
  const found = { document: 'README.md', command: 'anything' };
  expect(problemsOf({ ...found, headings: ['cdk-s3-proxy-api', 'Quick start', 'In Python'] }, new Set())).toEqual([]);
  expect([...problemsOf({ ...found, headings: ['Use'] }, new Set()), ...problemsOf(found, new Set())]).toHaveLength(2);
});

describe('a page that is followed', () => {
  const page = { name: 'a', document: 'a.md', sections: ['A'] };
  const sh = (text: string) => `\`\`\`sh\n${text}\n\`\`\`\n\n`;
  const code = '```ts\n1;\n```\n\n';
  const serve = sh('npx s3-proxy-local --port 3000');
  const call = sh('curl http://127.0.0.1:3000    # Hi.');

  test.each([
    ['with nothing that serves', sh('npx s3-proxy-local openapi cdk.out') + call, /one block of shell must end with 'npx s3-proxy-local', got 0 of 2 blocks/],
    ['with two that serve', serve + serve + call, /got 2 of 3 blocks/],
    ['with code for no file', code + serve + call, /code must stand after a paragraph whose first `code` is its file/],
    ['with code after what serves', `${serve}In \`a.ts\`:\n\n${code}${call}`, /and before what serves/],
    ['with no answer', serve + sh('curl http://127.0.0.1:3000'), /the last block must end with '# answer'/],
  ])('%s is refused', (_what, text, message) => {
    expect(() => stepsOf(page, readMarkdown(`# A\n\n${text}`).blocks)).toThrow(message);
  });

  test('is read up to what serves, then what is called, then the answer; what it does not say is as elsewhere', () => {
    const blocks = readMarkdown(`# A\n\n${sh('npm ci')}In \`a.ts\`:\n\n${code}${serve}${call}## B\n\n${sh('pip install x')}In \`a.py\`:\n\n${code}## C\n\n${sh('no')}`).blocks;
    const { first, then, prints } = stepsOf({ ...page, sections: ['B'], otherwise: 'A' }, blocks);
    expect([...first, ...then].map(({ text, before }) => [text, ...before])).toEqual([
      ['pip install x\n'], ['1;\n', 'a.py'], ['npx s3-proxy-local --port 3000\n'], ['curl http://127.0.0.1:3000    # Hi.\n'],
    ]);
    expect(then).toHaveLength(1);
    expect(['Hi.\n', 'Hi!\n', 'Hi.\nmore'].map(text => prints.test(text))).toEqual([true, false, false]);
  });
});

test('substitutes whole words, where the table says so', () => {
  const substitutions = substitutionsFor({ npm: '/a.tgz', local: '/b.tgz', wheel: '/c.whl' }, [1234, 1235, 1236]);
  const text = 'npm install cdk-s3-proxy-api s3-proxy-local\nnpx s3-proxy-local --port 3000\ncurl http://127.0.0.1:3000/prod/3000\nnpm run cdk-s3-proxy-api';
  const used = new Set<typeof substitutions[number]>();
  expect(substitute(text, substitutions, used)).toBe(
    'npm install /a.tgz /b.tgz\nnpx s3-proxy-local --port 1234\ncurl http://127.0.0.1:1234/prod/3000\nnpm run cdk-s3-proxy-api',
  );
  expect([...used].map(({ command }) => command)).toEqual(['npm install', 'npm install', 'npx s3-proxy-local', 'curl']);
});
