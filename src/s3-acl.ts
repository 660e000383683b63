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
 * A client's own `x-amz-acl` or `x-amz-grant-*` never takes effect: S3 gets it and denies the request.
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
   */
  public static always(acl: CannedAcl): S3Acl {
    return new AlwaysAcl(acl);
  }

  /**
   * The ACL that each upload carries, if any.
   *
   * @internal
   */
  public abstract readonly _fixed?: CannedAcl;
}

class NoAcl extends S3Acl {
  public readonly _fixed = undefined;
}

class AlwaysAcl extends S3Acl {
  public constructor(public readonly _fixed: CannedAcl) {
    super();
  }
}

const NONE = new NoAcl();
