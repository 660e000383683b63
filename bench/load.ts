import { connect, Socket } from 'net';

/** Requests over kept connections, one after the other on each. */
export interface Load {
  readonly host: string;
  readonly port: number;
  /** One for each connection, signed already: signing is not what is measured. */
  readonly requests: ReadonlyArray<{ readonly head: string; readonly bodyBytes: number }>;
  /** How long to send new ones... */
  readonly millis: number;
  /** ...and how many at most. */
  readonly count: number;
}

export interface Loaded {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const BODY = Buffer.alloc(9 * 1024 * 1024, 'object');
/** Of all connections: what is read is counted and dropped. */
const READ = Buffer.alloc(1024 * 1024);

class Connection {
  private head = '';
  private left = 0;
  private inHead = true;
  private done?: (error?: Error) => void;
  private readonly socket: Socket;

  constructor({ host, port }: Load, private readonly request: Load['requests'][number]) {
    this.socket = connect({ host, port, onread: { buffer: READ, callback: (length) => this.read(length) } });
    this.socket.setNoDelay(true).on('error', (error) => this.done?.(error)).on('close', () => this.done?.(new Error('the connection was closed')));
  }

  public exchange(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.done = (error) => (error ? reject(error) : resolve());
      this.socket.cork();
      this.socket.write(this.request.head, 'latin1');
      if (this.request.bodyBytes > 0) {
        this.socket.write(BODY.subarray(0, this.request.bodyBytes));
      }
      this.socket.uncork();
    });
  }

  public close(): void {
    this.done = undefined;
    this.socket.destroy();
  }

  private read(length: number): boolean {
    let body = length;
    if (this.inHead) {
      const end = READ.subarray(0, length).indexOf('\r\n\r\n');
      this.head += READ.toString('latin1', 0, end < 0 ? length : end + 4);
      if (end < 0) {
        return true;
      }
      body = length - end - 4;
      this.left = Number(/\r\ncontent-length: *(\d+)/i.exec(this.head)?.[1]);
      if (!this.head.startsWith('HTTP/1.1 200 ') || Number.isNaN(this.left)) {
        this.done?.(new Error(`an answer is not what it should be:\n${this.head}${READ.toString('latin1', end + 4, length)}`));
        return false;
      }
      this.inHead = false;
    }
    this.left -= body;
    if (this.left === 0) {
      this.head = '';
      this.inHead = true;
      this.done?.();
    }
    return true;
  }
}

async function run(load: Load): Promise<Loaded> {
  const millis: number[] = [];
  const connections = load.requests.map((request) => new Connection(load, request));
  const start = performance.now();
  let begun = 0;
  await Promise.all(connections.map(async (connection) => {
    for (let sent = performance.now(); sent < start + load.millis && begun < load.count;) {
      begun++;
      await connection.exchange();
      const now = performance.now();
      millis.push(now - sent);
      sent = now;
    }
  }));
  const seconds = (performance.now() - start) / 1000;
  connections.forEach((connection) => connection.close());
  millis.sort((a, b) => a - b);
  const quantile = (share: number) => millis[Math.floor((millis.length - 1) * share)];
  return { requests: millis.length, seconds, p50: quantile(0.5), p99: quantile(0.99) };
}

process.on('message', (load) => {
  run(load as Load).then((loaded) => process.send!(loaded), (error: Error) => process.send!({ error: error.message }));
});
process.on('disconnect', () => process.exit());
