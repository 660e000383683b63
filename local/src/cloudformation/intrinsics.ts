/** Values that the intrinsic functions of a template draw on. Each throws, or returns undefined where there is nothing. */
export interface Scope {
  /** `Ref` of a parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, second: string): unknown;
  importValue(name: string): unknown;
}

/** `AWS::NoValue`: the property, or the item of a list, is not there. */
const NO_VALUE = Symbol('AWS::NoValue');

export class UnresolvedError extends Error {
  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'UnresolvedError';
  }
}

type Resolver = (argument: unknown, path: string, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Resolver>> = {
  'Ref': (name, path, scope) => {
    const id = text(name, path);
    return id === 'AWS::NoValue' ? NO_VALUE : known(scope.ref(id), path, `Ref of '${id}', which is no parameter or resource that has a value here`);
  },
  'Fn::GetAtt': (argument, path, scope) => {
    const [id, ...rest] = typeof argument === 'string' ? argument.split('.') : list(argument, path, scope).map((part) => text(part, path));
    return attribute(id, rest.join('.'), path, scope);
  },
  'Fn::Sub': (argument, path, scope) => {
    const [template, variables] = Array.isArray(argument)
      ? [text(argument[0], path), record(resolve(argument[1], path, scope), path)]
      : [text(argument, path), {}];
    return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal, name) => {
      if (literal) {
        return `\${${name}}`;
      }
      if (Object.hasOwn(variables, name)) {
        return text(variables[name], path);
      }
      const dot = name.indexOf('.');
      return text(dot < 0 ? FUNCTIONS.Ref(name, path, scope) : attribute(name.slice(0, dot), name.slice(dot + 1), path, scope), path);
    });
  },
  'Fn::Join': (argument, path, scope) => {
    const [delimiter, items] = list(argument, path, scope);
    return list(items, path, scope).map((item) => text(item, path)).join(text(delimiter, path));
  },
  'Fn::Split': (argument, path, scope) => {
    const [delimiter, source] = list(argument, path, scope);
    return text(source, path).split(text(delimiter, path));
  },
  'Fn::Select': (argument, path, scope) => {
    const [index, items] = list(argument, path, scope);
    return known(list(items, path, scope)[Number(text(index, path))], path, `Fn::Select has no item ${index}`);
  },
  'Fn::FindInMap': (argument, path, scope) => {
    const [map, key, second] = list(argument, path, scope).map((part) => text(part, path));
    return known(scope.mapping(map, key, second), path, `Fn::FindInMap has no '${map}.${key}.${second}'`);
  },
  'Fn::Base64': (argument, path, scope) => Buffer.from(text(resolve(argument, path, scope), path)).toString('base64'),
  'Fn::ImportValue': (argument, path, scope) => {
    const name = text(resolve(argument, path, scope), path);
    return known(scope.importValue(name), path, `Fn::ImportValue of '${name}', which no other stack exports here`);
  },
  'Fn::If': (argument, path, scope) => {
    const [name, yes, no] = argument as [string, unknown, unknown];
    return resolve(scope.condition(text(name, path)) ? yes : no, path, scope);
  },
  'Condition': (name, path, scope) => scope.condition(text(name, path)),
  'Fn::Equals': (argument, path, scope) => {
    const [left, right] = list(argument, path, scope);
    return String(left) === String(right);
  },
  'Fn::And': (argument, path, scope) => list(argument, path, scope).every(Boolean),
  'Fn::Or': (argument, path, scope) => list(argument, path, scope).some(Boolean),
  'Fn::Not': (argument, path, scope) => !list(argument, path, scope)[0],
};

/** Resolves the intrinsic functions of a part of a template. Fails, with the path, on what cannot be resolved. */
export function resolve(value: unknown, path: string, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolve(item, `${path}[${index}]`, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value === 'string' && value.includes('{{resolve:')) {
    throw new UnresolvedError(path, `a dynamic reference cannot be resolved here: '${value}'`);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [name, argument] = entries[0];
    // `Condition` is a function among the conditions and a plain key elsewhere.
    if (Object.hasOwn(FUNCTIONS, name) && (name !== 'Condition' || path.startsWith('Conditions.'))) {
      return FUNCTIONS[name](argument, path, scope);
    }
    if (name.startsWith('Fn::')) {
      throw new UnresolvedError(path, `${name} cannot be resolved here`);
    }
  }
  return Object.fromEntries(entries
    .map(([key, item]) => [key, resolve(item, `${path}.${key}`, scope)] as const)
    .filter(([, item]) => item !== NO_VALUE));
}

/**
 * The same for the properties of a resource, each when it is first read: what is never read cannot fail. Only whether a property is there
 * is found out at once.
 */
export function resolveLazily(properties: Readonly<Record<string, unknown>>, path: string, scope: Scope): Record<string, unknown> {
  const resolved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const read = () => resolve(value, `${path}.${name}`, scope);
    const [only, ...others] = Object.keys(Object(value));
    if (others.length === 0 && (only === 'Fn::If' || only === 'Ref')) {
      if (read() === NO_VALUE) {
        continue;
      }
    }
    let cached: { readonly value: unknown } | undefined;
    Object.defineProperty(resolved, name, { enumerable: true, get: () => (cached ??= { value: read() }).value });
  }
  return resolved;
}

function attribute(id: string, name: string, path: string, scope: Scope): unknown {
  return known(scope.getAtt(id, name), path, `Fn::GetAtt of '${id}.${name}', which has no value here`);
}

function known(value: unknown, path: string, otherwise: string): unknown {
  if (value === undefined) {
    throw new UnresolvedError(path, otherwise);
  }
  return value;
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new UnresolvedError(path, `expected a string, got ${JSON.stringify(value)}`);
}

function list(value: unknown, path: string, scope: Scope): unknown[] {
  const resolved = resolve(value, path, scope);
  if (!Array.isArray(resolved)) {
    throw new UnresolvedError(path, `expected a list, got ${JSON.stringify(resolved)}`);
  }
  return resolved;
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnresolvedError(path, `expected an object, got ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}
