import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { buffer } from 'stream/consumers';
import { LambdaFunction } from './lambda-function';

export interface LambdaEndpoint {
  readonly url: string;
  stop(): Promise<void>;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The `Invoke` call of AWS Lambda, for functions that run on this machine. */
export async function startLambdaEndpoint(functions: ReadonlyMap<string, LambdaFunction>): Promise<LambdaEndpoint> {
  const server = createServer((request, response) => {
    invoke(functions, request, response).catch(error => response.destroy(error));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function invoke(functions: ReadonlyMap<string, LambdaFunction>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const payload = await buffer(request);
  const name = decodeURIComponent(INVOKE.exec(request.url ?? '')?.[1] ?? '');
  const called = functions.get(name);
  if (!called) {
    response.writeHead(404, { 'x-amzn-ErrorType': 'ResourceNotFoundException' }).end(JSON.stringify({ Message: `Function not found: ${name}` }));
    return;
  }
  const { result } = await called.invoke(JSON.parse(payload.toString()));
  if ('error' in result) {
    response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' }).end(JSON.stringify(result.error));
  } else {
    response.writeHead(200).end(JSON.stringify(result.returned ?? null));
  }
}
