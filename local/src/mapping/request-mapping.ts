import { bodyValue } from './body-value';
import { RequestMapping, Source } from '../api/parameter-mapping';
import { contextValue } from '../front-door/context';
import { Exchange } from '../front-door/exchange';
import { configurationError } from '../front-door/gateway-error';
import { Options } from '../options';
import { percentEncode } from '../percent-encoding';
import { methodValues } from './request-values';

/** The parameters of the call to S3. */
export interface MappedParameters {
  /** For the placeholders of the URI; not encoded. */
  readonly path: Map<string, string>;
  /** In the order of the mappings; encoded. */
  readonly query: Map<string, readonly string[]>;
  /** By lower-case name, with the spelling of the mapping; values as they go over the wire, one byte a character. */
  readonly headers: Map<string, Array<readonly [name: string, value: string]>>;
}

/** The body is needed when a mapping reads it. */
export type RequestMapper = (exchange: Exchange, body: string) => MappedParameters;

/** With one of these among the mapped headers API Gateway fails, whatever the value. */
const FORBIDDEN_HEADERS = new Set([
  'authorization', 'connection', 'content-length', 'expect', 'proxy-authenticate', 'te', 'transfer-encoding', 'x-amzn-apigateway-api-id',
  'x-amzn-trace-id',
]);

export type Reader = (exchange: Exchange, body: string) => readonly string[] | undefined;

export function compileRequestMapping(mappings: readonly RequestMapping[], options: Options): RequestMapper {
  const steps = mappings.map(({ target, name, source }) => ({ read: compileReader(source, options), write: compileWriter(target, name, source) }));
  return (exchange, body) => {
    const parameters: MappedParameters = { path: new Map(), query: new Map(), headers: new Map() };
    for (const { read, write } of steps) {
      const values = read(exchange, body);
      if (values) {
        write(parameters, values);
      }
    }
    return parameters;
  };
}

/** Fails, as AWS does when the request is there, on headers that may not be mapped, and on values that are none. */
export function checkHeaders(parameters: MappedParameters): void {
  for (const [name, entries] of parameters.headers) {
    if (FORBIDDEN_HEADERS.has(name) || entries.some(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value))) {
      throw configurationError(`the header ${name} ${FORBIDDEN_HEADERS.has(name) ? 'may not be mapped' : 'has a value with control characters'}`);
    }
  }
}

/** What a template set in `$context.requestOverride`: it replaces what was mapped. */
export interface RequestOverride {
  readonly header: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, unknown>>;
  readonly querystring: Readonly<Record<string, unknown>>;
}

export function applyOverride(parameters: MappedParameters, override: RequestOverride, { overriddenQuery }: Options): void {
  for (const [name, value] of present(override.path)) {
    parameters.path.set(name, value.join(','));
  }
  for (const [name, value] of present(override.querystring)) {
    parameters.query.set(name, overriddenQuery === 'encoded' ? value.map(percentEncode) : value);
  }
  for (const [name, value] of present(override.header)) {
    parameters.headers.set(name.toLowerCase(), [[name, wireBytes(value.join(','))]]);
  }
}

function present(values: Readonly<Record<string, unknown>>): Array<[string, string[]]> {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]);
}

/** The values of a source in a request; undefined when there is none. */
export function compileReader(source: Source, options: Options): Reader {
  switch (source.kind) {
    case 'static': {
      const values = [source.value];
      return () => values;
    }
    case 'context': return (exchange) => single(contextValue(exchange.context.values, source.path));
    case 'stageVariable': return (exchange) => single(exchange.stage.variables[source.name]);
    case 'method': {
      const { location, name } = source;
      const read: Reader = ({ request, route }) => methodValues(request, route.pathParameters, location, name, options.headerNames);
      return options.emptyParameters === 'forward' ? read : (exchange, body) => {
        const values = read(exchange, body)?.filter((value) => value !== '');
        return values?.length ? values : undefined;
      };
    }
    case 'body': return (_, body) => single(bodyValue(source.path, body));
    case 'backend': return () => undefined;
  }
}

function compileWriter(target: RequestMapping['target'], name: string, source: Source): (to: MappedParameters, values: readonly string[]) => void {
  // Headers come in as bytes, everything else as text.
  const bytes = source.kind === 'method' && source.location.endsWith('header');
  const asText = bytes ? textOfBytes : (value: string) => value;
  switch (target) {
    case 'path': return (to, values) => to.path.set(name, asText(values.join(',')));
    case 'querystring': {
      // A static value has to be encoded in the template.
      const encode = source.kind === 'static' ? asText : (value: string) => percentEncode(asText(value));
      return (to, values) => to.query.set(name, values.map(encode));
    }
    case 'header': {
      const key = name.toLowerCase();
      return (to, values) => {
        const entry = [name, bytes ? values.join(',') : wireBytes(values.join(','))] as const;
        const others = to.headers.get(key);
        if (others) {
          others.push(entry);
        } else {
          to.headers.set(key, [entry]);
        }
      };
    }
  }
}

/** UTF-8, one character a byte: the form in which header values are written. */
function wireBytes(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

function textOfBytes(bytes: string): string {
  return /[^\x00-\x7f]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

function single(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}
