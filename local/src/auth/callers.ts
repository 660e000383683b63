import { Credentials } from './credentials';
import { INVOKE_POLICY } from './invoke-policy';
import { Environment } from '../cloudformation/physical-ids';
import { Policies, Principal } from '../iam/iam-policy';

/** Who may sign requests to AWS_IAM methods. */
export interface Caller extends Credentials {
  /**
   * Identity policy: what the caller may invoke, as `execute-api:Invoke` on `arn:aws:execute-api:{region}:{account}:{apiId}/{stage}/{VERB}/{path}`.
   *
   * @default - every method
   */
  readonly policy?: unknown;
  /** Of an account of its own if need be. @default - `arn:aws:iam::{account}:user/{accessKeyId}` */
  readonly arn?: string;
  /** Of a caller who got the key from a Cognito identity pool. */
  readonly cognitoIdentityId?: string;
}

/** A caller, checked. */
export interface KnownCaller {
  readonly credentials: Credentials;
  readonly principal: Principal;
  readonly policies: Policies | undefined;
  readonly cognitoIdentityId: string | undefined;
}

/** By access key id. */
export type KnownCallers = ReadonlyMap<string, KnownCaller>;

export function readCallers(callers: readonly Caller[], { partition, accountId }: Environment): KnownCallers {
  const found = new Map<string, KnownCaller>();
  if (!Array.isArray(callers)) {
    throw new Error(`callers: must be a list, got ${JSON.stringify(callers)}`);
  }
  callers.forEach((caller, index) => {
    const { accessKeyId, policy, cognitoIdentityId, arn = `arn:${partition}:iam::${accountId}:user/${accessKeyId}` } = caller;
    const at = `callers[${index}]`;
    for (const name of ['accessKeyId', 'secretAccessKey'] as const) {
      if (typeof caller[name] !== 'string' || caller[name] === '') {
        throw new Error(`${at}.${name}: must be a string that is not empty, got ${name === 'accessKeyId' ? JSON.stringify(accessKeyId) : 'none'}`);
      }
    }
    if (found.has(accessKeyId)) {
      throw new Error(`${at}.accessKeyId: each may be given once, got '${accessKeyId}' again`);
    }
    const [, owner] = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(?:user|role|assumed-role)\/.+$/.exec(arn) ?? [];
    if (!owner) {
      throw new Error(`${at}.arn: must be the ARN of an IAM user, a role or an assumed role, got '${arn}'`);
    }
    found.set(accessKeyId, {
      credentials: caller,
      principal: { arn, accountId: owner },
      policies: policy === undefined ? undefined : new Policies([{ name: `${at}.policy`, document: policy }], INVOKE_POLICY),
      cognitoIdentityId,
    });
  });
  return found;
}
