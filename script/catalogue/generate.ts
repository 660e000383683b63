/**
 * Writes src/catalogue.ts from s3-operations.json: which selectors, parameters, headers, statuses and permissions S3's operations have.
 * `npm run catalogue` rewrites the file; test/catalogue.test.ts fails when it is not what this makes.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

interface Named { readonly name: string; readonly value?: string; readonly ifDropped?: string }
interface ModelOperation {
  readonly name: string;
  readonly scope: string;
  readonly verb: string;
  readonly path: string;
  readonly selectors: { readonly static: Named[]; readonly requiredQuery: Named[]; readonly requiredHeaders: Named[] };
  readonly query: Named[];
  readonly requestHeaders: Named[];
  readonly responseHeaders: Named[];
  readonly carriable: string;
  readonly iam: { readonly required: { readonly action: string; readonly resource: string }[] };
}
interface ModelMethod {
  readonly verb: string;
  readonly path: string;
  readonly operations: string[];
  readonly selectors: Readonly<Record<'ownVerb' | 'otherVerbs' | 'decidingQuery' | 'decidingHeaders', string[]>>;
  readonly successStatuses: number[];
}
interface Model { readonly neverMap: string[]; readonly methods: ModelMethod[]; readonly operations: ModelOperation[] }

/** The operations that the library wires; the others are in the shapes of the methods already. */
const WIRED = [
  'ListBuckets', 'CreateBucket', 'HeadBucket', 'DeleteBucket', 'ListObjects', 'ListObjectsV2',
  'GetObject', 'HeadObject', 'PutObject', 'DeleteObject',
];

/** API Gateway removes these before a mapping can read them, or (Content-Encoding) undoes the coding that the header names. */
const UNREADABLE = ['Content-MD5', 'Content-Encoding'];

/**
 * What a request that writes must not lose unseen: which operation it is, its conditions, who may then read, and the customer's own key.
 */
const VITAL_LOSSES = ['other-operation', 'lost-guard'];
const VITAL_HEADERS = /^x-amz-(acl|grant-.*|.*customer.*)$/;

/** API Gateway makes these itself; what S3 sent would come out renamed. */
const OWN_RESPONSE_HEADERS = ['Content-Length'];

const SCOPES: Record<string, string> = { '/': 'service', '/{bucket}': 'bucket', '/{bucket}/{key+}': 'object' };

export const MODEL_FILE = join(__dirname, 's3-operations.json');
export const CATALOGUE_FILE = join(__dirname, '..', '..', 'src', 'catalogue.ts');

const sorted = (names: Iterable<string>) => [...new Set(names)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

export function enumMember(operation: string): string {
  return operation.replace(/([a-z])([A-Z0-9])/g, '$1_$2').toUpperCase();
}

function without(names: string[], left: Iterable<string>): string[] {
  const out = new Set([...left].map(name => name.toLowerCase()));
  return names.filter(name => !out.has(name.toLowerCase()));
}

function list(names: readonly (string | number)[], indent: string): string {
  const quoted = names.map(name => (typeof name === 'number' ? `${name}` : `'${name}'`));
  const line = `[${quoted.join(', ')}]`;
  if (line.length + indent.length <= 120) {
    return line;
  }
  const lines: string[] = [];
  for (const item of quoted) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + item.length < 118) {
      lines[lines.length - 1] = `${last} ${item},`;
    } else {
      lines.push(`${indent}  ${item},`);
    }
  }
  return `[\n${lines.join('\n')}\n${indent}]`;
}

/** What decides, on every verb of a path, which operation S3 runs. */
function selectorsOf(methods: ModelMethod[]) {
  return {
    query: sorted(methods.flatMap(m => [...m.selectors.ownVerb, ...m.selectors.otherVerbs, ...m.selectors.decidingQuery])),
    headers: sorted(methods.flatMap(m => m.selectors.decidingHeaders)),
  };
}

