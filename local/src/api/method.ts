import { checkIntegration, readTemplates } from './integration-check';
import { HeaderMapping, MappingError, parseRequestMapping, parseResponseMapping, parseSource, RequestMapping, Source } from './parameter-mapping';
import { checkProperties } from './property-rules';
import { parseS3Uri, S3Uri, serviceOf } from './s3-uri';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';
import { readValidation, RequestValidation, ValidationParts } from '../front-door/request-validator';

/** A method of a path, with its integration. */
export interface Method {
  readonly logicalId: string;
  /** `GET`... or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: AuthorizationType;
  /** Of the authorizer, for COGNITO_USER_POOLS and CUSTOM. */
  readonly authorizerId: string | undefined;
  /** For COGNITO_USER_POOLS: an access token needs one of them. */
  readonly authorizationScopes: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly integration: Integration;
  /** Undefined when nothing is checked before the integration. */
  readonly validation: RequestValidation | undefined;
  /** Status codes that the method may answer with. */
  readonly statuses: ReadonlySet<number>;
}

export type AuthorizationType = 'NONE' | 'AWS_IAM' | 'COGNITO_USER_POOLS' | 'CUSTOM';

export type Integration = S3Integration | MockIntegration | UnservedIntegration;

interface MappedIntegration {
  readonly requestMappings: readonly RequestMapping[];
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly contentHandling: ContentHandling | undefined;
  readonly responses: readonly IntegrationResponse[];
  /** What tells the answers of this method apart in a stage cache. */
  readonly cacheKeys: readonly Source[];
  /** Methods of one namespace share their answers. Undefined for the method's resource. */
  readonly cacheNamespace: string | undefined;
}

export interface S3Integration extends MappedIntegration {
  readonly type: 'S3';
  readonly uri: S3Uri;
  /** For people: the path of the URI. */
  readonly description: string;
  /** `ANY` passes the client's on. */
  readonly httpMethod: string;
  /** ARN of the role, or `arn:aws:iam::*:user/*` for the caller's own credentials. */
  readonly credentials: string;
  readonly timeoutInMillis: number;
}

export interface MockIntegration extends MappedIntegration {
  readonly type: 'MOCK';
}

/** An integration that is not run here: its method answers 501. */
export interface UnservedIntegration {
  readonly type: 'UNSERVED';
  /** For people: the type and the URI. */
  readonly description: string;
}

export interface IntegrationResponse {
  readonly statusCode: number;
  /** Undefined for the default response. */
  readonly pattern: RegExp | undefined;
  readonly headers: readonly HeaderMapping[];
  readonly templates: Readonly<Record<string, string>>;
  readonly contentHandling: ContentHandling | undefined;
}

export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';

export const CALLER_CREDENTIALS = 'arn:aws:iam::*:user/*';

const HTTP_METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const AUTHORIZATION_TYPES: readonly AuthorizationType[] = ['NONE', 'AWS_IAM', 'COGNITO_USER_POOLS', 'CUSTOM'];
const DEFAULT_TIMEOUT_MS = 29_000;

type Properties = Readonly<Record<string, unknown>>;

export function parseMethod(
  resource: Resource, options: { readonly strict: boolean }, parts: ValidationParts, problems: Problems,
): Method {
  const { logicalId, properties } = resource;
  const httpMethod = String(properties.HttpMethod);
  if (!HTTP_METHODS.includes(httpMethod)) {
    problems.refuse(logicalId, 'HttpMethod', `Invalid HttpMethod specified. Valid options are ${HTTP_METHODS.join(',')}, got '${httpMethod}'`);
  }
  const open = { authorizationType: 'NONE' as const, authorizerId: undefined, authorizationScopes: [], apiKeyRequired: false };
  const method = { logicalId, httpMethod, ...open, statuses: new Set<number>(), validation: undefined };
  const integration = properties.Integration as Properties | undefined;
  const description = unserved(logicalId, integration, problems);
  if (description !== undefined) {
    if (options.strict) {
      problems.cannotHonour(logicalId, 'Integration', `is not run here: ${description}`);
    }
    return { ...method, integration: { type: 'UNSERVED', description } };
  }
  checkProperties(resource.type, properties, logicalId, problems);
  const declared = new Set(Object.keys((properties.RequestParameters ?? {}) as Properties));
  const responseHeaders = readMethodResponses(resource, problems);
  return {
    ...method,
    ...parseAuthorization(logicalId, properties, problems),
    statuses: new Set([...responseHeaders.keys()].map(Number)),
    integration: parseIntegration(resource, integration!, declared, responseHeaders, problems),
    validation: readValidation(resource, parts, problems),
  };
}

