import { Problems } from '../cloudformation/problems';

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
    honoured: ['ApiKeySourceType', 'BinaryMediaTypes', 'EndpointConfiguration', 'MinimumCompressionSize', 'Name', 'Policy'],
    noEffect: ['Description', 'EndpointAccessMode', 'FailOnWarnings', 'Mode', 'Parameters', 'SecurityPolicy', 'Tags'],
    refused: {
      Body: 'an OpenAPI body is not read; define the API by AWS::ApiGateway::Resource and AWS::ApiGateway::Method',
      BodyS3Location: 'an OpenAPI body is not read; define the API by AWS::ApiGateway::Resource and AWS::ApiGateway::Method',
      CloneFrom: 'there is no other API to clone',
      DisableExecuteApiEndpoint: 'the API would have no URL here',
    },
  },
  'AWS::ApiGateway::Resource': { honoured: ['ParentId', 'PathPart', 'RestApiId'], noEffect: [] },
  'AWS::ApiGateway::Method': {
    honoured: [
      'ApiKeyRequired', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'HttpMethod', 'Integration', 'MethodResponses',
      'RequestModels', 'RequestParameters', 'RequestValidatorId', 'ResourceId', 'RestApiId',
    ],
    noEffect: ['OperationName'],
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
  'AWS::ApiGateway::ApiKey': {
    honoured: ['Enabled', 'Value'],
    // Usage plans have taken the place of StageKeys, which the CDK still writes.
    noEffect: ['CustomerId', 'Description', 'GenerateDistinctId', 'Name', 'StageKeys', 'Tags'],
  },
  'AWS::ApiGateway::Authorizer': {
    honoured: [
      'AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource', 'IdentityValidationExpression', 'ProviderARNs', 'RestApiId', 'Type',
    ],
    noEffect: ['AuthType', 'AuthorizerCredentials', 'Name'],
  },
  'AWS::ApiGateway::UsagePlan': { honoured: ['ApiStages', 'Quota', 'Throttle'], noEffect: ['Description', 'Tags', 'UsagePlanName'] },
  'ApiStage': { honoured: ['ApiId', 'Stage', 'Throttle'], noEffect: [] },
  'Quota': { honoured: ['Limit', 'Offset', 'Period'], noEffect: [] },
  'Throttle': { honoured: ['BurstLimit', 'RateLimit'], noEffect: [] },
  'AWS::ApiGateway::UsagePlanKey': { honoured: ['KeyId', 'KeyType', 'UsagePlanId'], noEffect: [] },
  'AWS::ApiGateway::Model': { honoured: ['Name', 'RestApiId', 'Schema'], noEffect: ['ContentType', 'Description'] },
  'AWS::ApiGateway::RequestValidator': {
    honoured: ['RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters'],
    noEffect: ['Name'],
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
