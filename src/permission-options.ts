import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * What S3 answers for an object that is not there.
 */
export enum MissingObjects {
  /** 404 NoSuchKey: takes the permission to list the bucket. */
  NOT_FOUND = 'NOT_FOUND',
  /** 403 AccessDenied, as for an object that may not be read. */
  FORBIDDEN = 'FORBIDDEN',
}

/**
 * What the role of an authorization may do besides the operations that are switched on.
 */
export interface S3PermissionOptions {
  /**
   * The role that API Gateway calls S3 with.
   *
   * It must trust `apigateway.amazonaws.com`, and belongs to one authorization of one proxy. It is given the statements that the operations
   * need; where it does not take them (a role that was imported as immutable), synthesis warns and prints them.
   *
   * @default - a role of its own for each authorization
   */
  readonly role?: iam.IRole;

  /**
   * What S3 answers for an object that is not there.
   *
   * `NOT_FOUND` lets the role list the bucket as far as that answer needs it. It fails where that would let clients list who may not: with
   * an operation of GET on the bucket and no listing.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   * @default - MissingObjects.NOT_FOUND, but FORBIDDEN where NOT_FOUND would fail
   */
  readonly missingObjects?: MissingObjects;

  /**
   * Whether requests may name a version of an object (`?versionId=`): to read it, delete it for good, and so on, as the operations do.
   *
   * IAM has no permission of its own for versions where an operation is about locks, restoring or encrypting.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
   * @default - whether LIST_OBJECT_VERSIONS is switched on for the same authorization
   */
  readonly versions?: boolean;

  /**
   * Whether requests may bypass a lock in governance mode (`x-amz-bypass-governance-retention`).
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
   * @default false
   */
  readonly bypassGovernanceRetention?: boolean;

  /**
   * Buckets whose objects COPY_OBJECT and UPLOAD_PART_COPY may read, besides those of the target.
   *
   * @default - the target's objects alone
   */
  readonly copySources?: s3.IBucket[];

  /**
   * Roles that a configuration may give to S3, as that of PUT_BUCKET_REPLICATION must, and those of metadata tables may (`iam:PassRole`).
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
   * @default - none
   */
  readonly passRoles?: iam.IRole[];
}

/** What is said, with its value as errors show it. */
export function givenOptions(options: S3PermissionOptions): Array<[name: string, value: unknown]> {
  const { role, missingObjects, versions, bypassGovernanceRetention, copySources, passRoles } = options;
  const all = { role, missingObjects, versions, bypassGovernanceRetention, copySources, passRoles };
  return Object.entries(all).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.map(({ node }) => node.path).join(', ') : value]);
}
