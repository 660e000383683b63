import { Identity } from './kinds';
import { queryPairs } from '../../../local/src/auth/sigv4-canonical';
import { percentEncode } from '../../../local/src/percent-encoding';
import { Received } from '../../../local/test/support/gateway';
import { S3_SELECTORS } from '../../../src/catalogue';
import { Access } from '../../../test/support/access';

/** One way in which S3, or what is before it, may take a request. */
interface Reading {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

const LISTS = ['versions', 'uploads', 'list-type'];

export interface Borders {
  readonly bucket: string;
  readonly within: string;
  /** Of whoever S3 is called as. */
  readonly decide: Access['decide'];
}

/** The readings of a request that are about something beside the prefix of its caller, and that the policy allows. */
export function escapes(received: Received, identity: Identity, { bucket, within, decide }: Borders): string[] {
  const own = `${within}${identity ?? ''}/`;
  return readings(received).filter(reading => !isInside(reading, bucket, own, within)).flatMap(({ method, path, query, headers }) => {
    const asked = `${method} ${path}?${Object.entries(query).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')}`;
    return allows(decide, asked, headers) ? [`${asked} is allowed`] : [];
  });
}

function allows(decide: Access['decide'], request: string, headers: Reading['headers']): boolean {
  try {
    return decide(request, headers) === 'allow';
  } catch {
    // No operation of S3: the readings without a selector, or with one alone, are there besides.
    return false;
  }
}

function isInside({ method, path, query, headers }: Reading, bucket: string, own: string, within: string): boolean {
  const [, name, key] = /^\/([^/]*)\/?(.*)$/s.exec(path)!;
  const source = sourceOf(method, query, headers);
  if (name !== bucket || source !== undefined && !decoded(source).replace(/^\//, '').startsWith(`${bucket}/${own}`)) {
    return false;
  }
  if (key !== '') {
    return decoded(key).startsWith(own);
  }
  const selectors = Object.keys(query).filter(one => S3_SELECTORS.bucket.query.includes(one));
  // Below an empty name there is nothing, and that the bucket is there everybody knows.
  return selectors.length === 0 && method === 'HEAD'
    || method === 'GET' && selectors.every(one => LISTS.includes(one)) && [own, `${within}/`, '/'].some(prefix => query.prefix?.startsWith(prefix));
}

/** What is copied, by a request that copies. */
function sourceOf(method: string, query: Reading['query'], headers: Reading['headers']): string | undefined {
  const selectors = Object.keys(query).filter(name => S3_SELECTORS.object.query.includes(name) && !['uploadId', 'partNumber'].includes(name));
  return method !== 'PUT' ? undefined
    : 'renameObject' in query ? headers['x-amz-rename-source']
      : selectors.length === 0 ? headers['x-amz-copy-source'] : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readings({ method, target, headers }: Received): Reading[] {
  const [path, query = ''] = target.split(/\?(.*)/s);
  const parameters = queryPairs(query).map(pair => pair.map(text => decoded(text.replace(/\+/g, ' '))) as [string, string]);
  const sent = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value.trim()]);
  const { query: selectors } = S3_SELECTORS[/^\/[^/]*\/?$/.test(path) ? 'bucket' : 'object'];
  return choices(parameters).flatMap(chosen => withSelectors(chosen, selectors)).flatMap(chosen =>
    choices(sent).map(fields => ({ method, path, query: chosen, headers: fields })));
}

/** Of what is there twice, each alone. */
function choices(pairs: ReadonlyArray<readonly [string, string]>): Array<Record<string, string>> {
  const twice = pairs.filter(([name], index) => pairs.findIndex(([other]) => other === name) !== index).map(([name]) => name);
  const names = [...new Set(twice)];
  const rest = Object.fromEntries(pairs.filter(([name]) => !names.includes(name)));
  return names.reduce<Array<Record<string, string>>>((all, name) => all.flatMap(chosen =>
    [...new Set(pairs.filter(([other]) => other === name).map(([, value]) => value))].map(value => ({ ...chosen, [name]: value }))), [rest]);
}

/** Of several selectors, each alone, or none: a selector may be lost. */
function withSelectors(query: Record<string, string>, known: readonly string[]): Array<Record<string, string>> {
  const selectors = Object.keys(query).filter(name => known.includes(name));
  const without = (kept?: string) => Object.fromEntries(Object.entries(query).filter(([name]) => name === kept || !selectors.includes(name)));
  return [query, without(), ...(selectors.length > 1 ? selectors.map(without) : [])];
}
