import { Template } from '../../src/index';

/* What an import by API Gateway makes of a document, as the developer guide's pages on the extensions say it: a template, deployed. */

type Json = Record<string, any>;

const VERB_KEYS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method'];
const PLACES: Readonly<Record<string, string>> = { header: 'header', path: 'path', query: 'querystring' };

/** The document as a template of one API, `Api`. The physical ids of models and validators are their names. */
export function importOpenApi(document: Json): Template {
  const resources: Record<string, { Type: string; Properties: Json }> = {};
  const add = (id: string, type: string, properties: Json) => {
    resources[id] = { Type: `AWS::ApiGateway::${type}`, Properties: present({ RestApiId: { Ref: 'Api' }, ...properties }) };
  };
  resources.Api = { Type: 'AWS::ApiGateway::RestApi', Properties: apiOf(document) };
  const ids = new Map<string, unknown>([['', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }]]);
  const resourceOf = (path: string): unknown => {
    if (!ids.has(path)) {
      const cut = path.lastIndexOf('/');
      const ParentId = resourceOf(path.slice(0, cut));
      add(`Resource${ids.size}`, 'Resource', { ParentId, PathPart: path.slice(cut + 1) });
      ids.set(path, { Ref: `Resource${ids.size}` });
    }
    return ids.get(path);
  };
  for (const [path, item] of Object.entries<Json>(document.paths)) {
    const ResourceId = resourceOf(path === '/' ? '' : path);
    for (const key of VERB_KEYS.filter((verb) => item[verb])) {
      const HttpMethod = key === 'x-amazon-apigateway-any-method' ? 'ANY' : key.toUpperCase();
      add(`Method${Object.keys(resources).length}`, 'Method', { ResourceId, HttpMethod, ...methodOf(document, item[key]) });
    }
  }
  for (const [name, scheme] of Object.entries<Json>(document.components.securitySchemes ?? {})) {
    if (scheme['x-amazon-apigateway-authorizer']) {
      add(idOf(name), 'Authorizer', authorizerOf(name, scheme));
    }
  }
  for (const [ResponseType, response] of Object.entries<Json>(document['x-amazon-apigateway-gateway-responses'] ?? {})) {
    add(`Response${idOf(ResponseType)}`, 'GatewayResponse', { ResponseType, ...capitalized(response) });
  }
  for (const [Name, validator] of Object.entries<Json>(document['x-amazon-apigateway-request-validators'] ?? {})) {
    add(idOf(Name), 'RequestValidator', { Name, ...capitalized(validator) });
  }
  for (const [Name, Schema] of Object.entries<Json>(document.components.schemas ?? {})) {
    if (!['Empty', 'Error'].includes(Name)) {
      add(`Model${idOf(Name)}`, 'Model', { Name, ContentType: 'application/json', Schema: withIds(Schema) });
    }
  }
  add('Deployment', 'Deployment', {});
  add('Stage', 'Stage', { DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' });
  return { Resources: resources };
}

function apiOf(document: Json): Json {
  const of = (name: string) => document[`x-amazon-apigateway-${name}`];
  return present({
    Name: document.info.title,
    Description: document.info.description,
    ApiKeySourceType: of('api-key-source'),
    BinaryMediaTypes: of('binary-media-types'),
    MinimumCompressionSize: of('minimum-compression-size'),
    Policy: of('policy'),
  });
}

function methodOf(document: Json, operation: Json): Json {
  const integration = operation['x-amazon-apigateway-integration'];
  const responses = Object.entries<Json>(operation.responses).filter(([status]) => status !== 'default');
  return {
    OperationName: operation.operationId,
    ...authorizationOf(document, Object.keys(operation.security?.[0] ?? {}), operation.security?.[0] ?? {}),
    RequestParameters: operation.parameters && Object.fromEntries(operation.parameters.map((parameter: Json) => (
      [`method.request.${PLACES[parameter.in]}.${parameter.name}`, parameter.required]))),
    RequestModels: modelsOf(operation.requestBody?.content),
    RequestValidatorId: operation['x-amazon-apigateway-request-validator'] && { Ref: idOf(operation['x-amazon-apigateway-request-validator']) },
    MethodResponses: responses.length === 0 ? undefined : responses.map(([StatusCode, { headers, content }]) => present({
      StatusCode,
      ResponseParameters: headers && Object.fromEntries(Object.keys(headers).map((name) => [`method.response.header.${name}`, false])),
      ResponseModels: modelsOf(content),
    })),
    Integration: integration && integrationOf(integration),
  };
}

function authorizationOf(document: Json, names: readonly string[], requirement: Json): Json {
  const { securitySchemes: schemes = {} } = document.components;
  const schemeName = names.find((name) => schemes[name]['x-amazon-apigateway-authtype']);
  const scheme = schemes[schemeName ?? ''];
  const type = scheme?.['x-amazon-apigateway-authorizer']?.type;
  return {
    ApiKeyRequired: names.some((name) => schemes[name].name === 'x-api-key'),
    AuthorizationType: scheme === undefined ? 'NONE' : scheme['x-amazon-apigateway-authtype'] === 'awsSigv4' ? 'AWS_IAM'
      : type === 'cognito_user_pools' ? 'COGNITO_USER_POOLS' : 'CUSTOM',
    AuthorizerId: type && { Ref: idOf(schemeName!) },
    AuthorizationScopes: schemeName && requirement[schemeName].length > 0 ? requirement[schemeName] : undefined,
  };
}

function authorizerOf(Name: string, scheme: Json): Json {
  const { 'x-amazon-apigateway-authorizer': { identitySource, providerARNs, type, ...rest } } = scheme;
  return { Name, Type: type.toUpperCase(), IdentitySource: identitySource ?? `method.request.header.${scheme.name}`, ProviderARNs: providerARNs, ...capitalized(rest) };
}

function integrationOf({ httpMethod, responses, type, passthroughBehavior, ...rest }: Json): Json {
  return present({
    Type: type.toUpperCase(),
    IntegrationHttpMethod: httpMethod,
    PassthroughBehavior: passthroughBehavior?.toUpperCase(),
    ...capitalized(rest),
    IntegrationResponses: responses && Object.entries<Json>(responses).map(([pattern, response]) => (
      present({ SelectionPattern: pattern === 'default' ? undefined : pattern, ...capitalized(response) }))),
  });
}

function modelsOf(content: Json | undefined): Json | undefined {
  return content && Object.fromEntries(Object.entries<Json>(content).map(([type, { schema }]) => [type, schema.$ref.split('/').pop()]));
}

/** Models refer to each other by what they are called within their API. */
function withIds(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === '$ref'
    ? { 'Fn::Sub': `https://apigateway.amazonaws.com/restapis/\${Api}/models/${String(item).split('/').pop()}` } : withIds(item)]));
}

const idOf = (name: string) => name.replace(/[^A-Za-z0-9]/g, '');
const present = (all: Json): Json => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
const capitalized = (all: Json): Json => (
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name[0].toUpperCase() + name.slice(1), value])));
