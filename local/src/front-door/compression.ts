import { deflate, gzip } from 'node:zlib';
import { Exchange } from './exchange';
import { headerValue } from './request';
import { BackendHeaders } from '../integration/s3-sender';

export type Coding = 'gzip' | 'deflate';

/**
 * How an answer is compressed; undefined when it is not. The client has to name a coding (`*` is none), the API has to set
 * `MinimumCompressionSize`, the payload has to be that long, and neither S3 nor a mapping may have said that it is encoded already.
 */
export function selectCoding(
  exchange: Pick<Exchange, 'api' | 'request'>, backend: BackendHeaders, headers: ReadonlyArray<readonly [string, string]>, length: number,
): Coding | undefined {
  const { minimumCompressionSize } = exchange.api;
  if (minimumCompressionSize === undefined || length < minimumCompressionSize || length === 0 || exchange.request.method === 'HEAD') {
    return undefined;
  }
  if (backend['content-encoding'] !== undefined || headers.some(([name]) => name.toLowerCase() === 'content-encoding')) {
    return undefined;
  }
  return preferred(headerValue(exchange.request.headers, 'accept-encoding') ?? '');
}

/** Whether an answer of that length may have to be compressed, before its headers are known. */
export function mayCompress(exchange: Exchange, backend: BackendHeaders, length: number | undefined): boolean {
  return selectCoding(exchange, backend, [], length ?? Number.MAX_SAFE_INTEGER) !== undefined;
}

export function compress(coding: Coding, body: Buffer, done: (compressed: Buffer) => void): void {
  const run = coding === 'gzip' ? gzip : deflate;
  run(body, (error, compressed) => {
    // Compressing a buffer fails for want of memory only.
    if (error) {
      throw error;
    }
    done(compressed);
  });
}

/** The coding of the highest weight, the first that there is of equal ones; none when that weight is another coding's. */
function preferred(acceptEncoding: string): Coding | undefined {
  const accepted = acceptEncoding.split(',').map((item) => {
    const [coding, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { coding, weight: weight === undefined ? 1 : Number(weight) };
  });
  const highest = Math.max(...accepted.map(({ weight }) => weight));
  return accepted.find((item): item is { coding: Coding; weight: number } => (
    (item.coding === 'gzip' || item.coding === 'deflate') && item.weight > 0 && item.weight === highest
  ))?.coding;
}
