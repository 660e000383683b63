import { checkGatewayResponse, GatewayResponse } from './gateway-response-config';
import { Method, parseMethod } from './method';
import { checkProperties } from './property-rules';
import { MethodSetting, readMethodSettings } from './stage-settings';
import { AuthorizerConfig, readAuthorizer } from '../auth/authorizer-config';
import { resourcePolicyKind } from '../auth/invoke-policy';
import { Environment } from '../cloudformation/physical-ids';
import { Problems } from '../cloudformation/problems';
import { Resource, Stack } from '../cloudformation/template';
import { AccessLog, readAccessLog } from '../front-door/access-log';
import { readModels } from '../front-door/model';
import { readValidators, ValidationParts } from '../front-door/request-validator';
import { Policies } from '../iam/iam-policy';

/** One API of the template, checked, with everything that a request needs to know. */
export interface RestApi {
  readonly logicalId: string;
  readonly id: string;
  readonly binaryMediaTypes: readonly string[];
  /** Payloads of that many bytes are compressed for clients that ask for it; undefined when none are. */
  readonly minimumCompressionSize: number | undefined;
  /** Longest URL, in characters. */
  readonly maxUrlLength: number;
  readonly root: ApiResource;
  readonly stages: readonly Stage[];
  /** By response type: those that the template customises. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  /** By id. */
  readonly authorizers: ReadonlyMap<string, AuthorizerConfig>;
  /** Where the API key of a request is: in `x-api-key`, or in what the authorizer says. */
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly resourcePolicy: Policies | undefined;
}

/** A node of the tree of paths. */
export interface ApiResource {
  readonly logicalId: string;
  readonly id: string;
  readonly path: string;
  readonly part: PathPart;
  readonly children: ApiResource[];
  /** By HTTP method, `ANY` among them. */
  readonly methods: Map<string, Method>;
}

export type PathPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable' | 'greedy'; readonly name: string };

export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the stage has a cache; its method settings say for which methods. */
  readonly cacheEnabled: boolean;
  readonly methodSettings: readonly MethodSetting[];
  /** Makes a line of each request. */
  readonly accessLog: AccessLog | undefined;
}

/** The types that are read; the rest of the template is left alone. */
export const API_TYPES: readonly string[] = [
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
];

const REGIONAL_URL_LENGTH = 10_240;
const EDGE_URL_LENGTH = 8_192;

export interface RestApiOptions {
  /** Whether a method that is not served here is an error. */
  readonly strict: boolean;
}

/** Reads the APIs of a template. Throws a DeploymentError that names everything that is refused or cannot be honoured. */
export function readRestApis(stack: Stack, options: RestApiOptions): RestApi[] {
  const problems = new Problems();
  const ofType = (type: string) => stack.resources.filter((resource) => resource.type === `AWS::ApiGateway::${type}`);
  const apis = ofType('RestApi').map((resource) => {
    const belongs = (other: Resource) => other.properties.RestApiId === resource.physicalId;
    return readApi(resource, {
      resources: ofType('Resource').filter(belongs),
      methods: ofType('Method').filter(belongs),
      deployments: ofType('Deployment').filter(belongs),
      stages: ofType('Stage').filter(belongs),
      gatewayResponses: ofType('GatewayResponse').filter(belongs),
      authorizers: ofType('Authorizer').filter(belongs),
      models: ofType('Model').filter(belongs),
      validators: ofType('RequestValidator').filter(belongs),
    }, options, stack.environment, problems);
  });
  for (const type of ['Resource', 'Method', 'Deployment', 'Stage', 'GatewayResponse', 'Authorizer', 'Model', 'RequestValidator']) {
    for (const { logicalId, properties } of ofType(type)) {
      if (!apis.some((api) => api.id === properties.RestApiId)) {
        problems.cannotHonour(logicalId, 'RestApiId', `must be an API of this template, got '${properties.RestApiId}'`);
      }
    }
  }
  problems.throwIfAny();
  return apis;
}

interface ApiParts {
  readonly resources: readonly Resource[];
  readonly methods: readonly Resource[];
  readonly deployments: readonly Resource[];
  readonly stages: readonly Resource[];
  readonly gatewayResponses: readonly Resource[];
  readonly authorizers: readonly Resource[];
  readonly models: readonly Resource[];
  readonly validators: readonly Resource[];
}

