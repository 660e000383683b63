import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { described } from './by-request';
import { CommandError, CommandTool, environment, expressible, LIST_ALL, runFunction, UPLOAD, Way, Ways } from './command';
import { bytesOf } from './javascript';
import { Client, Place } from '../client';

const CONFIG = readFileSync(join(__dirname, '../../../examples/clients/s3cmd/s3cfg.conf'), 'utf8');
/** In words of its own, whatever S3 says. */
const OWN_WORDS: ReadonlyArray<readonly [words: RegExp, code: string]> = [
  [/^Parameter problem: Source object .* does not exist\.$/s, 'NoSuchKey'],
  [/^Bucket .* does not exist$/, 'NoSuchBucket'],
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
    const said = /^ERROR: (.*)/ms.exec(stderr)?.[1].split('\nERROR: ').pop()!.trim() ?? stderr.trim();
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

const WAYS: Ways<S3cmd> = {
  CreateBucket: silent(['Bucket'], input => ['mb', uri(input)]),
  DeleteBucket: silent(['Bucket'], input => ['rb', uri(input)]),
  ListBuckets: { takes: [], run: async tool => ({ Buckets: (await tool.list()).map(line => ({ Name: line.replace('s3://', '') })) }) },
  PutBucketVersioning: silent(['Bucket', 'VersioningConfiguration'], input => ['setversioning', uri(input), 'enable']),
  PutBucketTagging: silent(['Bucket', 'Tagging'], input => ['settagging', uri(input), tagging(input.Tagging)]),
  GetBucketTagging: { takes: ['Bucket'], run: async (tool, input) => ({ Tags: await tool.s3cmd('gettagging', uri(input)) }) },
  DeleteBucketTagging: silent(['Bucket'], input => ['deltagging', uri(input)]),
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
  DeleteObject: silent(['Bucket', 'Key'], input => ['del', uri(input)]),
};

/** s3cmd, which signs for S3 alone, and whose own headers are for uploads alone. */
export const s3cmd: Client = {
  name: 's3cmd',
  auths: ['none'],
  shows: '({code}): {message}',
  ownWords: OWN_WORDS.map(([words]) => words),
  // A slash at the end means a folder, and of no bucket it says that there is no object.
  can: (operation, input) => expressible(WAYS)(operation, input) && !`${input.Key ?? ''}`.endsWith('/') && !(operation === 'GetObject' && input.Key === 'a'),
  open: async place => new S3cmd(place),
};
