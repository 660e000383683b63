import { ApiSource, Properties } from './api-source';
import { members, rename } from './openapi';

const AUTHORIZER: Readonly<Record<string, string>> = {
  AuthorizerCredentials: 'authorizerCredentials',
  AuthorizerResultTtlInSeconds: 'authorizerResultTtlInSeconds',
  AuthorizerUri: 'authorizerUri',
  IdentitySource: 'identitySource',
  IdentityValidationExpression: 'identityValidationExpression',
  ProviderARNs: 'providerARNs',
  Type: 'type',
};

export const SIGV4 = 'sigv4';
export const API_KEY = 'api_key';
export const API_KEY_SCHEME = { type: 'apiKey', name: 'x-api-key', in: 'header' };

/** Schemes by name: those of the authorizers, and those that methods ask for besides. */
export function authorizerSchemes(source: ApiSource): Readonly<Record<string, object>> | undefined {
  const methods = [...source.paths.values()].flat().map(({ properties }) => properties);
  const schemes = members({
    [SIGV4]: methods.some(({ AuthorizationType }) => AuthorizationType === 'AWS_IAM')
      ? { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' } : undefined,
    [API_KEY]: methods.some(needsApiKey) ? API_KEY_SCHEME : undefined,
    ...Object.fromEntries(source.authorizers.map(({ physicalId, logicalId, properties }) => (
      [nameOf(source, physicalId), scheme(logicalId, properties)]))),
  });
  return Object.keys(schemes).length > 0 ? schemes as Record<string, object> : undefined;
}

function scheme(logicalId: string, properties: Properties): object {
  const { identitySource, type, ...rest } = rename(properties, AUTHORIZER, logicalId, ['AuthType', 'Name', 'RestApiId']);
  // A REQUEST authorizer may read several places; of the others the name says it.
  const [, header = 'Unused'] = /^method\.request\.header\.([^,]+)$/.exec(String(identitySource ?? '')) ?? [];
  const kind = String(type).toLowerCase();
  return {
    'type': 'apiKey',
    'name': header,
    'in': 'header',
    'x-amazon-apigateway-authtype': properties.AuthType ?? (kind === 'cognito_user_pools' ? kind : 'custom'),
    'x-amazon-apigateway-authorizer': members({ type: kind, identitySource: kind === 'request' ? identitySource : undefined, ...rest }),
  };
}

export function needsApiKey({ ApiKeyRequired }: Properties): boolean {
  return ApiKeyRequired === true || ApiKeyRequired === 'true';
}

/** The scheme of an authorizer: its name, or its logical id where another has the same. */
export function nameOf({ authorizers }: ApiSource, id: string): string | undefined {
  const found = authorizers.find(({ physicalId }) => physicalId === id);
  if (!found) {
    return undefined;
  }
  const name = String(found.properties.Name ?? found.logicalId);
  const isFree = /^[A-Za-z0-9._-]+$/.test(name) && ![SIGV4, API_KEY].includes(name)
    && authorizers.filter(({ properties }) => properties.Name === found.properties.Name).length === 1;
  return isFree ? name : found.logicalId;
}

/** What a method asks for: all of one requirement; none where it is open. */
export function securityOf(source: ApiSource, properties: Properties, logicalId: string): Array<Readonly<Record<string, readonly string[]>>> {
  const { AuthorizationType = 'NONE', AuthorizerId, AuthorizationScopes = [] } = properties;
  const name = AuthorizationType === 'AWS_IAM' ? SIGV4 : AuthorizationType === 'NONE' ? undefined : nameOf(source, String(AuthorizerId));
  if (AuthorizationType !== 'NONE' && name === undefined) {
    throw new Error(`${logicalId}: AuthorizerId: must be an authorizer of the API, got '${AuthorizerId}'`);
  }
  const requirement = {
    ...(name !== undefined && { [name]: (AuthorizationScopes as unknown[]).map(String) }), ...(needsApiKey(properties) && { [API_KEY]: [] }),
  };
  return Object.keys(requirement).length > 0 ? [requirement] : [];
}
