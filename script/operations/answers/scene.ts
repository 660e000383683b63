import * as s3 from '@aws-sdk/client-s3';
import { S3Operation } from '../../../src';

type Commands = typeof s3;

/** `GetObject`: the name of an operation, as it is in the API reference. */
export type OperationName = `${S3Operation}`;
export type InputOf<O extends OperationName> = NonNullable<ConstructorParameters<Commands[`${O}Command`]>[0]>;
/** The bucket of a scene need not be named. */
export type SceneInput<O extends OperationName> = Omit<InputOf<O>, 'Bucket'> & { Bucket?: string };
export type OutputOf<O extends OperationName> = Commands[`${O}Command`] extends new (...input: any) => s3.$Command<any, infer Output, any, any, any> ? Output : never;

/** A key that has to be escaped in paths, queries and XML. */
export const KEY = 'folder/näme & more (1).txt';
export const TEXT = 'what is in the object\n';

/** Of each part of an upload but the last. */
export const LEAST_PART = Buffer.alloc(5 * 1024 * 1024, 'a part ');

/** One call of an operation, and what has to be there before. */
export interface Scene<O extends OperationName = OperationName> {
  readonly title: string;
  /** How its bucket is created; `false`: there is none. */
  readonly bucket: Partial<s3.CreateBucketCommandInput> | false;
  /** The name of the error that S3 answers, if it does. */
  readonly error?: string;
  /** Prepares the store, and returns the input of the call. */
  readonly arrange: (stage: Stage) => Promise<SceneInput<O>> | SceneInput<O>;
}

/** Those of one operation; the first shows whether a store has it. */
export type Scenes = { readonly [O in OperationName]: readonly Scene<O>[] };

type Arrange<O extends OperationName> = Scene<O>['arrange'];

/** A call that succeeds. */
export function works<O extends OperationName>(title: string, arrange: Arrange<O>, bucket: Scene['bucket'] = {}): Scene<O> {
  return { title, arrange, bucket };
}

/** A call that S3 refuses. */
export function fails<O extends OperationName>(error: string, title: string, arrange: Arrange<O>, bucket: Scene['bucket'] = {}): Scene<O> {
  return { title, arrange, bucket, error };
}

type AnyCommand = s3.$Command<any, any, any, any, any>;

/** What a client of the SDK sends. */
export function commandOf(operation: OperationName, input: object): AnyCommand {
  const command = s3[`${operation}Command`] as unknown as new (input: object) => AnyCommand;
  return new command(input);
}

/** One bucket of one store, for one scene. */
export class Stage {
  constructor(private readonly client: s3.S3Client, public readonly bucket: string) {}

  public async send<O extends OperationName>(operation: O, input: SceneInput<O>): Promise<OutputOf<O>> {
    return await this.client.send(commandOf(operation, { Bucket: this.bucket, ...input }) as any) as OutputOf<O>;
  }

  /** Stores an object. */
  public async put(Key = KEY, more: Partial<s3.PutObjectCommandInput> = {}): Promise<s3.PutObjectCommandOutput> {
    return this.send('PutObject', { Key, Body: TEXT, ...more });
  }

  /** The scene's bucket keeps versions from now on. */
  public async keepVersions(): Promise<void> {
    await this.send('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } });
  }

  /** Begins an upload, with these parts. */
  public async upload(Key = KEY, bodies: readonly (string | Buffer)[] = [], more: Partial<s3.CreateMultipartUploadCommandInput> = {}) {
    const { UploadId } = await this.send('CreateMultipartUpload', { Key, ...more });
    const Parts: s3.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const { ETag } = await this.send('UploadPart', { Key, UploadId, PartNumber: index + 1, Body });
      Parts.push({ ETag, PartNumber: index + 1 });
    }
    return { Key, UploadId, Parts };
  }

  /** The source of a copy of an object of this bucket. */
  public source(key = KEY): string {
    return `${this.bucket}/${encodeURIComponent(key)}`;
  }
}
