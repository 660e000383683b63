import { Construct } from 'constructs';

/**
 * An error about a value that the user gave.
 *
 * @param property what was set, as the user wrote it
 * @param rule what must hold of it
 * @param value what was got
 * @param fix what to write instead
 */
export function invalid(property: string, rule: string, value: unknown, fix: string): Error {
  const shown = Construct.isConstruct(value) ? value.node.path : value;
  const got = typeof shown === 'string' ? `'${shown}'` : JSON.stringify(shown) ?? String(shown);
  return new Error(`${property} ${rule}, got ${got}: ${fix}`);
}

/** Fails with the first of the errors, if there is one. */
export function throwFirst([first]: Error[]) {
  if (first !== undefined) {
    throw first;
  }
}

/**
 * Refuses a value that is not of a class: nothing else tells the users of plain JavaScript, where it would pass for no value at all.
 *
 * @param property what was set, as the user wrote it
 * @param value what was got
 * @param type the class
 * @param fix what to write instead
 */
export function checkType(property: string, value: unknown, type: Function, fix: string) {
  if (value !== undefined && !(value instanceof type)) {
    throw invalid(property, `must be of the type ${type.name}`, value, fix);
  }
}
