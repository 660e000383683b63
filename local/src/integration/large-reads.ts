import { Socket } from 'node:net';
import { Pool } from 'undici';

/** Node reads 64 KiB at most by itself, and for large bodies the calls of the system are what costs. */
const READ_BYTES = 256 * 1024;
/** What is shorter is copied into memory of its own. */
const LARGE_BYTES = 16 * 1024;
const MAX_FREE = 64;

/** What every connection is read into: one read is over before the next one begins. */
const READ = Buffer.allocUnsafeSlow(READ_BYTES);
/** To be written to again: new memory costs as much as all that is done with it. */
const free: ArrayBufferLike[] = [];
/** What is lent, with how much of it was read. */
const lent = new WeakMap<ArrayBufferLike, number>();

/** Options of connections that read much at a time. */
export const LARGE_READS = {
  onread: {
    buffer: READ,
    callback(this: Socket, length: number): boolean {
      return this.push(length < LARGE_BYTES ? Buffer.from(READ.subarray(0, length)) : lend(length));
    },
  },
} as Pool.Options['connect'];

function lend(length: number): Buffer {
  const memory = free.pop() ?? new ArrayBuffer(READ_BYTES);
  lent.set(memory, length);
  const chunk = Buffer.from(memory, 0, length);
  READ.copy(chunk, 0, 0, length);
  return chunk;
}

/**
 * Takes the memory of a chunk back, when nobody looks at it any more; nobody has to. A chunk that is only a part of what was read is left to
 * the garbage collector, as others may have the rest.
 */
export function recycle(chunk: Buffer): void {
  if (lent.get(chunk.buffer) === chunk.length && free.length < MAX_FREE) {
    lent.delete(chunk.buffer);
    free.push(chunk.buffer);
  }
}
