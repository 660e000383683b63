import { Call } from './client';

export interface Step extends Call {
  /** No two have the same. */
  readonly name: string;
  /** Straight on the store it fails with one of these: S3's code, or the status where there is no more to tell. @default - it works */
  readonly fails?: readonly string[];
  /** Names of steps that make it so, besides those that the input refers to. */
  readonly needs?: readonly string[];
}

/** The buckets that steps work with. */
export interface Buckets {
  /** Made by a step. */
  readonly own: string;
  /** Another that a step makes, with versions. */
  readonly versioned: string;
  /** A step makes it, for what does not work everywhere. */
  readonly limits: string;
  /** There already, with `MANY` objects. */
  readonly many: string;
}

/** Names that clients have for it. */
export const NOT_MODIFIED = ['304', 'NotModified', 'Not Modified'];

/** More than one page. */
export const MANY = 1005;

/** A value that came out of another step: `from('begun', 'UploadId')`. */
export interface Reference {
  readonly $from: string;
  readonly $path: string;
}

export const from = ($from: string, $path: string): Reference => ({ $from, $path });

/** Bodies, as drivers read them: each of `size` bytes is its place modulo 256. */
export type Body = { readonly text: string } | { readonly base64: string } | { readonly size: number };

export const text = (content: string): Body => ({ text: content });

export const works = (name: string, operation: string, input: object): Step => ({ name, operation, input: { ...input } });

export const fails = (codes: string | readonly string[], name: string, operation: string, input: object): Step =>
  ({ ...works(name, operation, input), fails: [codes].flat() });

/** The input with the values that it refers to. */
export function filled(input: unknown, outputs: ReadonlyMap<string, unknown>): any {
  if (Array.isArray(input)) {
    return input.map(item => filled(item, outputs));
  }
  if (typeof input !== 'object' || input === null) {
    return input;
  }
  if ('$from' in input) {
    const { $from, $path } = input as Reference;
    return $path.split('.').reduce<any>((value, name) => value?.[name], outputs.get($from));
  }
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, filled(value, outputs)]));
}
