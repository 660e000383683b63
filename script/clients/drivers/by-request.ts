import { createHash } from 'crypto';
import { Readable } from 'stream';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { HttpResponse } from '@smithy/core/transport';
import { codeOf, inputOf, SdkError } from './javascript';
import { readSizes } from '../../../examples/clients/javascript/through-api';
import { percentEncode } from '../../../local/src/percent-encoding';
import { ABOVE, Call, isAbove, Outcome, Place, Session } from '../client';

/** A request as somebody writes it who has S3's documentation. */
export interface PlainRequest {
  readonly operation: string;
  readonly method: string;
  /** Below the endpoint, encoded. */
  readonly path: string;
  /** Encoded, in order; without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Headers that the SDK sends and nobody would write. */
const OF_THE_SDK = /^(amz-sdk-.*|x-amz-user-agent|user-agent|host|content-length|x-amz-sdk-.*|expect)$/i;

function queryOf(query: Readonly<Record<string, string | string[] | null>>): string {
  return Object.entries(query).flatMap(([name, value]) => [value ?? ''].flat().map(one => `${percentEncode(name)}=${percentEncode(one)}`)).sort().join('&');
}

/** What authorizes and sends. */
export interface RequestTool {
  send(request: PlainRequest): Promise<PlainAnswer>;
  close(): void;
}

/** Less than an answer of API Gateway may have. */
const RANGE = 8 * 1024 * 1024;

/** A tool that knows HTTP and not S3: the SDK writes each request and reads each answer, the tool authorizes and sends. */
export class ByRequest implements Session {
  private operation = '';
  private readonly client: s3.S3Client;

  constructor({ endpoint, region }: Place, private readonly tool: RequestTool) {
    const prefix = new URL(endpoint).pathname.replace(/\/$/, '');
    this.client = readSizes(new s3.S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      signer: { sign: async request => request },
      requestHandler: {
        handle: async (request: any) => {
          const { status, headers, body } = await tool.send({
            operation: this.operation,
            method: request.method,
            path: request.path.slice(prefix.length),
            query: queryOf(request.query ?? {}),
            headers: Object.fromEntries(Object.entries<string>(request.headers).filter(([name]) => !OF_THE_SDK.test(name))),
            body: typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body ?? new Uint8Array(),
          });
          return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: Readable.from([body]) }) };
        },
      },
    }));
  }

  public async call({ operation, input }: Call): Promise<Outcome> {
    this.operation = operation;
    try {
      return { output: await this.output(operation, inputOf(input)) };
    } catch (thrown) {
      const error = thrown as SdkError;
      if (error.$metadata?.httpStatusCode === undefined) return { error: { code: error.name, message: error.message, text: error.message } }; // no answer
      const code = codeOf(error);
      return { error: { code, message: error.message, text: `${code}: ${error.message}` } };
    }
  }

  public async close(): Promise<void> {
    this.client.destroy();
    this.tool.close();
  }

  private async output(operation: string, input: any): Promise<any> {
    switch (operation) {
      case ABOVE.LIST_ALL: return this.listAll(input);
      case ABOVE.UPLOAD: {
        const { PartSize: partSize, ...params } = input;
        const { $metadata, ...output } = await new Upload({ client: this.client, partSize, queueSize: 1, params }).done();
        return output;
      }
      case ABOVE.DOWNLOAD: return { Body: described(await this.inRanges(input)) };
      default: {
        const { $metadata, Body, ...output } = await this.sent(operation, input);
        return Body === undefined ? output : { ...output, Body: described(await Body.transformToByteArray()) };
      }
    }
  }

  private sent(operation: string, input: any): Promise<any> {
    const Command = (s3 as any)[`${operation}Command`];
    return this.client.send(new Command(input)) as Promise<any>;
  }

  private async listAll(input: any): Promise<object> {
    const keys: string[] = [];
    for await (const { Contents = [] } of s3.paginateListObjectsV2({ client: this.client }, input)) {
      keys.push(...Contents.map(({ Key }) => Key!));
    }
    return { Count: keys.length, ...described(Buffer.from(keys.join('\n'))) };
  }

  private async inRanges(input: any): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for (let first = 0, size = Infinity; first < size; first += RANGE) {
      const { Body, ContentRange } = await this.sent('GetObject', { ...input, Range: `bytes=${first}-${first + RANGE - 1}` });
      size = Number(ContentRange.split('/')[1]);
      pieces.push(await Body.transformToByteArray());
    }
    return Buffer.concat(pieces);
  }
}

/** What somebody does by hand, request by request. */
const BY_HAND: readonly string[] = [ABOVE.LIST_ALL, ABOVE.UPLOAD, ABOVE.DOWNLOAD];

export const canByRequest = (operation: string): boolean => !isAbove(operation) || BY_HAND.includes(operation);

export const described = (bytes: Uint8Array) => ({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
