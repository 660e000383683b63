import { execFileSync } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { Beside, QuickStart } from './quick-start';
import { Terminal } from './terminal';

const ROOT = resolve(__dirname, '../..');

/** Of whoever starts this: scripts of npm, of the project and of its tests tell programs where they are. */
const NOT_THE_USERS = /^(npm_(?!config_registry$)|TS_NODE_|AWS_|CDK_OUTDIR|NODE_OPTIONS$|NODE_PATH$|INIT_CWD$|VERSITYGW$|S3_PROXY_LOCAL_|VIRTUAL_ENV$|CI$)/;

/** What a user has who has only read README.md. Go installs into the folder, of modules that it has already. */
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

/** Does what README.md says, in an empty folder; returns what the last call printed. */
export async function follow(quickStart: QuickStart, folder: string, substituted: (text: string) => string): Promise<string> {
  const { create, code, file, serve, call } = quickStart;
  const env = environment(folder);
  const text = join(folder, 'code');
  mkdirSync(join(folder, 'empty'), { recursive: true });
  writeFileSync(text, code.text);
  const first = new Terminal([substituted(create.text), `cp '${text}' '${file}'`, substituted(serve.text)].join('\n'), join(folder, 'empty'), env);
  try {
    await first.until(/^Ready/m);
    return await new Terminal(substituted(call.text), join(folder, 'empty'), env).finish();
  } finally {
    await first.interrupt();
  }
}

/** Does what local/README.md says, in the project that the quick start has made: exports, and a server that was started by hand. Returns what is wrong. */
export async function followBeside({ server, exports }: Beside, folder: string, substituted: (text: string) => string): Promise<string[]> {
  const env = environment(folder);
  const project = join(folder, 'empty', 'files');
  env.PATH = `${env.PATH}:${join(folder, 'go', 'bin')}`;
  const output = await new Terminal(`${substituted(exports.text)}\ncat api.json plain.json collection.json`, project, env).finish();
  const missing = ['x-amazon-apigateway-integration', 'operationId', 'https://schema.getpostman.com'].filter(text => !output.includes(text));
  const terminal = new Terminal(substituted(server.text), project, env);
  try {
    const [curl] = /^ *curl .*$/m.exec(await terminal.until(/^Ready/m))!;
    const list = await new Terminal(curl, project, env).finish();
    return [...missing.map(text => `the exports have no ${text}`), ...(list.includes('<ListBucketResult') ? [] : [`'${curl}', which it prints, answers '${list}'`])];
  } finally {
    await terminal.interrupt();
  }
}
