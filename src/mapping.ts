import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { S3_SELECTORS } from './catalogue';
import { corsHeaders, headerOf } from './cors';
import { IntegrationSettings } from './integration-options';
import { PATH_PARAMETER } from './key-prefix';
import { ACL_HEADER } from './permissions';
import { RouteValue } from './route-value';
import { isReading, S3Method } from './s3-method';
import { LocationPrefix, S3Location, TENANT } from './s3-target';

/** A method and its integration, but for who may call it and the role that calls S3. */
export interface MappedMethod {
  readonly integration: apigateway.AwsIntegrationProps;
  readonly options: apigateway.MethodOptions;
  /** Whether API Gateway has to look for parameters that must be there */
  readonly validates: boolean;
}

/** What a method of the user's own sends to S3 instead of what the client does, and how bodies are rewritten. */
export interface RouteMapping {
  /** The client's verb, where it is not that of the operation */
  readonly httpMethod?: string;
  readonly query?: Record<string, RouteValue>;
  readonly headers?: Record<string, RouteValue>;
  readonly requestTemplates?: Record<string, string>;
  readonly responseTemplates?: Record<string, string>;
}

/**
 * What a request that writes must not lose unseen: what it copies, its conditions, who may then read, the customer's own key, metadata, tags,
 * locks, encryption, and digests that S3 asks for.
 */
const VITAL = {
  service: /^$/,
  bucket: /^x-amz-(acl|grant-.*|checksum-.*|expected-bucket-owner|bucket-object-lock-enabled|object-ownership)$/,
  object: new RegExp('^(if-.*|x-amz-(acl|grant-.*|checksum-(crc32c?|sha256)|meta-.*|copy-source-(if-.*|range)|(source-)?expected-bucket-owner|if-match-.*'
    + '|object-lock-.*|(metadata|tagging)-directive|tagging|server-side-encryption.*))$'),
};
const COPY_SOURCE = 'x-amz-copy-source';

/**
 * Of these, what is not spelled as urllib does: without its algorithm, which is, S3 refuses a customer's key. A template has little room, and
 * so a source's key has one spelling: S3 refuses a copy without it.
 */
const NOT_OF_URLLIB = /(checksum-.*|-customer-key.*|object-lock-.*|directive|tagging|encryption|key-id|key-enabled|context|ownership)$/;

/**
 * API Gateway reads header names case-sensitively, and clients differ: HTTP/2, so every browser, has lower case; others send the standard
 * form, Go `X-Amz-Acl`, Python's urllib `X-amz-acl`. Should it ever stop doing so, a header would reach S3 several times: then this is to
 * return the first spelling alone.
 */
function spellings(header: string, method?: S3Method): string[] {
  const lower = header.toLowerCase();
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const vital = method !== undefined && !isReading(method.verb) && (lower === COPY_SOURCE ? method.verb === 'PUT' : VITAL[method.scope].test(lower));
  return [...new Set([
    header,
    lower,
    ...(vital ? [lower.split('-').map(capital).join('-')] : []),
    ...(vital && !NOT_OF_URLLIB.test(lower) ? [capital(lower)] : []),
  ])];
}

/**
 * What the answers to errors carry: three quarters of a template are answers, and S3 tells its request ids in the body too. HEAD, which
 * has none, carries the id instead of the type.
 */
const ERROR_HEADERS = ['Content-Type'];
const HEAD_ERROR_HEADERS = ['x-amz-request-id'];
const HEADERS_OF_STATUS: Record<number, string[]> = {
  301: ['x-amz-bucket-region'],
  304: ['Cache-Control', 'ETag', 'Expires', 'Last-Modified'],
  307: ['Location'],
  404: ['x-amz-delete-marker', 'x-amz-version-id'],
  405: ['x-amz-delete-marker', 'x-amz-version-id'],
  416: ['Content-Range'],
  503: ['Retry-After'],
};

