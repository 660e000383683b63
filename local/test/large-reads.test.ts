import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { closeAll, recorder, s3Method, serve } from './support/gateway';

afterEach(closeAll);

const BYTES = 4 * 1024 * 1024;

/** Stops after each chunk when it is slow. */
function read(url: string, slow: boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(Buffer.from(chunk));
        if (slow) {
          response.pause();
          setImmediate(() => response.resume());
        }
      }).on('end', () => resolve(Buffer.concat(chunks))).on('error', reject);
    }).on('error', reject);
  });
}

test('large bodies arrive as they are, though their memory is used again', async () => {
  const objects = Array.from({ length: 12 }, () => randomBytes(BYTES));
  const s3 = await recorder((message, response) => {
    response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': BYTES }).end(objects[Number(message.url!.split('/').pop())]);
  });
  const integration = { IntegrationResponses: [{ StatusCode: '200', ContentHandling: 'CONVERT_TO_BINARY' }] };
  const api = await serve({ methods: [s3Method({ integration })], api: { BinaryMediaTypes: ['*/*'] } }, s3);
  for (const round of [1, 2]) {
    const bodies = await Promise.all(objects.map((_, index) => read(`${api.url()}${index}`, index % round === 0)));
    expect(bodies.map((body, index) => body.equals(objects[index]))).toEqual(objects.map(() => true));
  }
});
