import { ChildProcess, spawn } from 'child_process';
import { signalGroup } from '../suites/process-group';

/** What takes longer hangs. */
const LIMIT_MINUTES = 8;

/** A shell that runs what is typed into it and stops at the first failure. */
export class Terminal {
  private readonly child: ChildProcess;
  private readonly exit: Promise<number | null>;
  private output = '';
  private readonly printed: Buffer[] = [];

  public constructor(script: string, cwd: string, env: NodeJS.ProcessEnv) {
    this.child = spawn('bash', ['-e', '-c', script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.child.emit('output');
      });
    }
    this.child.stdout!.on('data', (chunk: Buffer) => this.printed.push(chunk));
    // As closing the window does: what runs beside would keep the output open.
    this.child.once('exit', () => this.signal('SIGHUP'));
    const kill = () => this.signal('SIGKILL');
    process.once('exit', kill);
    this.child.once('close', () => process.off('exit', kill));
    this.exit = new Promise((done, fail) => this.child.once('error', fail).once('close', done));
  }

  /** What it has on standard output once it ends by itself. */
  public async finish(): Promise<string> {
    const code = await this.limited(this.exit);
    if (code !== 0) {
      throw new Error(this.failure(code));
    }
    return Buffer.concat(this.printed).toString();
  }

  /** Waits until what it has printed matches, and returns that. */
  public async until(pattern: RegExp): Promise<string> {
    const seen = new Promise<void>(done => this.child.on('output', () => pattern.test(this.output) && done()));
    const ended = this.exit.then(code => Promise.reject(new Error(this.failure(code))));
    ended.catch(() => undefined); // The end of what has served is no failure.
    await this.limited(Promise.race([seen, ended]));
    return this.output;
  }

  /** As Ctrl-C does; returns the exit code. */
  public async interrupt(): Promise<number | null> {
    this.signal('SIGINT');
    return this.exit;
  }

  private failure(code: number | null): string {
    return `it ended with exit code ${code}:\n${this.output}`;
  }

  private async limited<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.signal('SIGKILL'), LIMIT_MINUTES * 60_000);
    return work.finally(() => clearTimeout(timer));
  }

  private signal(name: NodeJS.Signals): void {
    signalGroup(this.child, name);
  }
}
