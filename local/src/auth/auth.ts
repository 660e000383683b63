import { Authenticator } from './authorization';
import { KnownCallers } from './callers';
import { INVALIDATE_CACHE, INVOKE, invokeContext } from './invoke-policy';
import { needsBodyHash, verifyRequest } from './sigv4';
import { EMPTY_SHA256, sha256Hex } from './sigv4-canonical';
import { Clock } from './throttle';
import { GatewayError } from '../front-door/gateway-error';
import { Decision } from '../iam/iam-policy';

export interface IamProps {
  readonly region: string;
  readonly callers: KnownCallers;
  readonly now: Clock;
}

/** For a method with AuthorizationType AWS_IAM. */
export function compileIamAuthenticator({ region, callers, now }: IamProps): Authenticator {
  return async (exchange, methodArn) => {
    const { request, body } = exchange;
    const { method, rawPath: path, rawQuery: query, rawHeaders: headers } = request;
    const bodyHash = needsBodyHash({ method, path, query, headers }) && body.length !== 0 ? sha256Hex(await body.encoded()) : undefined;
    const verified = verifyRequest({ method, path, query, headers, bodyHash }, {
      service: 'execute-api', region, find: (accessKeyId) => callers.get(accessKeyId)?.credentials, now: new Date(now()),
    });
    if (!verified.ok) {
      throw new GatewayError(verified.type, verified.message, undefined, verified.errorType).because(verified.reason ?? verified.message);
    }
    if (verified.payloadHash !== undefined && (body.length !== 0 || verified.payloadHash !== EMPTY_SHA256)) {
      body.expectHash(verified.payloadHash);
    }
    const { accessKeyId } = verified;
    const { cognitoIdentityId, credentials, policies, principal } = callers.get(accessKeyId)!;
    exchange.context.identity = {
      accessKey: accessKeyId,
      accountId: principal.accountId,
      caller: accessKeyId,
      cognitoIdentityId,
      user: accessKeyId,
      userArn: principal.arn,
    };
    const asked = (action: string) => ({ action, resource: methodArn, context: invokeContext(exchange, principal, now()) });
    const decide = (action: string): Decision => (policies ? policies.evaluate(asked(action)) : 'allow');
    exchange.caller = credentials;
    const mayInvalidateCache = () => decide(INVALIDATE_CACHE) === 'allow';
    exchange.mayInvalidateCache = mayInvalidateCache;
    return { principal, decision: decide(INVOKE), whyNot: policies && (() => policies.whyNot(asked(INVOKE))) };
  };
}
