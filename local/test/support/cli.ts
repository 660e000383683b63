import { ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export interface Cli {
  readonly pid: number;
  /** What it has written so far, to both streams. */
  text(): string;
  /** What it has written to standard error. */
  errors(): string;
  /** Closes standard output, as a reader does who has had enough. */
  leave(): void;
  /** Resolves when it has written that, from some character on; rejects with all that it wrote when it ends before. */
  until(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
  /** Sends a signal, and waits for the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Waits until it ends by itself. */
  exit(): Promise<number | null>;
}

/** The real command line, compiled from the sources, so that no build has to come first. It runs in a folder of each test. */
export class CliWorld {
  public folder = '';
  private compiled = '';
  private readonly children: ChildProcess[] = [];

  constructor() {
    beforeAll(() => {
      this.compiled = compile();
    });
    beforeEach(() => {
      this.folder = mkdtempSync(join(tmpdir(), 'cli-'));
    });
    afterEach(async () => {
      for (const child of this.children.splice(0)) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGKILL');
          await once(child, 'exit');
        }
      }
      rmSync(this.folder, { recursive: true });
    });
  }

  public write(name: string, content: unknown): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  public start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Cli {
    const child = spawn(process.execPath, [join(this.compiled, 'lib/cli/main.js'), ...args], {
      cwd: this.folder, env: { PATH: '/usr/bin:/bin', HOME: this.folder, NODE_PATH: resolve(__dirname, '../../node_modules'), ...environment },
    });
    this.children.push(child);
    const closed = once(child, 'close') as Promise<[number | null]>;
    let text = '';
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    const waiting = new Set<() => void>();
    const changed = () => waiting.forEach((look) => look());
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        changed();
      });
    }
    void closed.then(changed);
    const until = (pattern: RegExp, from = 0) => new Promise<RegExpExecArray>((settle, fail) => {
      const look = () => {
        const found = pattern.exec(text.slice(from));
        if (found) {
          waiting.delete(look);
          settle(found);
        } else if (child.stdout.closed && child.exitCode !== null) {
          fail(new Error(`it ended before ${pattern}: ${text}`));
        }
      };
      waiting.add(look);
      look();
    });
    return {
      pid: child.pid!,
      text: () => text,
      errors: () => errors,
      leave: () => child.stdout.destroy(),
      until,
      exit: async () => (await closed)[0],
      stop: async (signal = 'SIGINT') => {
        child.kill(signal);
        return (await closed)[0];
      },
    };
  }
}

const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
const CACHE = resolve(__dirname, '../../../.tools/cli');

/** Returns where it is. What the same sources gave is kept, for the next file of tests and the next run. */
function compile(): string {
  const sources = resolve(__dirname, '../../src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).sort()
    .map((file) => ({ file, text: readFileSync(join(sources, file), 'utf8') }));
  const folder = join(CACHE, createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16));
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(CACHE, { recursive: true });
  const old = readdirSync(CACHE);
  const scratch = mkdtempSync(`${folder}-`);
  for (const { file, text } of files) {
    const { outputText } = transpileModule(text, { compilerOptions });
    mkdirSync(join(scratch, 'lib', dirname(file)), { recursive: true });
    writeFileSync(join(scratch, 'lib', file.replace(/\.ts$/, '.js')), outputText);
  }
  // Which tells the version.
  copyFileSync(resolve(sources, '../package.json'), join(scratch, 'package.json'));
  try {
    renameSync(scratch, folder);
  } catch {
    // Tests that run at the same time were faster.
    rmSync(scratch, { recursive: true });
  }
  // Scratch folders may be of those that compile now.
  const done = old.map((name) => join(CACHE, name)).filter((path) => !path.includes('-', CACHE.length) && path !== folder);
  done.forEach((path) => rmSync(path, { recursive: true, force: true }));
  return folder;
}
