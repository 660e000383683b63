import { ErrorObject, ValidateFunction } from 'ajv';
import Ajv04 from 'ajv-draft-04';
import { checkProperties } from '../api/property-rules';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

/** What a body must be: a JSON Schema of draft 4. */
export interface Model {
  readonly name: string;
  /** What is wrong with a document, in the words of API Gateway's own log; none when it conforms. */
  validate(document: unknown): string[];
}

/** Every API has these two from its creation. */
export const BUILT_IN_MODELS: Readonly<Record<string, object>> = {
  Empty: { type: 'object' },
  Error: { type: 'object', properties: { message: { type: 'string' } } },
};

/** The models of an API, by name. They may refer to each other by `https://apigateway.amazonaws.com/restapis/{id}/models/{name}`. */
export function readModels(apiId: string, resources: readonly Resource[], problems: Problems): ReadonlyMap<string, Model> {
  const schemas = new Map(Object.entries(BUILT_IN_MODELS));
  for (const resource of resources) {
    const { type, logicalId, physicalId, properties } = resource;
    checkProperties(type, properties, logicalId, problems);
    const schema = readSchema(resource, problems);
    if (schema) {
      schemas.set(physicalId, schema);
    }
  }
  // AWS knows no formats, and its patterns are not of the unicode kind.
  const ajv = new Ajv04({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false, verbose: true, logger: false });
  const urlOf = (name: string) => `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`;
  const models = new Map<string, Model>();
  const refuse = (name: string, error: unknown) => {
    const { logicalId = name } = resources.find(({ physicalId }) => physicalId === name) ?? {};
    problems.refuse(logicalId, 'Schema', 'Invalid model specified: Validation Result: warnings : [], errors : '
      + `[Invalid model schema specified. ${(error as Error).message}]`);
  };
  for (const [name, schema] of schemas) {
    try {
      ajv.addSchema(schema, urlOf(name));
    } catch (error) {
      refuse(name, error);
    }
  }
  // Only now is every schema there that another may refer to.
  for (const name of schemas.keys()) {
    try {
      const check = ajv.getSchema(urlOf(name));
      if (check) {
        models.set(name, { name, validate: (document) => run(check, document) });
      }
    } catch (error) {
      refuse(name, error);
    }
  }
  return models;
}

/** A schema may be a document or its text. */
export function readSchema({ logicalId, properties }: Resource, problems: Problems): object | undefined {
  const { Schema: given = {} } = properties;
  try {
    const schema: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) {
      // Draft 4 is what it is read as, whatever it says.
      const { $schema: _, ...rest } = schema as Record<string, unknown>;
      return rest;
    }
  } catch {
    // Refused below, as any other text.
  }
  problems.refuse(logicalId, 'Schema', 'Invalid model specified: Validation Result: warnings : [], errors : '
    + '[Invalid model schema specified. The schema must be a JSON object]');
  return undefined;
}

function run(check: ValidateFunction, document: unknown): string[] {
  if (check(document)) {
    return [];
  }
  const errors = check.errors ?? [];
  const missing = errors.filter(({ keyword }) => keyword === 'required').map(({ params }) => String(params.missingProperty)).sort();
  return [
    ...(missing.length > 0 ? [`object has missing required properties (${JSON.stringify(missing)})`] : []),
    ...errors.filter(({ keyword }) => keyword !== 'required').map(describe),
  ];
}

function describe({ keyword, params, schema, data, message }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `object instance has properties which are not allowed by the schema: ${JSON.stringify([params.additionalProperty])}`;
    case 'enum': return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`;
    case 'maximum': return `numeric instance is greater than the required maximum (maximum: ${schema}, found: ${data})`;
    case 'minimum': return `numeric instance is lower than the required minimum (minimum: ${schema}, found: ${data})`;
    case 'pattern': return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${JSON.stringify(data)}`;
    case 'type': return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([schema].flat())})`;
    default: return message ?? keyword;
  }
}

function typeOf(value: unknown): string {
  if (value === null || Array.isArray(value)) {
    return value === null ? 'null' : 'array';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}
