import { MappingError, parseSource, Source } from '../api/parameter-mapping';
import { checkProperties } from '../api/property-rules';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

interface CommonConfig {
  readonly logicalId: string;
  readonly id: string;
  /** How long a result counts for the same identity; 0 is not at all. */
  readonly ttlSeconds: number;
  /** What a token has to look like, or its audience for Cognito. */
  readonly validation: RegExp | undefined;
}

export interface CognitoAuthorizerConfig extends CommonConfig {
  readonly type: 'COGNITO_USER_POOLS';
  /** The header that carries the token. */
  readonly header: string;
  readonly userPoolArns: readonly string[];
}

export interface LambdaAuthorizerConfig extends CommonConfig {
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  /** What makes the identity of a request; of a TOKEN authorizer one header. */
  readonly identitySources: readonly Source[];
}

export type AuthorizerConfig = CognitoAuthorizerConfig | LambdaAuthorizerConfig;

const DEFAULT_TTL_SECONDS = 300;
const MAX_TTL_SECONDS = 3_600;
const TYPES = ['COGNITO_USER_POOLS', 'REQUEST', 'TOKEN'];

/** Reads an AWS::ApiGateway::Authorizer; undefined when its type is none. */
export function readAuthorizer(resource: Resource, problems: Problems): AuthorizerConfig | undefined {
  const { logicalId, physicalId, properties } = resource;
  checkProperties(resource.type, properties, logicalId, problems);
  const type = String(properties.Type);
  if (!TYPES.includes(type)) {
    problems.refuse(logicalId, 'Type', `must be one of ${TYPES.join(', ')}, got '${type}'`);
    return undefined;
  }
  const ttlSeconds = Number(properties.AuthorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS);
  if (!(Number.isInteger(ttlSeconds) && ttlSeconds >= 0 && ttlSeconds <= MAX_TTL_SECONDS)) {
    problems.refuse(logicalId, 'AuthorizerResultTtlInSeconds',
      `must be a whole number from 0 to ${MAX_TTL_SECONDS}, got '${properties.AuthorizerResultTtlInSeconds}'`);
  }
  const common = { logicalId, id: physicalId, ttlSeconds, validation: readValidation(resource, problems) };
  const sources = readSources(resource, problems);
  const [first] = sources;
  const header = first?.kind === 'method' && first.location === 'header' ? first.name : '';
  if (type !== 'REQUEST' && (sources.length !== 1 || header === '')) {
    problems.refuse(logicalId, 'IdentitySource', `must be one header, 'method.request.header.Authorization', got '${properties.IdentitySource}'`);
  }
  if (type === 'COGNITO_USER_POOLS') {
    const userPoolArns = ((properties.ProviderARNs ?? []) as unknown[]).map(String);
    if (userPoolArns.length === 0) {
      problems.refuse(logicalId, 'ProviderARNs', 'must name a Cognito user pool, got none');
    }
    return { ...common, type, header, userPoolArns };
  }
  if (type === 'REQUEST' && ttlSeconds > 0 && sources.length === 0) {
    problems.refuse(logicalId, 'IdentitySource', 'must be given where results are cached; set AuthorizerResultTtlInSeconds to 0 to cache none');
  }
  return { ...common, type: type as 'TOKEN' | 'REQUEST', functionArn: readFunctionArn(resource, problems), identitySources: sources };
}

function readValidation({ logicalId, properties }: Resource, problems: Problems): RegExp | undefined {
  const { IdentityValidationExpression: expression, Type: type } = properties;
  if (expression === undefined || expression === '') {
    return undefined;
  }
  if (type === 'REQUEST') {
    problems.refuse(logicalId, 'IdentityValidationExpression', `a REQUEST authorizer has no token to check, got '${expression}'`);
    return undefined;
  }
  try {
    return new RegExp(`^(?:${expression})$`);
  } catch (error) {
    problems.cannotHonour(logicalId, 'IdentityValidationExpression', `'${expression}' is no regular expression here: ${(error as Error).message}`);
    return undefined;
  }
}

function readSources({ logicalId, properties }: Resource, problems: Problems): Source[] {
  const expressions = String(properties.IdentitySource ?? '').split(',').map((text) => text.trim()).filter((text) => text !== '');
  return expressions.flatMap((expression) => {
    try {
      const source = parseSource(expression);
      if (source.kind !== 'backend' && source.kind !== 'static') {
        return [source];
      }
      problems.refuse(logicalId, 'IdentitySource', `must be of the request, the context or the stage variables, got '${expression}'`);
    } catch (error) {
      if (!(error instanceof MappingError)) {
        throw error;
      }
      problems.refuse(logicalId, 'IdentitySource', error.message);
    }
    return [];
  });
}

function readFunctionArn({ logicalId, properties }: Resource, problems: Problems): string {
  const [, arn = ''] = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/
    .exec(String(properties.AuthorizerUri ?? '')) ?? [];
  if (arn === '') {
    problems.refuse(logicalId, 'AuthorizerUri', "must be of the form 'arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"
      + `{function ARN}/invocations', got '${properties.AuthorizerUri}'`);
  }
  return arn;
}
