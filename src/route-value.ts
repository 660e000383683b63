import { Token } from 'aws-cdk-lib';
import { invalid } from './errors';

/** Where the value of a parameter comes from. */
export type RouteValueKind = 'constant' | 'path' | 'querystring' | 'header' | 'context' | 'stageVariable';

/** The text of a static value, between `'` and `'`, where `\` would take the next character as it is. */
export function checkStatic(property: string, value: string) {
  if (!Token.isUnresolved(value) && !/^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/.test(value)) {
    throw invalid(property, "must be printable ASCII without ' and \\, which cannot be written in a mapping", value, 'use other characters');
  }
}

/**
 * The value of a parameter or header that a route sends to S3: fixed, or taken from the request.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export class RouteValue {
  /**
   * The same for every request.
   *
   * @param value printable ASCII without `'` and `\`; it is escaped where it becomes part of a URL
   * @throws Error when it has other characters, which cannot be written in a mapping
   */
  public static constant(value: string): RouteValue {
    checkStatic('RouteValue.constant', value);
    return new RouteValue('constant', value);
  }

  /**
   * A path parameter of the route.
   *
   * @param name its name, as in `{name}` of the path
   */
  public static path(name: string): RouteValue {
    return new RouteValue('path', name);
  }

  /**
   * A query parameter of the request: where it is absent, S3 gets none.
   *
   * @param name its name
   */
  public static query(name: string): RouteValue {
    return new RouteValue('querystring', name);
  }

  /**
   * A header of the request: where it is absent, S3 gets none.
   *
   * @param name its name, in the spelling that clients use: API Gateway looks it up with its case
   */
  public static header(name: string): RouteValue {
    return new RouteValue('header', name);
  }

  /**
   * What API Gateway knows of the request or the caller.
   *
   * A stage that caches answers cannot tell such requests apart: a route of GET or HEAD then fails at synthesis.
   *
   * @param name as in `$context`, without that: `authorizer.principalId`, `identity.sourceIp`, `requestId`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
   */
  public static context(name: string): RouteValue {
    return new RouteValue('context', name);
  }

  /**
   * A variable of the stage.
   *
   * @param name its name
   */
  public static stageVariable(name: string): RouteValue {
    return new RouteValue('stageVariable', name);
  }

  private constructor(
    /** @internal */ public readonly _kind: RouteValueKind,
    /** @internal */ public readonly _text: string,
  ) {
    if (_kind !== 'constant' && !/^[A-Za-z0-9._$-]+$/.test(_text)) {
      throw invalid(`RouteValue.${_kind}`, 'must be a name of the characters A-Z a-z 0-9 . _ $ -', _text, "write the name alone, as in 'year'");
    }
  }

  /**
   * Whether API Gateway cannot be told to look for it.
   *
   * @internal
   */
  public get _mayBeAbsent(): boolean {
    return this._kind === 'context' || this._kind === 'stageVariable';
  }
}
