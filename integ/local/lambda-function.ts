import { join } from 'path';
import { Worker } from 'worker_threads';
import { Invocation } from './invocation';

/** The code of a Lambda function, running on this machine with an environment of its own. One invocation at a time. */
export class LambdaFunction {
  private readonly worker: Worker;

  /**
   * @param folder the unpacked asset, with `index.js` in it
   * @param env its environment, credentials included
   */
  public constructor(folder: string, env: Record<string, string>) {
    this.worker = new Worker(join(__dirname, 'lambda-worker.ts'), {
      workerData: { folder },
      env: { ...env, TS_NODE_TRANSPILE_ONLY: '1' },
      execArgv: ['--require', 'ts-node/register'],
      stdout: true, // functions log what they get and give
      stderr: true,
    });
  }

  public invoke(event: unknown): Promise<Invocation> {
    return new Promise((resolve, reject) => {
      const settle = (work: () => void) => {
        this.worker.off('message', done).off('error', failed);
        work();
      };
      const done = (invocation: Invocation) => settle(() => resolve(invocation));
      const failed = (error: Error) => settle(() => reject(error));
      this.worker.on('message', done).on('error', failed).postMessage(event);
    });
  }

  public async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
