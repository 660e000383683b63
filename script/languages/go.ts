import { cpSync, rmSync } from 'fs';
import { join } from 'path';
import { CONSUMERS, run } from './command';
import { copyOf, Language } from './language';
import { build, PACKAGES } from './packages';
import { mustShowSamples } from './samples';
import { mustSynthesizeAsTypeScript } from './templates';

const MODULE = 'github.com/cdk-s3-proxy-api/cdk-s3-proxy-api-go/cdks3proxyapi';
const SOURCE = join(PACKAGES, 'go/cdks3proxyapi');
const folder = copyOf('go');

async function compile(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(CONSUMERS, 'go'), folder, { recursive: true });
  await run('go', ['mod', 'edit', '-replace', `${MODULE}=${SOURCE}`], { cwd: folder });
  await run('go', ['build', '-o', 'app', '.'], { cwd: folder });
}

export const go: Language = {
  name: 'go',
  checks: {
    package: () => build('go'),
    samples: async () => mustShowSamples('go', SOURCE, /\.(?:go|md)$/),
    install: compile,
    template: () => mustSynthesizeAsTypeScript('go', env => run('./app', [], { cwd: folder, env })),
  },
};
