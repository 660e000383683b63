import { filePath } from './file-path';
import { ACTIONS, COPIES, HEADER_ACTIONS, HEADER_KEYS, HeaderAction, QUERY_KEYS, S3Scope, VERSION_ACTIONS } from './s3-action-table';
import { SignableRequest, queryPairs } from '../auth/sigv4-canonical';

/** One permission that a request needs. */
export interface NeededAction {
  /** `s3:GetObject` */
  readonly action: string;
  /** `arn:aws:s3:::bucket/key` */
  readonly resource: string;
}

/** What a request to S3 asks for, in the words of IAM. */
export interface S3Action {
  readonly needed: readonly NeededAction[];
  /** Whether the objects are named in the body (DeleteObjects), so that `needed` holds the whole bucket instead of their ARNs. */
  readonly keysInBody: boolean;
  /** Values of the condition keys that come from the request, by their names in lower case. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** What S3 answers to a request that it refuses before it looks who sent it. */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const badArgument = (message: string): S3Refusal => ({ status: 400, code: 'InvalidArgument', message });
const INVALID_BUCKET: S3Refusal = { status: 400, code: 'InvalidBucketName', message: 'The specified bucket is not valid.' };
const INVALID_URI: S3Refusal = { status: 400, code: 'InvalidURI', message: "Couldn't parse the specified URI." };
const INVALID_SOURCE_BUCKET = badArgument('Invalid copy source bucket name');
const INVALID_SOURCE_KEY = badArgument('Invalid copy source object key');
const INVALID_TAGGING = badArgument(
  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
);
const NOT_ALLOWED: S3Refusal = { status: 405, code: 'MethodNotAllowed', message: 'The specified method is not allowed against this resource.' };

/** S3 or a proxy before it may take either of two values: such a request has no one meaning. */
class AmbiguousRequest extends Error {}

class RefusedRequest extends Error {
  public constructor(public readonly refusal: S3Refusal) {
    super(refusal.message);
  }
}

/**
 * The IAM actions of a request in path style, or undefined when it is no S3 operation or could be read as two: unknown selectors for
 * its verb, several selectors, a parameter or header given twice, broken escapes.
 */
export function s3ActionOf(request: SignableRequest, partition = 'aws'): S3Action | undefined {
  try {
    return nameAction(request, `arn:${partition}:s3:::`);
  } catch (error) {
    if (error instanceof AmbiguousRequest || error instanceof RefusedRequest || error instanceof URIError) return undefined;
    throw error;
  }
}

/** Why S3 would not even look for a permission, where that is why a request has no action. */
export function s3RefusalOf(request: SignableRequest): S3Refusal | undefined {
  try {
    nameAction(request, '');
    return undefined;
  } catch (error) {
    if (error instanceof RefusedRequest) return error.refusal;
    if (error instanceof AmbiguousRequest || error instanceof URIError) return undefined;
    throw error;
  }
}

function nameAction(request: SignableRequest, arn: string): S3Action | undefined {
  const [bucket, key] = bucketAndKey(request.path, INVALID_BUCKET);
  const scope: S3Scope = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  if (scope === 'service' && request.path !== '/') return undefined;
  const query = uniqueParameters(request.query);
  const headers = uniqueHeaders(request.headers);

  const selectors = [...query.keys()]
    .filter((name) => SELECTORS[scope].has(name))
    .sort()
    .join('&');
  const operation = OPERATIONS.get(`${request.method} ${scope} ${selectors}`);
  if (operation === undefined) {
    if (scope === 'object' && selectors === '' && request.method === 'POST') throw new RefusedRequest(NOT_ALLOWED);
    return undefined;
  }
  // Whatever it may be the key of, it is no key of this bucket.
  if (scope === 'object' && !filePath(`${bucket}/${key}`).startsWith(`${bucket}/`)) throw new RefusedRequest(INVALID_URI);
  const { keysInBody } = operation;
  const resource = arn + (scope === 'service' ? '*' : scope === 'bucket' ? bucket : `${bucket}/${key}`) + (keysInBody ? '/*' : '');

  const needed = (query.has('versionId') ? operation.ofVersion : operation.own).map((action): NeededAction => ({ action, resource }));
  for (const { action, headers: names, when = () => true } of operation.byHeader) {
    if (names.some((name) => headers.has(name) && when(headers.get(name)!))) needed.push({ action: `s3:${action}`, resource });
  }
  const source = operation.copies ? headers.get('x-amz-copy-source') : undefined;
  if (source !== undefined) needed.push(copyAction(source, arn));
  return { needed, keysInBody, conditions: conditionsOf(query, headers) };
}

/** What is known of a request before its headers are looked at. */
interface Operation {
  /** `s3:GetObject`; several are all needed. */
  readonly own: readonly string[];
  /** The same where the request names a version. */
  readonly ofVersion: readonly string[];
  readonly byHeader: readonly HeaderAction[];
  readonly copies: boolean;
  readonly keysInBody: boolean;
}

/** By verb, scope and selectors: `GET object acl`. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries(ACTIONS).flatMap(([scope, bySelectors]) =>
    Object.entries(bySelectors).flatMap(([selectors, byVerb]) =>
      Object.entries(byVerb).map(([verb, actions]): [string, Operation] => {
        const id = `${verb} ${scope} ${selectors}`;
        return [id, {
          own: actionsOf(actions!, false),
          ofVersion: actionsOf(actions!, true),
          byHeader: HEADER_ACTIONS.filter(({ requests }) => requests.includes(id)),
          copies: COPIES.includes(id),
          keysInBody: id === 'POST bucket delete',
        }];
      }),
    ),
  ),
);

function actionsOf(actions: string, version: boolean): string[] {
  const names = actions.split(' ').flatMap((action) => {
    const versioned = version ? VERSION_ACTIONS[action] : undefined;
    if (versioned === undefined) return [action];
    return versioned.also ? [action, versioned.action] : [versioned.action];
  });
  return names.map((name) => `s3:${name}`);
}

const SELECTORS: Readonly<Record<S3Scope, ReadonlySet<string>>> = {
  service: new Set(),
  bucket: new Set(Object.keys(ACTIONS.bucket).filter((name) => name !== '')),
  object: new Set(
    Object.keys(ACTIONS.object)
      .flatMap((names) => names.split('&'))
      .filter((name) => name !== ''),
  ),
};

function bucketAndKey(path: string, invalidBucket: S3Refusal): [string, string] {
  const [, bucket = '', key = ''] = /^\/?([^/]*)\/?(.*)$/s.exec(path) ?? [];
  if (!/^[A-Za-z0-9._-]*$/.test(bucket)) {
    // An escaped slash in the bucket's name may or may not end it; the ARN of an access point stands for a bucket.
    if (/[/:]/.test(decodeURIComponent(bucket))) throw new AmbiguousRequest(bucket);
    throw new RefusedRequest(invalidBucket);
  }
  return [bucket, decodeURIComponent(key)];
}

const NONE: ReadonlyMap<string, string> = new Map();

function uniqueParameters(query: string): ReadonlyMap<string, string> {
  if (query === '') return NONE;
  const parameters = new Map<string, string>();
  for (const [rawName, rawValue] of queryPairs(query)) {
    const [name, value] = [rawName, rawValue].map((text) => decodeURIComponent(text.replace(/\+/g, '%20'))) as [string, string];
    if (parameters.has(name)) throw new AmbiguousRequest(name);
    parameters.set(name, value);
  }
  return parameters;
}

/** The headers that decide anything here; user metadata decides nothing. */
function uniqueHeaders(lines: SignableRequest['headers']): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [rawName, value] of lines) {
    const name = rawName.toLowerCase();
    if (!(name.startsWith('x-amz-') || HEADER_KEYS.has(name)) || name.startsWith('x-amz-meta-')) continue;
    if (headers.has(name)) throw new AmbiguousRequest(name);
    headers.set(name, value.trim());
  }
  return headers;
}

