import { AddressInfo, connect, createServer, Socket } from 'node:net';
import { closeLater } from './gateway';
import { LocalApi } from '../../src/index';

/** A connection to the API, for a client that behaves as none should. */
export function open(api: LocalApi): Socket {
  const { hostname, port } = new URL(api.stages[0].url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  closeLater(() => Promise.resolve(void socket.destroy()));
  return socket;
}

/** Reads what a connection says until it holds the text; fails when it ends before. */
export function reading(socket: Socket): (text: string) => Promise<string> {
  let got = '';
  let ended = false;
  const waiting: Array<() => void> = [];
  const wake = () => waiting.splice(0).forEach((resume) => resume());
  socket.on('data', (chunk: Buffer) => {
    got += chunk.toString('latin1');
    wake();
  });
  socket.on('close', () => {
    ended = true;
    wake();
  });
  return async (text) => {
    while (!got.includes(text)) {
      if (ended) {
        throw new Error(`the connection ended after: ${got}`);
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    return got;
  };
}

/** All that a connection says until it ends. */
export function readToEnd(socket: Socket): Promise<string> {
  let got = '';
  socket.on('data', (chunk: Buffer) => { got += chunk.toString('latin1'); });
  return new Promise((resolve) => socket.on('close', () => resolve(got)));
}

export interface RawServer {
  readonly endpoint: string;
  readonly port: number;
  /** Ends its connections too. */
  stop(): Promise<void>;
}

/** A server that says what it likes, in the place of S3. */
export async function rawServer(onConnection: (socket: Socket) => void, port = 0): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    sockets.forEach((socket) => socket.destroy());
  });
  closeLater(stop);
  const { port: actual } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${actual}`, port: actual, stop };
}
