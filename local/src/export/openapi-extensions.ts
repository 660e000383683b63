import { ApiSource, Properties, SourceMethod } from './api-source';
import { modelSchemas } from './models';
import { ANY_METHOD, baseOf, document, list, members, OpenApi, rename, verbKey } from './openapi';
import { authorizerSchemes, securityOf } from './security-extensions';
import { Resource } from '../cloudformation/template';

/** What becomes of a property: the name that the extension has for it. Any other property cannot be exported. */
type Names = Readonly<Record<string, string>>;

const INTEGRATION: Names = {
  CacheKeyParameters: 'cacheKeyParameters',
  CacheNamespace: 'cacheNamespace',
  ConnectionId: 'connectionId',
  ConnectionType: 'connectionType',
  ContentHandling: 'contentHandling',
  Credentials: 'credentials',
  IntegrationHttpMethod: 'httpMethod',
  IntegrationResponses: 'responses',
  IntegrationTarget: 'integrationTarget',
  PassthroughBehavior: 'passthroughBehavior',
  RequestParameters: 'requestParameters',
  RequestTemplates: 'requestTemplates',
  ResponseTransferMode: 'responseTransferMode',
  TimeoutInMillis: 'timeoutInMillis',
  Type: 'type',
  Uri: 'uri',
};
const INTEGRATION_RESPONSE: Names = {
  ContentHandling: 'contentHandling', ResponseParameters: 'responseParameters', ResponseTemplates: 'responseTemplates', StatusCode: 'statusCode',
};
const GATEWAY_RESPONSE: Names = { ResponseParameters: 'responseParameters', ResponseTemplates: 'responseTemplates', StatusCode: 'statusCode' };
const VALIDATOR: Names = { ValidateRequestBody: 'validateRequestBody', ValidateRequestParameters: 'validateRequestParameters' };
const API: Names = {
  ApiKeySourceType: 'x-amazon-apigateway-api-key-source',
  BinaryMediaTypes: 'x-amazon-apigateway-binary-media-types',
  EndpointAccessMode: 'x-amazon-apigateway-endpoint-access-mode',
  MinimumCompressionSize: 'x-amazon-apigateway-minimum-compression-size',
  Policy: 'x-amazon-apigateway-policy',
  SecurityPolicy: 'x-amazon-apigateway-security-policy',
};
/** Of the API as a whole: its title, what only an import can say, and what stands in `servers`. */
const NOT_OF_ROOT = [
  'Description', 'DisableExecuteApiEndpoint', 'EndpointConfiguration', 'FailOnWarnings', 'Mode', 'Name', 'Parameters', 'Tags',
];

/**
 * The API as OpenAPI with the extensions of API Gateway, which can import it: every method, mapping, template, response and authorizer.
 * Stages, usage plans, keys, roles and the type of the endpoint are no part of such a document.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function openApiWithExtensions(source: ApiSource, url?: string): OpenApi {
  const { logicalId, properties } = source.api;
  const validators = namesOf(source.validators);
  const paths = Object.fromEntries([...source.paths].map(([path, methods]) => [path, Object.fromEntries(methods
    .map((method) => [method.httpMethod === 'ANY' ? ANY_METHOD : verbKey(method.httpMethod), operation(source, method, validators)]))]));
  const responses = source.gatewayResponses.map((response) => [String(response.properties.ResponseType),
    rename(response.properties, GATEWAY_RESPONSE, response.logicalId, ['ResponseType', 'RestApiId'])]);
  return {
    ...document(source),
    ...servers(properties, url),
    paths,
    components: members({ schemas: modelSchemas(source), securitySchemes: authorizerSchemes(source) }),
    ...rename(properties, API, logicalId, NOT_OF_ROOT),
    ...(responses.length > 0 && { 'x-amazon-apigateway-gateway-responses': Object.fromEntries(responses) }),
    ...(validators.size > 0 && {
      'x-amazon-apigateway-request-validators': Object.fromEntries(source.validators.map((validator) => [
        validators.get(validator.physicalId)!, {
          validateRequestBody: false, validateRequestParameters: false, ...rename(validator.properties, VALIDATOR, validator.logicalId, ['Name', 'RestApiId']),
        },
      ])),
    }),
  };
}

/** Validators by id; two of one name are told apart by their logical ids. */
function namesOf(resources: readonly Resource[]): Map<string, string> {
  const named = (name: unknown) => resources.filter(({ properties }) => properties.Name === name).length;
  return new Map(resources.map(({ physicalId, logicalId, properties: { Name } }) => (
    [physicalId, Name !== undefined && named(Name) === 1 ? String(Name) : logicalId])));
}

