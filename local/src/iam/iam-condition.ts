import { BlockList, isIP } from 'net';
import { ConditionContext, Matcher, arnMatcher, textMatcher } from './iam-pattern';

export type Condition = (context: ConditionContext) => boolean;

/** Makes the comparison with one value of the policy, or says what that value must be. */
type Comparator = (expected: string, variables: boolean) => Matcher | { readonly must: string };

const text =
  (wildcards: boolean): Comparator =>
    (expected, variables) =>
      textMatcher(expected, { variables, wildcards });

const ignoreCase: Comparator = (expected, variables) => {
  const compare = textMatcher(expected.toLowerCase(), { variables, wildcards: false });
  return (value, context) => compare(value.toLowerCase(), (key) => context(key)?.map((one) => one.toLowerCase()));
};

const arn: Comparator = (expected, variables) => arnMatcher(expected, variables) ?? { must: 'be an ARN or *' };

const numeric =
  (compare: (actual: number, expected: number) => boolean): Comparator =>
    (expected) => {
      const number = toNumber(expected);
      if (number === undefined) return { must: 'be a number' };
      return (value) => {
        const actual = toNumber(value);
        return actual !== undefined && compare(actual, number);
      };
    };

function toNumber(value: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const date =
  (compare: (actual: number, expected: number) => boolean): Comparator =>
    (expected) => {
      const time = toTime(expected);
      if (time === undefined) return { must: 'be a date in ISO 8601 or seconds since 1970' };
      return (value) => {
        const actual = toTime(value);
        return actual !== undefined && compare(actual, time);
      };
    };

function toTime(value: string): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const time = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

const bool: Comparator = (expected) => {
  const wanted = expected.toLowerCase();
  return wanted === 'true' || wanted === 'false' ? (value) => value.toLowerCase() === wanted : { must: "be 'true' or 'false'" };
};

const binary: Comparator = (expected) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(expected) ? (value) => value === expected : { must: 'be base64' };

const ipAddress: Comparator = (expected) => {
  const [address, prefix, ...more] = expected.split('/') as [string, ...string[]];
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (version === 0 || more.length > 0 || !(length <= bits)) return { must: 'be an IP address or a CIDR block' };
  const block = new BlockList();
  block.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  // Only like with like: BlockList would also find ::ffff:10.0.0.1 in 10.0.0.0/8.
  return (value) => isIP(value) === version && block.check(value, version === 6 ? 'ipv6' : 'ipv4');
};

const equal = (a: number, b: number): boolean => a === b;
const less = (a: number, b: number): boolean => a < b;
const lessOrEqual = (a: number, b: number): boolean => a <= b;
const greater = (a: number, b: number): boolean => a > b;
const greaterOrEqual = (a: number, b: number): boolean => a >= b;

/** Operators by name; the negated one of a pair holds when no value matches. */
const OPERATORS: Readonly<Record<string, { readonly compare: Comparator; readonly negated?: true }>> = {
  StringEquals: { compare: text(false) },
  StringNotEquals: { compare: text(false), negated: true },
  StringEqualsIgnoreCase: { compare: ignoreCase },
  StringNotEqualsIgnoreCase: { compare: ignoreCase, negated: true },
  StringLike: { compare: text(true) },
  StringNotLike: { compare: text(true), negated: true },
  NumericEquals: { compare: numeric(equal) },
  NumericNotEquals: { compare: numeric(equal), negated: true },
  NumericLessThan: { compare: numeric(less) },
  NumericLessThanEquals: { compare: numeric(lessOrEqual) },
  NumericGreaterThan: { compare: numeric(greater) },
  NumericGreaterThanEquals: { compare: numeric(greaterOrEqual) },
  DateEquals: { compare: date(equal) },
  DateNotEquals: { compare: date(equal), negated: true },
  DateLessThan: { compare: date(less) },
  DateLessThanEquals: { compare: date(lessOrEqual) },
  DateGreaterThan: { compare: date(greater) },
  DateGreaterThanEquals: { compare: date(greaterOrEqual) },
  Bool: { compare: bool },
  BinaryEquals: { compare: binary },
  IpAddress: { compare: ipAddress },
  NotIpAddress: { compare: ipAddress, negated: true },
  ArnEquals: { compare: arn },
  ArnLike: { compare: arn },
  ArnNotEquals: { compare: arn, negated: true },
  ArnNotLike: { compare: arn, negated: true },
};

function nullCondition(key: string, values: readonly string[], fail: (message: string) => never): Condition {
  const wanted = values.map((value) => {
    const lower = value.toLowerCase();
    return lower === 'true' || lower === 'false' ? lower === 'true' : fail(`a value of Null must be 'true' or 'false', got '${value}'`);
  });
  return (context) => wanted.includes(context(key) === undefined);
}

/**
 * Compiles one operator and key of a `Condition`. `fail` is told what is wrong.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileCondition(
  operator: string,
  keyName: string,
  values: readonly string[],
  variables: boolean,
  fail: (message: string) => never,
): Condition {
  const [, set, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/s.exec(operator)!;
  const key = keyName.toLowerCase();
  if (name === 'Null' && ifExists === undefined) return nullCondition(key, values, fail);
  const known = Object.prototype.hasOwnProperty.call(OPERATORS, name!) ? OPERATORS[name!]! : undefined;
  if (known === undefined) {
    return fail(
      `the operator must be one of ${Object.keys(OPERATORS).join(', ')} or Null (with ForAllValues:, ForAnyValue:, IfExists), got '${operator}'`,
    );
  }
  const { compare, negated = false } = known;
  const matchers = values.map((value) => {
    const matcher = compare(value, variables);
    return typeof matcher === 'function' ? matcher : fail(`a value of ${operator} must ${matcher.must}, got '${value}'`);
  });
  const all = set === 'ForAllValues' || (set === undefined && negated);
  const whenAbsent = ifExists !== undefined || set === 'ForAllValues' || (negated && set === undefined);
  return (context) => {
    const actual = context(key);
    if (actual === undefined) return whenAbsent;
    // A variable without a value equals nothing: negated operators hold.
    const holds = (value: string): boolean => matchers.some((matcher) => matcher(value, context) === true) !== negated;
    return all ? actual.every(holds) : actual.some(holds);
  };
}
