import { randomBytes, randomUUID } from 'crypto';
import { filePath } from './file-path';
import { ConditionContext, hasWildcards } from './iam-pattern';
import { IdentityPolicies, NamedPolicy } from './iam-policy';
import { NeededAction, s3ActionOf, S3Refusal, s3RefusalOf } from './s3-action';
import { SignableRequest } from '../auth/sigv4-canonical';
import { element, escapeXml } from '../store/xml';

/** A role of the template and the policies that are attached to it. */
export interface RolePolicies {
  /** `arn:aws:iam::123456789012:role/Name` */
  readonly roleArn: string;
  readonly policies: readonly NamedPolicy[];
}

/** An answer as S3 gives it. The answer to a HEAD has no body. */
export interface S3Answer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: string;
  /** For people, besides what S3 says: why the role may not. */
  readonly reason?: string;
}

export type Authorization = { readonly allowed: true } | { readonly allowed: false; readonly response: S3Answer };

export interface S3AccessProps {
  readonly roles: readonly RolePolicies[];
  readonly region: string;
  /**
   * Whether S3 checks a role's whole policy itself. If not, a request whose keys are in its body (DeleteObjects) is denied: only S3 sees
   * them one by one.
   */
  readonly storeChecks: (roleArn: string) => boolean;
}

/**
 * Decides as S3 would which requests a role may make, with the conditions on headers that a local S3 server does not know
 * (`s3:x-amz-copy-source`, `s3:x-amz-grant-*`).
 */
export class S3Access {
  private readonly roles: ReadonlyMap<string, { readonly partition: string; readonly policies: IdentityPolicies }>;

  public constructor(private readonly props: S3AccessProps) {
    this.roles = new Map(props.roles.map(({ roleArn, policies }) => (
      [roleArn, { partition: roleArn.split(':')[1]!, policies: new IdentityPolicies(policies) }])));
  }

  /** For a request in path style, as it will be sent to S3. */
  public authorize(roleArn: string, request: SignableRequest): Authorization {
    const role = this.roles.get(roleArn);
    if (role === undefined) throw new Error(`credentials: must be a role of the template, got '${roleArn}'`);
    const named = s3ActionOf(request, role.partition);
    if (named === undefined) {
      const refusal = s3RefusalOf(request);
      return refusal === undefined ? denied('Access Denied', 'no operation of S3 is called so') : refused(refusal, 'S3 refuses it whoever sends it');
    }
    if (named.keysInBody) {
      // What stands for a policy variable may be a pattern to the store.
      const patterns = [...named.conditions.values()].flat().some(hasWildcards);
      if (this.props.storeChecks(roleArn) && !patterns) return { allowed: true };
      const why = 'the keys of DeleteObjects can only be authorized by an S3 server that checks the whole policy itself';
      return denied(`Access Denied: ${why}`, why);
    }

    const context = this.contextOf(roleArn, named.conditions);
    for (const { action, resource } of named.needed) {
      for (const name of namesOf(resource)) {
        const asked = { action, resource: name, context };
        const decision = role.policies.evaluate(asked);
        if (decision !== 'allow') return denied(message(roleArn, asked, decision === 'explicitDeny'), role.policies.whyNot(asked));
      }
    }
    return { allowed: true };
  }

  private contextOf(roleArn: string, conditions: ReadonlyMap<string, readonly string[]>): ConditionContext {
    return (key) => conditions.get(key) ?? this.globalKey(key, roleArn);
  }

  /** The keys that every call of API Gateway to S3 has. It calls over TLS, whatever the local server speaks. */
  private globalKey(key: string, roleArn: string): readonly string[] | undefined {
    switch (key) {
      case 'aws:currenttime':
        return [new Date().toISOString()];
      case 'aws:epochtime':
        return [String(Math.floor(Date.now() / 1000))];
      case 'aws:securetransport':
        return ['true'];
      case 'aws:principalarn':
        return [roleArn];
      case 'aws:principalaccount':
      case 'aws:resourceaccount':
      case 's3:resourceaccount':
        return [roleArn.split(':')[4]!];
      case 'aws:principaltype':
        return ['AssumedRole'];
      case 'aws:requestedregion':
        return [this.props.region];
      default:
        return undefined;
    }
  }
}

/** As S3 takes it, and as a store takes it that keeps objects as files, for which `a/../b` and `a//b` are other keys than they say. */
function namesOf(resource: string): string[] {
  const start = resource.indexOf(':::') + 3;
  const path = resource.slice(start);
  const file = filePath(path);
  return file === path ? [resource] : [resource, resource.slice(0, start) + file];
}

function message(roleArn: string, { action, resource }: NeededAction, explicit: boolean): string {
  const [, partition, , , account] = roleArn.split(':');
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const user = `arn:${partition}:sts::${account}:assumed-role/${name}/BackplaneAssumeRoleSession`;
  const why = explicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  return `User: ${user} is not authorized to perform: ${action} on resource: "${resource}" ${why}`;
}

function denied(why: string, reason?: string): Authorization {
  return refused({ status: 403, code: 'AccessDenied', message: why }, reason);
}

function refused({ status, code, message: why }: S3Refusal, reason?: string): Authorization {
  const requestId = randomUUID().replace(/-/g, '').slice(0, 16).toUpperCase();
  const hostId = randomBytes(57).toString('base64');
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    element(
      'Error',
      element('Code', code),
      element('Message', escapeXml(why)),
      element('RequestId', requestId),
      element('HostId', hostId),
    );
  return {
    allowed: false,
    response: {
      status,
      headers: [
        ['x-amz-request-id', requestId],
        ['x-amz-id-2', hostId],
        ['Content-Type', 'application/xml'],
        ['Content-Length', String(Buffer.byteLength(body))],
      ],
      body,
      reason,
    },
  };
}
