import { Annotations, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { S3_METHODS } from './catalogue';
import { checkType, invalid } from './errors';
import { FURTHER_RESPONSE_HEADERS } from './mapping';
import { S3Acl } from './s3-acl';
import { StatusMapping } from './status-mapping';

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
  readonly acl: S3Acl;
  readonly statusMapping: StatusMapping;
  readonly responseHeaders: Record<string, string>;
  readonly requestContentHandling?: apigateway.ContentHandling;
  readonly responseContentHandling?: apigateway.ContentHandling;
}

/** API Gateway gives these out as `x-amzn-Remapped-...`, or (the last) not at all. */
const REMAPPED = [
  'authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'server',
  'trailer', 'upgrade', 'user-agent', 'www-authenticate', 'transfer-encoding',
];

const CARRIED = new Set([...S3_METHODS.flatMap(method => method.responseHeaders), ...FURTHER_RESPONSE_HEADERS].map(name => name.toLowerCase()));

const EVERYTHING = '*/*';

/**
 * The choices, checked against each other and the API that they are for.
 *
 * @param options what the user chose
 * @param api the API that they are for, where known
 */
export function resolveOptions(options: S3IntegrationOptions, api?: apigateway.IRestApi): IntegrationSettings {
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
  checkResponseHeaders(options.responseHeaders ?? {});
  return {
    acl: options.acl ?? S3Acl.none(),
    statusMapping: options.statusMapping ?? StatusMapping.exact(),
    responseHeaders: { ...options.responseHeaders },
    requestContentHandling: options.requestContentHandling,
    responseContentHandling: options.responseContentHandling ?? (binary ? apigateway.ContentHandling.CONVERT_TO_BINARY : undefined),
  };
}

/** Warns of an API that changes bytes: that can be meant, where all content is text. */
export function warnOfLostBytes(scope: Construct, api: apigateway.IRestApi) {
  const types = binaryMediaTypesOf(api);
  if (!types.includes(EVERYTHING)) {
    Annotations.of(scope).addWarningV2('cdk-s3-proxy-api:partialBinaryMediaTypes',
      `The binary media types of the API are [${types.join(', ')}]: bytes of other types are changed on the way, both ways, and some errors of S3 become 500. `
      + `Set binaryMediaTypes: ['${EVERYTHING}'] on the API.`);
  }
}

/** An imported API does not tell, nor does a token: they are taken for ones that were made for objects. */
function binaryMediaTypesOf(api: apigateway.IRestApi): string[] {
  const cfn = api.node.defaultChild;
  const types = cfn instanceof apigateway.CfnRestApi ? cfn.binaryMediaTypes ?? [] : [EVERYTHING];
  return Token.isUnresolved(types) ? [EVERYTHING] : types;
}

function checkResponseHeaders(headers: Record<string, string>) {
  const names = Object.keys(headers);
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
    if (CARRIED.has(lower) && lower !== s3Header.toLowerCase()) {
      throw invalid('responseHeaders', 'must not replace a header that S3 answers with', name, 'choose another name');
    }
    if (names.some(other => other !== name && other.toLowerCase() === lower)) {
      throw invalid('responseHeaders', 'must name a header once, whatever the case', name, 'leave one of them out');
    }
  }
}
