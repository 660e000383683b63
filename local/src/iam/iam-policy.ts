import { Condition, compileCondition } from './iam-condition';
import { ConditionContext, Matcher, arnMatcher, hasWildcards, textMatcher } from './iam-pattern';
import { checkVariables } from './iam-variable';

/** A policy document and what to call it in errors. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: unknown;
}

export interface AuthorizationRequest {
  /** `s3:GetObject` */
  readonly action: string;
  /** The ARN that the action is for. */
  readonly resource: string;
  readonly context: ConditionContext;
  /** Who asks; only the policies of resources say for whom they are. Undefined is somebody unknown. */
  readonly principal?: Principal;
}

/** `arn:aws:iam::123456789012:user/Name`, and what else a policy may call the same principal. */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
}

export type Decision = 'allow' | 'explicitDeny' | 'implicitDeny';

interface CompiledStatement {
  /** For people: `Statement[0] of 'Policy' (Sid)`. */
  readonly name: string;
  readonly deny: boolean;
  /** Whether it is about that, whatever its conditions say. The action is in lower case. */
  readonly concerns: (request: AuthorizationRequest) => boolean;
  readonly conditions: readonly NamedCondition[];
}

interface NamedCondition {
  readonly holds: Condition;
  readonly key: string;
  /** For people: `Null of s3:x-amz-acl is true`. */
  readonly rule: string;
}

/** In what one kind of policy differs from another. */
export interface PolicyKind {
  readonly elements: readonly string[];
  /** In lower case; a condition on another key is refused. Undefined knows all: then one that a request lacks is absent. */
  readonly conditionKeys?: ReadonlySet<string>;
  /** Reads whom a statement is for. */
  readonly principal?: (statement: Readonly<Record<string, unknown>>, fail: Fail) => (principal: Principal | undefined) => boolean;
  /** Puts shorthands in full. */
  readonly resource?: (text: string) => string;
}

const VERSIONS = ['2008-10-17', '2012-10-17'];
const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
export const STATEMENT_ELEMENTS: readonly string[] = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Of users and roles. */
const IDENTITY: PolicyKind = { elements: STATEMENT_ELEMENTS };

export type Fail = (message: string) => never;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function strings(element: string, value: unknown, fail: Fail): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) return fail(`${element} must not be empty`);
  return list.map((item) =>
    typeof item === 'string' ? item : fail(`${element} must be a string or a list of strings, got ${show(value)}`),
  );
}

function onlyElements(where: string, value: Record<string, unknown>, known: readonly string[], fail: Fail): void {
  const unknown = Object.keys(value).find((element) => !known.includes(element));
  if (unknown !== undefined) fail(`${where} must contain only ${known.join(', ')}, got ${unknown}`);
}

/** The one of two elements that is there, and whether it is the negated one. */
function either(statement: Record<string, unknown>, element: string, fail: Fail): { negated: boolean; values: string[] } {
  const not = `Not${element}`;
  if ((statement[element] === undefined) === (statement[not] === undefined)) fail(`exactly one of ${element} and ${not} must be given`);
  const negated = statement[element] === undefined;
  return { negated, values: strings(negated ? not : element, statement[negated ? not : element], fail) };
}

function compileActions(statement: Record<string, unknown>, fail: Fail): (action: string) => boolean {
  const { negated, values } = either(statement, 'Action', fail);
  for (const value of values) {
    if (value !== '*' && !/^[A-Za-z0-9-]+:[^$]+$/.test(value)) fail(`an action must be * or service:Action, got '${value}'`);
  }
  const names = new Set(values.filter((value) => !hasWildcards(value)).map((value) => value.toLowerCase()));
  const matchers = values.filter(hasWildcards).map((value) => textMatcher(value.toLowerCase(), { variables: false, wildcards: true }));
  const none: ConditionContext = () => undefined;
  return (action) => (names.has(action) || matchers.some((matches) => matches(action, none) === true)) !== negated;
}

function compileResources(
  statement: Record<string, unknown>, variables: boolean, { conditionKeys, resource: expand = (text) => text }: PolicyKind, fail: Fail,
): (...args: Parameters<Matcher>) => boolean {
  const { negated, values } = either(statement, 'Resource', fail);
  for (const value of variables ? values : []) {
    checkVariables(value, conditionKeys, fail);
    if (/^([^:]*:){0,4}[^:]*\$\{/.test(value)) fail(`a policy variable must stand after the fifth colon of an ARN, got '${value}'`);
  }
  const matchers = values.map((value) => arnMatcher(expand(value), variables) ?? fail(`a resource must be an ARN or *, got '${value}'`));
  return (resource, context) =>
    negated
      ? matchers.every((matches) => matches(resource, context) === false)
      : matchers.some((matches) => matches(resource, context) === true);
}

function compileConditions(block: unknown, variables: boolean, { conditionKeys }: PolicyKind, fail: Fail): NamedCondition[] {
  if (block === undefined) return [];
  if (!isObject(block)) return fail(`Condition must be an object, got ${show(block)}`);
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!isObject(keys)) return fail(`Condition.${operator} must be an object of condition keys, got ${show(keys)}`);
    return Object.entries(keys).map(([key, value]) => {
      if (conditionKeys && !conditionKeys.has(key.toLowerCase())) {
        fail(`Condition.${operator} must be about one of ${[...conditionKeys].join(', ')}, got ${key}`);
      }
      // Numbers and booleans stand for their spelling.
      const values = (Array.isArray(value) ? value : [value]).map((item: unknown) =>
        ['string', 'number', 'boolean'].includes(typeof item)
          ? String(item)
          : fail(`Condition.${operator}.${key} must be strings, got ${show(value)}`),
      );
      if (variables) values.forEach((text) => checkVariables(text, conditionKeys, fail));
      const holds = compileCondition(operator, key, values, variables, (message) => fail(`Condition: ${message}`));
      return { holds, key: key.toLowerCase(), rule: `${operator} of ${key} is ${values.join(' or ')}` };
    });
  });
}

