import { readJsonPath } from './json-path';

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

/** A payload read once: what a template changes in it, a later `json` shows. */
export class Payload {
  private readonly root: unknown;
  /** By object or list and by key: how a number stood whose digits JavaScript changes. */
  private readonly exact = new Map<unknown, Map<string, { readonly value: unknown; readonly text: string }>>();

  constructor(text: string) {
    this.root = parsePayload(text);
    if (typeof this.root === 'object') {
      this.note(this.root, JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (
        token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(MARK + token)
      ))));
    }
  }

  public path(path: string): unknown {
    return readJsonPath(this.root, path);
  }

  /** What is not there is an empty text. */
  public json(path: string): string {
    const { exact } = this;
    return JSON.stringify(this.path(path) ?? '', function (this: unknown, key: string, value: unknown) {
      const stood = exact.get(this)?.get(key);
      return stood && stood.value === value ? MARK + stood.text : value;
    }).replace(/"\\u0000number:([^"]*)"/g, '$1');
  }

  private note(value: unknown, marked: unknown): void {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    for (const [key, entry] of Object.entries(value)) {
      const other = (marked as Record<string, unknown>)[key];
      if (typeof entry === 'number' && typeof other === 'string') {
        const noted = this.exact.get(value) ?? new Map<string, { value: unknown; text: string }>();
        this.exact.set(value, noted.set(key, { value: entry, text: other.slice(MARK.length) }));
      } else {
        this.note(entry, other);
      }
    }
  }
}
