import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { request } from 'https';
import { Outcome, Place } from './client';

/** What somebody gets who has nothing but the URL. */
export async function fetched(url: string, { ca }: Place): Promise<Outcome> {
  const [status, body] = await new Promise<[number, Buffer]>((resolve, reject) => {
    const sent = request(url, { ca: readFileSync(ca) }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve([answer.statusCode!, Buffer.concat(chunks)])).on('error', reject);
    });
    sent.on('error', reject).end();
  });
  if (status === 200) {
    return { output: { Body: { size: body.length, sha256: createHash('sha256').update(body).digest('hex') } } };
  }
  const [code, message] = ['Code', 'Message'].map(name => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(body.toString())?.[1] ?? '');
  return { error: { code, message, text: `${code}: ${message}` } };
}
