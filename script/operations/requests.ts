import * as sdk from '@aws-sdk/client-s3';
import { missingIn, Pair } from './requests/comparison';
import { judge, RULES } from './requests/differences';
import { boundTo, inputsOf, METADATA } from './requests/full-input';
import { directClient, proxyClient } from './sdk';
import { startLocal } from '../../local/src/index';
import { closeAll, closeLater, Received, recorder, Recorder, ROOT } from '../../local/test/support/gateway';
import { S3Operation, S3Operations, S3ProxyAuth, S3Target } from '../../src';
import { synthApi } from '../../test/support/synth';
import { Count } from '../suites/suite';

/** All that credentials can have. */
const CREDENTIALS = { ...ROOT, sessionToken: 'a/session+token=' };

const nothing = (): void => undefined;
const SETTINGS: sdk.S3ClientConfig & { expectContinueHeader: boolean } = {
  expectContinueHeader: true,
  // It warns of a PutObject without a body, which the smallest one is.
  logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
};

/** Every operation takes it for an answer; only requests are looked at. */
const ANSWER = '<?xml version="1.0" encoding="UTF-8"?>\n<Answer/>';

type AnyCommand = Parameters<sdk.S3Client['send']>[0];

interface Call {
  readonly operation: string;
  /** What is particular of the input. */
  readonly which: string;
  readonly input: object;
}

const nameOf = ({ operation, which }: Call): string => `${operation}, ${which}`;

/** What S3 gets of each operation, full and minimal, is the same with the API in between. */
export async function run(): Promise<Count> {
  const operations = Object.values(S3Operation);
  const calls = operations.flatMap(operation => [...inputsOf(operation)].map(([which, input]) => ({ operation, which, input })));
  const { pairs, failures: failed } = await sendAll(calls);
  const { identical, usedRules, failures } = judge(pairs, RULES);
  [...failed, ...failures].forEach(line => console.log(`FAIL  requests: ${line}`));
  console.log(`requests: ${identical} of ${calls.length} identical (${operations.length} operations, full, minimal, and with each checksum), `
    + `${RULES.length} rules, ${usedRules === RULES.length ? 'all' : usedRules} used`);
  return { passed: identical + usedRules, failed: failed.length + failures.length };
}

async function sendAll(calls: readonly Call[]): Promise<{ pairs: Pair[]; failures: string[] }> {
  const pairs: Pair[] = [];
  const failures: string[] = [];
  try {
    const s3 = await recorder((_, response) => response.writeHead(200, { 'Content-Type': 'application/xml' }).end(ANSWER));
    const clients = await clientsOf(s3);
    for (const call of calls) {
      await pairOf(s3, clients, call).then(
        pair => pairs.push(pair),
        ({ name, message }: Error) => failures.push(`${nameOf(call)}: ${name}: ${message}`),
      );
    }
  } finally {
    await closeAll();
  }
  return { pairs, failures };
}

interface Clients {
  readonly direct: sdk.S3Client;
  readonly proxied: sdk.S3Client;
}

/** One straight to the server in S3's place, and one with the API of all operations in between. */
async function clientsOf({ endpoint }: Recorder): Promise<Clients> {
  const api = await startLocal({
    template: synthApi({ target: S3Target.account(), operations: S3Operations.ALL, auth: S3ProxyAuth.none(), userMetadata: METADATA }),
    deploy: false,
    s3: { endpoint, credentials: ROOT },
  });
  closeLater(() => api.close());
  const clients = { direct: directClient(endpoint, CREDENTIALS, api.region, SETTINGS), proxied: proxyClient(api, CREDENTIALS, SETTINGS) };
  closeLater(async () => Object.values(clients).forEach(client => client.destroy()));
  return clients;
}

async function pairOf(s3: Recorder, clients: Clients, call: Call): Promise<Pair> {
  const direct = await received(s3, clients.direct, call);
  const missing = call.which === 'full' ? missingIn(direct, boundTo(call.operation)) : [];
  if (missing.length > 0) {
    throw new Error(`the full input leaves out ${missing.join(', ')}`);
  }
  return { call: nameOf(call), direct, proxied: await received(s3, clients.proxied, call) };
}

/** What arrives for one call: one request, or something is wrong. */
async function received(s3: Recorder, client: sdk.S3Client, { operation, input }: Call): Promise<Received> {
  const before = s3.received.length;
  const Command = (sdk as unknown as Record<string, new (input: object) => AnyCommand>)[`${operation}Command`];
  await client.send(new Command(input));
  const requests = s3.received.slice(before);
  if (requests.length !== 1) {
    throw new Error(`${requests.length} requests arrived instead of one`);
  }
  return requests[0];
}
