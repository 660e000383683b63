import { Answer } from './client';
import { Content } from './contents';

/** What an answer has to be. */
export interface Expectation {
  readonly status: number;
  /** A body that is this one byte for byte. */
  readonly body?: Buffer;
  /** Texts that the body has, in this order. */
  readonly has?: readonly string[];
  /** Texts that it does not have. */
  readonly hasNot?: readonly string[];
  /** Headers, whose whole value it is. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

/** One request and what is known beforehand of its answer. */
export interface Call {
  readonly method: string;
  /** Below the stage: percent-encoded as it goes over the wire, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: Content;
  /** How the request is signed. @default 'right' */
  readonly signature?: 'right' | 'none' | 'wrong';
  readonly expect: Expectation;
  /** For people: what it shows. */
  readonly about: string;
}

/** Calls that belong together. */
export interface Chapter {
  readonly title: string;
  /** For people: what to know beforehand. */
  readonly text?: readonly string[];
  readonly calls: readonly Call[];
}

/** What is wrong with an answer; nothing if it is as expected. */
export function problemsOf(answer: Answer, { status, body, has = [], hasNot = [], headers = {} }: Expectation): string[] {
  const text = answer.body.toString('utf8');
  const got = `got ${Buffer.from(text).equals(answer.body) ? JSON.stringify(text.slice(0, 300)) : `${answer.body.length} bytes`}`;
  if (answer.status !== status) {
    return [`status ${status} expected; ${got}`];
  }
  return [
    ...(body === undefined || body.equals(answer.body) ? [] : [`the ${body.length} bytes that were sent expected; got ${answer.body.length}, or others`]),
    ...(inOrder(text, has) ? [] : [`'${has.join("', '")}' expected in the body; ${got}`]),
    ...hasNot.filter(part => text.includes(part)).map(part => `no '${part}' expected in the body; ${got}`),
    ...Object.entries(headers).flatMap(([name, value]) => {
      const actual = answer.headers[name.toLowerCase()]?.toString();
      const right = typeof value === 'string' ? actual === value : value.test(actual ?? '');
      return right ? [] : [`${name}: ${value} expected; got ${actual}`];
    }),
  ];
}

function inOrder(text: string, parts: readonly string[]): boolean {
  let position = 0;
  return parts.every(part => {
    position = text.indexOf(part, position);
    return position >= 0;
  });
}
