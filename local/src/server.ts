import { createServer, Server } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { Gateway } from './gateway';

export interface ServerProps {
  readonly gateway: Gateway;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Node's own limit; the gateway enforces the smaller one of API Gateway, which it can answer properly. */
const MAX_HEADER_SIZE = 64 * 1024;

/** Opens the HTTP front door of an API. */
export async function listen({ gateway, host, port }: ServerProps): Promise<RunningServer> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_SIZE, requireHostHeader: false, keepAliveTimeout: 65_000 });
  // Lines past the default limit would vanish silently.
  server.maxHeadersCount = 0;
  server.on('request', (message, response) => void gateway.handle(message, response, false));
  server.on('checkContinue', (message, response) => void gateway.handle(message, response, true));
  // API Gateway ignores other expectations.
  server.on('checkExpectation', (message, response) => void gateway.handle(message, response, false));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(gateway, statusOf(error), socket as Socket));
  server.on('connect', (_, socket) => refuse(gateway, 400, socket as Socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE'
      ? new Error(`port: ${port} is taken on ${host}; choose another, or 0 for a free one`)
      : error));
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, close: () => close(server) };
}

function statusOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW': return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT': return 408;
    default: return 400;
  }
}

/** Answers on the socket itself: there is no request to answer. */
function refuse(gateway: Gateway, status: number, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    // An answer may be under way, and must not be mixed with another.
    socket.destroy();
    return;
  }
  const { status: actual, headers, body } = gateway.unreadable(status, socket);
  const lines = [['Date', new Date().toUTCString()], ...headers, ['Content-Length', String(body.length)], ['Connection', 'close']];
  socket.end(`HTTP/1.1 ${actual} Error\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body.toString('latin1')}`, 'latin1');
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