function compileStatement(name: string, statement: unknown, variables: boolean, kind: PolicyKind, fail: Fail): CompiledStatement {
  if (!isObject(statement)) return fail(`a statement must be an object, got ${show(statement)}`);
  onlyElements(`a statement of ${kind === IDENTITY ? 'an identity' : 'this'} policy`, statement, kind.elements, fail);
  const { Effect: effect, Sid: sid } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') fail(`Effect must be 'Allow' or 'Deny', got ${show(effect)}`);
  const matchesAction = compileActions(statement, fail);
  const matchesResource = compileResources(statement, variables, kind, fail);
  const conditions = compileConditions(statement.Condition, variables, kind, fail);
  const isFor = kind.principal?.(statement, fail) ?? (() => true);
  return {
    name: sid === undefined ? name : `${name} (${String(sid)})`,
    deny: effect === 'Deny',
    concerns: ({ action, resource, context, principal }) =>
      isFor(principal) && matchesAction(action) && matchesResource(resource, context),
    conditions,
  };
}

function inLowerCase({ action, resource, context, principal }: AuthorizationRequest): AuthorizationRequest {
  return { action: action.toLowerCase(), resource, context, principal };
}

function applies({ concerns, conditions }: CompiledStatement, request: AuthorizationRequest): boolean {
  return concerns(request) && conditions.every(({ holds }) => holds(request.context));
}

/** Conditions with what the request has, such as `Null of s3:x-amz-acl is true, got 'private'`. */
function describe(conditions: readonly NamedCondition[], { context }: AuthorizationRequest): string {
  return conditions.map(({ key, rule }) => {
    const got = context(key);
    return `${rule}, got ${got === undefined ? 'none' : got.map((value) => `'${value}'`).join(', ')}`;
  }).join(' and ');
}

function compileDocument({ name, document }: NamedPolicy, kind: PolicyKind): CompiledStatement[] {
  const fail: Fail = (message) => {
    throw new Error(`policy '${name}': ${message}`);
  };
  if (!isObject(document)) return fail(`PolicyDocument must be an object, got ${show(document)}`);
  onlyElements('a document', document, DOCUMENT_ELEMENTS, fail);
  const { Version: version = VERSIONS[0]!, Statement: statements } = document;
  if (!VERSIONS.includes(version as string)) fail(`Version must be one of ${VERSIONS.join(', ')}, got ${show(version)}`);
  const list: unknown[] = Array.isArray(statements) ? statements : [statements];
  if (statements === undefined || list.length === 0) fail('Statement must not be empty');
  return list.map((statement, index) =>
    compileStatement(`Statement[${index}] of '${name}'`, statement, version === VERSIONS[1], kind, (message) => fail(`Statement[${index}]: ${message}`)),
  );
}

/**
 * Policies of one kind that count together, such as the identity policies of one principal, compiled once. Whatever it does not know it refuses here, naming it, so that no policy is
 * evaluated by half.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class Policies {
  private readonly statements: readonly CompiledStatement[];

  public constructor(policies: readonly NamedPolicy[], kind: PolicyKind) {
    const statements = policies.flatMap((policy) => compileDocument(policy, kind));
    // A Deny decides whatever else is said: those first.
    this.statements = [...statements.filter(({ deny }) => deny), ...statements.filter(({ deny }) => !deny)];
  }

  public evaluate(request: AuthorizationRequest): Decision {
    const asked = inLowerCase(request);
    const decisive = this.statements.find((statement) => applies(statement, asked));
    if (decisive === undefined) return 'implicitDeny';
    return decisive.deny ? 'explicitDeny' : 'allow';
  }

  /** For people: which statement denies a request, or which conditions keep it from being allowed. */
  public whyNot(request: AuthorizationRequest): string {
    const { action, resource } = request;
    const asked = inLowerCase(request);
    const denying = this.statements.find((statement) => statement.deny && applies(statement, asked));
    if (denying) {
      const where = denying.conditions.length > 0 ? ` where ${describe(denying.conditions, request)}` : '';
      return `${denying.name} denies ${action}${where}`;
    }
    const near = this.statements.filter((statement) => !statement.deny && statement.concerns(asked));
    if (near.length === 0) return `no statement allows ${action} on ${resource}`;
    const wants = near.map(({ conditions, name }) => (
      `${name} allows ${action} only where ${describe(conditions.filter(({ holds }) => !holds(request.context)), request)}`));
    return wants.join('; ');
  }
}

/** The policies of one user or role. */
export class IdentityPolicies extends Policies {
  public constructor(policies: readonly NamedPolicy[]) {
    super(policies, IDENTITY);
  }
}
