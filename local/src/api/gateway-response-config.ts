import { MappingError, parseSource, Source } from './parameter-mapping';
import { checkProperties } from './property-rules';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

/** What the gateway itself answers for one kind of failure. */
export interface GatewayResponse {
  readonly type: GatewayResponseType;
  /** Undefined keeps the status of the failure. */
  readonly statusCode: number | undefined;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly source: Source }>;
  /** By media type. */
  readonly templates: Readonly<Record<string, string>>;
}

/** The status of each type where nothing is customised; the two defaults have none of their own. */
export const GATEWAY_RESPONSE_STATUSES = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WAF_FILTERED: 403,
} as const;

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSE_STATUSES;

/** The body of a response that nobody customised. */
export const DEFAULT_TEMPLATES: Readonly<Record<string, string>> = { 'application/json': '{"message":$context.error.messageString}' };

export function checkGatewayResponse(resource: Resource, problems: Problems): GatewayResponse {
  const { logicalId, properties } = resource;
  checkProperties(resource.type, properties, logicalId, problems);
  const type = String(properties.ResponseType) as GatewayResponseType;
  if (!Object.hasOwn(GATEWAY_RESPONSE_STATUSES, type)) {
    problems.refuse(logicalId, 'ResponseType', `must be one of ${Object.keys(GATEWAY_RESPONSE_STATUSES).join(', ')}, got '${type}'`);
  }
  const status = properties.StatusCode;
  if (status !== undefined && !/^[2-5]\d\d$/.test(String(status))) {
    problems.cannotHonour(logicalId, 'StatusCode', `must be a status from 200 to 599, got '${status}'`);
  }
  const templates = (properties.ResponseTemplates ?? {}) as Record<string, string>;
  return {
    type,
    statusCode: status === undefined ? undefined : Number(status),
    headers: Object.entries((properties.ResponseParameters ?? {}) as Record<string, unknown>)
      .flatMap(([target, source]) => parseHeader(logicalId, target, source, problems)),
    templates: Object.keys(templates).length > 0 ? templates : DEFAULT_TEMPLATES,
  };
}

function parseHeader(logicalId: string, target: string, expression: unknown, problems: Problems): GatewayResponse['headers'] {
  const property = `ResponseParameters['${target}']`;
  const [, name] = /^gatewayresponse\.header\.(.+)$/.exec(target) ?? [];
  if (!name) {
    problems.refuse(logicalId, property, "must begin with 'gatewayresponse.header.'");
    return [];
  }
  try {
    const source = parseSource(expression);
    if (source.kind !== 'backend' && source.kind !== 'body') {
      return [{ name, source }];
    }
    problems.refuse(logicalId, property, `a gateway response has no integration response to read, got '${expression}'`);
  } catch (error) {
    if (!(error instanceof MappingError)) {
      throw error;
    }
    problems.refuse(logicalId, property, error.message);
  }
  return [];
}
