import { Credentials } from './credentials';
import { contextValue, Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { needsBodyHash, verifyRequest } from './sigv4';
import { EMPTY_SHA256, sha256Hex } from './sigv4-canonical';

export interface AuthProps {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly callers: readonly Credentials[];
}

/** Lets a request through, with what the context then knows of the caller, or throws the gateway response. */
export type Authorizer = (exchange: Exchange) => Promise<Exchange>;

const MAX_METHOD_ARN_BYTES = 1_600;

/** For a method with AuthorizationType AWS_IAM. */
export function compileIamAuthorizer(props: AuthProps): Authorizer {
  const callers = new Map(props.callers.map((caller) => [caller.accessKeyId, caller]));
  return async (exchange) => {
    checkMethodArn(exchange, props);
    const { request, body } = exchange;
    const inbound = { method: request.method, path: request.rawPath, query: request.rawQuery, headers: request.rawHeaders };
    const bodyHash = needsBodyHash(inbound) && body.length !== 0 ? sha256Hex(await body.encoded()) : undefined;
    const verified = verifyRequest({ ...inbound, bodyHash }, {
      service: 'execute-api', region: props.region, find: (accessKeyId) => callers.get(accessKeyId),
    });
    if (!verified.ok) {
      throw new GatewayError(verified.type, verified.message, undefined, verified.errorType);
    }
    if (verified.payloadHash !== undefined && (body.length !== 0 || verified.payloadHash !== EMPTY_SHA256)) {
      body.expectHash(verified.payloadHash);
    }
    const identity = exchange.context.identity as Record<string, unknown>;
    const userArn = `arn:${props.partition}:iam::${props.accountId}:user/${verified.accessKeyId}`;
    return {
      ...exchange,
      caller: callers.get(verified.accessKeyId),
      context: {
        ...exchange.context,
        identity: {
          ...identity, accessKey: verified.accessKeyId, accountId: props.accountId, caller: verified.accessKeyId, user: verified.accessKeyId, userArn,
        },
      },
    };
  };
}

/** The ARN that permission is asked for may be so long and no longer. */
function checkMethodArn({ api, context, request, stage }: Exchange, props: AuthProps): void {
  const path = request.rawPath.slice(request.rawPath.indexOf('/', 1));
  const arn = `arn:${props.partition}:execute-api:${props.region}:${props.accountId}:${api.id}/${stage.name}/${request.method}${path}`;
  if (Buffer.byteLength(arn) > MAX_METHOD_ARN_BYTES) {
    throw new GatewayError('DEFAULT_4XX', `Request URI Too Long (${contextValue(context, ['requestId'])})`, 414);
  }
}
