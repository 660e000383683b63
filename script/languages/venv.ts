import { readdirSync } from 'fs';
import { dirname, join, relative } from 'path';
import { ROOT, run, WORK } from './command';
import { kept } from './kept';
import { wheel } from './packages';

export interface Venv {
  readonly python: string;
  readonly sitePackages: string;
}

/** A virtual environment that is kept, with the wheel as it is now and what else a file of requirements names. */
export async function venv(name: string, requirements: string): Promise<Venv> {
  const folder = join(WORK, 'venvs', name);
  const python = join(folder, 'bin/python');
  const install = (...args: string[]) => run(python, ['-m', 'pip', 'install', '--quiet', ...args]);
  await kept(`venv-${name}`, folder, [relative(ROOT, requirements)], [], async () => {
    await run('python3', ['-m', 'venv', folder]);
    await install('--find-links', dirname(wheel()), '--requirement', requirements);
  });
  const sitePackages = join(folder, 'lib', readdirSync(join(folder, 'lib'))[0], 'site-packages');
  await kept(`wheel-${name}`, join(sitePackages, 'cdk_s3_proxy_api'), [relative(ROOT, wheel())], [], async () => {
    await install('--force-reinstall', '--no-deps', wheel());
  });
  return { python, sitePackages };
}
