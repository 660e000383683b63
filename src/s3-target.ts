import { Aws, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3OperationEntry, S3Scope } from './catalogue';
import { checkType, invalid } from './errors';
import { CallerPart, KeyPrefix, PATH_PARAMETER } from './key-prefix';
import { keysOf, S3Reach } from './permissions';
import { S3ProxyAuth } from './s3-proxy-auth';

/** Where in S3 a method's request goes. `{x}` in the path is the method's path parameter `x`. */
export interface S3Location {
  /** Path below `s3:path/`, without a leading slash */
  readonly path: string;
  readonly region?: string;
  /** What every key and every listing begins with, whatever the client asks for */
  readonly prefix?: LocationPrefix;
  /** Whether an escaped slash in the bucket's name would make an object of it, with the selectors of objects */
  readonly bucketInPath?: boolean;
  /** What of the query chooses the operation, where the client does not */
  readonly selectors?: readonly string[];
}

/** A literal text, then maybe what is each caller's own, and a slash. The caller's part stands in the path as `{tenant}`. */
export interface LocationPrefix {
  readonly literal: string;
  readonly caller?: CallerPart;
  /** What tells one caller's request from another's, where answers are cached */
  readonly identitySources?: readonly string[];
}

/** The path parameter that stands for the caller's part of a prefix. */
export const TENANT = 'tenant';

/** One place in S3, and what permissions for it are for. */
export interface S3Place {
  readonly location: S3Location;
  readonly reach: S3Reach;
}

/** What a text with path parameters may become. */
const pattern = (text: string) => text.replace(PATH_PARAMETER, '*');

/**
 * Options of a target that is one bucket.
 */
export interface BucketTargetOptions {
  /**
   * What all keys begin with.
   *
   * Clients' keys are relative to it; the prefix of a listing is too, while the keys that a listing gives are full ones.
   *
   * @default - the whole bucket
   */
  readonly prefix?: KeyPrefix;
}

/**
 * Names of the path parameters of a target that is not one bucket: `/{bucket}/{key+}`.
 */
export interface PathStyleOptions {
  /**
   * Name of the path parameter that holds the bucket.
   *
   * @default 'bucket'
   */
  readonly bucketParameter?: string;

  /**
   * Name of the path parameter that holds the key.
   *
   * @default 'key'
   */
  readonly keyParameter?: string;
}

/**
 * What of S3 the API is in front of: decides the URLs, the operations that there can be, and the resources of the role.
 */
export abstract class S3Target {
  /**
   * One bucket: its objects are `/{key+}`, the bucket itself is `/`.
   *
   * @param bucket the bucket, own or imported, of any region
   * @param options what part of it
   */
  public static bucket(bucket: s3.IBucket, options: BucketTargetOptions = {}): S3Target {
    if (typeof bucket !== 'object') {
      throw invalid('S3Target.bucket', 'must get a bucket', bucket, "write Bucket.fromBucketName(this, 'Bucket', 'its-name') for a bucket that is there already");
    }
    if (options instanceof KeyPrefix || typeof options !== 'object') {
      throw invalid('S3Target.bucket', 'must get options', options, 'write S3Target.bucket(bucket, { prefix })');
    }
    checkType('S3Target.bucket: prefix', options.prefix, KeyPrefix, "write KeyPrefix.literal('public/')");
    return new BucketTarget(bucket, options.prefix);
  }

  /**
   * Some buckets, as in S3's own path style: `/{bucket}`, `/{bucket}/{key+}`. Any other bucket is denied by the role (403).
   *
   * @param buckets the buckets, own or imported, all of one region
   * @param options names of the path parameters
   * @throws Error when there is no bucket, or regions differ, or a name is not one that API Gateway takes, or both are the same
   */
  public static buckets(buckets: s3.IBucket[], options: PathStyleOptions = {}): S3Target {
    return new BucketsTarget(buckets, options.bucketParameter ?? 'bucket', options.keyParameter ?? 'key');
  }

  /**
   * Every bucket of the account in the region of the API, as in S3's own path style: `/`, `/{bucket}`, `/{bucket}/{key+}`.
   *
   * The role can then reach every bucket that there is or will be.
   *
   * @param options names of the path parameters
   * @throws Error when a name is not one that API Gateway takes, or both are the same
   */
  public static account(options: PathStyleOptions = {}): S3Target {
    return new AccountTarget(options.bucketParameter ?? 'bucket', options.keyParameter ?? 'key');
  }

  /** @internal */
  public abstract readonly _reach: S3Reach;

  /**
   * The buckets, where they are known.
   *
   * @internal
   */
  public abstract readonly _buckets: s3.IBucket[];

  /**
   * Parts of the resource below the proxy that operations of a scope hang on.
   *
   * @internal
   */
  public abstract _resourceParts(scope: S3Scope): string[];

  /** @internal */
  public abstract _location(scope: S3Scope): S3Location;

