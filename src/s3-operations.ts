import { S3_OPERATIONS } from './catalogue';
import { S3Operation } from './s3-operation';

/** Of a bucket as such, or of the objects in it. */
const NO_CONFIGURATION = [
  S3Operation.HEAD_BUCKET,
  S3Operation.CREATE_BUCKET,
  S3Operation.DELETE_BUCKET,
  S3Operation.DELETE_OBJECTS,
  S3Operation.LIST_OBJECTS,
  S3Operation.LIST_OBJECTS_V2,
  S3Operation.LIST_OBJECT_VERSIONS,
  S3Operation.LIST_MULTIPART_UPLOADS,
];

/**
 * An immutable set of S3 operations.
 *
 * Each operation that is switched on adds its permission to the role of its authorization, and no other.
 */
export class S3Operations {
  /**
   * No operation: for a proxy whose methods are all added later.
   */
  public static readonly NONE = new S3Operations([]);

  /**
   * HeadBucket, ListObjects, ListObjectsV2, GetObject, HeadObject.
   */
  public static readonly READ_ONLY = new S3Operations([
    S3Operation.HEAD_BUCKET,
    S3Operation.LIST_OBJECTS,
    S3Operation.LIST_OBJECTS_V2,
    S3Operation.GET_OBJECT,
    S3Operation.HEAD_OBJECT,
  ]);

  /**
   * `READ_ONLY` and PutObject, DeleteObject. For objects above 10 MB, add `MULTIPART`.
   */
  public static readonly READ_WRITE = S3Operations.READ_ONLY.plus(S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT);

  /**
   * What the tutorial of the API Gateway developer guide builds, for an account-wide target: ListBuckets, CreateBucket, DeleteBucket,
   * ListObjects, GetObject, HeadObject, PutObject, DeleteObject.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-s3.html
   */
  public static readonly TUTORIAL = new S3Operations([
    S3Operation.LIST_BUCKETS,
    S3Operation.CREATE_BUCKET,
    S3Operation.DELETE_BUCKET,
    S3Operation.LIST_OBJECTS,
    S3Operation.GET_OBJECT,
    S3Operation.HEAD_OBJECT,
    S3Operation.PUT_OBJECT,
    S3Operation.DELETE_OBJECT,
  ]);

  /**
   * Uploads in parts, for objects above 10 MB: CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload, ListParts,
   * ListMultipartUploads.
   *
   * UploadPartCopy reads another object and so is not among them.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
   */
  public static readonly MULTIPART = new S3Operations([
    S3Operation.CREATE_MULTIPART_UPLOAD,
    S3Operation.UPLOAD_PART,
    S3Operation.COMPLETE_MULTIPART_UPLOAD,
    S3Operation.ABORT_MULTIPART_UPLOAD,
    S3Operation.LIST_PARTS,
    S3Operation.LIST_MULTIPART_UPLOADS,
  ]);

  /**
   * ListObjectVersions; and the other operations of objects may then name a version (`?versionId=`).
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
   */
  public static readonly VERSIONS = new S3Operations([S3Operation.LIST_OBJECT_VERSIONS]);

  /**
   * Tags of objects: GetObjectTagging, PutObjectTagging, DeleteObjectTagging; and an upload may then carry `x-amz-tagging`.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
   */
  public static readonly TAGGING = new S3Operations([
    S3Operation.GET_OBJECT_TAGGING,
    S3Operation.PUT_OBJECT_TAGGING,
    S3Operation.DELETE_OBJECT_TAGGING,
  ]);

  /**
   * ACLs of objects: GetObjectAcl, PutObjectAcl. Which ACL an upload may carry is told by `S3Acl`.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
   */
  public static readonly ACL = new S3Operations([S3Operation.GET_OBJECT_ACL, S3Operation.PUT_OBJECT_ACL]);

