import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { described } from './by-request';
import { CommandError, CommandTool, environment, expressible, LIST_ALL, runFunction, UPLOAD, Way, Ways } from './command';
import { bytesOf } from './javascript';
import { Client, FOLDERS, Place } from '../client';

const CONFIG = readFileSync(join(__dirname, '../../../examples/clients/s3cmd/s3cfg.conf'), 'utf8');
/** In words of its own, whatever S3 says. */
const OWN_WORDS: ReadonlyArray<readonly [words: RegExp, code: string]> = [
  [/^Parameter problem: Source object .* does not exist\.$/s, 'NoSuchKey'],
  [/^Bucket .* does not exist$/, 'NoSuchBucket'],
  [/^Key not found s3:/, 'NoSuchKey'],
  // Of a HEAD, which has no document.
  [/^S3 error: 403 \(Forbidden\)$/, 'AccessDenied'],
];

class S3cmd extends CommandTool {
  protected readonly ways = WAYS;

  private readonly env: Record<string, string>;

  constructor(place: Place) {
    super();
    const host = place.endpoint.replace('https://', '');
    const { accessKeyId, secretAccessKey } = place.credentials;
    const straight = place.auth === 'store' ? `access_key = ${accessKeyId}\nsecret_key = ${secretAccessKey}\n` : '';
    const config = CONFIG.replace(/^(host_base|host_bucket) = .*$/gm, `$1 = ${host}`) + `ca_certs_file = ${place.ca}\nmax_retries = 1\n${straight}`;
    mkdirSync(this.file('home'));
    writeFileSync(this.file('s3cfg.conf'), straight === '' ? config : config.replace(/^(access_key|secret_key) = none\n/gm, ''));
    this.env = { ...environment(place), HOME: this.file('home') };
  }

  public async s3cmd(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runFunction('s3cmd', 'with_nothing', args, this.env, this.folder);
    if (status === 0) return stdout.toString();
    const said = stderr.trim().split(/^(?:ERROR|WARNING): /m).pop()!.trim();
    const [, code, message] = /\((\w+)\): (.*)$/s.exec(said) ?? [];
    if (code !== undefined) throw new CommandError(code, message, `(${code}): ${message}`);
    throw new CommandError(OWN_WORDS.find(([words]) => words.test(said))?.[1] ?? `exit code ${status}`, said, said);
  }

  public async put({ Bucket, Key, Body, ContentType, Metadata = {} }: Record<string, any>, ...flags: string[]): Promise<object> {
    writeFileSync(this.file('sent'), bytesOf(Body));
    await this.s3cmd('put', this.file('sent'), `s3://${Bucket}/${Key}`, ...flags,
      ...(ContentType === undefined ? [] : ['--mime-type', ContentType]),
      ...Object.entries(Metadata).flatMap(([name, value]) => ['--add-header', `x-amz-meta-${name}:${value}`]));
    return {};
  }

  /** Does something below a prefix, and tells what is there then. */
  public async changed({ Bucket, Prefix }: Record<string, any>, ...args: string[]): Promise<object> {
    await this.s3cmd(...args, `s3://${Bucket}/${Prefix}/`);
    return { Lines: await this.list('--recursive', `s3://${Bucket}/${Prefix}/`) };
  }

  /** Sets what a file has. */
  public async set(command: string, bucket: string, content: string): Promise<object> {
    writeFileSync(this.file('set'), content);
    await this.s3cmd(command, this.file('set'), `s3://${bucket}`);
    return {};
  }

  public async list(...args: string[]): Promise<string[]> {
    return (await this.s3cmd('ls', ...args)).split('\n').filter(line => line !== '').map(line => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d/, '').trim());
  }
}

const listing: Way<S3cmd> = {
  takes: ['Bucket', 'Prefix', 'Delimiter'],
  run: async (tool, { Bucket, Prefix = '', Delimiter }) => ({ Lines: await tool.list(...(Delimiter === undefined ? ['--recursive'] : []), `s3://${Bucket}/${Prefix}`) }),
};

/** As `a=1&b=2`. */
const tagging = ({ TagSet }: { TagSet: ReadonlyArray<{ Key: string; Value: string }> }) => TagSet.map(({ Key, Value }) => `${Key}=${Value}`).join('&');
const uri = ({ Bucket, Key }: Record<string, any>) => `s3://${Bucket}${Key === undefined ? '' : `/${Key}`}`;

/** A command that says nothing of account. */
const silent = (takes: string[], args: (input: Record<string, any>) => string[]): Way<S3cmd> => ({
  takes,
  run: async (tool, input) => {
    await tool.s3cmd(...args(input));
    return {};
  },
});

/** Setting, getting and deleting tags. */
const of = (tags: string, takes: string[]): Ways<S3cmd> => ({
  [`Put${tags}`]: silent([...takes, 'Tagging'], input => ['settagging', uri(input), tagging(input.Tagging)]),
  [`Get${tags}`]: { takes, run: async (tool, input) => ({ Tags: (await tool.s3cmd('gettagging', uri(input))).split('\n').sort() }) },
  [`Delete${tags}`]: silent(takes, input => ['deltagging', uri(input)]),
});

