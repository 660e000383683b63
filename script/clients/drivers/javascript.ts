import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { withApiKey, withIam, withNothing, withToken } from '../../../examples/clients/javascript/clients';
import { presigned } from '../../../examples/clients/javascript/through-api';
import { ABOVE, Call, Outcome, Place, Session } from '../client';

/** What is the same in Node and in a browser, and what is not. */
export interface Runtime {
  sha256(bytes: Uint8Array): Promise<string>;
  /** The same bytes, one after the other. */
  stream(bytes: Uint8Array): any;
}

const DATES = ['Expires', 'IfModifiedSince', 'IfUnmodifiedSince'];

/** Of a Body of step.ts. */
export function bytesOf(given: unknown): Uint8Array {
  const body = given as { text?: string; base64?: string; size?: number };
  if (body.size !== undefined) {
    return Uint8Array.from({ length: body.size }, (_, index) => index % 256);
  }
  return body.text !== undefined ? new TextEncoder().encode(body.text) : Uint8Array.from(atob(body.base64!), char => char.charCodeAt(0));
}

/** What the SDK takes: with dates and bytes, which a step in JSON cannot have. */
export function inputOf({ Body, ...others }: Call['input']): any {
  const given = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, DATES.includes(name) ? new Date(value as string) : value]));
  return Body === undefined ? given : { ...given, Body: bytesOf(Body) };
}

export type SdkError = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** S3's; of an answer without a body the status. */
export const codeOf = ({ name, $metadata }: SdkError): string => (name === 'Unknown' ? `${$metadata?.httpStatusCode}` : name);

function clientFor({ auth, endpoint, region, credentials, apiKey, token }: Place): s3.S3Client {
  switch (auth) {
    case 'iam': return withIam(endpoint, region, credentials);
    case 'key': return withApiKey(endpoint, region, apiKey);
    case 'bearer': return withToken(endpoint, region, token);
    case 'none': return withNothing(endpoint, region);
    case 'store': return new s3.S3Client({
      endpoint, region, credentials, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }
}

/** The client of `place`, without what a caller sets about checksums. */
function byDefault(client: s3.S3Client): s3.S3Client {
  client.config.requestChecksumCalculation = async () => 'WHEN_SUPPORTED';
  return client;
}

export class JavaScriptSession implements Session {
  private readonly client: s3.S3Client;

  constructor(private readonly place: Place, private readonly runtime: Runtime) {
    this.client = clientFor(place);
  }

  public async call({ operation, input }: Call): Promise<Outcome> {
    try {
      return { output: await this.output(operation, inputOf(input)) };
    } catch (thrown) {
      const error = thrown as SdkError;
      return { error: { code: codeOf(error), message: error.message, text: `${error.name}: ${error.message}` } };
    }
  }

  public async close(): Promise<void> {
    this.client.destroy();
  }

  private async output(operation: string, input: any): Promise<any> {
    switch (operation) {
      case ABOVE.LIST_ALL: return this.listAll(input);
      case ABOVE.UPLOAD: {
        const { PartSize, ...params } = input;
        const { $metadata, ...output } = await new Upload({ client: this.client, partSize: PartSize, params }).done();
        return output;
      }
      case ABOVE.PUT_BY_DEFAULT: {
        const client = byDefault(clientFor(this.place));
        try {
          const { $metadata, ...output } = await client.send(new s3.PutObjectCommand({
            ...input, Body: this.runtime.stream(input.Body), ContentLength: input.Body.length,
          }));
          return output;
        } finally {
          client.destroy();
        }
      }
      case ABOVE.PRESIGNED_GET: return this.url(new s3.GetObjectCommand(input));
      case ABOVE.PRESIGNED_PUT: return this.url(new s3.PutObjectCommand({ ...input, Body: undefined }));
      case ABOVE.PRESIGNED_PUT_OF_BODY: return this.url(new s3.PutObjectCommand(input));
      default: return this.plain(operation, input);
    }
  }

  private async url(command: any): Promise<any> {
    return { Url: await (this.place.auth === 'iam' ? presigned(this.client, command) : getSignedUrl(this.client, command)) };
  }

  private async plain(operation: string, input: any): Promise<any> {
    const Command = (s3 as any)[`${operation}Command`];
    const { $metadata, Body, ...output } = await this.client.send(new Command(input)) as any;
    return Body === undefined ? output : { ...output, Body: await this.body(await Body.transformToByteArray()) };
  }

  private async listAll(input: any): Promise<any> {
    const keys: string[] = [];
    for await (const { Contents = [] } of s3.paginateListObjectsV2({ client: this.client }, input)) {
      keys.push(...Contents.map(({ Key }) => Key!));
    }
    return { Count: keys.length, sha256: await this.runtime.sha256(new TextEncoder().encode(keys.join('\n'))) };
  }

  private async body(bytes: Uint8Array) {
    return { size: bytes.length, sha256: await this.runtime.sha256(bytes) };
  }
}
