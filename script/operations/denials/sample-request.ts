import { createHash } from 'crypto';
import { S3Operation } from '../../../src';
import { S3_OPERATIONS } from '../../../src/catalogue';

const CHECKSUM = 'x-amz-checksum-sha256';

/** What a sample request is about. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** A request in path style, as S3 gets it. */
export interface SampleRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body?: string;
}

/** The object that a copy is of. */
export const sourceOf = ({ key }: Place): string => `${key}-source`;

/** The least that is this operation and no other: its verb and path, and the parameters and headers that choose it. */
export function sampleRequest(operation: S3Operation, place: Place): SampleRequest {
  const { scope, verb, selectors, requiredQuery, requiredHeaders, headers } = S3_OPERATIONS[operation];
  // Names the object, for the operation that finds its keys there; to any other it is a document of no meaning. A request that has a type has a body.
  const body = headers.includes('Content-Type') ? `<Delete><Object><Key>${place.key}</Key></Object></Delete>` : undefined;
  return {
    method: verb,
    path: { service: '/', bucket: `/${place.bucket}`, object: `/${place.bucket}/${place.key}` }[scope],
    // A number does for the id of an upload, of a part and of a configuration.
    query: [...selectors.map(selector => (selector.includes('=') ? selector : `${selector}=`)), ...requiredQuery.map(name => `${name}=1`)].join('&'),
    headers: [
      // What chooses an operation by its presence names an object.
      ...requiredHeaders.map((name): [string, string] => [name, `/${place.bucket}/${sourceOf(place)}`]),
      // S3 wants one of some operations.
      ...(body !== undefined && headers.includes(CHECKSUM) ? [[CHECKSUM, createHash('sha256').update(body).digest('base64')] as [string, string]] : []),
    ],
    body,
  };
}
