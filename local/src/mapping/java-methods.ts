import { javaRegex, javaReplacement, javaSplit } from './java-regex';

type Method<T> = (self: T, ...parameters: any[]) => unknown;
type Methods<T> = Readonly<Record<string, Method<T>>>;
type JavaMap = Record<string, unknown>;

/** The methods of java.lang.String. Its regular expressions and replacements are Java's too. */
const STRING: Methods<string> = {
  charAt: (self, index) => at(self, index),
  codePointAt: (self, index) => at(self, index).codePointAt(0),
  compareTo: (self, other) => compare(self, String(other)),
  compareToIgnoreCase: (self, other) => compare(self.toLowerCase(), String(other).toLowerCase()),
  concat: (self, other) => self + javaString(other),
  contains: (self, part) => self.includes(javaString(part)),
  endsWith: (self, end) => self.endsWith(String(end)),
  equals: (self, other) => self === other,
  equalsIgnoreCase: (self, other) => typeof other === 'string' && self.toLowerCase() === other.toLowerCase(),
  hashCode: (self) => hashCode(self),
  indexOf: (self, part, from) => self.indexOf(character(part), from),
  isBlank: (self) => self.trim() === '',
  isEmpty: (self) => self === '',
  lastIndexOf: (self, part, from) => self.lastIndexOf(character(part), from),
  length: (self) => self.length,
  matches: (self, pattern) => javaRegex(String(pattern), true).test(self),
  repeat: (self, count) => self.repeat(count as number),
  replace: (self, from, to) => self.replaceAll(javaString(from), () => javaString(to)),
  replaceAll: (self, pattern, to) => self.replace(javaRegex(String(pattern)), javaReplacement(String(to))),
  replaceFirst: (self, pattern, to) => {
    const regex = javaRegex(String(pattern));
    return self.replace(new RegExp(regex.source, regex.flags.replace('g', '')), javaReplacement(String(to)));
  },
  split: (self, pattern, limit) => javaSplit(self, String(pattern), limit),
  startsWith: (self, start, from = 0) => self.startsWith(String(start), from),
  strip: (self) => self.trim(),
  subSequence: (self, from, to) => substring(self, from, to),
  substring: (self, from, to) => substring(self, from, to),
  toCharArray: (self) => [...self],
  toLowerCase: (self) => self.toLowerCase(),
  toString: (self: string) => self,
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
  valueOf: (_: string, value: unknown) => javaString(value),
};

/** Of java.util.List; what `split` returns has them as well, as Velocity treats arrays as lists. */
const LIST: Methods<unknown[]> = {
  add: (self, ...parameters) => {
    const [index, value] = parameters;
    self.splice(parameters.length > 1 ? index as number : self.length, 0, parameters.length > 1 ? value : index);
    return parameters.length > 1 ? undefined : true;
  },
  addAll: (self, others: unknown[]) => self.push(...others) > 0,
  clear: (self) => void self.splice(0),
  contains: (self, value) => self.some((entry) => javaEquals(entry, value)),
  containsAll: (self, values: unknown[]) => values.every((value) => self.some((entry) => javaEquals(entry, value))),
  equals: (self, other) => javaEquals(self, other),
  get: (self, index) => item(self, index),
  indexOf: (self, value) => self.findIndex((entry) => javaEquals(entry, value)),
  isEmpty: (self) => self.length === 0,
  length: (self) => self.length,
  remove: (self, value) => (typeof value === 'number' ? self.splice(value, 1)[0] : removeValue(self, value)),
  set: (self, index, value) => {
    const old = item(self, index);
    self[index as number] = value;
    return old;
  },
  size: (self) => self.length,
  subList: (self, from, to) => self.slice(from, to),
  toArray: (self) => [...self],
  toString: (self: unknown[]) => javaString(self),
};

/** Of java.util.Map. */
const MAP: Methods<JavaMap> = {
  clear: (self) => Object.keys(self).forEach((key) => delete self[key]),
  containsKey: (self, key) => Object.hasOwn(self, String(key)),
  containsValue: (self, value) => Object.values(self).some((entry) => javaEquals(entry, value)),
  entrySet: (self) => Object.entries(self).map(([key, value]) => new Entry(key, value)),
  equals: (self, other) => javaEquals(self, other),
  get: (self, key) => valueOf(self, key),
  getOrDefault: (self, key, fallback) => (Object.hasOwn(self, String(key)) ? self[String(key)] : fallback),
  isEmpty: (self) => Object.keys(self).length === 0,
  keySet: (self) => Object.keys(self),
  put: (self, key, value) => replace(self, key, value),
  putAll: (self, other: JavaMap) => void Object.entries(other).forEach(([key, value]) => replace(self, key, value)),
  remove: (self, key) => {
    const old = valueOf(self, key);
    delete self[String(key)];
    return old;
  },
  size: (self) => Object.keys(self).length,
  toString: (self: JavaMap) => javaString(self),
  values: (self) => Object.values(self),
};

/** Of the classes of numbers; parsing is reached through any number, as templates have no other way to it. */
const NUMBER: Methods<number> = {
  compareTo: (self, other) => Math.sign(self - Number(other)),
  doubleValue: (self) => self,
  equals: (self, other) => self === other,
  floatValue: (self) => self,
  intValue: (self) => Math.trunc(self),
  longValue: (self) => Math.trunc(self),
  parseDouble: (_, text) => parsed(text, /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/),
  parseFloat: (_, text) => parsed(text, /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/),
  parseInt: (_, text) => parsed(text, /^[+-]?\d+$/),
  parseLong: (_, text) => parsed(text, /^[+-]?\d+$/),
  toString: (self: number, other: unknown) => String(other ?? self),
  valueOf: (_: number, text: unknown) => parsed(text, /^[+-]?\d+(\.\d+)?$/),
};