function readApi(api: Resource, parts: ApiParts, options: RestApiOptions, environment: Environment, problems: Problems): RestApi {
  checkProperties(api.type, api.properties, api.logicalId, problems);
  for (const deployment of parts.deployments) {
    checkProperties(deployment.type, deployment.properties, deployment.logicalId, problems);
  }
  const { root, byId } = readTree(api, parts.resources, problems);
  const authorizers = parts.authorizers.flatMap((resource) => readAuthorizer(resource, problems) ?? []);
  const validation = {
    models: readModels(api.physicalId, parts.models, problems), validators: readValidators(parts.validators, problems),
  };
  readMethods(parts.methods, byId, { ...options, validation }, problems);
  checkAuthorizers([...byId.values()], parts.authorizers, problems);
  if (parts.deployments.length > 0 && parts.methods.length === 0) {
    problems.refuse(parts.deployments[0].logicalId, 'RestApiId', "The REST API doesn't contain any methods");
  }
  if (parts.stages.length === 0) {
    problems.cannotHonour(api.logicalId, 'Type', 'the API has no AWS::ApiGateway::Stage, so it has no URL');
  }
  return {
    logicalId: api.logicalId,
    id: api.physicalId,
    binaryMediaTypes: (api.properties.BinaryMediaTypes ?? []) as string[],
    minimumCompressionSize: readCompression(api, problems),
    maxUrlLength: readEndpointType(api, problems) === 'EDGE' ? EDGE_URL_LENGTH : REGIONAL_URL_LENGTH,
    root,
    stages: parts.stages.map((stage) => readStage(stage, problems)),
    gatewayResponses: new Map(parts.gatewayResponses
      .map((response) => checkGatewayResponse(response, problems))
      .map((response) => [response.type, response])),
    authorizers: new Map(authorizers.map((authorizer) => [authorizer.id, authorizer])),
    apiKeySource: readApiKeySource(api, problems),
    resourcePolicy: readResourcePolicy(api, environment, problems),
  };
}

function readApiKeySource({ logicalId, properties }: Resource, problems: Problems): RestApi['apiKeySource'] {
  const source = properties.ApiKeySourceType ?? 'HEADER';
  if (source !== 'HEADER' && source !== 'AUTHORIZER') {
    problems.refuse(logicalId, 'ApiKeySourceType', `must be HEADER or AUTHORIZER, got '${source}'`);
  }
  return source as RestApi['apiKeySource'];
}

function readResourcePolicy({ logicalId, physicalId, properties }: Resource, environment: Environment, problems: Problems): Policies | undefined {
  const { Policy: document } = properties;
  if (document === undefined || Object.keys(Object(document)).length === 0) {
    return undefined;
  }
  try {
    return new Policies([{ name: 'Policy', document }], resourcePolicyKind(physicalId, environment));
  } catch (error) {
    problems.cannotHonour(logicalId, 'Policy', (error as Error).message);
    return undefined;
  }
}

/** A method names an authorizer of its own API and of its own kind. */
function checkAuthorizers(places: readonly ApiResource[], authorizers: readonly Resource[], problems: Problems): void {
  for (const { authorizationType, authorizerId, logicalId } of places.flatMap(({ methods }) => [...methods.values()])) {
    const authorizer = authorizers.find(({ physicalId }) => physicalId === authorizerId);
    if (authorizerId !== undefined && !authorizer) {
      problems.refuse(logicalId, 'AuthorizerId', 'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or '
        + `COGNITO_USER_POOLS requires a valid authorizer, got '${authorizerId}'`);
    } else if (authorizer && (authorizationType === 'COGNITO_USER_POOLS') !== (authorizer.properties.Type === 'COGNITO_USER_POOLS')) {
      problems.refuse(logicalId, 'AuthorizationType', `'${authorizationType}' does not fit an authorizer of type '${authorizer.properties.Type}'`);
    }
  }
}

function readCompression({ logicalId, properties }: Resource, problems: Problems): number | undefined {
  const { MinimumCompressionSize: given } = properties;
  const size = Number(given);
  if (given !== undefined && !(Number.isInteger(size) && size >= 0 && size <= 10_485_760)) {
    problems.refuse(logicalId, 'MinimumCompressionSize', 'Invalid minimum compression size, must be between 0 and 10485760');
  }
  return given === undefined ? undefined : size;
}

function readEndpointType(api: Resource, problems: Problems): string {
  const { Types: [type = 'EDGE'] = [] } = (api.properties.EndpointConfiguration ?? {}) as { Types?: string[] };
  if (type === 'PRIVATE') {
    problems.cannotHonour(api.logicalId, 'EndpointConfiguration.Types', 'a PRIVATE API is reached through a VPC, which is not run');
  }
  return type;
}

