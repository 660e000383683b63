import { createHmac, hash } from 'crypto';
import { perSecond } from '../front-door/per-second';
import { percentEncode, percentEncodePath } from '../percent-encoding';

/** The parts of a request that a signature covers, as they are on the wire. */
export interface SignableRequest {
  readonly method: string;
  /** Raw, percent-encoded, with the stage, without the query. */
  readonly path: string;
  /** Raw as sent, without the question mark. */
  readonly query: string;
  /** Every header line in the order sent, `Host` among them. Values as node:http gives them, one character a byte. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
}

/** What a signing key is derived for. */
export interface KeyScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

/** What is hashed is written here: a call does not end before its hash is there. */
const scratch = Buffer.alloc(16 * 1024);

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', typeof data === 'string' ? bytesOf('', data) : data, 'hex');
}

/** One byte a character: header values have such, and everything else in a canonical request is ASCII. */
function bytesOf(first: string, text: string): Uint8Array {
  const length = first.length + text.length;
  const target = length <= scratch.length ? scratch : Buffer.alloc(length);
  target.write(first, 0, 'latin1');
  target.write(text, first.length, 'latin1');
  return target.subarray(0, length);
}

export const EMPTY_SHA256 = sha256Hex('');

// Deriving a key takes four HMACs and a server sees few keys a day: cached. Emptied when full, so that invented dates cannot fill memory.
const derivedKeys = new Map<string, SigningKey>();
const MAX_DERIVED_KEYS = 1000;

/** What HMAC-SHA256 (RFC 2104) hashes before the text, and before the hash of that; one byte a character. */
interface SigningKey {
  readonly inner: string;
  readonly outer: string;
}

function derivedKey(secret: string, { date, region, service }: KeyScope): SigningKey {
  const id = `${secret}\n${date}\n${region}\n${service}`;
  let key = derivedKeys.get(id);
  if (key === undefined) {
    const steps = [date, region, service, TERMINATOR];
    const bytes = steps.reduce<Buffer>((current, step) => createHmac('sha256', current).update(step).digest(), Buffer.from(`AWS4${secret}`));
    // eslint-disable-next-line no-bitwise
    const padded = (pad: number) => Buffer.from(Buffer.alloc(64, pad).map((value, index) => value ^ (bytes[index] ?? 0))).toString('latin1');
    key = { inner: padded(0x36), outer: padded(0x5c) };
    if (derivedKeys.size >= MAX_DERIVED_KEYS) derivedKeys.clear();
    derivedKeys.set(id, key);
  }
  return key;
}

// Without the objects of `createHmac`, whose making and collection were a tenth of the CPU of a small request.
export function signatureOf(secret: string, scope: KeyScope, toSign: string): string {
  const { inner, outer } = derivedKey(secret, scope);
  const digest = hash('sha256', bytesOf(inner, toSign), 'binary');
  return hash('sha256', bytesOf(outer, digest), 'hex');
}

export function stringToSign(time: string, { date, region, service }: KeyScope, canonical: string): string {
  return `${ALGORITHM}\n${time}\n${date}/${region}/${service}/${TERMINATOR}\n${sha256Hex(canonical)}`;
}

/** The lines of a canonical request. `path` and `query` are canonical already. */
export function canonicalRequest(
  method: string,
  path: string,
  query: string,
  headers: ReadonlyArray<readonly [string, string]>,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  let lines = '';
  for (const name of signedHeaders) {
    let value: string | undefined;
    for (const [rawName, rawValue] of headers) {
      if (rawName.length === name.length && rawName.toLowerCase() === name) {
        const folded = rawValue.trim().replace(/[ \t]{2,}/g, ' ');
        value = value === undefined ? folded : `${value},${folded}`;
      }
    }
    lines += `${name}:${value ?? ''}\n`;
  }
  return `${method}\n${path}\n${query}\n${lines}\n${signedHeaders.join(';')}\n${payloadHash}`;
}

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** Decodes and encodes again, so that every spelling of the same bytes is one: `%7e` is `~`, `(` is `%28`, a lone `%` is `%25`. */
function normalizeEscapes(text: string, keep: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~]/g, (found, hex: string | undefined) => {
    if (hex === undefined) return found === keep ? found : percentEncode(found);
    const char = String.fromCharCode(parseInt(hex, 16));
    return UNRESERVED.test(char) || char === keep ? char : `%${hex.toUpperCase()}`;
  });
}

/** S3's canonical path: encoded once, never normalised, since `a//b` and `a/../b` are keys. */
export function s3CanonicalPath(path: string): string {
  return /^[A-Za-z0-9\-._~/]*$/.test(path) ? path : normalizeEscapes(path, '/');
}

/** Every other service's canonical path: the path as sent, encoded once more. */
export function doubleEncodedPath(path: string): string {
  return percentEncodePath(path);
}

/** Without empty and dot segments, as signers of every service but S3 make it before they encode. */
export function normalizedPath(path: string): string {
  if (!/\/\/|\/\.{1,2}(\/|$)/.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

/** The pairs of a query, still encoded. A piece without `=` has an empty value. */
export function queryPairs(query: string): Array<[string, string]> {
  return query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const at = piece.indexOf('=');
      return at < 0 ? [piece, ''] : [piece.slice(0, at), piece.slice(at + 1)];
    });
}

export function canonicalQuery(query: string, omit?: string): string {
  if (query === '') return '';
  // AWS reads the query as a form: a plus is a space.
  const encode = (text: string): string => (/^[A-Za-z0-9\-._~]*$/.test(text) ? text : normalizeEscapes(text.replace(/\+/g, '%20'), ''));
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return queryPairs(query)
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .filter(([name]) => name !== omit)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** `20150830T123600Z` */
export const amzDate = perSecond((date) => date.toISOString().replace(/[-:]|\.\d{3}/g, ''));
