import { IdentityPolicies, NamedPolicy } from './iam-policy';
import { RolePolicies } from './s3-access';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

const HONOURED = ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'RoleName', 'Path'];
const NO_EFFECT = ['Description', 'MaxSessionDuration', 'Tags'];
const API_GATEWAY = 'apigateway.amazonaws.com';

/** A policy with the resource that it comes from. */
interface AttachedPolicy extends NamedPolicy {
  readonly logicalId: string;
  readonly property: string;
}

type Statement = Readonly<Record<string, unknown>>;

const texts = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** The policies of every role that integrations assume: its own, those attached to it, and those of a managed policy of the template. */
export function rolePolicies(resources: readonly Resource[], roleArns: ReadonlySet<string>, problems: Problems): RolePolicies[] {
  const roles = resources.filter(({ type, attributes }) => type === 'AWS::IAM::Role' && roleArns.has(attributes.Arn ?? ''));
  return roles.map((role): RolePolicies => {
    checkRole(role, problems);
    const policies = [...inlinePolicies(role), ...attachedPolicies(resources, role), ...managedPolicies(resources, role, problems)];
    for (const { logicalId, property, name, document } of policies) {
      try {
        new IdentityPolicies([{ name, document }]);
      } catch (error) {
        problems.cannotHonour(logicalId, property, (error as Error).message);
      }
    }
    return { roleArn: role.attributes.Arn!, policies };
  });
}

function checkRole({ logicalId, properties }: Resource, problems: Problems): void {
  for (const property of Object.keys(properties)) {
    if (!HONOURED.includes(property) && !NO_EFFECT.includes(property)) {
      problems.cannotHonour(logicalId, property, 'this property of AWS::IAM::Role is not supported');
    }
  }
  const { Statement: statements = [] } = (properties.AssumeRolePolicyDocument ?? {}) as { Statement?: Statement | Statement[] };
  // API Gateway sends neither aws:SourceAccount nor aws:SourceArn when it assumes the role: a condition on them makes every call a 500.
  const trusts = [statements]
    .flat()
    .some(
      (statement) =>
        statement.Effect === 'Allow' &&
        texts(statement.Action).includes('sts:AssumeRole') &&
        statement.Condition === undefined &&
        texts((statement.Principal as Record<string, unknown> | undefined)?.Service).includes(API_GATEWAY),
    );
  if (!trusts) {
    problems.cannotHonour(
      logicalId,
      'AssumeRolePolicyDocument',
      `must allow sts:AssumeRole to ${API_GATEWAY} without a condition, ` +
        'or API Gateway cannot assume the role and answers every call with 500',
    );
  }
}

function inlinePolicies({ logicalId, properties }: Resource): AttachedPolicy[] {
  return ((properties.Policies ?? []) as Array<Record<string, unknown>>).map((policy, index) => ({
    logicalId,
    property: `Policies[${index}].PolicyDocument`,
    name: String(policy.PolicyName),
    document: policy.PolicyDocument,
  }));
}

function attachedPolicies(resources: readonly Resource[], role: Resource): AttachedPolicy[] {
  return resources
    .filter(
      ({ type, properties }) =>
        (['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].includes(type) && texts(properties.Roles).includes(role.physicalId)) ||
        (type === 'AWS::IAM::RolePolicy' && properties.RoleName === role.physicalId),
    )
    .map(attached);
}

function attached({ logicalId, properties }: Resource): AttachedPolicy {
  return {
    logicalId,
    property: 'PolicyDocument',
    name: String(properties.PolicyName ?? properties.ManagedPolicyName ?? logicalId),
    document: properties.PolicyDocument,
  };
}

function managedPolicies(resources: readonly Resource[], role: Resource, problems: Problems): AttachedPolicy[] {
  return texts(role.properties.ManagedPolicyArns).flatMap((arn) => {
    const policy = resources.find(({ type, physicalId }) => type === 'AWS::IAM::ManagedPolicy' && physicalId === arn);
    if (policy === undefined) {
      problems.cannotHonour(role.logicalId, 'ManagedPolicyArns', `must be managed policies of this template, got '${arn}'`);
    }
    return policy === undefined ? [] : [attached(policy)];
  });
}
