import { ChildProcess, execFileSync, spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { Snippet, snippetsOf } from '../suites/snippets';

const ROOT = resolve(__dirname, '../..');
const PAGE = 'docs/getting-started.md';
const STACK = 'lib/files-stack.ts';
const SERVES = 's3-proxy-local --port';

/** What each block of commands must have written, in the order of the page. */
const EXPECTED: readonly RegExp[] = [/added \d+ package/, /^$/, /^  GET +\/\{key\+\} +AWS_IAM /m, /^Hello<\?xml .*<ListBucketResult.*<Key>notes\/hello\.txt<\/Key>/s];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise(closed => server.close(closed));
  return port;
}

/** The tarball of a package, as it would be published. */
function packed(folder: string, to: string): string {
  const output = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', to], { cwd: folder, encoding: 'utf8' });
  return join(to, output.trim().split('\n').at(-1)!);
}

/** All that is not followed literally. */
async function substitutions(folder: string): Promise<ReadonlyArray<readonly [string | RegExp, string]>> {
  return [
    ['npm install cdk-s3-proxy-api', `npm install ${packed(ROOT, folder)}`], // not published yet
    ['--save-dev s3-proxy-local', `--save-dev ${packed(join(ROOT, 'local'), folder)}`],
    [/^go install .*\n/m, ''], // minutes; script/test has installed the same version
    [/"\$PATH:.*?"/, `"$PATH:${join(ROOT, '.tools/bin')}"`],
    [/\b3000\b/g, `${await freePort()}`],
  ];
}

/** Runs blocks of commands; what one exports is there in the next. */
class Shell {
  private exports = '';
  private server?: ChildProcess;

  public constructor(private readonly folder: string) {}

  /** Until it ends. */
  public async run(code: string): Promise<string> {
    const child = this.spawn(code);
    let output = '';
    child.stdout!.on('data', chunk => { output += chunk; });
    const [status] = await once(child, 'close');
    if (status !== 0) {
      throw new Error(`exit code ${status} of\n${code}${output}`);
    }
    return output;
  }

  /** Until it says that it is ready. */
  public async serve(code: string): Promise<string> {
    this.server = this.spawn(code.replace(/^npx (s3-proxy-local)/m, 'exec node_modules/.bin/$1')); // to be ended by its process id
    let output = '';
    for await (const line of createInterface(this.server.stdout!)) {
      output += `${line}\n`;
      if (line.startsWith('Ready')) {
        return output;
      }
    }
    throw new Error(`ended before it was ready:\n${output}`);
  }

  public async close(): Promise<void> {
    if (this.server !== undefined && this.server.exitCode === null && this.server.kill('SIGTERM')) {
      await once(this.server, 'close');
    }
  }

  private spawn(code: string): ChildProcess {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', `${this.exports}${code}`], { cwd: this.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    this.exports += code.split('\n').filter(line => line.startsWith('export ')).map(line => `${line}\n`).join('');
    return child;
  }
}

async function follow(snippets: readonly Snippet[], folder: string): Promise<number> {
  const replacements = await substitutions(folder);
  let shell = new Shell(folder);
  let expected = 0;
  try {
    for (const { language, code, heading } of snippets) {
      if (language === 'ts') {
        writeFileSync(join(folder, 'files', STACK), code);
        continue;
      }
      const commands = replacements.reduce((text, [from, to]) => text.replace(from, to), code);
      const output = commands.includes(SERVES) ? await shell.serve(commands) : await shell.run(commands);
      if (expected === 0) {
        shell = new Shell(join(folder, 'files'));
      }
      if (!EXPECTED[expected].test(output)) {
        throw new Error(`${heading}: expected ${EXPECTED[expected]} of\n${commands}got\n${output}`);
      }
      console.log(`ok    ${heading}: ${code.trim().split('\n').at(-1)}`);
      expected += 1;
    }
    return expected;
  } finally {
    await shell.close();
  }
}

async function main(): Promise<void> {
  const snippets = snippetsOf(PAGE).filter(({ heading }) => heading !== 'On AWS');
  const folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
  try {
    const passed = await follow(snippets, folder);
    if (passed !== EXPECTED.length) {
      throw new Error(`${PAGE}: has ${passed} blocks of commands, ${EXPECTED.length} are expected here`);
    }
    console.log(`${passed} passed, 0 failed`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
