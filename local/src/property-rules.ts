import { Problems } from './problems';

/** What is done with the properties of a resource. A property in no list cannot be honoured. */
interface PropertyRule {
  readonly honoured: readonly string[];
  /** They change nothing that a request or an answer shows. */
  readonly noEffect: readonly string[];
  /** Not honoured yet, with a word on it. */
  readonly refused?: Readonly<Record<string, string>>;
}

const RULES: Readonly<Record<string, PropertyRule>> = {
  'AWS::ApiGateway::RestApi': {
    honoured: ['BinaryMediaTypes', 'EndpointConfiguration', 'Name'],
    noEffect: ['ApiKeySourceType', 'Description', 'EndpointAccessMode', 'FailOnWarnings', 'Mode', 'Parameters', 'SecurityPolicy', 'Tags'],
    refused: {
      Body: 'an OpenAPI body is not read; define the API by AWS::ApiGateway::Resource and AWS::ApiGateway::Method',
      BodyS3Location: 'an OpenAPI body is not read; define the API by AWS::ApiGateway::Resource and AWS::ApiGateway::Method',
      CloneFrom: 'there is no other API to clone',
      DisableExecuteApiEndpoint: 'the API would have no URL here',
      MinimumCompressionSize: 'payloads are not compressed',
      Policy: 'resource policies are not evaluated',
    },
  },
  'AWS::ApiGateway::Resource': { honoured: ['ParentId', 'PathPart', 'RestApiId'], noEffect: [] },
  'AWS::ApiGateway::Method': {
    honoured: ['AuthorizationType', 'HttpMethod', 'Integration', 'MethodResponses', 'RequestParameters', 'ResourceId', 'RestApiId'],
    // Models have an effect through a validator only.
    noEffect: ['OperationName', 'RequestModels'],
    refused: {
      ApiKeyRequired: 'API keys and usage plans are not checked',
      AuthorizationScopes: 'authorizers are not run',
      AuthorizerId: 'authorizers are not run',
      RequestValidatorId: 'request validators are not run',
    },
  },
  'Integration': {
    honoured: [
      'CacheKeyParameters', 'CacheNamespace', 'ConnectionType', 'ContentHandling', 'Credentials', 'IntegrationHttpMethod', 'IntegrationResponses', 'PassthroughBehavior',
      'RequestParameters', 'RequestTemplates', 'ResponseTransferMode', 'TimeoutInMillis', 'Type', 'Uri',
    ],
    noEffect: [],
    refused: { ConnectionId: 'VPC links are not run', IntegrationTarget: 'VPC links are not run' },
  },
  'IntegrationResponse': { honoured: ['ContentHandling', 'ResponseParameters', 'ResponseTemplates', 'SelectionPattern', 'StatusCode'], noEffect: [] },
  'MethodResponse': { honoured: ['ResponseParameters', 'StatusCode'], noEffect: ['ResponseModels'] },
  'AWS::ApiGateway::Deployment': {
    honoured: ['RestApiId'],
    noEffect: ['Description'],
    refused: {
      DeploymentCanarySettings: 'canaries are not run',
      StageDescription: 'define the stage by AWS::ApiGateway::Stage',
      StageName: 'define the stage by AWS::ApiGateway::Stage',
    },
  },
  'AWS::ApiGateway::Stage': {
    honoured: ['AccessLogSetting', 'CacheClusterEnabled', 'DeploymentId', 'MethodSettings', 'RestApiId', 'StageName', 'Variables'],
    noEffect: ['CacheClusterSize', 'ClientCertificateId', 'Description', 'DocumentationVersion', 'Tags', 'TracingEnabled'],
    refused: { CanarySetting: 'canaries are not run' },
  },
  'MethodSetting': {
    honoured: [
      'CacheTtlInSeconds', 'CachingEnabled', 'HttpMethod', 'RequireAuthorizationForCacheControl', 'ResourcePath', 'ThrottlingBurstLimit',
      'ThrottlingRateLimit', 'UnauthorizedCacheControlHeaderStrategy',
    ],
    noEffect: ['CacheDataEncrypted', 'DataTraceEnabled', 'LoggingLevel', 'MetricsEnabled'],
  },
  'AWS::ApiGateway::GatewayResponse': {
    honoured: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
    noEffect: [],
  },
};

/** Reports every property that is neither honoured nor without effect. `false` and empty values ask for nothing. */
export function checkProperties(
  rule: string, properties: Readonly<Record<string, unknown>>, logicalId: string, problems: Problems, prefix = '',
): void {
  const { honoured, noEffect, refused = {} } = RULES[rule];
  for (const [name, value] of Object.entries(properties)) {
    if (honoured.includes(name) || noEffect.includes(name) || value === false || value === undefined) {
      continue;
    }
    problems.cannotHonour(logicalId, `${prefix}${name}`, `cannot be honoured yet: ${refused[name] ?? 'it is not known here'}`);
  }
}
