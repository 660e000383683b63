import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { nextVersion } from '../script/release/changelog';
import { pinLinks, READMES, unpinLinks } from '../script/release/links';
import { checkPackages } from '../script/release/packages';
import { Findings } from '../script/suites/findings';

const ROOT = resolve(__dirname, '..');
const REPOSITORY = 'https://github.com/cdk-s3-proxy-api/cdk-s3-proxy-api';

describe('the version to release', () => {
  test('is that on top of CHANGELOG.md', () => {
    expect(nextVersion('# Changelog\n\n## 0.2.0 (2026-01-31)\n\n- x\n\n## 0.1.0\n', ['v0.1.0'])).toBe('0.2.0');
  });

  test.each([
    ['nothing has a version', '# Changelog\n\n## Unreleased\n', [], /got '## Unreleased' on top/],
    ['the version has a tag', '## 0.1.0\n', ['v0.1.0'], /a version is released once, got 0\.1\.0/],
    ['the heading is another', '## 0.1.0 of today\n', [], /must be '## Unreleased' or of the form .*, got '## 0\.1\.0 of today'/],
    ['there is no heading', 'x\n', [], /got none/],
  ])('is refused when %s', (_when, changelog, tags, message) => {
    expect(() => nextVersion(changelog, tags)).toThrow(message);
  });

  test('has a heading that can be read, here', () => {
    const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    expect(nextVersion(changelog.replace('## Unreleased', '## 999.0.0'), [])).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('links of what is published', () => {
  test('are those of the release, pictures as they are, code untouched', () => {
    const text = '[a](../docs/a.md#b) ![p](p.svg) [c](#c) [d](https://example.com)\n```ts\nf[g](h);\n```\n';
    expect(pinLinks('local/README.md', text, '1.2.3')).toBe(
      `[a](${REPOSITORY}/blob/v1.2.3/docs/a.md#b) ![p](https://raw.githubusercontent.com/cdk-s3-proxy-api/cdk-s3-proxy-api/v1.2.3/local/p.svg) `
      + '[c](#c) [d](https://example.com)\n```ts\nf[g](h);\n```\n',
    );
  });

  test.each(READMES)('%s comes back as it was', file => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(unpinLinks(file, pinLinks(file, text, '1.2.3'))).toBe(text);
  });
});

test('a package that holds something else, lacks something, or runs something when it is installed is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation(line => { printed.push(String(line)); });
  try {
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ version: '1.2.2', scripts: { postinstall: 'true' } }));
    writeFileSync(join(folder, 'package/README.md'), readFileSync(join(ROOT, 'local/README.md')));
    writeFileSync(join(folder, 'package/notes.txt'), 'x');
    execFileSync('tar', ['-czf', 'x.tgz', 'package'], { cwd: folder });
    const findings = new Findings('package');
    checkPackages(findings, { version: '1.2.3', main: [], local: [join(folder, 'x.tgz')], folder });
    findings.report();
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
  for (const message of [
    'cdk-s3-proxy-api: one tarball is published, got 0', 's3-proxy-local: notes.txt is shipped and is not needed', 's3-proxy-local: LICENSE is missing',
    's3-proxy-local: its version is 1.2.2, not 1.2.3', 's3-proxy-local: it has the script postinstall',
  ]) {
    expect(printed.join('\n')).toContain(message);
  }
});
