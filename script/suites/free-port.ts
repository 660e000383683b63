import { randomInt } from 'crypto';
import { once } from 'events';
import { createServer } from 'net';

/**
 * A port that nobody listens on now, nor on those that follow it. It is below those that systems give away by themselves: installing takes a minute, and then
 * it has to be free still.
 */
export async function freePort(inARow = 1): Promise<number> {
  const port = randomInt(10_000, 32_000);
  for (let next = port; next < port + inARow; next++) {
    if (!await isFree(next)) {
      return freePort(inARow);
    }
  }
  return port;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>(done => server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
  if (free) {
    await once(server.close(), 'close');
  }
  return free;
}
