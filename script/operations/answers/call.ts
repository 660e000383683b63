import { Readable } from 'stream';
import { S3Client } from '@aws-sdk/client-s3';
import { commandOf, OperationName } from './scene';

/** What came over the wire. */
export interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What an SDK made of an answer. */
export interface Answer {
  readonly output?: object;
  readonly error?: object;
  /** Of an error; `Unknown` ones by their status. */
  readonly name?: string;
  readonly wire: Wire;
}

/** Lets every answer of a client be seen before it is parsed. */
export function watch(client: S3Client): () => Wire {
  let seen: Wire | undefined;
  client.middlewareStack.add(next => async args => {
    const result = await next(args);
    const response = result.response as { statusCode: number; headers: Record<string, string>; body: Readable };
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk as Buffer);
    seen = { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
    response.body = Readable.from([seen.body]);
    return result;
  }, { step: 'deserialize', priority: 'low', name: 'watch' });
  return () => seen!;
}

/** Calls, and reads the answer whole: an error is an answer too, but only one that came over the wire. */
export async function call(client: S3Client, wire: () => Wire, operation: OperationName, input: object): Promise<Answer> {
  try {
    const output = await client.send(commandOf(operation, input) as any) as { Body?: { transformToByteArray(): Promise<Uint8Array> } };
    return { output: output.Body === undefined ? output : { ...output, Body: await output.Body.transformToByteArray() }, wire: wire() };
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { httpStatusCode?: number } };
    const status = error.$metadata?.httpStatusCode;
    if (status === undefined) throw error;
    const { $response: _, ...members } = error as Error & { $response?: unknown };
    return { error: { ...members, name: error.name, message: error.message }, name: error.name === 'Unknown' ? `${status}` : error.name, wire: wire() };
  }
}
