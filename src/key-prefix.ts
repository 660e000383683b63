import { Token } from 'aws-cdk-lib';
import { invalid } from './errors';
import { AuthKind } from './s3-proxy-auth';

/** `{name}` in a path; the encoded form of a token, `${Token[...]}`, is none. */
export const PATH_PARAMETER = /\{([A-Za-z0-9._-]+)\}/g;

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

/** What API Gateway knows of a caller that is a part of keys. */
export interface CallerPart {
  /** As in `$context`, without that: `authorizer.claims.sub` */
  readonly context: string;
  /** The authorization that makes it known, as users write it */
  readonly kind: AuthKind;
  readonly from: string;
}

/**
 * What the keys of a target begin with.
 *
 * A prefix that is each caller's own makes the target one of tenants: whatever a caller sends, S3 is asked for what is below it alone. What
 * becomes the prefix must be there for every caller and not be empty, never change, never be chosen by the caller, be of the characters
 * `A-Z a-z 0-9 - . _ ~ :` and neither `.` nor `..`, and none may begin another, as `ann/` and `ann/b/` would. Cognito's `sub` is so; an email
 * address, a name, or an attribute that people may edit is not.
 *
 * Tenants cannot have keys with `..` in them, which the API refuses: no key leads out of the prefix. Nor can they list below a prefix with `&`
 * in it (403), which could become another parameter on its way.
 */
export abstract class KeyPrefix {
  /**
   * The same prefix for everybody.
   *
   * @param prefix one or more path segments of `A-Z a-z 0-9 - . _ ~`, ending with a slash, as in `public/` or `teams/blue/`
   * @throws Error when the prefix is empty, begins with or lacks the slash at the end, or has empty, `.` or `..` segments or other characters
   */
  public static literal(prefix: string): KeyPrefix {
    checkLiteral('KeyPrefix.literal', prefix);
    return new AnyPrefix(prefix);
  }

  /**
   * A claim of the token that a caller has from Cognito, and a slash: `KeyPrefix.claim('sub')`. Takes `S3ProxyAuth.cognito()`.
   *
   * @param name name of the claim, of the characters `A-Z a-z 0-9 _`: API Gateway cannot map `custom:tenant`, which a trigger before token
   * generation can put into a claim of another name
   * @param within what all tenants' prefixes begin with, as in `users/`
   * @throws Error when the name has other characters
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
   */
  public static claim(name: string, within?: string): KeyPrefix {
    return tenant('claim', name, { context: `authorizer.claims.${name}`, kind: 'cognito', from: 'S3ProxyAuth.cognito([userPool])' }, within);
  }

  /**
   * What a Lambda authorizer says of the caller, and a slash: `principalId`, or a name of its context. Takes `S3ProxyAuth.lambdaFunction()`.
   *
   * @param name `principalId`, or a name of the context, of the characters `A-Z a-z 0-9 _`
   * @param within what all tenants' prefixes begin with, as in `users/`
   * @throws Error when the name has other characters
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
   */
  public static authorizerContext(name: string, within?: string): KeyPrefix {
    return tenant('authorizerContext', name, { context: `authorizer.${name}`, kind: 'custom', from: 'S3ProxyAuth.lambdaFunction(fn)' }, within);
  }

  /**
   * The id that a Cognito identity pool gave the caller with the credentials, and a slash. Takes `S3ProxyAuth.iam()`.
   *
   * Callers with other credentials, which have none, reach nothing.
   *
   * @param within what all tenants' prefixes begin with, as in `users/`
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
   */
  public static cognitoIdentity(within?: string): KeyPrefix {
    return tenant('cognitoIdentity', 'cognitoIdentityId', { context: 'identity.cognitoIdentityId', kind: 'iam', from: 'S3ProxyAuth.iam()' }, within);
  }

  /**
   * What is the same for everybody; may be empty where a part of the caller's follows.
   *
   * @internal
   */
  public abstract readonly _literal: string;

  /**
   * What follows, and a slash.
   *
   * @internal
   */
  public abstract readonly _caller?: CallerPart;
}

class AnyPrefix extends KeyPrefix {
  public constructor(public readonly _literal: string, public readonly _caller?: CallerPart) {
    super();
  }
}

function tenant(factory: string, name: string, caller: CallerPart, within?: string): KeyPrefix {
  if (!/^[A-Za-z]\w*$/.test(name)) {
    throw invalid(`KeyPrefix.${factory}`, 'must be a name of the characters A-Z a-z 0-9 _, beginning with a letter, as mappings and templates of API Gateway read it', name,
      'use another name, which a trigger of Cognito before token generation, or your authorizer, can give');
  }
  if (within !== undefined) {
    checkLiteral(`KeyPrefix.${factory}: within`, within);
  }
  return new AnyPrefix(within ?? '', caller);
}

function checkLiteral(property: string, prefix: string) {
  if (Token.isUnresolved(prefix)) {
    return;
  }
  if (prefix === '') {
    throw invalid(property, 'must not be empty', prefix, 'leave it out');
  }
  if (prefix.includes('{')) {
    throw invalid(property, 'must be the same for everybody', prefix, "use KeyPrefix.claim('sub'), for one, for what is each caller's own");
  }
  checkKeyText(property, prefix.replace(/\/$/, ''));
  if (!prefix.endsWith('/')) {
    throw invalid(property, 'must end with a slash, else it would also cover keys of other names', prefix, `write '${prefix}/'`);
  }
  if (prefix.length > 512) {
    throw invalid(property, 'must have at most 512 characters, to leave room for keys (1,024 bytes in all)', prefix, 'shorten it');
  }
}
