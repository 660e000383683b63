import { bodyValue, readsBody } from './body-value';
import { bare, BinaryMatcher, Conversion, firstMediaType, isText, NO_TEXT, responseConversion } from './content-handling';
import { compileTemplate, ResponseOverride, Template } from './mapping-template';
import { IntegrationResponse, Method } from '../api/method';
import { Source } from '../api/parameter-mapping';
import { contextValue } from '../front-door/context';
import { Exchange } from '../front-door/exchange';
import { configurationError } from '../front-door/gateway-error';
import { selectMediaType } from '../front-door/gateway-response';
import { headerValue } from '../front-door/request';
import { BackendHeaders } from '../integration/s3-sender';

/** Which answer a status of S3 gets. */
export type ResponseSelector = (backendStatus: number) => ResponseMapper;

/** Turns S3's answer into the method's. */
export interface ResponseMapper {
  readonly statusCode: number;
  /** Whether the headers need the body. */
  readonly readsBody: boolean;
  /** What happens to the body. */
  conversion(exchange: Exchange, backend: BackendHeaders): Conversion;
  /** The template that the body goes through, with its media type. */
  template(exchange: Exchange): { readonly mediaType: string; readonly render: Template } | undefined;
  /** Without those that the server sets, such as Date and Content-Length. */
  headers(exchange: Exchange, backend: BackendHeaders, body: string, more: HeaderProps): Array<readonly [string, string]>;
}

export interface HeaderProps {
  readonly defaultMediaType: string;
  readonly override?: ResponseOverride;
}

/** Never sent, whatever is mapped to it. */
const DROPPED = 'transfer-encoding';

/** API Gateway keeps these names to itself. */
const REMAPPED = new Set([
  'authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'server',
  'trailer', 'upgrade', 'user-agent', 'www-authenticate',
]);

export function compileResponses(
  method: Pick<Method, 'statuses'>, responses: readonly IntegrationResponse[], isBinary: BinaryMatcher,
): ResponseSelector {
  const compiled = responses.map((response) => ({ pattern: response.pattern, mapper: compile(response, isBinary) }));
  const cache = new Map<number, ResponseMapper | undefined>();
  const select = (status: number) => {
    const chosen = compiled.find(({ pattern }) => pattern?.test(String(status))) ?? compiled.find(({ pattern }) => !pattern);
    const mapper = chosen?.mapper;
    return mapper && method.statuses.has(mapper.statusCode) ? mapper : undefined;
  };
  return (status) => {
    if (!cache.has(status)) {
      cache.set(status, select(status));
    }
    const mapper = cache.get(status);
    if (!mapper) {
      throw configurationError(`no integration response that the method declares is selected by the status ${status}`);
    }
    return mapper;
  };
}

function compile(response: IntegrationResponse, isBinary: BinaryMatcher): ResponseMapper {
  const templates = new Map(Object.entries(response.templates).map(([mediaType, source]) => [mediaType, compileTemplate(source)]));
  const readers = response.headers.map(({ name, source }) => {
    const key = name.toLowerCase();
    return { key, name: sentAs(key, name), read: compileReader(source) };
  });
  return {
    statusCode: response.statusCode,
    readsBody: readsBody(response.headers),
    conversion: ({ request }, backend) => {
      const binaryPayload = isBinary(first(backend['content-type']) ?? '*/*');
      const binaryAccept = isBinary(firstMediaType(headerValue(request.headers, 'accept')));
      const conversion = responseConversion(response.contentHandling, binaryPayload, binaryAccept);
      if (templates.size > 0 && !isText(conversion)) {
        throw configurationError(NO_TEXT);
      }
      return conversion;
    },
    template: ({ request }) => {
      if (templates.size === 0) {
        return undefined;
      }
      const mediaType = selectMediaType(response.templates, request);
      return { mediaType: bare(mediaType), render: templates.get(mediaType)! };
    },
    headers: (exchange, backend, body, { defaultMediaType, override }) => {
      const lines: Line[] = [{ key: 'content-type', name: 'Content-Type', value: defaultMediaType }];
      for (const { key, name, read } of readers) {
        const value = read(exchange, backend, body);
        if (value !== undefined) {
          put(lines, { key, name, value });
        }
      }
      for (const [given, value] of Object.entries(override?.header ?? {})) {
        const key = given.toLowerCase();
        put(lines, { key, name: sentAs(key, given), value: String(value) });
      }
      return lines.filter(({ key }) => key !== DROPPED).map(({ name, value }) => [name, value] as const);
    },
  };
}

type HeaderReader = (exchange: Exchange, backend: BackendHeaders, body: string) => string | undefined;

interface Line {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** A later value takes the place of an earlier one. There are few lines, and their keys are compared faster than a map is made. */
function put(lines: Line[], line: Line): void {
  const at = lines.findIndex(({ key }) => key === line.key);
  lines[at < 0 ? lines.length : at] = line;
}

function sentAs(key: string, name: string): string {
  return REMAPPED.has(key) ? `x-amzn-Remapped-${name}` : name;
}

function compileReader(source: Source): HeaderReader {
  switch (source.kind) {
    // Stores spell header names in their own ways.
    case 'backend': {
      const key = source.name.toLowerCase();
      return (_, backend) => (source.multiple ? all(backend[key]) : last(backend[key]));
    }
    case 'context': return ({ context }) => contextValue(context.values, source.path);
    case 'stageVariable': return ({ stage }) => stage.variables[source.name];
    case 'static': return () => source.value;
    case 'body': return (_, __, body) => bodyValue(source.path, body);
    case 'method': return () => undefined;
  }
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}

function last(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[value.length - 1] : value;
}

function all(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(',') : value;
}
