import { Context, ContextValues, contextValue } from './context';
import { GatewayError } from './gateway-error';
import { ApiRequest, headerValue } from './request';
import { InvalidBodyError } from './request-validator';
import { DEFAULT_TEMPLATES, GATEWAY_RESPONSE_STATUSES, GatewayResponse, GatewayResponseType } from '../api/gateway-response-config';
import { Source } from '../api/parameter-mapping';
import { RestApi } from '../api/rest-api';
import { bare } from '../mapping/content-handling';
import { methodValues } from '../mapping/request-values';

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}

/** What a gateway response may refer to; a request that could not be read leaves most of it out. */
export interface Failure {
  readonly context: Context;
  readonly request?: ApiRequest;
  readonly pathParameters?: ReadonlyMap<string, string>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/** What it refers to, with the error. */
interface Scope extends Omit<Failure, 'context'> {
  readonly context: ContextValues;
}

/** The header `x-amzn-ErrorType`. */
const ERROR_TYPES: Readonly<Record<GatewayResponseType, string>> = {
  ACCESS_DENIED: 'AccessDeniedException',
  API_CONFIGURATION_ERROR: 'InternalServerErrorException',
  AUTHORIZER_CONFIGURATION_ERROR: 'AuthorizerConfigurationException',
  AUTHORIZER_FAILURE: 'InternalServerErrorException',
  BAD_REQUEST_BODY: 'BadRequestException',
  BAD_REQUEST_PARAMETERS: 'BadRequestException',
  DEFAULT_4XX: 'BadRequestException',
  DEFAULT_5XX: 'InternalServerErrorException',
  EXPIRED_TOKEN: 'ExpiredTokenException',
  INTEGRATION_FAILURE: 'InternalServerErrorException',
  INTEGRATION_TIMEOUT: 'InternalServerErrorException',
  INVALID_API_KEY: 'ForbiddenException',
  INVALID_SIGNATURE: 'InvalidSignatureException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  QUOTA_EXCEEDED: 'LimitExceededException',
  REQUEST_TOO_LARGE: 'RequestTooLargeException',
  RESOURCE_NOT_FOUND: 'NotFoundException',
  THROTTLED: 'TooManyRequestsException',
  UNAUTHORIZED: 'UnauthorizedException',
  UNSUPPORTED_MEDIA_TYPE: 'BadRequestException',
  WAF_FILTERED: 'ForbiddenException',
};

/** Renders what the API's gateway responses say of a failure. */
export function renderGatewayResponse(api: Pick<RestApi, 'gatewayResponses'>, error: GatewayError, failure: Failure): Answer {
  const ownStatus = error.status ?? GATEWAY_RESPONSE_STATUSES[error.type] ?? 500;
  const configured = select(api.gatewayResponses, error, ownStatus);
  const scope: Scope = {
    ...failure,
    context: {
      ...failure.context.values,
      error: {
        message: error.message,
        messageString: messageString(error),
        responseType: error.type,
        validationErrorString: error instanceof InvalidBodyError ? error.validationErrorString : undefined,
      },
    },
  };
  const mediaType = selectMediaType(configured.templates, failure.request);
  const mapped = configured.headers
    .map(({ name, source }) => [name, valueOf(source, scope)] as const)
    .filter((header): header is readonly [string, string] => header[1] !== undefined);
  const headers: Array<readonly [string, string]> = [
    ['x-amzn-RequestId', failure.context.requestId],
    ['x-amz-apigw-id', failure.context.extendedRequestId],
    ['x-amzn-ErrorType', error.errorType ?? ERROR_TYPES[error.type]],
  ];
  if (!mapped.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.push(['Content-Type', mediaType]);
  }
  return {
    status: configured.statusCode ?? ownStatus,
    headers: [...headers, ...mapped],
    body: Buffer.from(substitute(configured.templates[mediaType] ?? '', scope), 'utf8'),
  };
}

/** Where API Gateway has nothing to say, it says null. */
function messageString({ message }: GatewayError): string {
  return message === '' ? 'null' : JSON.stringify(message);
}

/** API Gateway's own denials spell the name with a capital letter. */
const DENIED_TEMPLATES: Readonly<Record<string, string>> = { 'application/json': '{"Message":$context.error.messageString}' };

/** A type that is not customised takes the customised default of its class. */
function select(
  configured: ReadonlyMap<string, GatewayResponse>, { errorType, type }: GatewayError, status: number,
): Pick<GatewayResponse, 'statusCode' | 'headers' | 'templates'> {
  return configured.get(type)
    ?? configured.get(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX')
    ?? { statusCode: undefined, headers: [], templates: type === 'ACCESS_DENIED' && errorType === undefined ? DENIED_TEMPLATES : DEFAULT_TEMPLATES };
}

/** The first acceptable template, else JSON, else the first. */
export function selectMediaType(templates: Readonly<Record<string, string>>, request: ApiRequest | undefined): string {
  const accepted = request && headerValue(request.headers, 'accept');
  for (const item of accepted?.split(',') ?? []) {
    const mediaType = Object.keys(templates).find((key) => bare(key) === bare(item));
    if (mediaType !== undefined) {
      return mediaType;
    }
  }
  return Object.hasOwn(templates, 'application/json') ? 'application/json' : Object.keys(templates)[0];
}

/** There is no template language here, only variables. One without a value leaves nothing. */
function substitute(template: string, scope: Scope): string {
  return template.replace(
    /\$(?:\{((?:context|stageVariables|method\.request)(?:\.[\w-]+)+)\}|((?:context|stageVariables|method\.request)(?:\.[\w-]+)+))/g,
    (_, braced?: string, plain?: string) => {
      const expression = (braced ?? plain)!;
      const [first, ...rest] = expression.split('.');
      if (first === 'context') {
        return contextValue(scope.context, rest) ?? '';
      }
      if (first === 'stageVariables') {
        return scope.stageVariables?.[rest.join('.')] ?? '';
      }
      const [, location, ...name] = rest;
      return values(location, name.join('.'), scope)?.join(',') ?? '';
    },
  );
}

function valueOf(source: Source, scope: Scope): string | undefined {
  switch (source.kind) {
    case 'static': return source.value;
    case 'context': return contextValue(scope.context, source.path);
    case 'stageVariable': return scope.stageVariables?.[source.name];
    case 'method': return values(source.location, source.name, scope)?.join(',');
    case 'backend': return undefined;
    case 'body': return undefined;
  }
}

function values(location: string, name: string, scope: Scope): readonly string[] | undefined {
  return scope.request && methodValues(scope.request, scope.pathParameters ?? new Map(), location, name, 'case-sensitive');
}
