import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';

export interface StandIn {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export const SMALL = Buffer.alloc(1024, 'small');
export const LARGE = Buffer.alloc(1024 * 1024, 'large');

type Behaviour = (message: IncomingMessage, response: ServerResponse) => void;

const complete = (body: Buffer): Behaviour => (_, response) => response.writeHead(200, { 'Content-Length': body.length }).end(body);
const status = (code: number): Behaviour => (_, response) => response.writeHead(code, { 'Content-Length': 5 }).end('error');

/** By the first part of the key. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  small: complete(SMALL),
  large: complete(LARGE),
  missing: status(404),
  busy: status(503),
  reset: (message) => message.socket.resetAndDestroy(),
  garbage: (message) => message.socket.end('garbage\r\n\r\n'),
  hang: () => undefined,
  cut: (_, response) => {
    response.writeHead(200, { 'Content-Length': SMALL.length });
    response.write(SMALL.subarray(1), () => response.destroy());
  },
  stop: (_, response) => void response.writeHead(200, { 'Content-Length': SMALL.length }).write(SMALL.subarray(1)),
  endless: (_, response) => {
    const more = () => { while (!response.destroyed && response.write(LARGE)); };
    response.on('drain', more);
    more();
  },
  /** Says how much came. */
  upload: (message, response) => {
    let bytes = 0;
    message.on('data', (chunk: Buffer) => { bytes += chunk.length; });
    message.on('end', () => response.end(String(bytes)));
  },
};

/** A server in the place of S3 that fails in the way that the key says. */
export async function startStandIn(): Promise<StandIn> {
  const server = createServer((message, response) => {
    message.on('error', () => undefined);
    response.on('error', () => undefined);
    const [, , kind] = message.url!.split('/');
    BEHAVIOURS[kind](message, response);
    message.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
