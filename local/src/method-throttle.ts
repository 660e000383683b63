import { Method } from './method';
import { Problems } from './problems';
import { readThrottle, takeAll, Clock, ThrottleLimits, TokenBucket } from './throttle';

/** The throttles among a stage's method settings, by path and verb; `*` for all. */
export type MethodThrottles = ReadonlyMap<string, ThrottleLimits>;

const EVERY_METHOD = '/*/*';

type Properties = Readonly<Record<string, unknown>>;

export function readMethodThrottles(settings: readonly Properties[], logicalId: string, problems: Problems): MethodThrottles {
  const found = new Map<string, ThrottleLimits>();
  settings.forEach((setting, index) => {
    const limits = readThrottle(
      setting.ThrottlingRateLimit, setting.ThrottlingBurstLimit, { logicalId, property: `MethodSettings[${index}]` }, problems,
    );
    if (limits) {
      found.set(settingKey(setting), limits);
    }
  });
  return found;
}

/** Slashes within a path may be written as `~1`. */
function settingKey({ ResourcePath: path = '/*', HttpMethod: httpMethod = '*' }: Properties): string {
  return `${String(path).replaceAll('~1', '/').replace(/^\/+/, '/')}/${httpMethod}`;
}

/** Counts the requests of each method of each stage: settings for all methods are the default of each, not shared. */
export class MethodThrottle {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(private readonly now: Clock) {}

  public check(stage: { readonly name: string; readonly throttles: MethodThrottles }, path: string, method: Method): void {
    const { throttles } = stage;
    const own = `${path}/${method.httpMethod}`;
    const limits = throttles.get(own) ?? throttles.get(`${path}/*`) ?? throttles.get(EVERY_METHOD);
    if (!limits) {
      return;
    }
    const name = `${stage.name} ${own}`;
    const bucket = this.buckets.get(name) ?? new TokenBucket(limits, this.now);
    this.buckets.set(name, bucket);
    takeAll([bucket]);
  }
}
