import { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { collectPieces } from './body-garbage';
import { ClientGoneError, GatewayError, requestTooLarge } from './gateway-error';
import { PayloadCheck } from './payload-check';
import { spool } from './spool';
import { UploadMemory } from './upload-memory';
import { sha256Hex } from '../auth/sigv4-canonical';

export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

/** What Node reads at once: not worth a stream. */
const SMALL_BYTES = 64 * 1024;
const LARGE_BYTES = 1024 * 1024;
/** Two, so that one body can be read while another is sent. */
const memories = new UploadMemory(2, MAX_PAYLOAD_BYTES, 250);

type Decompressor = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** Content codings that are undone at the door; any other is refused. */
const DECOMPRESSORS: ReadonlyMap<string, Decompressor | undefined> = new Map<string, Decompressor | undefined>([
  ['identity', undefined], ['gzip', promisify(gunzip) as Decompressor], ['deflate', promisify(inflate) as Decompressor],
]);

/** The body of a request: read once, as a stream or whole, never more than 10 MB. */
export class RequestBody {
  /** Undefined when the client did not say. */
  public readonly length: number | undefined;
  private readonly decompress: Decompressor | undefined;
  private whole: Promise<Buffer> | undefined;
  private memory: Promise<Buffer | undefined> | undefined;
  private declaredHash: string | undefined;
  private started = false;

  constructor(
    private readonly message: IncomingMessage, private readonly response: ServerResponse, private readonly expectsContinue: boolean,
  ) {
    const { 'content-length': length, 'transfer-encoding': chunked, 'content-encoding': coding = 'identity' } = message.headers;
    this.length = chunked !== undefined ? undefined : Number(length ?? 0);
    if (!DECOMPRESSORS.has(coding.toLowerCase()) && this.length !== 0) {
      throw unsupportedMediaType();
    }
    this.decompress = DECOMPRESSORS.get(coding.toLowerCase());
    if (this.length !== undefined && this.length > MAX_PAYLOAD_BYTES) {
      throw requestTooLarge();
    }
  }

  /** The hash that the client signed: reading fails when the body has another. */
  public expectHash(hash: string): void {
    this.declaredHash = hash;
  }

  /** Reads the body into memory, as the client encoded it. */
  public async encoded(): Promise<Buffer> {
    this.whole ??= this.readAll();
    const body = await this.whole;
    if (this.declaredHash !== undefined && sha256Hex(body) !== this.declaredHash) {
      throw signatureMismatch();
    }
    return body;
  }

  /** Reads the body into memory, decompressed. */
  public async buffer(): Promise<Buffer> {
    const body = await this.encoded();
    return this.decompress && body.length > 0 ? decompressed(body, this.decompress) : body;
  }

  /**
   * The hash that S3 can check a body on its way by; undefined for one that has to be read whole first. Not every S3 server notices that a
   * body breaks off before its Content-Length, and then stores a part.
   */
  public get streamHash(): string | undefined {
    return this.isUntouched && this.length! > SMALL_BYTES ? this.declaredHash : undefined;
  }

  /** Whether the body should go through a file, as others have the memory for such large ones and do not give it back. */
  public async needsFile(): Promise<boolean> {
    return this.isUntouched && this.isLarge && (await this.reserved()) === undefined;
  }

  /** The body, once it is there, from a file. */
  public async spooled(): Promise<Readable> {
    const stream = await spool(this.streamTo(new PassThrough()));
    if (this.response.destroyed) {
      stream.destroy();
      throw new ClientGoneError();
    }
    // Also when it was never asked for.
    this.response.once('close', () => stream.destroy());
    return stream;
  }

  /**
   * The body on its way. It is a stream of its own, so that whoever destroys it leaves the client's connection open for an answer; when
   * the client leaves, it fails. A large one need not be hashed twice: a store that checks payloads is left to refuse it.
   */
  public stream(storeChecks: boolean): Readable {
    return this.streamTo(storeChecks && this.isLarge ? new PassThrough() : new PayloadCheck(this.streamHash!));
  }

  /** Whether the client still waits to be asked for the body. */
  public get waits(): boolean {
    return this.expectsContinue && !this.started;
  }

  /** Of known length, as it came, and still to be read. */
  private get isUntouched(): boolean {
    return this.length !== undefined && this.length > 0 && this.whole === undefined && this.decompress === undefined;
  }

  private get isLarge(): boolean {
    return this.length !== undefined && this.length > LARGE_BYTES;
  }

  private streamTo(target: Transform): Readable {
    this.start();
    const leave = () => {
      if (!this.message.complete) {
        target.destroy(new ClientGoneError());
      }
    };
    this.message.once('close', leave).once('error', leave);
    target.once('close', () => {
      this.message.off('close', leave).off('error', leave);
      // What nobody wants is read all the same, so that the connection can go on.
      this.message.unpipe(target).resume();
    });
    this.message.pipe(target);
    return target;
  }

  /** Refuses for a client that has left: nothing that is read would tell its end. */
  private start(): void {
    if (this.response.destroyed) {
      throw new ClientGoneError();
    }
    if (this.waits) {
      this.response.writeContinue();
    }
    this.started = true;
    collectPieces(this.message);
  }

  /** Memory for the body until the client has its answer; asked for once. */
  private reserved(): Promise<Buffer | undefined> {
    this.memory ??= memories.take().then((memory) => {
      if (memory && this.response.destroyed) {
        memories.give(memory);
      } else if (memory) {
        this.response.once('close', () => memories.give(memory));
      }
      return memory?.subarray(0, this.length);
    });
    return this.memory;
  }

  private async readAll(): Promise<Buffer> {
    if (this.length === 0) {
      return Buffer.alloc(0);
    }
    const whole = (this.isLarge ? await this.reserved() : undefined) ?? Buffer.allocUnsafe(this.length ?? 0);
    this.start();
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      this.message
        .on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_PAYLOAD_BYTES) {
            this.message.removeAllListeners('data').resume();
            reject(requestTooLarge());
            return;
          }
          // What is as long as the client said needs no second copy.
          if (size <= whole.length) {
            chunk.copy(whole, size - chunk.length);
          } else {
            chunks.push(chunk);
          }
        })
        .once('end', () => resolve(chunks.length > 0 ? Buffer.concat(chunks, size) : whole))
        .once('error', () => reject(new ClientGoneError()))
        .once('close', () => reject(new ClientGoneError()));
    });
  }
}

async function decompressed(body: Buffer, decompress: Decompressor): Promise<Buffer> {
  try {
    return await decompress(body, { maxOutputLength: MAX_PAYLOAD_BYTES });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? requestTooLarge() : unsupportedMediaType();
  }
}

function unsupportedMediaType(): GatewayError {
  return new GatewayError('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
}

/** What the client is told when the body is not the one it signed. */
export function signatureMismatch(): GatewayError {
  return new GatewayError('INVALID_SIGNATURE', 'The request signature we calculated does not match the signature you provided. '
    + 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.')
    .because('the body is not the one that x-amz-content-sha256 is the hash of');
}
