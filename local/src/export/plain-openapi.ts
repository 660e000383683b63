import { STATUS_CODES } from 'node:http';
import { ApiSource, Properties, SourceMethod } from './api-source';
import { isSelected, S3Call, s3CallOf } from './carried-operations';
import { modelSchemas } from './models';
import { baseOf, document, list, members, OpenApi, verbKey } from './openapi';
import { parametersOf } from './plain-parameters';
import { Access, accessOf, plainSchemes, plainSecurityOf } from './plain-security';
import { referenceOf, S3Operation } from './s3-operations';

export interface ServerOptions {
  /** Base URL, stage included. @default - that of AWS, with the id of the API left open */
  readonly url?: string;
  /** @default - the first of the API */
  readonly stage?: string;
}

/** The verbs that `ANY` stands for. */
export const VERBS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'];
const BINARY = { schema: { type: 'string', format: 'binary' } };
const TEXT = { schema: { type: 'string' } };
const TAGS = { service: 'buckets', bucket: 'bucket', object: 'objects' };

/** The API as client generators want it: no extensions, greedy variables as plain ones, each header once. */
export function plainOpenApi(source: ApiSource, options: ServerOptions = {}): OpenApi {
  const ids = new Set<string>();
  const entries = [...source.paths].map(([path, methods]) => [plainPath(path), Object.fromEntries(verbsOf(methods)
    .map(([verb, method]) => [verbKey(verb), operation(source, method, verb, ids)]))] as const);
  return {
    ...document(source),
    servers: [serverOf(source, options)],
    paths: Object.fromEntries(entries.filter(([, operations]) => Object.keys(operations).length > 0)),
    components: members({ schemas: modelSchemas(source), securitySchemes: plainSchemes(source) }),
  };
}

/** The verbs of a path, those that `ANY` stands for among them. */
export function verbsOf(methods: readonly SourceMethod[]): Array<[string, SourceMethod]> {
  const own = methods.filter(({ httpMethod }) => httpMethod !== 'ANY').map((method): [string, SourceMethod] => [method.httpMethod, method]);
  const any = methods.find(({ httpMethod }) => httpMethod === 'ANY');
  return any ? [...own, ...VERBS.filter((verb) => !own.some(([taken]) => taken === verb)).map((verb): [string, SourceMethod] => [verb, any])] : own;
}

function plainPath(path: string): string {
  return path.replaceAll('+}', '}');
}

/** The stage that URLs are of. */
export function stageOf({ stages }: ApiSource, wanted: string | undefined): string {
  if (wanted !== undefined && !stages.includes(wanted)) {
    throw new Error(`--stage: must be a stage of the API, ${stages.join(', ') || 'which has none in this template'}, got '${wanted}'`);
  }
  return wanted ?? stages[0] ?? 'prod';
}

function serverOf(source: ApiSource, { url, stage }: ServerOptions): object {
  const { region, urlSuffix } = source.environment;
  return url !== undefined ? { url: baseOf(url) } : {
    url: `https://{api}.execute-api.{region}.${urlSuffix}/{stage}`,
    variables: {
      api: { default: source.deployedId ?? 'api-id', description: 'Id of the API, which it gets when it is deployed' },
      region: { default: region },
      stage: { default: stageOf(source, stage), ...(source.stages.length > 0 && { enum: source.stages }) },
    },
  };
}

function operation(source: ApiSource, method: SourceMethod, verb: string, ids: Set<string>): object {
  const call = s3CallOf(source, method, verb);
  const access = accessOf(source, method.properties);
  return members({
    operationId: uniqueId(method, verb, call, ids),
    tags: call && [TAGS[call.scope]],
    summary: call && call.operations.map(({ name }) => name).join(', '),
    description: describe(call, access),
    externalDocs: call?.operations[0] && { url: referenceOf(call.operations[0]) },
    parameters: list(parametersOf(method, call).map(({ enum: values, ...parameter }) => ({ ...parameter, schema: members({ type: 'string', enum: values }) }))),
    requestBody: requestBody(method.properties, verb, call),
    responses: { ...responses(method.properties, verb, call), default: gatewayError(source) },
    security: list(plainSecurityOf(access)),
  });
}

function uniqueId({ path, properties }: SourceMethod, verb: string, call: S3Call | undefined, ids: Set<string>): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '').map((word) => word[0].toUpperCase() + word.slice(1)).join('') || 'Root';
  const [main] = call?.operations ?? [];
  // The name of one of many that share a method would mislead.
  const isOf = main && (call!.operations.length === 1 || !isSelected(main));
  const base = properties.OperationName ?? (isOf ? main.name[0].toLowerCase() + main.name.slice(1) : `${verb.toLowerCase()}${words}`);
  const candidates = [String(base), `${base}Of${words}`, `${verb.toLowerCase()}${words}`];
  const id = candidates.find((candidate) => !ids.has(candidate)) ?? `${verb.toLowerCase()}${words}${ids.size}`;
  ids.add(id);
  return id;
}

