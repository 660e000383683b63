import { Lazy, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { invalid } from './errors';

/**
 * Which web pages of other origins may call.
 */
export interface S3CorsOptions {
  /**
   * The origin whose pages may call, in browsers: preflights are answered, and every answer of S3 carries the headers.
   *
   * `allowOrigins` is one origin, or `Cors.ALL_ORIGINS`: no mapping can choose among several. `allowHeaders` is all that the methods read unless
   * told otherwise, `allowMethods` the verbs that there are, `exposeHeaders` all that an answer carries.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
   * @default - none: browsers keep answers from pages of other origins
   */
  readonly cors?: apigateway.CorsOptions;
}

/** Headers that API Gateway reads for itself, and those that SDKs add. */
const GATEWAY_HEADERS = [
  'amz-sdk-invocation-id', 'amz-sdk-request', 'authorization', 'content-md5', 'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token',
  'x-amz-user-agent', 'x-api-key',
];

/** Headers that API Gateway adds to answers. */
const GATEWAY_ANSWER_HEADERS = ['x-amzn-RequestId', 'x-amzn-ErrorType'];

const PREFIX = 'access-control-';

/** @throws Error naming the property and the rule */
export function checkCors(cors?: apigateway.CorsOptions, responseHeaders: Record<string, string> = {}) {
  if (cors === undefined) {
    return;
  }
  const { allowOrigins, allowCredentials, maxAge, disableCache, statusCode } = cors;
  if (allowOrigins?.length !== 1) {
    throw invalid('cors.allowOrigins', 'must be one origin, as no mapping of API Gateway chooses among several', allowOrigins,
      "name the one, allow all with Cors.ALL_ORIGINS, add an S3ProxyApi for each, or let CloudFront's response headers policy override the one");
  }
  const [origin] = allowOrigins;
  if (!Token.isUnresolved(origin) && origin !== '*' && !isOrigin(origin)) {
    throw invalid('cors.allowOrigins', "must be an origin as browsers send it: scheme, host and a port that is not the scheme's own, in lower case and without a slash at "
      + 'the end', origin, "write it as in 'https://app.example.com'");
  }
  if (allowCredentials && origin === '*') {
    throw invalid('cors.allowCredentials', 'must not be set where all origins are allowed, as browsers refuse that', allowCredentials, 'name the origin');
  }
  if (maxAge !== undefined && disableCache) {
    throw invalid('cors.disableCache', 'must be left out where maxAge is given', disableCache, 'leave out one of them');
  }
  if (statusCode !== undefined && (statusCode < 200 || statusCode > 299)) {
    throw invalid('cors.statusCode', 'must be from 200 to 299, as browsers refuse others', statusCode, 'leave it out');
  }
  checkNames(cors);
  const own = Object.keys(responseHeaders).find(name => name.toLowerCase().startsWith(PREFIX));
  if (own !== undefined) {
    throw invalid('responseHeaders', 'must not have what cors sets', own, 'leave out one of them');
  }
}

/** Of apps, whose schemes are their own, no more is known. */
function isOrigin(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/'\\\s*?#@]+$/.test(text) && (!/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text));
}

/** @see https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function checkNames({ allowHeaders, allowMethods, exposeHeaders, allowCredentials }: apigateway.CorsOptions) {
  for (const [property, names = []] of Object.entries({ allowHeaders, allowMethods, exposeHeaders })) {
    const known = names.filter(name => !Token.isUnresolved(name));
    const pattern = property === 'allowMethods' ? /^([A-Z]+|\*)$/ : /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;
    const wrong = known.find(name => !pattern.test(name));
    if (wrong !== undefined) {
      throw invalid(`cors.${property}`, 'must be names of headers, or of methods in capitals', wrong, 'write each by itself');
    }
    if (allowCredentials && known.includes('*')) {
      throw invalid(`cors.${property}`, "must not be '*' with allowCredentials, where browsers take it for a name", '*', 'name each, or leave it out');
    }
  }
}

/** What every answer carries for a page to read it, with the names of the other headers that it carries. */
export function corsHeaders(cors: apigateway.CorsOptions, carried: readonly string[]): Record<string, string> {
  return {
    ...originHeaders(cors),
    'Access-Control-Expose-Headers': (cors.exposeHeaders ?? [...carried, ...GATEWAY_ANSWER_HEADERS]).join(','),
  };
}

function originHeaders({ allowOrigins: [origin], allowCredentials }: apigateway.CorsOptions): Record<string, string> {
  return { 'Access-Control-Allow-Origin': origin, ...(allowCredentials ? { 'Access-Control-Allow-Credentials': 'true' } : {}) };
}

/** What a preflight says, by the properties that say so. */
function saidBy(cors: apigateway.CorsOptions) {
  const { allowOrigins, allowCredentials = false, allowHeaders, allowMethods, statusCode = 204 } = cors;
  return { allowOrigins, allowCredentials, allowHeaders, allowMethods, maxAge: cors.disableCache ? -1 : cors.maxAge?.toSeconds(), statusCode };
}

/** The preflights that proxies have added, and how. */
const PREFLIGHTS = new WeakMap<apigateway.IResource, { readonly headers: Set<string>; readonly said: Record<string, unknown> }>();

/**
 * Answers preflights of a resource, once.
 *
 * @param identitySources what callers send for the authorizer
 */
export function addPreflight(resource: apigateway.IResource, cors: apigateway.CorsOptions, identitySources: readonly string[]) {
  const before = PREFLIGHTS.get(resource);
  if (before === undefined && resource.node.tryFindChild('OPTIONS') !== undefined) {
    throw invalid('cors', `must not need a method OPTIONS that '${resource.path}' has already`, cors.allowOrigins.join(', '), 'leave out one of them');
  }
  const said = saidBy(cors);
  const differs = ([name, value]: [string, unknown]) => before !== undefined && JSON.stringify(before.said[name]) !== JSON.stringify(value);
  const [property, value] = Object.entries(said).find(differs) ?? [];
  if (property !== undefined) {
    throw invalid(`cors.${property}`, `must be the same for all methods of '${resource.path}'`, value, `make it ${JSON.stringify(before!.said[property])}, or use another resource`);
  }
  const headers = before?.headers ?? new Set(GATEWAY_HEADERS);
  identitySources.flatMap(source => headerOf(source) ?? []).forEach(name => headers.add(name.toLowerCase()));
  if (before === undefined) {
    PREFLIGHTS.set(resource, { headers, said });
    addOptions(resource, preflightHeaders(resource, cors, headers), said.statusCode);
  }
}

/** The header that `method.request.header.X` is about. */
export function headerOf(source: string): string | undefined {
  return /^method\.request\.header\.(.*)$/.exec(source)?.[1];
}

function preflightHeaders(resource: apigateway.IResource, cors: apigateway.CorsOptions, headers: Set<string>): Record<string, string> {
  const methods = () => resource.node.children.filter((child): child is apigateway.Method => child instanceof apigateway.Method && child.httpMethod !== 'OPTIONS');
  const allowHeaders = () => [...new Set([...headers, ...methods().flatMap(declaredHeaders)])].sort().join(',');
  const verbs = () => [...new Set(withoutAny(methods().map(({ httpMethod }) => httpMethod)))].sort().join(',');
  const { maxAge } = saidBy(cors);
  return {
    ...originHeaders(cors),
    'Access-Control-Allow-Headers': cors.allowHeaders?.join(',') ?? Lazy.string({ produce: allowHeaders }),
    'Access-Control-Allow-Methods': (cors.allowMethods && withoutAny(cors.allowMethods).join(',')) ?? Lazy.string({ produce: verbs }),
    ...(maxAge === undefined ? {} : { 'Access-Control-Max-Age': `${maxAge}` }),
  };
}

/** `ANY` stands for all of them. */
function withoutAny(verbs: string[]): string[] {
  return verbs.flatMap(verb => verb === 'ANY' ? apigateway.Cors.ALL_METHODS : [verb]);
}

function declaredHeaders(method: apigateway.Method): string[] {
  const declared = Object.keys((method.node.defaultChild as apigateway.CfnMethod).requestParameters ?? {});
  return declared.flatMap(source => headerOf(source)?.toLowerCase() ?? []);
}

/**
 * Under `*` `/` `*` all content is binary, and a template then meets it: both sides must be made text. A preflight with a type that has no
 * template is a 415, and not the 500 that its empty body would be.
 */
function addOptions(resource: apigateway.IResource, headers: Record<string, string>, statusCode: number) {
  const contentHandling = apigateway.ContentHandling.CONVERT_TO_TEXT;
  const named = (value: (name: string) => unknown) =>
    Object.fromEntries(Object.keys(headers).map(name => [`method.response.header.${name}`, value(name)]));
  resource.addMethod('OPTIONS', new apigateway.MockIntegration({
    contentHandling,
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
    integrationResponses: [{ statusCode: `${statusCode}`, contentHandling, responseParameters: named(name => `'${headers[name]}'`) as Record<string, string> }],
  }), {
    authorizationType: apigateway.AuthorizationType.NONE,
    apiKeyRequired: false,
    methodResponses: [{ statusCode: `${statusCode}`, responseParameters: named(() => true) as Record<string, boolean> }],
  });
}
