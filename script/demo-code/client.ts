import { Agent, IncomingHttpHeaders, request as send } from 'http';
import * as aws4 from 'aws4';
import { Call } from './call';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An API to call: where it is, and who calls. */
export interface Endpoint {
  /** Of a stage, with a slash at the end. */
  readonly url: string;
  readonly region: string;
  readonly caller: Credentials;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly milliseconds: number;
}

/** As all clients do; besides, a connection that stays open lets an answer through that comes before the whole body is sent. */
const agent = new Agent({ keepAlive: true });

/** Sends a call as it stands, signed as any client of an IAM-protected API signs: for the service `execute-api`. */
export async function request(endpoint: Endpoint, call: Call): Promise<Answer> {
  const { host, hostname, port, pathname } = new URL(endpoint.url);
  const path = `${pathname.slice(0, -1)}${call.path}`;
  const body = call.content?.bytes;
  const headers = {
    ...(call.content && { 'Content-Type': call.content.mediaType, 'Content-Length': `${call.content.bytes.length}` }),
    ...call.headers,
  };
  const start = process.hrtime.bigint();
  const signed = { ...headers, ...signature(endpoint, call, host, path, headers) };
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, method: call.method, path, headers: signed, agent }, incoming => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({
        status: incoming.statusCode!,
        headers: incoming.headers,
        body: Buffer.concat(chunks),
        milliseconds: Number(process.hrtime.bigint() - start) / 1e6,
      }));
    });
    outgoing.on('error', error => reject(new Error(`${call.method} ${call.path}: ${error.message}`)));
    outgoing.end(body);
  });
}

function signature(endpoint: Endpoint, { method, content, signature: kind = 'right' }: Call, host: string, path: string, headers: Record<string, string>) {
  if (kind === 'none') {
    return {};
  }
  const { accessKeyId, secretAccessKey } = endpoint.caller;
  return aws4.sign(
    { service: 'execute-api', region: endpoint.region, host, method, path, headers, body: content?.bytes },
    { accessKeyId, secretAccessKey: kind === 'wrong' ? `${secretAccessKey}?` : secretAccessKey },
  ).headers;
}
