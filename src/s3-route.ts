import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { S3_OPERATIONS, S3OperationEntry } from './catalogue';
import { invalid } from './errors';
import { binaryMediaTypesOf, checkNamedOnce, checkNoAcl, IntegrationSettings, S3IntegrationOptions } from './integration-options';
import { checkKeyText, PATH_PARAMETER } from './key-prefix';
import { S3PermissionOptions } from './permission-options';
import { storesObject } from './permissions';
import { RouteValue } from './route-value';
import { S3Operation } from './s3-operation';
import { S3ProxyAuthOptions } from './s3-proxy-auth';
import { S3Location, TENANT } from './s3-target';

/**
 * A URL of one's own in front of one operation of S3.
 *
 * How requests and answers are carried (`acl`, `statusMapping`...) is as in the proxy, unless it is said here.
 */
export interface AddRouteOptions extends S3ProxyAuthOptions, S3IntegrationOptions, S3PermissionOptions {
  /**
   * Path below the proxy, as in `by-year/{year}/{id}`; an empty one is where the proxy is. A last part `{rest+}` takes all that follows.
   *
   * A path that the proxy serves already, as `/{key+}` does all, is then this route's: the key of that name cannot be reached any more.
   */
  readonly path: string;

  /**
   * The operation. Its selectors (`?tagging`) stand in the URL that S3 is called with: nothing that the client sends makes another
   * operation of it. Without a parameter that makes it this operation, as `uploadId` of UPLOAD_PART, a request is refused (400).
   */
  readonly operation: S3Operation;

  /**
   * The method of the route.
   *
   * @default - that of the operation
   */
  readonly httpMethod?: string;

  /**
   * The bucket: its name, or a path parameter, as in `{bucket}`.
   *
   * @default - that of the target, where it is one bucket
   */
  readonly bucket?: string;

  /**
   * The key of the object, below the prefix of the target: `{name}` stands for the path parameter of that name, as in
   * `archive/{year}/{id}.pdf`. What stands for it may hold an escaped slash (`%2F`), and is then more than one part of the key.
   *
   * @default - none: for an operation of the bucket
   */
  readonly key?: string;

  /**
   * Query parameters of S3, by their names, that are fixed or come from elsewhere in the request. Others are carried as they are.
   *
   * @default - those of the operation, by their own names
   */
  readonly query?: { [name: string]: RouteValue };

  /**
   * Headers of S3, by their names, that are fixed or come from elsewhere in the request. Others are carried as they are.
   *
   * @default - those of the operation, by their own names
   */
  readonly headers?: { [name: string]: RouteValue };

  /**
   * Templates that make the body of the request to S3, by the Content-Type of the client's.
   *
   * Where the type is binary to the API, `requestContentHandling` must be `CONVERT_TO_TEXT`: the template then sees base64. Types without
   * a template are refused (415).
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
   * @default - the body as it is
   */
  readonly requestTemplates?: { [contentType: string]: string };

  /**
   * Templates that make the body of a successful answer, by the Content-Type that the client accepts.
   *
   * Where the answer of S3 is binary to the API, `responseContentHandling` must be `CONVERT_TO_TEXT`: the template then sees base64.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
   * @default - the body as it is
   */
  readonly responseTemplates?: { [contentType: string]: string };
}

const HTTP_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** The parts of a route's path, each of which is a resource. */
export function routeParts({ path }: AddRouteOptions): string[] {
  const parts = path === '' ? [] : path.split('/');
  const wrong = parts.find((part, index) => !(/^[A-Za-z0-9._:~-]+$/.test(part) || /^\{[A-Za-z0-9._-]+\}$/.test(part)
    || (index === parts.length - 1 && /^\{[A-Za-z0-9._-]+\+\}$/.test(part))));
  if (Token.isUnresolved(path) || wrong !== undefined) {
    throw invalid('addRoute: path', 'must be parts of A-Z a-z 0-9 . _ : ~ - or {name}, the last maybe {name+}, with a slash between them', path, "write it as in 'by-year/{year}/{id}'");
  }
  return parts;
}

/**
 * @param route what the user wrote
 * @param resource what the proxy is mounted on
 * @param settings the choices of the route, with those of the proxy where it has none
 */
export function checkRoute(route: AddRouteOptions, resource: apigateway.IResource, settings: IntegrationSettings) {
  const entry: S3OperationEntry | undefined = S3_OPERATIONS[route.operation];
  if (entry === undefined) {
    throw invalid('addRoute: operation', 'must be an operation of S3', route.operation, 'write S3Operation.GET_OBJECT, for one');
  }
  if (route.httpMethod !== undefined && !HTTP_METHODS.includes(route.httpMethod)) {
    throw invalid('addRoute: httpMethod', `must be one of ${HTTP_METHODS.join(', ')}`, route.httpMethod, 'write it in capitals, or leave it out');
  }
  checkKey('addRoute: key', route.operation, route.key);
  const path = `${resource.path.replace(/\/$/, '')}/${route.path}`;
  checkPathParameters('addRoute: bucket', route.bucket, path);
  checkPathParameters('addRoute: key', route.key, path);
  checkValues(route, entry, path);
  checkTemplates(route, entry, resource.api, settings);
}

