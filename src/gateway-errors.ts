import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/**
 * What API Gateway itself answers with, in the words of S3, so that S3 clients can read it: S3's code for it, and a sentence.
 * A type that is not here answers as DEFAULT_4XX or DEFAULT_5XX, with its own status.
 *
 * The sentences are fixed since nothing escapes what is put into them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const ERRORS: Record<string, [code: string, message: string]> = {
  ACCESS_DENIED: ['AccessDenied', 'Access Denied'],
  BAD_REQUEST_PARAMETERS: ['InvalidRequest', 'A parameter that must be there is missing.'],
  DEFAULT_4XX: ['InvalidRequest', 'The API cannot serve this request.'],
  DEFAULT_5XX: ['InternalError', 'The API failed. Please try again.'],
  EXPIRED_TOKEN: ['ExpiredToken', 'The provided token has expired.'],
  INTEGRATION_FAILURE: ['ServiceUnavailable', 'Amazon S3 could not be reached. Please try again.'],
  INTEGRATION_TIMEOUT: ['RequestTimeout', 'Amazon S3 did not answer in time. Please try again.'],
  INVALID_SIGNATURE: ['SignatureDoesNotMatch', 'The signature does not match. Check the key, the region of the API and the service execute-api.'],
  MISSING_AUTHENTICATION_TOKEN: ['AccessDenied', 'The request is not signed, or there is no such method.'],
  REQUEST_TOO_LARGE: ['EntityTooLarge', 'A request may have 10 MB at most.'],
  THROTTLED: ['SlowDown', 'Please reduce your request rate.'],
};

/** Of what a method refuses that has parameters that must be there. */
const MISSING_PARAMETER = 'BAD_REQUEST_PARAMETERS';

/** Answers of the API itself become S3-style XML; only for an API that is wholly the construct's. */
export function addGatewayErrors(api: apigateway.RestApi) {
  Object.keys(ERRORS).filter(type => type !== MISSING_PARAMETER).forEach(type => addGatewayError(api, type));
}

/** The same for what only some methods answer. A template has little room. */
export function addMissingParameterError(api: apigateway.RestApi) {
  if (api.node.tryFindChild(MISSING_PARAMETER) === undefined) {
    addGatewayError(api, MISSING_PARAMETER);
  }
}

function addGatewayError(api: apigateway.RestApi, type: string) {
  const [code, message] = ERRORS[type];
  api.addGatewayResponse(type, {
    type: apigateway.ResponseType.of(type),
    responseHeaders: { 'Content-Type': "'application/xml'" },
    // The template of this type is the one that is taken whatever the client accepts.
    templates: { 'application/json': errorDocument(code, message) },
  });
}

function errorDocument(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>$context.requestId</RequestId></Error>`;
}
