import { randomFillSync } from 'node:crypto';

// One call for many requests: each costs as much as a signature.
const pool = Buffer.alloc(8192);
let used = pool.length;

/** Random bytes for ids, not for keys. */
export function idBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
