import { ApiSource, Properties, SourceMethod } from './api-source';
import { S3_OPERATIONS, S3Operation, SELECTORS } from './s3-operations';
import { CALLER_CREDENTIALS } from '../api/method';
import { parseS3Uri, UriTemplate } from '../api/s3-uri';
import { Problems } from '../cloudformation/problems';
import { NamedPolicy } from '../iam/iam-policy';
import { rolePolicies } from '../iam/role-policies';
import { S3Scope } from '../iam/s3-action-table';

/** What a method calls S3 for. */
export interface S3Call {
  readonly scope: S3Scope;
  /** Those that its mappings can ask for and its role may do, whatever the conditions of its policies. First the one that nothing selects. */
  readonly operations: readonly S3Operation[];
  /** The client's header for `x-amz-copy-source`, where it is mapped. */
  readonly copyHeader: string | undefined;
  /** The client's parameter by S3's. */
  readonly query: ReadonlyMap<string, string>;
  /** Parameters of the call that the client has no say in. */
  readonly fixed: ReadonlySet<string>;
}

const SOURCE = /^method\.request\.(?:multivalue)?(querystring|header)\.(.+)$/;

/** Undefined for a method that does not call S3, or not as that verb. */
export function s3CallOf(source: ApiSource, { properties }: SourceMethod, verb: string): S3Call | undefined {
  const integration = (properties.Integration ?? {}) as Properties;
  const uri = integration.Type === 'AWS' ? parseS3Uri(String(integration.Uri ?? '')) : undefined;
  if (!uri) {
    return undefined;
  }
  const scope = scopeOf(uri.path);
  const mapped = Object.entries((integration.RequestParameters ?? {}) as Record<string, string>);
  const query = new Map<string, string>();
  const fixed = new Set<string>(textOf(uri.query ?? []).split('&').map((pair) => pair.split('=')[0]).filter((name) => name !== ''));
  for (const [target, value] of mapped.filter(([name]) => name.startsWith('integration.request.querystring.'))) {
    const name = target.slice('integration.request.querystring.'.length);
    const [, , from] = SOURCE.exec(value) ?? [];
    if (from) {
      query.set(name, from);
    } else {
      fixed.add(name);
    }
  }
  const copy = mapped.find(([target]) => target.toLowerCase() === 'integration.request.header.x-amz-copy-source')?.[1];
  const mayDo = permissionsOf(source, String(integration.Credentials ?? ''));
  const s3Verb = integration.IntegrationHttpMethod === 'ANY' ? verb : String(integration.IntegrationHttpMethod);
  const begins = [...source.paths.values()].flat().some(({ httpMethod }) => httpMethod === 'POST' || httpMethod === 'ANY');
  // Nobody can name an upload where none can be begun.
  const isAsked = ({ selectors, copies }: S3Operation) => (begins || selectors.every(({ name }) => name !== 'uploadId'))
    && selectors.every(({ name }) => fixed.has(name) || query.has(name))
    && [...fixed].every((name) => !SELECTORS[scope].has(name) || selectors.some((selector) => selector.name === name))
    && (!copies || copy !== undefined);
  return {
    scope,
    query,
    fixed,
    copyHeader: SOURCE.exec(copy ?? '')?.[2],
    operations: S3_OPERATIONS
      .filter((operation) => operation.scope === scope && operation.verb === s3Verb && isAsked(operation) && mayDo(operation))
      .sort((a, b) => Number(isSelected(a)) - Number(isSelected(b))),
  };
}

/** Whether it takes more than verb and path. */
export function isSelected({ selectors, copies }: S3Operation): boolean {
  return copies || selectors.length > 0;
}

function textOf(template: UriTemplate): string {
  return template.map((part) => (part.kind === 'literal' ? part.text : `{${part.name}}`)).join('');
}

function scopeOf(path: UriTemplate): S3Scope {
  const [bucket = '', ...key] = textOf(path).slice(1).split('/');
  return bucket === '' ? 'service' : key.join('/') === '' ? 'bucket' : 'object';
}

interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Everything, where not all policies are in the template: those of callers, or of a role of elsewhere. */
function permissionsOf({ resources }: ApiSource, credentials: string): (operation: S3Operation) => boolean {
  const problems = new Problems();
  const roles = credentials === CALLER_CREDENTIALS ? [] : rolePolicies(resources, new Set([credentials]), problems);
  if (roles.length === 0 || problems.any) {
    return () => true;
  }
  const statements = roles.flatMap(({ policies }) => policies).flatMap(statementsOf);
  const covers = ({ Action = [] }: Statement, action: string) => [Action].flat().some((pattern) => (
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action)));
  const allows = (action: string) => statements.some((statement) => statement.Effect === 'Allow' && covers(statement, action));
  // A denial of every copy is the one condition that takes an operation away.
  const copies = !statements.some((statement) => statement.Effect === 'Deny' && covers(statement, 's3:PutObject')
    && String(statement.Condition?.Null?.['s3:x-amz-copy-source']) === 'false');
  return (operation) => operation.actions.every(allows) && (copies || !operation.copies);
}

function statementsOf({ document }: NamedPolicy): Statement[] {
  return [((document ?? {}) as { Statement?: Statement | Statement[] }).Statement ?? []].flat();
}
