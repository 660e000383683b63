import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { S3_METHODS } from './catalogue';
import { invalid } from './errors';
import { S3Acl } from './s3-acl';
import { StatusMapping } from './status-mapping';

/**
 * How requests are carried to S3 and its answers back.
 */
export interface S3CarriageOptions {
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
   * With `CONVERT_TO_TEXT`, the client gets the base64 text of what S3 has.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
   * @default - the bytes as they are, whatever the client accepts; none where the API's binary media types are not `*` `/` `*`
   */
  readonly responseContentHandling?: apigateway.ContentHandling;
}

/** Every choice made, but for what depends on the API that the method is part of. */
export interface Carriage {
  readonly acl: S3Acl;
  readonly statusMapping: StatusMapping;
  readonly responseHeaders: Record<string, string>;
  readonly requestContentHandling?: apigateway.ContentHandling;
  readonly responseContentHandling?: apigateway.ContentHandling;
}

/** API Gateway gives these out as `x-amzn-Remapped-...`. */
const REMAPPED = [
  'authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'server',
  'trailer', 'upgrade', 'user-agent', 'www-authenticate',
];

const CARRIED = new Set(S3_METHODS.flatMap(method => method.responseHeaders).map(name => name.toLowerCase()));

const EVERYTHING = '*/*';

/**
 * The choices, checked against each other and the API that they are for.
 *
 * @param options what the user chose
 * @param api the API that they are for, where known
 */
export function resolveCarriage(options: S3CarriageOptions, api?: apigateway.IRestApi): Carriage {
  const binaryMediaTypes = api === undefined ? [EVERYTHING] : binaryMediaTypesOf(api);
  const binary = Token.isUnresolved(binaryMediaTypes) || binaryMediaTypes.includes(EVERYTHING);
  for (const property of ['requestContentHandling', 'responseContentHandling'] as const) {
    if (!binary && options[property] === apigateway.ContentHandling.CONVERT_TO_BINARY) {
      throw invalid(property, `must not be CONVERT_TO_BINARY unless binaryMediaTypes has '${EVERYTHING}': content of other types would be base64-decoded, or answered with 500`,
        binaryMediaTypes, `leave out ${property}, or binaryMediaTypes`);
    }
  }
  const responseHeaders = { ...options.responseHeaders };
  Object.entries(responseHeaders).forEach(([name, s3Header]) => checkResponseHeader(name, s3Header));
  return {
    acl: options.acl ?? S3Acl.none(),
    statusMapping: options.statusMapping ?? StatusMapping.exact(),
    responseHeaders,
    requestContentHandling: options.requestContentHandling,
    responseContentHandling: options.responseContentHandling ?? (binary ? apigateway.ContentHandling.CONVERT_TO_BINARY : undefined),
  };
}

/** An imported API does not tell: it is taken for one that was made for objects. */
function binaryMediaTypesOf(api: apigateway.IRestApi): string[] {
  const cfn = api.node.defaultChild;
  return cfn instanceof apigateway.CfnRestApi ? cfn.binaryMediaTypes ?? [] : [EVERYTHING];
}

function checkResponseHeader(name: string, s3Header: string) {
  for (const [what, header] of [['name', name], ['header of S3', s3Header]]) {
    if (!Token.isUnresolved(header) && !/^[A-Za-z0-9-]+$/.test(header)) {
      throw invalid('responseHeaders', `must have a ${what} of letters, digits and hyphens`, header, "write plain header names, as in { Timestamp: 'Date' }");
    }
  }
  if (REMAPPED.includes(name.toLowerCase())) {
    throw invalid('responseHeaders', 'must not give out a header that API Gateway renames', name, `choose another name, as in { 'x-s3-${name.toLowerCase()}': '${s3Header}' }`);
  }
  if (CARRIED.has(name.toLowerCase())) {
    throw invalid('responseHeaders', 'must not replace a header that S3 answers with and that is carried already', name, 'leave it out, or choose another name');
  }
}
