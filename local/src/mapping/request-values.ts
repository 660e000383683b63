import { ApiRequest, Headers } from '../front-door/request';
import { Options } from '../options';

/** The values of `method.request.{location}.{name}`; undefined when the client sent none. */
export function methodValues(
  request: ApiRequest, pathParameters: ReadonlyMap<string, string>, location: string, name: string, headerNames: Options['headerNames'],
): readonly string[] | undefined {
  switch (location) {
    case 'path': {
      const value = pathParameters.get(name);
      return value === undefined ? undefined : [value];
    }
    case 'querystring': return last(allOf(request.query, name));
    case 'multivaluequerystring': return allOf(request.query, name);
    case 'header': return last(headersOf(request.headers, name, headerNames));
    case 'multivalueheader': return headersOf(request.headers, name, headerNames);
    default: return undefined;
  }
}

function headersOf(headers: Headers, name: string, headerNames: Options['headerNames']): readonly string[] | undefined {
  if (headerNames === 'case-sensitive') {
    return allOf(headers, name);
  }
  const lower = name.toLowerCase();
  const found = headers.filter(([key]) => key.toLowerCase() === lower).map(([, value]) => value);
  return found.length > 0 ? found : undefined;
}

function allOf(pairs: Headers, name: string): readonly string[] | undefined {
  let found: string[] | undefined;
  for (const [key, value] of pairs) {
    if (key === name) {
      (found ??= []).push(value);
    }
  }
  return found;
}

/** A repeated parameter has its last value. */
function last(values: readonly string[] | undefined): readonly string[] | undefined {
  return values && values.length > 1 ? values.slice(-1) : values;
}
