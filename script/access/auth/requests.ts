import * as aws4 from 'aws4';
import { Door, REGION } from './world';
import { Credentials } from '../../../local/src/index';
import { RawRequest } from '../../../local/test/support/gateway';

export type Pairs = Array<readonly [string, string]>;

export interface Signing {
  readonly credentials: Credentials;
  readonly region?: string;
  readonly service?: string;
  /** Milliseconds that the clock of the client is off. */
  readonly off?: number;
  /** Seconds: the signature is in the query. */
  readonly expires?: number;
  readonly host?: string;
}

/** As aws4 signs, which does not say what the body's hash is. */
export function sign(call: RawRequest, door: Door, now: number, signing: Signing): RawRequest {
  const { method = 'GET', target, body = '' } = call;
  const { credentials, region = REGION, service = 'execute-api', off = 0, expires, host = new URL(door.stages[0].url).host } = signing;
  const date = new Date(now + off).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const inQuery = expires !== undefined;
  const result = aws4.sign({
    service,
    region,
    method,
    host,
    body: String(body),
    path: inQuery ? withQuery(target, `X-Amz-Date=${date}&X-Amz-Expires=${expires}`) : target,
    headers: inQuery ? { Host: host } : {
      'Host': host, 'X-Amz-Date': date, ...credentials.sessionToken !== undefined && { 'X-Amz-Security-Token': credentials.sessionToken },
    },
    signQuery: inQuery,
  }, credentials);
  // What is sent anyway is not to be sent twice.
  const added = Object.entries(result.headers!).filter(([name]) => !['Host', 'Content-Length'].includes(name));
  return withHeaders({ ...call, target: result.path! }, ...added.map(([name, value]): [string, string] => [name, String(value)]));
}

export function withQuery(target: string, more: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${more}`;
}

export function withHeaders(call: RawRequest, ...more: Pairs): RawRequest {
  return { ...call, headers: [...headersOf(call), ...more] };
}

export function headersOf({ headers = [] }: RawRequest): Pairs {
  return Array.isArray(headers) ? headers as Pairs : Object.entries(headers);
}
