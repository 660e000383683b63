import { parsePayload } from './exact-json';
import { readJsonPath } from './json-path';
import { Source } from '../api/parameter-mapping';
import { configurationError } from '../front-door/gateway-error';

/** Whether a mapping reads the body, which then has to be there whole. */
export function readsBody(mappings: ReadonlyArray<{ readonly source: Source }>): boolean {
  return mappings.some(({ source }) => source.kind === 'body');
}

/** The value of `method.request.body` and `integration.response.body`, whole or at a JSONPath; undefined when nothing is there. */
export function bodyValue(path: string, body: string): string | undefined {
  if (path === '$') {
    return body === '' ? undefined : body;
  }
  const value = readJsonPath(parse(body), path);
  return value === undefined || value === null || typeof value === 'string' ? value ?? undefined : JSON.stringify(value);
}

function parse(body: string): unknown {
  try {
    return parsePayload(body === '' ? '{}' : body);
  } catch {
    throw configurationError('a mapping reads a part of a body that is no JSON');
  }
}
