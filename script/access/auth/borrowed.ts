import { DENIED_BY_S3, difference, UNSIGNED } from './answers';
import { Attempt, byHeader, byId, bySelector, byTrick, Known, READS, VERBS } from './attempts';
import { ApiName, contentsOf, PUBLIC, SECRET, Shared, startShared } from './shared';
import { OPEN } from './shared-paths';
import { s3ActionOf } from '../../../local/src/iam/s3-action';
import { CALLER, raw, RawAnswer } from '../../../local/test/support/gateway';
import { signed } from '../../../local/test/support/signing';
import { S3Operation } from '../../../src';
import { S3_OPERATIONS } from '../../../src/catalogue';
import { Access } from '../../../test/support/access';
import { pooled } from '../../operations/denials/pool';
import { SampleRequest, sampleRequest } from '../../operations/denials/sample-request';
import { Findings } from '../../suites/findings';

/** Where both APIs have methods for everybody and others. */
const PATHS: Readonly<Record<ApiName, Readonly<Record<'bucket' | 'object', string>>>> = {
  layout: { bucket: '/prod/', object: '/prod/there' },
  routes: { bucket: '/prod/files', object: '/prod/files/there' },
};
/** Where only callers that sign have methods. */
const SIGNED_PATHS: Readonly<Record<ApiName, readonly string[]>> = {
  layout: ['signed', 'signed/there', 'signed/there/tags', 'signed/there/acl', 'signed/pending/parts', 'uploads'],
  routes: ['files/there/tags', 'files/there/acl', 'versions'],
};

/** Whether an API that everybody may read of lends anybody what callers that sign may. Gives the number of requests that tried. */
export async function judgeBorrowing(findings: Findings): Promise<number> {
  const shared = await startShared();
  const before = await contentsOf(shared);
  let tried = 0;
  for (const name of ['layout', 'routes'] as const) {
    for (const method of VERBS) {
      const attempts = attemptsOf(name, method, shared.known);
      findings.add(attempts.length, await wrongOf(shared, name, attempts));
      tried += attempts.length;
      const changes = (await contentsOf(shared)).filter((content, index) => content !== before[index]);
      findings.add(1, changes.map(content => `${name}: what was tried with ${method} has changed the store: ${content}`));
    }
  }
  judgeRoles(shared, findings);
  await judgeSigned(shared, findings);
  return tried;
}

function attemptsOf(name: ApiName, method: string, known: Known): Attempt[] {
  const { bucket, object } = PATHS[name];
  return [
    ...bySelector(method, bucket, 'bucket'),
    ...bySelector(method, object, 'object'),
    ...[bucket, object].flatMap(path => byTrick(method, path, known)),
    ...byHeader(method, object, known),
    ...READS.includes(method) ? [] : byHeader(method, bucket, known),
    ...['there', 'gone', 'pending'].flatMap(key => byId(method, object.replace('there', key), known)),
    ...SIGNED_PATHS[name].flatMap(path => byId(method, `/prod/${path}`, known)),
  ];
}

/** What is wrong with the answers, each with the request that got it. */
async function wrongOf(shared: Shared, name: ApiName, attempts: readonly Attempt[]): Promise<string[]> {
  const results = await pooled(attempts, async attempt => {
    const answer = await raw(shared.doors[name], attempt);
    const { method, target, headers = [] } = attempt;
    const why = leak(shared.known, attempt, answer)
      ?? (READS.includes(method) ? unlikeOpen(shared, name, attempt, answer) : unlikeRefused(attempt, answer));
    return why === undefined ? [] : [`${name}: without credentials, ${method} ${target} ${JSON.stringify(headers)} ${why}`];
  });
  return results.flat();
}

function leak({ versionId, uploadId }: Known, attempt: Attempt, { headers, body }: RawAnswer): string | undefined {
  const text = `${JSON.stringify(headers)} ${body}`;
  const told = [SECRET, versionId, uploadId].find(secret => text.includes(secret) && !JSON.stringify(attempt).includes(secret));
  return told === undefined ? undefined : `tells '${told}': ${text}`;
}

/** Everybody may not call another verb at all. */
function unlikeRefused({ method, malformed }: Attempt, answer: RawAnswer): string | undefined {
  return malformed && answer.status >= 400 && answer.status < 500 ? undefined : difference(method, UNSIGNED, answer);
}

