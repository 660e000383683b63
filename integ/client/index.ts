import { createHash } from 'crypto';
import { request as httpRequest } from 'http';
import { request as httpsRequest } from 'https';
import * as aws4 from 'aws4';

/** One HTTP request, sent as it stands: no part of the URL is normalised, header names keep their spelling. */
export interface ClientEvent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: { readonly text: string } | { readonly base64: string };
  readonly signed: boolean;
  /** The headers that the answer is to tell */
  readonly tell: string[];
  /** A regular expression: the answer is to tell the first group of each match instead of the body */
  readonly extract?: string;
}

/** What an assertion sees. It is short, since CloudFormation takes 4 KB in all, and a mismatch tells it several times. */
export interface ClientAnswer {
  readonly status: number;
  /** Without those that are missing: matchers cannot read null */
  readonly headers: Record<string, string>;
  readonly body: string | string[] | { readonly base64: string };
}

const MAX_BODY = 300;

/** A Lambda function that calls an API, and signs for it with its own credentials. */
export async function handler(event: ClientEvent): Promise<ClientAnswer> {
  const body = 'text' in event.body ? Buffer.from(event.body.text) : Buffer.from(event.body.base64, 'base64');
  const [, protocol, host, path] = /^(https?):\/\/([^/]+)(.*)$/.exec(event.url)!;
  const [hostname, port] = host.split(':');
  const headers = { ...(event.signed ? sign(event, host, path, body) : event.headers), 'Content-Length': body.length };

  return new Promise((resolve, reject) => {
    const send = protocol === 'https' ? httpsRequest : httpRequest;
    const request = send({ hostname, port, path, method: event.method, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode!,
        headers: Object.fromEntries(event.tell
          .filter(name => response.headers[name.toLowerCase()] !== undefined)
          .map(name => [name, String(response.headers[name.toLowerCase()])])),
        body: summary(Buffer.concat(chunks), response.statusCode!, event.extract),
      }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function sign({ method, headers }: ClientEvent, host: string, path: string, body: Buffer) {
  // The hash in place of the body: to a body without a type the library would add one.
  const hash = createHash('sha256').update(body).digest('hex');
  return aws4.sign({
    service: 'execute-api', region: process.env.AWS_REGION, host, path, method, headers: { ...headers, 'X-Amz-Content-Sha256': hash },
  }).headers;
}

function summary(body: Buffer, status: number, extract?: string): ClientAnswer['body'] {
  const text = body.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(body)) {
    return { base64: cut(body.toString('base64')) };
  }
  const found = extract === undefined ? [] : [...text.matchAll(new RegExp(extract, 'g'))].map(match => match[1]);
  // An error that has nothing of what was looked for explains itself.
  return extract !== undefined && (found.length > 0 || status < 400) ? found : cut(text);
}

function cut(text: string): string {
  return text.length > MAX_BODY ? `${text.slice(0, MAX_BODY)}... (${text.length} characters)` : text;
}