/** A key is given where the operation is about an object, and nowhere else. */
export function checkKey(property: string, operation: S3Operation, key: string | undefined) {
  const { scope } = S3_OPERATIONS[operation];
  if (scope !== 'object' && key !== undefined) {
    throw invalid(property, `must be left out, as ${operation} is about the ${scope === 'bucket' ? 'bucket' : 'account'}`, key, 'leave it out');
  }
  if (scope === 'object' && !key) {
    throw invalid(property, `must be given, as ${operation} is about an object`, key, "give it, as in 'logo.png'");
  }
  if (key !== undefined && !Token.isUnresolved(key)) {
    checkKeyText(property, key);
  }
}

/** What stands for a path parameter must be one. */
export function checkPathParameters(property: string, text: string = '', path: string) {
  const available = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
  for (const [parameter, name] of text.matchAll(PATH_PARAMETER)) {
    if (!available.includes(name)) {
      throw invalid(property, `must use path parameters of the resource '${path}'`, parameter,
        available.length > 0 ? `use {${available.join('}, {')}}` : `add it to a resource with {${name}} in its path`);
    }
  }
}

function checkValues({ query, headers }: AddRouteOptions, entry: S3OperationEntry, path: string) {
  checkNamedOnce('addRoute: headers', headers ?? {});
  for (const [property, values, known] of [['query', query, entry.query], ['headers', headers, entry.headers]] as const) {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (!(value instanceof RouteValue)) {
        throw invalid(`addRoute: ${property}`, 'must have a RouteValue for each name', value, "write RouteValue.constant('...'), RouteValue.query('...')...");
      }
      const metadata = property === 'headers' && entry.takesMetadata && /^x-amz-meta-[a-z0-9_.-]+$/.test(name);
      const spelled = (text: string) => property === 'headers' ? text.toLowerCase() : text;
      if (!metadata && !known.some(one => spelled(one) === spelled(name))) {
        throw invalid(`addRoute: ${property}`, 'must be what the operation reads', name, `use ${known.join(', ')}`);
      }
      if (property === 'headers' && storesObject(entry)) {
        checkNoAcl('addRoute: headers', name);
      }
      if (entry.requiredQuery.includes(name) && value._mayBeAbsent) {
        throw invalid(`addRoute: ${property}`, `must take what ${entry.verb} needs from where API Gateway can look for it`, name, 'take it from the request, or write a constant');
      }
      if (value._kind === 'path') {
        checkPathParameters(`addRoute: ${property}`, `{${value._text}}`, path);
      }
    }
  }
}

/** Path parameters with nothing but dots between them, or between them and the end of a part. */
const COMPOSES_DOTS = /\}\.*\{|(^|\/)\.+\{|\}\.+(\/|$)/;

/** What confines a request to the prefix of a target is not to be replaced nor made to no effect. */
export function checkConfined(route: AddRouteOptions, { prefix }: S3Location) {
  if (prefix === undefined) {
    return;
  }
  const { key, query, requestTemplates, operation } = route;
  const lists = S3_OPERATIONS[operation].query.includes('prefix');
  for (const [property, value] of Object.entries({ 'requestTemplates': requestTemplates, 'query: prefix': query?.prefix })) {
    if (lists && value !== undefined) {
      throw invalid(`addRoute: ${property}`, 'must be left out where a listing is below a prefix, which is put in front by a template', operation,
        'leave it out');
    }
  }
  if (prefix.caller !== undefined && key !== undefined && COMPOSES_DOTS.test(key)) {
    throw invalid('addRoute: key', "must not put path parameters beside each other or a dot where the prefix of the target is each caller's own: together they could be '..'", key,
      "put other text between them, as in '{year}/{id}.pdf'");
  }
  if (prefix.caller !== undefined && key?.includes(`{${TENANT}}`)) {
    throw invalid('addRoute: key', `must not have {${TENANT}} where the prefix of the target is each caller's own, which takes that name`, key,
      'give the path parameter another name');
  }
}

/** Whether a route that copies can be called without what to copy. */
export function mayLackSource({ operation, headers = {} }: AddRouteOptions): boolean {
  const sent = Object.keys(headers).filter(name => !headers[name]._mayBeAbsent).map(name => name.toLowerCase());
  return S3_OPERATIONS[operation].requiredHeaders.some(name => !sent.includes(name));
}

/** A template meets binary content: API Gateway answers 500. */
function checkTemplates({ requestTemplates, responseTemplates }: AddRouteOptions, entry: S3OperationEntry, api: apigateway.IRestApi,
  { requestContentHandling, responseContentHandling }: IntegrationSettings) {
  const types = binaryMediaTypesOf(api);
  const binary = (written: string) => {
    const type = written.split(';')[0].trim().toLowerCase();
    return types.some(listed => type === '$default' || listed === '*/*' || listed === type || listed === `${type.split('/')[0]}/*`);
  };
  const text = apigateway.ContentHandling.CONVERT_TO_TEXT;
  const wrong = Object.keys(requestTemplates ?? {}).find(binary);
  if (wrong !== undefined && requestContentHandling !== text) {
    throw invalid('addRoute: requestTemplates', 'must not meet binary content, as API Gateway answers 500 to it', wrong,
      'set requestContentHandling: ContentHandling.CONVERT_TO_TEXT; the template then sees base64');
  }
  // An object is of any type; what else S3 says is XML.
  const answers = entry.givesMetadata ? types : ['application/xml'];
  if (responseTemplates !== undefined && answers.some(binary) && responseContentHandling !== text) {
    throw invalid('addRoute: responseTemplates', 'must not meet binary content, as API Gateway answers 500 to it', Object.keys(responseTemplates).join(', '),
      'set responseContentHandling: ContentHandling.CONVERT_TO_TEXT; the template then sees base64');
  }
}
