import { Exchange } from '../front-door/exchange';
import { Headers } from '../front-door/request';

/** Context values of a caller whom nobody has proved yet. */
const UNKNOWN_IDENTITY = {
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  principalOrgId: null,
  accessKey: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  user: null,
};

/** What a TOKEN authorizer is told. */
export function tokenEvent(methodArn: string, authorizationToken: string): Record<string, unknown> {
  return { type: 'TOKEN', methodArn, authorizationToken };
}

/**
 * What a REQUEST authorizer is told.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function requestEvent(methodArn: string, { context, request, route, stage }: Exchange): Record<string, unknown> {
  const slash = request.rawPath.indexOf('/', 1);
  const { values } = context;
  const { accountId, apiId, domainName, domainPrefix, extendedRequestId, httpMethod, identity, path, protocol } = values;
  const { requestId, requestTime, requestTimeEpoch, resourceId, resourcePath } = values;
  return {
    type: 'REQUEST',
    methodArn,
    resource: route.resource.path,
    path: slash < 0 ? '/' : request.rawPath.slice(slash),
    httpMethod: request.method,
    headers: lastOf(request.headers),
    multiValueHeaders: allOf(request.headers),
    queryStringParameters: lastOf(request.query),
    multiValueQueryStringParameters: allOf(request.query),
    pathParameters: Object.fromEntries(route.pathParameters),
    stageVariables: stage.variables,
    requestContext: {
      resourceId,
      resourcePath,
      httpMethod,
      extendedRequestId,
      requestTime,
      path,
      accountId,
      protocol,
      stage: stage.name,
      domainPrefix,
      requestTimeEpoch,
      requestId,
      identity: { ...UNKNOWN_IDENTITY, ...identity as Record<string, unknown> },
      domainName,
      apiId,
    },
  };
}

function lastOf(pairs: Headers): Record<string, string> {
  return Object.fromEntries(pairs);
}

function allOf(pairs: Headers): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    found.set(name, [...found.get(name) ?? [], value]);
  }
  return Object.fromEntries(found);
}