/** What a HEAD of a part leaves to a HEAD of the whole: how the object is encrypted, and what becomes of it. A template has little room. */
const NOT_OF_A_PART = new RegExp('^x-amz-(archive-status|expiration|missing-meta|object-lock-.*|replication-status|restore|server-side-encryption.*'
  + '|website-redirect-location)$');

/** HEAD has no body to measure, and API Gateway renames the header that tells its length. */
const HEAD_SIZE = { 'x-object-size': 'Content-Length', 'Content-Length': 'Content-Length' };

/** Headers of answers that are not S3's, or are on some answers only. */
export const FURTHER_RESPONSE_HEADERS = [...Object.keys(HEAD_SIZE), ...Object.values(HEADERS_OF_STATUS).flat()];

/** The method in front of a place in S3. */
export function mapMethod(method: S3Method, location: S3Location, settings: IntegrationSettings, route: RouteMapping = {}): MappedMethod {
  const request = mapRequest(method, location, settings, route);
  const responses = mapResponses(method, settings, route);
  return {
    integration: {
      service: 's3',
      region: location.region,
      integrationHttpMethod: method.verb,
      path: [location.path, ...(location.selectors ?? []).length > 0 ? [location.selectors!.join('&')] : []].join('?'),
      options: {
        requestParameters: request.parameters,
        cacheKeyParameters: cacheKeys(method, Object.keys(request.declarations), route),
        contentHandling: settings.requestContentHandling,
        ...(confinesListing(method, location) ? listingBelow(location.prefix!) : {}),
        ...(route.requestTemplates ? { requestTemplates: route.requestTemplates, passthroughBehavior: apigateway.PassthroughBehavior.NEVER } : {}),
        integrationResponses: responses.map(response => response.integration),
      },
    },
    options: {
      requestParameters: request.declarations,
      methodResponses: responses.map(response => response.method),
    },
    // A header of the client's own has too many spellings to be looked for.
    validates: method.requiredQuery.length > 0 || Object.keys(route.headers ?? {}).some(name => method.requiredHeaders.includes(name.toLowerCase())),
  };
}

/** What tells two answers of a method apart. A HEAD leaves out the selectors that no operation of HEAD reads. */
function cacheKeys(method: S3Method, sources: string[], { httpMethod }: RouteMapping): string[] | undefined {
  if (![method.verb, httpMethod ?? method.verb].some(isReading)) {
    return undefined;
  }
  const unread = method.unread.map(name => declared('querystring', name));
  return method.verb === 'HEAD' ? sources.filter(source => !unread.includes(source)) : sources;
}

const declared = (kind: 'path' | 'querystring' | 'header', name: string) => `method.request.${kind}.${name}`;

/** Nobody's: a role of tenants denies a list of it. */
const NOBODYS_PREFIX = '/';

/** Collects what a request to S3 is made of. */
class RequestParameters {
  public readonly parameters: Record<string, string> = {};
  /** What the client may send, and whether it must */
  public readonly declarations: Record<string, boolean> = {};

  /** The client's own. */
  public carry(kind: 'path' | 'querystring' | 'header', name: string, required = false) {
    this.take(kind, name, declared(kind, name), required);
  }

  /** The same for every request; the client's own does not count. */
  public fix(kind: 'querystring' | 'header', name: string, value: string) {
    this.map(kind, name, `'${value}'`);
  }

  /** What API Gateway knows. */
  public know(kind: 'path' | 'querystring' | 'header', name: string, source: 'context' | 'stageVariables', of: string) {
    this.map(kind, name, `${source}.${of}`);
  }

  /** What the client may send for API Gateway itself. */
  public declare(source: string) {
    this.declarations[source] ||= false;
  }

  public set(kind: 'querystring' | 'header', name: string, { _kind, _text }: RouteValue, required = false) {
    if (_kind === 'constant') {
      this.fix(kind, name, kind === 'querystring' ? encode(_text) : _text);
    } else if (_kind === 'context' || _kind === 'stageVariable') {
      this.know(kind, name, _kind === 'context' ? 'context' : 'stageVariables', _text);
    } else {
      this.take(kind, name, declared(_kind, _text), required);
    }
  }

