import { IncomingMessage } from 'node:http';
import { badRequest } from './gateway-error';

export type Headers = ReadonlyArray<readonly [name: string, value: string]>;

/** What the client sent, as far as mappings may read it. */
export interface ApiRequest {
  readonly method: string;
  /** The path as it was sent, stage and escapes included. */
  readonly rawPath: string;
  /** Without the question mark, as it was sent. */
  readonly rawQuery: string;
  /** All headers in their order and spelling, values as latin1: what a signature covers. */
  readonly rawHeaders: Headers;
  /** Without those that are dropped at the door. */
  readonly headers: Headers;
  /** Decoded; a repeated parameter is there that many times. */
  readonly query: Headers;
  readonly stageName: string;
  /** The path below the stage, cut at its slashes, still escaped; without leading and trailing slashes. */
  readonly segments: readonly string[];
}

/** No mapping can read these: API Gateway removes them on arrival. */
const DROPPED_AT_THE_DOOR = new Set([
  'connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate', 'server', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'www-authenticate',
]);

const MAX_HEADER_BYTES = 10_240;

export function parseRequest(message: IncomingMessage): ApiRequest {
  const rawHeaders = pairs(message.rawHeaders);
  const headers = passTheDoor(rawHeaders, message.httpVersion);
  const { path, query } = splitTarget(message.url ?? '');
  const slash = path.indexOf('/', 1);
  return {
    method: message.method ?? '',
    rawPath: path,
    rawQuery: query,
    rawHeaders,
    headers,
    query: parseQuery(query),
    stageName: decode(slash < 0 ? path.slice(1) : path.slice(1, slash)),
    segments: slash < 0 ? [] : segmentsOf(path.slice(slash)),
  };
}

/** The value of a header that the gateway itself reads, whatever its spelling; the last one when it is repeated. */
export function headerValue(headers: Headers, name: string): string | undefined {
  for (let index = headers.length - 1; index >= 0; index--) {
    if (headers[index][0].length === name.length && headers[index][0].toLowerCase() === name) {
      return headers[index][1];
    }
  }
  return undefined;
}

/** Percent-decodes a path. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Replacement characters would name another object.
    throw badRequest('Bad Request');
  }
}

function passTheDoor(rawHeaders: Headers, httpVersion: string): Headers {
  const headers: Array<Headers[number]> = [];
  let hosts = 0;
  let bytes = 0;
  for (const line of rawHeaders) {
    const [name, value] = line;
    bytes += name.length + value.length;
    const lower = name.toLowerCase();
    if (!DROPPED_AT_THE_DOOR.has(lower)) {
      headers.push(line);
    }
    if (lower === 'host') {
      hosts++;
    } else if (lower === 'transfer-encoding' && value.trim().toLowerCase() !== 'chunked') {
      throw badRequest('Bad Request');
    }
  }
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0')) {
    throw badRequest('Bad Request');
  }
  if (bytes > MAX_HEADER_BYTES) {
    throw badRequest('Request Header Fields Too Large', 431);
  }
  return headers;
}

/** The request target may be a path or an absolute URL. */
function splitTarget(target: string): { path: string; query: string } {
  const local = /^https?:\/\/[^/?#]*/i.exec(target);
  const rest = local ? target.slice(local[0].length) : target;
  const hash = rest.indexOf('#');
  const full = hash < 0 ? rest : rest.slice(0, hash);
  const mark = full.indexOf('?');
  const path = mark < 0 ? full : full.slice(0, mark);
  if (path !== '' && !path.startsWith('/')) {
    throw badRequest('Bad Request');
  }
  return { path: path || '/', query: mark < 0 ? '' : full.slice(mark + 1) };
}

/** Slashes at both ends are lost, those within are kept. */
function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\/+/, '').replace(/\/+$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function parseQuery(query: string): Headers {
  if (query === '') {
    return [];
  }
  return query.split('&').filter((part) => part !== '').map((part) => {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    return [decodeForm(name), equals < 0 ? '' : decodeForm(part.slice(equals + 1))] as const;
  });
}

function decodeForm(text: string): string {
  return decode(text.replaceAll('+', ' '));
}

function pairs(flat: readonly string[]): Headers {
  const result: Array<readonly [string, string]> = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    result.push([flat[index], flat[index + 1]]);
  }
  return result;
}
