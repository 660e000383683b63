import { CfnTemplate } from './synth';
import { Problems } from '../../local/src/cloudformation/problems';
import { resolveTemplate } from '../../local/src/cloudformation/template';
import { IdentityPolicies, NamedPolicy } from '../../local/src/iam/iam-policy';
import { rolePolicies } from '../../local/src/iam/role-policies';
import { s3ActionOf } from '../../local/src/iam/s3-action';
import { DEPLOYED_TYPES } from '../../local/src/store/deploy';

export interface Access {
  /** The policies as IAM counts them: resolved, and without whitespace. */
  readonly policies: ReadonlyArray<{ readonly type: string; readonly length: number; readonly document: any }>;
  /** What the role's policies say of a request to S3, such as `GET /bucket/key?acl`. */
  decide(request: string, headers?: Record<string, string>): 'allow' | 'implicitDeny' | 'explicitDeny';
  /** Name of a bucket of the template, or of another resource, by its logical id. */
  name(logicalId: string): string;
}

/** The policies of the only role of a template whose logical id has this in it, evaluated as IAM does. */
export function accessOf(template: CfnTemplate, rolePart: string): Access {
  const { resources } = resolveTemplate(template, { stackName: 'Stack', supports: type => DEPLOYED_TYPES.includes(type) });
  const roles = resources.filter(({ type, logicalId }) => type === 'AWS::IAM::Role' && logicalId.includes(rolePart));
  if (roles.length !== 1) {
    throw new Error(`'${rolePart}' must be in the logical id of one role, got ${roles.map(({ logicalId }) => logicalId).join(', ') || 'none'}`);
  }
  const problems = new Problems();
  const [{ policies }] = rolePolicies(resources, new Set([roles[0].attributes.Arn]), problems);
  problems.throwIfAny();
  const typeOf = (policy: NamedPolicy) => resources.find(({ properties }) => properties.PolicyDocument === policy.document)?.type ?? 'AWS::IAM::Role';
  return {
    policies: policies.map(policy => ({ type: typeOf(policy), length: JSON.stringify(policy.document).length, document: policy.document })),
    name: logicalId => resources.find(resource => resource.logicalId.startsWith(logicalId))!.physicalId,
    decide: decider(policies),
  };
}

/** What policies say of a request to S3; fails where it is no operation, or could be read as two. */
function decider(policies: readonly NamedPolicy[]): Access['decide'] {
  const compiled = new IdentityPolicies(policies);
  return (request, headers = {}) => {
    const [method, target] = request.split(' ');
    const [path, query = ''] = target.split('?');
    const action = s3ActionOf({ method, path, query, headers: Object.entries(headers) });
    if (action === undefined) {
      throw new Error(`${request} is no operation of S3`);
    }
    const decisions = action.needed.map(needed => compiled.evaluate({ ...needed, context: key => action.conditions.get(key) }));
    return decisions.find(decision => decision === 'explicitDeny') ?? decisions.find(decision => decision !== 'allow') ?? 'allow';
  };
}