  /**
   * Where the request of a route goes, and what it needs permission for.
   *
   * @param scope what the operation is about
   * @param bucket the route's own bucket, with `{name}` for path parameters
   * @param key the route's key, with `{name}` for path parameters
   * @internal
   */
  public abstract _place(scope: S3Scope, bucket?: string, key?: string): S3Place;

  /**
   * Why an authorization cannot be that of the target.
   *
   * @internal
   */
  public _refusedAuth(_auth: S3ProxyAuth): Error[] {
    return [];
  }

  /**
   * Why an operation cannot be carried, if it cannot.
   *
   * @internal
   */
  public abstract _refusal(operation: S3OperationEntry): string | undefined;
}

class BucketTarget extends S3Target {
  public readonly _reach: S3Reach;
  public readonly _buckets: s3.IBucket[];
  private readonly literal: string;
  private readonly caller?: CallerPart;

  public constructor(private readonly bucket: s3.IBucket, private readonly prefix?: KeyPrefix) {
    super();
    this.literal = prefix?._literal ?? '';
    this.caller = prefix?._caller;
    this._reach = reachOf([bucket], this.literal, prefix && `${this.literal}${this.caller ? '?*/' : ''}`);
    this._buckets = [bucket];
  }

  public _resourceParts(scope: S3Scope): string[] {
    return scope === 'object' ? ['{key+}'] : [];
  }

  public _location(scope: S3Scope): S3Location {
    return this._place(scope, undefined, '{key}').location;
  }

  public _place(scope: S3Scope, bucket?: string, key?: string): S3Place {
    if (bucket !== undefined) {
      throw invalid('bucket', 'must be left out where the target is one bucket', bucket, 'leave it out');
    }
    const { bucketName } = this.bucket;
    const object = `${this.literal}${this.caller ? `{${TENANT}}/` : ''}${key}`;
    return {
      location: {
        path: scope === 'object' ? `${bucketName}/${object}` : bucketName,
        region: this.bucket.env.region,
        prefix: this.prefix && { literal: this.literal, caller: this.caller },
      },
      reach: scope === 'object' ? { ...this._reach, object: [this.bucket.arnForObjects(pattern(object))] } : this._reach,
    };
  }

  public _refusedAuth({ _kind, _text, _callerCredentials, _identitySources }: S3ProxyAuth): Error[] {
    const { caller } = this;
    if (caller === undefined) {
      return [];
    }
    if (caller.kind !== _kind) {
      return [invalid('auth', `must tell ${caller.context}, which the prefix of the target is`, _text, `use ${caller.from}, also for addOperations and addRoute`)];
    }
    if (!_identitySources.some(source => source.startsWith('method.request.'))) {
      return [invalid('identitySources', "must have a header or a query parameter among them where the prefix is each caller's own, as the answer for one caller would be another's",
        _identitySources.join(', '), "add IdentitySource.header('Authorization'), or what tells callers apart")];
    }
    return _callerCredentials ? [invalid('auth', "must not be with the credentials of the callers where the prefix is each caller's own, as their policies may allow copies of anything",
      _text, `use ${caller.from}`)] : [];
  }

  public _refusal(operation: S3OperationEntry): string | undefined {
    if (operation.scope === 'service') {
      return 'it is about the account and the target is one bucket; use S3Target.account()';
    }
    if (this.prefix !== undefined && operation.scope === 'bucket' && operation.verb !== 'HEAD' && !operation.query.includes('prefix')) {
      return this.caller === undefined ? 'it acts on the whole bucket and the target is a prefix of it; use S3Target.bucket() without a prefix'
        : "it acts on what is others' and the target is a prefix of each caller's own; leave it out";
    }
    if (this.caller !== undefined && operation.requiredHeaders.some(header => header.endsWith('-source'))) {
      return "it reads any object that a header names and the target is a prefix of each caller's own; let clients get and put instead";
    }
    if (this.caller !== undefined && operation.selectors.includes('restore')) {
      return "its body may name another place to write to and the target is a prefix of each caller's own; leave it out";
    }
    return undefined;
  }
}

/** S3's own path style: buckets and keys are path parameters. */
abstract class PathStyleTarget extends S3Target {
  public abstract readonly _reach: S3Reach;
  public abstract readonly _buckets: s3.IBucket[];
  protected abstract readonly region?: string;

  public constructor(factory: string, private readonly bucketParameter: string, private readonly keyParameter: string) {
    super();
    for (const [property, name] of Object.entries({ bucketParameter, keyParameter })) {
      if (Token.isUnresolved(name)) {
        throw invalid(`${factory}: ${property}`, 'must be known at synthesis', 'a token', "write a plain name, as in 'folder'");
      }
      if (!/^[A-Za-z0-9._-]+$/.test(name)) {
        throw invalid(`${factory}: ${property}`, 'must be of the characters A-Z a-z 0-9 . _ -', name, "write a plain name, as in 'folder'");
      }
    }
    if (bucketParameter === keyParameter) {
      throw invalid(`${factory}: keyParameter`, 'must differ from bucketParameter', keyParameter, 'give each a name of its own');
    }
  }

