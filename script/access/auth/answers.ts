import { RawAnswer } from '../../../local/test/support/gateway';

/** What a request must be answered with. */
export interface Expected {
  readonly status: number;
  /** S3's code for it in the XML of the body. */
  readonly code?: string;
  /** `x-amzn-ErrorType`: API Gateway's name for it. S3 has none. */
  readonly type?: string;
}

/** The method runs, with the role that it is for. */
export const PASSES: Expected = { status: 200 };

export const UNSIGNED: Expected = { status: 403, code: 'AccessDenied', type: 'MissingAuthenticationTokenException' };
/** An `Authorization` that is no whole signature. */
export const INCOMPLETE: Expected = { status: 403, code: 'SignatureDoesNotMatch', type: 'IncompleteSignatureException' };
/** A whole signature, of something else, or for something else, or of another time. */
export const MISMATCH: Expected = { status: 403, code: 'SignatureDoesNotMatch', type: 'InvalidSignatureException' };
/** A key that nobody has, or has with another session token. */
export const UNKNOWN_KEY: Expected = { status: 403, code: 'SignatureDoesNotMatch', type: 'UnrecognizedClientException' };
export const EXPIRED_SESSION: Expected = { status: 403, code: 'ExpiredToken', type: 'ExpiredTokenException' };
/** Somebody who is known and may not. */
export const NOT_ALLOWED: Expected = { status: 403, code: 'AccessDenied', type: 'AccessDeniedException' };
/** Somebody whom the API lets in, and S3 does not. */
export const DENIED_BY_S3: Expected = { status: 403, code: 'AccessDenied' };
export const UNAUTHORIZED: Expected = { status: 401, code: 'AccessDenied', type: 'UnauthorizedException' };
/** A function that failed, or answered nonsense. */
export const AUTHORIZER_FAILED: Expected = { status: 500, code: 'InternalError', type: 'InternalServerErrorException' };
export const AUTHORIZER_NONSENSE: Expected = { status: 500, code: 'InternalError', type: 'AuthorizerConfigurationException' };
export const NO_KEY: Expected = { status: 403, code: 'AccessDenied', type: 'ForbiddenException' };
export const THROTTLED: Expected = { status: 429, code: 'SlowDown', type: 'TooManyRequestsException' };
export const QUOTA_EXCEEDED: Expected = { status: 429, code: 'SlowDown', type: 'LimitExceededException' };

/** What differs, if something does. A HEAD has no body, and DELETE a success of its own. */
export function difference(method: string, expected: Expected, answer: RawAnswer): string | undefined {
  const { status, code, type } = expected;
  const [, got] = /^(?:<\?xml[^>]*\?>\s*)?<Error>.*?<Code>([^<]*)<\/Code>/s.exec(answer.body.toString()) ?? [];
  const wanted = [method === 'DELETE' && status === 200 ? 204 : status, method === 'HEAD' ? undefined : code, type];
  const found = [answer.status, got, answer.header('x-amzn-ErrorType')];
  return JSON.stringify(found) === JSON.stringify(wanted) ? undefined : `answered ${shown(found)}, and not ${shown(wanted)}`;
}

function shown(parts: ReadonlyArray<string | number | undefined>): string {
  return parts.filter(part => part !== undefined).join(' ');
}
