import { createHash } from 'crypto';
import { unreachable } from './endpoint';
import { xmlText } from './xml';
import { Credentials } from '../auth/credentials';
import { signRequest } from '../auth/sigv4';
import { sha256Hex } from '../auth/sigv4-canonical';

const TIMEOUT_MS = 30_000;

export interface AwsClientProps {
  readonly service: 's3' | 'iam';
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

export interface AwsCall {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query?: string;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly body?: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a server refused. */
export class AwsError extends Error {
  public constructor(message: string, public readonly code: string | undefined) {
    super(message);
    this.name = 'AwsError';
  }
}

/** Makes control calls: few, small and buffered. Calls of clients go through the sender. */
export class AwsClient {
  public constructor(private readonly props: AwsClientProps) {}

  /** The answer, whatever its status. */
  public async send(call: AwsCall): Promise<AwsAnswer> {
    const { service, endpoint, region, credentials } = this.props;
    const { method, path, query = '', body } = call;
    const url = new URL(endpoint);
    const headers: Array<readonly [string, string]> = [['host', url.host], ...(call.headers ?? [])];
    // S3 asks for it on most configurations.
    if (body !== undefined) headers.push(['content-md5', createHash('md5').update(body).digest('base64')]);
    const payloadHash = sha256Hex(Buffer.from(body ?? ''));
    const added = signRequest({ method, path, query, headers }, { service, region, credentials, payloadHash });
    const response = await fetch(`${url.origin}${path}${query && `?${query}`}`, {
      method,
      headers: [...headers, ...added].map(([name, value]): [string, string] => [name, value]),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    }).catch((error: Error) => {
      throw unreachable(service === 's3' ? 's3.endpoint' : 's3.iamEndpoint', endpoint, error);
    });
    return { status: response.status, body: await response.text() };
  }

  /** The body of a successful answer; another fails with what the server said about `what`. */
  public async call(what: string, call: AwsCall): Promise<string> {
    const { status, body } = await this.send(call);
    if (status >= 200 && status < 300) return body;
    const said = [xmlText(body, 'Code'), xmlText(body, 'Message')].filter((text) => text !== undefined).join(': ');
    throw new AwsError(
      `${what}: ${call.method} ${call.path}${call.query ? `?${call.query}` : ''} on ${this.props.endpoint} answered ${status} ${said}`,
      xmlText(body, 'Code'),
    );
  }
}
