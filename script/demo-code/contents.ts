import { createHash, randomBytes } from 'crypto';
import { crc32, deflateSync } from 'zlib';

/** What is uploaded, and has to come back byte for byte. */
export interface Content {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

export const TEXT: Content = { bytes: Buffer.from('Grüße aus S3, ohne Lambda dazwischen.\n', 'utf8'), mediaType: 'text/plain; charset=utf-8' };
export const EMPTY: Content = { bytes: Buffer.alloc(0), mediaType: 'application/x-empty' };
export const PNG: Content = { bytes: png(64, 64), mediaType: 'image/png' };
export const RANDOM: Content = { bytes: randomBytes(9_000_000), mediaType: 'application/octet-stream' };
/** One byte more than API Gateway takes. */
export const TOO_LARGE: Content = { bytes: randomBytes(10 * 1024 * 1024 + 1), mediaType: 'application/octet-stream' };

/** The entity tag that S3 gives to what is uploaded at once. */
export function etag({ bytes }: Content): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** A picture with colours that run from edge to edge: bytes of every value, so that any conversion to text would break it. */
function png(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_, y) => [
    0, // no filter
    ...Array.from({ length: width }, (__, x) => [4 * x, 4 * y, 255 - 2 * (x + y)]).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits a channel, red green blue
  return Buffer.concat([
    Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n', 'latin1')]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
