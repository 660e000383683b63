import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { S3_OPERATIONS } from './catalogue';
import { checkCors, S3CorsOptions } from './cors';
import { checkType, invalid } from './errors';
import { FURTHER_RESPONSE_HEADERS } from './mapping';
import { ACL_HEADER, storesObject } from './permissions';
import { checkStatic } from './route-value';
import { S3Acl } from './s3-acl';
import { StatusMapping } from './status-mapping';
import { warn } from './warnings';

/**
 * How requests are carried to S3 and its answers back.
 */
export interface S3IntegrationOptions {
  /**
   * Which ACL stored objects get.
   *
   * @default S3Acl.none()
   */
  readonly acl?: S3Acl;

  /**
   * How the statuses of S3 become statuses of the API.
   *
   * @default StatusMapping.exact()
   */
  readonly statusMapping?: StatusMapping;

  /**
   * Further headers of every answer: the client's name for it, and the header of S3 that it is taken from, as in `{ Timestamp: 'Date' }`.
   *
   * What the operations answer with is carried already. API Gateway renames some headers (`Date`, `Server`...), hence another name.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
   * @default - none
   */
  readonly responseHeaders?: { [name: string]: string };

  /**
   * Metadata of objects that clients may set and read: names without `x-amz-meta-`, as in `['title']`. What is not named is dropped, both ways,
   * and so are names that a client writes in capitals (`x-amz-meta-Title`).
   *
   * S3 takes 2 KB of metadata an object, and API Gateway 10,240 bytes of headers a request.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
   * @default - none
   */
  readonly userMetadata?: string[];

  /**
   * Headers that S3 gets with every request that stores an object, as in `{ 'x-amz-server-side-encryption': 'AES256' }` or
   * `{ 'Cache-Control': 'max-age=60' }`: the value, which the client cannot override.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
   * @default - what the client sends
   */
  readonly requestHeaders?: { [name: string]: string };

  /**
   * Conversion of request bodies.
   *
   * With `CONVERT_TO_TEXT`, what S3 stores is the base64 text of what the client sent.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
   * @default - the bytes as they are
   */
  readonly requestContentHandling?: apigateway.ContentHandling;

  /**
   * Conversion of answers.
   *
   * With `CONVERT_TO_TEXT`, the client gets base64 text instead of every body: objects, listings and S3's errors.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
   * @default - the bytes as they are, whatever the client accepts; none where the API's binary media types are not `*` `/` `*`
   */
  readonly responseContentHandling?: apigateway.ContentHandling;
}

/** Every choice made, but for what depends on the API that the method is part of. */
export interface IntegrationSettings {
  readonly cors?: apigateway.CorsOptions;
  readonly acl: S3Acl;
  readonly statusMapping: StatusMapping;
  readonly responseHeaders: Record<string, string>;
  readonly userMetadata: string[];
  readonly requestHeaders: Record<string, string>;
  readonly requestContentHandling?: apigateway.ContentHandling;
  readonly responseContentHandling?: apigateway.ContentHandling;
  /** The bytes as they are, whatever was chosen for other answers */
  readonly errorContentHandling?: apigateway.ContentHandling;
}

/** API Gateway gives these out as `x-amzn-Remapped-...`, or (the last) not at all. */
const REMAPPED = [
  'authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'server',
  'trailer', 'upgrade', 'user-agent', 'www-authenticate', 'transfer-encoding',
];

const ENTRIES = Object.values(S3_OPERATIONS);
const CARRIED = new Set([...ENTRIES.flatMap(entry => entry.responseHeaders), ...FURTHER_RESPONSE_HEADERS].map(name => name.toLowerCase()));
const STORING = ENTRIES.filter(storesObject);

const EVERYTHING = '*/*';

/**
 * The choices, checked against each other and the API that they are for.
 *
 * @param options what the user chose
 * @param api the API that they are for, where known
 */
export function resolveOptions(options: S3IntegrationOptions & S3CorsOptions, api?: apigateway.IRestApi): IntegrationSettings {
  const types = api === undefined ? [EVERYTHING] : binaryMediaTypesOf(api);
  const binary = types.includes(EVERYTHING);
  for (const property of ['requestContentHandling', 'responseContentHandling'] as const) {
    if (!binary && options[property] === apigateway.ContentHandling.CONVERT_TO_BINARY) {
      throw invalid(property, `must not decode base64 where the binary media types of the API are [${types.join(', ')}] and not '${EVERYTHING}': content of other types `
        + 'would be answered with 500', options[property], `leave it out, or make the API binary with '${EVERYTHING}'`);
    }
  }
  checkType('acl', options.acl, S3Acl, 'write S3Acl.none()');
  checkType('statusMapping', options.statusMapping, StatusMapping, 'write StatusMapping.exact()');
  checkResponseHeaders(options.responseHeaders ?? {}, options.userMetadata ?? []);
  checkUserMetadata(options.userMetadata ?? []);
  checkRequestHeaders(options.requestHeaders ?? {});
  checkCors(options.cors, options.responseHeaders);
  const errorContentHandling = binary ? apigateway.ContentHandling.CONVERT_TO_BINARY : undefined;
  return {
    cors: options.cors,
    acl: options.acl ?? S3Acl.none(),
    statusMapping: options.statusMapping ?? StatusMapping.exact(),
    responseHeaders: { ...options.responseHeaders },
    userMetadata: [...options.userMetadata ?? []],
    requestHeaders: { ...options.requestHeaders },
    requestContentHandling: options.requestContentHandling,
    responseContentHandling: options.responseContentHandling ?? errorContentHandling,
    errorContentHandling,
  };
}

