import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { gatewayResponsesOf, methodsOf } from './api-surroundings';
import { corsHeaders } from './cors';
import { hasParameterValidator } from './mount';

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
  DEFAULT_4XX: ['InvalidRequest', 'The API cannot serve this request.'],
  DEFAULT_5XX: ['InternalError', 'The API failed. Please try again.'],
  INTEGRATION_FAILURE: ['ServiceUnavailable', 'Amazon S3 could not be reached. Please try again.'],
  INTEGRATION_TIMEOUT: ['RequestTimeout', 'Amazon S3 did not answer in time. Please try again.'],
  MISSING_AUTHENTICATION_TOKEN: ['AccessDenied', 'The request is not signed, or there is no such method.'],
  REQUEST_TOO_LARGE: ['EntityTooLarge', 'A request may have 10 MB at most.'],
  THROTTLED: ['SlowDown', 'Please reduce your request rate.'],
  UNSUPPORTED_MEDIA_TYPE: ['NotImplemented', 'Bodies in chunks (aws-chunked) and codings but gzip are not supported.'],
  WAF_FILTERED: ['AccessDenied', 'A firewall refused the request.'],
};

/** What only methods of some kinds answer. A template has little room. */
const IAM_ERRORS: typeof ERRORS = {
  EXPIRED_TOKEN: ['ExpiredToken', 'The provided token has expired.'],
  INVALID_SIGNATURE: ['SignatureDoesNotMatch', 'The signature does not match. Check the key, the region of the API and the service execute-api.'],
};
const AUTHORIZER_ERRORS: typeof ERRORS = {
  UNAUTHORIZED: ['AccessDenied', 'A token that is valid here must be sent: it is missing, malformed, expired, or for something else.'],
};
const API_KEY_ERRORS: typeof ERRORS = {
  INVALID_API_KEY: ['AccessDenied', 'An API key that is valid here must be sent in x-api-key.'],
  QUOTA_EXCEEDED: ['SlowDown', 'The quota of the API key is used up.'],
};
const PARAMETER_ERRORS: typeof ERRORS = {
  BAD_REQUEST_PARAMETERS: ['InvalidRequest', 'A parameter that must be there is missing.'],
};

/** Answers of the API itself become S3-style XML; only for an API that is wholly the construct's. What the user answers with stays. */
export function addGatewayErrors(api: apigateway.RestApi, cors?: apigateway.CorsOptions) {
  const methods = methodsOf(api);
  const has = (...types: apigateway.AuthorizationType[]) => methods.some(({ authorizationType }) => types.some(type => type === authorizationType));
  const errors = {
    ...ERRORS,
    ...(has(apigateway.AuthorizationType.IAM) ? IAM_ERRORS : {}),
    ...(has(apigateway.AuthorizationType.COGNITO, apigateway.AuthorizationType.CUSTOM) ? AUTHORIZER_ERRORS : {}),
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired === true) ? API_KEY_ERRORS : {}),
    ...(hasParameterValidator(api) ? PARAMETER_ERRORS : {}),
  };
  const given = gatewayResponsesOf(api).map(({ responseType }) => responseType);
  const headers = { 'Content-Type': 'application/xml', ...(cors ? corsHeaders(cors, []) : {}) };
  for (const [type, [code, message]] of Object.entries(errors).filter(([name]) => !given.includes(name))) {
    api.addGatewayResponse(type, {
      type: apigateway.ResponseType.of(type),
      responseHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`])),
      // The template of this type is the one that is taken whatever the client accepts.
      templates: { 'application/json': errorDocument(code, message) },
    });
  }
}

function errorDocument(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>$context.requestId</RequestId></Error>`;
}
