import { check } from './check';
import { Client } from './client';
import { CLIENTS } from './clients';
import { fillMany } from './many';
import { startWorld, World } from './world';
import { closeAll } from '../../local/test/support/gateway';
import { Part, runParts } from '../suites/parts';

let world: Promise<World> | undefined;

async function theWorld(): Promise<World> {
  const started = await startWorld();
  await fillMany(started.store, 'many');
  return started;
}

/** One store and its APIs for all clients. */
const part = (client: Client): Part => ({ run: async () => check(client, await (world ??= theWorld())) });

void runParts('check:clients', Object.fromEntries(CLIENTS.map(client => [client.name, part(client)]))).finally(closeAll);
