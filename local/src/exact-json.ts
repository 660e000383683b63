/** Marks a number whose digits JavaScript would change, such as 1.0 or one of twenty digits. */
const MARK = '\u0000number:';

/**
 * Reads a payload as JSON. Text that does not begin as an object or a list is a string, as it is for the parser behind `$input` on AWS:
 * `$input.json('$')` of a form is the form in quotes. Throws on a broken object or list.
 */
export function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const trimmed = text.trim();
    if (/^[{["]/.test(trimmed)) {
      throw error;
    }
    return trimmed;
  }
}

/** The same, with numbers that `stringifyExactly` writes as they stood. */
export function parseExactly(text: string): unknown {
  if (typeof parsePayload(text) !== 'object') {
    return parsePayload(text);
  }
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(MARK + token)
  )));
}

export function stringifyExactly(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000number:([^"]*)"/g, '$1');
}
