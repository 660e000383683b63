import { Tool } from './java-methods';

/** `$util` */
export const UTIL = new Tool({
  escapeJavaScript: (text: unknown) => escapeJavaScript(String(text)),
  parseJson: (text: unknown) => JSON.parse(String(text)) as unknown,
  urlEncode: (text: unknown) => urlEncode(String(text)),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text), 'utf8').toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
});

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '"': '\\"', '\'': '\\\'', '/': '\\/', '\\': '\\\\',
};

/** Of Apache Commons Lang: quotes of both kinds and slashes are escaped too, and everything outside of ASCII. */
function escapeJavaScript(text: string): string {
  return text.replace(/[\x00-\x1f"'/\\\x7f-\uffff]/g, (character) => ESCAPES[character]
    ?? (character === '\x7f' ? character : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`));
}

/** java.net.URLEncoder: a form, so a space is a plus. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+');
}
