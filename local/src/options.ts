/**
 * Behaviours of API Gateway that nothing public settles. Each has the likelier value as its default; turn one to see whether an
 * API depends on it.
 */
export interface Options {
  /**
   * A parameter that the client sends without a value (`?acl`, `?acl=`) and that is mapped.
   *
   * `forward` sends it on as `acl=`: a Lambda proxy event shows such a parameter as an empty string, so it is not lost at the door.
   * `drop` omits the target, as for an absent source. The operation that S3 then runs is another one.
   */
  readonly emptyParameters: 'forward' | 'drop';

  /**
   * How `method.request.header.X` finds the client's header. The documentation says that names are processed case-sensitively.
   */
  readonly headerNames: 'case-sensitive' | 'case-insensitive';

  /**
   * A `+` in an object key. `encode` sends `%2B`, so the object is reached. `fail` signs the call to S3 wrongly, so that S3 answers
   * SignatureDoesNotMatch, as some users report of AWS.
   */
  readonly plusInKeys: 'encode' | 'fail';

  /**
   * `Content-Length` of the answer to a HEAD request. `zero`, because API Gateway counts the body that it holds, which is empty, and
   * renames the header of S3 when it is mapped. `backend` passes S3's value on.
   */
  readonly headContentLength: 'zero' | 'backend';

  /**
   * A right access token that has none of the method's AuthorizationScopes. `unauthorized` is 401, what users report. `access-denied` is
   * 403 with the gateway response ACCESS_DENIED.
   */
  readonly insufficientScope: 'unauthorized' | 'access-denied';

  /**
   * A placeholder in the query of an integration's URI (`{bucket}?prefix={folder}`). `filled`, as in the path; `illegal` is an illegal
   * character, as one without a value is, and so a 500.
   */
  readonly queryPlaceholders: 'filled' | 'illegal';

  /** `.` and `..` as parts of a key. `kept`, as S3 takes them for names; `resolved` as HTTP clients may do before they send a path. */
  readonly dotSegments: 'kept' | 'resolved';

  /** The value of a query parameter that a template overrides. `encoded`, as that of a mapped one; `verbatim` is sent as it stands. */
  readonly overriddenQuery: 'encoded' | 'verbatim';

  /**
   * Which answers of an integration a stage cache keeps. `all`, as a user reports that a 429 of the endpoint came from the cache;
   * `successful` those below 300.
   */
  readonly cachedAnswers: 'all' | 'successful';
}

export const DEFAULT_OPTIONS: Options = {
  emptyParameters: 'forward',
  headerNames: 'case-sensitive',
  plusInKeys: 'encode',
  headContentLength: 'zero',
  insufficientScope: 'unauthorized',
  queryPlaceholders: 'filled',
  dotSegments: 'kept',
  overriddenQuery: 'encoded',
  cachedAnswers: 'all',
};

const CHOICES: { readonly [K in keyof Options]: ReadonlyArray<Options[K]> } = {
  emptyParameters: ['forward', 'drop'],
  headerNames: ['case-sensitive', 'case-insensitive'],
  plusInKeys: ['encode', 'fail'],
  headContentLength: ['zero', 'backend'],
  insufficientScope: ['unauthorized', 'access-denied'],
  queryPlaceholders: ['filled', 'illegal'],
  dotSegments: ['kept', 'resolved'],
  overriddenQuery: ['encoded', 'verbatim'],
  cachedAnswers: ['all', 'successful'],
};

export function resolveOptions(given: Partial<Options> = {}): Options {
  for (const [name, value] of Object.entries(given)) {
    const choices: readonly string[] | undefined = CHOICES[name as keyof Options];
    if (!choices) {
      throw new Error(`options.${name}: no such option; there are ${Object.keys(CHOICES).join(', ')}`);
    }
    if (value !== undefined && !choices.includes(value)) {
      throw new Error(`options.${name}: must be one of ${choices.join(', ')}, got '${value}'`);
    }
  }
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