/** A property that is there without a value must not undo a default. */
export function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

/** Warns of an API that changes bytes: that can be meant, where all content is text. */
export function warnOfLostBytes(scope: Construct, api: apigateway.IRestApi) {
  const types = binaryMediaTypesOf(api);
  if (!types.includes(EVERYTHING)) {
    warn(scope, 'partialBinaryMediaTypes', `The binary media types of the API are [${types.join(', ')}]: bytes of other types are changed on the way, `
      + `both ways, and some errors of S3 become 500. Set binaryMediaTypes: ['${EVERYTHING}'] on the API.`);
  }
}

/** An imported API does not tell, nor does a token: they are taken for ones that were made for objects. */
export function binaryMediaTypesOf(api: apigateway.IRestApi): string[] {
  const cfn = api.node.defaultChild;
  const types = cfn instanceof apigateway.CfnRestApi ? cfn.binaryMediaTypes ?? [] : [EVERYTHING];
  return Token.isUnresolved(types) ? [EVERYTHING] : types;
}

function checkResponseHeaders(headers: Record<string, string>, userMetadata: string[]) {
  checkNamedOnce('responseHeaders', headers);
  for (const [name, s3Header] of Object.entries(headers)) {
    for (const [what, header] of [['name', name], ['header of S3', s3Header]]) {
      if (Token.isUnresolved(header) || !/^[A-Za-z0-9-]+$/.test(header)) {
        throw invalid('responseHeaders', `must have a ${what} of letters, digits and hyphens, known at synthesis`, header,
          "write plain header names, as in { Timestamp: 'Date' }");
      }
    }
    const lower = name.toLowerCase();
    if (REMAPPED.includes(lower)) {
      throw invalid('responseHeaders', 'must not give out a header that API Gateway renames', name, `choose another name, as in { 'x-s3-${lower}': '${s3Header}' }`);
    }
    // Under its own name it is carried on every answer, errors included.
    if ((CARRIED.has(lower) || userMetadata.some(one => lower === `x-amz-meta-${one}`)) && lower !== s3Header.toLowerCase()) {
      throw invalid('responseHeaders', 'must not replace a header that S3 answers with', name, 'choose another name');
    }
  }
}

function checkUserMetadata(names: string[]) {
  for (const name of names) {
    if (Token.isUnresolved(name) || !/^[a-z0-9_.-]+$/.test(name)) {
      throw invalid('userMetadata', 'must be names of the characters a-z 0-9 _ . -, known at synthesis, as S3 keeps them', name, "write the name alone, as in 'title'");
    }
    if (name.startsWith('x-amz-meta-')) {
      throw invalid('userMetadata', 'must be names without x-amz-meta-', name, `write '${name.slice('x-amz-meta-'.length)}'`);
    }
  }
  if (new Set(names).size < names.length) {
    throw invalid('userMetadata', 'must name each once', names.join(', '), 'leave the others out');
  }
}

/** Two spellings would be two headers. */
export function checkNamedOnce(property: string, headers: Record<string, unknown>) {
  const names = Object.keys(headers).map(name => name.toLowerCase());
  const again = Object.keys(headers).find((name, index) => names.indexOf(name.toLowerCase()) < index);
  if (again !== undefined) {
    throw invalid(property, 'must name a header once, whatever the case', again, 'leave one of them out');
  }
}

/** Which ACL an object is stored with is told in one place. */
export function checkNoAcl(property: string, header: string) {
  if (header.toLowerCase() === ACL_HEADER || header.toLowerCase().startsWith('x-amz-grant-')) {
    throw invalid(property, 'must not set an ACL', header, 'use the property acl');
  }
}

function checkRequestHeaders(headers: Record<string, string>) {
  checkNamedOnce('requestHeaders', headers);
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    checkNoAcl('requestHeaders', name);
    if (lower.startsWith('x-amz-copy-source') || !STORING.some(entry => entry.headers.some(header => header.toLowerCase() === lower))) {
      throw invalid('requestHeaders', 'must be headers that S3 reads when an object is stored', name, "choose one of PutObject's, as in 'Cache-Control'");
    }
    if (value === '') {
      throw invalid(`requestHeaders: ${name}`, 'must not be empty', value, 'leave it out');
    }
    checkStatic(`requestHeaders: ${name}`, value);
  }
}
