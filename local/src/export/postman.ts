import { ApiSource, SourceMethod } from './api-source';
import { S3Call, s3CallOf } from './carried-operations';
import { baseOf, list, members } from './openapi';
import { ServerOptions, stageOf, verbsOf } from './plain-openapi';
import { parametersOf, PlainParameter } from './plain-parameters';
import { Access, accessOf } from './plain-security';
import { NAMING_SELECTORS, referenceOf, S3Operation } from './s3-operations';
import { SAMPLE_BODIES } from './sample-bodies';

interface Variable {
  readonly key: string;
  readonly value: string;
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
/** So that a folder can be run from top to bottom: what is read is there, and what is deleted was read. */
const ORDER = [
  'OPTIONS', 'PUT', 'POST', 'PATCH', 'HEAD', 'GET', 'CreateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'ListParts', 'CompleteMultipartUpload',
  'DELETE', 'DeleteObject', 'DeleteBucket',
];
/** What later requests need of an answer, by operation: the variable and the expression that finds it. */
const KEPT: Readonly<Record<string, readonly [string, string]>> = {
  CreateMultipartUpload: ['uploadId', 'pm.response.text().match(/<UploadId>([^<]*)</)?.[1]'],
  UploadPart: ['etag', "pm.response.headers.get('ETag')"],
};

/** The API as a Postman collection: a folder for each resource, a request for each operation of S3 that it carries. */
export function postmanCollection(source: ApiSource, options: ServerOptions = {}): object {
  const { properties, logicalId } = source.api;
  const folders = [...source.paths].map(([path, methods]) => ({ name: path, item: itemsOf(source, methods) })).filter(({ item }) => item.length > 0);
  const text = JSON.stringify(folders);
  return {
    info: members({ name: String(properties.Name ?? logicalId), description: properties.Description, schema: SCHEMA }),
    item: folders,
    variable: [{ key: 'baseUrl', value: baseUrl(source, options) }, ...variables(source, text)],
  };
}

function baseUrl(source: ApiSource, { url, stage }: ServerOptions): string {
  const { region, urlSuffix } = source.environment;
  return url !== undefined ? baseOf(url) : `https://${source.deployedId ?? 'api-id'}.execute-api.${region}.${urlSuffix}/${stageOf(source, stage)}`;
}

/** Those that the requests name, with values for a start where there are any. */
function variables({ environment: { region } }: ApiSource, text: string): Variable[] {
  const known: Readonly<Record<string, string>> = { region, key: 'folder/file.txt', partNumber: '1' };
  const names = new Set([...text.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, name]) => name).filter((name) => name !== 'baseUrl'));
  return [...names].sort().map((key) => ({ key, value: known[key] ?? '' }));
}

function itemsOf(source: ApiSource, methods: readonly SourceMethod[]): object[] {
  const requests = verbsOf(methods).flatMap(([verb, method]) => {
    const call = s3CallOf(source, method, verb);
    const operations: ReadonlyArray<S3Operation | undefined> = call && call.operations.length > 0 ? call.operations : [undefined];
    return operations.map((operation) => ({ verb, method, call, operation }));
  });
  const rank = ({ verb, operation }: typeof requests[number]) => ORDER.indexOf(ORDER.includes(operation?.name ?? '') ? operation!.name : verb);
  return requests.sort((a, b) => rank(a) - rank(b)).map(({ verb, method, call, operation }) => itemOf(source, verb, method, call, operation));
}

function itemOf(source: ApiSource, verb: string, method: SourceMethod, call: S3Call | undefined, operation: S3Operation | undefined): object {
  const access = accessOf(source, method.properties);
  const parameters = parametersOf(method, call);
  const body = operation && SAMPLE_BODIES[operation.name];
  const header = [
    ...(access.apiKey && access.kind !== 'open' ? [{ key: 'x-api-key', value: '{{apiKey}}' }] : []),
    ...(access.kind === 'cognito' ? [] : access.places).filter((place) => place.in === 'header').map(({ name }) => ({ key: name, value: `{{${name}}}` })),
    ...(body === undefined ? [] : [{ key: 'Content-Type', value: body.startsWith('<') ? 'application/xml' : body.startsWith('{') ? 'application/json' : 'text/plain' }]),
    ...(operation?.copies ? [{ key: call!.copyHeader ?? 'x-amz-copy-source', value: '{{copySource}}' }] : []),
    ...parameters.filter((parameter) => parameter.in === 'header' && parameter.required).map(({ name }) => ({ key: name, value: `{{${name}}}` })),
  ];
  return members({
    name: operation?.name ?? `${verb} ${method.path}`,
    request: members({
      method: verb,
      description: operation && referenceOf(operation),
      auth: authOf(access),
      header,
      body: body === undefined ? undefined : { mode: 'raw', raw: body },
      url: urlOf(method.path, queryOf(parameters, access, call, operation)),
    }),
    response: [],
    event: operation && Object.hasOwn(KEPT, operation.name) ? [keep(...KEPT[operation.name])] : undefined,
  });
}

function keep(variable: string, expression: string): object {
  return { listen: 'test', script: { type: 'text/javascript', exec: [`pm.collectionVariables.set('${variable}', ${expression} ?? '');`] } };
}

function queryOf(
  parameters: readonly PlainParameter[], { places }: Access, call: S3Call | undefined, operation: S3Operation | undefined,
): Variable[] {
  const selectors = (operation?.selectors ?? []).filter(({ name }) => !call!.fixed.has(name))
    .map(({ name, value }) => ({ key: call!.query.get(name) ?? name, value: value ?? (NAMING_SELECTORS.has(name) ? `{{${name}}}` : '1') }));
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required && selectors.every(({ key }) => key !== parameter.name))
    .map(({ name }) => ({ key: name, value: `{{${name}}}` }));
  return [...selectors, ...required, ...places.filter((place) => place.in === 'query').map(({ name }) => ({ key: name, value: `{{${name}}}` }))];
}

/** A variable of the path is a variable of the collection: a greedy one keeps its slashes so. */
function urlOf(path: string, query: readonly Variable[]): object {
  const segments = path.slice(1).split('/').map((segment) => segment.replace(/\{([^{}+]+)\+?\}/g, '{{$1}}'));
  const raw = `{{baseUrl}}/${segments.join('/')}`;
  return members({
    raw: query.length > 0 ? `${raw}?${query.map(({ key, value }) => `${key}=${value}`).join('&')}` : raw,
    host: ['{{baseUrl}}'],
    path: segments,
    query: list(query),
  });
}

function authOf({ kind, apiKey, places }: Access): object {
  const of = (type: string, values: Readonly<Record<string, string>>) => (
    { type, [type]: Object.entries(values).map(([key, value]) => ({ key, value, type: 'string' })) });
  const [place] = places;
  switch (kind) {
    case 'sigv4': return of('awsv4', {
      accessKey: '{{accessKey}}', secretKey: '{{secretKey}}', sessionToken: '{{sessionToken}}', region: '{{region}}', service: 'execute-api',
    });
    case 'cognito': return place.name.toLowerCase() === 'authorization'
      ? of('bearer', { token: '{{token}}' }) : of('apikey', { key: place.name, value: '{{token}}', in: 'header' });
    case 'open': return apiKey ? of('apikey', { key: 'x-api-key', value: '{{apiKey}}', in: 'header' }) : { type: 'noauth' };
    case 'lambda': return { type: 'noauth' };
  }
}
