import { INVOKE, invokeContext } from './invoke-policy';
import { Clock } from './throttle';
import { Method } from '../api/method';
import { Environment } from '../cloudformation/physical-ids';
import { Exchange } from '../front-door/exchange';
import { GatewayError } from '../front-door/gateway-error';
import { AuthorizationRequest, Decision, Policies, Principal } from '../iam/iam-policy';

/** Who calls, once that is proved. */
export interface Authenticated {
  /** Undefined for somebody whom IAM does not know. */
  readonly principal?: Principal;
  /** What the caller's own policy says; undefined when the caller has none by its nature. */
  readonly decision?: Decision;
  /** For people: what of that policy keeps the caller out. */
  readonly whyNot?: () => string;
}

/** Finds out who calls, and tells the exchange and its context, or throws the gateway response. */
export type Authenticator = (exchange: Exchange, methodArn: string) => Promise<Authenticated>;

/** Lets a request through, or throws the gateway response. */
export type Authorizer = (exchange: Exchange) => Promise<void>;

export interface AuthorizationProps extends Pick<Environment, 'accountId' | 'partition' | 'region'> {
  readonly method: Method;
  readonly authenticate: Authenticator;
  /** Of the API. */
  readonly resourcePolicy: Policies | undefined;
  readonly now: Clock;
}

const MAX_METHOD_ARN_BYTES = 1_600;

/**
 * Brings together what the caller's policy and the API's say.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function compileAuthorization(props: AuthorizationProps): Authorizer {
  const { authenticate, method, now, resourcePolicy } = props;
  const open = method.authorizationType === 'NONE' && !resourcePolicy;
  const asked = (exchange: Exchange, resource: string, principal?: Principal): AuthorizationRequest => (
    { action: INVOKE, resource, principal, context: invokeContext(exchange, principal, now()) });
  const judge = (...request: Parameters<typeof asked>) => resourcePolicy?.evaluate(asked(...request));
  const whyNot = (...request: Parameters<typeof asked>) => resourcePolicy && `policy of the API: ${resourcePolicy.whyNot(asked(...request))}`;
  return async (exchange) => {
    if (open) {
      return;
    }
    const arn = methodArn(exchange, props);
    if (method.authorizationType !== 'NONE' && Buffer.byteLength(arn) > MAX_METHOD_ARN_BYTES) {
      throw new GatewayError('DEFAULT_4XX', `Request URI Too Long (${exchange.context.requestId})`, 414);
    }
    // A Lambda function is not asked about somebody whom the API denies.
    if (method.authorizationType === 'CUSTOM' && judge(exchange, arn) === 'explicitDeny') {
      throw denial(method, 'explicitDeny', arn).because(whyNot(exchange, arn)!);
    }
    const caller = await authenticate(exchange, arn);
    const foreign = caller.principal !== undefined && caller.principal.accountId !== props.accountId;
    const ofApi = judge(exchange, arn, caller.principal);
    const decision = combine(caller.decision, ofApi, resourcePolicy !== undefined, foreign);
    if (decision !== 'allow') {
      const matters = (of: Decision | undefined) => (decision === 'explicitDeny' ? of === decision : of !== 'allow');
      const own = matters(caller.decision) ? caller.whyNot?.() : undefined;
      const reasons = [own && `policy of the caller: ${own}`, matters(ofApi) ? whyNot(exchange, arn, caller.principal) : undefined];
      throw denial(method, decision, arn, caller.principal).because(reasons.filter((reason) => reason !== undefined).join('; '));
    }
  };
}

/** On the path as it was sent. */
function methodArn({ api, request, stage }: Exchange, { partition, region, accountId }: AuthorizationProps): string {
  const slash = request.rawPath.indexOf('/', 1);
  const path = slash < 0 ? '/' : request.rawPath.slice(slash);
  return `arn:${partition}:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.method}${path}`;
}

/** A caller of another account needs both policies; one of the own account needs either. Whom IAM does not know needs the API's. */
function combine(own: Decision | undefined, resource: Decision | undefined, hasResourcePolicy: boolean, foreign: boolean): Decision {
  const decisions = [own, resource].filter((decision) => decision !== undefined);
  if (decisions.includes('explicitDeny')) {
    return 'explicitDeny';
  }
  const needed = own === undefined ? (hasResourcePolicy ? [resource] : []) : foreign ? [own, resource] : undefined;
  const allowed = needed ? needed.every((decision) => decision === 'allow') : decisions.includes('allow');
  return allowed ? 'allow' : 'implicitDeny';
}

function denial({ authorizationType }: Method, decision: Decision, arn: string, principal?: Principal): GatewayError {
  const how = decision === 'explicitDeny' ? ' with an explicit deny' : '';
  if (authorizationType === 'CUSTOM') {
    return new GatewayError('ACCESS_DENIED', `User is not authorized to access this resource${how}`);
  }
  // Clients are not shown the whole account id.
  const resource = arn.replace(/:\d{8}(\d{4}):/, ':********$1:');
  const message = `User: ${principal?.arn ?? 'anonymous'} is not authorized to perform: ${INVOKE} on resource: ${resource}${how}`;
  return new GatewayError('ACCESS_DENIED', message);
}
