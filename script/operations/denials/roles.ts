import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Role as IamRole } from 'aws-cdk-lib/aws-iam';
import { Role } from './evaluator';
import { always, sampleArn } from './privilege';
import { Problems } from '../../../local/src/cloudformation/problems';
import { resolveTemplate } from '../../../local/src/cloudformation/template';
import { rolePolicies } from '../../../local/src/iam/role-policies';
import { DEPLOYED_TYPES } from '../../../local/src/store/deploy';
import { MissingObjects, S3Operation, S3Operations, S3Proxy, S3ProxyAuth, S3Target } from '../../../src';
import { CfnTemplate, templateOf } from '../../../test/support/synth';

export const STACK_NAME = 'denials';

/** What is switched on below a resource of the API, for a role of its own. */
export interface Switched {
  readonly operations: readonly S3Operation[];
  /** @default - that of the construct */
  readonly missingObjects?: MissingObjects;
}

export interface Synthesized {
  readonly template: CfnTemplate;
  /** By the name of the resource. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** A proxy for each, all in one API: one synthesis, one server. */
export async function synthesize(switched: Readonly<Record<string, Switched>>, target: (stack: Stack) => S3Target): Promise<Synthesized> {
  const passedRole = await sampleArn('iam:PassRole');
  // CloudFormation takes 500 resources, but nothing here goes there.
  const stack = new Stack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }), STACK_NAME);
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
  const where = target(stack);
  const logicalIds = Object.entries(switched).map(([name, { operations, missingObjects }]) => {
    const passes = operations.flatMap(always).some(({ resource }) => resource === 'role');
    const proxy = new S3Proxy(stack, name, {
      resource: api.root.addResource(name),
      target: where,
      operations: S3Operations.of(...operations),
      auth: S3ProxyAuth.none(),
      missingObjects,
      ...(passes && { passRoles: [IamRole.fromRoleArn(stack, `${name}PassedRole`, passedRole)] }),
    });
    return [name, stack.getLogicalId(proxy.roles[0].node.defaultChild as CfnElement)];
  });
  const template = templateOf(stack);
  return { template, roles: rolesOf(template, Object.fromEntries(logicalIds)) };
}

/** Each operation alone, and nothing that would let its role answer 404 for a missing object. */
export function eachAlone(operations: readonly S3Operation[]): Record<string, Switched> {
  return Object.fromEntries(operations.map(operation => [operation, { operations: [operation], missingObjects: MissingObjects.FORBIDDEN }]));
}

function rolesOf(template: CfnTemplate, logicalIds: Readonly<Record<string, string>>): Map<string, Role> {
  const { resources } = resolveTemplate(template, { stackName: STACK_NAME, supports: type => DEPLOYED_TYPES.includes(type) });
  const arnOf = (id: string) => resources.find(({ logicalId }) => logicalId === id)!.attributes.Arn;
  const arns = Object.entries(logicalIds).map(([name, id]): [string, string] => [name, arnOf(id)]);
  const problems = new Problems();
  const roles = rolePolicies(resources, new Set(arns.map(([, arn]) => arn)), problems);
  problems.throwIfAny();
  return new Map(arns.map(([name, arn]) => [name, { arn, policies: roles.find(({ roleArn }) => roleArn === arn)!.policies }]));
}
