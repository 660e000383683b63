import { DeployedNames, unnamed, withNames } from './deployed-names';
import { API_TYPES } from '../api/rest-api';
import { loadTemplate } from '../cloudformation/cloud-assembly';
import { Environment } from '../cloudformation/physical-ids';
import { Resource, resolveTemplate, Stack, Template } from '../cloudformation/template';
import { misnamed, OptionError } from '../option-error';

export type Properties = Readonly<Record<string, unknown>>;

/** One API of a template, as its resources say it, for what is made of it besides running it. */
export interface ApiSource {
  readonly api: Resource;
  /** Its id on AWS, where that is known. */
  readonly deployedId: string | undefined;
  /** Logical ids of what has another name on AWS than here. */
  readonly unnamed: readonly string[];
  readonly environment: Environment;
  /** By path: `/files/{key+}`. Those without methods of their own are among them. */
  readonly paths: ReadonlyMap<string, readonly SourceMethod[]>;
  readonly authorizers: readonly Resource[];
  readonly gatewayResponses: readonly Resource[];
  readonly models: readonly Resource[];
  readonly stages: readonly string[];
  readonly validators: readonly Resource[];
  /** The whole stack: roles and their policies are beside the API. */
  readonly resources: readonly Resource[];
}

export interface SourceMethod {
  readonly logicalId: string;
  /** `GET`... or `ANY`. */
  readonly httpMethod: string;
  readonly path: string;
  readonly properties: Properties;
}

export interface SourceOptions {
  /** A template, the file of one, or a cloud assembly. */
  readonly template: string | Template;
  readonly stack?: string;
  /** Values of the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Logical id or name of the API. @default - the only one */
  readonly api?: string;
  /** @default - names are made up where the template gives none */
  readonly deployed?: DeployedNames;
}

/** Reads an API, whether or not it could be run here. */
export function readApiSource(options: SourceOptions): ApiSource {
  const { template, stackName, accountId, region } = loadTemplate(options.template, options.stack);
  const { deployed, parameters = {} } = options;
  const wrong = misnamed('parameters', Object.keys(parameters), Object.keys(template.Parameters ?? {}));
  if (wrong) {
    throw wrong;
  }
  const stack = resolveTemplate(deployed ? withNames(template, deployed) : template, {
    stackName,
    parameters,
    supports: (type) => API_TYPES.includes(type) || type.startsWith('AWS::IAM::'),
    ...(deployed ?? { accountId, region }),
  });
  const api = chooseApi(stack, options.api);
  const ofType = (type: string) => stack.resources
    .filter((resource) => resource.type === `AWS::ApiGateway::${type}` && resource.properties.RestApiId === api.physicalId);
  return {
    api,
    deployedId: deployed?.physicalIds[api.logicalId],
    unnamed: deployed ? [] : unnamed(template),
    environment: stack.environment,
    resources: stack.resources,
    paths: pathsOf(api, ofType('Resource'), ofType('Method')),
    authorizers: ofType('Authorizer'),
    gatewayResponses: ofType('GatewayResponse'),
    models: ofType('Model'),
    stages: ofType('Stage').map(({ properties }) => String(properties.StageName)),
    validators: ofType('RequestValidator'),
  };
}

function chooseApi({ resources }: Stack, wanted: string | undefined): Resource {
  const apis = resources.filter(({ type }) => type === 'AWS::ApiGateway::RestApi');
  const names = apis.map(({ logicalId }) => logicalId).join(', ');
  const chosen = wanted === undefined ? apis : apis.filter(({ logicalId, properties }) => logicalId === wanted || properties.Name === wanted);
  if (apis.length === 0) {
    throw new Error('template: it has no AWS::ApiGateway::RestApi, so there is nothing to export; is it the right stack?');
  }
  if (chosen.length !== 1) {
    throw new OptionError('api', () => (wanted === undefined || chosen.length > 1
      ? `the template holds ${apis.length} APIs: name one of ${names}`
      : `there is no API '${wanted}' in the template; it holds ${names}`));
  }
  const bodies = ['Body', 'BodyS3Location', 'CloneFrom'].filter((property) => chosen[0].properties[property] !== undefined);
  if (bodies.length > 0) {
    throw new Error(`${chosen[0].logicalId}: ${bodies[0]}: the API is not defined by resources and methods alone, so its export would lack a part; `
      + 'export it from API Gateway');
  }
  return chosen[0];
}

function pathsOf(api: Resource, resources: readonly Resource[], methods: readonly Resource[]): Map<string, SourceMethod[]> {
  const byId = new Map(resources.map((resource) => [resource.physicalId, resource]));
  const pathOf = (id: unknown, of: string, depth = 0): string => {
    const resource = byId.get(String(id));
    if (id === api.attributes.RootResourceId || id === undefined) {
      return '';
    }
    if (!resource || depth > resources.length) {
      throw new Error(`${of}: must be below a resource of this template, got '${id}'`);
    }
    return `${pathOf(resource.properties.ParentId, resource.logicalId, depth + 1)}/${resource.properties.PathPart}`;
  };
  const paths = new Map<string, SourceMethod[]>();
  for (const { physicalId, logicalId } of resources) {
    paths.set(pathOf(physicalId, logicalId), []);
  }
  for (const { logicalId, properties } of methods) {
    const path = pathOf(properties.ResourceId, logicalId) || '/';
    paths.set(path, [...paths.get(path) ?? [], { logicalId, httpMethod: String(properties.HttpMethod), path, properties }]);
  }
  return new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1)));
}
