import { ABOVE, Auth, Client, PRESIGNED } from './client';

/** A step that works straight on the store and cannot work through API Gateway. */
export interface Forbidden {
  readonly step: string;
  /** What API Gateway does, in a sentence. */
  readonly fact: string;
  /** Where that is known from. */
  readonly source: string;
  /** @default - all */
  readonly auths?: readonly Auth[];
  /** Names of those that it is so with. @default - all that have the step */
  readonly clients?: readonly string[];
  /** Names of clients for which it works all the same. */
  readonly worksWith?: readonly string[];
  /** What fails, in S3's words. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Where nothing fails: what is not there, or other than straight. */
  readonly differs?: string;
}

const QUOTAS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html';
const KNOWN_ISSUES = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html';
const DECOMPRESSION = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html';
const MAPPINGS = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html';

/** They are on pages. */
const PAGES = ['javascript-browser'];

/** Of a signature, or of a key or session that is not known. */
export const MISMATCH = {
  code: 'SignatureDoesNotMatch',
  message: 'The signature does not match. Check the key, the region of the API and the service execute-api.',
};

const UPLOADS_TOO = ['a presigned URL', 'a presigned upload', 'a presigned upload of a known body'];

const [TOO_LARGE, FAILED, MEDIA] = [
  'A request may have 10 MB at most.', 'The API failed. Please try again.', 'Bodies in chunks (aws-chunked) and codings but gzip are not supported.',
];

/** What s3cmd sends with that digest and no other. */
const MD5_ALONE = [
  'tags of a bucket are set', 'rules for pages are set', 'a folder is synchronized', 'a folder is deleted', 'a bucket is deleted with all that is in it',
];

/** The one list of them; docs/clients.md shows it. */
export const FORBIDDEN: readonly Forbidden[] = [
  {
    step: '11 MB are put in one piece',
    fact: 'A request has 10 MB at most. Upload in parts.',
    source: QUOTAS,
    worksWith: ['rclone'], // in parts, as its settings have it
    error: { code: 'EntityTooLarge', message: TOO_LARGE },
  },
  {
    step: '11 MB are got in one piece',
    fact: 'An answer has 10 MB at most. Read in ranges.',
    source: QUOTAS,
    error: { code: 'InternalError', message: FAILED },
  },
  {
    step: 'a folder with 11 MB is downloaded',
    clients: ['s3cmd'],
    fact: 'An answer has 10 MB at most, and s3cmd asks for the whole of each object.',
    source: QUOTAS,
    error: { code: 'InternalError', message: FAILED },
  },
  {
    step: 'checksums as the client likes',
    fact: 'A checksum behind the body is sent as aws-chunked, a Content-Encoding that API Gateway does not know: 415.',
    source: DECOMPRESSION,
    worksWith: PAGES,
    error: { code: 'NotImplemented', message: MEDIA },
  },
  {
    step: 'a coding that is not gzip',
    fact: 'API Gateway undoes gzip, and answers 415 to another Content-Encoding.',
    source: DECOMPRESSION,
    worksWith: PAGES,
    error: { code: 'NotImplemented', message: MEDIA },
  },
  {
    step: 'a presigned upload',
    auths: ['iam'],
    fact: 'A body that is not known when the URL is made is signed as an empty one. That API Gateway does not take `UNSIGNED-PAYLOAD` instead, as S3 does, is assumed and [unsettled](aws-behaviour.md).',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html',
    error: MISMATCH,
  },
  ...UPLOADS_TOO.map((step): Forbidden => ({
    step,
    auths: ['key'],
    fact: 'An API key is a header, which is no part of a URL.',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html',
    error: { code: 'AccessDenied', message: 'An API key that is valid here must be sent in x-api-key.' },
  })),
  ...UPLOADS_TOO.map((step): Forbidden => ({
    step,
    auths: ['bearer'],
    fact: 'A token is a header, which is no part of a URL.',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html',
    error: { code: 'AccessDenied', message: 'A token that is valid here must be sent: it is missing, malformed, expired, or for something else.' },
  })),
  {
    step: 'the same key without the slash',
    fact: 'API Gateway takes the slash from the end of a path: the object is stored without it.',
    source: 'https://github.com/localstack/localstack (`test_lambda_aws_proxy_integration`, recorded on AWS)',
    differs: 'no NoSuchKey',
  },
  ...MD5_ALONE.map((step): Forbidden => ({
    step,
    clients: ['s3cmd'],
    fact: 'API Gateway removes Content-MD5, the only digest that s3cmd sends where S3 wants one.',
    source: KNOWN_ISSUES,
    error: { code: 'InvalidRequest', message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*' },
  })),
  {
    step: 'tags of a bucket',
    clients: ['s3cmd'],
    fact: 'As they could not be set, there are none.',
    source: KNOWN_ISSUES,
    error: { code: 'NoSuchTagSet', message: 'The TagSet does not exist.' },
  },
  {
    step: 'a wrong MD5',
    fact: 'API Gateway removes Content-MD5, so S3 checks none. Send x-amz-checksum-*.',
    source: KNOWN_ISSUES,
    differs: 'no BadDigest',
  },
  {
    step: 'the size, by HEAD',
    clients: ['rclone', 's3cmd'],
    fact: 'API Gateway renames Content-Length, and may say 0 of a HEAD ([unsettled](aws-behaviour.md)). These clients cannot be told to look at x-object-size; their listings tell the size.',
    source: KNOWN_ISSUES,
    differs: 'output.ContentLength: 0 instead of 10',
  },
  {
    step: 'the metadata of another name',
    fact: 'There are no wildcards in mappings: each name of metadata is in `userMetadata`, or dropped.',
    source: MAPPINGS,
    worksWith: PAGES,
    differs: 'output.Metadata.unnamed: undefined instead of "lost"',
  },
  ...['a coding that is not gzip', 'metadata of another name'].map((step): Forbidden => ({
    step,
    clients: PAGES,
    fact: 'Browsers send headers alone that a preflight allows: those that the API maps.',
    source: MAPPINGS,
    error: { code: 'TypeError', message: 'Failed to fetch' },
  })),
  {
    step: 'the metadata of another name',
    clients: PAGES,
    fact: 'As it was not sent, there is no object.',
    source: MAPPINGS,
    error: { code: 'NotFound', message: 'UnknownError' },
  },
];

/** Whether it is so with a client. */
export const isOf = ({ clients, worksWith }: Forbidden, { name }: Client): boolean => (clients?.includes(name) ?? true) && !worksWith?.includes(name);

/** What a client shows of an error of an operation. */
export function shownBy({ shows }: Pick<Client, 'shows'>, operation: string, { code, message }: { code: string; message: string }): string {
  if (PRESIGNED.includes(operation)) {
    return `${code}: ${message}`; // what the URL answers
  }
  const called = operation === ABOVE.PUT_BY_DEFAULT ? 'PutObject' : operation;
  return shows.replace('{code}', code).replace('{operation}', called).replace('{message}', message);
}
