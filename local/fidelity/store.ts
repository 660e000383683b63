import { Credentials } from '../src/auth/credentials';
import { signRequest } from '../src/auth/sigv4';
import { percentEncodePath } from '../src/percent-encoding';

export interface StoreProps {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly etag: string | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Reads and writes objects in S3 directly, past the gateway. */
export class Store {
  constructor(private readonly props: StoreProps) {}

  public async put(bucket: string, key: string, body: Buffer, contentType: string): Promise<void> {
    const response = await this.call('PUT', bucket, key, [['content-type', contentType]], body);
    if (response.status !== 200) {
      throw new Error(`PUT ${bucket}/${key} on the store answered ${response.status} ${await response.text()}`);
    }
  }

  /** Undefined when there is none. */
  public async get(bucket: string, key: string): Promise<StoredObject | undefined> {
    const response = await this.call('GET', bucket, key);
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status === 404) {
      return undefined;
    }
    if (response.status !== 200) {
      throw new Error(`GET ${bucket}/${key} on the store answered ${response.status} ${body.toString('utf8')}`);
    }
    const metadata = [...response.headers].filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), value] as const);
    return {
      body,
      contentType: response.headers.get('content-type') ?? undefined,
      etag: response.headers.get('etag') ?? undefined,
      metadata: new Map(metadata),
    };
  }

  private call(method: string, bucket: string, key: string, more: Array<[string, string]> = [], body?: Buffer): Promise<Response> {
    const { endpoint, region, credentials } = this.props;
    const path = percentEncodePath(`/${bucket}/${key}`);
    const headers: Array<[string, string]> = [['host', new URL(endpoint).host], ...more];
    const added = signRequest({ method, path, query: '', headers }, { service: 's3', region, credentials });
    return fetch(`${endpoint}${path}`, {
      method,
      // Else the client would undo a Content-Encoding.
      headers: [...headers, ...added, ['accept-encoding', 'identity']].map(([name, value]): [string, string] => [name, value]),
      ...(body && { body: new Uint8Array(body) }),
    });
  }
}
