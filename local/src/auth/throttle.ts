import { Problems } from '../cloudformation/problems';
import { GatewayError } from '../front-door/gateway-error';

/** Milliseconds since 1970. */
export type Clock = () => number;

/** How many requests a second, and how many at once. */
export interface ThrottleLimits {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** Of an account: what counts where one of the two is not given. */
const ACCOUNT_LIMITS: ThrottleLimits = { rateLimit: 10_000, burstLimit: 5_000 };

/** Reads a pair of limits; undefined when neither is given. */
export function readThrottle(
  rate: unknown, burst: unknown, at: { readonly logicalId: string; readonly property: string }, problems: Problems,
): ThrottleLimits | undefined {
  if (rate === undefined && burst === undefined) {
    return undefined;
  }
  const read = (name: string, value: unknown, otherwise: number) => {
    const number = value === undefined ? otherwise : Number(value);
    if (!(number >= 0)) {
      problems.refuse(at.logicalId, at.property, `${name} must be a number that is not negative, got '${value}'`);
    }
    return number;
  };
  return { rateLimit: read('the rate limit', rate, ACCOUNT_LIMITS.rateLimit), burstLimit: read('the burst limit', burst, ACCOUNT_LIMITS.burstLimit) };
}

/** A token bucket: it holds `burstLimit` tokens, and `rateLimit` come back each second. */
export class TokenBucket {
  private tokens: number;
  private since: number;

  constructor(private readonly limits: ThrottleLimits, private readonly now: Clock) {
    this.tokens = limits.burstLimit;
    this.since = now();
  }

  /** Whether there is a token: a request that is let through takes one by `take`. */
  public has(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.limits.burstLimit, this.tokens + Math.max(0, now - this.since) / 1000 * this.limits.rateLimit);
    this.since = now;
    // A rate of 0 closes the method, whatever the burst.
    return this.limits.rateLimit > 0 && this.tokens >= 1;
  }

  public take(): void {
    this.tokens--;
  }
}

export function throttled(): GatewayError {
  return new GatewayError('THROTTLED', 'Too Many Requests');
}

/** Takes a token of each bucket, or none when one of them is empty. */
export function takeAll(buckets: readonly TokenBucket[]): void {
  if (!buckets.every((bucket) => bucket.has())) {
    throw throttled();
  }
  buckets.forEach((bucket) => bucket.take());
}
