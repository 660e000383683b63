import { withHeaders, withQuery } from './requests';
import { RawRequest } from '../../../local/test/support/gateway';
import { S3_OPERATIONS, S3_SELECTORS, S3Scope } from '../../../src/catalogue';

/** A request without credentials. */
export interface Attempt extends RawRequest {
  readonly method: string;
  /** What of the query arrives at S3, where the method has all parameters of S3. */
  readonly arriving?: string;
  /** Whether it may be refused before anybody asks who it is. */
  readonly malformed?: boolean;
}

/** What somebody who reads all that is public may have learnt, or guessed. */
export interface Known {
  readonly bucket: string;
  readonly otherBucket: string;
  readonly versionId: string;
  readonly uploadId: string;
}

export const READS = ['GET', 'HEAD'];
const WRITES = ['PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'];
export const VERBS = [...READS, ...WRITES];

const TAGS = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
/** Where S3 looks at the body; elsewhere it is what would be stored. */
const BODIES: Readonly<Record<string, string>> = {
  tagging: TAGS,
  delete: '<Delete><Object><Key>there</Key></Object></Delete>',
  versioning: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
  policy: '{"Version":"2012-10-17","Statement":[]}',
};

const SELECTORS = [...new Set([...S3_SELECTORS.bucket.query, ...S3_SELECTORS.object.query])];

/** Every selector, with a value and without, as S3 spells it and otherwise. */
export function bySelector(method: string, path: string, scope: Exclude<S3Scope, 'service'>): Attempt[] {
  return SELECTORS.flatMap(selector => {
    const capital = `${selector[0].toUpperCase()}${selector.slice(1)}`;
    const escaped = `%${selector.charCodeAt(0).toString(16)}${selector.slice(1)}`;
    const arriving = S3_SELECTORS[scope].query.includes(selector) ? `${selector}=1` : '';
    const by = (query: string) => attempt(method, withQuery(path, query), BODIES[selector]);
    return [...[selector, `${selector}=`, `${selector}=1`, escaped].map(query => ({ ...by(query), arriving })), by(capital)];
  });
}

/** What names a version or an upload of an object that is there. */
export function byId(method: string, path: string, { versionId, uploadId }: Known): Attempt[] {
  const ids = [`versionId=${versionId}`, 'versionId=null', `uploadId=${uploadId}`, `uploadId=${uploadId}&partNumber=1`];
  const queries = [...ids, ...ids.map(id => `tagging&${id}`), ...ids.map(id => `acl&${id}`)];
  return queries.map(arriving => ({ ...attempt(method, withQuery(path, arriving)), arriving }));
}

const HEADERS = [...new Set(Object.values(S3_OPERATIONS).flatMap(({ headers }) => headers))]
  .filter(name => /^x-amz-(?!checksum|server-side|copy-source-)/.test(name));

/** Every header of S3 that chooses or changes what is done, in two spellings. */
export function byHeader(method: string, path: string, { bucket, versionId }: Known): Attempt[] {
  const values: Readonly<Record<string, string>> = {
    'x-amz-copy-source': `/${bucket}/there?versionId=${versionId}`,
    'x-amz-rename-source': `/${bucket}/there`,
    'x-amz-acl': 'public-read',
    'x-amz-tagging': 'a=b',
    'x-amz-tagging-directive': 'REPLACE',
    'x-amz-metadata-directive': 'REPLACE',
    'x-amz-object-lock-legal-hold': 'ON',
    'x-amz-bypass-governance-retention': 'true',
    'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
  };
  const title = (name: string) => name.replace(/(^|-)./g, letter => letter.toUpperCase());
  return HEADERS.flatMap(name => [name, title(name)].map(spelled => ({
    ...withHeaders(attempt(method, path), [spelled, values[name] ?? 'v']), method,
  })));
}

/** What may make another request of it, for somebody on the way. */
export function byTrick(method: string, path: string, { bucket, otherBucket, versionId }: Known): Attempt[] {
  const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'x-method', 'X-Amz-Method'];
  const rewrites = ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Path', 'X-Forwarded-Prefix'];
  const queries = [
    '_method=DELETE', 'method=PUT', 'x-id=DeleteObject', 'Action=DeleteObject',
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=x', 'AWSAccessKeyId=x&Signature=x&Expires=9999999999',
    'x=1;tagging', 'x=1%26tagging', 'x=1%0d%0atagging', '?tagging', '&&tagging', 'tagging&tagging=',
    'TAGGING', 'tagging%3D', 'tagging%00', 'tagging+', '=tagging', 'x=%3Ftagging', `versionId=${versionId}%00`,
  ];
  const paths = [
    '%3Ftagging', '%3facl', '%23', ';tagging', ';versionId=1', '/', '/.', '/..', '/%2e%2e', '%2F', '%2F..%2Fthere',
    '%00', '%0d%0a', '%20', '//', '/?tagging', '%252e', '%5C', `%3FversionId%3D${versionId}`,
    `/../../${otherBucket}/private`, `/..%2F..%2F${otherBucket}%2Fprivate`,
    `%2F..%2F..%2F${otherBucket}%2Fprivate`, `/%2e%2e/%2e%2e/${otherBucket}/private`,
  ];
  const before = ['//', '/./', '/x/../', '/%2e/', '/%2F', `/..%2F${otherBucket}%2F`, `/${bucket}/`, '/there%2F..%2F', '/%74here%2f'];
  const name = path.replace(/^\/prod\/?/, '');
  return [
    ...overrides.flatMap(header => ['PUT', 'DELETE', 'POST', 'GET'].map(verb => withHeaders(attempt(method, path), [header, verb]))),
    ...rewrites.map(header => withHeaders(attempt(method, path), [header, '/prod/there?tagging'])),
    ...queries.map(query => attempt(method, withQuery(path, query))),
    ...paths.map(end => attempt(method, `${path.replace(/\/$/, '')}${end}`)),
    ...before.map(start => attempt(method, `/prod${start}${name}`)),
    attempt(method, `http://127.0.0.1${path}?tagging`),
    attempt(method, `${path}#?tagging`),
    withHeaders(attempt(method, path), ['Host', 's3.amazonaws.com']),
    withHeaders(attempt(method, path), ['Connection', 'x-amz-date'], ['Transfer-Encoding', 'identity']),
    withHeaders(attempt(method, path), ['Referer', 'http://127.0.0.1'], ['X-Forwarded-For', '127.0.0.1'], ['X-Amzn-Apigateway-Api-Id', 'x']),
  ].map(one => ({ ...one, method, malformed: true }));
}

function attempt(method: string, target: string, body = 'changed'): Attempt {
  return { method, target, ...!READS.includes(method) && { body } };
}
