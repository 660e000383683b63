import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AssertionStack } from './assertion-stack';
import { LambdaEndpoint, startLambdaEndpoint } from './lambda-endpoint';
import { LambdaFunction } from './lambda-function';
import { runSteps, StepResult } from './run-steps';
import { Synthesis } from './synthesis';
import { LocalApi, startLocal } from '../../local/src';
import { startVersitygw, Versitygw } from '../../local/src/store/versitygw';

export interface RunOptions {
  /** Where the test is said to run. S3 takes the name of any region but us-east-1 for a new bucket. */
  readonly region: string;
  /** Executable of versitygw. @default - the one on PATH */
  readonly versitygw?: string;
  /** Is told of each step as it ends */
  readonly report?: (result: StepResult) => void;
}

/** What runs for a test, in the order of its start. */
class Running {
  private readonly stops: (() => Promise<void>)[] = [];

  public add<T>(value: T, stop: (value: T) => Promise<void>): T {
    this.stops.unshift(() => stop(value));
    return value;
  }

  public async stop(): Promise<void> {
    for (const stop of this.stops) {
      await stop();
    }
  }
}

/** Deploys a synthesized test on this machine, to a new S3 server, and runs its assertions by the code that runs them on AWS. */
export async function runTest(synthesis: Synthesis, options: RunOptions): Promise<StepResult[]> {
  const running = new Running();
  try {
    const directory = running.add(mkdtempSync(join(tmpdir(), 'integ-local-')), async folder => rmSync(folder, { recursive: true, force: true }));
    const store = running.add(await startVersitygw({ binary: options.versitygw, directory, region: options.region }), server => server.stop());
    const api = running.add(await startApi(synthesis, store, options.region), server => server.close());
    const stack = new AssertionStack(synthesis, api, options.region);

    const start = (folder: string, env: Record<string, string>) => running.add(new LambdaFunction(folder, env), started => started.stop());
    const clients = new Map(stack.clients.map(({ name, folder }) => [name, start(folder, clientEnvironment(api, options.region))]));
    const endpoint = running.add(await startLambdaEndpoint(clients), server => server.stop());
    const handler = start(stack.handler.folder, handlerEnvironment(store, endpoint));
    return await runSteps(stack.steps, handler, options.report ?? (() => undefined));
  } finally {
    await running.stop();
  }
}

function startApi({ folder, stack }: Synthesis, { endpoint, iamEndpoint, credentials }: Versitygw, region: string): Promise<LocalApi> {
  return startLocal({ template: folder, stack, region, s3: { endpoint, iamEndpoint, credentials, region } });
}

/** The functions of a test call the API, as the role that they have on AWS may. */
function clientEnvironment(api: LocalApi, region: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = api.callers[0];
  return { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The assertion handler calls AWS by its SDK, which takes its endpoints from here; to an IP address it sends buckets in path style. */
function handlerEnvironment({ endpoint, region, credentials }: Versitygw, lambda: LambdaEndpoint): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  };
}
