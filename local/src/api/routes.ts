import { Method, S3Integration } from './method';
import { ApiResource, RestApi } from './rest-api';

/** A method of an API, for people to read. */
export interface LocalRoute {
  readonly restApi: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  /** Undefined where none is asked. */
  readonly authorizer?: LocalAuthorizer;
  /** For people: where it leads. */
  readonly integration: string;
  /** For people: what it does there, `GET object`. A method that operations share is told them apart by S3. */
  readonly operation: string;
}

/** Who decides on the calls of a method, and by what. */
export interface LocalAuthorizer {
  readonly logicalId: string;
  /** Of Cognito: one of them has to be in the access token; without any, an identity token is asked for. */
  readonly scopes: readonly string[];
  /** Where in a request it looks. */
  readonly sources: ReadonlyArray<{ readonly in: 'header' | 'querystring'; readonly name: string }>;
}

/** The methods of an API, in the order of its paths. */
export function routesOf(api: RestApi, resource: ApiResource = api.root): LocalRoute[] {
  const own = [...resource.methods.values()].map((method): LocalRoute => {
    const { httpMethod, authorizationType, apiKeyRequired, integration } = method;
    return {
      restApi: api.logicalId,
      httpMethod,
      path: resource.path,
      authorizationType,
      apiKeyRequired,
      authorizer: authorizerOf(api, method),
      ...describe(integration),
    };
  });
  return [...own, ...resource.children.flatMap((child) => routesOf(api, child))];
}

function authorizerOf({ authorizers }: RestApi, { authorizationScopes: scopes, authorizerId }: Method): LocalAuthorizer | undefined {
  const config = authorizerId === undefined ? undefined : authorizers.get(authorizerId);
  if (!config) {
    return undefined;
  }
  const sources = config.type === 'COGNITO_USER_POOLS' ? [{ in: 'header' as const, name: config.header }]
    : config.identitySources.flatMap((source) => (
      source.kind === 'method' && (source.location === 'header' || source.location === 'querystring') ? [{ in: source.location, name: source.name }] : []));
  return { logicalId: config.logicalId, scopes, sources };
}

function describe(integration: Method['integration']): Pick<LocalRoute, 'integration' | 'operation'> {
  switch (integration.type) {
    case 'S3': return { integration: `S3 ${integration.httpMethod} ${whereOf(integration)}`, operation: operationOf(integration) };
    case 'MOCK': return { integration: 'MOCK', operation: 'MOCK' };
    case 'UNSERVED': return { integration: `501 ${integration.description}`, operation: 'not run here, answers 501' };
  }
}

/** With what is always in the query: a value, or what a template makes of the client's. */
function whereOf({ description, requestMappings, requestTemplates }: S3Integration): string {
  const templates = Object.values(requestTemplates).join('\n');
  const fixed = requestMappings.flatMap(({ name, source, target }) => {
    if (target !== 'querystring' || source.kind !== 'static') {
      return [];
    }
    const [, made] = templates.includes(`requestOverride.querystring.${name} `) ? /"([^"]*)"/.exec(templates) ?? [] : [];
    return [`${name}=${made === undefined ? source.value : readable(made)}`];
  });
  return fixed.length === 0 ? description : `${description}${description.includes('?') ? '&' : '?'}${fixed.join('&')}`;
}

/** References of a template as placeholders. */
function readable(text: string): string {
  return text.replace(/\$!?\{?input\.params\(\)\.\w+\.get\('([^']+)'\)\}?/g, '{$1}').replace(/\$!?\{?context\.([\w.]+)\}?/g, '{$1}');
}

/** By its verb and what it is about, with the selectors that stand in its URI: `GET object?tagging`. */
function operationOf({ description, httpMethod }: S3Integration): string {
  const [path, query] = description.split('?');
  const [bucket, ...key] = path.split('/');
  const scope = bucket === '' ? 'service' : key.join('') === '' ? 'bucket' : 'object';
  return `${httpMethod} ${scope}${query === undefined ? '' : `?${query}`}`;
}
