import { ChildProcess, fork } from 'child_process';
import { createHash, randomInt } from 'crypto';
import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Clients, Seen } from './soak/client';
import type { Measure } from './soak/gateway';
import { LARGE, SMALL, startStandIn } from './soak/stand-in';
import { soakTemplate } from './soak/template';
import { signRequest } from '../local/src/auth/sigv4';
import { LocalOptions } from '../local/src/index';
import { startVersitygw, Versitygw } from '../local/src/store/versitygw';

// 100,000 mixed requests to two gateways in a process of their own, one before a stand-in that fails in every way, one before a real store.
// Every answer is accounted for. Memory: after the first fifth everything is warm; what the process still holds after a collection (heap and
// buffers) may then grow by 4 MB, which is 50 bytes a request, and its resident set by 64 MB, which is room for fragmentation.
// Descriptors: when clients and kept connections are gone there are as many as before the first request.
const REQUESTS = Number(process.env.SOAK_REQUESTS ?? 100_000);
const MODULUS = 2 ** 31 - 1;
const SEED = Number(process.env.SOAK_SEED ?? randomInt(1, MODULUS));
const LANES = 32;
const HEAP_GROWTH = 4 * 1024 * 1024;
const RESIDENT_GROWTH = 64 * 1024 * 1024;
const SETTLE_MILLIS = 20_000;
const CALLER = { accessKeyId: 'AKIASOAK', secretAccessKey: 'soak-secret' };

interface Kind {
  readonly name: string;
  /** Of a thousand requests. */
  readonly share: number;
  readonly expected: string;
  run(index: number): Promise<Seen | string>;
}

