/**
 * An operation of Amazon S3, by its name in the S3 API reference.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export enum S3Operation {
  /**
   * Lists the buckets of the account.
   *
   * Only an account-wide target carries it.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
   */
  LIST_BUCKETS = 'ListBuckets',

  /**
   * Creates a bucket.
   *
   * The body names the region, and it must be the region of the API: `<CreateBucketConfiguration><LocationConstraint>`.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
   */
  CREATE_BUCKET = 'CreateBucket',

  /**
   * Tells whether a bucket exists and may be read.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
   */
  HEAD_BUCKET = 'HeadBucket',

  /**
   * Deletes an empty bucket.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
   */
  DELETE_BUCKET = 'DeleteBucket',

  /**
   * Lists the objects of a bucket, first version of the call.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
   */
  LIST_OBJECTS = 'ListObjects',

  /**
   * Lists the objects of a bucket (`list-type=2`).
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
   */
  LIST_OBJECTS_V2 = 'ListObjectsV2',

  /**
   * Reads an object, whole or a range of it, up to 10 MB an answer.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  GET_OBJECT = 'GetObject',

  /**
   * Reads what is known of an object without its content.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
   */
  HEAD_OBJECT = 'HeadObject',

  /**
   * Stores an object of up to 10 MB.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
   */
  PUT_OBJECT = 'PutObject',

  /**
   * Deletes an object.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
   */
  DELETE_OBJECT = 'DeleteObject',
}

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
   * `READ_ONLY` and PutObject, DeleteObject.
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