function parseAuthorization(
  logicalId: string, properties: Properties, problems: Problems,
): Pick<Method, 'authorizationType' | 'authorizerId' | 'authorizationScopes' | 'apiKeyRequired'> {
  const authorizationType = oneOf(logicalId, 'AuthorizationType', properties.AuthorizationType ?? 'NONE', AUTHORIZATION_TYPES, problems);
  const authorizationScopes = ((properties.AuthorizationScopes ?? []) as unknown[]).map(String);
  const named = authorizationType === 'COGNITO_USER_POOLS' || authorizationType === 'CUSTOM';
  if (named && properties.AuthorizerId === undefined) {
    problems.refuse(logicalId, 'AuthorizerId', `must be given for AuthorizationType ${authorizationType}`);
  }
  if (authorizationScopes.length > 0 && authorizationType !== 'COGNITO_USER_POOLS') {
    problems.refuse(logicalId, 'AuthorizationScopes', `need AuthorizationType COGNITO_USER_POOLS, got '${authorizationType}'`);
  }
  return {
    authorizationType,
    authorizerId: named && properties.AuthorizerId !== undefined ? String(properties.AuthorizerId) : undefined,
    authorizationScopes,
    apiKeyRequired: properties.ApiKeyRequired === true || properties.ApiKeyRequired === 'true',
  };
}

/** Says what an integration is that is not run here; undefined for one that is. */
function unserved(logicalId: string, integration: Properties | undefined, problems: Problems): string | undefined {
  if (!integration) {
    return 'the method has no integration';
  }
  checkIntegration(logicalId, integration, problems);
  const type = String(integration.Type);
  const uri = String(integration.Uri ?? '');
  const service = serviceOf(uri);
  if (type === 'MOCK' || (type === 'AWS' && service === 's3')) {
    return undefined;
  }
  return `${type} ${uri}`.trim();
}

function readMethodResponses(resource: Resource, problems: Problems): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const response of (resource.properties.MethodResponses ?? []) as Properties[]) {
    const status = String(response.StatusCode);
    checkProperties('MethodResponse', response, resource.logicalId, problems, `MethodResponses[${status}].`);
    found.set(status, new Set(Object.keys((response.ResponseParameters ?? {}) as Properties)));
  }
  return found;
}

function parseIntegration(
  resource: Resource, properties: Properties, declared: ReadonlySet<string>, responseHeaders: ReadonlyMap<string, ReadonlySet<string>>,
  problems: Problems,
): S3Integration | MockIntegration {
  const { logicalId } = resource;
  checkProperties('Integration', properties, logicalId, problems, 'Integration.');
  if (properties.ConnectionType !== undefined && properties.ConnectionType !== 'INTERNET') {
    problems.cannotHonour(logicalId, 'Integration.ConnectionType', `must be INTERNET, got '${properties.ConnectionType}'`);
  }
  if (properties.ResponseTransferMode !== undefined && properties.ResponseTransferMode !== 'BUFFERED') {
    problems.refuse(logicalId, 'Integration.ResponseTransferMode', `must be BUFFERED for type AWS, got '${properties.ResponseTransferMode}'`);
  }
  const requestMappings = mappings(logicalId, 'Integration.RequestParameters', properties.RequestParameters, problems,
    (target, source) => parseRequestMapping(target, source, declared));
  const cacheKeys = (properties.CacheKeyParameters ?? []) as string[];
  const mapped: MappedIntegration = {
    requestMappings,
    cacheKeys: mappings(logicalId, 'Integration.CacheKeyParameters', Object.fromEntries(cacheKeys.map((key) => [key, key])), problems,
      (key) => cacheKeySource(key, requestMappings, declared)),
    cacheNamespace: properties.CacheNamespace as string | undefined,
    requestTemplates: readTemplates(logicalId, 'Integration.RequestTemplates', properties.RequestTemplates, problems),
    passthroughBehavior: oneOf(logicalId, 'Integration.PassthroughBehavior', properties.PassthroughBehavior ?? 'WHEN_NO_MATCH',
      ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const, problems),
    contentHandling: contentHandling(logicalId, 'Integration.ContentHandling', properties.ContentHandling, problems),
    responses: parseResponses(logicalId, (properties.IntegrationResponses ?? []) as Properties[], responseHeaders, problems),
  };
  return properties.Type === 'MOCK' ? { ...mapped, type: 'MOCK' } : parseS3(resource, properties, mapped, problems);
}

