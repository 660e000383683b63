import { CarriedEntry, decidingHeaders } from './entry';

/**
 * Other operations of the same method that need no more: IAM cannot deny them to a role that may do this one. What is needed besides on some
 * requests tells nothing apart, as the same holds for both.
 */
export function letsThrough(entry: CarriedEntry, operations: readonly CarriedEntry[]): CarriedEntry[] {
  const own = needed(entry);
  const sameMethod = operations.filter(other => other !== entry && other.scope === entry.scope && other.verb === entry.verb);
  return sameMethod.filter(other => needed(other).every(need => own.includes(need)));
}

/** A condition tells apart whether a request that stores an object copies it. */
function needed(entry: CarriedEntry): string[] {
  const copies = decidingHeaders(entry).length > 0;
  return entry.known.needs.filter(({ when }) => when === undefined).map(({ action, on }) => `${action} ${on}${action === 's3:PutObject' && copies ? ' copying' : ''}`);
}
