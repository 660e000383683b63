import { randomUUID } from 'node:crypto';
import { close, createReadStream, createWriteStream, open, unlink } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** Reads a stream to its end into a file, and gives its bytes again. */
export async function spool(source: Readable): Promise<Readable> {
  const path = join(tmpdir(), `s3-proxy-local-${randomUUID()}`);
  const fd = await promisify(open)(path, 'wx+', 0o600);
  try {
    // Without a name it goes with its descriptor, whatever becomes of this process.
    await promisify(unlink)(path);
    await pipeline(source, createWriteStream(path, { fd, autoClose: false }));
    return createReadStream(path, { fd, start: 0 });
  } catch (error) {
    await promisify(close)(fd);
    throw error;
  }
}