/** Everybody gets the content and the list of what is there. What the policy of their role denies, S3 denies. */
function unlikeOpen({ openRoles, known }: Shared, name: ApiName, { method, target, arriving }: Attempt, answer: RawAnswer): string | undefined {
  const [path] = target.split('?');
  // A HEAD, which these paths do not have, is one of an object of that name.
  if (method === 'GET' && SIGNED_PATHS[name].includes(path.replace('/prod/', ''))) {
    return difference(method, UNSIGNED, answer);
  }
  const request = { method, path: path.replace(/^\/prod\/?/, `/${known.bucket}/`).replace(/\/$/, ''), query: arriving ?? '' };
  if (name === 'layout' && arriving !== undefined && isDenied(openRoles.layout, request)) {
    return difference(method, DENIED_BY_S3, answer);
  }
  const body = answer.body.toString();
  const isPublic = method === 'HEAD' || body === PUBLIC || /^<\?xml[^>]*\?>\s*<ListBucketResult /.test(body);
  return answer.status >= 300 || isPublic ? undefined : `got ${answer.status} ${body}`;
}

/** What is no operation of S3 is neither denied nor allowed. */
function isDenied(role: Access, { method, path, query, headers = [] }: Omit<SampleRequest, 'headers'> & Partial<SampleRequest>): boolean {
  const known = s3ActionOf({ method, path, query, headers }) !== undefined;
  return known && role.decide(`${method} ${path}?${query}`, Object.fromEntries(headers)) !== 'allow';
}

/** What everybody's role may, of all that S3 can do: what the store does not know is decided by the policy alone. */
function judgeRoles({ openRoles, known: { bucket } }: Shared, findings: Findings): void {
  const actionsOf = (operation: S3Operation) =>
    S3_OPERATIONS[operation].permissions.filter(({ when }) => when === undefined).map(({ action }) => action);
  const open = OPEN.operations.flatMap(actionsOf);
  const carried = Object.values(S3Operation).filter(operation => S3_OPERATIONS[operation].scope !== 'service');
  for (const [name, role] of Object.entries(openRoles)) {
    findings.add(carried.length, carried.filter(operation => {
      const may = actionsOf(operation).every(action => open.includes(action));
      return isDenied(role, sampleRequest(operation, { bucket, key: 'there' })) === may;
    }).map(operation => `${name}: the role of everybody is not as it should be about ${operation}`));
  }
}

/** What nobody could without a signature, somebody can with one. */
async function judgeSigned({ doors, known: { bucket, versionId, uploadId } }: Shared, findings: Findings): Promise<void> {
  const tags = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
  const calls: Array<[name: ApiName, status: number, method: string, target: string, body?: string, headers?: Record<string, string>]> = [
    ['layout', 200, 'GET', 'signed/there/tags'],
    ['layout', 200, 'GET', 'signed'],
    ['layout', 200, 'GET', `signed/there?versionId=${versionId}`],
    ['layout', 200, 'GET', `signed/pending/parts?uploadId=${uploadId}`],
    ['layout', 200, 'GET', 'uploads'],
    ['layout', 200, 'PUT', 'there?tagging', tags],
    ['layout', 200, 'PUT', 'there', 'signed'],
    ['layout', 200, 'PUT', 'copy', '', { 'x-amz-copy-source': `/${bucket}/there` }],
    ['layout', 200, 'POST', 'another?uploads'],
    ['layout', 204, 'DELETE', `there?versionId=${versionId}`],
    ['layout', 204, 'DELETE', 'there?tagging'],
    ['layout', 204, 'DELETE', 'there'],
    ['layout', 204, 'DELETE', `pending?uploadId=${uploadId}`],
    ['routes', 200, 'PUT', 'files/there', 'signed'],
    ['routes', 200, 'PUT', 'files/there/tags', tags],
    ['routes', 200, 'GET', 'files/there/tags'],
    ['routes', 200, 'GET', 'versions'],
    ['routes', 204, 'DELETE', 'files/there'],
  ];
  for (const [name, status, method, path, body, headers] of calls) {
    const answer = await raw(doors[name], signed(doors[name], CALLER, { method, target: `/prod/${path}`, body, headers }));
    findings.add(1, answer.status === status ? [] : [`${name}: signed, ${method} ${path} is answered ${answer.status} ${answer.body}`]);
  }
}
