/** Marks a number whose digits JavaScript would change, such as 1.0 or one of twenty digits. */
const MARK = '\u0000number:';

/** Parses JSON so that `stringifyExactly` writes its numbers as they stood. */
export function parseExactly(text: string): unknown {
  JSON.parse(text);
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(MARK + token)
  ))) as unknown;
}

export function stringifyExactly(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000number:([^"]*)"/g, '$1');
}
