import { Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { Model } from './model';
import { headerValue } from './request';
import { checkProperties } from '../api/property-rules';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';
import { bare } from '../mapping/content-handling';
import { methodValues } from '../mapping/request-values';

/** What a method asks of its requests before the integration is called. */
export interface RequestValidation {
  /** Headers, then path, then query: the order in which they are reported. */
  readonly required: ReadonlyArray<{ readonly location: string; readonly name: string }>;
  /** By media type, `$default` for all others; undefined when bodies are not validated. */
  readonly models: ReadonlyMap<string, Model> | undefined;
}

/** What a method may name of its API. */
export interface ValidationParts {
  /** By id. */
  readonly validators: ReadonlyMap<string, RequestValidator>;
  /** By name. */
  readonly models: ReadonlyMap<string, Model>;
}

export interface RequestValidator {
  readonly body: boolean;
  readonly parameters: boolean;
}

export function readValidators(resources: readonly Resource[], problems: Problems): ReadonlyMap<string, RequestValidator> {
  return new Map(resources.map(({ type, logicalId, physicalId, properties }) => {
    checkProperties(type, properties, logicalId, problems);
    return [physicalId, { body: isTrue(properties.ValidateRequestBody), parameters: isTrue(properties.ValidateRequestParameters) }];
  }));
}

/** Undefined for a method that validates nothing. */
export function readValidation({ logicalId, properties }: Resource, parts: ValidationParts, problems: Problems): RequestValidation | undefined {
  const models = new Map<string, Model>();
  for (const [type, name] of Object.entries((properties.RequestModels ?? {}) as Record<string, unknown>)) {
    const model = parts.models.get(String(name));
    if (model) {
      models.set(bare(type), model);
    } else {
      problems.refuse(logicalId, `RequestModels['${type}']`, `Invalid model identifier specified: ${name}`);
    }
  }
  const id = properties.RequestValidatorId;
  if (id === undefined || id === '') {
    return undefined;
  }
  const validator = parts.validators.get(String(id));
  if (!validator) {
    problems.refuse(logicalId, 'RequestValidatorId', `Invalid Request Validator identifier specified: ${id}`);
    return undefined;
  }
  const parameters = Object.entries((properties.RequestParameters ?? {}) as Record<string, unknown>)
    .filter(([, required]) => validator.parameters && isTrue(required))
    .map(([expression]) => /^method\.request\.(header|path|querystring)\.(.+)$/.exec(expression) ?? [])
    .map(([, location, name]) => ({ location, name }));
  return {
    required: ['header', 'path', 'querystring'].flatMap((place) => parameters.filter(({ location }) => location === place)),
    models: validator.body && models.size > 0 ? models : undefined,
  };
}

/** Throws the gateway response of the first check that fails: parameters come before the body. */
export async function validateRequest(validation: RequestValidation, exchange: Exchange): Promise<void> {
  const { request, route, body, options } = exchange;
  const missing = validation.required
    .filter(({ location, name }) => !methodValues(request, route.pathParameters, location, name, options.headerNames)?.some((value) => value !== ''))
    .map(({ name }) => name);
  if (missing.length > 0) {
    throw new GatewayError('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
  }
  const type = bare(headerValue(request.headers, 'content-type') ?? 'application/json');
  const model = validation.models?.get(type) ?? validation.models?.get('$default');
  if (!model) {
    return;
  }
  const errors = check(model, (await body.buffer()).toString('utf8'));
  if (errors.length > 0) {
    throw new InvalidBodyError(errors);
  }
}

/** A body that its model does not allow. */
export class InvalidBodyError extends GatewayError {
  /** What `$context.error.validationErrorString` is. */
  public readonly validationErrorString: string;

  constructor(errors: readonly string[]) {
    super('BAD_REQUEST_BODY', 'Invalid request body');
    this.validationErrorString = `[${errors.join(', ')}]`;
  }
}

/** No body counts as an empty object, as it does for a mapping template. */
function check(model: Model, text: string): string[] {
  let document: unknown;
  try {
    document = JSON.parse(text === '' ? '{}' : text);
  } catch {
    return ['Invalid JSON'];
  }
  return model.validate(document);
}

/** CloudFormation takes booleans as text too. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
