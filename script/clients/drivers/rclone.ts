import { readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { described } from './by-request';
import { CommandError, CommandTool, DOWNLOAD, environment, expressible, FUNCTIONS, LIST_ALL, runFunction, UPLOAD, Way, Ways } from './command';
import { bytesOf } from './javascript';
import { Client, FOLDERS, Place } from '../client';

const CONFIG = readFileSync(join(__dirname, '../../../examples/clients/rclone/rclone.conf'), 'utf8');
const NOTHING_COPIED = 9;
const [NO_SUCH_DIRECTORY, NO_SUCH_FILE] = ['directory not found', 'no file was transferred'];

interface Listed {
  readonly Path: string;
  readonly Size: number;
  readonly IsDir: boolean;
}

class Rclone extends CommandTool {
  protected readonly ways = WAYS;

  private readonly env: Record<string, string>;

  constructor(private readonly place: Place) {
    super();
    const { auth, endpoint, credentials, region, ca } = place;
    const straight = auth === 'store' ? `access_key_id = ${credentials.accessKeyId}\nsecret_access_key = ${credentials.secretAccessKey}\nregion = ${region}\n` : '';
    writeFileSync(this.file('rclone.conf'), CONFIG.replace(/^endpoint = .*$/m, `endpoint = ${endpoint}`) + straight);
    // What a client tries again it would only print again.
    this.env = {
      ...environment(place), RCLONE_CONFIG: this.file('rclone.conf'), RCLONE_CA_CERT: ca, RCLONE_RETRIES: '1', RCLONE_LOW_LEVEL_RETRIES: '1',
    };
  }

  public async rclone(...args: string[]): Promise<Buffer> {
    const { auth } = this.place;
    const { status, stdout, stderr } = await runFunction('rclone', FUNCTIONS[auth === 'store' ? 'none' : auth], args, this.env);
    if (status === 0) return stdout;
    if (status === NOTHING_COPIED) throw new CommandError('NoSuchKey', NO_SUCH_FILE, NO_SUCH_FILE);
    const [, code, message] = /api error (\w+): ?(.*)$/m.exec(stderr) ?? [];
    if (code !== undefined) throw new CommandError(code, message, `api error ${code}: ${message}`);
    const said = stderr.trim();
    if (said.includes(NO_SUCH_DIRECTORY)) throw new CommandError('NoSuchBucket', NO_SUCH_DIRECTORY, NO_SUCH_DIRECTORY);
    throw new CommandError(`exit code ${status}`, said, said);
  }

  public async list(...args: string[]): Promise<object> {
    const listed = JSON.parse((await this.rclone('lsjson', ...args)).toString()) as Listed[];
    return { Contents: listed.map(({ Path, Size, IsDir }) => ({ Key: Path, ...(IsDir ? {} : { Size }) })) };
  }

  /** By its own name. */
  public async got(bucket: string, key: string): Promise<object> {
    await this.rclone('copyto', '--error-on-no-transfer', `api:${bucket}/${key}`, this.file('got'));
    const content = readFileSync(this.file('got'));
    rmSync(this.file('got'));
    return { Body: described(content) };
  }

  /** As the one file of a folder that fits a pattern. */
  public async picked(bucket: string, key: string): Promise<object> {
    const folder = this.file('picked');
    await this.rclone('copy', `api:${bucket}`, folder, ...only(key));
    const content = readFileSync(join(folder, key));
    rmSync(folder, { recursive: true });
    return { Body: described(content) };
  }

  /** Does something with a folder of the bucket, and tells what is there then. */
  public async changed({ Bucket, Prefix }: Record<string, any>, ...args: string[]): Promise<object> {
    await this.rclone(...args, `api:${Bucket}/${Prefix}`);
    return this.list(`api:${Bucket}`, '--recursive', '--files-only', '--include', `/${Prefix}/**`);
  }

  public async put({ Bucket, Key, Body, ...said }: Record<string, any>): Promise<object> {
    writeFileSync(this.file('sent'), bytesOf(Body));
    await this.rclone('copyto', this.file('sent'), `api:${Bucket}/${Key}`, ...Object.entries(said).filter(([, value]) => value !== undefined).flatMap(([name, value]) => (name === 'Metadata'
      ? ['--metadata', ...Object.entries(value).flatMap(pair => ['--metadata-set', pair.join('=')])]
      : ['--header-upload', `${HEADERS[name]}: ${value}`])));
    return {};
  }
}

const HEADERS: Readonly<Record<string, string>> = { ContentType: 'Content-Type', ContentEncoding: 'Content-Encoding' };

/** Of a folder the file of that name, whatever patterns mean. */
const only = (key: string) => ['--include', `/${key.replace(/[\\*?[\]{}]/g, '\\$&')}`];

function rangeOf(range: string): string[] {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range)!;
  if (first === '') return ['--tail', last];
  return ['--offset', first, ...(last === '' ? [] : ['--count', `${Number(last) - Number(first) + 1}`])];
}

const listing: Way<Rclone> = {
  takes: ['Bucket', 'Prefix', 'Delimiter'],
  run: (tool, { Bucket, Prefix = '', Delimiter }) => tool.list(`api:${Bucket}/${Prefix}`, ...(Delimiter === undefined ? ['--recursive', '--files-only'] : [])),
};

const downloads = (tool: Rclone, { Bucket, Prefix }: Record<string, any>) => (folder: string) => tool.rclone('sync', `api:${Bucket}/${Prefix}`, folder);

