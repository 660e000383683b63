import { hasWildcards } from '../iam/iam-pattern';
import { NamedPolicy } from '../iam/iam-policy';
import { Variable, widenVariables } from '../iam/iam-variable';

/** What versitygw takes of a user's policies, all together. */
const MAX_BYTES = 2048;

/** Every action that versitygw v1.8.0 asks for; it never looks for another in a policy. */
const CHECKED_ACTIONS = new Set(
  [
    'AbortMultipartUpload',
    'BypassGovernanceRetention',
    'CreateBucket',
    'DeleteBucket',
    'DeleteBucketPolicy',
    'DeleteBucketWebsite',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjectVersion',
    'DeleteObjectVersionTagging',
    'GetBucketAcl',
    'GetBucketCORS',
    'GetBucketLocation',
    'GetBucketObjectLockConfiguration',
    'GetBucketOwnershipControls',
    'GetBucketPolicy',
    'GetBucketPolicyStatus',
    'GetBucketTagging',
    'GetBucketVersioning',
    'GetBucketWebsite',
    'GetObject',
    'GetObjectAcl',
    'GetObjectAttributes',
    'GetObjectLegalHold',
    'GetObjectRetention',
    'GetObjectTagging',
    'GetObjectVersion',
    'GetObjectVersionAttributes',
    'GetObjectVersionTagging',
    'ListAllMyBuckets',
    'ListBucket',
    'ListBucketMultipartUploads',
    'ListBucketVersions',
    'ListMultipartUploadParts',
    'PutBucketAcl',
    'PutBucketCORS',
    'PutBucketObjectLockConfiguration',
    'PutBucketOwnershipControls',
    'PutBucketPolicy',
    'PutBucketTagging',
    'PutBucketVersioning',
    'PutBucketWebsite',
    'PutObject',
    'PutObjectAcl',
    'PutObjectLegalHold',
    'PutObjectRetention',
    'PutObjectTagging',
    'PutObjectVersionTagging',
    'RestoreObject',
  ].map((action) => `s3:${action.toLowerCase()}`),
);

/** The condition keys of S3 that versitygw gives a value. */
const KNOWN_S3_KEYS = new Set(['s3:prefix', 's3:delimiter', 's3:max-keys', 's3:x-amz-acl', 's3:versionid']);

/** Those of them, and of all services, that a policy variable of versitygw can be of, and of which its value is that of AWS. */
const VARIABLE_KEYS = new Set([...KNOWN_S3_KEYS, 'aws:referer', 'aws:useragent']);

type Statement = Readonly<Record<string, unknown>>;

/** A policy of a user in versitygw. */
export interface StorePolicy {
  /** Documents by name. */
  readonly documents: ReadonlyMap<string, string>;
  /** In what they deny less than the policies that they come from. @default - in nothing that versitygw evaluates */
  readonly weaker?: string;
}

const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));
const shortest = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? values[0]! : values);

const TOO_LONG = 'its policies are longer than the store takes, which therefore checks actions alone';
const VARIABLES = 'its policies have variables that the store does not know, and for which it therefore takes any value';

/**
 * A role's policies in as few bytes as versitygw needs: without what it never looks at, with statements on the same resources merged.
 * What is still too long loses its resources and conditions, and variables allow whatever their value: the gateway checks them in any case.
 */
export function storePolicy(policies: readonly NamedPolicy[]): StorePolicy {
  const byVersion = new Map<string, Statement[]>();
  let variables = false;
  for (const { document } of policies) {
    const { Version: version = '2008-10-17', Statement: statements } = document as { Version?: string; Statement: Statement | Statement[] };
    const reduced = [statements].flat().flatMap(reduce);
    const unknown = new Set(version === '2012-10-17' ? reduced.filter(hasUnknownVariables) : []);
    variables ||= unknown.size > 0;
    const known = reduced.flatMap((statement) => (unknown.has(statement) ? withoutVariables(statement) : [statement]));
    byVersion.set(version, [...(byVersion.get(version) ?? []), ...known]);
  }
  const merged = new Map([...byVersion].map(([version, statements]) => [version, merge(statements)]));
  const documents = serialize(merged);
  if ([...documents.values()].reduce((sum, text) => sum + text.length, 0) <= MAX_BYTES) {
    return { documents, ...(variables && { weaker: VARIABLES }) };
  }
  return { documents: serialize(new Map([['2012-10-17', [actionsAlone([...merged.values()].flat())]]])), weaker: TOO_LONG };
}

const RESOURCES = ['Resource', 'NotResource'] as const;
type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
/** Neither defaults nor `${*}` are. */
const isKnown = (variable: Variable): boolean =>
  typeof variable !== 'string' && variable.fallback === undefined && VARIABLE_KEYS.has(variable.key);
