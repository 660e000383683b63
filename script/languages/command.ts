import { spawn } from 'child_process';
import { join, resolve } from 'path';

export const ROOT = resolve(__dirname, '../..');

/** Where everything lands that is built here, so that it is there the next time. */
export const WORK = join(ROOT, '.tools/languages');

export const CONSUMERS = join(__dirname, 'consumers');

/** Lines that an error quotes of each end of the output: Java says first what is wrong, Python last. */
const QUOTED = 12;

export interface CommandOptions {
  /** @default - the root of the project */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the command wrote on its standard output. Rejects with the end of all that it wrote when it fails. */
export async function run(program: string, args: readonly string[], { cwd = ROOT, env = {} }: CommandOptions = {}): Promise<string> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => { all += chunk.toString(); });
  }
  const code = await new Promise<number | null>((settle, reject) => {
    child.once('error', ({ code: why }: NodeJS.ErrnoException) => reject(new Error(why === 'ENOENT'
      ? `'${program}' is needed and is not on the PATH: see CONTRIBUTING.md`
      : `'${program}' could not be started: ${why}`)));
    child.once('close', settle);
  });
  if (code !== 0) {
    throw new Error(`'${[program, ...args].join(' ')}' ended with exit code ${code}:\n${shortened(all.trimEnd().split('\n')).join('\n')}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= 2 * QUOTED ? lines : [...lines.slice(0, QUOTED), `... ${lines.length - 2 * QUOTED} lines`, ...lines.slice(-QUOTED)];
}
