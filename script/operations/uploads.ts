import { deepStrictEqual, equal, match, ok, rejects } from 'assert/strict';
import { createCipheriv, createHash } from 'crypto';
import { EventEmitter, once } from 'events';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { directClient, proxyClient } from './sdk';
import { closeAll, closeLater } from '../../local/test/support/gateway';
import { S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../src';
import { deployed } from '../../test/support/deployed';
import { newStack, templateOf } from '../../test/support/synth';
import { Count, sum } from '../suites/suite';

/** API Gateway takes 10 MB at most, S3 parts of 5 MiB at least. */
const PART = 8 * 1024 * 1024;
const WHOLE = randomBytes(60_000_000);
const TOO_LARGE = WHOLE.subarray(0, 11_000_000);
const DEADLINE_MS = 20_000;

/** The same at every run. */
function randomBytes(length: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 'seed'), Buffer.alloc(16)).update(Buffer.alloc(length));
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Command<I, O extends object> = new (input: I & { Bucket: string }) => s3.$Command<any, O, any, any, any>;

/** A bucket with versions and locks, and the two ways to it. */
class ProxiedBucket {
  private readonly proxy: s3.S3Client;

  constructor(
    private readonly store: s3.S3Client,
    private readonly name: string,
    /** Of the proxy: what its clients take for the bucket. */
    private readonly address: string,
    /** A further client of the proxy. */
    public readonly client: () => s3.S3Client,
  ) {
    this.proxy = client();
  }

  /** For a client of the proxy, whose endpoint is the bucket. */
  public input<I>(input: I): I & { Bucket: string } {
    return { Bucket: this.address, ...input };
  }

  /** Through the proxy. */
  public send<I extends object, O extends object>(command: Command<I, O>, input: Omit<I, 'Bucket'>): Promise<O> {
    return this.proxy.send(new command(this.input(input) as I & { Bucket: string }) as any) as Promise<O>;
  }

  /** Straight to the store. */
  public direct<I extends object, O extends object>(command: Command<I, O>, input: Omit<I, 'Bucket'>): Promise<O> {
    return this.store.send(new command({ Bucket: this.name, ...input } as I & { Bucket: string }) as any) as Promise<O>;
  }

  public put(Key: string, Body = Key): Promise<s3.PutObjectCommandOutput> {
    return this.send(s3.PutObjectCommand, { Key, Body });
  }

  public async text(Key: string, VersionId?: string): Promise<string> {
    return (await this.send(s3.GetObjectCommand, { Key, VersionId })).Body!.transformToString();
  }

  /** The object read in ranges, as it has more bytes than an answer may have. */
  public async hash(Key: string): Promise<string> {
    const hash = createHash('sha256');
    for (let at = 0, size = 1; at < size; at += PART) {
      const { Body, ContentRange } = await this.send(s3.GetObjectCommand, { Key, Range: `bytes=${at}-${at + PART - 1}` });
      size = Number(/^bytes \d+-\d+\/(\d+)$/.exec(ContentRange!)![1]);
      hash.update(await Body!.transformToByteArray());
    }
    return hash.digest('hex');
  }

  /** What the store has of a key, or below it. */
  public async stored(Prefix: string) {
    const { Versions = [], DeleteMarkers = [] } = await this.direct(s3.ListObjectVersionsCommand, { Prefix });
    const { Uploads = [] } = await this.direct(s3.ListMultipartUploadsCommand, { Prefix });
    return { versions: Versions.length, markers: DeleteMarkers.length, uploads: Uploads.length };
  }
}

async function refused(name: string, status: number, calling: Promise<unknown>): Promise<void> {
  await rejects(calling, (error: s3.S3ServiceException) => {
    deepStrictEqual([error.name, error.$metadata?.httpStatusCode], [name, status], error);
    return true;
  });
}

const NOTHING = { versions: 0, markers: 0, uploads: 0 };

