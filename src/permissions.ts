import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { S3_OPERATIONS, S3OperationEntry, S3Permission } from './catalogue';
import { invalid } from './errors';
import { MissingObjects, S3PermissionOptions } from './permission-options';
import { S3Acl } from './s3-acl';
import { S3Operation } from './s3-operation';

export const ACL_HEADER = 'x-amz-acl';
const GRANT_HEADERS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => `x-amz-grant-${right}`);
const COPY_SOURCE_HEADER = 'x-amz-copy-source';
const LIST_BUCKET = 's3:ListBucket';
const PUT_OBJECT = 's3:PutObject';

/** Actions that a listing needs, which know the prefix that was asked for. */
const CONFINED_BY_PREFIX = [LIST_BUCKET, 's3:ListBucketVersions'];

/** What permissions are for: the ARNs of each scope, the keys of its buckets, and what every listing must begin with. */
export interface S3Reach {
  readonly service: string[];
  readonly bucket: string[];
  readonly object: string[];
  /** Objects that a copy may be of */
  readonly source: string[];
  readonly key: string[];
  /** May have wildcards in it */
  readonly listPrefix?: string;
}

/** Operations that are switched on, and what on. */
export interface S3Access {
  readonly operations: S3Operation[];
  readonly reach: S3Reach;
  /** Whether the client chooses the operation, by its selectors. */
  readonly shared: boolean;
  readonly acl: S3Acl;
}

type Options = Omit<S3PermissionOptions, 'role'>;
interface Statement { actions: Set<string>; resources: string[]; conditions?: iam.Conditions }

/** The request must not carry any of these headers or parameters. */
const absent = (keys: string[]) => ({ Null: Object.fromEntries(keys.map(key => [`s3:${key}`, 'true'])) });

/** As HeadBucket asks for the bucket, and no listing that says what it wants. */
const NO_LISTING = absent(['delimiter', 'max-keys', 'prefix']);

/** Whether an operation stores an object, with an ACL if it is told one. */
export function storesObject(entry: S3OperationEntry): boolean {
  return entry.headers.includes(ACL_HEADER) && needs(entry, PUT_OBJECT);
}

/** Whether an operation stores what the client sends, whole or in part. */
export function storesWhatIsSent(entry: S3OperationEntry): boolean {
  return needs(entry, PUT_OBJECT) && !copiesObject(entry);
}

/** Whether an operation reads the object that a header names. */
export function copiesObject(entry: S3OperationEntry): boolean {
  return entry.requiredHeaders.includes(COPY_SOURCE_HEADER);
}

/**
 * Exactly what the operations need, on exactly what they are for.
 *
 * Conditions stand on what is allowed, so that the operations of several calls add up and one never takes back what another gives. Copying
 * is denied as well where no operation copies: a policy of the bucket, or of a role that was given, may allow what this one does not.
 */
export function statementsFor(accesses: S3Access[], options: Options): iam.PolicyStatement[] {
  const entries = accesses.flatMap(({ operations }) => operations).map(operation => S3_OPERATIONS[operation]);
  const copies = entries.some(copiesObject);
  const versions = options.versions ?? accesses.some(({ operations }) => operations.includes(S3Operation.LIST_OBJECT_VERSIONS));
  const wanted = new Map<string, Statement>();
  const want = (action: string, resources: string[], conditions?: iam.Conditions) => {
    if (resources.length > 0) {
      const key = JSON.stringify([resources, conditions]);
      const statement = wanted.get(key) ?? { actions: new Set(), resources, conditions };
      wanted.set(key, statement);
      statement.actions.add(action);
    }
  };

  for (const access of accesses) {
    const copying = copyConditions(access, copies);
    for (const entry of access.operations.map(operation => S3_OPERATIONS[operation])) {
      for (const permission of entry.permissions.filter(({ when }) => isGiven(when, versions, options))) {
        want(permission.action, resourcesOf(entry, permission, access.reach, options), conditionsOf(entry, permission.action, access, copying));
      }
      if (storesObject(entry) && access.acl._allowed.length > 0) {
        want('s3:PutObjectAcl', access.reach.object, withAllowedAcl(access.acl, 'StringEquals'));
      }
    }
  }
  // A permission to list must not reach clients who may not.
  if (options.missingObjects !== MissingObjects.FORBIDDEN && !listsUnasked(accesses)) {
    for (const { reach } of accesses.filter(readsObject)) {
      missingKeyConditions(reach, options).forEach(conditions => want(LIST_BUCKET, reach.bucket, conditions));
    }
  }
  return [...statements(wanted), ...(copies ? [] : denyCopies(accesses))];
}

/**
 * When S3 looks whether to tell that a key is missing. AWS does not document whether the key is then the prefix that is asked for, as others
 * who rebuilt S3 saw it, or whether none is. Below a prefix the latter is given on demand alone: were `..` in a key resolved on its way, the
 * request for an object could become one for a list of the bucket.
 */
function missingKeyConditions({ listPrefix }: S3Reach, { missingObjects }: Options): iam.Conditions[] {
  return listPrefix === undefined ? [absent(['delimiter', 'max-keys'])]
    : [...missingObjects === MissingObjects.NOT_FOUND ? [NO_LISTING] : [], belowPrefix(listPrefix)];
}

const belowPrefix = (prefix: string) => ({ StringLike: { 's3:prefix': `${prefix}*` } });

/**
 * Whether clients could list a bucket, did the role have the permission, though no listing is switched on: a GET of the bucket without a
 * selector is one.
 */
export function listsUnasked(accesses: S3Access[]): boolean {
  return accesses.some(access => access.shared && has(access, entry => entry.scope === 'bucket' && entry.verb === 'GET'))
    && !accesses.some(access => access.shared && has(access, entry => entry.verb === 'GET' && needs(entry, LIST_BUCKET)));
}

