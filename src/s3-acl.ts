import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { invalid } from './errors';

/**
 * A canned ACL of S3, by its name on the wire.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
export enum CannedAcl {
  /** The owner has full control, nobody else has access. */
  PRIVATE = 'private',
  /** Everybody may read. */
  PUBLIC_READ = 'public-read',
  /** Everybody may read and write. */
  PUBLIC_READ_WRITE = 'public-read-write',
  /** Every authenticated AWS account may read. */
  AUTHENTICATED_READ = 'authenticated-read',
  /** Amazon EC2 may read, to fetch a machine image. */
  AWS_EXEC_READ = 'aws-exec-read',
  /** The owner of the bucket may read. */
  BUCKET_OWNER_READ = 'bucket-owner-read',
  /** The owner of the object and the owner of the bucket have full control. The one ACL that a bucket with ACLs disabled takes. */
  BUCKET_OWNER_FULL_CONTROL = 'bucket-owner-full-control',
}

/**
 * Which ACL the objects that are stored through the API get.
 *
 * What is not allowed here is not dropped: S3 gets an `x-amz-acl` or `x-amz-grant-*` of the client, and denies the request.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
export abstract class S3Acl {
  /**
   * No ACL: what S3 recommends, and does for every new bucket.
   *
   * A request that carries an ACL is denied (403).
   */
  public static none(): S3Acl {
    return NONE;
  }

  /**
   * One ACL for every object, set by the API.
   *
   * The client cannot override it: its own `x-amz-acl` is replaced, its `x-amz-grant-*` are denied (403).
   * The role may then call PutObjectAcl, with this ACL only.
   *
   * @param acl the ACL; the bucket must have ACLs enabled, unless it is `BUCKET_OWNER_FULL_CONTROL`
   * @throws Error when it is no canned ACL
   */
  public static always(acl: CannedAcl): S3Acl {
    return new AllowedAcls([acl], acl);
  }

  /**
   * The ACL that the client names (`x-amz-acl`), of a list, or none. Another, and every `x-amz-grant-*`, is denied (403).
   *
   * The role may then call PutObjectAcl, with these ACLs only: IAM cannot tell an upload with an ACL from one of these for an object
   * that is there.
   *
   * @param allowed the ACLs; the bucket must have ACLs enabled, unless `BUCKET_OWNER_FULL_CONTROL` is the only one
   * @throws Error when there is none
   */
  public static clientChoice(allowed: CannedAcl[]): S3Acl {
    if (!Array.isArray(allowed) || allowed.length === 0) {
      throw invalid('S3Acl.clientChoice', 'must get one ACL or more', allowed, 'name them, or write S3Acl.none()');
    }
    return new AllowedAcls([...new Set(allowed)]);
  }

  /**
   * What S3 is told whatever the client sends.
   *
   * @internal
   */
  public abstract readonly _fixed?: CannedAcl;

  /**
   * What S3 may be told.
   *
   * @internal
   */
  public abstract readonly _allowed: CannedAcl[];
}

class AllowedAcls extends S3Acl {
  public constructor(public readonly _allowed: CannedAcl[], public readonly _fixed?: CannedAcl) {
    super();
    if (!_allowed.every(acl => Object.values(CannedAcl).includes(acl))) {
      throw invalid('S3Acl', 'must be of canned ACLs', _allowed.join(', '), 'write CannedAcl.PRIVATE, for one');
    }
  }
}

const NONE = new AllowedAcls([]);

/** ACLs that a bucket with ACLs disabled, which is S3's default, would answer 400 to. */
export function refusedAcls(acl: S3Acl, buckets: Iterable<s3.IBucket>): Error[] {
  const refused = acl._allowed.filter(one => one !== CannedAcl.BUCKET_OWNER_FULL_CONTROL);
  return refused.length === 0 ? [] : [...buckets].filter(hasAclsDisabled).map(bucket =>
    invalid('acl', `must be none or BUCKET_OWNER_FULL_CONTROL where the bucket has ACLs disabled, as '${bucket.node.path}' has`, refused.join(', '),
      'give the bucket objectOwnership: ObjectOwnership.OBJECT_WRITER (or BUCKET_OWNER_PREFERRED)'));
}

/** As far as it is known: a bucket that is imported does not tell. */
function hasAclsDisabled(bucket: s3.IBucket): boolean {
  const cfn = bucket.node.defaultChild;
  if (!(cfn instanceof s3.CfnBucket)) {
    return false;
  }
  const { rules } = Stack.of(bucket).resolve(cfn.ownershipControls) ?? {};
  return rules === undefined
    ? Stack.of(bucket).resolve(cfn.accessControl) === undefined
    : rules.some(({ objectOwnership }: s3.CfnBucket.OwnershipControlsRuleProperty) => objectOwnership === s3.ObjectOwnership.BUCKET_OWNER_ENFORCED);
}
