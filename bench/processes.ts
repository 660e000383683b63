import { ChildProcess, fork } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export const ROOT = resolve(__dirname, '..');
/** Inside of the project, so that what runs there finds its packages. */
export const OUT = join(ROOT, '.tools/bench');
export const LOCAL = join(ROOT, 'local/lib');

/** Compiles a file of this folder to plain JavaScript: ts-node would be part of what is measured. */
export function compiled(name: string): string {
  mkdirSync(OUT, { recursive: true });
  const target = join(OUT, `${name}.js`);
  const source = readFileSync(join(__dirname, `${name}.ts`), 'utf8');
  writeFileSync(target, transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText);
  return target;
}

const running = new Set<Child>();

/** A process that answers each message with one. */
export class Child {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(name: string, args: readonly string[] = [], execArgv: readonly string[] = []) {
    this.child = fork(compiled(name), args, { execArgv: [...execArgv] });
    this.ended = new Promise((done) => this.child.once('exit', () => done()));
    running.add(this);
  }

  public get pid(): number {
    return this.child.pid!;
  }

  /** The next message. */
  public hear<T>(): Promise<T> {
    return new Promise((found, reject) => {
      const gone = (code: number | null) => reject(new Error(`a process of the benchmark ended with ${code}`));
      this.child.once('exit', gone).once('message', (message) => {
        this.child.off('exit', gone);
        found(message as T);
      });
    });
  }

  public ask<T>(message: object): Promise<T> {
    const heard = this.hear<T>();
    this.child.send(message);
    return heard;
  }

  public async stop(): Promise<void> {
    running.delete(this);
    this.child.kill();
    await this.ended;
  }
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}