const widen = (text: string): string => widenVariables(text, isKnown);
const isVariable = (text: string): boolean => widen(text) !== text;

function hasUnknownVariables(statement: Statement): boolean {
  const conditions = Object.values((statement.Condition ?? {}) as Conditions).flatMap((keys) => Object.values(keys));
  return [...RESOURCES.map((element) => statement[element]), ...conditions].flatMap(listOf).some(isVariable);
}

/** Allows whatever the value of a variable, and denies for none: nothing that the gateway lets through is denied by the store. */
function withoutVariables(statement: Statement): Statement[] {
  if (statement.Effect !== 'Allow') return [];
  const { NotResource: excluded, Condition: conditions = {}, ...rest } = statement;
  const left = listOf(excluded).filter((arn) => !isVariable(arn));
  const resource = rest.Resource === undefined ? '*' : [...new Set(listOf(rest.Resource).map(widen))];
  const known = Object.entries(conditions as Conditions).map(([operator, keys]): [string, Record<string, unknown>] => [
    operator,
    Object.fromEntries(Object.entries(keys).filter(([, value]) => !listOf(value).some(isVariable))),
  ]);
  const kept = known.filter(([, keys]) => Object.keys(keys).length > 0);
  return [
    {
      ...rest,
      ...(left.length > 0 ? { NotResource: left } : { Resource: resource }),
      ...(kept.length > 0 && { Condition: Object.fromEntries(kept) }),
    },
  ];
}

/** A statement without what is nothing to versitygw; nothing, when nothing is left. */
function reduce({ Sid: _sid, ...statement }: Statement): Statement[] {
  const reduced: Record<string, unknown> = { ...statement };
  if (statement.Action !== undefined) {
    const actions = listOf(statement.Action).filter(isChecked);
    if (actions.length === 0) return [];
    reduced.Action = actions;
  }
  for (const element of RESOURCES) {
    // The local store knows one partition only.
    if (statement[element] !== undefined) {
      reduced[element] = listOf(statement[element])
        .map((arn) => arn.replace(/^arn:[^:]*:/, 'arn:aws:'))
        .sort();
    }
  }
  const condition = reduceCondition(statement.Condition as Conditions | undefined, statement.Effect === 'Allow');
  delete reduced.Condition;
  return [condition === undefined ? reduced : { ...reduced, Condition: condition }];
}

function isChecked(action: string): boolean {
  const name = action.toLowerCase();
  return name === '*' || (name.startsWith('s3:') && (hasWildcards(name) || CHECKED_ACTIONS.has(name)));
}

/**
 * Without the keys that must be absent and that versitygw has no value for: they hold always. What is allowed only with such a key would
 * never be; the gateway looks at it.
 */
function reduceCondition(condition: Conditions | undefined, allows: boolean): Record<string, unknown> | undefined {
  const entries = Object.entries(condition ?? {}).flatMap(([operator, keys]): Array<[string, Record<string, unknown>]> => {
    const kept = Object.entries(keys).filter(
      ([key, value]) =>
        !(
          operator === 'Null' &&
          (allows || listOf(value).some((one) => one.toLowerCase() === 'true')) &&
          key.toLowerCase().startsWith('s3:') &&
          !KNOWN_S3_KEYS.has(key.toLowerCase())
        ),
    );
    return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Statements that differ in their actions only become one. */
function merge(statements: readonly Statement[]): Statement[] {
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const { Action: actions, ...rest } = statement;
    const key = actions === undefined ? JSON.stringify(statement) : JSON.stringify(['Action', ...Object.entries(rest).sort()]);
    const before = listOf(merged.get(key)?.Action);
    merged.set(key, actions === undefined ? statement : { ...rest, Action: [...new Set([...before, ...listOf(actions)])] });
  }
  return [...merged.values()];
}

function actionsAlone(statements: readonly Statement[]): Statement {
  const allowed = statements.filter(({ Effect: effect }) => effect === 'Allow');
  const anything = allowed.some(({ Action: actions }) => actions === undefined);
  return {
    Effect: 'Allow',
    Action: anything ? ['s3:*'] : [...new Set(allowed.flatMap(({ Action: actions }) => listOf(actions)))],
    Resource: ['*'],
  };
}

function serialize(byVersion: ReadonlyMap<string, readonly Statement[]>): Map<string, string> {
  const documents = new Map<string, string>();
  for (const [version, statements] of byVersion) {
    if (statements.length === 0) continue;
    const short = statements.map((statement) =>
      Object.fromEntries(
        Object.entries(statement).map(([element, value]) => [element, Array.isArray(value) ? shortest(value.map(String)) : value]),
      ),
    );
    const text = JSON.stringify({ Version: version, Statement: short.length === 1 ? short[0] : short });
    // The server takes printable ASCII only.
    documents.set(
      `policy-${version}`,
      text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  }
  return documents;
}
