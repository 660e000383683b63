import { Aws, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3OperationEntry, S3Scope } from './catalogue';
import { checkType, invalid } from './errors';

/** `{name}` in a path; the encoded form of a token, `${Token[...]}`, is none. */
export const PATH_PARAMETER = /\{([A-Za-z0-9._-]+)\}/g;

/** Where in S3 a method's request goes. `{x}` in the path is the method's path parameter `x`. */
export interface S3Location {
  /** Path below `s3:path/`, without a leading slash */
  readonly path: string;
  readonly region?: string;
  /** What every listing begins with, whatever the client asks for */
  readonly listPrefix?: string;
  /** Query parameters that the client cannot choose */
  readonly fixedQuery?: Record<string, string>;
}

/** What permissions are for: the ARNs of each scope, and what every listing must begin with. */
export interface S3Reach {
  readonly service: string[];
  readonly bucket: string[];
  readonly object: string[];
  readonly listPrefix?: string;
}

/**
 * The text of a key in an integration's URI, which nothing may have to escape.
 *
 * @throws Error naming the property and the rule
 */
export function checkKeyText(property: string, text: string) {
  // What stands for a path parameter is a part of a segment like any other.
  const plain = text.replace(PATH_PARAMETER, 'x');
  if (plain.split('/').some(segment => ['', '.', '..'].includes(segment))) {
    throw invalid(property, "must not have a leading slash nor empty, '.' or '..' segments", text, "write it as S3 has it, as in 'teams/blue/a.txt'");
  }
  if (!/^[A-Za-z0-9._~/-]*$/.test(plain)) {
    throw invalid(property, 'must be of the characters A-Z a-z 0-9 - . _ ~ /, which no part of a URL escapes', text, 'use other characters');
  }
}

/**
 * What the keys of a target begin with.
 */
export abstract class KeyPrefix {
  /**
   * The same prefix for everybody.
   *
   * @param prefix one or more path segments of `A-Z a-z 0-9 - . _ ~`, ending with a slash, as in `public/` or `teams/blue/`
   * @throws Error when the prefix is empty, begins with or lacks the slash at the end, or has empty, `.` or `..` segments or other characters
   */
  public static literal(prefix: string): KeyPrefix {
    return new LiteralPrefix(prefix);
  }

  /** @internal */
  public abstract readonly _literal: string;
}

class LiteralPrefix extends KeyPrefix {
  public constructor(public readonly _literal: string) {
    super();
    if (Token.isUnresolved(_literal)) {
      return;
    }
    if (_literal === '') {
      throw invalid('KeyPrefix.literal', 'must not be empty', _literal, 'leave the prefix out, for the whole bucket');
    }
    if (_literal.includes('{')) {
      throw invalid('KeyPrefix.literal', 'must be the same for everybody', _literal, 'use other characters than { and }');
    }
    checkKeyText('KeyPrefix.literal', _literal.replace(/\/$/, ''));
    if (!_literal.endsWith('/')) {
      throw invalid('KeyPrefix.literal', 'must end with a slash, else it would also cover keys of other names', _literal, `write '${_literal}/'`);
    }
    if (_literal.length > 512) {
      throw invalid('KeyPrefix.literal', 'must have at most 512 characters, to leave room for keys (1,024 bytes in all)', _literal, 'shorten it');
    }
  }
}

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
 * Options of a target that is all buckets of the account.
 */
export interface AccountTargetOptions {
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
    checkType('S3Target.bucket: prefix', options.prefix, KeyPrefix, "write KeyPrefix.literal('public/')");
    return new BucketTarget(bucket, options.prefix?._literal);
  }

  /**
   * Every bucket of the account in the region of the API, as in S3's own path style: `/`, `/{bucket}`, `/{bucket}/{key+}`.
   *
   * The role can then reach every bucket that there is or will be.
   *
   * @param options names of the path parameters
   * @throws Error when a name is not one that API Gateway takes, or both are the same
   */
  public static account(options: AccountTargetOptions = {}): S3Target {
    return new AccountTarget(options.bucketParameter ?? 'bucket', options.keyParameter ?? 'key');
  }

  /** @internal */
  public abstract readonly _reach: S3Reach;

  /**
   * Parts of the resource below the proxy that operations of a scope hang on.
   *
   * @internal
   */
  public abstract _resourceParts(scope: S3Scope): string[];

  /** @internal */
  public abstract _location(scope: S3Scope): S3Location;

  /**
   * Why an operation cannot be carried, if it cannot.
   *
   * @internal
   */
  public abstract _refusal(operation: S3OperationEntry): string | undefined;
}

class BucketTarget extends S3Target {
  public readonly _reach: S3Reach;

  public constructor(private readonly bucket: s3.IBucket, private readonly prefix?: string) {
    super();
    this._reach = { service: [], bucket: [bucket.bucketArn], object: [bucket.arnForObjects(`${prefix ?? ''}*`)], listPrefix: prefix };
  }

  public _resourceParts(scope: S3Scope): string[] {
    return scope === 'object' ? ['{key+}'] : [];
  }

  public _location(scope: S3Scope): S3Location {
    const path = scope === 'object' ? `${this.bucket.bucketName}/${this.prefix ?? ''}{key}` : this.bucket.bucketName;
    return { path, region: this.bucket.env.region, listPrefix: this.prefix };
  }

  public _refusal(operation: S3OperationEntry): string | undefined {
    if (operation.scope === 'service') {
      return 'it is about the account and the target is one bucket; use S3Target.account()';
    }
    if (this.prefix !== undefined && operation.scope === 'bucket' && operation.verb !== 'HEAD' && !operation.takesPrefix) {
      return 'it acts on the whole bucket and the target is a prefix of it; use S3Target.bucket() without a prefix';
    }
    return undefined;
  }
}

class AccountTarget extends S3Target {
  public readonly _reach: S3Reach = {
    service: ['*'],
    bucket: [`arn:${Aws.PARTITION}:s3:::*`],
    object: [`arn:${Aws.PARTITION}:s3:::*/*`],
  };

  public constructor(private readonly bucketParameter: string, private readonly keyParameter: string) {
    super();
    for (const [property, name] of Object.entries({ bucketParameter, keyParameter })) {
      if (Token.isUnresolved(name)) {
        throw invalid(`S3Target.account: ${property}`, 'must be known at synthesis', 'a token', "write a plain name, as in 'folder'");
      }
      if (!/^[A-Za-z0-9._-]+$/.test(name)) {
        throw invalid(`S3Target.account: ${property}`, 'must be of the characters A-Z a-z 0-9 . _ -', name, "write a plain name, as in 'folder'");
      }
    }
    if (bucketParameter === keyParameter) {
      throw invalid('S3Target.account: keyParameter', 'must differ from bucketParameter', keyParameter, 'give each a name of its own');
    }
  }

  public _resourceParts(scope: S3Scope): string[] {
    const parts = [`{${this.bucketParameter}}`, `{${this.keyParameter}+}`];
    return parts.slice(0, { service: 0, bucket: 1, object: 2 }[scope]);
  }

  public _location(scope: S3Scope): S3Location {
    // As the tutorial has it for the service, `s3:path//`: an empty path is refused.
    return { path: this._resourceParts(scope).join('/').replace('+}', '}') || '/' };
  }

  public _refusal(): string | undefined {
    return undefined;
  }
}
