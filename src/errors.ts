/**
 * An error about a value that the user gave.
 *
 * @param property what was set, as the user wrote it
 * @param rule what must hold of it
 * @param value what was got
 * @param fix what to write instead
 */
export function invalid(property: string, rule: string, value: unknown, fix: string): Error {
  const got = typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value);
  return new Error(`${property} ${rule}, got ${got}: ${fix}`);
}