function parseS3(resource: Resource, properties: Properties, mapped: MappedIntegration, problems: Problems): S3Integration {
  const { logicalId } = resource;
  const uri = parseS3Uri(String(properties.Uri));
  if (!uri) {
    problems.cannotHonour(logicalId, 'Integration.Uri', "must be of the form 'arn:{partition}:apigateway:{region}:s3:path/{bucket}/{key}', "
      + `got '${properties.Uri}'`);
  }
  const httpMethod = String(properties.IntegrationHttpMethod ?? '');
  if (httpMethod !== '' && !HTTP_METHODS.includes(httpMethod)) {
    problems.refuse(logicalId, 'Integration.IntegrationHttpMethod',
      `Enumeration value for HttpMethod must be one of ${HTTP_METHODS.join(', ')}, got '${httpMethod}'`);
  }
  const credentials = String(properties.Credentials ?? '');
  if (!/^arn:[^:]+:iam::/.test(credentials)) {
    problems.cannotHonour(logicalId, 'Integration.Credentials', 'must be the ARN of a role of the template, or '
      + `'${CALLER_CREDENTIALS}': S3 answers no unsigned call, got '${credentials}'`);
  }
  if (credentials === CALLER_CREDENTIALS && resource.properties.AuthorizationType !== 'AWS_IAM') {
    problems.cannotHonour(logicalId, 'Integration.Credentials', `'${CALLER_CREDENTIALS}' needs AuthorizationType AWS_IAM: there is no caller`);
  }
  const timeoutInMillis = Number(properties.TimeoutInMillis ?? DEFAULT_TIMEOUT_MS);
  if (!(timeoutInMillis >= 50)) {
    problems.refuse(logicalId, 'Integration.TimeoutInMillis', `Timeout should be at least 50 ms, got ${properties.TimeoutInMillis}`);
  }
  const description = String(properties.Uri).replace(/^[^/]*\//, '');
  return { ...mapped, type: 'S3', uri: uri ?? { region: '', path: [] }, description, httpMethod, credentials, timeoutInMillis };
}

function parseResponses(
  logicalId: string, responses: readonly Properties[], declared: ReadonlyMap<string, ReadonlySet<string>>, problems: Problems,
): IntegrationResponse[] {
  const seen = new Set<string>();
  return responses.map((response) => {
    const status = String(response.StatusCode);
    const at = `Integration.IntegrationResponses[${status}]`;
    checkProperties('IntegrationResponse', response, logicalId, problems, `${at}.`);
    if (!/^[2-5]\d\d$/.test(status) || seen.has(status)) {
      problems.cannotHonour(logicalId, `${at}.StatusCode`, 'must be a status from 200 to 599, and each at most once');
    }
    seen.add(status);
    return {
      statusCode: Number(status),
      pattern: selectionPattern(logicalId, `${at}.SelectionPattern`, response.SelectionPattern, problems),
      headers: mappings(logicalId, `${at}.ResponseParameters`, response.ResponseParameters, problems,
        (target, source) => parseResponseMapping(target, source, declared.get(status) ?? new Set())),
      templates: readTemplates(logicalId, `${at}.ResponseTemplates`, response.ResponseTemplates, problems),
      contentHandling: contentHandling(logicalId, `${at}.ContentHandling`, response.ContentHandling, problems),
    };
  });
}

/** A key names a parameter of the method, or of the integration and so what is mapped to it. */
function cacheKeySource(key: string, requestMappings: readonly RequestMapping[], declared: ReadonlySet<string>): Source {
  const mapping = requestMappings.find(({ target, name }) => key === `integration.request.${target}.${name}`);
  const declaredAs = key.replace('.multivalue', '.');
  // A variable of the path is a parameter of every method below it.
  if (!mapping && !declared.has(declaredAs) && !/^method\.request\.path\./.test(key)) {
    throw new MappingError(`Invalid cache key parameter specified: ${key}`, true);
  }
  return mapping?.source ?? parseSource(key);
}

/** API Gateway matches the whole status. */
function selectionPattern(logicalId: string, property: string, pattern: unknown, problems: Problems): RegExp | undefined {
  if (pattern === undefined || pattern === '') {
    return undefined;
  }
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    problems.cannotHonour(logicalId, property, `'${pattern}' is no regular expression here: ${(error as Error).message}`);
    return undefined;
  }
}

function mappings<T>(
  logicalId: string, property: string, parameters: unknown, problems: Problems, parse: (target: string, source: unknown) => T,
): T[] {
  return Object.entries((parameters ?? {}) as Properties).flatMap(([target, source]) => {
    try {
      return [parse(target, source)];
    } catch (error) {
      if (!(error instanceof MappingError)) {
        throw error;
      }
      if (error.refusedByAws) {
        problems.refuse(logicalId, `${property}['${target}']`, error.message);
      } else {
        problems.cannotHonour(logicalId, `${property}['${target}']`, error.message);
      }
      return [];
    }
  });
}

function contentHandling(logicalId: string, property: string, value: unknown, problems: Problems): ContentHandling | undefined {
  return value === undefined ? undefined : oneOf(logicalId, property, value, ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const, problems);
}

function oneOf<T extends string>(logicalId: string, property: string, value: unknown, choices: readonly T[], problems: Problems): T {
  if (!choices.includes(value as T)) {
    problems.refuse(logicalId, property, `must be one of ${choices.join(', ')}, got '${value}'`);
  }
  return value as T;
}
