import { isReading, S3Method } from './s3-method';

/** A status that a method answers with, and the S3 statuses that become it (a regular expression; none: all that no other takes). */
export interface StatusRule {
  readonly status: number;
  readonly pattern?: string;
}

/**
 * How the statuses of S3 become statuses of the API.
 *
 * Whatever is chosen, no error of S3 is ever a success.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export abstract class StatusMapping {
  /**
   * Each status of S3 as it is.
   *
   * A status that S3 is not known to give becomes the method's usual success (200, or 204 for DELETE), 307, 400 or 500, by its first digit.
   */
  public static exact(): StatusMapping {
    return EXACT;
  }

  /**
   * 200, 400 and 500 by the first digit, as in the AWS tutorial.
   *
   * 206, 304 and redirects stay what they are: they say what the body is, and a part of an object must not pass for the whole.
   */
  public static coarse(): StatusMapping {
    return COARSE;
  }

  /**
   * The statuses of a method; the patterns exclude each other, and one rule is without a pattern.
   *
   * @internal
   */
  public abstract _rules(method: S3Method): StatusRule[];
}

const REDIRECTS = [301, 307];
const ERRORS = [400, 403, 404, 500, 503];
const METHOD_NOT_ALLOWED = 405;
const CONFLICT = 409;
/** By S3 servers that have a part of its operations. */
const NOT_IMPLEMENTED = 501;
const BODY_ERRORS = [411, 413];
const PRECONDITION_FAILED = 412;
const RANGE_NOT_SATISFIABLE = 416;

class ExactStatuses extends StatusMapping {
  public _rules(method: S3Method): StatusRule[] {
    const read = isReading(method.verb);
    const statuses = [
      ...method.successStatuses,
      ...REDIRECTS,
      ...ERRORS,
      ...(method.scope === 'object' || !read ? [METHOD_NOT_ALLOWED] : []),
      ...(read ? [] : [CONFLICT]),
      ...(method.verb === 'HEAD' ? [] : [NOT_IMPLEMENTED]),
      ...(method.verb === 'PUT' || method.verb === 'POST' ? BODY_ERRORS : []),
      ...(method.scope === 'object' ? [PRECONDITION_FAILED] : []),
      ...(method.scope === 'object' && read ? [RANGE_NOT_SATISFIABLE] : []),
    ].sort();
    return rules(statuses, [method.successStatuses[0], 307, 400]);
  }
}

class CoarseStatuses extends StatusMapping {
  public _rules(method: S3Method): StatusRule[] {
    const aboutTheBody = method.successStatuses.filter(status => status === 206 || status === 304);
    return rules([200, ...aboutTheBody, ...REDIRECTS, 400, 500].sort(), [200, 307, 400]);
  }
}

/** Rules for the statuses, of which the `catchAll` ones also take the unlisted ones of their class. */
function rules(statuses: number[], catchAll: number[]): StatusRule[] {
  return statuses.map(status => {
    if (status === 500) {
      return { status };
    }
    const others = statuses.filter(other => other !== status);
    return { status, pattern: catchAll.includes(status) ? classPattern(Math.floor(status / 100), others) : `${status}` };
  });
}

/** All statuses of a class but the given ones, spelled out, since not every engine that reads patterns knows lookahead. */
function classPattern(statusClass: number, but: number[]): string {
  const digits = [...'0123456789'];
  const lastDigits = (tens: string) => digits.filter(last => !but.includes(Number(`${statusClass}${tens}${last}`))).join('');
  const whole = digits.filter(tens => lastDigits(tens).length === 10).join('');
  const broken = digits.filter(tens => lastDigits(tens).length < 10).map(tens => `${tens}[${lastDigits(tens)}]`);
  return whole.length === 10 ? `${statusClass}\\d{2}` : `${statusClass}(${[...broken, `[${whole}]\\d`].join('|')})`;
}

const EXACT = new ExactStatuses();
const COARSE = new CoarseStatuses();
