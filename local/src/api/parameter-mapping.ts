/** Where the value of a mapped parameter comes from. */
export type Source =
  | { readonly kind: 'method'; readonly location: MethodLocation; readonly name: string }
  | { readonly kind: 'backend'; readonly multiple: boolean; readonly name: string }
  | { readonly kind: 'body'; readonly of: 'request' | 'response'; readonly path: string }
  | { readonly kind: 'context'; readonly path: readonly string[] }
  | { readonly kind: 'stageVariable'; readonly name: string }
  | { readonly kind: 'static'; readonly value: string };

export type MethodLocation = 'path' | 'querystring' | 'multivaluequerystring' | 'header' | 'multivalueheader';

export interface RequestMapping {
  readonly target: 'path' | 'querystring' | 'header';
  readonly name: string;
  readonly source: Source;
}

export interface HeaderMapping {
  readonly name: string;
  readonly source: Source;
}

/** A mapping expression that API Gateway refuses, or that is not run here. */
export class MappingError extends Error {
  constructor(message: string, public readonly refusedByAws: boolean) {
    super(message);
  }
}

const NAME = '[A-Za-z0-9!#$%&\'*+.^_`|~-]+';
const REQUEST_TARGET = new RegExp(`^integration\\.request\\.(path|querystring|header)\\.(${NAME})$`);
const RESPONSE_TARGET = new RegExp(`^method\\.response\\.header\\.(${NAME})$`);
const METHOD_SOURCE = new RegExp(`^method\\.request\\.(path|querystring|multivaluequerystring|header|multivalueheader)\\.(${NAME})$`);
const BACKEND_SOURCE = new RegExp(`^integration\\.response\\.(header|multivalueheader)\\.(${NAME})$`);
/** The JSONPath goes on after the dot. */
const BODY_SOURCE = /^(?:method\.(request)|integration\.(response))\.body((?:\.|\[).+)?$/;
const STATIC = /^'((?:[^'\\]|\\.)*)'$/s;
/** What may stand in a query as it is. */
const ENCODED_QUERY = /^(?:[A-Za-z0-9\-._~!$'()*+,;:@/?]|%[0-9A-Fa-f]{2})*$/;

/** `integration.request.*` from `method.request.*`, `context.*`, `stageVariables.*` or a static value. */
export function parseRequestMapping(target: string, source: unknown, declared: ReadonlySet<string>): RequestMapping {
  const [, location, name] = REQUEST_TARGET.exec(target) ?? [];
  if (!name) {
    throw invalid(target);
  }
  const parsed = parseSource(source);
  if (parsed.kind === 'backend' || (parsed.kind === 'body' && parsed.of === 'response')) {
    throw invalid(String(source));
  }
  if (parsed.kind === 'method' && !declared.has(`method.request.${parsed.location.replace('multivalue', '')}.${parsed.name}`)) {
    throw invalid(String(source));
  }
  if (location === 'querystring' && parsed.kind === 'static' && !ENCODED_QUERY.test(parsed.value)) {
    throw new MappingError(`Invalid mapping expression specified: a static query string value must be URL-encoded, got '${parsed.value}'`, true);
  }
  return { target: location as RequestMapping['target'], name, source: parsed };
}

/** `method.response.header.*` from `integration.response.*`, `context.*`, `stageVariables.*` or a static value. */
export function parseResponseMapping(target: string, source: unknown, declared: ReadonlySet<string>): HeaderMapping {
  const [, name] = RESPONSE_TARGET.exec(target) ?? [];
  if (!name || !declared.has(target)) {
    throw invalid(target);
  }
  const parsed = parseSource(source);
  if (parsed.kind === 'method' || (parsed.kind === 'body' && parsed.of === 'request')) {
    throw invalid(String(source));
  }
  return { name, source: parsed };
}

/** The right side of any mapping. */
export function parseSource(source: unknown): Source {
  const expression = String(source);
  const [, location, name] = METHOD_SOURCE.exec(expression) ?? [];
  if (name) {
    return { kind: 'method', location: location as MethodLocation, name };
  }
  const [, part, header] = BACKEND_SOURCE.exec(expression) ?? [];
  if (header) {
    return { kind: 'backend', multiple: part === 'multivalueheader', name: header };
  }
  if (/^context\.[\w.:-]+$/.test(expression)) {
    return { kind: 'context', path: expression.split('.').slice(1) };
  }
  if (/^stageVariables\.\w+$/.test(expression)) {
    return { kind: 'stageVariable', name: expression.slice('stageVariables.'.length) };
  }
  const [, value] = STATIC.exec(expression) ?? [];
  if (value !== undefined) {
    return { kind: 'static', value: value.replace(/\\(.)/gs, '$1') };
  }
  const [body, request, response, path = ''] = BODY_SOURCE.exec(expression) ?? [];
  if (body) {
    return { kind: 'body', of: (request ?? response) as 'request' | 'response', path: `$${path}` };
  }
  throw invalid(expression);
}

function invalid(expression: string): MappingError {
  return new MappingError('Invalid mapping expression specified: Validation Result: warnings : [], errors : ' +
    `[Invalid mapping expression parameter specified: ${expression}]`, true);
}

/** For people: as it is written, but for what is of no interest. */
export function nameOf(source: Source): string {
  switch (source.kind) {
    case 'method': return `method.request.${source.location}.${source.name}`;
    case 'context': return `context.${source.path.join('.')}`;
    case 'stageVariable': return `stageVariables.${source.name}`;
    case 'static': return 'a fixed value';
    case 'body': return `body ${source.path}`;
    case 'backend': return `integration.response.header.${source.name}`;
  }
}
