import { ApiSource, Properties } from './api-source';

export type OpenApi = Readonly<Record<string, unknown>>;

/** Of a path, what all verbs that it does not name lead to. */
export const ANY_METHOD = 'x-amazon-apigateway-any-method';

/** The largest document that API Gateway imports. See https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html */
export const IMPORT_LIMIT_BYTES = 6 * 1024 * 1024;

export function document({ api: { logicalId, properties: { Name, Description } } }: ApiSource): OpenApi {
  return { openapi: '3.0.3', info: members({ title: String(Name ?? logicalId), description: Description, version: '1.0' }) };
}

/** A base URL to which paths are added. */
export function baseOf(url: string): string {
  return url.replace(/\/+$/, '');
}

/** A verb as a key of a path. */
export function verbKey(verb: string): string {
  return verb.toLowerCase();
}

/** Those that are there. */
export function members(all: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Undefined instead of an empty list. */
export function list<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}

/** The properties by their other names. Fails on one that has none and is not said to stand elsewhere, so that nothing is lost. */
export function rename(
  properties: Properties, names: Readonly<Record<string, string>>, of: string, elsewhere: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !elsewhere.includes(name)).map(([name, value]) => {
    if (!Object.hasOwn(names, name)) {
      throw new Error(`${of}: ${name}: has no place in an OpenAPI document, got ${JSON.stringify(value)}; leave it out to export the rest`);
    }
    return [names[name], value];
  }));
}
