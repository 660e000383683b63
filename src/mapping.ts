import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { S3_METHODS, S3_SELECTORS, S3Method, S3Scope, S3Verb } from './catalogue';
import { IntegrationSettings } from './integration-options';
import { ACL_HEADER } from './permissions';
import { PATH_PARAMETER, S3Location } from './s3-target';

/** A method and its integration, but for who may call it and the role that calls S3. */
export interface MappedMethod {
  readonly integration: apigateway.AwsIntegrationProps;
  readonly options: apigateway.MethodOptions;
}

/**
 * API Gateway reads header names case-sensitively, and clients differ: HTTP/2, so every browser, has lower case; others send the standard
 * form, Go `X-Amz-Acl`, Python's urllib `X-amz-acl`. Should it ever stop doing so, a header would reach S3 several times: then this is to
 * return the first spelling alone.
 */
function spellings(header: string, vital: boolean): string[] {
  const lower = header.toLowerCase();
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return [...new Set([header, lower, ...(vital ? [lower.split('-').map(capital).join('-'), capital(lower)] : [])])];
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

/** What a HEAD of a part is asked for; a HEAD of the whole tells the rest. */
const OF_A_PART = ['Content-Range', 'Content-Type', 'ETag', 'Last-Modified', 'x-amz-mp-parts-count', 'x-amz-request-id', 'x-amz-version-id'];

/** HEAD has no body to measure, and API Gateway renames the header that tells its length. */
const HEAD_SIZE = { 'x-object-size': 'Content-Length', 'Content-Length': 'Content-Length' };

/** Headers of answers that are not S3's, or are on some answers only. */
export const FURTHER_RESPONSE_HEADERS = [...Object.keys(HEAD_SIZE), ...Object.values(HEADERS_OF_STATUS).flat()];

export function methodOf(scope: S3Scope, verb: S3Verb): S3Method {
  return S3_METHODS.find(method => method.scope === scope && method.verb === verb)!;
}

/** The method of a scope and verb: its shape depends on nothing else, so that no selector is ever lost on the way. */
export function mapMethod(method: S3Method, location: S3Location, settings: IntegrationSettings): MappedMethod {
  const request = mapRequest(method, location, settings);
  const responses = mapResponses(method, settings);
  return {
    integration: {
      service: 's3',
      region: location.region,
      integrationHttpMethod: method.verb,
      path: location.path,
      options: {
        requestParameters: request.parameters,
        cacheKeyParameters: cacheKeys(method, request.sources),
        contentHandling: settings.requestContentHandling,
        ...(confinesListing(method, location) ? listingBelow(location.listPrefix!) : {}),
        integrationResponses: responses.map(response => response.integration),
      },
    },
    options: {
      requestParameters: Object.fromEntries(request.sources.map(source => [source, false])),
      methodResponses: responses.map(response => response.method),
    },
  };
}

/** What tells two answers of a method apart. A HEAD leaves out the selectors that no operation of HEAD reads. */
function cacheKeys(method: S3Method, sources: string[]): string[] | undefined {
  if (method.verb !== 'GET' && method.verb !== 'HEAD') {
    return undefined;
  }
  const unread = S3_SELECTORS[method.scope].query.filter(name => !method.query.includes(name)).map(name => `method.request.querystring.${name}`);
  return method.verb === 'GET' ? sources : sources.filter(source => !unread.includes(source));
}

function mapRequest(method: S3Method, location: S3Location, settings: IntegrationSettings) {
  const parameters: Record<string, string> = {};
  const sources: string[] = [];
  const carry = (kind: 'path' | 'querystring' | 'header', name: string) => {
    const source = `method.request.${kind}.${name}`;
    parameters[`integration.request.${kind}.${name}`] = source;
    sources.push(source);
  };
  const fix = (kind: 'querystring' | 'header', name: string, value: string) => {
    parameters[`integration.request.${kind}.${name}`] = `'${value}'`;
  };

  for (const [, name] of location.path.matchAll(PATH_PARAMETER)) {
    carry('path', name);
  }
  new Set([...S3_SELECTORS[method.scope].query, ...method.query]).forEach(name => carry('querystring', name));
  for (const header of [...S3_SELECTORS[method.scope].headers, ...method.headers]) {
    const acl = header === ACL_HEADER && method.scope === 'object' ? settings.acl._fixed : undefined;
    if (acl !== undefined) {
      fix('header', ACL_HEADER, acl);
    } else {
      spellings(header, method.vitalHeaders.includes(header)).forEach(spelling => carry('header', spelling));
    }
  }
  if (confinesListing(method, location)) {
    // Still declared, and so a cache key: a list is told apart by the prefix that the client asks for.
    fix('querystring', 'prefix', location.listPrefix!);
  }
  Object.entries(location.fixedQuery ?? {}).forEach(([name, value]) => fix('querystring', name, value));
  return { parameters, sources };
}

function confinesListing(method: S3Method, location: S3Location): boolean {
  return location.listPrefix !== undefined && method.scope === 'bucket' && method.query.includes('prefix');
}

/**
 * A mapping cannot join two values: the template puts the client's prefix behind the target's. The fixed mapping beneath it holds
 * should the override not take effect, so that nothing outside the target is ever listed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
function listingBelow(prefix: string): apigateway.IntegrationOptions {
  return {
    // Without it, a template meets binary content under `*` `/` `*` and API Gateway answers 500.
    contentHandling: apigateway.ContentHandling.CONVERT_TO_TEXT,
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: {
      'application/json': `#set($context.requestOverride.querystring.prefix = "${prefix}$!input.params().querystring.get('prefix')")`,
    },
  };
}

function mapResponses(method: S3Method, settings: IntegrationSettings) {
  return settings.statusMapping._rules(method).map(({ status, pattern }) => {
    const headers = { ...answerHeaders(method, status), ...settings.responseHeaders };
    return {
      integration: {
        statusCode: `${status}`,
        selectionPattern: pattern,
        // HEAD has no body to convert.
        contentHandling: method.verb === 'HEAD' ? undefined : settings.responseContentHandling,
        responseParameters: Object.fromEntries(Object.entries(headers)
          .map(([name, s3Header]) => [`method.response.header.${name}`, `integration.response.header.${s3Header}`])),
      },
      method: {
        statusCode: `${status}`,
        responseParameters: Object.fromEntries(Object.keys(headers).map(name => [`method.response.header.${name}`, true])),
      },
    };
  });
}

function answerHeaders(method: S3Method, status: number): Record<string, string> {
  const head = method.verb === 'HEAD';
  if (status < 200 || status > 299) {
    const headers = HEADERS_OF_STATUS[status] ?? [];
    return same([...(head ? HEAD_ERROR_HEADERS : ERROR_HEADERS), ...headers.filter(header => applies(header, method))]);
  }
  if (status === 206) {
    return same(method.responseHeaders.filter(header => !head || OF_A_PART.includes(header)));
  }
  return {
    ...same(method.responseHeaders.filter(header => header !== 'Content-Range')),
    ...(head && method.scope === 'object' ? HEAD_SIZE : {}),
  };
}

/** Objects alone have versions. */
function applies(header: string, method: S3Method): boolean {
  return method.scope === 'object' || !['x-amz-delete-marker', 'x-amz-version-id'].includes(header);
}

function same(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, name]));
}
