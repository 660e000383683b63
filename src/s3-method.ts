import { S3_OPERATIONS, S3_SELECTORS, S3OperationEntry, S3Scope, S3Selectors, S3Verb } from './catalogue';
import { S3Operation } from './s3-operation';

/** Everything that the operations of one path and verb read and answer. */
export interface S3Method {
  readonly scope: S3Scope;
  readonly verb: S3Verb;
  readonly query: readonly string[];
  /** Of these, the selectors that no operation of the verb has as a parameter */
  readonly unread: readonly string[];
  /** Of these, what the operation cannot be without: a request that lacks it would be another operation */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  readonly headers: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly takesMetadata: boolean;
  readonly givesMetadata: boolean;
  readonly successStatuses: readonly number[];
}

/**
 * The methods: their shapes depend on scope and verb alone, never on what is switched on, so that no selector is ever lost on the way, those of
 * other verbs and of operations that are switched off neither.
 */
export const S3_METHODS: readonly S3Method[] = (['service', 'bucket', 'object'] as const).flatMap(scope => {
  const entries = Object.values(S3_OPERATIONS).filter(entry => entry.scope === scope);
  return [...new Set(entries.map(entry => entry.verb))].map(verb => merge(scope, verb, entries.filter(entry => entry.verb === verb)));
});

/** Whether a verb changes nothing. */
export function isReading(verb: string): boolean {
  return verb === 'GET' || verb === 'HEAD';
}

export function methodOf(scope: S3Scope, verb: S3Verb): S3Method {
  return S3_METHODS.find(method => method.scope === scope && method.verb === verb)!;
}

/**
 * The method of one operation alone. A selector of its own stands in the URI, and no other then travels; without one, all do, as one that
 * is lost would make another operation this one.
 */
export function methodOfOperation(operation: S3Operation): S3Method {
  const entry = S3_OPERATIONS[operation];
  const method = merge(entry.scope, entry.verb, [entry], entry.selectors.length > 0 ? { query: [], headers: [] } : undefined);
  return { ...method, requiredQuery: entry.requiredQuery, requiredHeaders: entry.requiredHeaders };
}

function merge(scope: S3Scope, verb: S3Verb, entries: S3OperationEntry[], selectors: S3Selectors = S3_SELECTORS[scope]): S3Method {
  const all = (names: (entry: S3OperationEntry) => readonly string[]) => [...new Set(entries.flatMap(names))].sort(byName);
  const query = all(entry => entry.query);
  return {
    scope,
    verb,
    query: [...new Set([...selectors.query, ...query])],
    requiredQuery: [],
    requiredHeaders: [],
    unread: selectors.query.filter(name => !query.includes(name)),
    headers: [...new Set([...selectors.headers, ...all(entry => entry.headers)])],
    responseHeaders: all(entry => entry.responseHeaders),
    takesMetadata: entries.some(entry => entry.takesMetadata),
    givesMetadata: entries.some(entry => entry.givesMetadata),
    successStatuses: [...new Set(entries.flatMap(entry => entry.successStatuses))].sort(),
  };
}

function byName(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}
