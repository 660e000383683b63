import { createHash } from 'crypto';
import { Transform, TransformCallback } from 'stream';

/** The body is not the one whose hash the client signed. */
export class PayloadMismatchError extends Error {
  public constructor(
    public readonly declared: string,
    public readonly actual: string,
  ) {
    super(`x-amz-content-sha256 declares ${declared}, but the body's SHA-256 is ${actual}`);
  }
}

/**
 * Passes a body on and keeps its last chunk back until the SHA-256 of the whole is the declared one; else it fails with a
 * `PayloadMismatchError`. The receiver was promised a `Content-Length` and the hash, and gets neither, so it stores nothing; memory stays
 * at one chunk.
 */
export class PayloadCheck extends Transform {
  private readonly hash = createHash('sha256');
  private kept: Buffer | undefined;

  public constructor(private readonly declared: string) {
    super();
  }

  public override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (chunk.length > 0) {
      this.hash.update(chunk);
      if (this.kept !== undefined) this.push(this.kept);
      this.kept = chunk;
    }
    done();
  }

  public override _flush(done: TransformCallback): void {
    const actual = this.hash.digest('hex');
    if (actual !== this.declared) {
      done(new PayloadMismatchError(this.declared, actual));
      return;
    }
    if (this.kept !== undefined) this.push(this.kept);
    done();
  }
}
