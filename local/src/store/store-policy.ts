import { NamedPolicy } from '../iam/iam-policy';

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

type Statement = Readonly<Record<string, unknown>>;

/** A policy of a user in versitygw. */
export interface StorePolicy {
  /** Documents by name. */
  readonly documents: ReadonlyMap<string, string>;
  /** Whether they say the same as the policies that they come from, as far as versitygw evaluates them. */
  readonly whole: boolean;
}

const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));
const shortest = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? values[0]! : values);

/**
 * A role's policies in as few bytes as versitygw needs: without what it never looks at, with statements on the same resources merged.
 * What is still too long loses its resources and conditions, which the gateway checks in any case.
 */
export function storePolicy(policies: readonly NamedPolicy[]): StorePolicy {
  const byVersion = new Map<string, Statement[]>();
  for (const { document } of policies) {
    const { Version: version = '2008-10-17', Statement: statements } = document as { Version?: string; Statement: Statement | Statement[] };
    byVersion.set(version, [...(byVersion.get(version) ?? []), ...[statements].flat().flatMap(reduce)]);
  }
  const merged = new Map([...byVersion].map(([version, statements]) => [version, merge(statements)]));
  const documents = serialize(merged);
  if ([...documents.values()].reduce((sum, text) => sum + text.length, 0) <= MAX_BYTES) return { documents, whole: true };
  return { documents: serialize(new Map([['2012-10-17', [actionsAlone([...merged.values()].flat())]]])), whole: false };
}

/** A statement without what is nothing to versitygw; nothing, when nothing is left. */
function reduce({ Sid: _sid, ...statement }: Statement): Statement[] {
  const reduced: Record<string, unknown> = { ...statement };
  if (statement.Action !== undefined) {
    const actions = listOf(statement.Action).filter(isChecked);
    if (actions.length === 0) return [];
    reduced.Action = actions;
  }
  for (const element of ['Resource', 'NotResource']) {
    // The local store knows one partition only.
    if (statement[element] !== undefined) {
      reduced[element] = listOf(statement[element])
        .map((arn) => arn.replace(/^arn:[^:]*:/, 'arn:aws:'))
        .sort();
    }
  }
  const condition = reduceCondition(statement.Condition as Record<string, Record<string, unknown>> | undefined, statement.Effect === 'Allow');
  delete reduced.Condition;
  return [condition === undefined ? reduced : { ...reduced, Condition: condition }];
}

function isChecked(action: string): boolean {
  const name = action.toLowerCase();
  return name === '*' || (name.startsWith('s3:') && (/[*?]/.test(name) || CHECKED_ACTIONS.has(name)));
}

/**
 * Without the keys that must be absent and that versitygw has no value for: they hold always. What is allowed only with such a key would
 * never be; the gateway looks at it.
 */
function reduceCondition(condition: Record<string, Record<string, unknown>> | undefined, allows: boolean): Record<string, unknown> | undefined {
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
