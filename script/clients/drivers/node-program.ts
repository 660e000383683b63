import { createHash } from 'crypto';
import { createInterface } from 'readline';
import { Readable } from 'stream';
import { JavaScriptSession } from './javascript';
import { Call, Place } from '../client';

/** The other end of `openProgram`. */
async function main(): Promise<void> {
  let session: JavaScriptSession | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const value = JSON.parse(line) as Place | Call;
    if (session === undefined) {
      session = new JavaScriptSession(value as Place, {
        sha256: async bytes => createHash('sha256').update(bytes).digest('hex'),
        stream: bytes => Readable.from([bytes]),
      });
    } else {
      process.stdout.write(`${JSON.stringify(await session.call(value as Call))}\n`);
    }
  }
  await session?.close();
}

void main();
