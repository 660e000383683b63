import { cpSync, mkdirSync, rmSync } from 'fs';
import { join, relative } from 'path';
import { CONSUMERS, ROOT, run } from './command';
import { kept } from './kept';
import { assemblyOf, copyOf, Language } from './language';
import { PARTS } from './packages';

/** Puts the package into the folder, as npm would install it. What it needs comes from a node_modules further up. */
export async function installPackage(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/cdk-s3-proxy-api');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  const [{ filename }] = JSON.parse(await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])) as [{ filename: string }];
  await run('tar', ['-xzf', filename, '-C', installed, '--strip-components=1'], { cwd: folder });
}

/** Compiles the app in the folder, and synthesizes it. */
export async function synthesizeIn(folder: string, outdir: string): Promise<void> {
  cpSync(join(CONSUMERS, 'typescript'), folder, { recursive: true });
  await run('tsc', ['-p', folder]);
  await run('node', ['app.js'], { cwd: folder, env: { CDK_OUTDIR: outdir } });
}

const assembly = assemblyOf('typescript');

/** What the others are compared with. */
export const typescript: Language = {
  name: 'typescript',
  checks: {
    template: () => kept('typescript', assembly, [...PARTS, relative(ROOT, join(CONSUMERS, 'typescript'))], [], async () => {
      await installPackage(copyOf('typescript'));
      await synthesizeIn(copyOf('typescript'), assembly);
    }),
  },
};
