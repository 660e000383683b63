import { createHash } from 'crypto';
import { Place } from './attacks';
import { Versitygw } from '../../../local/src/store/versitygw';
import { callStore } from '../../../local/test/support/store';

const TAGS = '<Tagging><TagSet><Tag><Key>owner</Key><Value>SECRET-TAG</Value></Tag></TagSet></Tagging>';

/** What a bucket has before the attacks, and whether it still has it. */
export class Contents {
  /** What no answer may have in it: contents, tags, ids and names that no attack names. */
  public readonly secrets: string[] = ['SECRET', 'unseen'];

  constructor(private readonly store: Versitygw, private readonly bucket: string) {}

  /** The victim's objects, versions, tags and uploads, those beside all tenants, and the attacker's own; the ids that attacks name. */
  public async fill({ other, within, attacker, victim }: Omit<Place, 'version' | 'upload'>): Promise<Pick<Place, 'version' | 'upload'>> {
    await this.call('PUT', '', {}, other);
    for (const [bucket, key] of [[other, 'hidden'], ...['hidden', 'unseen', `${within}hidden`, `${within}${attacker}hidden`, `${within}${attacker}-unseen`].map(name => [this.bucket, name])]) {
      await this.secret(key, bucket);
    }
    for (const tenant of [victim, attacker.slice(0, -1), `${victim}c`]) {
      await this.secret(`${within}${tenant}/unseen`);
    }
    this.secrets.push(await this.secret(`${within}${victim}/hidden`));
    const version = await this.secret(`${within}${victim}/hidden`);
    await this.call('PUT', `/${within}${victim}/hidden`, { query: 'tagging=', body: TAGS });
    const upload = await this.upload(`${within}${victim}/pending`);
    this.secrets.push(await this.upload(`${within}${victim}/unseen-pending`));
    for (const key of ['own', 'gone', 'dir/own']) {
      await this.call('PUT', `/${within}${attacker}/${key}`, { body: `of the attacker: ${key}` });
    }
    return { version, upload };
  }

  /** All that there is but below these prefixes: a line for each version, upload, part, tag and content. */
  public async outside(prefixes: readonly string[]): Promise<string[]> {
    const lists = await Promise.all(['versions=', 'uploads='].map(query => this.ask('GET', '', { query })));
    const entries = lists.flatMap(({ body }) => [...body.matchAll(/<(Version|DeleteMarker|Upload)>(.*?)<\/\1>/gs)]);
    const lines = entries.map(([, kind, xml]): [string, string, string] => [kind, unescaped(/<Key>(.*?)<\/Key>/s.exec(xml)![1]), xml])
      .filter(([, key]) => !prefixes.some(prefix => key.startsWith(prefix)));
    return (await Promise.all(lines.map(async ([kind, key, xml]) => {
      const path = `/${key.split('/').map(encodeURIComponent).join('/')}`;
      const id = /<UploadId>(.*?)</.exec(xml)?.[1];
      const queries = kind === 'Upload' ? [`uploadId=${id}`] : kind === 'Version' ? ['tagging=', `versionId=${/<VersionId>(.*?)</.exec(xml)![1]}`] : [];
      const details = await Promise.all(queries.map(query => this.ask('GET', path, { query })));
      return [kind, key, xml, ...details.map(({ body }) => body)].join(' ');
    }))).sort();
  }

  /** Stores an object whose content is nobody's but its owner's; the id of the version. */
  private async secret(key: string, bucket = this.bucket): Promise<string> {
    const body = `SECRET of ${key}, ${this.secrets.length}`;
    this.secrets.push(createHash('md5').update(body).digest('hex'));
    await this.call('PUT', `/${key}`, { body }, bucket);
    const { body: versions } = await this.call('GET', '', { query: `prefix=${encodeURIComponent(key)}&versions=` }, bucket);
    return /<VersionId>(.*?)</.exec(versions)![1];
  }

  private async upload(key: string): Promise<string> {
    const { body } = await this.call('POST', `/${key}`, { query: 'uploads=' });
    const id = /<UploadId>(.*?)</.exec(body)![1];
    await this.call('PUT', `/${key}`, { query: `partNumber=1&uploadId=${id}`, body: `SECRET part of ${key}` });
    return id;
  }

  private async call(method: string, path: string, call: { query?: string; body?: string }, bucket = this.bucket): Promise<{ body: string }> {
    const { status, body } = await this.ask(method, path, call, bucket);
    if (status >= 300) {
      throw new Error(`${method} /${bucket}${path}: the store answered ${status} ${body}`);
    }
    return { body };
  }

  private ask(method: string, path: string, call: { query?: string; body?: string }, bucket = this.bucket): ReturnType<typeof callStore> {
    return callStore(this.store, method, `/${bucket}${path}`, call);
  }
}

function unescaped(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex, decimal) => String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)))
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
}
