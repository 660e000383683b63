import { createHash } from 'crypto';
import type { Load, Loaded } from './load';
import { Child } from './processes';
import { CALLER, REGION, RunningGateway, Store } from './stores';
import { BUCKET, OPEN, SIGNED } from './template';
import { signRequest } from '../local/src/auth/sigv4';
import type { Credentials } from '../local/src/index';

export type Verb = 'GET' | 'PUT';
export type Size = 'small' | 'large';
export const BYTES: Readonly<Record<Size, number>> = { small: 1024, large: 9 * 1024 * 1024 };

/** Where requests go, and how they are signed. */
export interface Target {
  readonly name: 'direct' | 'signed' | 'unsigned';
  /** With what stands before each key. */
  readonly url: string;
  readonly signing?: { readonly service: 's3' | 'execute-api'; readonly credentials: Credentials };
}

/** The S3 server itself, as the role, and its gateway: with a signature that is verified on every request, and without one. */
export function targetsOf(store: Store, { urls, role }: RunningGateway): Target[] {
  return [
    { name: 'direct', url: `${store.s3.endpoint}/${BUCKET}/`, signing: { service: 's3', credentials: role } },
    { name: 'signed', url: urls[SIGNED], signing: { service: 'execute-api', credentials: CALLER } },
    { name: 'unsigned', url: urls[OPEN] },
  ];
}

const BODY = Buffer.alloc(BYTES.large, 'object');
const HASHES: Readonly<Record<Size, string>> = {
  small: createHash('sha256').update(BODY.subarray(0, BYTES.small)).digest('hex'),
  large: createHash('sha256').update(BODY).digest('hex'),
};
const EMPTY = createHash('sha256').digest('hex');

/** As an SDK sends it: who signs declares the hash of the body. Each connection has a key of its own. */
function requestOf(target: Target, verb: Verb, size: Size, connection: number): Load['requests'][number] {
  const { host, pathname } = new URL(target.url);
  const path = `${pathname}${connection}-${size}`;
  const bodyBytes = verb === 'PUT' ? BYTES[size] : 0;
  const headers: Array<readonly [string, string]> = [['Host', host], ['User-Agent', 'bench'], ['Accept', '*/*']];
  if (verb === 'PUT') {
    headers.push(['Content-Type', 'application/octet-stream'], ['Content-Length', String(bodyBytes)]);
  }
  if (target.signing) {
    const payloadHash = verb === 'PUT' ? HASHES[size] : EMPTY;
    headers.push(...signRequest({ method: verb, path, query: '', headers }, { ...target.signing, region: REGION, payloadHash }));
  }
  return { head: `${verb} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, bodyBytes };
}

export interface Traffic {
  readonly verb: Verb;
  readonly size: Size;
  readonly concurrency: number;
}

/** Sends for so long, or so many. */
export async function send(
  load: Child, target: Target, { verb, size, concurrency }: Traffic, limit: Partial<Pick<Load, 'millis' | 'count'>>,
): Promise<Loaded> {
  const { millis = 3_600_000, count = Number.MAX_SAFE_INTEGER } = limit;
  const { hostname, port } = new URL(target.url);
  const requests = Array.from({ length: concurrency }, (_, connection) => requestOf(target, verb, size, connection));
  const work: Load = { host: hostname, port: Number(port), requests, millis, count };
  const loaded = await load.ask<Loaded | { readonly error: string }>(work);
  if ('error' in loaded) {
    throw new Error(`${verb} ${size}, ${target.name}: ${loaded.error}`);
  }
  return loaded;
}
