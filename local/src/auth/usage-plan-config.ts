import { createHash } from 'node:crypto';
import { readThrottle, ThrottleLimits } from './throttle';
import { checkProperties } from '../api/property-rules';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

export interface ApiKey {
  readonly logicalId: string;
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
}

export interface Quota {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
  /** The day that a week or a month begins with; 0 is Sunday or the first. */
  readonly offset: number;
}

export interface PlanStage {
  readonly apiId: string;
  readonly stage: string;
  /** By path and verb: `/files/{key+}/GET`. */
  readonly throttles: ReadonlyMap<string, ThrottleLimits>;
}

export interface UsagePlan {
  readonly id: string;
  readonly stages: readonly PlanStage[];
  readonly throttle: ThrottleLimits | undefined;
  readonly quota: Quota | undefined;
  readonly keys: readonly ApiKey[];
}

type Properties = Readonly<Record<string, unknown>>;

const MIN_VALUE_LENGTH = 20;

/** Days that each period may be moved by. */
const MAX_OFFSET: Readonly<Record<Quota['period'], number>> = { DAY: 0, WEEK: 6, MONTH: 27 };

/** Reads the API keys of a template and the usage plans that they are in. */
export function readUsagePlans(resources: readonly Resource[], problems: Problems): { keys: ApiKey[]; plans: UsagePlan[] } {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `AWS::ApiGateway::${type}`);
  const keys = ofType('ApiKey').map((resource) => readKey(resource, problems));
  const links = ofType('UsagePlanKey').map((resource) => {
    checkProperties(resource.type, resource.properties, resource.logicalId, problems);
    const { KeyId: keyId, KeyType: keyType, UsagePlanId: planId } = resource.properties;
    if (keyType !== 'API_KEY') {
      problems.refuse(resource.logicalId, 'KeyType', `must be API_KEY, got '${keyType}'`);
    }
    const key = keys.find(({ id }) => id === keyId);
    if (!key) {
      problems.cannotHonour(resource.logicalId, 'KeyId', `must be an AWS::ApiGateway::ApiKey of this template, got '${keyId}'`);
    }
    if (!ofType('UsagePlan').some(({ physicalId }) => physicalId === planId)) {
      problems.cannotHonour(resource.logicalId, 'UsagePlanId', `must be an AWS::ApiGateway::UsagePlan of this template, got '${planId}'`);
    }
    return { key, planId };
  });
  const plans = ofType('UsagePlan').map((resource) => readPlan(
    resource, links.flatMap(({ key, planId }) => (key && planId === resource.physicalId ? [key] : [])), problems,
  ));
  return { keys, plans };
}

function readKey(resource: Resource, problems: Problems): ApiKey {
  const { logicalId, physicalId, properties } = resource;
  checkProperties(resource.type, properties, logicalId, problems);
  // API Gateway makes a value where none is given; here it is the same in every run.
  const value = String(properties.Value ?? createHash('sha256').update(`api key ${physicalId}`).digest('hex').slice(0, 40));
  if (value.length < MIN_VALUE_LENGTH) {
    problems.refuse(logicalId, 'Value', `API Key value should be at least ${MIN_VALUE_LENGTH} characters, got ${value.length}`);
  }
  return { logicalId, id: physicalId, value, enabled: properties.Enabled === true || properties.Enabled === 'true' };
}

function readPlan(resource: Resource, keys: readonly ApiKey[], problems: Problems): UsagePlan {
  const { logicalId, physicalId, properties } = resource;
  checkProperties(resource.type, properties, logicalId, problems);
  const throttle = (value: unknown, property: string) => {
    const limits = (value ?? {}) as Properties;
    checkProperties('Throttle', limits, logicalId, problems, `${property}.`);
    return readThrottle(limits.RateLimit, limits.BurstLimit, { logicalId, property }, problems);
  };
  return {
    id: physicalId,
    keys,
    throttle: throttle(properties.Throttle, 'Throttle'),
    quota: readQuota(logicalId, properties.Quota as Properties | undefined, problems),
    stages: ((properties.ApiStages ?? []) as Properties[]).map((stage, index) => {
      const property = `ApiStages[${index}]`;
      checkProperties('ApiStage', stage, logicalId, problems, `${property}.`);
      const throttles = Object.entries((stage.Throttle ?? {}) as Properties).flatMap(([path, limits]) => {
        const read = throttle(limits, `${property}.Throttle['${path}']`);
        return read ? [[path, read] as const] : [];
      });
      return { apiId: String(stage.ApiId), stage: String(stage.Stage), throttles: new Map(throttles) };
    }),
  };
}

function readQuota(logicalId: string, properties: Properties | undefined, problems: Problems): Quota | undefined {
  if (!properties || Object.keys(properties).length === 0) {
    return undefined;
  }
  checkProperties('Quota', properties, logicalId, problems, 'Quota.');
  const limit = Number(properties.Limit);
  if (!(Number.isInteger(limit) && limit >= 0)) {
    problems.refuse(logicalId, 'Quota.Limit', `must be a whole number that is not negative, got '${properties.Limit}'`);
  }
  const period = String(properties.Period) as Quota['period'];
  if (!Object.hasOwn(MAX_OFFSET, period)) {
    problems.refuse(logicalId, 'Quota.Period', `must be DAY, WEEK or MONTH, got '${properties.Period}'`);
    return undefined;
  }
  const offset = Number(properties.Offset ?? 0);
  if (!(Number.isInteger(offset) && offset >= 0 && offset <= MAX_OFFSET[period])) {
    problems.refuse(logicalId, 'Quota.Offset', `must be a day from 0 to ${MAX_OFFSET[period]} in the ${period} period, got '${properties.Offset}'`);
  }
  return { limit, period, offset };
}