/** `/bucket/key?versionId=id`, with or without the first slash, escaped. */
function copyAction(source: string, arn: string): NeededAction {
  const [path, version] = source.split(/\?versionId=/) as [string, string?];
  // Clients escape the slash after the bucket too, or do not.
  const [bucket, key] = bucketAndKey(path.replace(/%2F/gi, '/'), INVALID_SOURCE_BUCKET);
  if (bucket === '' || key === '') throw new RefusedRequest(bucket === '' ? INVALID_SOURCE_BUCKET : INVALID_SOURCE_KEY);
  return { action: version === undefined ? 's3:GetObject' : 's3:GetObjectVersion', resource: `${arn}${bucket}/${key}` };
}

function conditionsOf(query: ReadonlyMap<string, string>, headers: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const conditions = new Map<string, readonly string[]>([
    ['s3:signatureversion', ['AWS4-HMAC-SHA256']],
    ['s3:authtype', ['REST-HEADER']],
  ]);
  for (const [name, value] of query) {
    const key = QUERY_KEYS.get(name);
    if (key !== undefined) conditions.set(key, [value]);
  }
  for (const [name, value] of headers) {
    conditions.set(HEADER_KEYS.get(name) ?? `s3:${name}`, [
      name === 'x-amz-copy-source' ? decodeURIComponent(value).replace(/^\//, '') : value,
    ]);
  }
  const tagging = headers.get('x-amz-tagging');
  if (tagging !== undefined) {
    const tags = tagsOf(tagging);
    conditions.set(
      's3:requestobjecttagkeys',
      tags.map(([name]) => name),
    );
    for (const [name, value] of tags) conditions.set(`s3:requestobjecttag/${name.toLowerCase()}`, [value]);
  }
  return conditions;
}

function tagsOf(tagging: string): Array<[string, string]> {
  try {
    return [...uniqueParameters(tagging)];
  } catch (error) {
    if (error instanceof AmbiguousRequest || error instanceof URIError) throw new RefusedRequest(INVALID_TAGGING);
    throw error;
  }
}