const WAYS: Ways<Rclone> = {
  CreateBucket: { takes: ['Bucket'], run: async (tool, { Bucket }) => { await tool.rclone('mkdir', `api:${Bucket}`); return {}; } },
  DeleteBucket: { takes: ['Bucket'], run: async (tool, { Bucket }) => { await tool.rclone('rmdir', `api:${Bucket}`); return {}; } },
  ListBuckets: {
    takes: [],
    run: async tool => ({ Buckets: (JSON.parse((await tool.rclone('lsjson', 'api:')).toString()) as Listed[]).map(({ Path }) => ({ Name: Path })) }),
  },
  PutBucketVersioning: {
    takes: ['Bucket', 'VersioningConfiguration'],
    run: async (tool, { Bucket, VersioningConfiguration }) => ({
      Status: JSON.parse((await tool.rclone('backend', 'versioning', `api:${Bucket}`, VersioningConfiguration.Status)).toString()),
    }),
  },
  GetBucketVersioning: {
    takes: ['Bucket'],
    run: async (tool, { Bucket }) => ({ Status: JSON.parse((await tool.rclone('backend', 'versioning', `api:${Bucket}`)).toString()) }),
  },
  ListObjects: listing,
  ListObjectsV2: listing,
  [LIST_ALL]: {
    takes: ['Bucket', 'Prefix'],
    run: async (tool, { Bucket, Prefix }) => {
      const keys = (await tool.rclone('lsf', '--recursive', '--files-only', `api:${Bucket}/${Prefix}`)).toString().trimEnd().split('\n');
      return { Count: keys.length, ...described(Buffer.from(keys.join('\n'))) };
    },
  },
  PutObject: { takes: ['Bucket', 'Key', 'Body', 'ContentType', 'ContentEncoding', 'Metadata'], run: (tool, input) => tool.put(input) },
  [UPLOAD]: { takes: ['Bucket', 'Key', 'Body', 'PartSize'], run: (tool, { PartSize, ...input }) => tool.put(input) },
  GetObject: {
    takes: ['Bucket', 'Key', 'Range'],
    run: async (tool, { Bucket, Key, Range }) => (Range === undefined
      ? tool.got(Bucket, Key) : { Body: described(await tool.rclone('cat', `api:${Bucket}`, ...only(Key), ...rangeOf(Range))) }),
  },
  [DOWNLOAD]: { takes: ['Bucket', 'Key'], run: (tool, { Bucket, Key }) => tool.picked(Bucket, Key) },
  [FOLDERS.UPLOAD]: { takes: ['Bucket', 'Prefix', 'Files'], run: (tool, input) => tool.changed(input, 'copy', tool.folderOf(input.Files)) },
  [FOLDERS.SYNCHRONIZE]: {
    takes: ['Bucket', 'Prefix', 'Files'],
    run: async (tool, input) => {
      await tool.changed(input, 'sync', '--checksum', tool.folderOf(input.Files));
      return tool.filesOf(downloads(tool, input));
    },
  },
  [FOLDERS.DOWNLOAD]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.filesOf(downloads(tool, input)) },
  [FOLDERS.DOWNLOAD_AGAIN]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.twiceOf(downloads(tool, input)) },
  [FOLDERS.DELETE]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.changed(input, 'purge') },
  [FOLDERS.DELETE_BUCKET]: { takes: ['Bucket'], run: async (tool, { Bucket }) => { await tool.rclone('purge', `api:${Bucket}`); return {}; } },
  HeadObject: {
    takes: ['Bucket', 'Key'],
    run: async (tool, { Bucket, Key }) => ({ ContentLength: JSON.parse((await tool.rclone('lsjson', '--stat', `api:${Bucket}/${Key}`)).toString()).Size }),
  },
  CopyObject: {
    takes: ['Bucket', 'Key', 'CopySource'],
    run: async (tool, { Bucket, Key, CopySource }) => { await tool.rclone('copyto', `api:${decodeURIComponent(CopySource)}`, `api:${Bucket}/${Key}`); return {}; },
  },
  DeleteObject: { takes: ['Bucket', 'Key'], run: async (tool, { Bucket, Key }) => { await tool.rclone('delete', `api:${Bucket}`, ...only(Key)); return {}; } },
};

/** What it takes for something else, or does without asking: */
function isNotForRclone(operation: string, { Key = '', CopySource = '', Range }: Record<string, any>): boolean {
  return Key.includes('//') || Key.endsWith('/') // several slashes are one, and none is at the end of a file
    || Key !== Key.trim() // a pattern has no spaces at its ends
    || Range === 'bytes=1000-' // nothing is there to be copied
    || CopySource.endsWith('/nothing')
    || (operation === 'PutObject' && Key === 'a') // the bucket is made
    || (operation === 'HeadObject' && Key !== 'looked-at'); // sizes are wrong: once is enough
}

/** rclone, which signs for S3 alone. */
export const rclone: Client = {
  name: 'rclone',
  auths: ['key', 'bearer', 'none'],
  shows: 'api error {code}: {message}',
  ownWords: [NO_SUCH_DIRECTORY, NO_SUCH_FILE].map(words => new RegExp(`^${words}$`)),
  folders: true,
  can: (operation, input) => expressible(WAYS)(operation, input) && !isNotForRclone(operation, input),
  open: async place => new Rclone(place),
};
