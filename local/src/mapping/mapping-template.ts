import { bare } from './content-handling';
import { Payload } from './exact-json';
import { Tool } from './java-methods';
import { RequestOverride } from './request-mapping';
import { methodValues } from './request-values';
import { UTIL } from './template-util';
import { compileVelocity } from './velocity';
import { MockIntegration, S3Integration } from '../api/method';
import { Exchange } from '../front-door/exchange';
import { configurationError, GatewayError } from '../front-door/gateway-error';
import { headerValue } from '../front-door/request';

/** What templates set in `$context`; the template of the response sees what that of the request set. */
export interface Overrides {
  readonly request: RequestOverride;
  readonly response: ResponseOverride;
}

export function noOverrides(): Overrides {
  return { request: { header: {}, path: {}, querystring: {} }, response: { header: {} } };
}

export interface ResponseOverride {
  readonly header: Readonly<Record<string, unknown>>;
  status?: unknown;
}

export interface Rendered {
  readonly text: string;
  readonly requestOverride: RequestOverride;
  readonly responseOverride: ResponseOverride;
}

/** A mapping template, parsed once. */
export type Template = (exchange: Exchange, body: string) => Rendered;

export function compileTemplate(source: string): Template {
  const template = compileVelocity(source);
  return (exchange, body) => {
    const { request: requestOverride, response: responseOverride } = exchange.overrides;
    const context = {
      context: { ...exchange.context.values, requestOverride, responseOverride },
      input: templateInput(exchange, body),
      stageVariables: { ...exchange.stage.variables },
      util: UTIL,
    };
    try {
      return { text: template(context), requestOverride, responseOverride };
    } catch (error) {
      // On AWS too a template that fails is the API's fault.
      throw configurationError(`the mapping template failed: ${(error as Error).message}`);
    }
  };
}

/** Finds the template of a request by its media type, or says that the body passes through (undefined); else 415. */
export function compileRequestTemplates(integration: S3Integration | MockIntegration): (exchange: Exchange) => Template | undefined {
  const templates = new Map(Object.entries(integration.requestTemplates).map(([type, source]) => [bare(type), compileTemplate(source)]));
  const fallback = templates.get('$default');
  const passes = integration.passthroughBehavior === 'WHEN_NO_MATCH'
    || (integration.passthroughBehavior === 'WHEN_NO_TEMPLATES' && templates.size === 0);
  return ({ request }) => {
    const found = templates.get(bare(headerValue(request.headers, 'content-type') ?? 'application/json')) ?? fallback;
    if (!found && !passes) {
      throw new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
    }
    return found;
  };
}

function templateInput(exchange: Exchange, body: string): Tool {
  const { request, route } = exchange;
  const text = body === '' ? '{}' : body;
  let read: Payload | undefined;
  const payload = () => read ??= new Payload(text);
  const parameters = {
    path: Object.fromEntries(route.pathParameters),
    querystring: Object.fromEntries(request.query),
    header: Object.fromEntries(request.headers),
  };
  return new Tool({
    params: (name?: string) => (name === undefined ? parameters : findParameter(name, exchange)),
    path: (path: string) => payload().path(path),
    json: (path: string) => payload().json(path),
  }, { body: text });
}

/** Looked for in the path, then in the query, then in the headers; an empty text when it is nowhere. */
function findParameter(name: string, { request, route, options }: Exchange): string {
  for (const location of ['path', 'querystring', 'header']) {
    const [value] = methodValues(request, route.pathParameters, location, name, options.headerNames) ?? [];
    if (value !== undefined) {
      return value;
    }
  }
  return '';
}
