import { execFileSync } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { CLONE, isShell, Page, Steps } from './pages';
import { Terminal } from './terminal';

const ROOT = resolve(__dirname, '../..');

/** Of whoever starts this: scripts of npm, of the project and of its tests tell programs where they are. */
const NOT_THE_USERS = /^(npm_(?!config_registry$)|TS_NODE_|AWS_|CDK_OUTDIR|NODE_OPTIONS$|NODE_PATH$|INIT_CWD$|VERSITYGW$|S3_PROXY_LOCAL_|VIRTUAL_ENV$|CI$)/;

/** What a user has who has only read a page. Go installs into the folder, of modules that it has already. */
function environment(folder: string): NodeJS.ProcessEnv {
  const go = (name: string) => execFileSync('go', ['env', name], { encoding: 'utf8' }).trim();
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_THE_USERS.test(name))),
    PATH: process.env.PATH!.split(':').filter(path => !path.startsWith(ROOT) && !path.includes('node_modules')).join(':'),
    GOPATH: join(folder, 'go'),
    GOMODCACHE: go('GOMODCACHE'),
    GOFLAGS: '-buildvcs=false -modcacherw',
  };
}

/** What each page lets one serve. */
const SERVED = /^ +GET +\/\S*\{\w+\+?\} +AWS_IAM /m;
const CALL = /^ *curl .*$/m;

/** Does what a page says, in the folder of the project that it begins with; returns what is wrong. */
export async function follow(
  { after, writes = {} }: Page, { first, then, prints }: Steps, folder: string, substituted: (text: string) => string,
): Promise<string[]> {
  const env = environment(folder);
  const cwd = after === CLONE ? ROOT : join(folder, 'empty', ...after === undefined ? [] : ['files']);
  [folder, cwd].forEach(path => mkdirSync(path, { recursive: true }));
  if (after === CLONE) {
    Object.assign(env, { S3_PROXY_LOCAL_DATA: join(folder, 'data'), TMPDIR: folder }); // else they would stay
  } else if (after !== undefined) {
    env.PATH = `${env.PATH}:${join(folder, 'go', 'bin')}`;
  }
  const typed = first.map((block, index) => {
    if (isShell(block)) {
      return substituted(block.text);
    }
    const code = join(folder, `code-${index}`);
    writeFileSync(code, block.text);
    return `cp '${code}' '${block.before[0]}'`;
  });
  const server = new Terminal(typed.join('\n'), cwd, env);
  try {
    const served = await server.until(/^Ready/m);
    const calls = then.length > 0 ? then.map(({ text }) => substituted(text)).join('\n') : CALL.exec(served)?.[0] ?? '';
    const printed = await new Terminal(calls, cwd, env).finish();
    const lacking = Object.entries(writes).filter(([file, text]) => !readFileSync(join(cwd, file), 'utf8').includes(text));
    return [
      ...SERVED.test(served) ? [] : [`what serves must print ${SERVED}, got '${served}'`],
      ...prints.test(printed) ? [] : [`'${calls}' must print ${prints}, got '${printed}'`],
      ...lacking.map(([file, text]) => `${file} has no ${text}`),
    ];
  } finally {
    await server.interrupt();
  }
}
