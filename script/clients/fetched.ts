import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { request } from 'https';
import { Outcome, Place } from './client';
import { bytesOf } from './drivers/javascript';

/** What somebody gets who has nothing but the URL, and what to upload. */
export async function fetched(url: string, { ca }: Place, upload?: unknown): Promise<Outcome> {
  const [status, body, etag] = await new Promise<[number, Buffer, string | undefined]>((resolve, reject) => {
    const sent = request(url, { ca: readFileSync(ca), method: upload === undefined ? 'GET' : 'PUT' }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
        .on('end', () => resolve([answer.statusCode!, Buffer.concat(chunks), answer.headers.etag]));
    });
    sent.on('error', reject).end(upload === undefined ? undefined : bytesOf(upload));
  });
  if (status === 200) {
    return { output: upload === undefined ? { Body: { size: body.length, sha256: createHash('sha256').update(body).digest('hex') } } : { ETag: etag } };
  }
  const [code, message] = ['Code', 'Message'].map(name => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(body.toString())?.[1] ?? '');
  return { error: { code, message, text: `${code}: ${message}` } };
}
