import { HEADERS } from './attacks-by-header';
import { PATHS } from './attacks-by-path';
import { LISTS, OTHERS } from './attacks-by-query';
import { Identity } from './kinds';
import { RawRequest } from '../../../local/test/support/gateway';

/** What attacks are written with: `{victim}` and the like stand for these. */
export interface Place {
  readonly bucket: string;
  /** A further bucket of the store. */
  readonly other: string;
  /** What all tenants' prefixes begin with; empty where nothing does. */
  readonly within: string;
  readonly attacker: string;
  /** Begins as the attacker does. */
  readonly victim: string;
  /** Of the victim's object `hidden`, and of an upload of the victim's to `pending`. */
  readonly version: string;
  readonly upload: string;
}

export interface Attack {
  readonly name: string;
  readonly identity: Identity;
  readonly request: RawRequest;
}

type Pairs = ReadonlyArray<readonly [string, string]>;

const TAGS = '<Tagging><TagSet><Tag><Key>by</Key><Value>attacker</Value></Tag></TagSet></Tagging>';

/** What is tried with each path: reading, listing, writing and deleting, by selectors that lose their key as well. */
const ON_PATH = [
  'GET', 'HEAD', 'PUT', 'DELETE', 'GET ?tagging=1', 'PUT ?tagging=1', 'GET ?versions=1', 'GET ?uploads=1', 'GET ?list-type=2&prefix=', 'POST ?uploads=1', 'POST ?delete=1',
];
const LISTINGS = ['', 'list-type=2&', 'versions=1&', 'uploads=1&'];
const ON_HEADER = ['GET /own', 'HEAD /own', 'PUT /new', 'DELETE /gone', 'GET /?list-type=2', 'GET /?uploads=1', 'POST /new?uploads=1'];
const ON_IDENTITY = [
  'GET /hidden', 'GET /../{victim}/hidden', 'PUT /new', 'PUT /../{victim}/new', 'DELETE /../{victim}/hidden', 'GET /', 'GET /?list-type=2&prefix={victim}%2F', 'GET /?versions=1',
  'GET /?uploads=1', 'GET /../..', 'GET /../../..', 'GET /../../?uploads=1', 'GET /../?versions=1', 'GET /{victim}/hidden',
];

/** Claims and the like that no tenant has who is called `attacker` or `victim`. */
const IDENTITIES: readonly Identity[] = [
  undefined, '', '.', '..', '...', '/', '//', './', '../', '/..', 'x/', 'x//', '../{victim}', '{victim}/', '{victim}//', '{victim}/.', '{victim}/..', '/{victim}', './{victim}',
  '{attacker}/../{victim}', '{within}{victim}', '{bucket}/{within}{victim}', '*', '?', '{attacker}?', '{attacker}*', '*/{victim}', '{victim}%2F', '%2e%2e', '..%2f{victim}',
  '{victim}%00', '{victim}/&prefix=', '&prefix=', '{victim}&prefix={victim}', '{victim}#', '{victim}?', '{victim};', '{victim},{attacker}', '"', "'", '\\', '..\\{victim}', '\n',
  '{victim}\r\nReferer: {victim}', '${aws:Referer}', '${*}', '$', '$context.requestId', '#set($context.requestOverride.querystring.prefix = "")', '{key}', '{tenant}', '{}', '#end',
  'ü', '日本', '\u2025', '\uff0e\uff0e', '{victim}\uff0f', '{victim}\u0301', 'sub', 'SUB-AB', '{victim}c', '{victim}.', 'x'.repeat(2000),
];

/** With the values of a place. */
export function fill(text: string, place: Place): string {
  return text.replace(/\{(bucket|other|within|attacker|victim|version|upload)\}/g, (_, name: keyof Place) => place[name]);
}

/** All that an attacker of this place tries, and callers of these other identities. */
export function attacksOn(place: Place, identities: readonly Identity[]): Attack[] {
  const by = (identity: Identity, kind: string) => (request: string, headers: Pairs = [], body?: string): Attack => {
    const [method, target] = request.split(/ (.*)/s);
    const sent = { method, target: target.startsWith('http') || target.startsWith('*') ? target : `/prod${target}`, headers, body: body ?? bodyOf(method, target) };
    return { name: `${kind} ${JSON.stringify([request, ...headers.map(pair => pair.join(': '))].join(' | ')).slice(0, 200)}`, identity, request: sent };
  };
  const filled = (text: string) => fill(text, place);
  const path = by(place.attacker, 'path');
  const list = by(place.attacker, 'list');
  const header = by(place.attacker, 'header');
  return [
    ...PATHS.map(filled).flatMap(target => ON_PATH.map(way => way.split(' ')).map(([method, query = '']) => path(`${method} ${withQuery(target, query)}`))),
    ...LISTS.map(filled).flatMap(query => LISTINGS.map(which => list(`GET /?${which}${query}`))),
    ...OTHERS.map(([request, body]) => by(place.attacker, 'request')(filled(request), [], body && filled(body))),
    ...HEADERS.flatMap(([headers, requests = ON_HEADER]) =>
      requests.map(request => header(filled(request), headers.map(([name, value]) => [name, filled(value)] as const)))),
    ...identities.flatMap(identity => ON_IDENTITY.map(request => by(identity, `as ${JSON.stringify(identity)?.slice(0, 60)}`)(filled(request)))),
  ];
}

/** Those that attacks are made as, besides the attacker. */
export function identitiesOf(place: Place): Identity[] {
  return [...new Set(IDENTITIES.map(identity => identity && fill(identity, place)))].filter(identity => identity !== place.victim);
}

function withQuery(target: string, query: string): string {
  return query === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${query.slice(1)}`;
}

/** What an upload stores tells who stored it, should it be found elsewhere. */
function bodyOf(method: string, target: string): string | undefined {
  return method === 'PUT' && target.includes('tagging') ? TAGS : ['PUT', 'POST'].includes(method) ? `${method} ${target}`.slice(0, 200) : undefined;
}
