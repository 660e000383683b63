import { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const COLLECT_BYTES = 8 * 1024 * 1024;
/** Of more bodies so much is in use at any time that collecting it sooner costs more than it saves. */
const MOST_AT_ONCE = 8;

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;
let bytes = 0;
let atOnce = 0;

/**
 * Collects the garbage of a body that is read. Node's HTTP parser copies each piece into memory of its own, and V8, which looks at how much of
 * that there is, goes through the whole heap again and again, for as long as all else of an upload takes. To collect what is young is enough.
 */
export function collectPieces(message: IncomingMessage): void {
  atOnce++;
  message.on('data', count).once('close', () => atOnce--);
}

function count(piece: Buffer): void {
  bytes += piece.length;
  if (bytes >= COLLECT_BYTES && atOnce <= MOST_AT_ONCE) {
    bytes = 0;
    collect ??= exposeCollector();
    collect({ type: 'minor' });
  }
}

/** Contexts that are made later have no `gc`, unless they were to have one. */
function exposeCollector(): NonNullable<typeof collect> {
  if (globalThis.gc) {
    return globalThis.gc;
  }
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NonNullable<typeof collect>;
  setFlagsFromString('--no-expose-gc');
  return gc;
}
