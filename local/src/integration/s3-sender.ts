import { Readable } from 'node:stream';
import { Dispatcher, Pool } from 'undici';
import { connectForLargeReads } from './large-reads';
import { Credentials } from '../auth/credentials';
import { signRequest } from '../auth/sigv4';
import { inTurn } from '../header-lines';
import { parseEndpoint } from '../store/endpoint';

/** A call to S3, complete but for its signature. */
export interface S3Request {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Array<readonly [string, string]>;
  /** A stream needs its length, and one that may break off its SHA-256, by which S3 refuses it then. */
  readonly body: Buffer | { readonly stream: Readable; readonly length: number; readonly hash: string | undefined } | undefined;
  readonly credentials: Credentials;
  readonly timeoutInMillis: number;
  /** Spoils the signature, so that S3 refuses the call. */
  readonly signedWrongly: boolean;
}

/** Names in lower case; a repeated header has all its values. */
export type BackendHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Receives the body of S3's answer. */
export interface BodySink {
  /** False pauses until the `resume` given to `start` is called. */
  data(chunk: Buffer): boolean;
  end(): void;
}

/** Receives S3's answer. Exactly one of `start` and `fail` is called first; after `start`, `fail` means that the body broke off. */
export interface ResponseListener {
  /** May throw: then the call ends and `fail` gets the error. */
  start(status: number, headers: BackendHeaders, resume: () => void): BodySink;
  fail(error: Error): void;
}

export class TimeoutError extends Error {}

export interface S3SenderProps {
  readonly endpoint: string;
  readonly region: string;
  /** Whether the server can be left to hold large bodies to their signed SHA-256. @default false */
  readonly checksPayloads?: boolean;
}

/** Signs and sends calls to S3 over kept connections, streaming both ways. */
export class S3Sender {
  private readonly pool: Pool;
  private readonly host: string;
  private readonly basePath: string;

  constructor(private readonly props: S3SenderProps) {
    const url = parseEndpoint('s3.endpoint', props.endpoint);
    this.host = url.host;
    this.basePath = url.pathname.replace(/\/$/, '');
    // The integration's own timeout counts; a stage limits how many answers are under way, not the pool.
    const connect = url.protocol === 'http:' ? connectForLargeReads : undefined;
    this.pool = new Pool(url.origin, { connections: 256, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect });
  }

  public get checksPayloads(): boolean {
    return this.props.checksPayloads ?? false;
  }

  /** Sends, and returns how to break the call off. */
  public send(request: S3Request, listener: ResponseListener): (reason: Error) => void {
    const call = new Call(request, listener);
    this.pool.dispatch({
      method: request.method as Dispatcher.HttpMethod,
      path: this.basePath + request.path + (request.query && `?${request.query}`),
      headers: this.signedHeaders(request),
      body: request.body === undefined || Buffer.isBuffer(request.body) ? request.body : request.body.stream,
    }, call);
    return (reason) => call.abort(reason);
  }

  public async close(): Promise<void> {
    await this.pool.destroy();
  }

  private signedHeaders(request: S3Request): string[] {
    const { method, query, credentials, body } = request;
    const headers: Array<readonly [string, string]> = [['Host', this.host], ...request.headers];
    const path = this.basePath + request.path + (request.signedWrongly ? '+' : '');
    const payloadHash = Buffer.isBuffer(body) ? undefined : body?.hash;
    const signature = signRequest({ method, path, query, headers }, { service: 's3', region: this.props.region, credentials, payloadHash });
    const length = body?.length;
    return inTurn(headers, signature, length === undefined ? [] : [['Content-Length', String(length)]]);
  }
}

/** Made once: an error notes where it was made, which costs more than all else of a call's end. */
const OVER = new Error('the call is over');

/**
 * One call. The client may leave, or time may run out, while it still waits for a connection. A handler of undici's older kind: for the newer
 * one it reads all headers into an object that nobody needs here.
 */
class Call implements Dispatcher.DispatchHandler {
  private breakOff: ((reason: Error) => void) | undefined;
  private sink: BodySink | undefined;
  private ended: Error | undefined;
  private timer: NodeJS.Timeout | undefined;
  private since = 0;
  private remainingMillis: number;

  constructor(private readonly request: S3Request, private readonly listener: ResponseListener) {
    this.remainingMillis = request.timeoutInMillis;
    this.startTimer();
  }

  public abort(reason: Error): void {
    if (this.ended) {
      return;
    }
    this.finish(reason);
    // Still queued: undici asks again when a connection is free.
    this.breakOff?.(reason);
    this.listener.fail(reason);
  }

  public onConnect(breakOff: (reason: Error) => void): void {
    this.breakOff = breakOff;
    if (this.ended) {
      breakOff(this.ended);
    }
  }

  public onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    if (!this.ended && status >= 200) {
      try {
        this.sink = this.listener.start(status, readHeaders(headers), () => this.resume(resume));
      } catch (error) {
        this.abort(error as Error);
      }
    }
    return true;
  }

  /** False pauses. */
  public onData(chunk: Buffer): boolean {
    // Going on after a pause begins with an empty one, which would be a call of the system.
    if (this.ended || !this.sink || chunk.length === 0) {
      return true;
    }
    try {
      if (this.sink.data(chunk)) {
        return true;
      }
      // The time that the client takes to read is not S3's.
      this.stopTimer();
      return false;
    } catch (error) {
      this.abort(error as Error);
      return true;
    }
  }

  public onComplete(): void {
    if (this.ended) {
      return;
    }
    this.finish(OVER);
    try {
      this.sink?.end();
    } catch (error) {
      this.listener.fail(error as Error);
    }
  }

  public onError(error: Error): void {
    if (this.ended) {
      return;
    }
    this.finish(error);
    this.listener.fail(error);
  }

  private resume(resume: () => void): void {
    if (!this.ended && this.timer === undefined) {
      this.startTimer();
      resume();
    }
  }

  private startTimer(): void {
    this.since = Date.now();
    this.timer = setTimeout(() => this.abort(new TimeoutError(`S3 did not answer within ${this.request.timeoutInMillis} ms`)), this.remainingMillis);
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.remainingMillis -= Date.now() - this.since;
  }

  private finish(reason: Error): void {
    this.ended = reason;
    clearTimeout(this.timer);
    if (this.request.body && !Buffer.isBuffer(this.request.body)) {
      this.request.body.stream.destroy();
    }
  }
}

/** As latin1, so that the bytes of a value stay what they are. */
function readHeaders(raw: readonly Buffer[]): BackendHeaders {
  const headers: Record<string, string | string[]> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index].toString('latin1').toLowerCase();
    const value = raw[index + 1].toString('latin1');
    const others = headers[name];
    headers[name] = others === undefined ? value : [...(Array.isArray(others) ? others : [others]), value];
  }
  return headers;
}