const xml = (name: string, content: readonly string[]): string => `<${name}>${content.join('')}</${name}>`;

const corsOf = ({ CORSRules }: { CORSRules: ReadonlyArray<Readonly<Record<string, readonly string[]>>> }): string =>
  xml('CORSConfiguration', CORSRules.map(rule => xml('CORSRule', Object.entries(rule).flatMap(([names, values]) => values.map(value => xml(names.replace(/s$/, ''), [value]))))));

const downloads = (tool: S3cmd, { Bucket, Prefix }: Record<string, any>) => (folder: string) => tool.s3cmd('sync', `s3://${Bucket}/${Prefix}/`, `${folder}/`);

const WAYS: Ways<S3cmd> = {
  CreateBucket: silent(['Bucket'], input => ['mb', uri(input)]),
  DeleteBucket: silent(['Bucket'], input => ['rb', uri(input)]),
  ListBuckets: { takes: [], run: async tool => ({ Buckets: (await tool.list()).map(line => ({ Name: line.replace('s3://', '') })) }) },
  PutBucketVersioning: silent(['Bucket', 'VersioningConfiguration'], input => ['setversioning', uri(input), 'enable']),
  ...of('BucketTagging', ['Bucket']),
  ...of('ObjectTagging', ['Bucket', 'Key']),
  PutBucketCors: { takes: ['Bucket', 'CORSConfiguration'], run: (tool, { Bucket, CORSConfiguration }) => tool.set('setcors', Bucket, corsOf(CORSConfiguration)) },
  PutBucketPolicy: { takes: ['Bucket', 'Policy'], run: (tool, { Bucket, Policy }) => tool.set('setpolicy', Bucket, Policy) },
  DeleteBucketPolicy: silent(['Bucket'], input => ['delpolicy', uri(input)]),
  ListObjects: listing,
  ListObjectsV2: listing,
  [LIST_ALL]: {
    takes: ['Bucket', 'Prefix'],
    run: async (tool, { Bucket, Prefix }) => {
      const lines = await tool.list('--recursive', `s3://${Bucket}/${Prefix}`);
      return { Count: lines.length, ...described(Buffer.from(lines.join('\n'))) };
    },
  },
  PutObject: { takes: ['Bucket', 'Key', 'Body', 'ContentType', 'Metadata'], run: (tool, input) => tool.put(input, '--disable-multipart') },
  [UPLOAD]: { takes: ['Bucket', 'Key', 'Body', 'PartSize'], run: (tool, input) => tool.put(input) },
  GetObject: {
    takes: ['Bucket', 'Key'],
    run: async (tool, input) => {
      await tool.s3cmd('get', '--force', uri(input), tool.file('got'));
      return { Body: described(readFileSync(tool.file('got'))) };
    },
  },
  HeadObject: {
    takes: ['Bucket', 'Key'],
    run: async (tool, input) => ({ ContentLength: Number(/File size: (\d+)$/m.exec(await tool.s3cmd('info', uri(input)))![1]) }),
  },
  CopyObject: silent(['Bucket', 'Key', 'CopySource'], input => ['cp', `s3://${decodeURIComponent(input.CopySource)}`, uri(input)]),
  DeleteObject: silent(['Bucket', 'Key'], input => ['del', uri(input)]),
  [FOLDERS.UPLOAD]: { takes: ['Bucket', 'Prefix', 'Files'], run: (tool, input) => tool.changed(input, 'sync', `${tool.folderOf(input.Files)}/`) },
  [FOLDERS.SYNCHRONIZE]: {
    takes: ['Bucket', 'Prefix', 'Files'],
    run: async (tool, input) => {
      await tool.changed(input, 'sync', '--delete-removed', `${tool.folderOf(input.Files)}/`);
      return tool.filesOf(downloads(tool, input));
    },
  },
  [FOLDERS.DOWNLOAD]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.filesOf(downloads(tool, input)) },
  [FOLDERS.DOWNLOAD_AGAIN]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.twiceOf(downloads(tool, input)) },
  [FOLDERS.DELETE]: { takes: ['Bucket', 'Prefix'], run: (tool, input) => tool.changed(input, 'del', '--recursive') },
  [FOLDERS.DELETE_BUCKET]: silent(['Bucket'], input => ['rb', '--recursive', uri(input)]),
};

/** s3cmd, which signs for S3 alone, and whose own headers are for uploads alone. */
export const s3cmd: Client = {
  name: 's3cmd',
  auths: ['none'],
  shows: '({code}): {message}',
  ownWords: OWN_WORDS.map(([words]) => words),
  folders: true,
  // A slash at the end means a folder, and of no bucket it says that there is no object. One look at a size is enough.
  can: (operation, input) => expressible(WAYS)(operation, input) && !`${input.Key ?? ''}`.endsWith('/') && !(operation === 'GetObject' && input.Key === 'a')
    && (operation !== 'HeadObject' || input.Key === 'looked-at'),
  open: async place => new S3cmd(place),
};
