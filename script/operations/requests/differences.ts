import { gunzipSync } from 'zlib';
import { describe, Difference, differencesOf, Pair } from './comparison';
import { Received } from '../../../local/test/support/gateway';

/** What API Gateway forces to be otherwise than in a direct call, whatever the operation. */
export interface Rule {
  readonly id: string;
  readonly sentence: string;
  /** The row that it rests on, and the heading above that row. */
  readonly fact: { readonly row: string; readonly link: string };
  explains(difference: Difference, pair: Pick<Pair, 'direct' | 'proxied'>): boolean;
}

const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=/;

export const RULES: readonly Rule[] = [
  {
    id: 'x-id',
    sentence: 'the parameter by which SDKs name the operation in logs is not mapped',
    fact: { row: 'What is not mapped is dropped: parameters and headers', link: 'docs/aws-behaviour.md#query-strings' },
    explains: ({ part, name, proxied }) => part === 'query' && name === 'x-id' && proxied === undefined,
  },
  {
    id: 'trailing-slash',
    sentence: 'a path that ends with a slash, as SDKs write that of a bucket, loses it',
    fact: {
      row: 'A greedy parameter keeps its slashes; `a//b` is kept; a trailing slash and leading ones are lost',
      link: 'docs/aws-behaviour.md#paths-and-routing',
    },
    explains: ({ part, direct, proxied }) => part === 'path' && direct === `${proxied}/`,
  },
  {
    id: 'signature',
    sentence: "API Gateway signs the call as the integration's role, with a date, a payload hash and a session of its own",
    fact: {
      row: 'API Gateway signs the call to S3 itself, as the role: Authorization, x-amz-date, x-amz-content-sha256 and x-amz-security-token are its own',
      link: 'docs/aws-behaviour.md#headers',
    },
    explains: ({ part, name, direct, proxied }) => part === 'header' && (
      (name === 'authorization' && [direct, proxied].every(value => SIGNATURE.test(value ?? '')))
      || (['x-amz-content-sha256', 'x-amz-date'].includes(name) && direct !== undefined && proxied !== undefined)
      || name === 'x-amz-security-token'
    ),
  },
  {
    id: 'taken-out',
    sentence: 'headers that are taken out at the door do not arrive',
    fact: {
      row: 'Connection, Content-MD5, Expect, Max-Forwards, Proxy-Authenticate, Server, TE, Trailer, Upgrade, WWW-Authenticate cannot be read',
      link: 'docs/aws-behaviour.md#headers',
    },
    explains: ({ part, name, proxied }) => part === 'header' && ['content-md5', 'expect'].includes(name) && proxied === undefined,
  },
  {
    id: 'gzip',
    sentence: 'a gzip body arrives decompressed, and so without its Content-Encoding and with another length',
    fact: { row: 'A gzip body is decompressed at the door; another coding is 415', link: 'docs/aws-behaviour.md#compression' },
    explains: (difference, { direct, proxied }) => isGzip(direct) && differsByGzip(difference, direct, proxied),
  },
];

/** What comes of comparing calls. */
export interface Verdict {
  readonly identical: number;
  readonly usedRules: number;
  /** A line each. */
  readonly failures: readonly string[];
}

/** Every difference needs a rule, and every rule a difference. */
export function judge(pairs: readonly Pair[], rules: readonly Rule[]): Verdict {
  const used = new Set<Rule>();
  const failures = pairs.flatMap(pair => {
    const unexplained = differencesOf(pair).filter(difference => {
      const explaining = rules.filter(rule => rule.explains(difference, pair));
      explaining.forEach(rule => used.add(rule));
      return explaining.length === 0;
    });
    return unexplained.length === 0 ? [] : [`${pair.call}: ${unexplained.map(describe).join('; ')}`];
  });
  const unused = rules.filter(rule => !used.has(rule)).map(({ id, sentence }) => `rule ${id} explains no difference: ${sentence}`);
  return { identical: pairs.length - failures.length, usedRules: used.size, failures: [...failures, ...unused] };
}

function isGzip({ headers }: Received): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-encoding' && value === 'gzip');
}

function differsByGzip({ part, name, proxied: value }: Difference, direct: Received, proxied: Received): boolean {
  const decompressed = direct.body.length > 0 && gunzipSync(direct.body).equals(proxied.body);
  return part === 'body' ? decompressed
    : part === 'header' && ((name === 'content-encoding' && value === undefined)
      || (name === 'content-length' && decompressed && value === `${proxied.body.length}`));
}
