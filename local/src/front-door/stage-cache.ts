import { sendWhole, writeHead } from './answer';
import { AnswerListener, Exchange } from './exchange';
import { GatewayError } from './gateway-error';
import { Stage } from '../api/rest-api';
import { CacheSetting, settingOf } from '../api/stage-settings';
import { Options } from '../options';
import { headerValue } from './request';
import { IntegrationRunner } from '../integration/s3-integration';
import { compileReader, Reader } from '../mapping/request-mapping';

export interface StageCacheProps {
  readonly stage: Stage;
  readonly options: Options;
  /** Milliseconds. */
  readonly now: () => number;
}

/** An answer as the method gives it, conversions and mappings done. */
interface Entry {
  readonly expires: number;
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly length: number | undefined;
  readonly body: Buffer;
}

const MAX_ENTRY_BYTES = 1_048_576;
/** The oldest go first. A cluster on AWS has half a gigabyte at least. */
const MAX_CACHE_BYTES = 128 * 1024 * 1024;
/** What an entry takes besides its body. */
const ENTRY_BYTES = 1024;
const WARNING = ['Warning', '199 Cache-Control headers were ignored because the caller was unauthorized.'] as const;

/** The cache of one stage: what a method answered, by the values of its cache key parameters. */
export class StageCache {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;
  private readonly keys = new Map<Exchange['route']['method'], readonly Reader[]>();

  constructor(private readonly props: StageCacheProps) {}

  /** Answers from the cache, or lets the integration answer and keeps it. */
  public async run(exchange: Exchange, integration: IntegrationRunner): Promise<void> {
    const setting = this.settingOf(exchange);
    if (!setting || setting.ttlMillis === 0) {
      return integration(exchange);
    }
    const key = this.keyOf(exchange);
    const refresh = asksForFresh(exchange);
    const ignored = refresh && setting.requiresAuthorization && !(exchange.mayInvalidateCache?.() ?? false);
    if (ignored && setting.unauthorized === 'FAIL_WITH_403') {
      throw new GatewayError('ACCESS_DENIED', 'Forbidden');
    }
    const added = ignored && setting.unauthorized === 'SUCCEED_WITH_RESPONSE_HEADER' ? [WARNING] : [];
    exchange.addedHeaders = added;
    const found = this.entries.get(key);
    if (found && found.expires > this.props.now() && (!refresh || ignored)) {
      if (exchange.request.method === 'HEAD') {
        writeHead(exchange, found.status, found.headers, found.length);
        exchange.response.end();
      } else {
        sendWhole(exchange, found.status, found.headers, found.body);
      }
      return undefined;
    }
    exchange.listener = new Recording((entry) => this.keep(key, { ...entry, expires: this.props.now() + setting.ttlMillis }));
    return integration(exchange);
  }

  /** Settings for all methods cache GET alone. */
  private settingOf({ route: { method, resource } }: Exchange): CacheSetting | undefined {
    const setting = settingOf(this.props.stage.methodSettings, resource.path, method.httpMethod);
    return method.httpMethod === 'GET' || setting?.httpMethod !== '*' ? setting?.caching : undefined;
  }

  private keyOf(exchange: Exchange): string {
    const { method, resource } = exchange.route;
    const { integration } = method;
    const [namespace, sources] = integration.type === 'UNSERVED' ? [undefined, []] : [integration.cacheNamespace, integration.cacheKeys];
    let readers = this.keys.get(method);
    if (!readers) {
      this.keys.set(method, readers = sources.map((source) => compileReader(source, this.props.options)));
    }
    return JSON.stringify([namespace ?? resource.id, exchange.request.method, readers.map((read) => read(exchange, '') ?? null)]);
  }

  private keep(key: string, entry: Entry): void {
    this.drop(key);
    if (this.props.options.cachedAnswers === 'successful' && entry.status >= 300) {
      return;
    }
    this.entries.set(key, entry);
    this.bytes += entry.body.length + ENTRY_BYTES;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= MAX_CACHE_BYTES) {
        break;
      }
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.delete(key);
      this.bytes -= entry.body.length + ENTRY_BYTES;
    }
  }
}

/** Collects an answer while it goes out; one that is too large, or breaks off, is not kept. */
class Recording implements AnswerListener {
  private answer: Pick<Entry, 'status' | 'headers' | 'length'> | undefined;
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly keep: (entry: Omit<Entry, 'expires'>) => void) {}

  public head(status: number, headers: Entry['headers'], length: number | undefined): void {
    this.answer = { status, headers, length };
  }

  public data(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > MAX_ENTRY_BYTES) {
      this.chunks.length = 0;
    } else {
      this.chunks.push(chunk);
    }
  }

  public end(): void {
    if (this.answer && this.size <= MAX_ENTRY_BYTES) {
      this.keep({ ...this.answer, body: Buffer.concat(this.chunks) });
    }
  }
}

function asksForFresh({ request }: Exchange): boolean {
  const directives = headerValue(request.headers, 'cache-control')?.split(',') ?? [];
  return directives.some((directive) => /^\s*max-age\s*=\s*0\s*$/i.test(directive));
}
