import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { ClientLimits } from './client-limits';
import { Gateway } from './gateway';
import { OptionError } from '../option-error';

export interface ServerProps {
  readonly gateway: Gateway;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits: ClientLimits;
}

export interface RunningServer {
  readonly url: string;
  /** Lets another gateway answer what arrives from now on. */
  replace(gateway: Gateway): void;
  close(): Promise<void>;
}

/** Node's own limit; the gateway enforces the smaller one of API Gateway, which it can answer properly. */
const MAX_HEADER_SIZE = 64 * 1024;
const CHECK_MILLIS = 30_000;

/** Opens the HTTP front door of an API. */
export async function listen({ gateway, host, port, limits }: ServerProps): Promise<RunningServer> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_SIZE,
    requireHostHeader: false,
    keepAliveTimeout: 65_000,
    headersTimeout: limits.headersMillis,
    requestTimeout: limits.requestMillis,
    connectionsCheckingInterval: Math.min(CHECK_MILLIS, Math.ceil(limits.headersMillis / 4)),
  });
  // Lines past the default limit would vanish silently.
  server.maxHeadersCount = 0;
  server.timeout = limits.idleMillis;
  const door = new Door(gateway, limits);
  server.on('request', (message, response) => door.take(message, response, false));
  server.on('checkContinue', (message, response) => door.take(message, response, true));
  // API Gateway ignores other expectations.
  server.on('checkExpectation', (message, response) => door.take(message, response, false));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => door.refuse(statusOf(error), socket as Socket));
  server.on('connect', (_, socket) => door.refuse(400, socket as Socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, replace: (other) => door.replace(other), close: () => close(server) };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE': return new OptionError('port', () => `${port} is taken on ${host}; choose another, or 0 for a free one`);
    case 'EACCES': return new OptionError('port', () => `${port} is for administrators alone; choose one from 1024 on, or 0 for a free one`);
    default: return new OptionError('host', () => `must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, got '${host}' (${error.message})`);
  }
}

function statusOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW': return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT': return 408;
    default: return 400;
  }
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/** Knows which requests of each connection are under way, so that no answer is taken for that of another request. */
class Door {
  private readonly underWay = new WeakMap<Socket, Exchange[]>();
  private readonly refused = new WeakSet<Socket>();

  constructor(private gateway: Gateway, private readonly limits: ClientLimits) {}

  public replace(gateway: Gateway): void {
    this.gateway = gateway;
  }

  public take(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { socket } = message;
    if (expectsContinue || !response.shouldKeepAlive) {
      // Node closes after an answer that did not wait for the body, which resets a client that sends it all the same before it has read the answer.
      const destroyOnceRead = () => {
        if (message.complete) {
          Socket.prototype.destroySoon.call(socket);
        } else {
          socket.end();
          message.once('close', () => Socket.prototype.destroySoon.call(socket));
        }
      };
      socket.destroySoon = destroyOnceRead;
    }
    if (!this.underWay.has(socket)) {
      socket.once('close', () => this.leave(socket));
    }
    this.underWay.set(socket, [...this.unfinished(socket), { message, response }]);
    response.once('finish', () => {
      if (!message.complete) {
        // Ending the connection at once could destroy the answer before the client has read it.
        closeAfter(socket, this.limits.drainMillis, () => !message.complete);
      }
    });
    void this.gateway.handle(message, response, expectsContinue);
  }

  /** Answers on the socket itself: there is no request that could be read to its end. */
  public refuse(status: number, socket: Socket): void {
    if (this.refused.has(socket)) {
      return;
    }
    this.refused.add(socket);
    const [first, ...more] = this.unfinished(socket);
    // What cannot be read belongs to a request behind one that waits for its answer, or to one that has got it.
    const mixes = first !== undefined && (more.length > 0 || first.message.complete || first.response.headersSent);
    if (mixes || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status: actual, headers, body } = this.gateway.unreadable(status, socket);
    const lines = [['Date', new Date().toUTCString()], ...headers, ['Content-Length', String(body.length)], ['Connection', 'close']];
    socket.end(`HTTP/1.1 ${actual} Error\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body.toString('latin1')}`, 'latin1');
    closeAfter(socket, this.limits.drainMillis, () => true);
  }

  /** Node tells only the answer whose turn it is that the client has left, not those behind it. */
  private leave(socket: Socket): void {
    for (const { response } of this.unfinished(socket)) {
      if (!response.socket && !response.writableFinished) {
        response.destroy().emit('close');
      }
    }
  }

  private unfinished(socket: Socket): Exchange[] {
    return (this.underWay.get(socket) ?? []).filter(({ message, response }) => !message.complete || !response.writableFinished);
  }
}

function closeAfter(socket: Socket, millis: number, condition: () => boolean): void {
  setTimeout(() => {
    if (condition()) {
      socket.destroy();
    }
  }, millis).unref();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