  /**
   * Locks of objects: GetObjectRetention, PutObjectRetention, GetObjectLegalHold, PutObjectLegalHold; and an upload may then carry
   * `x-amz-object-lock-*`.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  public static readonly OBJECT_LOCK = new S3Operations([
    S3Operation.GET_OBJECT_RETENTION,
    S3Operation.PUT_OBJECT_RETENTION,
    S3Operation.GET_OBJECT_LEGAL_HOLD,
    S3Operation.PUT_OBJECT_LEGAL_HOLD,
  ]);

  /**
   * CreateBucket, DeleteBucket.
   */
  public static readonly BUCKET_LIFECYCLE = new S3Operations([S3Operation.CREATE_BUCKET, S3Operation.DELETE_BUCKET]);

  /**
   * Every setting of a bucket, read, set and deleted: policy, CORS, lifecycle, versioning, encryption, replication...
   *
   * These are the operations of a bucket that are not about its objects (lists, DeleteObjects) nor about the bucket as such (HeadBucket,
   * CreateBucket, DeleteBucket). Whoever may call them can open the bucket to everybody.
   */
  public static readonly BUCKET_CONFIGURATION = new S3Operations(Object.values(S3Operation).filter(isBucketConfiguration));

  /**
   * Every operation that the target carries.
   *
   * A bucket target, for example, leaves out ListBuckets. An operation that is added by name, `ALL.plus(...)`, must be carried.
   */
  public static readonly ALL = new S3Operations([], Object.values(S3Operation));

  /**
   * A set of the given operations.
   *
   * @param operations the operations, each of which the target must carry
   */
  public static of(...operations: S3Operation[]): S3Operations {
    return new S3Operations(operations);
  }

  /** The operations that were asked for by name: a target that cannot carry one of them is an error. */
  private readonly named: ReadonlySet<S3Operation>;
  /** The operations that are wanted as far as the target carries them. */
  private readonly possible: ReadonlySet<S3Operation>;

  private constructor(named: Iterable<S3Operation>, possible: Iterable<S3Operation> = []) {
    this.named = new Set(named);
    this.possible = new Set([...possible].filter(operation => !this.named.has(operation)));
  }

  /**
   * The operations of this set, in the order of the enum.
   */
  public get operations(): S3Operation[] {
    return Object.values(S3Operation).filter(operation => this.includes(operation));
  }

  /**
   * Whether the set has an operation.
   *
   * @param operation the operation
   */
  public includes(operation: S3Operation): boolean {
    return this.named.has(operation) || this.possible.has(operation);
  }

  /**
   * This set and the given operations.
   *
   * @param operations what is added
   */
  public plus(...operations: S3Operation[]): S3Operations {
    return new S3Operations([...this.named, ...operations], this.possible);
  }

  /**
   * This set and all operations of the given sets.
   *
   * @param sets what is added
   */
  public union(...sets: S3Operations[]): S3Operations {
    return new S3Operations(
      [...this.named, ...sets.flatMap(set => [...set.named])],
      [...this.possible, ...sets.flatMap(set => [...set.possible])],
    );
  }

  /**
   * This set without the given operations.
   *
   * @param operations what is taken away; an operation that is not in the set is ignored
   */
  public minus(...operations: S3Operation[]): S3Operations {
    const keep = (operation: S3Operation) => !operations.includes(operation);
    return new S3Operations([...this.named].filter(keep), [...this.possible].filter(keep));
  }

  /**
   * The operations to wire, given what a target refuses and why.
   *
   * @internal
   */
  public _resolve(refusal: (operation: S3Operation) => string | undefined, refuse: (operation: S3Operation, why: string) => Error): S3Operation[] {
    return this.operations.filter(operation => {
      const why = refusal(operation);
      if (why !== undefined && this.named.has(operation)) {
        throw refuse(operation, why);
      }
      return why === undefined;
    });
  }
}

function isBucketConfiguration(operation: S3Operation): boolean {
  return S3_OPERATIONS[operation].scope === 'bucket' && !NO_CONFIGURATION.includes(operation);
}
