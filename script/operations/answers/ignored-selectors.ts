import { isDeepStrictEqual } from 'util';
import { S3Client } from '@aws-sdk/client-s3';
import { Normaliser } from './compare';
import { Played } from './play';
import { S3_SELECTORS } from '../../../src/catalogue';

/** Makes a client leave out all that chooses among the operations of a path and a verb. Tells whether its last request had any of it. */
export function withoutSelectors(client: S3Client): () => boolean {
  let left = false;
  const leaveOut = (from: Record<string, unknown>, names: readonly string[]) => names.filter(name => name in from).forEach(name => {
    delete from[name];
    left = true;
  });
  client.middlewareStack.add(next => args => {
    const { query, headers } = args.request as { query: Record<string, unknown>; headers: Record<string, unknown> };
    left = false;
    for (const selectors of Object.values(S3_SELECTORS)) {
      leaveOut(query, selectors.query);
      leaveOut(headers, selectors.headers);
    }
    return next(args);
  }, { step: 'build', priority: 'low', name: 'withoutSelectors' });
  return () => left;
}

/** Names of the elements of a document, and the code of an error; other bodies as they are. */
function outline(body: Buffer): string {
  const text = body.toString('latin1');
  const elements = [...text.matchAll(/<Code>([^<]*)|<([A-Za-z]\w*)/g)].map(([, code, name]) => code ?? name);
  return elements.length === 0 ? text : elements.join(' ');
}

/** Whether a store did the same in both: said the same, and holds the same afterwards. */
export function didTheSame(one: Played, other: Played): boolean {
  const did = ({ answer: { wire }, state }: Played) => [wire.status, outline(wire.body), new Normaliser().normalise(state)];
  return isDeepStrictEqual(did(one), did(other));
}
