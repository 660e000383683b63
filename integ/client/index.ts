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
  /** Where the signature is. */
  readonly signed: 'headers' | 'url' | 'no';
  /** Signed in place of the hash of the body; a URL does not show it. */
  readonly payloadHash?: string;
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
  const [, protocol, host, unsigned] = /^(https?):\/\/([^/]+)(.*)$/.exec(event.url)!;
  const [hostname, port] = host.split(':');
  const { path, headers: sent } = sign(event, host, unsigned, body);
  const headers = { ...sent, 'Content-Length': body.length };

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

function sign({ method, headers, signed, payloadHash }: ClientEvent, host: string, path: string, body: Buffer) {
  // The hash in place of the body: to a body without a type the library would add one.
  const hash = payloadHash ?? createHash('sha256').update(body).digest('hex');
  const request = { service: 'execute-api', region: process.env.AWS_REGION, host, method, headers: { ...headers, 'X-Amz-Content-Sha256': hash } };
  if (signed === 'no') {
    return { path, headers };
  }
  if (signed === 'headers') {
    return { path, headers: aws4.sign({ ...request, path }).headers };
  }
  const expiring = `${path}${path.includes('?') ? '&' : '?'}X-Amz-Expires=300`;
  const options = { signQuery: true, extraHeadersToIgnore: { 'x-amz-content-sha256': true } };
  return { path: aws4.sign({ ...request, ...options, path: expiring }).path, headers };
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
