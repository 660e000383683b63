import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ROOT, run, WORK } from './command';
import { kept } from './kept';

/** The packages of all languages, a folder each. */
export const PACKAGES = join(WORK, 'packages');

/** The package of Python, once it is built. */
export const wheel = () => join(PACKAGES, 'python', readdirSync(join(PACKAGES, 'python')).find(name => name.endsWith('.whl'))!);

/** Maven's own repository of this project: what it downloads, and our jar. */
export const MAVEN = join(WORK, 'm2');

/** The translated samples of README.md and the doc comments. */
export const SAMPLES = join(WORK, 'samples.tabl.json');

/** All that packages are made of: the compiled package, the fixture of the samples, and the tools that the lock file names. */
export const PARTS = ['.jsii', 'lib', 'package.json', 'LICENSE', 'rosetta', 'package-lock.json'];

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  java: ['--maven-local-repository', MAVEN],
  // There is no compiler for it here.
  dotnet: ['--code-only'],
};

/** Compiles and translates the samples: each must compile. */
async function translateSamples(): Promise<void> {
  const { readme } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readme?: { markdown: string } };
  if (readme?.markdown.trim() !== readFileSync(join(ROOT, 'README.md'), 'utf8').trim()) {
    throw new Error('README.md is not the one that was compiled into .jsii: run npm run compile');
  }
  await kept('samples', SAMPLES, PARTS, [], async () => {
    await run('jsii-rosetta', ['extract', '--strict', '--cache-from', join(WORK, 'samples-cache.json'), '--cache-to', join(WORK, 'samples-cache.json'), '--trim-cache']);
    await run('mv', ['.jsii.tabl.json', SAMPLES]);
  });
}

/** Builds the package of a language, as a release does. Samples that were not translated fail it. */
export async function build(language: string): Promise<void> {
  await translateSamples();
  const args = ['--target', language, '--rosetta-tablet', SAMPLES, '--rosetta-unknown-snippets', 'fail', ...OPTIONS[language] ?? []];
  await kept(`package-${language}`, join(PACKAGES, language), PARTS, args, async () => {
    // jsii-pacmak gives the path to twine without quotes, and the project may be in a folder with a space.
    const outdir = mkdtempSync(join(tmpdir(), 'packages-'));
    await run('jsii-pacmak', [...args, '--outdir', outdir]);
    cpSync(join(outdir, language), join(PACKAGES, language), { recursive: true });
    rmSync(outdir, { recursive: true });
  });
}
