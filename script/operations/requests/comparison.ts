import { Received } from '../../../local/test/support/gateway';

/** The same call twice: as S3 gets it from the SDK, and as it gets it from API Gateway. */
export interface Pair {
  /** Which call it is, for people. */
  readonly call: string;
  readonly direct: Received;
  readonly proxied: Received;
}

/** Something of a request that is not the same; undefined where it is not there at all. */
export interface Difference {
  readonly part: 'method' | 'path' | 'query' | 'header' | 'body';
  /** Of the parameter or, in lower case, of the header. */
  readonly name: string;
  readonly direct: string | undefined;
  readonly proxied: string | undefined;
}

/** Headers that mean nothing to S3: who calls, how often it was tried, what becomes of the connection. All others are compared. */
export const NOT_READ: readonly string[] = [
  'accept', 'amz-sdk-invocation-id', 'amz-sdk-request', 'connection', 'user-agent', 'x-amz-user-agent', 'x-amzn-apigateway-api-id',
];

export function differencesOf({ direct, proxied }: Pick<Pair, 'direct' | 'proxied'>): Difference[] {
  return [
    ...compare('method', single(direct.method), single(proxied.method)),
    ...compare('path', single(pathOf(direct)), single(pathOf(proxied))),
    ...compare('query', grouped(queryOf(direct)), grouped(queryOf(proxied))),
    ...compare('header', grouped(readHeaders(direct)), grouped(readHeaders(proxied))),
    ...compare('body', single(direct.body.toString('latin1')), single(proxied.body.toString('latin1'))),
  ];
}

/** Which of these headers and parameters a request has not. */
export function missingIn(request: Received, { headers, query }: { headers: readonly string[]; query: readonly string[] }): string[] {
  const has = (pairs: ReadonlyArray<readonly [string, string]>, name: string) => pairs.some(([other]) => other === name);
  return [
    ...headers.filter(name => !has(readHeaders(request), name)).map(name => `header ${name}`),
    ...query.filter(name => !has(queryOf(request), name)).map(name => `query ${name}`),
  ];
}

/** One line: where they differ, and how. */
export function describe({ part, name, direct, proxied }: Difference): string {
  return `${part}${name && ` ${name}`}: ${shown(direct, proxied)} directly, ${shown(proxied, direct)} through the API`;
}

/** As it came, with its percent-encoding: signatures cover that. */
function pathOf({ target }: Received): string {
  return target.split('?')[0];
}

/** Decoded; `?acl` and `?acl=` are the same to S3. */
function queryOf({ target }: Received): Array<readonly [string, string]> {
  const [, ...query] = target.split('?');
  return query.join('?').split('&').filter(parameter => parameter !== '').map(parameter => {
    const [name, ...value] = parameter.split('=').map(decodeURIComponent);
    return [name, value.join('=')] as const;
  });
}

function readHeaders({ headers }: Received): Array<readonly [string, string]> {
  return headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !NOT_READ.includes(name));
}

function single(value: string): Map<string, string> {
  return new Map([['', value]]);
}

/** All values of each name, in any order. */
function grouped(pairs: ReadonlyArray<readonly [string, string]>): Map<string, string> {
  return new Map(pairs.map(([name]) => [name, pairs.filter(([other]) => other === name).map(([, value]) => value).sort().join('\n')]));
}

function compare(part: Difference['part'], direct: ReadonlyMap<string, string>, proxied: ReadonlyMap<string, string>): Difference[] {
  return [...new Set([...direct.keys(), ...proxied.keys()])]
    .filter(name => direct.get(name) !== proxied.get(name))
    .map(name => ({ part, name, direct: direct.get(name), proxied: proxied.get(name) }));
}

const SHOWN = 60;

/** A long text from a little before where it begins to be another. */
function shown(text: string | undefined, other = ''): string {
  if (text === undefined) {
    return 'nothing';
  }
  const common = text.split('').findIndex((character, index) => character !== other[index]);
  const start = text.length <= SHOWN || common < 0 ? 0 : Math.max(0, common - 10);
  return JSON.stringify(text.slice(start, start + SHOWN)) + (text.length <= SHOWN ? '' : ` (from byte ${start} of ${text.length})`);
}
