import { Variable, variableAt } from './iam-variable';

/** Values of condition keys by their names in lower case; undefined when the request has none. */
export type ConditionContext = (key: string) => readonly string[] | undefined;

const ANY = -1;
const ONE = -2;

/** Characters, wildcards (negative) and policy variables. */
type Part = number | Exclude<Variable, string>;

const codes = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

function parse(text: string, variables: boolean, wildcards: boolean): Part[] {
  const parts: Part[] = [];
  for (let index = 0; index < text.length; index++) {
    const found = variables && text.startsWith('${', index) ? variableAt(text, index) : undefined;
    if (found) {
      const { variable, end } = found;
      parts.push(typeof variable === 'string' ? variable.charCodeAt(0) : variable);
      index = end - 1;
    } else {
      const char = text[index]!;
      parts.push(wildcards && char === '*' ? ANY : wildcards && char === '?' ? ONE : char.charCodeAt(0));
    }
  }
  return parts;
}

/**
 * With the values of variables, in which no character is a wildcard; undefined when one of them has no single value. Empty is no value.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function resolve(parts: readonly Part[], context: ConditionContext): number[] | undefined {
  const resolved: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') {
      resolved.push(part);
    } else {
      const values = context(part.key);
      const value = (values?.length === 1 && values[0]) || part.fallback;
      if (value === undefined) return undefined;
      resolved.push(...codes(value));
    }
  }
  return resolved;
}

/** Linear in practice: it goes back to the last star only. */
function glob(pattern: readonly number[], value: string, start = 0, end = value.length): boolean {
  let at = 0;
  let star = -1;
  let restart = start;
  let index = start;
  while (index < end) {
    const token = pattern[at];
    if (token === ONE || token === value.charCodeAt(index)) {
      at++;
      index++;
    } else if (token === ANY) {
      star = at++;
      restart = index;
    } else if (star >= 0) {
      at = star + 1;
      index = ++restart;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}

/** Whether a text stands for others too. */
export function hasWildcards(text: string): boolean {
  return /[*?]/.test(text);
}

/** Undefined when the pattern has a variable without a value: such a pattern neither matches nor fails to match. */
export type Matcher = (value: string, context: ConditionContext) => boolean | undefined;

export interface PatternOptions {
  /** Whether `${key}` stands for a value of the request (policy version 2012-10-17). */
  readonly variables: boolean;
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
}

export function textMatcher(text: string, { variables, wildcards }: PatternOptions): Matcher {
  const parts = parse(text, variables, wildcards);
  if (parts.every((part): part is number => typeof part === 'number')) {
    if (!parts.some((part) => part < 0)) {
      const literal = String.fromCharCode(...parts);
      return (value) => value === literal;
    }
    return (value) => glob(parts, value);
  }
  return (value, context) => {
    const resolved = resolve(parts, context);
    return resolved && glob(resolved, value);
  };
}

/** The first five fields of an ARN; the rest is the resource, which may contain colons. */
function arnFields<T>(items: readonly T[], isColon: (item: T) => boolean): T[][] {
  const fields: T[][] = [[]];
  for (const item of items) {
    if (isColon(item) && fields.length < 6) fields.push([]);
    else fields[fields.length - 1]!.push(item);
  }
  return fields;
}

/** An ARN is compared field by field: a wildcard does not reach over the first five colons. Undefined when the text is no ARN. */
export function arnMatcher(text: string, variables: boolean): Matcher | undefined {
  if (text === '*') return () => true;
  const fields = arnFields(parse(text, variables, true), (part) => part === 58);
  if (fields.length < 6) return undefined;
  const constant = fields.every((field) => field.every((part) => typeof part === 'number')) ? (fields as number[][]) : undefined;
  return (value, context) => {
    const patterns = constant ?? fields.map((field) => resolve(field, context));
    return patterns.includes(undefined) ? undefined : matchesFields(patterns as number[][], value);
  };
}

function matchesFields(patterns: readonly number[][], arn: string): boolean {
  let start = 0;
  for (let index = 0; index < 6; index++) {
    const end = index < 5 ? arn.indexOf(':', start) : arn.length;
    if (end < 0 || !glob(patterns[index]!, arn, start, end)) return false;
    start = end + 1;
  }
  return true;
}