function renderMethod(method: ModelMethod, model: Model, selectors: { query: string[]; headers: string[] }): string {
  // An operation that cannot be carried arrives by its selector and is denied: what else it reads need not travel.
  const operations = model.operations.filter(o => method.operations.includes(o.name) && o.carriable !== 'no');
  const names = (member: 'query' | 'requestHeaders' | 'responseHeaders', left: string[]) =>
    sorted(without(operations.flatMap(o => o[member].map(named => named.name)), left));
  const vital = method.verb === 'GET' || method.verb === 'HEAD' ? [] : operations.flatMap(o => o.requestHeaders)
    .filter(h => VITAL_LOSSES.includes(h.ifDropped!) || VITAL_HEADERS.test(h.name)).map(h => h.name);
  return [
    '  {',
    `    scope: '${SCOPES[method.path]}',`,
    `    verb: '${method.verb}',`,
    `    query: ${list(names('query', []), '    ')},`,
    `    headers: ${list(names('requestHeaders', [...selectors.headers, ...model.neverMap, ...UNREADABLE]), '    ')},`,
    `    vitalHeaders: ${list(sorted([...vital, ...(vital.length > 0 ? selectors.headers : [])]), '    ')},`,
    `    responseHeaders: ${list(names('responseHeaders', OWN_RESPONSE_HEADERS), '    ')},`,
    `    successStatuses: ${list(method.successStatuses, '    ')},`,
    '  },',
  ].join('\n');
}

function renderOperation(operation: ModelOperation): string {
  const permissions = operation.iam.required
    .map(p => `{ action: '${p.action}', resource: '${p.resource === '*' ? 'service' : p.resource}' }`);
  const selectors = operation.selectors.static.map(s => (s.value === undefined ? s.name : `${s.name}=${s.value}`));
  return [
    `  [S3Operation.${enumMember(operation.name)}]: {`,
    `    scope: '${operation.scope}',`,
    `    verb: '${operation.verb}',`,
    `    selectors: ${list(selectors, '    ')},`,
    `    permissions: [${permissions.join(', ')}],`,
    `    takesAcl: ${operation.requestHeaders.some(h => h.name === 'x-amz-acl')},`,
    `    takesPrefix: ${operation.query.some(q => q.name === 'prefix')},`,
    '  },',
  ].join('\n');
}

const TYPES = `// Generated by script/catalogue/generate.ts ("npm run catalogue"). Do not edit.
import { S3Operation } from './s3-operation';

export type S3Scope = 'service' | 'bucket' | 'object';
export type S3Verb = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** What S3 decides by, on every verb of a path, which operation it runs: must never be lost on the way. */
export interface S3Selectors {
  readonly query: readonly string[];
  readonly headers: readonly string[];
}

/** Everything that the operations of one path and verb read and answer; the path's other selectors come on top. */
export interface S3Method {
  readonly scope: S3Scope;
  readonly verb: S3Verb;
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** What a request that writes must not lose unseen, however the client spells it */
  readonly vitalHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly successStatuses: readonly number[];
}

export interface S3Permission {
  readonly action: string;
  readonly resource: S3Scope;
}

export interface S3OperationEntry {
  readonly scope: S3Scope;
  readonly verb: S3Verb;
  /** \`name\` or \`name=value\` of the query parameters that choose this operation */
  readonly selectors: readonly string[];
  /** What the integration's role needs, whatever the request says */
  readonly permissions: readonly S3Permission[];
  readonly takesAcl: boolean;
  readonly takesPrefix: boolean;
}
`;

export function generate(model: Model): string {
  const paths = Object.keys(SCOPES);
  const selectors = new Map(paths.map(path => [path, selectorsOf(model.methods.filter(m => m.path === path))]));
  return [
    TYPES,
    'export const S3_SELECTORS: Readonly<Record<S3Scope, S3Selectors>> = {',
    ...paths.map(path => [
      `  ${SCOPES[path]}: {`,
      `    query: ${list(selectors.get(path)!.query, '    ')},`,
      `    headers: ${list(selectors.get(path)!.headers, '    ')},`,
      '  },',
    ].join('\n')),
    '};',
    '',
    'export const S3_METHODS: readonly S3Method[] = [',
    ...model.methods.map(method => renderMethod(method, model, selectors.get(method.path)!)),
    '];',
    '',
    'export const S3_OPERATIONS: Readonly<Record<S3Operation, S3OperationEntry>> = {',
    ...WIRED.map(name => renderOperation(model.operations.find(o => o.name === name)!)),
    '};',
    '',
  ].join('\n');
}

export function readModel(): Model {
  return JSON.parse(readFileSync(MODEL_FILE, 'utf8'));
}

if (require.main === module) {
  writeFileSync(CATALOGUE_FILE, generate(readModel()));
}
