import { Agent, request } from 'http';
import { connect, Socket } from 'net';

/** What a client saw: a status, and the body where it counts. */
export interface Seen {
  /** `cut` when the connection ended before the answer did. */
  readonly outcome: number | 'cut';
  readonly body: Buffer;
}

/** Clients of one API, over kept connections. */
export class Clients {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly address: { readonly host: string; readonly port: number };

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port) };
  }

  public send(method: string, path: string, body?: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const cut = () => resolve({ outcome: 'cut', body: Buffer.concat(chunks) });
      const length = body ? { 'Content-Length': body.length } : {};
      request({ ...this.address, agent: this.agent, method, path, headers: { ...headers, ...length } }, (response) => {
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ outcome: response.statusCode!, body: Buffer.concat(chunks) }));
        response.on('error', cut);
      }).on('error', cut).end(body);
    });
  }

  /** Sends bytes that no client should, and reads the status. */
  public say(bytes: string): Promise<Seen> {
    return new Promise((resolve) => {
      let text = '';
      const socket = this.open(bytes);
      socket.on('data', (chunk: Buffer) => { text += chunk.toString('latin1'); });
      socket.on('close', () => resolve({ outcome: Number(text.split(' ')[1] ?? NaN) || 'cut', body: Buffer.alloc(0) }));
    });
  }

  /** Sends bytes and leaves without an answer. */
  public leave(bytes: string): Promise<Seen> {
    return new Promise((resolve) => {
      const socket = this.open(bytes, () => setImmediate(() => socket.destroy()));
      socket.on('close', () => resolve({ outcome: 'cut', body: Buffer.alloc(0) }));
    });
  }

  public close(): void {
    this.agent.destroy();
  }

  private open(bytes: string, sent?: () => void): Socket {
    const socket = connect(this.address);
    socket.on('error', () => undefined).write(bytes, 'latin1', sent);
    return socket;
  }
}
