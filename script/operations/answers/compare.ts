/** Where two answers differ. */
export interface Difference {
  /** `error.Key`, `output.Contents.0.ETag`. */
  readonly path: string;
  readonly direct: unknown;
  readonly proxied: unknown;
}

/** A call, what came of it and what is there afterwards, normalised. */
export type Normalised = Readonly<Record<'input' | 'output' | 'error' | 'state', unknown>>;

/** Ids that a server makes up for a request. */
const OF_THE_REQUEST = ['requestId', 'extendedRequestId', 'cfId', 'RequestId', 'HostId'];

/** Ids that a server makes up and clients send back: numbered as they come, so that the same one stays the same. */
const OF_A_THING = [
  'UploadId', 'UploadIdMarker', 'NextUploadIdMarker', 'VersionId', 'VersionIdMarker', 'NextVersionIdMarker', 'CopySourceVersionId', 'DeleteMarkerVersionId',
];

/** When the server did something. What a client asks for (`Expires`, `RetainUntilDate`) is compared. */
const TIMES = ['LastModified', 'Initiated', 'CreationDate'];

/** What one of the two servers says, but for ids, dates and its own address. */
export class Normaliser {
  private readonly ids = new Map<string, string>();

  constructor(private readonly host?: string) {}

  public normalise(value: unknown, name = ''): unknown {
    if (OF_THE_REQUEST.includes(name)) return undefined;
    if (value instanceof Date) return TIMES.includes(name) ? '(a time)' : value.toISOString();
    if (typeof value === 'string') return OF_A_THING.includes(name) ? this.idOf(value) : this.text(value);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
    if (Array.isArray(value)) return (name === 'TagSet' ? inOrder(value) : value).map(item => this.normalise(item));
    if (typeof value !== 'object' || value === null) return value;
    // Sorted, as ids are numbered by their order.
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(members.map(([key, item]) => [key, this.normalise(item, key)]));
  }

  /** Of whichever server; the source of a copy names a version too. */
  private text(value: string): string {
    const anywhere = this.host === undefined ? value : value.replaceAll(this.host, '(host)');
    return anywhere.replace(/(?<=\?versionId=).+$/, id => this.idOf(id));
  }

  private idOf(value: string): string {
    // What S3 calls the version of an object that has none.
    if (value === '' || value === 'null') return value;
    const id = this.ids.get(value) ?? `(id ${this.ids.size + 1})`;
    this.ids.set(value, id);
    return id;
  }
}

/** A set of tags has no order of its own. */
function inOrder(tags: readonly { Key: string }[]): { Key: string }[] {
  return [...tags].sort((one, other) => (one.Key < other.Key ? -1 : 1));
}

/** All differences of two values that were normalised; a member without a value is as good as none. */
export function differences(direct: unknown, proxied: unknown, path = ''): Difference[] {
  if (isObject(direct) && isObject(proxied)) {
    return [...new Set([...Object.keys(direct), ...Object.keys(proxied)])]
      .flatMap(key => differences(direct[key], proxied[key], path === '' ? key : `${path}.${key}`));
  }
  return direct === proxied ? [] : [{ path, direct, proxied }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function describe({ path, direct, proxied }: Difference): string {
  const shown = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 120);
  return `${path}: ${shown(direct)} directly, ${shown(proxied)} through the proxy`;
}
