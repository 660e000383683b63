import { Properties, SourceMethod } from './api-source';
import { S3Call } from './carried-operations';
import { members } from './openapi';
import { NAMING_SELECTORS, SELECTORS } from './s3-operations';

/** A parameter that a client may send. */
export interface PlainParameter {
  readonly in: 'header' | 'path' | 'query';
  readonly name: string;
  readonly required: boolean;
  readonly description?: string;
  readonly enum?: readonly string[];
}

const PLACES = { header: 'header', path: 'path', querystring: 'query' } as const;
/** OpenAPI says them by media types and security schemes, and ignores parameters of these names. */
const NOT_PARAMETERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);
const GREEDY = 'Slashes in it are part of it, as they stand or escaped.';

/**
 * What a method takes: the variables of its path, and of what it declares each header once, in whichever spellings, without what selects
 * operations that it does not carry.
 */
export function parametersOf({ path, properties }: SourceMethod, call: S3Call | undefined): PlainParameter[] {
  const declared = Object.entries((properties.RequestParameters ?? {}) as Properties)
    .map(([expression, required]) => ({ match: /^method\.request\.(header|querystring)\.(.+)$/.exec(expression), required }))
    .flatMap(({ match, required }): PlainParameter[] => {
      const place = match && PLACES[match[1] as 'header' | 'querystring'];
      return place ? [members({
        in: place, name: match[2], required: required === true || required === 'true', ...(place === 'query' && selection(match[2], call)),
      }) as unknown as PlainParameter] : [];
    });
  const seen = new Set<string>();
  return [...pathVariables(path), ...declared.filter((parameter) => {
    const key = parameter.in === 'header' ? parameter.name.toLowerCase() : `?${parameter.name}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && !(parameter.in === 'header' && NOT_PARAMETERS.has(key)) && isOfUse(parameter, call);
  })];
}

function pathVariables(path: string): PlainParameter[] {
  return [...path.matchAll(/\{([^{}+]+)(\+?)\}/g)].map(([, name, greedy]) => (
    { in: 'path', name, required: true, ...(greedy && { description: GREEDY }) }));
}

/** What a query parameter makes of the request. */
function selection(name: string, call: S3Call | undefined): Pick<PlainParameter, 'description' | 'enum'> {
  const targets = targetsOf(name, call);
  const selecting = (call?.operations ?? []).flatMap((operation) => operation.selectors
    .filter((selector) => targets.includes(selector.name)).map(({ value }) => ({ name: operation.name, value })));
  if (selecting.length === 0) {
    return {};
  }
  const [{ value }] = selecting;
  const names = [...new Set(selecting.map((operation) => operation.name))].join(', ');
  const any = value === undefined && targets.every((target) => !NAMING_SELECTORS.has(target));
  return { description: `Selects ${names}${any ? ', by any value' : ''}.`, ...(value !== undefined && { enum: [value] }) };
}

function isOfUse({ in: place, name }: PlainParameter, call: S3Call | undefined): boolean {
  if (!call) {
    return true;
  }
  if (place === 'header') {
    const isOfCopies = /^x-amz-copy-source/i.test(name);
    // Only directory buckets, which are not reached through an API, rename.
    return (!isOfCopies || call.operations.some(({ copies }) => copies)) && !/^x-amz-rename-source/i.test(name);
  }
  const targets = targetsOf(name, call);
  return targets.length === 0 || targets.some((target) => !SELECTORS[call.scope].has(target)
    || call.operations.some(({ selectors }) => selectors.some((selector) => selector.name === target)));
}

function targetsOf(name: string, call: S3Call | undefined): string[] {
  return [...call?.query ?? []].filter(([, from]) => from === name).map(([target]) => target);
}
