/**
 * S3's operations as its own model has them, read from the schemas of the SDK: what a request and an answer are made of.
 */
import * as sdk from '@aws-sdk/client-s3';
import { NormalizedSchema } from '@smithy/core/schema';

export type Scope = 'service' | 'bucket' | 'object';

export interface ModelOperation {
  readonly name: string;
  /** Undefined for what is not below a bucket, nor the service itself. */
  readonly scope?: Scope;
  readonly verb: string;
  /** `name` or `name=value`: what of the query chooses this operation. */
  readonly selectors: readonly string[];
  /** What of the query it cannot be called without, and so chooses it too. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly status: number;
  /** Whether the request carries `x-amz-meta-*`. */
  readonly takesMetadata: boolean;
  readonly givesMetadata: boolean;
}

interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly prefixHeaders: boolean;
  /** Part of the body. */
  readonly body: boolean;
}

type Http = [verb: string, uri: string, status: number];
type OperationSchema = [kind: number, namespace: string, name: string, traits: { http: Http }, input: unknown, output: unknown];
const OPERATION_KIND = 9;

/** On every answer of S3. */
const COMMON_RESPONSE_HEADERS = ['x-amz-id-2', 'x-amz-request-id'];

/** Of the SDK's own making: it reads `Expires` into it as it came. */
const NO_HEADERS = ['ExpiresString'];

/** As S3 sends it, where the model has it otherwise: mappings look names up with their case. */
const SENT_AS: Readonly<Record<string, string>> = { 'accept-ranges': 'Accept-Ranges' };

/** Says which algorithm; the digest itself is in the header of the algorithm, which the model leaves out. */
const CHECKSUM_ALGORITHM = 'x-amz-sdk-checksum-algorithm';
export const DIGEST = /^x-amz-checksum-(crc|sha|md5|xxhash)/;

const unique = (names: readonly string[]): string[] => [...new Set(names)];

export function readModel(): ModelOperation[] {
  const schemas = (Object.values(sdk) as unknown[]).filter(isOperation);
  const digests = unique(schemas.flatMap(schema => members(schema[4]).map(member => member.httpHeader ?? '')).filter(header => DIGEST.test(header)));
  return schemas.map(schema => operation(schema, digests)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === OPERATION_KIND;
}

function operation([, , name, { http: [verb, uri, status] }, input, output]: OperationSchema, digests: string[]): ModelOperation {
  const [path, query = ''] = uri.split('?');
  const request = members(input);
  const answer = members(output);
  const headers = request.flatMap(member => member.httpHeader ?? []);
  return {
    name,
    scope: path === '/{Key+}' ? 'object' : path !== '/' ? undefined : request.some(member => member.name === 'Bucket') ? 'bucket' : 'service',
    verb,
    // `x-id` only tells operations apart in logs.
    selectors: query.split('&').filter(part => part !== '' && !part.startsWith('x-id=')),
    requiredQuery: request.filter(member => member.required).flatMap(member => member.httpQuery ?? []),
    requiredHeaders: request.filter(member => member.required).flatMap(member => member.httpHeader ?? []),
    query: request.flatMap(member => member.httpQuery ?? []),
    headers: unique([
      ...headers,
      ...(headers.includes(CHECKSUM_ALGORITHM) ? digests : []),
      ...(request.some(member => member.body) ? ['Content-Type'] : []),
    ]),
    responseHeaders: unique([
      ...answer.flatMap(member => member.httpHeader ?? []).filter(header => !NO_HEADERS.includes(header)).map(header => SENT_AS[header] ?? header),
      ...COMMON_RESPONSE_HEADERS,
      ...(answer.some(member => member.body) ? ['Content-Type'] : []),
    ]),
    status,
    takesMetadata: request.some(member => member.prefixHeaders),
    givesMetadata: answer.some(member => member.prefixHeaders),
  };
}

function members(schema: unknown): Member[] {
  const structure = NormalizedSchema.of(schema as never);
  if (!structure.isStructSchema()) {
    return [];
  }
  // The model lists required members first, and then how many they are.
  const [, , , , , , required = 0] = structure.getSchema() as unknown[] as [...unknown[], number | undefined];
  return [...structure.structIterator()].map(([name, member], index) => {
    const { httpQuery, httpHeader, httpPrefixHeaders, httpLabel } = member.getMergedTraits() as Record<string, string | undefined>;
    return {
      name,
      httpQuery,
      httpHeader,
      required: index < Number(required),
      prefixHeaders: httpPrefixHeaders !== undefined,
      body: [httpQuery, httpHeader, httpPrefixHeaders, httpLabel].every(binding => binding === undefined),
    };
  });
}
