import { spawn } from 'child_process';
import { createInterface } from 'readline';
import { Call, Outcome, Place, Session } from './client';

/**
 * A client that is another program: its first line of input is the place, each further one a call, and each line of output the outcome of
 * the call before. It ends with its input.
 */
export async function openProgram(command: readonly string[], place: Place, env: Readonly<Record<string, string>> = {}): Promise<Session> {
  const [program, ...args] = command;
  const child = spawn(program, args, { env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => { said = (said + text.toString()).slice(-4000); });
  let fail = (_error: Error): void => undefined;
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  child.once('error', error => fail(error));
  child.stdin.on('error', () => undefined); // `close` tells
  void ended.then(() => fail(new Error(`${command.join(' ')} ended: ${said}`)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = (value: unknown) => child.stdin.write(`${JSON.stringify(value)}\n`);
  tell(place);
  return {
    call: (call: Call) => new Promise<Outcome>((resolve, reject) => {
      fail = reject;
      tell(call);
      lines.next().then(({ value, done }) => { if (!done) resolve(JSON.parse(value) as Outcome); }).catch(reject);
    }),
    close: async () => {
      fail = () => undefined;
      child.stdin.end();
      await ended;
    },
  };
}
