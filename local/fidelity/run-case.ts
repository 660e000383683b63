import { isDeepStrictEqual } from 'node:util';
import { Case, CaseExchange, ResponseTable } from './case';
import { compareAnswer, compareStored, differs } from './expect';
import { sendRaw } from './raw-client';
import { RecordingStore } from './recording-store';
import { Store, StoreProps } from './store';
import { DEFAULT_TEMPLATES, GATEWAY_RESPONSE_STATUSES } from '../src/api/gateway-response-config';
import { DeploymentError, LocalApi, startLocal } from '../src/index';

/** The outcome of one exchange, deployError or table. */
export interface Outcome {
  readonly label: string;
  readonly skipped?: string;
  /** Each with expected and got; none when it passes. */
  readonly differences: readonly string[];
}

export interface Place {
  readonly recorder: RecordingStore;
  /** The S3 server itself. */
  readonly store: StoreProps;
  /** Makes the names of a case's buckets its own. */
  readonly stack: string;
}

/** What this runner has of what a case may need. */
const CAPABILITIES = new Set(['s3', 's3-response-override', 'mock', 'vtl', 'models', 'usage-plan', 'stage-variables', 'raw-client']);

/** Deploys a case and runs it, exchange by exchange. */
export async function runCase(fixture: Case, place: Place): Promise<Outcome[]> {
  const { name } = fixture;
  const missing = (fixture.needs ?? []).filter((need) => !CAPABILITIES.has(need));
  if (missing.length > 0) {
    return labels(fixture).map((label) => ({ label, skipped: `needs ${missing.join(', ')}`, differences: [] }));
  }
  if (fixture.table) {
    return [{ label: `${name} table`, differences: compareTable(fixture.table) }];
  }
  if (fixture.deployError) {
    return [{ label: `${name} deployError`, differences: await compareDeployError(fixture, place) }];
  }
  let api: LocalApi;
  try {
    api = await deploy(fixture, place);
  } catch (error) {
    return labels(fixture).map((label) => ({ label, differences: [differs('deployment', 'success', (error as Error).message)] }));
  }
  try {
    return await exchangeAll(fixture, place, api);
  } catch (error) {
    return labels(fixture).map((label) => ({ label, differences: [`its set-up failed: ${(error as Error).message}`] }));
  } finally {
    await api.close();
  }
}

function labels({ name, exchanges = [], table }: Case): string[] {
  return exchanges.length > 0 ? exchanges.map((_, index) => `${name} exchange ${index + 1}`) : [`${name} ${table ? 'table' : 'deployError'}`];
}

function deploy(fixture: Case, { recorder, store, stack }: Place): Promise<LocalApi> {
  const { region, credentials } = store;
  return startLocal({ template: fixture.template!, stack, region, s3: { endpoint: recorder.endpoint, region, credentials } });
}

async function exchangeAll(fixture: Case, { recorder, store: props }: Place, api: LocalApi): Promise<Outcome[]> {
  const store = new Store(props);
  for (const { bucket, key, bodyBase64, contentType } of fixture.objects ?? []) {
    await store.put(api.physicalId(bucket), key, Buffer.from(bodyBase64, 'base64'), contentType);
  }
  const { restApi, stage } = fixture.entry!;
  const { url } = api.stages.find((candidate) => candidate.restApi === restApi && candidate.stage === api.physicalId(stage))!;
  const outcomes: Outcome[] = [];
  for (const [index, exchange] of fixture.exchanges!.entries()) {
    recorder.take();
    const label = labels(fixture)[index];
    outcomes.push({ label, differences: await runExchange(exchange, url, store, recorder, api).catch((error: Error) => [error.message]) });
  }
  return outcomes;
}

async function runExchange(
  { request, expect, then = [] }: CaseExchange, url: string, store: Store, recorder: RecordingStore, api: LocalApi,
): Promise<string[]> {
  const answer = await sendRaw(url, request);
  const differences = compareAnswer(expect, answer, recorder.take());
  for (const stored of then) {
    differences.push(...compareStored(stored, await store.get(api.physicalId(stored.bucket), stored.key)));
  }
  return differences;
}

async function compareDeployError(fixture: Case, place: Place): Promise<string[]> {
  const expected = fixture.deployError!;
  try {
    await (await deploy(fixture, place)).close();
  } catch (error) {
    if (!(error instanceof DeploymentError)) {
      return [differs('deployment error', expected, (error as Error).message)];
    }
    const got = error.problems.map(({ code, reason }) => ({ code, message: reason }));
    return got.some((problem) => isDeepStrictEqual(problem, expected)) ? [] : [differs('deployment error', expected, got)];
  }
  return [differs('deployment error', expected, 'success')];
}

function compareTable({ responseTemplates, responseParameters, rows }: ResponseTable): string[] {
  const statuses: Readonly<Record<string, number | undefined>> = GATEWAY_RESPONSE_STATUSES;
  const found = rows
    .map(({ responseType, statusCode }) => {
      const got = Object.hasOwn(statuses, responseType) ? statuses[responseType] ?? null : 'no such type';
      return { responseType, statusCode, got };
    })
    .filter(({ statusCode, got }) => (statusCode === null ? got !== null : got !== Number(statusCode)))
    .map(({ responseType, statusCode, got }) => differs(responseType, statusCode, got));
  if (!isDeepStrictEqual(responseTemplates, DEFAULT_TEMPLATES)) {
    found.push(differs('responseTemplates', responseTemplates, DEFAULT_TEMPLATES));
  }
  if (Object.keys(responseParameters).length > 0) {
    found.push(differs('responseParameters', responseParameters, {}));
  }
  return found;
}
