import { readdirSync } from 'fs';
import { LocalApi, LocalOptions, startLocal } from '../../local/src/index';

/** What the process of the gateways holds, after its garbage is collected. */
export interface Measure {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly descriptors: number;
}

function measure(): Measure {
  // Twice: what a finalizer lets go of is garbage for the second.
  global.gc!();
  global.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: rss, descriptors: readdirSync('/proc/self/fd').length };
}

/** A process of its own, so that nothing but the gateways is measured: serves, tells its URLs, and then what it holds whenever it is asked. */
async function main(): Promise<void> {
  const apis: LocalApi[] = [];
  for (const options of JSON.parse(process.argv[2]) as LocalOptions[]) {
    apis.push(await startLocal(options));
  }
  process.on('message', () => process.send!(measure()));
  process.on('disconnect', () => void Promise.all(apis.map((api) => api.close())).then(() => process.exit()));
  process.send!(apis.map((api) => api.url()));
}

void main();