  public _resourceParts(scope: S3Scope): string[] {
    const parts = [`{${this.bucketParameter}}`, `{${this.keyParameter}+}`];
    return parts.slice(0, { service: 0, bucket: 1, object: 2 }[scope]);
  }

  public _location(scope: S3Scope): S3Location {
    return this.location(scope, `{${this.bucketParameter}}`, `{${this.keyParameter}}`);
  }

  public _place(scope: S3Scope, bucket?: string, key?: string): S3Place {
    if (scope === 'service') {
      return { location: this.location(scope), reach: this._reach };
    }
    if (bucket === undefined) {
      throw invalid('bucket', 'must be given where the target is not one bucket', bucket, "write its name, or a path parameter of the route, as in '{bucket}'");
    }
    if (!Token.isUnresolved(bucket) && !/^[a-z0-9.-]+$/.test(bucket.replace(PATH_PARAMETER, 'x'))) {
      throw invalid('bucket', 'must be a name of a bucket, of the characters a-z 0-9 . -', bucket, "write its name, or a path parameter of the route, as in '{bucket}'");
    }
    return { location: this.location(scope, bucket, key), reach: { ...this._reach, ...this.arns(bucket, key) } };
  }

  /** What of the target a route reaches. */
  protected abstract arns(bucket: string, key?: string): Pick<S3Reach, 'bucket' | 'object'>;

  private location(scope: S3Scope, ...parts: (string | undefined)[]): S3Location {
    // As the tutorial has it for the service, `s3:path//`: an empty path is refused.
    const path = parts.slice(0, { service: 0, bucket: 1, object: 2 }[scope]).join('/') || '/';
    return { path, region: this.region, bucketInPath: scope === 'bucket' && path !== pattern(path) };
  }
}

class BucketsTarget extends PathStyleTarget {
  public readonly _reach: S3Reach;
  public readonly _buckets: s3.IBucket[];
  protected readonly region: string;

  public constructor(buckets: s3.IBucket[], bucketParameter: string, keyParameter: string) {
    super('S3Target.buckets', bucketParameter, keyParameter);
    if (!Array.isArray(buckets) || buckets.length === 0) {
      throw invalid('S3Target.buckets', 'must get one bucket or more', buckets, 'name the buckets, or use S3Target.account() for all of the account');
    }
    const regions = [...new Set(buckets.map(bucket => bucket.env.region))];
    if (regions.length > 1) {
      throw invalid('S3Target.buckets', 'must all be of one region, as one method calls S3 in one region', regions.join(', '), 'add an S3Proxy for each region');
    }
    this._buckets = [...buckets];
    this._reach = reachOf(buckets);
    this.region = regions[0];
  }

  public _refusal(operation: S3OperationEntry): string | undefined {
    return operation.scope === 'service' ? 'it is about the account and the target is some of its buckets; use S3Target.account()' : undefined;
  }

  protected arns(bucket: string, key: string = '*'): Pick<S3Reach, 'bucket' | 'object'> {
    const buckets = bucket !== pattern(bucket) ? this._buckets : this._buckets.filter(({ bucketName }) => bucketName === bucket);
    if (buckets.length === 0) {
      throw invalid('bucket', 'must be one of the target', bucket, 'write bucket.bucketName of one of them');
    }
    return { bucket: buckets.map(({ bucketArn }) => bucketArn), object: buckets.map(one => one.arnForObjects(pattern(key))) };
  }
}

class AccountTarget extends PathStyleTarget {
  public readonly _buckets: s3.IBucket[] = [];
  public readonly _reach: S3Reach = {
    service: ['*'],
    bucket: [`arn:${Aws.PARTITION}:s3:::*`],
    object: [`arn:${Aws.PARTITION}:s3:::*/*`],
    source: [`arn:${Aws.PARTITION}:s3:::*/*`],
    key: [],
  };
  protected readonly region = undefined;

  public constructor(bucketParameter: string, keyParameter: string) {
    super('S3Target.account', bucketParameter, keyParameter);
  }

  public _refusal(): string | undefined {
    return undefined;
  }

  protected arns(bucket: string, key: string = '*'): Pick<S3Reach, 'bucket' | 'object'> {
    const arn = `arn:${Aws.PARTITION}:s3:::${pattern(bucket)}`;
    return { bucket: [arn], object: [`${arn}/${pattern(key)}`] };
  }
}

function reachOf(buckets: s3.IBucket[], prefix: string = '', listPrefix?: string): S3Reach {
  const object = buckets.map(bucket => bucket.arnForObjects(`${prefix}*`));
  return {
    service: [],
    bucket: buckets.map(bucket => bucket.bucketArn),
    object,
    source: object,
    key: keysOf(buckets),
    listPrefix,
  };
}
