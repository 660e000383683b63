import { Environment } from '../cloudformation/physical-ids';
import { Exchange } from '../front-door/exchange';
import { headerValue } from '../front-door/request';
import { ConditionContext } from '../iam/iam-pattern';
import { Fail, PolicyKind, Principal, STATEMENT_ELEMENTS } from '../iam/iam-policy';

export const INVOKE = 'execute-api:Invoke';
export const INVALIDATE_CACHE = 'execute-api:InvalidateCache';

/** What a request to an API can be asked about. VPC endpoints lead to private APIs only, so a request here comes from none. */
const CONDITION_KEYS: ReadonlySet<string> = new Set([
  'aws:currenttime', 'aws:epochtime', 'aws:principalaccount', 'aws:principalarn', 'aws:referer', 'aws:securetransport', 'aws:sourceip',
  'aws:sourcevpc', 'aws:sourcevpce', 'aws:useragent', 'aws:username', 'aws:vpcsourceip',
]);

/** Policies of callers, and those that Lambda authorizers return. */
export const INVOKE_POLICY: PolicyKind = { elements: STATEMENT_ELEMENTS, conditionKeys: CONDITION_KEYS };

/** The policy of an API. */
export function resourcePolicyKind(apiId: string, { partition, region, accountId }: Environment): PolicyKind {
  return {
    elements: [...STATEMENT_ELEMENTS, 'Principal'],
    conditionKeys: CONDITION_KEYS,
    principal: (statement, fail) => compilePrincipal(statement, accountId, fail),
    // API Gateway writes the shorthand out when the policy is saved.
    resource: (text) => text.replace(/^execute-api:\/?/, `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/`),
  };
}

type PrincipalMatcher = (principal: Principal | undefined) => boolean;

function compilePrincipal(statement: Readonly<Record<string, unknown>>, ownAccount: string, fail: Fail): PrincipalMatcher {
  const { Principal: given, Effect: effect } = statement;
  const must = "Principal must be '*' or { AWS: ... } with '*', accounts, users and roles";
  if (given === '*') {
    return () => true;
  }
  if (typeof given !== 'object' || given === null || Object.keys(given).join() !== 'AWS') {
    return fail(`${must}, got ${JSON.stringify(given)}`);
  }
  const matchers = [(given as { AWS: unknown }).AWS].flat().map((value): PrincipalMatcher => {
    if (value === '*') {
      return () => true;
    }
    const [, account] = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(String(value)) ?? [];
    if (account) {
      // To allow the own account leaves it to the policies of its users.
      return (principal) => principal?.accountId === account && !(effect === 'Allow' && account === ownAccount);
    }
    if (!/^arn:[^:]+:(?:iam|sts)::\d{12}:(?:user|role|assumed-role)\/[^*?]+$/.test(String(value))) {
      return fail(`${must}, got ${JSON.stringify(value)}`);
    }
    return (principal) => principal !== undefined && (principal.arn === value || roleOf(principal.arn) === value);
  });
  return (principal) => matchers.some((matches) => matches(principal));
}

/** The role of a session; a path of the role is not in the ARN of its sessions. */
function roleOf(arn: string): string | undefined {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name && `arn:${partition}:iam::${account}:role/${name}`;
}

/** The values of the condition keys for a request. Clients of the real API always come over TLS. */
export function invokeContext({ context, request }: Exchange, principal: Principal | undefined, now: number): ConditionContext {
  const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
  return (key) => {
    switch (key) {
      case 'aws:currenttime': return [new Date(now).toISOString()];
      case 'aws:epochtime': return [String(Math.floor(now / 1000))];
      case 'aws:principalaccount': return one(principal?.accountId);
      case 'aws:principalarn': return one(principal && (roleOf(principal.arn) ?? principal.arn));
      case 'aws:referer': return one(headerValue(request.rawHeaders, 'referer'));
      case 'aws:securetransport': return ['true'];
      case 'aws:sourceip': return one(context.sourceIp);
      case 'aws:useragent': return one(headerValue(request.rawHeaders, 'user-agent'));
      case 'aws:username': return one(principal && /:user\/(?:.*\/)?([^/]+)$/.exec(principal.arn)?.[1]);
      default: return undefined;
    }
  };
}
