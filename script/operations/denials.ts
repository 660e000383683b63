import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { judgeMissingObjects, judgeParameters, judgeReach } from './denials/beside';
import { Cell, cellsOf, differences, isDecidedByStore, isExplained } from './denials/cells';
import { localEvaluator, simulator } from './denials/evaluator';
import { Findings } from '../suites/findings';
import { arrives, DenyingGateway, forwardTo } from './denials/gateway';
import { disagreement, Needs, needsOf } from './denials/privilege';
import { eachAlone, STACK_NAME, synthesize, Synthesized } from './denials/roles';
import { DenyingStore } from './denials/store';
import { render } from './denials/table';
import { startLocal } from '../../local/src/index';
import { closeAll, closeLater, recorder } from '../../local/test/support/gateway';
import { startStore } from '../../local/test/support/store';
import { S3Operation, S3Target } from '../../src';
import { allEntries, carried } from '../catalogue/entry';
import { letsThrough } from '../catalogue/equivalence';
import { Count } from '../suites/suite';

const FILE = 'docs/least-privilege.md';
const SAMPLE = { bucket: 'sample-bucket', key: 'sample-key' };
/** The store reads all its users on every request: so many at a time are asked faster than all. */
const BATCH = 13;

/**
 * Least privilege, by denial: each operation that is switched on alone works, and whatever the catalogue does not explain is denied.
 *
 * `--update` writes the table of all pairs before it is compared.
 */
export async function run(): Promise<Count> {
  const operations = Object.values(S3Operation);
  const cells = cellsOf(operations);
  const findings = new Findings('denials');

  findings.add(operations.length, operations.flatMap(operation => disagreement(operation, SAMPLE) ?? []));
  findings.add(operations.length, unpublished(cells));
  const needs = new Map<S3Operation, Needs>();
  for (const operation of operations) {
    needs.set(operation, await needsOf(operation, SAMPLE));
  }
  const enforced = await enforcedOf(operations);
  let asking = 0;
  for (const batch of batches(operations)) {
    const its = cells.filter(({ on }) => batch.includes(on));
    const synthesized = await synthesize(eachAlone(batch), () => S3Target.account());
    findings.add(its.length, await differences('iam-simulate', simulator, its, synthesized.roles, needs));
    findings.add(its.length, await differences('evaluator of local/', localEvaluator, its, synthesized.roles, needs));
    asking += await judgeParameters(synthesized.roles, batch, SAMPLE, findings);
    await judgeAnswers(its, synthesized, enforced, findings);
  }
  await judgeReach(operations, SAMPLE, findings);
  await judgeMissingObjects(operations, SAMPLE, findings);
  judgeFile(render(operations, cells, enforced), findings);

  const count = findings.report();
  if (count.failed === 0) {
    summary(operations, cells, enforced, asking).forEach(line => console.log(`denials: ${line}`));
  }
  return count;
}

/** Where docs/operations.md says otherwise which operations another one lets through. */
function unpublished(cells: readonly Cell[]): string[] {
  const entries = carried(allEntries());
  return entries.flatMap(entry => {
    const published = letsThrough(entry, entries).map(({ name }) => name).sort().join(', ');
    const explained = cells.filter(({ on, relation }) => on === entry.name && ['same', 'less'].includes(relation)).map(({ asked }) => asked).sort().join(', ');
    return published === explained ? [] : [`${entry.name} lets through ${explained || 'nothing'}; docs/operations.md says ${published || 'nothing'}`];
  });
}

function batches<T>(items: readonly T[]): T[][] {
  return items.length === 0 ? [] : [items.slice(0, BATCH), ...batches(items.slice(BATCH))];
}

/** The operations whose policies the store enforces itself. */
async function enforcedOf(operations: readonly S3Operation[]): Promise<Set<S3Operation>> {
  const versitygw = await startStore();
  try {
    return await new DenyingStore(versitygw).enforced(operations);
  } finally {
    await versitygw.stop();
  }
}

/** What a store and a gateway answer that run the template. */
async function judgeAnswers(
  cells: readonly Cell[], { template, roles }: Synthesized, enforced: ReadonlySet<S3Operation>, findings: Findings,
): Promise<void> {
  try {
    const versitygw = await startStore();
    closeLater(() => versitygw.stop());
    const { endpoint, iamEndpoint, credentials, region } = versitygw;
    const arrivals = await recorder();
    arrivals.respond = forwardTo(endpoint, arrivals.received);
    const api = await startLocal({
      template, stack: STACK_NAME, region, s3: { endpoint: arrivals.endpoint, iamEndpoint, credentials, region }, strict: true,
    });
    closeLater(() => api.close());

    const store = new DenyingStore(versitygw);
    const asked = cells.filter(cell => isDecidedByStore(cell, enforced));
    findings.add(asked.length, await store.differences(asked, operation => api.roleCredentials(roles.get(operation)!.arn)));

    const gateway = new DenyingGateway(api, arrivals);
    closeLater(async () => gateway.close());
    const [arriving, others] = [cells.filter(arrives), cells.filter(cell => !arrives(cell))];
    findings.add(arriving.length, await gateway.differencesOfArriving(arriving, () => store.newPlace(), enforced));
    findings.add(others.length, await gateway.differencesOfOthers(others, await store.newPlace()));
  } finally {
    await closeAll();
  }
}

function judgeFile(text: string, findings: Findings): void {
  const file = join(__dirname, '..', '..', FILE);
  if (process.argv.includes('--update')) {
    writeFileSync(file, text);
  }
  findings.add(1, existsSync(file) && readFileSync(file, 'utf8') === text ? [] : [`${FILE} is not what the check makes: npm run check:operations -- denials --update`]);
}

/** In the words of what was seen, which is what the catalogue says when nothing differs. */
function summary(operations: readonly S3Operation[], cells: readonly Cell[], enforced: ReadonlySet<S3Operation>, asking: number): string[] {
  const number = (list: readonly unknown[]) => list.length.toLocaleString('en');
  const denied = cells.filter(cell => !isExplained(cell));
  const explained = cells.filter(cell => isExplained(cell) && cell.relation !== 'own');
  return [
    `${number(cells)} cells (${operations.length} x ${operations.length}): ${operations.length} own, ${number(explained)} that need no more,`
      + ` ${number(denied)} denied by iam-simulate and the evaluator of local/; ${number(denied.filter(cell => isDecidedByStore(cell, enforced)))} of them by versitygw itself`,
    `through the gateway ${number(cells.filter(arrives))} arrive, ${number(cells.filter(cell => !arrives(cell)))} are answered with 403`,
    `${asking} parameters and headers that need a further permission are denied`,
    `not enforced by versitygw: ${operations.filter(operation => !enforced.has(operation)).join(', ')}`,
  ];
}
