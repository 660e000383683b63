import https from 'https';
import { createRequire } from 'module';
import { join } from 'path';
import { PassThrough } from 'stream';
import { text } from 'stream/consumers';
import { parentPort, workerData } from 'worker_threads';
import { CLOUDFORMATION_HOST, Invocation } from './invocation';

const send = https.request as (...args: unknown[]) => unknown;
let response: string | undefined;

// Custom resources answer by https to a port that nothing chooses, so no server can stand in.
(https as { request: unknown }).request = (...args: unknown[]) => {
  const [options, answered] = args as [https.RequestOptions, (answer: { statusCode: number }) => void];
  if (options.hostname !== CLOUDFORMATION_HOST) {
    return send(...args);
  }
  const body = new PassThrough();
  text(body).then(received => {
    response = received;
    answered({ statusCode: 200 });
  }, error => body.destroy(error));
  return body;
};

async function invoke(event: unknown): Promise<Invocation> {
  response = undefined;
  try {
    const { handler } = createRequire(join(workerData.folder, 'index.js'))('./index.js');
    const returned = await handler(event, { getRemainingTimeInMillis: () => 120_000, logStreamName: 'local' });
    return { result: { returned }, response };
  } catch (error) {
    return { result: { error: { errorType: (error as Error).name, errorMessage: (error as Error).message } }, response };
  }
}

parentPort!.on('message', async (event: unknown) => parentPort!.postMessage(await invoke(event)));