function servers({ DisableExecuteApiEndpoint, EndpointConfiguration }: Properties, url: string | undefined): object {
  const { VpcEndpointIds } = (EndpointConfiguration ?? {}) as Properties;
  const configuration = members({
    disableExecuteApiEndpoint: DisableExecuteApiEndpoint === true || DisableExecuteApiEndpoint === 'true' ? true : undefined, vpcEndpointIds: VpcEndpointIds,
  });
  const extension = Object.keys(configuration).length > 0 && { 'x-amazon-apigateway-endpoint-configuration': configuration };
  return url === undefined && !extension ? {} : { servers: [{ url: url === undefined ? '/' : baseOf(url), ...extension }] };
}

const OF_METHOD = [
  'ApiKeyRequired', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'HttpMethod', 'Integration', 'MethodResponses', 'OperationName',
  'RequestModels', 'RequestParameters', 'RequestValidatorId', 'ResourceId', 'RestApiId',
];

function operation(source: ApiSource, { logicalId, properties }: SourceMethod, validators: ReadonlyMap<string, string>): object {
  rename(properties, {}, logicalId, OF_METHOD);
  const { OperationName, RequestModels, RequestParameters, RequestValidatorId, Integration } = properties;
  const validator = validators.get(String(RequestValidatorId));
  if (RequestValidatorId !== undefined && validator === undefined) {
    throw new Error(`${logicalId}: RequestValidatorId: must be a validator of the API, got '${RequestValidatorId}'`);
  }
  const parameters = Object.entries((RequestParameters ?? {}) as Properties).map(([name, required]) => parameter(logicalId, name, required));
  return members({
    'operationId': OperationName,
    'parameters': list(parameters),
    'requestBody': RequestModels && { content: content(RequestModels as Properties) },
    'responses': methodResponses(logicalId, (properties.MethodResponses ?? []) as Properties[]),
    'security': list(securityOf(source, properties, logicalId)),
    'x-amazon-apigateway-request-validator': validator,
    'x-amazon-apigateway-integration': Integration && integration(logicalId, Integration as Properties),
  });
}

const PLACES: Names = { header: 'header', path: 'path', querystring: 'query' };

function parameter(logicalId: string, expression: string, required: unknown): object {
  const [, place, name] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(expression) ?? [];
  if (!name) {
    throw new Error(`${logicalId}: RequestParameters: must be of the form 'method.request.{header, path or querystring}.name', got '${expression}'`);
  }
  // What is in a path is always there, and OpenAPI wants it said.
  return { name, in: PLACES[place], required: place === 'path' || required === true || required === 'true', schema: { type: 'string' } };
}

function content(models: Properties): object {
  return Object.fromEntries(Object.entries(models).map(([type, model]) => [type, { schema: { $ref: `#/components/schemas/${model}` } }]));
}

function methodResponses(logicalId: string, responses: readonly Properties[]): object {
  // OpenAPI wants one at least.
  if (responses.length === 0) {
    return { default: { description: 'What the integration answers' } };
  }
  return Object.fromEntries(responses.map((response) => {
    rename(response, {}, logicalId, ['ResponseModels', 'ResponseParameters', 'StatusCode']);
    const { ResponseModels, ResponseParameters, StatusCode } = response;
    const headers = Object.keys((ResponseParameters ?? {}) as Properties)
      .map((expression) => [expression.replace(/^method\.response\.header\./, ''), { schema: { type: 'string' } }]);
    return [String(StatusCode), members({
      description: `${StatusCode} response`,
      headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
      content: ResponseModels && content(ResponseModels as Properties),
    })];
  }));
}

function integration(logicalId: string, properties: Properties): object {
  const { responses, type, passthroughBehavior, ...rest } = rename(properties, INTEGRATION, `${logicalId}: Integration`, []);
  return members({
    type: String(type).toLowerCase(),
    ...rest,
    passthroughBehavior: passthroughBehavior === undefined ? undefined : String(passthroughBehavior).toLowerCase(),
    responses: responses && integrationResponses(logicalId, responses as Properties[]),
  });
}

/** By selection pattern, `default` for the one without. */
function integrationResponses(logicalId: string, responses: readonly Properties[]): object {
  const byPattern: Record<string, object> = {};
  for (const response of responses) {
    const pattern = String(response.SelectionPattern ?? '') || 'default';
    if (Object.hasOwn(byPattern, pattern)) {
      throw new Error(`${logicalId}: Integration.IntegrationResponses: must differ in SelectionPattern, as OpenAPI holds them by it; got '${pattern}' twice`);
    }
    const { statusCode, ...rest } = rename(response, INTEGRATION_RESPONSE, `${logicalId}: IntegrationResponses`, ['SelectionPattern']);
    byPattern[pattern] = { statusCode: String(statusCode), ...rest };
  }
  return byPattern;
}
