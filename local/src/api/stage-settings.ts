import { checkProperties } from './property-rules';
import { readThrottle, ThrottleLimits } from '../auth/throttle';
import { Problems } from '../cloudformation/problems';

/** The settings of a stage for one method, or for all. */
export interface MethodSetting {
  /** `*` for all. */
  readonly httpMethod: string;
  /** `/a/{b}`; `*` for all. */
  readonly resourcePath: string;
  readonly caching: CacheSetting | undefined;
  readonly throttle: ThrottleLimits | undefined;
}

export interface CacheSetting {
  readonly ttlMillis: number;
  /** Whether a client needs a permission to have an entry replaced. */
  readonly requiresAuthorization: boolean;
  /** What becomes of a client that has none. */
  readonly unauthorized: UnauthorizedStrategy;
}

const STRATEGIES = ['FAIL_WITH_403', 'SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER'] as const;
export type UnauthorizedStrategy = typeof STRATEGIES[number];

const DEFAULT_TTL_SECONDS = 300;
const MAX_TTL_SECONDS = 3600;

export function readMethodSettings(
  logicalId: string, settings: ReadonlyArray<Readonly<Record<string, unknown>>>, problems: Problems,
): MethodSetting[] {
  return settings.map((setting, index) => {
    const at = { logicalId, property: `MethodSettings[${index}]` };
    checkProperties('MethodSetting', setting, logicalId, problems, 'MethodSettings.');
    return {
      httpMethod: String(setting.HttpMethod ?? '*'),
      resourcePath: readPath(String(setting.ResourcePath ?? '/*')),
      caching: setting.CachingEnabled === true ? readCaching(logicalId, setting, problems) : undefined,
      throttle: readThrottle(setting.ThrottlingRateLimit, setting.ThrottlingBurstLimit, at, problems),
    };
  });
}

/** The settings of the method itself, else those for all methods: one set replaces the other as a whole. */
export function settingOf(settings: readonly MethodSetting[], resourcePath: string, httpMethod: string): MethodSetting | undefined {
  return settings.find((setting) => setting.resourcePath === resourcePath && setting.httpMethod === httpMethod)
    ?? settings.find((setting) => setting.resourcePath === '*' && setting.httpMethod === '*');
}

/** `/~1a~1{b}` is `/a/{b}`; `/*` is all. */
function readPath(text: string): string {
  const path = text.replace(/^\/(?=[~*])/, '').replaceAll('~1', '/');
  return path === '*' || path.startsWith('/') ? path : `/${path}`;
}

function readCaching(logicalId: string, setting: Readonly<Record<string, unknown>>, problems: Problems): CacheSetting {
  const ttl = Number(setting.CacheTtlInSeconds ?? DEFAULT_TTL_SECONDS);
  if (!(ttl >= 0 && ttl <= MAX_TTL_SECONDS)) {
    problems.refuse(logicalId, 'MethodSettings.CacheTtlInSeconds', `must be from 0 to ${MAX_TTL_SECONDS}, got '${setting.CacheTtlInSeconds}'`);
  }
  const unauthorized = (setting.UnauthorizedCacheControlHeaderStrategy ?? 'SUCCEED_WITH_RESPONSE_HEADER') as UnauthorizedStrategy;
  if (!STRATEGIES.includes(unauthorized)) {
    problems.refuse(logicalId, 'MethodSettings.UnauthorizedCacheControlHeaderStrategy', `must be one of ${STRATEGIES.join(', ')}, got '${unauthorized}'`);
  }
  return { ttlMillis: ttl * 1000, requiresAuthorization: setting.RequireAuthorizationForCacheControl !== false, unauthorized };
}
