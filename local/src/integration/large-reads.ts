import { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** What is shorter is copied into memory that is not lent. */
const LARGE_BYTES = 16 * 1024;

/** Memory to be written to again, of one size: new memory costs as much as all that is done with it. */
class Memories {
  private readonly free: ArrayBufferLike[] = [];
  private made = 0;
  /** Of what is never given back. */
  private readonly lost = new FinalizationRegistry(() => this.made--);

  constructor(private readonly bytes: number, private readonly most: number) {}

  /** Undefined when all that there may be is in use. */
  public take(): Buffer | undefined {
    const memory = this.free.pop() ?? (this.made < this.most ? this.make() : undefined);
    return memory && Buffer.from(memory);
  }

  public giveBack(memory: ArrayBufferLike): void {
    this.free.push(memory);
  }

  private make(): ArrayBuffer {
    const memory = new ArrayBuffer(this.bytes);
    this.made++;
    this.lost.register(memory, undefined);
    return memory;
  }
}

/** Node reads 64 KiB at most by itself, and for large bodies the calls of the system are what costs. */
const SHARED_BYTES = 128 * 1024;
/** What every connection is read into that has no memory of its own: one read is over before the next one begins. */
const SHARED = Buffer.allocUnsafeSlow(SHARED_BYTES);
const COPIES = new Memories(SHARED_BYTES, 64);
/** Of connections in the middle of a large body, which is passed on without a copy. */
const OWN = new Memories(4 * SHARED_BYTES, 8);

interface Loan {
  readonly from: Memories;
  /** How much of it was read. */
  readonly length: number;
}

const lent = new WeakMap<ArrayBufferLike, Loan>();

/** Makes connections that read much at a time. */
export const connectForLargeReads: buildConnector.connector = (options, callback) => {
  buildConnector({ onread: largeReads() } as buildConnector.BuildOptions)(options, callback);
};

/** Of one connection. */
function largeReads() {
  let target: Buffer = SHARED;
  return {
    buffer: () => target,
    callback(this: Socket, length: number): boolean {
      const read = target;
      // What fills its memory is seldom the last of a body.
      target = (length === read.length && OWN.take()) || SHARED;
      return this.push(chunkOf(read, length));
    },
  };
}

function chunkOf(read: Buffer, length: number): Buffer {
  if (read === SHARED) {
    const copy = length < LARGE_BYTES ? undefined : COPIES.take();
    if (!copy) {
      return Buffer.from(read.subarray(0, length));
    }
    read.copy(copy, 0, 0, length);
    return lend(copy, length, COPIES);
  }
  if (length < LARGE_BYTES) {
    OWN.giveBack(read.buffer);
    return Buffer.from(read.subarray(0, length));
  }
  return lend(read, length, OWN);
}

function lend(memory: Buffer, length: number, from: Memories): Buffer {
  lent.set(memory.buffer, { from, length });
  return memory.subarray(0, length);
}

/**
 * Takes the memory of a chunk back, when nobody looks at it any more; nobody has to. A chunk that is only a part of what was read is left to
 * the garbage collector, as others may have the rest.
 */
export function recycle({ buffer, length }: Buffer): void {
  const loan = lent.get(buffer);
  if (loan?.length === length) {
    lent.delete(buffer);
    loan.from.giveBack(buffer);
  }
}