function kindsOf(faulty: Clients, stored: Clients): Kind[] {
  const get = (name: string, share: number, expected: string, path = `/prod/${name}`): Kind => (
    { name, share, expected, run: (index) => faulty.send('GET', `${path}/${index}`) });
  const say = (name: string, share: number, expected: string, bytes: string): Kind => ({ name, share, expected, run: () => faulty.say(bytes) });
  const leave = (name: string, share: number, bytes: string): Kind => ({ name, share, expected: 'cut', run: () => faulty.leave(bytes) });
  const upload = Buffer.alloc(20_000, 'upload');
  return [
    { ...get('small', 500, '200'), run: async (index) => whole(await faulty.send('GET', `/prod/small/${index}`), SMALL) },
    { ...get('large', 5, '200'), run: async (index) => whole(await faulty.send('GET', `/prod/large/${index}`), LARGE) },
    { name: 'head', share: 50, expected: '200', run: (index) => faulty.send('HEAD', `/prod/small/${index}`) },
    { name: 'upload', share: 80, expected: '200', run: async () => whole(await faulty.send('PUT', '/prod/upload/k', upload), Buffer.from('20000')) },
    { name: 'signed upload', share: 50, expected: '200', run: async () => whole(await signed(faulty, upload), Buffer.from('20000')) },
    { name: 'store: put, get, delete', share: 40, expected: '200 200 204 404', run: (index) => roundTrip(stored, index) },
    get('missing', 60, '404'), get('busy', 40, '503'), get('reset', 20, '504'), get('garbage', 20, '504'), get('cut', 20, 'cut'), get('endless', 1, '500'),
    get('hang', 4, '504', '/prod/slow/hang'), get('stop', 4, 'cut', '/prod/slow/stop'),
    { ...get('unsigned', 20, '403'), run: () => faulty.send('PUT', '/prod/signed/upload/k', upload) },
    get('other stage', 14, '403', '/other'), get('bad escape', 15, '400', '/prod/%zz'),
    say('bad request', 10, '400', 'nonsense\r\n\r\n'),
    say('two hosts', 10, '400', 'GET /prod/small/k HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'),
    say('large headers', 5, '431', `GET /prod/small/k HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
    leave('leaves at once', 5, 'GET /prod/hang/k HTTP/1.1\r\nHost: a\r\n\r\n'),
    leave('leaves in its headers', 5, 'GET /prod/small/k HTTP/1.1\r\nHos'),
    leave('leaves in its body', 5, `PUT /prod/upload/k HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(5000)}`),
  ];
}

function whole(seen: Seen, body: Buffer): Seen | string {
  return seen.outcome !== 200 || seen.body.equals(body) ? seen : `200 with ${seen.body.length} bytes instead of ${body.length}`;
}

function signed(clients: Clients, body: Buffer): Promise<Seen> {
  const path = '/prod/signed/upload/k';
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const signature = signRequest({ method: 'PUT', path, query: '', headers: [['Host', 'a']] }, {
    service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash,
  });
  return clients.send('PUT', path, body, { Host: 'a', ...Object.fromEntries(signature) });
}

async function roundTrip(clients: Clients, index: number): Promise<string> {
  const path = `/prod/key-${index}`;
  const body = Buffer.alloc(index % 5000, String(index));
  const put = await clients.send('PUT', path, body);
  const got = await clients.send('GET', path);
  const deleted = await clients.send('DELETE', path);
  const gone = await clients.send('GET', path);
  return `${put.outcome} ${got.outcome} ${deleted.outcome} ${gone.outcome}${got.body.equals(body) ? '' : ' with another body'}`;
}

/** Numbers from 0 to 1, the same for a seed (Lehmer's generator). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % MODULUS;
    yield state / MODULUS;
  }
}

/** Answers by kind and outcome. */
class Account {
  public readonly seen = new Map<string, Map<string, number>>();

  constructor(private readonly kinds: readonly Kind[]) {}

  /** Runs requests in lanes until so many have been answered; says how many seconds that took. */
  public async run(count: number, random: Generator<number, never>, first: number): Promise<number> {
    const start = Date.now();
    let next = first;
    const lane = async () => {
      while (next < first + count) {
        const index = next++;
        const kind = this.pick(random.next().value);
        const result = await kind.run(index);
        this.add(kind, typeof result === 'string' ? result : String(result.outcome));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return (Date.now() - start) / 1000;
  }

  public get total(): number {
    return [...this.seen.values()].flatMap((outcomes) => [...outcomes.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** A line a kind, and what was not expected. */
  public report(): number {
    let wrong = 0;
    for (const { name, expected } of this.kinds) {
      for (const [outcome, count] of this.seen.get(name) ?? []) {
        const good = outcome === expected;
        wrong += good ? 0 : count;
        console.log(`  ${name.padEnd(24)} ${String(count).padStart(7)}  ${outcome}${good ? '' : `  WRONG, expected ${expected}`}`);
      }
    }
    return wrong;
  }

  private pick(random: number): Kind {
    const shares = this.kinds.reduce((sum, { share }) => sum + share, 0);
    let left = random * shares;
    return this.kinds.find(({ share }) => (left -= share) < 0)!;
  }

  private add({ name }: Kind, outcome: string): void {
    const outcomes = this.seen.get(name) ?? new Map<string, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.seen.set(name, outcomes);
  }
}

function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`the process of the gateways ended with ${code}`));
    child.once('exit', gone).once('message', (message) => {
      child.off('exit', gone);
      resolve(message as T);
    });
  });
}

function measure(child: ChildProcess): Promise<Measure> {
  const heard = hear<Measure>(child);
  child.send('measure');
  return heard;
}

/** Measures until the descriptors are down, or for so long: kept connections to S3 end after some seconds. */
async function settled(child: ChildProcess, descriptors: number): Promise<Measure> {
  const deadline = Date.now() + SETTLE_MILLIS;
  for (;;) {
    const found = await measure(child);
    if (found.descriptors <= descriptors || Date.now() > deadline) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function fail(problems: readonly string[]): void {
  problems.forEach((problem) => console.log(`  FAILED: ${problem}`));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

async function soak(child: ChildProcess, urls: readonly string[]): Promise<void> {
  const [faulty, stored] = urls.map((url) => new Clients(url));
  const close = () => [faulty, stored].forEach((clients) => clients.close());
  const account = new Account(kindsOf(faulty, stored));
  const random = numbers(SEED);
  const before = await measure(child);
  const warmUp = Math.floor(REQUESTS / 5);
  console.log(`soak: ${REQUESTS} requests in ${LANES} lanes, seed ${SEED}`);
  let seconds = await account.run(warmUp, random, 0);
  close();
  const warm = await settled(child, before.descriptors);
  seconds += await account.run(REQUESTS - warmUp, random, warmUp);
  close();
  const after = await settled(child, before.descriptors);
  const wrong = account.report();
  console.log(`  ${(REQUESTS / seconds).toFixed(0)} requests/s, ${seconds.toFixed(0)} s`);
  for (const [name, { heapBytes, residentBytes, descriptors }] of Object.entries({ before, warm, after })) {
    console.log(`  ${name.padEnd(24)} heap ${megabytes(heapBytes)}, resident ${megabytes(residentBytes)}, ${descriptors} descriptors`);
  }
  fail([
    ...(account.total === REQUESTS ? [] : [`${account.total} of ${REQUESTS} answers are accounted for`]),
    ...(wrong === 0 ? [] : [`${wrong} answers are not the expected ones`]),
    ...(after.heapBytes <= warm.heapBytes + HEAP_GROWTH ? [] : [`the heap grew by ${megabytes(after.heapBytes - warm.heapBytes)}`]),
    ...(after.residentBytes <= warm.residentBytes + RESIDENT_GROWTH ? [] : [`the resident set grew by ${megabytes(after.residentBytes - warm.residentBytes)}`]),
    ...(after.descriptors <= before.descriptors ? [] : [`${after.descriptors - before.descriptors} descriptors were not closed`]),
  ]);
}

async function createBucket({ endpoint, region, credentials }: Versitygw): Promise<void> {
  const request = { method: 'PUT', path: '/soak', query: '', headers: [['Host', new URL(endpoint).host] as const] };
  const headers = signRequest(request, { service: 's3', region, credentials });
  await fetch(`${endpoint}/soak`, { method: 'PUT', headers });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const own = join(__dirname, '../.tools/bin/versitygw');
  const store = await startVersitygw({ binary: existsSync(own) ? own : undefined, directory: folder, region: 'us-east-1', iam: false });
  await createBucket(store);
  const standIn = await startStandIn();
  const gateways: LocalOptions[] = [standIn.endpoint, store.endpoint].map((endpoint) => (
    { template: soakTemplate(), deploy: false, callers: [CALLER], s3: { endpoint, credentials: store.credentials } }));
  const child = fork(join(__dirname, 'soak/gateway.ts'), [JSON.stringify(gateways)], { execArgv: ['--expose-gc', '-r', 'ts-node/register/transpile-only'] });
  try {
    await soak(child, await hear<string[]>(child));
  } finally {
    child.disconnect();
    await Promise.all([store.stop(), standIn.stop()]);
    rmSync(folder, { recursive: true });
  }
  console.log(`soak: ${REQUESTS} requests ${process.exitCode ? 'FAILED' : 'ok'}`);
}

void main();
