import { ApiSource, Properties } from './api-source';
import { Problems } from '../cloudformation/problems';
import { BUILT_IN_MODELS, readSchema } from '../front-door/model';

/** The models that the template defines or names, as schemas that refer to each other within one document. */
export function modelSchemas({ api, models, paths }: ApiSource): Readonly<Record<string, object>> | undefined {
  const schemas: Record<string, object> = {};
  for (const named of namedModels(paths)) {
    if (Object.hasOwn(BUILT_IN_MODELS, named)) {
      schemas[named] = { title: `${named} Schema`, ...BUILT_IN_MODELS[named] };
    }
  }
  const problems = new Problems();
  for (const model of models) {
    const schema = readSchema(model, problems);
    if (Object.hasOwn(schema ?? {}, 'definitions')) {
      throw new Error(`${model.logicalId}: Schema: must be without 'definitions', which OpenAPI has no place for: make each a model of its own`);
    }
    schemas[model.physicalId] = localReferences(schema, api.physicalId) as object;
  }
  problems.throwIfAny();
  return Object.keys(schemas).length > 0 ? schemas : undefined;
}

function namedModels(paths: ApiSource['paths']): ReadonlySet<string> {
  return new Set([...paths.values()].flat().flatMap(({ properties }) => [
    properties.RequestModels, ...((properties.MethodResponses ?? []) as Properties[]).map(({ ResponseModels }) => ResponseModels),
  ].flatMap((byType) => Object.values((byType ?? {}) as Properties).map(String))));
}

function localReferences(value: unknown, apiId: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => localReferences(item, apiId));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === '$ref' && typeof item === 'string'
    ? item.replace(`https://apigateway.amazonaws.com/restapis/${apiId}/models/`, '#/components/schemas/') : localReferences(item, apiId)]));
}
