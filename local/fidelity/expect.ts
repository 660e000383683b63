import { isDeepStrictEqual } from 'node:util';
import { Expectation, Match, Matches, StoredExpectation } from './case';
import { RawAnswer } from './raw-client';
import { ReceivedHeaders } from './recording-store';
import { StoredObject } from './store';

/** What differs, each as "what: expected ..., got ..."; none when all is as expected. */
export function compareAnswer(expected: Expectation, answer: RawAnswer, received: readonly ReceivedHeaders[]): string[] {
  const found: string[] = [];
  if (expected.status !== undefined && answer.status !== expected.status) {
    found.push(differs('status', expected.status, answer.status));
  }
  found.push(...compareHeaders('header', expected.headers ?? {}, answer.headers), ...compareBody(expected, answer.body));
  if (expected.backend && received.length === 0) {
    found.push(differs('backend', 'a request', 'none'));
  }
  for (const headers of expected.backend ? received : []) {
    found.push(...compareHeaders('backend header', expected.backend!.headers, headers));
  }
  return found;
}

/** What differs in the store. */
export function compareStored(expected: StoredExpectation, object: StoredObject | undefined): string[] {
  const at = `${expected.bucket}/${expected.key}`;
  if (expected.absent || !object) {
    return Boolean(expected.absent) === !object ? [] : [differs(at, expected.absent ? 'no object' : 'an object', object ? 'one' : 'none')];
  }
  const found: string[] = [];
  const check = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && !isDeepStrictEqual(wanted, got)) {
      found.push(differs(`${at} ${what}`, wanted, got));
    }
  };
  check('body', expected.bodyBase64, object.body.toString('base64'));
  check('content type', expected.contentType, object.contentType);
  check('etag', expected.etag, object.etag);
  check('metadata', expected.metadata, Object.fromEntries(object.metadata));
  return [...found, ...compareHeaders(`${at} metadata`, expected.metadataSubset ?? {}, object.metadata)];
}

function compareHeaders(what: string, expected: Matches, got: ReadonlyMap<string, string>): string[] {
  return Object.entries(expected)
    .filter(([name, match]) => !matches(match, got.get(name.toLowerCase())))
    .map(([name, match]) => differs(`${what} ${name}`, match === null ? 'none' : match, got.get(name.toLowerCase()) ?? 'none'));
}

function matches(expected: Match, value: string | undefined): boolean {
  if (expected === null || value === undefined) {
    return expected === null && value === undefined;
  }
  return typeof expected === 'string' ? expected === '*' || expected === value : new RegExp(expected.pattern).test(value);
}

function compareBody(expected: Expectation, body: Buffer): string[] {
  const text = body.toString('utf8');
  const found: string[] = [];
  if (expected.bodyBase64 !== undefined && !body.equals(Buffer.from(expected.bodyBase64, 'base64'))) {
    found.push(differs('body (base64)', expected.bodyBase64, body.toString('base64')));
  }
  if (expected.bodyText !== undefined && !body.equals(Buffer.from(expected.bodyText, 'utf8'))) {
    found.push(differs('body', expected.bodyText, text));
  }
  if (Object.hasOwn(expected, 'bodyJson') && !isDeepStrictEqual(parsed(text), expected.bodyJson)) {
    found.push(differs('body as JSON', expected.bodyJson, text));
  }
  for (const pattern of expected.bodyPatterns ?? []) {
    if (!new RegExp(pattern).test(text)) {
      found.push(differs('body', { pattern }, text));
    }
  }
  for (const pattern of expected.bodyNotPatterns ?? []) {
    if (new RegExp(pattern).test(text)) {
      found.push(differs('body', { not: pattern }, text));
    }
  }
  return found;
}

/** Undefined, which equals no JSON, for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function differs(what: string, expected: unknown, got: unknown): string {
  return `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
}
