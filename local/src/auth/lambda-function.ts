import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { LAMBDA_BOOTSTRAP } from './lambda-bootstrap';

export interface LambdaFunctionProps {
  readonly arn: string;
  readonly name: string;
  /** The folder of its code. */
  readonly folder: string;
  /** `index.handler` */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memorySize: number;
  readonly region: string;
  /** Where the lines go that it writes. */
  readonly log: (line: string) => void;
}

/** The function threw, or its code cannot be loaded, or it took too long. */
export class LambdaError extends Error {}

interface Message {
  readonly ready?: true;
  readonly broken?: string;
  readonly result?: unknown;
  readonly error?: string;
}

/** Runs the code of a Lambda function: each process handles one event at a time, and waits for the next. */
export class LambdaFunction {
  private readonly idle: ChildProcess[] = [];
  private readonly running = new Set<ChildProcess>();
  private readonly underWay = new Set<Promise<unknown>>();
  private closed = false;

  constructor(private readonly props: LambdaFunctionProps) {}

  /** The result, after a trip through JSON as on AWS. Rejects with a LambdaError. */
  public async invoke(event: unknown): Promise<unknown> {
    const call = this.call(event);
    this.underWay.add(call);
    try {
      return await call;
    } finally {
      this.underWay.delete(call);
    }
  }

  /** Waits for the calls that are under way, however they end. */
  public async settled(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  public async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running].map((instance) => new Promise<void>((resolve) => {
      instance.once('close', () => resolve());
      instance.kill('SIGKILL');
    })));
  }

  private async call(event: unknown): Promise<unknown> {
    const instance = this.idle.pop() ?? await this.start();
    const deadline = Date.now() + this.props.timeoutMs;
    const answer = await this.next(instance, this.props.timeoutMs, () => instance.send({ event, deadline, requestId: randomUUID() }));
    this.idle.push(instance);
    if (answer.error !== undefined) {
      throw new LambdaError(answer.error);
    }
    return answer.result;
  }

  private async start(): Promise<ChildProcess> {
    const { arn, environment, folder, handler, log, memorySize, name, region } = this.props;
    if (this.closed) {
      throw new LambdaError('the gateway is being closed');
    }
    const instance = spawn(process.execPath, ['--eval', LAMBDA_BOOTSTRAP], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Nothing of this process's own environment, where there may be secrets.
      env: {
        PATH: process.env.PATH,
        TZ: ':UTC',
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        LAMBDA_TASK_ROOT: folder,
        S3_PROXY_LOCAL_FUNCTION_ARN: arn,
        _HANDLER: handler,
        ...environment,
      },
    });
    this.running.add(instance);
    instance.once('close', () => {
      this.running.delete(instance);
      this.idle.splice(0, this.idle.length, ...this.idle.filter((other) => other !== instance));
    });
    for (const stream of [instance.stdout, instance.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => text.trimEnd().split('\n').forEach((line) => log(`${name}: ${line}`)));
    }
    const { broken } = await this.next(instance, START_TIMEOUT_MS, () => undefined);
    if (broken !== undefined) {
      instance.kill('SIGKILL');
      throw new LambdaError(broken);
    }
    return instance;
  }

  /** The next message of a process. One that says nothing in time is ended. */
  private next(instance: ChildProcess, timeoutMs: number, begin: () => void): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        instance.kill('SIGKILL');
        finish(() => reject(new LambdaError(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`)));
      }, timeoutMs);
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        instance.off('message', onMessage).off('close', onClose).off('error', onError);
        settle();
      };
      const onMessage = (message: unknown) => finish(() => resolve(message as Message));
      const onClose = (code: number | null) => finish(() => reject(new LambdaError(`Runtime exited with ${code === null ? 'a signal' : `status ${code}`}`)));
      const onError = (error: Error) => finish(() => reject(new LambdaError(error.message)));
      instance.on('message', onMessage).on('close', onClose).on('error', onError);
      begin();
    });
  }
}

/** As long as AWS gives a function to load. */
const START_TIMEOUT_MS = 10_000;