function readTree(api: Resource, resources: readonly Resource[], problems: Problems): { root: ApiResource; byId: Map<string, ApiResource> } {
  const rootId = api.attributes.RootResourceId;
  const root: ApiResource = {
    logicalId: api.logicalId, id: rootId, path: '/', part: { kind: 'literal', text: '' }, children: [], methods: new Map(),
  };
  const byId = new Map([[rootId, root]]);
  const waiting = [...resources];
  // A child may stand before its parent in the template.
  for (let before = -1; waiting.length > 0 && before !== waiting.length;) {
    before = waiting.length;
    for (const resource of waiting.splice(0)) {
      const parent = byId.get(String(resource.properties.ParentId));
      if (!parent) {
        waiting.push(resource);
        continue;
      }
      byId.set(resource.physicalId, addChild(parent, resource, problems));
    }
  }
  for (const resource of waiting) {
    problems.refuse(resource.logicalId, 'ParentId', `Invalid Resource identifier specified: '${resource.properties.ParentId}'`);
  }
  return { root, byId };
}

function addChild(parent: ApiResource, resource: Resource, problems: Problems): ApiResource {
  checkProperties(resource.type, resource.properties, resource.logicalId, problems);
  const text = String(resource.properties.PathPart);
  const part = parsePathPart(text);
  const sibling = parent.children.find((child) => part && (part.kind === 'literal'
    ? child.part.kind === 'literal' && child.part.text === text
    : child.part.kind !== 'literal'));
  if (!part) {
    problems.refuse(resource.logicalId, 'PathPart', "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and "
      + `curly braces at the beginning and the end, got '${text}'`);
  } else if (sibling && part.kind === 'literal') {
    problems.refuse(resource.logicalId, 'PathPart', `Another resource with the same parent already has this name: ${text}`);
  } else if (sibling) {
    problems.refuse(resource.logicalId, 'PathPart', `A sibling (${sibling.path.split('/').pop()}) of this resource already has a variable `
      + `path part -- only one unique variable path part is allowed, got '${text}'`);
  } else if (parent.part.kind === 'greedy') {
    problems.refuse(resource.logicalId, 'PathPart', `Cannot create a child of a resource with a greedy path variable: ${parent.path}`);
  }
  const child: ApiResource = {
    logicalId: resource.logicalId,
    id: resource.physicalId,
    path: `${parent.path === '/' ? '' : parent.path}/${text}`,
    part: part ?? { kind: 'literal', text },
    children: [],
    methods: new Map(),
  };
  parent.children.push(child);
  return child;
}

function parsePathPart(text: string): PathPart | undefined {
  const [, name, greedy] = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/.exec(text) ?? [];
  if (name) {
    return { kind: greedy ? 'greedy' : 'variable', name };
  }
  return /^[A-Za-z0-9._:$@,;~-]+$/.test(text) ? { kind: 'literal', text } : undefined;
}

function readMethods(
  methods: readonly Resource[], byId: ReadonlyMap<string, ApiResource>, options: RestApiOptions & { readonly validation: ValidationParts },
  problems: Problems,
): void {
  for (const resource of methods) {
    const place = byId.get(String(resource.properties.ResourceId));
    if (!place) {
      problems.refuse(resource.logicalId, 'ResourceId', `Invalid Resource identifier specified: '${resource.properties.ResourceId}'`);
      continue;
    }
    const method = parseMethod(resource, options, options.validation, problems);
    if (place.methods.has(method.httpMethod)) {
      problems.refuse(resource.logicalId, 'HttpMethod', `Method already exists for this resource: ${method.httpMethod} ${place.path}`);
    }
    place.methods.set(method.httpMethod, method);
  }
}

function readStage(stage: Resource, problems: Problems): Stage {
  const { properties, logicalId } = stage;
  checkProperties(stage.type, properties, logicalId, problems);
  return {
    name: String(properties.StageName),
    variables: (properties.Variables ?? {}) as Record<string, string>,
    cacheEnabled: properties.CacheClusterEnabled === true,
    methodSettings: readMethodSettings(logicalId, (properties.MethodSettings ?? []) as Array<Record<string, unknown>>, problems),
    accessLog: readAccessLog(logicalId, properties.AccessLogSetting as Record<string, unknown> | undefined, problems),
  };
}
