import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, statSync } from 'fs';
import { join, relative, resolve } from 'path';
import { pinLinks } from './links';
import { filesIn } from '../suites/files-in';
import { Findings } from '../suites/findings';

const ROOT = resolve(__dirname, '../..');
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

export interface Tarballs {
  readonly version: string;
  readonly main: readonly string[];
  readonly local: readonly string[];
  /** Where they may be unpacked. */
  readonly folder: string;
}

interface Shipped {
  readonly name: string;
  /** Where its sources are. */
  readonly source: string;
  readonly readme: string;
  /** Besides `lib/`. */
  readonly files: readonly string[];
  /** Of the tarball, and of what is in it: what users download and keep. */
  readonly kilobytes: readonly [number, number];
}

const MAIN: Shipped = {
  name: 'cdk-s3-proxy-api', source: '.', readme: 'README.md', files: ['.jsii', 'LICENSE', 'README.md', 'package.json'], kilobytes: [400, 2000],
};
const LOCAL: Shipped = {
  name: 's3-proxy-local', source: 'local', readme: 'local/README.md', files: ['LICENSE', 'README.md', 'package.json'], kilobytes: [300, 1000],
};

export function checkPackages(findings: Findings, { version, main, local, folder }: Tarballs): void {
  for (const [shipped, tarballs] of [[MAIN, main], [LOCAL, local]] as const) {
    findings.add(1, tarballs.length === 1 ? [] : [`${shipped.name}: one tarball is published, got ${tarballs.length}`]);
    for (const tarball of tarballs) {
      check(findings, shipped, version, tarball, mkdtempSync(join(folder, 'unpacked-')));
    }
  }
}

function check(findings: Findings, shipped: Shipped, version: string, tarball: string, folder: string): void {
  execFileSync('tar', ['--strip-components=1', '-xzf', tarball, '-C', folder]);
  const files = below(folder);
  const sizes = [statSync(tarball).size, files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)];
  const [packed, unpacked] = sizes.map(bytes => bytes / 1000);
  console.log(`${shipped.name} ${version}: ${files.length} files, ${packed.toFixed(0)} kB packed, ${unpacked.toFixed(0)} kB unpacked`);

  const wrong = (problems: readonly string[], compared = 1) => findings.add(compared, problems.map(problem => `${shipped.name}: ${problem}`));
  const expected = [...shipped.files, ...compiled(join(ROOT, shipped.source, 'src'))];
  const needless = files.filter(file => !expected.includes(file));
  wrong(needless.map(file => `${file} is shipped and is not needed: see .projenrc.ts (npmignore) or local/package.json (files)`), files.length);
  wrong(packed <= shipped.kilobytes[0] && unpacked <= shipped.kilobytes[1] ? [] : [`larger than ${shipped.kilobytes.join(' kB packed, ')} kB unpacked`]);

  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; scripts?: Record<string, string> };
  wrong(manifest.version === version ? [] : [`its version is ${manifest.version}, not ${version}`]);
  wrong(INSTALL_SCRIPTS.filter(name => manifest.scripts?.[name] !== undefined).map(name => `it has the script ${name}, which runs at users'`));
  checkReadme(folder, shipped, version, wrong);
  wrong(expected.filter(file => !files.includes(file)).map(file => `${file} is missing`), expected.length);
}

function checkReadme(folder: string, shipped: Shipped, version: string, wrong: (problems: readonly string[]) => void): void {
  const pinned = pinLinks(shipped.readme, readFileSync(join(ROOT, shipped.readme), 'utf8'), version);
  wrong(readFileSync(join(folder, 'README.md'), 'utf8') === pinned ? [] : [`README.md does not link to v${version}`]);
  if (shipped.files.includes('.jsii')) {
    // What PyPI, NuGet, Maven Central and Construct Hub show.
    const { readme } = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8')) as { readme: { markdown: string } };
    wrong(readme.markdown.trim() === pinned.trim() ? [] : [`the README in .jsii does not link to v${version}`]);
  }
}

function compiled(source: string): string[] {
  return below(source).flatMap(file => ['js', 'd.ts'].map(extension => `lib/${file.replace(/\.ts$/, `.${extension}`)}`));
}

function below(folder: string): string[] {
  return filesIn(folder).map(file => relative(folder, file));
}
