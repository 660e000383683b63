/** How long a client may take over what it sends and reads, in milliseconds. */
export interface ClientLimits {
  /** Until the headers of a request are there; then 408. */
  readonly headersMillis: number;
  /** Until its body is there too; then 408. */
  readonly requestMillis: number;
  /** Without a byte in either direction; then the connection ends. API Gateway's idle connection timeout. */
  readonly idleMillis: number;
  /** For the rest of a request that was answered before it had ended; then the connection ends. */
  readonly drainMillis: number;
}

export const DEFAULT_CLIENT_LIMITS: ClientLimits = { headersMillis: 60_000, requestMillis: 300_000, idleMillis: 310_000, drainMillis: 10_000 };

export function resolveClientLimits(given: Partial<ClientLimits> = {}): ClientLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_CLIENT_LIMITS, name)) {
      throw new Error(`clientLimits.${name}: no such limit; there are ${Object.keys(DEFAULT_CLIENT_LIMITS).join(', ')}`);
    }
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`clientLimits.${name}: must be a whole number of milliseconds above 0, got ${value}`);
    }
  }
  const limits = { ...DEFAULT_CLIENT_LIMITS, ...given };
  if (limits.headersMillis > limits.requestMillis) {
    throw new Error(`clientLimits.headersMillis: must not be above requestMillis (${limits.requestMillis}), got ${limits.headersMillis}`);
  }
  return limits;
}
