import { Method, S3Integration } from './method';
import { ApiResource, RestApi } from './rest-api';

/** A method of an API, for people to read. */
export interface LocalRoute {
  readonly restApi: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  /** For people: where it leads. */
  readonly integration: string;
  /** For people: what it does there, `GET object`. A method that operations share is told them apart by S3. */
  readonly operation: string;
}

/** The methods of an API, in the order of its paths. */
export function routesOf(api: RestApi, resource: ApiResource = api.root): LocalRoute[] {
  const own = [...resource.methods.values()].map(({ httpMethod, authorizationType, apiKeyRequired, integration }): LocalRoute => ({
    restApi: api.logicalId, httpMethod, path: resource.path, authorizationType, apiKeyRequired, ...describe(integration),
  }));
  return [...own, ...resource.children.flatMap((child) => routesOf(api, child))];
}

function describe(integration: Method['integration']): Pick<LocalRoute, 'integration' | 'operation'> {
  switch (integration.type) {
    case 'S3': return { integration: `S3 ${integration.httpMethod} ${integration.description}`, operation: operationOf(integration) };
    case 'MOCK': return { integration: 'MOCK', operation: 'MOCK' };
    case 'UNSERVED': return { integration: `501 ${integration.description}`, operation: 'not run here, answers 501' };
  }
}

/** By its verb and what it is about, with the selectors that stand in its URI: `GET object?tagging`. */
function operationOf({ description, httpMethod }: S3Integration): string {
  const [path, query] = description.split('?');
  const [bucket, ...key] = path.split('/');
  const scope = bucket === '' ? 'service' : key.join('') === '' ? 'bucket' : 'object';
  return `${httpMethod} ${scope}${query === undefined ? '' : `?${query}`}`;
}