const BOOLEAN: Methods<boolean> = {
  booleanValue: (self) => self,
  equals: (self, other) => self === other,
  parseBoolean: (_, text) => String(text).toLowerCase() === 'true',
  toString: (self: boolean) => String(self),
  valueOf: (_: boolean, text: unknown) => String(text).toLowerCase() === 'true',
};

class Entry {
  constructor(public readonly key: string, public readonly value: unknown) {}

  public getKey(): string {
    return this.key;
  }

  public getValue(): unknown {
    return this.value;
  }

  public toString(): string {
    return `${this.key}=${javaString(this.value)}`;
  }
}

/** A variable whose methods are its own, such as `$util`. */
export class Tool {
  constructor(public readonly methods: Readonly<Record<string, (...parameters: any[]) => unknown>>, public readonly properties: JavaMap = {}) {}
}

/** Calls a method the way Velocity does on the Java object that the value stands for. Throws when Java has no such method. */
export function callMethod(self: unknown, name: string, parameters: readonly unknown[]): unknown {
  if (self === undefined || self === null) {
    return undefined;
  }
  if (self instanceof Tool) {
    if (!Object.hasOwn(self.methods, name)) {
      throw new Error(`there is no method ${name}`);
    }
    return self.methods[name](...parameters);
  }
  if (self instanceof Entry) {
    return name === 'getKey' ? self.key : name === 'getValue' ? self.value : self.toString();
  }
  const methods = methodsOf(self);
  if (Object.hasOwn(methods, name)) {
    return methods[name](self, ...parameters);
  }
  // A getter of a bean: `$map.getName()` is `$map.name`.
  const [, first, rest] = /^(?:get|is)([A-Z])(\w*)$/.exec(name) ?? [];
  if (first && typeof self === 'object' && !Array.isArray(self)) {
    return valueOf(self as JavaMap, first.toLowerCase() + rest);
  }
  throw new Error(`there is no method ${name}`);
}

/** The value of a property, as `$map.name` and `$string.empty` read it; undefined where there is none. */
export function readProperty(self: unknown, name: string | number): unknown {
  if (self instanceof Tool) {
    return valueOf(self.properties, name);
  }
  if (self instanceof Entry) {
    return name === 'key' ? self.key : name === 'value' ? self.value : undefined;
  }
  if (Array.isArray(self)) {
    return /^\d+$/.test(String(name)) ? self[Number(name)] : name === 'empty' ? self.length === 0 : undefined;
  }
  if (typeof self === 'object' && self !== null) {
    return Object.hasOwn(self, name) ? (self as JavaMap)[name] : undefined;
  }
  return typeof self === 'string' && name === 'empty' ? self === '' : undefined;
}

/** What `toString` of the Java object gives. */
export function javaString(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(javaString).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Entry)) {
    return `{${Object.entries(value).map(([key, entry]) => `${key}=${javaString(entry)}`).join(', ')}}`;
  }
  return value === undefined ? 'null' : String(value);
}

/** `equals` of Java, value by value. */
export function javaEquals(left: unknown, right: unknown): boolean {
  return left === right || (typeof left === 'object' && typeof right === 'object' && left !== null && right !== null
    && Array.isArray(left) === Array.isArray(right) && javaString(left) === javaString(right));
}

function methodsOf(self: unknown): Methods<any> {
  if (Array.isArray(self)) {
    return LIST;
  }
  switch (typeof self) {
    case 'string': return STRING;
    case 'number': return NUMBER;
    case 'bigint': return NUMBER;
    case 'boolean': return BOOLEAN;
    default: return MAP;
  }
}

function valueOf(map: JavaMap, key: unknown): unknown {
  return Object.hasOwn(map, String(key)) ? map[String(key)] : undefined;
}

function replace(map: JavaMap, key: unknown, value: unknown): unknown {
  const old = valueOf(map, key);
  // Not an assignment: a key may be named __proto__.
  Object.defineProperty(map, String(key), { value, configurable: true, enumerable: true, writable: true });
  return old;
}

function item(list: readonly unknown[], index: unknown): unknown {
  if (typeof index !== 'number' || index < 0 || index >= list.length) {
    throw new Error(`Index: ${String(index)}, Size: ${list.length}`);
  }
  return list[index];
}

function removeValue(list: unknown[], value: unknown): boolean {
  const index = list.findIndex((entry) => javaEquals(entry, value));
  list.splice(index, index < 0 ? 0 : 1);
  return index >= 0;
}

function at(text: string, index: number): string {
  if (!(index >= 0 && index < text.length)) {
    throw new Error(`String index out of range: ${index}`);
  }
  return text[index];
}

function substring(text: string, from: number, to = text.length): string {
  if (!(from >= 0 && to <= text.length && from <= to)) {
    throw new Error(`String index out of range: ${from}, ${to}`);
  }
  return text.slice(from, to);
}

/** A character may be given by its number. */
function character(part: unknown): string {
  return typeof part === 'number' ? String.fromCodePoint(part) : javaString(part);
}

function compare(left: string, right: string): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    if (left[index] !== right[index]) {
      return left.charCodeAt(index) - right.charCodeAt(index);
    }
  }
  return left.length - right.length;
}

function hashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    // Wraps as Java's int does.
    [hash] = Int32Array.of(Math.imul(hash, 31) + text.charCodeAt(index));
  }
  return hash;
}

function parsed(text: unknown, form: RegExp): number {
  if (!form.test(String(text))) {
    throw new Error(`For input string: "${String(text)}"`);
  }
  return Number(text);
}
