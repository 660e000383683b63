import { existsSync, readFileSync } from 'fs';
import type { LocalApi, LocalOptions } from '../local/src/index';

/** What a process of a gateway tells when it serves. */
export interface Serving {
  /** By stage name. */
  readonly urls: Readonly<Record<string, string>>;
  /** What calls to S3 are signed with for the role of the signed API. */
  readonly role: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Usage {
  readonly cpuMicros: number;
  readonly residentBytes: number;
  /** The most that was resident so far. */
  readonly peakBytes: number;
}

/** What getrusage tells begins with the most that the parent had; Linux counts anew for each program. */
function peakBytes(): number {
  const status = '/proc/self/status';
  const [, kilobytes = String(process.resourceUsage().maxRSS)] = existsSync(status) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? [] : [];
  return Number(kilobytes) * 1024;
}

// A process with nothing in it but the gateway, as it is published. Tells its URLs, and then what it has used whenever it is asked.
async function main(): Promise<void> {
  const [, , lib, roleId, options] = process.argv;
  const { startLocal } = await import(lib) as { startLocal(options: LocalOptions): Promise<LocalApi> };
  const api = await startLocal(JSON.parse(options) as LocalOptions);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { cpuMicros: user + system, residentBytes: process.memoryUsage.rss(), peakBytes: peakBytes() };
    process.send!(usage);
  });
  process.on('disconnect', () => process.exit());
  const serving: Serving = {
    urls: Object.fromEntries(api.stages.map(({ stage, url }) => [stage, url])),
    role: api.roleCredentials(`arn:aws:iam::000000000000:role/${api.physicalId(roleId)}`),
  };
  process.send!(serving);
}

void main();
