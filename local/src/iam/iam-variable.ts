/** A character that would be special otherwise, or a condition key and what stands for it when it has no value. */
export type Variable = string | { readonly key: string; readonly fallback: string | undefined };

const SPECIAL = /\$\{([*?$])\}/y;
const KEY = /\$\{([^\s,'*?${}:]+:[^\s,'*?${}]+)(?:, '([^'}]+)')?\}/y;

/** The variable that begins at `${` there, with where it ends; undefined when it is none that IAM knows. */
export function variableAt(text: string, index: number): { variable: Variable; end: number } | undefined {
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = index;
    return pattern.exec(text);
  };
  const special = read(SPECIAL);
  if (special) return { variable: special[1]!, end: SPECIAL.lastIndex };
  const named = read(KEY);
  return named ? { variable: { key: named[1]!.toLowerCase(), fallback: named[2] }, end: KEY.lastIndex } : undefined;
}

/** Fails on what looks like a variable and is none, as IAM's policy validation does, and on one of a key that is not among those. */
export function checkVariables(text: string, keys: ReadonlySet<string> | undefined, fail: (message: string) => never): void {
  for (let index = text.indexOf('${'); index >= 0; ) {
    const found = variableAt(text, index);
    if (found === undefined) return fail(`a policy variable must be \${key}, \${key, 'default'}, \${*}, \${?} or \${$}, got '${text}'`);
    const { variable, end } = found;
    if (typeof variable !== 'string' && keys?.has(variable.key) === false) {
      fail(`a policy variable must be of one of ${[...keys].join(', ')}, got '${text}'`);
    }
    index = text.indexOf('${', end);
  }
}

/** With `*` for the variables that are not kept: it matches all of their values. */
export function widenVariables(text: string, keeps: (variable: Variable) => boolean): string {
  let widened = '';
  let from = 0;
  for (let index = text.indexOf('${'); index >= 0; index = text.indexOf('${', from)) {
    const { variable, end } = variableAt(text, index)!;
    widened += text.slice(from, index) + (keeps(variable) ? text.slice(index, end) : '*');
    from = end;
  }
  return widened + text.slice(from);
}
