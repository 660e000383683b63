import { Credentials } from '../../local/src/index';

/** How a client is let in: `store` is straight on the store. */
export type Auth = 'store' | 'iam' | 'key' | 'bearer' | 'none';

/** Where a client works, and what it has for that. */
export interface Place {
  readonly auth: Auth;
  /** Without a slash at the end; of the proxy with its stage. */
  readonly endpoint: string;
  readonly region: string;
  /** For `store` and `iam`. */
  readonly credentials: Credentials;
  /** For `key`. */
  readonly apiKey: string;
  /** For `bearer`. */
  readonly token: string;
  /** A PEM file with the certificate of the endpoint. */
  readonly ca: string;
}

/** What a client is told to do: an operation of S3, or one of `ABOVE` or `FOLDERS` that tools make of several; inputs are as in the API of S3. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a client made of the answer. */
export interface Outcome {
  /** As in the API of S3; a body is `{ size, sha256 }`. */
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: {
    /** S3's code as the client tells it; where the client tells only a status, that. */
    readonly code: string;
    readonly message: string;
    /** What a person who uses the client sees. */
    readonly text: string;
  };
}

/** A client that is set up for a place. */
export interface Session {
  call(call: Call): Promise<Outcome>;
  close(): Promise<void>;
}

export interface Client {
  readonly name: string;
  /** Those that it can do. */
  readonly auths: readonly Exclude<Auth, 'store'>[];
  /** What it shows of an error, with `{code}`, `{operation}` and `{message}`. */
  readonly shows: string;
  /** What it says instead, in words of its own, whatever the server says. @default - nothing */
  readonly ownWords?: readonly RegExp[];
  /** Whether its set-up for IAM takes temporary credentials, which is checked then. @default false */
  readonly takesSessionToken?: boolean;
  /** Whether its helper reads the size off any answer to a HEAD, which is checked then. @default false */
  readonly readsSizes?: boolean;
  /** Whether it can do what is in `FOLDERS`. @default false */
  readonly folders?: boolean;
  /** Whether it can do that: other steps, and those that need what these make, are not for this client. @default - all operations of S3, and none of `ABOVE` */
  can?(operation: string, input: Call['input'], auth: Auth): boolean;
  open(place: Place): Promise<Session>;
}

/** What some tools do with whole folders. */
export const FOLDERS = {
  /** `{ Bucket, Prefix, Files }`, where each file of a folder has its body -> what is listed below the prefix. */
  UPLOAD: 'UploadFolder',
  /** The same, after which nothing else is below the prefix -> `{ Files }` as `DOWNLOAD` finds them then. */
  SYNCHRONIZE: 'SyncFolder',
  /** `{ Bucket, Prefix }` -> `{ Files }`, of each its content. */
  DOWNLOAD: 'DownloadFolder',
  /** `{ Bucket, Prefix }` -> `{ Twice }`: the files that a second download into the same folder transfers once more. */
  DOWNLOAD_AGAIN: 'DownloadFolderAgain',
  /** `{ Bucket, Prefix }` -> what is listed below the prefix. */
  DELETE: 'DeleteFolder',
  /** `{ Bucket }`, with all that is in it. */
  DELETE_BUCKET: 'DeleteFullBucket',
} as const;

export const isOfFolders = (operation: string) => (Object.values(FOLDERS) as string[]).includes(operation);

/** What some clients do with operations of S3, of their own accord. */
export const ABOVE = {
  /** `{ Bucket, Prefix }` -> `{ Count, sha256 }` of the keys, a line each, over as many pages as there are. */
  LIST_ALL: 'ListAll',
  /** `{ Bucket, Key, Body, PartSize }`: the client's own upload in parts. */
  UPLOAD: 'Upload',
  /** `{ Bucket, Key }` -> `{ Body }`: the client's own download, in ranges if it does so. */
  DOWNLOAD: 'Download',
  /** `{ Bucket, Key, Body }`: PutObject by a client that nobody told how checksums are sent. */
  PUT_BY_DEFAULT: 'PutObjectByDefault',
  /** `{ Bucket, Key }` -> `{ Body }`: a presigned URL, which drivers give as `{ Url }`; it is fetched by what knows no S3. */
  PRESIGNED_GET: 'PresignedGet',
  /** `{ Bucket, Key, Body }` -> `{ ETag }`: the same of a PutObject, whose body is not known when the URL is made. */
  PRESIGNED_PUT: 'PresignedPut',
  /** `{ Bucket, Key, Body }` -> `{ ETag }`: the same for this body alone. */
  PRESIGNED_PUT_OF_BODY: 'PresignedPutOfBody',
} as const;

/** Whoever has their URLs needs no client. */
export const PRESIGNED: readonly string[] = [ABOVE.PRESIGNED_GET, ABOVE.PRESIGNED_PUT, ABOVE.PRESIGNED_PUT_OF_BODY];

export const isAbove = (operation: string) => (Object.values(ABOVE) as string[]).includes(operation);
