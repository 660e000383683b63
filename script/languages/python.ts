import { join } from 'path';
import { mustAnswer } from './call';
import { CONSUMERS, run } from './command';
import { Language } from './language';
import { build } from './packages';
import { mustShowSamples } from './samples';
import { mustSynthesizeAsTypeScript } from './templates';
import { Venv, venv } from './venv';

const APP = join(CONSUMERS, 'python');

/** With the wheel, and what the app needs besides. */
const installed = (): Promise<Venv> => venv('consumer', join(APP, 'requirements.txt'));

async function runApp(file: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { python: program } = await installed();
  return run(program, [file], { cwd: APP, env });
}

export const python: Language = {
  name: 'python',
  checks: {
    package: () => build('python'),
    install: async () => { await installed(); },
    samples: async () => mustShowSamples('python', (await installed()).sitePackages, /^cdk_s3_proxy_api[^/]*\/(?:METADATA|.*\.py)$/),
    template: () => mustSynthesizeAsTypeScript('python', env => runApp('app.py', env)),
    call: () => mustAnswer('python', env => runApp('call.py', env)),
  },
};
