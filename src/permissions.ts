import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { S3_OPERATIONS, S3OperationEntry, S3Permission } from './catalogue';
import { S3Acl } from './s3-acl';
import { S3Operation } from './s3-operation';
import { S3Reach } from './s3-target';

export const ACL_HEADER = 'x-amz-acl';
const GRANT_HEADERS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => `x-amz-grant-${right}`);
const COPY_SOURCE_HEADER = 'x-amz-copy-source';

/** The request must not carry any of these headers or parameters. */
const absent = (keys: string[]) => ({ Null: Object.fromEntries(keys.map(key => [`s3:${key}`, 'true'])) });

/** Whether an operation stores an object, with an ACL if it is told one. */
export function storesObject(entry: S3OperationEntry): boolean {
  return entry.takesAcl && entry.scope === 'object';
}

/**
 * Exactly what the operations need, on exactly what they are for.
 *
 * Conditions stand on what is allowed, so that the statements of several calls add up and one never takes back what another gives.
 */
export function statementsFor(operations: S3Operation[], reach: S3Reach, acl: S3Acl): iam.PolicyStatement[] {
  const wanted = new Map<string, { actions: Set<string>; resources: string[]; conditions?: iam.Conditions }>();
  const want = (action: string, resource: S3Permission['resource'], conditions?: iam.Conditions) => {
    const key = JSON.stringify([resource, conditions]);
    const statement = wanted.get(key) ?? { actions: new Set(), resources: reach[resource], conditions };
    wanted.set(key, statement);
    statement.actions.add(action);
  };

  for (const entry of operations.map(operation => S3_OPERATIONS[operation])) {
    for (const { action, resource } of entry.permissions) {
      want(action, resource, conditionsOf(entry, action, reach, acl));
    }
    if (storesObject(entry) && acl._fixed !== undefined) {
      want('s3:PutObjectAcl', 'object', aclConditions(acl));
    }
  }
  return [...wanted.values()].map(({ actions, resources, conditions }) => new iam.PolicyStatement({
    actions: [...actions].sort(), resources, conditions,
  }));
}

function conditionsOf(entry: S3OperationEntry, action: string, reach: S3Reach, acl: S3Acl): iam.Conditions | undefined {
  if (action === 's3:PutObject') {
    // A copy needs this action too, and reads from wherever its header says.
    return merge(aclConditions(acl), absent([COPY_SOURCE_HEADER]));
  }
  if (reach.listPrefix !== undefined && entry.scope === 'bucket') {
    return entry.takesPrefix ? { StringLike: { 's3:prefix': `${reach.listPrefix}*` } } : absent(['prefix']);
  }
  return undefined;
}

/** S3 asks for PutObjectAcl besides, which is not given; the condition also holds where that check is missing. */
function aclConditions(acl: S3Acl): iam.Conditions {
  return acl._fixed === undefined
    ? absent([ACL_HEADER, ...GRANT_HEADERS])
    : merge({ StringEquals: { [`s3:${ACL_HEADER}`]: acl._fixed } }, absent(GRANT_HEADERS));
}

function merge(...conditions: iam.Conditions[]): iam.Conditions {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const [operator, keys] of conditions.flatMap(c => Object.entries(c))) {
    merged[operator] = { ...merged[operator], ...(keys as object) };
  }
  return merged;
}

/**
 * The role that API Gateway calls S3 with.
 *
 * Its trust has no condition on the source: API Gateway sends no `aws:SourceAccount`, and asking for it fails every request.
 */
export function integrationRole(scope: Construct, id: string): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
}
