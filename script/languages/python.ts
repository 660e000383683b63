import { readdirSync } from 'fs';
import { join, relative } from 'path';
import { mustAnswer } from './call';
import { CONSUMERS, ROOT, run, WORK } from './command';
import { kept } from './kept';
import { Language } from './language';
import { build, PACKAGES } from './packages';
import { mustShowSamples } from './samples';
import { mustSynthesizeAsTypeScript } from './templates';

const VENV = join(WORK, 'venv');
const PYTHON = join(VENV, 'bin/python');
const APP = join(CONSUMERS, 'python');
const REQUIREMENTS = join(APP, 'requirements.txt');

const wheel = () => join(PACKAGES, 'python', readdirSync(join(PACKAGES, 'python')).find(name => name.endsWith('.whl'))!);
const sitePackages = () => join(VENV, 'lib', readdirSync(join(VENV, 'lib'))[0], 'site-packages');

/** A virtual environment with the wheel, and what the app needs besides. */
async function install(): Promise<void> {
  await kept('venv', VENV, [relative(ROOT, REQUIREMENTS)], [], async () => {
    await run('python3', ['-m', 'venv', VENV]);
    await run(PYTHON, ['-m', 'pip', 'install', '--quiet', wheel(), '--requirement', REQUIREMENTS]);
  });
  await kept('wheel', join(sitePackages(), 'cdk_s3_proxy_api'), [relative(ROOT, wheel())], [], async () => {
    await run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--force-reinstall', '--no-deps', wheel()]);
  });
}

export const python: Language = {
  name: 'python',
  checks: {
    package: () => build('python'),
    install,
    samples: async () => mustShowSamples('python', sitePackages(), /^cdk_s3_proxy_api[^/]*\/(?:METADATA|.*\.py)$/),
    template: () => mustSynthesizeAsTypeScript('python', env => run(PYTHON, ['app.py'], { cwd: APP, env })),
    call: () => mustAnswer('python', env => run(PYTHON, ['call.py'], { cwd: APP, env })),
  },
};
