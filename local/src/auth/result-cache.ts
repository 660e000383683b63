import { Clock } from './throttle';

const MAX_ENTRIES = 10_000;

/** Results by identity, each for a time. */
export class ResultCache<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly until: number }>();

  constructor(private readonly ttlSeconds: number, private readonly now: Clock) {}

  public get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry && entry.until <= this.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry?.value;
  }

  public set(key: string, value: T): void {
    if (this.ttlSeconds <= 0) {
      return;
    }
    this.entries.delete(key);
    this.entries.set(key, { value, until: this.now() + this.ttlSeconds * 1000 });
    if (this.entries.size > MAX_ENTRIES) {
      // The oldest: clients choose the keys, so there is no end to them.
      this.entries.delete(this.entries.keys().next().value!);
    }
  }
}