  private take(kind: string, name: string, source: string, required: boolean) {
    this.map(kind, name, source);
    this.declarations[source] ||= required;
  }

  private map(kind: string, name: string, source: string) {
    this.parameters[`integration.request.${kind}.${name}`] = source;
  }
}

function mapRequest(method: S3Method, location: S3Location, settings: IntegrationSettings, route: RouteMapping): RequestParameters {
  const request = new RequestParameters();
  const caller = location.prefix?.caller;
  for (const [, name] of location.path.matchAll(PATH_PARAMETER)) {
    if (caller && name === TENANT) {
      request.know('path', name, 'context', caller.context);
    } else {
      request.carry('path', name);
    }
  }
  const required = (name: string) => method.requiredQuery.includes(name);
  // `/bucket%2Fkey` is an object to S3: what chooses among its operations must arrive there, too.
  const ofObject = location.bucketInPath ? S3_SELECTORS.object : { query: [], headers: [] };
  const query = new Set([...method.query, ...ofObject.query, ...(location.bucketInPath ? ['versionId'] : [])]);
  [...query].filter(name => !(name in (route.query ?? {}))).forEach(name => request.carry('querystring', name, required(name)));
  const own = Object.keys(route.headers ?? {}).map(name => name.toLowerCase());
  const stores = method.scope === 'object' && (method.verb === 'PUT' || method.verb === 'POST');
  const fixed = new Map(Object.entries(stores ? settings.requestHeaders : {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (settings.acl._fixed !== undefined && method.scope === 'object') {
    fixed.set(ACL_HEADER, settings.acl._fixed);
  }
  const metadata = method.takesMetadata ? settings.userMetadata.map(name => `x-amz-meta-${name}`) : [];
  for (const header of [...new Set([...method.headers, ...ofObject.headers]), ...metadata].filter(name => !own.includes(name.toLowerCase()))) {
    const value = fixed.get(header.toLowerCase());
    if (value !== undefined) {
      request.fix('header', header, value);
    } else {
      spellings(header, method).forEach(spelling => request.carry('header', spelling));
    }
  }
  mapPrefix(request, method, location);
  Object.entries(route.query ?? {}).forEach(([name, value]) => request.set('querystring', name, value, required(name)));
  Object.entries(route.headers ?? {}).forEach(([name, value]) => request.set('header', name, value, method.requiredHeaders.includes(name.toLowerCase())));
  return request;
}

/** What confines a listing to the prefix of the target, and keeps answers of a cache apart. */
function mapPrefix(request: RequestParameters, method: S3Method, location: S3Location) {
  const { prefix } = location;
  if (prefix === undefined) {
    return;
  }
  const { literal, caller, identitySources = [] } = prefix;
  if (confinesListing(method, location)) {
    // Still declared, and so a cache key: a list is told apart by the prefix that the client asks for.
    request.fix('querystring', 'prefix', caller ? NOBODYS_PREFIX : literal);
  }
  if (caller && isReading(method.verb)) {
    identitySources.flatMap(source => {
      const header = headerOf(source);
      return header === undefined ? [source] : spellings(header).map(spelling => declared('header', spelling));
    }).filter(source => source.startsWith('method.')).forEach(source => request.declare(source));
  }
}

/** As API Gateway wants static values of a query; the encoded form of a token stays as it is. */
function encode(text: string): string {
  return Token.isUnresolved(text) ? text : encodeURIComponent(text).replace(/[!*()]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function confinesListing(method: S3Method, location: S3Location): boolean {
  return location.prefix !== undefined && method.scope === 'bucket' && method.query.includes('prefix');
}

/**
 * A mapping cannot join two values: the template puts the client's prefix behind the target's. The fixed mapping beneath it holds
 * should the override not take effect, so that nothing outside the target is ever listed, and of tenants nothing at all.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
function listingBelow({ literal, caller }: LocationPrefix): apigateway.IntegrationOptions {
  const asked = "$!input.params().querystring.get('prefix')";
  const override = (prefix: string) => `#set($context.requestOverride.querystring.prefix = ${prefix})`;
  return {
    // Without it, a template meets binary content under `*` `/` `*` and API Gateway answers 500.
    contentHandling: apigateway.ContentHandling.CONVERT_TO_TEXT,
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: {
      // In one line, as what is rendered is the body. Were an override sent as it stands, an ampersand would begin another prefix, which a role of tenants does not deny.
      'application/json': caller === undefined ? override(`"${literal}${asked}"`)
        : `#set($prefix = "${literal}$!context.${caller.context}/${asked}")#if(!$prefix.contains("&"))${override('$prefix')}#end`,
    },
  };
}

function mapResponses(method: S3Method, settings: IntegrationSettings, route: RouteMapping) {
  return settings.statusMapping._rules(method).map(({ status, pattern }) => {
    const own = Object.keys(settings.responseHeaders).map(name => name.toLowerCase());
    const carried = Object.entries(answerHeaders(method, status, settings)).filter(([name]) => !own.includes(name.toLowerCase()));
    const headers = { ...Object.fromEntries(carried), ...settings.responseHeaders };
    const fixed = settings.cors ? corsHeaders(settings.cors, Object.keys(headers)) : {};
    const responseTemplates = isSuccess(status) ? route.responseTemplates : undefined;
    return {
      integration: {
        statusCode: `${status}`,
        selectionPattern: pattern,
        contentHandling: contentHandling(method, responseTemplates !== undefined, route.responseTemplates !== undefined, settings),
        responseTemplates,
        responseParameters: Object.fromEntries([
          ...Object.entries(headers)
            .filter(([name]) => responseTemplates === undefined || name !== 'Content-Type')
            .map(([name, s3Header]) => [`method.response.header.${name}`, `integration.response.header.${s3Header}`]),
          ...Object.entries(fixed).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
        ]),
      },
      method: {
        statusCode: `${status}`,
        responseParameters: Object.fromEntries([...Object.keys(headers), ...Object.keys(fixed)].map(name => [`method.response.header.${name}`, true])),
      },
    };
  });
}

/** A template needs text; errors of S3 are not what it is for. HEAD has no body to convert. */
function contentHandling(
  { verb }: S3Method, rewritten: boolean, othersAre: boolean, settings: IntegrationSettings,
): apigateway.ContentHandling | undefined {
  if (rewritten) {
    return apigateway.ContentHandling.CONVERT_TO_TEXT;
  }
  if (verb === 'HEAD') {
    return undefined;
  }
  return othersAre ? settings.errorContentHandling : settings.responseContentHandling;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function answerHeaders(method: S3Method, status: number, settings: IntegrationSettings): Record<string, string> {
  const head = method.verb === 'HEAD';
  if (!isSuccess(status)) {
    const headers = HEADERS_OF_STATUS[status] ?? [];
    // A redirect says where to, and that is all.
    const always = head ? (status < 400 ? [] : HEAD_ERROR_HEADERS) : ERROR_HEADERS;
    return same([...always, ...headers.filter(header => applies(header, method))]);
  }
  const metadata = method.givesMetadata ? settings.userMetadata.map(name => `x-amz-meta-${name}`) : [];
  const part = status === 206;
  const left = [
    ...(part ? [] : ['Content-Range']),
    ...(part && head ? method.responseHeaders.filter(header => NOT_OF_A_PART.test(header)) : []),
    // What is read is none.
    ...(isReading(method.verb) ? ['x-amz-delete-marker'] : []),
  ];
  const carried = method.responseHeaders.filter(header => !left.includes(header));
  return { ...same([...carried, ...metadata]), ...(head && method.scope === 'object' && !part ? HEAD_SIZE : {}) };
}

/** Objects alone have versions. */
function applies(header: string, method: S3Method): boolean {
  return method.scope === 'object' || !['x-amz-delete-marker', 'x-amz-version-id'].includes(header);
}

function same(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, name]));
}
