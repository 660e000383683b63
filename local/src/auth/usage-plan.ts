import { Clock, takeAll, throttled, TokenBucket } from './throttle';
import { ApiKey, PlanStage, Quota, UsagePlan } from './usage-plan-config';
import { Method } from '../api/method';
import { Exchange } from '../front-door/exchange';
import { GatewayError } from '../front-door/gateway-error';
import { headerValue } from '../front-door/request';

/** What one key has used of one plan. */
interface Usage {
  readonly plan: UsagePlan;
  readonly bucket: TokenBucket | undefined;
  /** By stage, path and verb. */
  readonly methodBuckets: Map<string, TokenBucket>;
  periodStart: number;
  count: number;
}

/** The API keys of a template with what is left of their plans. All stages of a plan draw on the same. */
export class UsagePlans {
  private readonly byValue: ReadonlyMap<string, { readonly key: ApiKey; readonly usages: readonly Usage[] }>;

  constructor(keys: readonly ApiKey[], plans: readonly UsagePlan[], private readonly now: Clock) {
    this.byValue = new Map(keys.map((key) => [key.value, {
      key,
      usages: plans.filter((plan) => plan.keys.includes(key)).map((plan): Usage => ({
        plan, bucket: plan.throttle && new TokenBucket(plan.throttle, now), methodBuckets: new Map(), periodStart: NaN, count: 0,
      })),
    }]));
  }

  /** Lets a request through, with what the context then knows of its key, or throws the gateway response. Only methods that require a key count. */
  public check(exchange: Exchange, method: Method): void {
    if (!method.apiKeyRequired) {
      return;
    }
    const { api, context, request, stage, route } = exchange;
    const value = api.apiKeySource === 'AUTHORIZER'
      ? (context.authorizer as Record<string, string> | undefined)?.usageIdentifierKey
      : headerValue(request.rawHeaders, 'x-api-key');
    const known = value === undefined ? undefined : this.byValue.get(value);
    const usage = known?.usages.find(({ plan }) => stageOf(plan, api.id, stage.name));
    if (!known || !known.key.enabled || !usage) {
      throw new GatewayError('INVALID_API_KEY', 'Forbidden');
    }
    this.use(usage, stageOf(usage.plan, api.id, stage.name)!, `${route.resource.path}/${method.httpMethod}`);
    context.identity = { ...context.identity, apiKey: known.key.value, apiKeyId: known.key.id };
  }

  /** A request that is throttled does not count against the quota. */
  private use(usage: Usage, stage: PlanStage, method: string): void {
    const buckets = [usage.bucket, this.methodBucket(usage, stage, method)].filter((bucket) => bucket !== undefined);
    if (!buckets.every((bucket) => bucket.has())) {
      throw throttled();
    }
    const { quota } = usage.plan;
    if (quota) {
      const start = startOfPeriod(quota, this.now());
      if (start !== usage.periodStart) {
        usage.periodStart = start;
        usage.count = 0;
      }
      if (usage.count >= quota.limit) {
        throw new GatewayError('QUOTA_EXCEEDED', 'Limit Exceeded');
      }
      usage.count++;
    }
    takeAll(buckets);
  }

  private methodBucket(usage: Usage, stage: PlanStage, method: string): TokenBucket | undefined {
    const limits = stage.throttles.get(method);
    const name = `${stage.apiId} ${stage.stage} ${method}`;
    const known = usage.methodBuckets.get(name);
    if (known || !limits) {
      return known;
    }
    const bucket = new TokenBucket(limits, this.now);
    usage.methodBuckets.set(name, bucket);
    return bucket;
  }
}

function stageOf(plan: UsagePlan, apiId: string, stage: string): PlanStage | undefined {
  return plan.stages.find((candidate) => candidate.apiId === apiId && candidate.stage === stage);
}

/** In UTC. */
function startOfPeriod({ period, offset }: Quota, now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case 'DAY': return Date.UTC(year, month, day);
    case 'WEEK': return Date.UTC(year, month, day - (date.getUTCDay() - offset + 7) % 7);
    case 'MONTH': return Date.UTC(year, day > offset ? month : month - 1, 1 + offset);
  }
}