/** Operations that need the permission to list for something else than a listing of the target. */
export function listersBesides(accesses: S3Access[]): S3Operation[] {
  return accesses.flatMap(({ operations, shared }) =>
    operations.filter(operation => needs(S3_OPERATIONS[operation], LIST_BUCKET) && !(shared && S3_OPERATIONS[operation].verb === 'GET')));
}

function has(access: S3Access, condition: (entry: S3OperationEntry) => boolean): boolean {
  return access.operations.some(operation => condition(S3_OPERATIONS[operation]));
}

function needs(entry: S3OperationEntry, action: string): boolean {
  return entry.permissions.some(permission => permission.action === action);
}

function readsObject(access: S3Access): boolean {
  return has(access, entry => entry.scope === 'object' && needs(entry, 's3:GetObject') && !copiesObject(entry));
}

function isGiven(when: S3Permission['when'], versions: boolean, options: Options): boolean {
  return !(when === 'versionId' && !versions) && !(when === 'bypass' && !options.bypassGovernanceRetention);
}

function resourcesOf(entry: S3OperationEntry, { action, resource }: S3Permission, reach: S3Reach, options: Options): string[] {
  switch (resource) {
    case 'source':
      return [...reach.source, ...(options.copySources ?? []).map(bucket => bucket.arnForObjects('*'))];
    case 'key':
      // What is copied is decrypted, and nothing else is done with the key of its bucket.
      return copiesObject(entry) && action === 'kms:Decrypt'
        ? [...new Set([...reach.key, ...keysOf(options.copySources ?? [])])] : reach.key;
    case 'table':
      // The body names the table bucket.
      return [tableBucket('*')];
    case 'managedTable':
      return [tableBucket('aws-s3'), `${tableBucket('aws-s3')}/table/*`];
    case 'role':
      return (options.passRoles ?? []).map(role => role.roleArn);
    default:
      return reach[resource];
  }
}

/**
 * ARNs of the KMS keys of buckets. A permission on an alias is none on its key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
export function keysOf(buckets: s3.IBucket[]): string[] {
  return [...new Set(buckets.flatMap(({ encryptionKey }) => {
    const key = encryptionKey instanceof kms.Alias ? encryptionKey.aliasTargetKey : encryptionKey;
    if (key !== undefined && /:alias\//.test(key.keyArn)) {
      throw invalid('encryptionKey', 'of the bucket must be a key, as IAM gives no permission on a key by its alias', key.node.path, 'import it with Key.fromKeyArn()');
    }
    return key?.keyArn ?? [];
  }))];
}

function tableBucket(name: string): string {
  return `arn:${Aws.PARTITION}:s3tables:${Aws.REGION}:${Aws.ACCOUNT_ID}:bucket/${name}`;
}

function conditionsOf(entry: S3OperationEntry, action: string, { reach, acl }: S3Access, copying: iam.Conditions): iam.Conditions | undefined {
  if (action === PUT_OBJECT) {
    // A part of an upload carries no ACL.
    return merge(aclConditions(storesObject(entry) ? acl : S3Acl.none()), copying);
  }
  if (action === LIST_BUCKET && entry.verb === 'HEAD') {
    return NO_LISTING;
  }
  return reach.listPrefix !== undefined && CONFINED_BY_PREFIX.includes(action) ? belowPrefix(reach.listPrefix) : undefined;
}

/** Copying and storing what the client sends are one action: whether the request copies tells them apart. */
function copyConditions(access: S3Access, copiesElsewhere: boolean): iam.Conditions {
  const copies = has(access, copiesObject);
  const stores = has(access, storesWhatIsSent);
  return copies && !stores ? { Null: { [`s3:${COPY_SOURCE_HEADER}`]: 'false' } } : copiesElsewhere && !copies ? absent([COPY_SOURCE_HEADER]) : {};
}

/** S3 asks for PutObjectAcl besides, where a request sets an ACL; the condition also holds where that check is missing. */
function aclConditions(acl: S3Acl): iam.Conditions {
  return acl._allowed.length === 0 ? absent([ACL_HEADER, ...GRANT_HEADERS])
    : withAllowedAcl(acl, acl._fixed === undefined ? 'StringEqualsIfExists' : 'StringEquals');
}

function withAllowedAcl({ _allowed }: S3Acl, operator: string): iam.Conditions {
  return merge({ [operator]: { [`s3:${ACL_HEADER}`]: _allowed.length === 1 ? _allowed[0] : _allowed } }, absent(GRANT_HEADERS));
}

function denyCopies(accesses: S3Access[]): iam.PolicyStatement[] {
  const resources = accesses.filter(access => has(access, entry => needs(entry, PUT_OBJECT))).flatMap(({ reach }) => reach.object);
  return resources.length === 0 ? [] : [new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    actions: [PUT_OBJECT],
    resources: [...new Set(resources)],
    conditions: { Null: { [`s3:${COPY_SOURCE_HEADER}`]: 'false' } },
  })];
}

/** Without what is allowed on the same resources whatever the condition. */
function statements(wanted: Map<string, Statement>): iam.PolicyStatement[] {
  const unconditional = (resources: string[]) => wanted.get(JSON.stringify([resources, undefined]))?.actions ?? new Set();
  return [...wanted.values()].map(({ actions, resources, conditions }) => ({
    actions: [...actions].filter(action => conditions === undefined || !unconditional(resources).has(action)).sort(), resources, conditions,
  })).filter(({ actions }) => actions.length > 0).map(statement => new iam.PolicyStatement(statement));
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
