import { ModelOperation, readModel, Scope } from './model';
import { KnownOperation, Need, OPERATIONS } from './operations';

/** All that is known of an operation: what the model says, and what this project adds. */
export interface Entry extends ModelOperation {
  readonly known: KnownOperation;
  readonly statuses: readonly number[];
}

/** An operation that API Gateway can carry. */
export interface CarriedEntry extends Entry {
  readonly scope: Scope;
}

/**
 * Every operation of the model.
 *
 * @throws Error naming operations that are in the model and not in the table of what is known, or the reverse
 */
export function allEntries(model: readonly ModelOperation[] = readModel(), known: Readonly<Record<string, KnownOperation>> = OPERATIONS): Entry[] {
  const names = model.map(operation => operation.name);
  const missing = names.filter(name => known[name] === undefined);
  const gone = Object.keys(known).filter(name => !names.includes(name));
  if (missing.length > 0 || gone.length > 0) {
    throw new Error(`script/catalogue/operations.ts must have an entry for each operation of S3's model; missing: ${missing.join(', ') || 'none'}; `
      + `not in the model: ${gone.join(', ') || 'none'}`);
  }
  return model.map(operation => ({
    ...operation,
    known: known[operation.name],
    statuses: [operation.status, ...Object.keys(known[operation.name].furtherStatuses ?? {}).map(Number)],
  }));
}

export function carried(entries: readonly Entry[]): CarriedEntry[] {
  return entries.filter((entry): entry is CarriedEntry => entry.known.refused === undefined && entry.scope !== undefined);
}

/** What the construct grants for an operation: always, or by a property. The rest comes with the operation that always needs it. */
export function granted(entry: Entry): (Omit<Need, 'when'> & { readonly when?: Switch })[] {
  return entry.known.needs.flatMap(need => {
    const when = need.on === 'role' && need.when !== undefined ? 'passRole' : need.when;
    return when === undefined || isSwitch(when) ? [{ ...need, when }] : [];
  });
}

const SWITCHES = ['versionId', 'bypass', 'kms', 'passRole'] as const;
export type Switch = (typeof SWITCHES)[number];

function isSwitch(when: string): when is Switch {
  return SWITCHES.some(one => one === when);
}

/** What of the query decides, with the verb, which operation it is: on every verb of a path. */
export function selectorsOf(scope: Scope, entries: readonly Entry[]): { query: string[]; headers: string[] } {
  const ofPath = entries.filter(entry => entry.scope === scope);
  return {
    query: sorted(ofPath.flatMap(entry => [...entry.selectors.map(selector => selector.split('=')[0]), ...entry.requiredQuery])),
    headers: sorted(ofPath.flatMap(entry => decidingHeaders(entry))),
  };
}

/** A request that names another object to read is another operation. */
export function decidingHeaders(entry: Entry): string[] {
  return entry.requiredHeaders.filter(header => header.endsWith('-source'));
}

export function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

/** `GetObjectTagging` is `GET_OBJECT_TAGGING`. */
export function enumMember(operation: string): string {
  return operation.replace(/([a-z])([A-Z0-9])/g, '$1_$2').toUpperCase();
}
