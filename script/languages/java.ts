import { cpSync, readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { mustAnswer } from './call';
import { CONSUMERS, run } from './command';
import { copyOf, Language } from './language';
import { build, MAVEN, PACKAGES } from './packages';
import { mustShowSamples } from './samples';
import { mustSynthesizeAsTypeScript } from './templates';

const folder = copyOf('java');
const JARS = join(PACKAGES, 'java/io/github/cdk-s3-proxy-api/cdk-s3-proxy-api/0.0.0');

async function compile(): Promise<void> {
  rmSync(join(folder, 'src'), { recursive: true, force: true });
  cpSync(join(CONSUMERS, 'java'), folder, { recursive: true });
  const args = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${MAVEN}`, '-Dmdep.outputFile=target/classpath'];
  await run('mvn', [...args, 'compile', 'dependency:build-classpath'], { cwd: folder });
}

function runClass(mainClass: string, env: Readonly<Record<string, string>>): Promise<string> {
  const classpath = `target/classes:${readFileSync(join(folder, 'target/classpath'), 'utf8').trim()}`;
  return run('java', [mainClass], { cwd: folder, env: { ...env, CLASSPATH: classpath } });
}

async function samples(): Promise<void> {
  const documentation = join(folder, 'javadoc');
  rmSync(documentation, { recursive: true, force: true });
  cpSync(join(JARS, 'cdk-s3-proxy-api-0.0.0-javadoc.jar'), join(documentation, 'javadoc.jar'));
  await run('jar', ['-xf', 'javadoc.jar'], { cwd: documentation });
  mustShowSamples('java', documentation, /\.html$/);
}

export const java: Language = {
  name: 'java',
  checks: {
    package: () => build('java'),
    install: compile,
    samples,
    template: () => mustSynthesizeAsTypeScript('java', env => runClass('com.example.ConsumerApp', env)),
    call: () => mustAnswer('java', env => runClass('com.example.Call', env)),
  },
};
