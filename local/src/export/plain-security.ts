import { ApiSource, Properties } from './api-source';
import { members } from './openapi';
import { API_KEY, API_KEY_SCHEME, nameOf, needsApiKey, SIGV4 } from './security-extensions';
import { Resource } from '../cloudformation/template';

/** What a client has to send for one method. */
export interface Access {
  readonly kind: 'open' | 'sigv4' | 'cognito' | 'lambda';
  readonly apiKey: boolean;
  /** Where what an authorizer reads is sent. */
  readonly places: readonly Place[];
  readonly scopes: readonly string[];
}

export interface Place {
  /** Of its security scheme. */
  readonly scheme: string;
  readonly in: 'header' | 'query';
  readonly name: string;
}

export function accessOf(source: ApiSource, properties: Properties): Access {
  const { AuthorizationType = 'NONE', AuthorizerId, AuthorizationScopes = [] } = properties;
  const authorizer = source.authorizers.find(({ physicalId }) => physicalId === AuthorizerId);
  return {
    kind: AuthorizationType === 'AWS_IAM' ? 'sigv4' : !authorizer ? 'open' : authorizer.properties.Type === 'COGNITO_USER_POOLS' ? 'cognito' : 'lambda',
    apiKey: needsApiKey(properties) && source.api.properties.ApiKeySourceType !== 'AUTHORIZER',
    places: authorizer ? placesOf(source, authorizer) : [],
    scopes: (AuthorizationScopes as unknown[]).map(String),
  };
}

/** What stands in the context or the stage variables is not sent. */
function placesOf(source: ApiSource, { physicalId, properties }: Resource): Place[] {
  const scheme = nameOf(source, physicalId)!;
  const found = String(properties.IdentitySource ?? '').split(',')
    .map((text) => /^method\.request\.(header|querystring)\.(.+)$/.exec(text.trim()) ?? [])
    .filter(([, , name]) => name);
  return found.map(([, place, name]) => (
    { scheme: found.length > 1 ? `${scheme}.${name}` : scheme, in: place === 'header' ? 'header' : 'query', name }));
}

/** All that a method asks for at once. */
export function plainSecurityOf({ kind, apiKey, places }: Access): Array<Readonly<Record<string, readonly string[]>>> {
  const names = [...(kind === 'sigv4' ? [SIGV4] : []), ...places.map(({ scheme }) => scheme), ...(apiKey ? [API_KEY] : [])];
  return names.length > 0 ? [Object.fromEntries(names.map((name) => [name, []]))] : [];
}

export function plainSchemes(source: ApiSource): Readonly<Record<string, object>> | undefined {
  const all = [...source.paths.values()].flat().map(({ properties }) => accessOf(source, properties));
  const schemes = members({
    [SIGV4]: all.some(({ kind }) => kind === 'sigv4') ? {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      description: `AWS Signature Version 4 for the service execute-api in ${source.environment.region}.`,
    } : undefined,
    [API_KEY]: all.some(({ apiKey }) => apiKey) ? API_KEY_SCHEME : undefined,
    ...Object.fromEntries(all.flatMap((access) => access.places.map((place) => [place.scheme, schemeOf(access, place)]))),
  });
  return Object.keys(schemes).length > 0 ? schemes as Record<string, object> : undefined;
}

function schemeOf({ kind }: Access, { in: place, name }: Place): object {
  if (kind === 'cognito') {
    return name.toLowerCase() === 'authorization'
      ? { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of the Cognito user pool.' }
      : { type: 'apiKey', name, in: place, description: 'A token of the Cognito user pool.' };
  }
  return { type: 'apiKey', name, in: place, description: 'What the Lambda authorizer reads.' };
}