/** Cuts the connections of a client when so many parts are stored, in the middle of the others. */
function cutAfter(client: s3.S3Client, parts: number): void {
  let stored = 0;
  client.middlewareStack.add((next, { commandName }) => async args => {
    if (stored >= parts) throw new Error('the client was cut off');
    const result = await next(args);
    if (commandName === 'UploadPartCommand' && ++stored === parts) client.destroy();
    return result;
  }, { step: 'finalizeRequest', name: 'cut' });
}

type Check = (the: ProxiedBucket) => Promise<void>;

const CHECKS: Readonly<Record<string, Check>> = {
  'an upload of 60 MB in parts of 8 MiB': async the => {
    const { ETag, VersionId } = await new Upload({ client: the.client(), partSize: PART, params: the.input({ Key: 'whole', Body: WHOLE }) }).done();
    match(ETag!, /-8"$/);
    ok(VersionId);
    deepStrictEqual(await the.stored('whole'), { ...NOTHING, versions: 1 });
  },
  'the same bytes, read in ranges': async the => {
    equal(await the.hash('whole'), sha256(WHOLE));
  },
  'the size of what was uploaded, and of a part': async the => {
    const { Contents } = await the.send(s3.ListObjectsV2Command, { Prefix: 'whole' });
    equal(Contents![0].Size, WHOLE.length);
    const { PartsCount, ContentRange } = await the.send(s3.HeadObjectCommand, { Key: 'whole', PartNumber: 2 });
    deepStrictEqual([PartsCount, ContentRange], [8, `bytes ${PART}-${2 * PART - 1}/${WHOLE.length}`]);
  },
  'an aborted upload leaves nothing': async the => {
    const client = the.client();
    const events = new EventEmitter();
    client.middlewareStack.add((next, { commandName }) => async args => {
      const result = await next(args);
      events.emit(commandName!);
      return result;
    }, { step: 'initialize', name: 'events' });
    const abortController = new AbortController();
    const upload = new Upload({ client, abortController, partSize: PART, params: the.input({ Key: 'aborted', Body: WHOLE }) });
    const ended = once(events, 'AbortMultipartUploadCommand', { signal: AbortSignal.timeout(DEADLINE_MS) });
    const done = upload.done();
    await Promise.race([done, once(events, 'UploadPartCommand')]);
    deepStrictEqual(await the.stored('aborted'), { ...NOTHING, uploads: 1 });
    abortController.abort();
    await Promise.all([ended, rejects(done, { name: 'AbortError' })]);
    deepStrictEqual(await the.stored('aborted'), NOTHING);
    await refused('NoSuchUpload', 404, the.send(s3.ListPartsCommand, { Key: 'aborted', UploadId: upload.uploadId }));
  },
  'the parts of an upload, page by page': async the => {
    const { UploadId } = await the.send(s3.CreateMultipartUploadCommand, { Key: 'parts' });
    for (const PartNumber of [1, 2, 3]) await the.send(s3.UploadPartCommand, { Key: 'parts', UploadId, PartNumber, Body: `part ${PartNumber}` });
    const first = await the.send(s3.ListPartsCommand, { Key: 'parts', UploadId, MaxParts: 2 });
    const second = await the.send(s3.ListPartsCommand, { Key: 'parts', UploadId, PartNumberMarker: first.NextPartNumberMarker });
    deepStrictEqual([first, second].map(page => page.Parts!.map(part => part.PartNumber)), [[1, 2], [3]]);
    deepStrictEqual([first.IsTruncated, second.IsTruncated], [true, false]);
    await the.send(s3.AbortMultipartUploadCommand, { Key: 'parts', UploadId });
    deepStrictEqual(await the.stored('parts'), NOTHING);
  },
  'an upload that was cut off goes on where it was': async the => {
    const cut = the.client();
    cutAfter(cut, 3);
    const upload = new Upload({ client: cut, leavePartsOnError: true, partSize: PART, params: the.input({ Key: 'resumed', Body: WHOLE }) });
    await rejects(upload.done());
    const { Uploads } = await the.send(s3.ListMultipartUploadsCommand, { Prefix: 'resumed' });
    const { UploadId } = Uploads![0];
    const { Parts: there = [] } = await the.send(s3.ListPartsCommand, { Key: 'resumed', UploadId });
    ok(there.length >= 3 && there.length < 8, `${there.length} parts`);
    for (let PartNumber = 1; PartNumber <= 8; PartNumber++) {
      if (there.some(part => part.PartNumber === PartNumber)) continue;
      const Body = WHOLE.subarray((PartNumber - 1) * PART, PartNumber * PART);
      const { ETag } = await the.send(s3.UploadPartCommand, { Key: 'resumed', UploadId, PartNumber, Body });
      there.push({ PartNumber, ETag });
    }
    const Parts = there.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })).sort((one, other) => one.PartNumber! - other.PartNumber!);
    await the.send(s3.CompleteMultipartUploadCommand, { Key: 'resumed', UploadId, MultipartUpload: { Parts } });
    equal(await the.hash('resumed'), sha256(WHOLE));
    deepStrictEqual(await the.stored('resumed'), { ...NOTHING, versions: 1 });
  },
  'a part of 11 MB is refused, and not stored': async the => {
    const { UploadId } = await the.send(s3.CreateMultipartUploadCommand, { Key: 'large' });
    await refused('EntityTooLarge', 413, the.send(s3.UploadPartCommand, { Key: 'large', UploadId, PartNumber: 1, Body: TOO_LARGE }));
    equal((await the.direct(s3.ListPartsCommand, { Key: 'large', UploadId })).Parts, undefined);
    await the.send(s3.AbortMultipartUploadCommand, { Key: 'large', UploadId });
  },
  'an object of 11 MB is refused, and not stored': async the => {
    await refused('EntityTooLarge', 413, the.put('larger', TOO_LARGE.toString('latin1')));
    deepStrictEqual(await the.stored('larger'), NOTHING);
  },
  'DeleteObjects deletes what it names, and nothing else': async the => {
    for (const key of ['d/one', 'd/two & more', 'd/stays']) await the.put(key);
    const { Deleted, Errors } = await the.send(s3.DeleteObjectsCommand, { Delete: { Objects: [{ Key: 'd/one' }, { Key: 'd/two & more' }, { Key: 'd/never' }] } });
    deepStrictEqual([Deleted!.map(({ Key }) => Key).sort(), Errors], [['d/never', 'd/one', 'd/two & more'], undefined]);
    const { Contents } = await the.direct(s3.ListObjectsV2Command, { Prefix: 'd/' });
    deepStrictEqual(Contents!.map(({ Key }) => Key), ['d/stays']);
  },
  // The local store tells what it deleted even so; that it is asked not to, is seen where requests are compared.
  'DeleteObjects, quiet': async the => {
    await the.put('q/one');
    const { Errors } = await the.send(s3.DeleteObjectsCommand, { Delete: { Quiet: true, Objects: [{ Key: 'q/one' }, { Key: 'q/never' }] } });
    equal(Errors, undefined);
    equal((await the.direct(s3.ListObjectsV2Command, { Prefix: 'q/' })).Contents, undefined);
  },
  ...Object.fromEntries([false, true].map((Quiet): [string, Check] => [`DeleteObjects tells what it could not delete${Quiet ? ', even if quiet' : ''}`, async the => {
    const [held, free] = [`e/${Quiet}/held`, `e/${Quiet}/free`];
    const Objects = [];
    for (const Key of [held, free]) Objects.push({ Key, VersionId: (await the.put(Key)).VersionId });
    await the.direct(s3.PutObjectLegalHoldCommand, { Key: held, LegalHold: { Status: 'ON' } });
    const { Errors } = await the.send(s3.DeleteObjectsCommand, { Delete: { Quiet, Objects } });
    deepStrictEqual(Errors!.map(({ Key, Code }) => [Key, Code]), [[held, 'AccessDenied']]);
    deepStrictEqual(await the.stored(`e/${Quiet}/`), { ...NOTHING, versions: 1 });
  }])),
  'an old version is there to be read': async the => {
    const old = await the.put('versioned', 'old');
    await the.put('versioned', 'new');
    deepStrictEqual([await the.text('versioned'), await the.text('versioned', old.VersionId)], ['new', 'old']);
    const { Versions } = await the.send(s3.ListObjectVersionsCommand, { Prefix: 'versioned' });
    deepStrictEqual(Versions!.map(({ IsLatest, VersionId }) => [IsLatest, VersionId === old.VersionId]), [[true, false], [false, true]]);
  },
  'a delete marker hides an object, until it is deleted itself': async the => {
    await the.put('hidden');
    const marker = await the.send(s3.DeleteObjectCommand, { Key: 'hidden' });
    ok(marker.DeleteMarker);
    await refused('NoSuchKey', 404, the.send(s3.GetObjectCommand, { Key: 'hidden' }));
    const { DeleteMarkers } = await the.send(s3.ListObjectVersionsCommand, { Prefix: 'hidden' });
    deepStrictEqual(DeleteMarkers!.map(({ VersionId }) => VersionId), [marker.VersionId]);
    await the.send(s3.DeleteObjectCommand, { Key: 'hidden', VersionId: marker.VersionId });
    equal(await the.text('hidden'), 'hidden');
  },
  'a version is deleted for good': async the => {
    const old = await the.put('gone', 'old');
    await the.put('gone', 'new');
    equal((await the.send(s3.DeleteObjectCommand, { Key: 'gone', VersionId: old.VersionId })).VersionId, old.VersionId);
    deepStrictEqual(await the.stored('gone'), { ...NOTHING, versions: 1 });
    equal(await the.text('gone'), 'new');
  },
  'what was not switched on is denied': async the => {
    await the.put('denied');
    await refused('AccessDenied', 403, the.send(s3.PutObjectTaggingCommand, { Key: 'denied', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    await refused('AccessDenied', 403, the.send(s3.PutObjectCommand, { Key: 'denied', Body: 'x', ObjectLockLegalHoldStatus: 'ON' }));
    deepStrictEqual((await the.direct(s3.GetObjectTaggingCommand, { Key: 'denied' })).TagSet, []);
  },
};

async function count(the: ProxiedBucket): Promise<Count> {
  const counts: Count[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const wrong: Error | undefined = await check(the).then(() => undefined, error => error);
    if (wrong !== undefined) console.log(`FAIL  uploads: ${name}: ${wrong.message}`);
    counts.push(wrong === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  }
  const { passed, failed } = sum(counts);
  console.log(`uploads: ${passed} of ${passed + failed}, with ${WHOLE.length / 1e6} MB in parts of ${PART / 1024 / 1024} MiB`);
  return { passed, failed };
}

/** A large object in parts, and versions, as a client has them that knows nothing of API Gateway. */
export async function run(): Promise<Count> {
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(new Bucket(stack, 'Bucket', { versioned: true, objectLockEnabled: true })),
    operations: S3Operations.READ_WRITE.union(S3Operations.MULTIPART, S3Operations.VERSIONS).plus(S3Operation.DELETE_OBJECTS),
    auth: S3ProxyAuth.none(),
  });
  try {
    const { api, store, bucket } = await deployed(templateOf(stack));
    const kept = (client: s3.S3Client) => {
      closeLater(async () => client.destroy());
      return client;
    };
    const direct = kept(directClient(store.endpoint, store.credentials, store.region));
    const client = () => kept(proxyClient(api, store.credentials, { bucketEndpoint: true, forcePathStyle: false }));
    return await count(new ProxiedBucket(direct, bucket, api.url().replace(/\/$/, ''), client));
  } finally {
    await closeAll();
  }
}