/** What the query makes of the request. */
export function requestOf({ selectors, copies }: S3Operation): string {
  const query = selectors.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join('&');
  return [query && `\`?${query}\``, copies && '`x-amz-copy-source`'].filter(Boolean).join(' and ');
}

function describe(call: S3Call | undefined, { scopes }: Access): string | undefined {
  const lines = [
    ...(call && call.operations.length > 1 ? call.operations : []).map((carried) => {
      const left = { ...carried, selectors: carried.selectors.filter(({ name }) => !call!.fixed.has(name)) };
      return `- [${carried.name}](${referenceOf(carried)})${requestOf(left) && `, by ${requestOf(left)}`}`;
    }),
    ...(scopes.length > 0 ? [`The token needs one of the scopes ${scopes.join(', ')}.`] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
}

const NO_BODY: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS']);
/** Operations whose body is the bytes of an object. */
const UPLOADS = ['PutObject', 'UploadPart'];
const DOWNLOADS = ['GetObject', 'GetObjectTorrent'];
const JSON_DOCUMENTS = ['GetBucketPolicy', 'PutBucketPolicy'];
const EMPTY = ['CreateMultipartUpload'];

function requestBody({ RequestModels }: Properties, verb: string, call: S3Call | undefined): object | undefined {
  if (NO_BODY.has(verb)) {
    return undefined;
  }
  if (RequestModels || !call) {
    return RequestModels ? { content: models(RequestModels as Properties) } : undefined;
  }
  const carries = (is: (operation: S3Operation) => boolean) => call.operations.some(is);
  const content = members({
    'application/octet-stream': carries(({ name }) => UPLOADS.includes(name)) ? BINARY : undefined,
    'application/xml': carries(({ name, copies }) => !copies && ![...UPLOADS, ...JSON_DOCUMENTS, ...EMPTY].includes(name)) ? TEXT : undefined,
    'application/json': carries(({ name }) => JSON_DOCUMENTS.includes(name)) ? TEXT : undefined,
  });
  return Object.keys(content).length > 0 ? { content } : undefined;
}

function models(byType: Properties): object {
  return Object.fromEntries(Object.entries(byType).map(([type, model]) => [type, { schema: { $ref: `#/components/schemas/${model}` } }]));
}

function responses({ MethodResponses }: Properties, verb: string, call: S3Call | undefined): object {
  return Object.fromEntries(((MethodResponses ?? []) as Properties[]).map(({ StatusCode, ResponseParameters, ResponseModels }) => {
    const status = String(StatusCode);
    const seen = new Set(['content-type']);
    const headers = Object.keys((ResponseParameters ?? {}) as Properties).map((expression) => expression.replace(/^method\.response\.header\./, ''))
      .filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
    return [status, members({
      description: STATUS_CODES[status] ?? status,
      headers: headers.length > 0 ? Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])) : undefined,
      content: ResponseModels ? models(ResponseModels as Properties) : call && answerOf(status, verb, call),
    })];
  }));
}

function answerOf(status: string, verb: string, call: S3Call): object | undefined {
  if (verb === 'HEAD' || ['204', '304'].includes(status)) {
    return undefined;
  }
  const names = call.operations.map(({ name }) => name);
  if (!status.startsWith('2')) {
    return { 'application/xml': TEXT };
  }
  return names.some((name) => DOWNLOADS.includes(name)) ? { '*/*': BINARY } : members({
    'application/xml': names.every((name) => JSON_DOCUMENTS.includes(name)) && names.length > 0 ? undefined : TEXT,
    'application/json': names.some((name) => JSON_DOCUMENTS.includes(name)) ? TEXT : undefined,
  });
}

/** What API Gateway says of itself, before or instead of the integration. */
function gatewayError({ gatewayResponses }: ApiSource): object {
  const { ResponseParameters = {}, ResponseTemplates } = gatewayResponses
    .find(({ properties }) => properties.ResponseType === 'DEFAULT_4XX')?.properties ?? {};
  const [, fixed] = /^'(.+)'$/.exec(String((ResponseParameters as Properties)['gatewayresponse.header.Content-Type'] ?? '')) ?? [];
  const json = { schema: { type: 'object', properties: { message: { type: 'string' } } } };
  const types = fixed ? [fixed] : Object.keys((ResponseTemplates ?? { 'application/json': '' }) as Properties);
  return {
    description: 'Refused or failed by API Gateway itself',
    content: Object.fromEntries(types.map((type) => [type, ResponseTemplates ? TEXT : json])),
  };
}
