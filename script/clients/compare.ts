import { Outcome } from './client';
import { Buckets } from './step';

/** Not of the answer, but of one answer. */
const LEFT_OUT = ['$metadata', 'ResponseMetadata', 'RequestId', 'HostId', 'ResponseBody', 'LastModified', 'CreationDate', 'Initiated', 'AbortDate'];
/** Made up by the store; that they are there is compared. */
const IDS = ['UploadId', 'VersionId', 'CopySourceVersionId', 'VersionIdMarker', 'NextVersionIdMarker', 'NextUploadIdMarker', 'UploadIdMarker'];
/** Straight it is a user, behind the API a role. */
const OWNERS = ['Owner', 'Initiator'];

/** What two runs of a client should have in common. */
export function normalised({ output, error }: Outcome, buckets: Buckets): unknown {
  return value(error === undefined ? { output } : { error }, buckets);
}

function value(of: unknown, buckets: Buckets): unknown {
  if (Array.isArray(of)) {
    return of.map(item => value(item, buckets));
  }
  if (typeof of === 'string') {
    return masked(of, buckets);
  }
  if (typeof of !== 'object' || of === null) {
    return of;
  }
  return Object.fromEntries(Object.entries(of)
    .filter(([name, item]) => !LEFT_OUT.includes(name) && item !== undefined && item !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, item]) => {
      if (OWNERS.includes(name)) return [name, '<owner>'];
      if (IDS.includes(name) && typeof item === 'string') return [name, item === 'null' || item === '' ? item : '<id>'];
      // The store gives them in any order.
      if (name === 'TagSet' && Array.isArray(item)) return [name, value([...item].sort((one, other) => (one.Key < other.Key ? -1 : 1)), buckets)];
      // The store is shared.
      if (name === 'Buckets' && Array.isArray(item)) return [name, value(item.filter(({ Name }) => [buckets.own, buckets.versioned, buckets.limits].includes(Name)), buckets)];
      return [name, value(item, buckets)];
    }));
}

/** Without names of buckets and of hosts. */
export function masked(text: string, { versioned, limits, own }: Buckets): string {
  return text.replaceAll(versioned, '<versioned>').replaceAll(limits, '<limits>').replaceAll(own, '<bucket>')
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, '<host>')
    // How often a client tries is of no account.
    .replace(/ \(reached max retries: \d+\)/, '')
    .replace(/arn:aws:iam::\d+:user\/\S+/g, '<caller>')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
}

/** The first place where they differ, as `output.Contents.0.Key`; undefined where they do not. */
export function difference(straight: unknown, proxied: unknown, path = ''): { path: string; straight: unknown; proxied: unknown } | undefined {
  if (typeof straight === 'object' && typeof proxied === 'object' && straight !== null && proxied !== null) {
    for (const name of new Set([...Object.keys(straight), ...Object.keys(proxied)])) {
      const found = difference((straight as any)[name], (proxied as any)[name], path === '' ? name : `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return straight === proxied ? undefined : { path, straight, proxied };
}
