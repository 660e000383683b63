import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { closeAll } from './support/gateway';
import { Deployed, deployed } from '../../test/support/deployed';
import { keyedFiles } from '../../test/support/exported';
import { readApiSource } from '../src/export/api-source';
import { plainOpenApi } from '../src/export/plain-openapi';

/* A client that a public generator makes of the plain document, against the API of the same template, in front of a real S3 server. */

interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

interface Client {
  readonly client: { setConfig(config: object): void };
  readonly [operation: string]: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'openapi-client-'));
const KEYS = [
  'file.txt', 'folder/sub/file.txt', 'a b.txt', 'plus+and&amp=1?no#fragment.txt', "it's(1)*!~.txt", '100%.txt', '%41.txt', 'ümlaut/日本.txt', ';,:@$.txt',
];
const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);

let the: Deployed;
let call: (operation: string, options?: object) => Promise<Result>;
beforeAll(async () => {
  const template = keyedFiles();
  the = await deployed(template);
  const client = generate(plainOpenApi(readApiSource({ template }), { url: the.api.url() }));
  client.client.setConfig({ auth: () => the.api.apiKeys[0].value, parseAs: 'arrayBuffer' });
  call = (operation, options = {}) => (client[operation] as (options: object) => Promise<Result>)(options);
});
afterAll(closeAll);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the generator as its users do, and loads what it wrote. */
function generate(document: object): Client {
  const out = join(folder, 'client');
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  const run = spawnSync(process.execPath, [
    resolve(__dirname, '../node_modules/@hey-api/openapi-ts/bin/run.js'), '-i', join(folder, 'openapi.json'), '-o', out, '--no-log-file',
  ], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(run.stdout + run.stderr);
  }
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const { outputText } = transpileModule(readFileSync(join(out, file), 'utf8'), {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    writeFileSync(join(out, file.replace(/\.ts$/, '.js')), outputText);
  }
  const load = createRequire(join(out, 'client.js'));
  return { ...load('./sdk.gen.js'), ...load('./client.gen.js') } as Client;
}

const text = (data: unknown) => Buffer.from(data as ArrayBuffer).toString();
const etag = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`;

test('stores, reads, lists and deletes objects of awkward keys', async () => {
  for (const key of KEYS) {
    const put = await call('putObject', { path: { key }, body: new Blob([BYTES]), headers: { 'Cache-Control': `max-age=${key.length}` } });
    expect([key, put.response.status, put.response.headers.get('etag')]).toEqual([key, 200, etag(BYTES)]);
  }
  for (const key of KEYS) {
    const got = await call('getObject', { path: { key } });
    expect([key, got.response.status, got.response.headers.get('cache-control')]).toEqual([key, 200, `max-age=${key.length}`]);
    expect(Buffer.from(got.data as ArrayBuffer).equals(BYTES)).toBe(true);
    expect((await call('headObject', { path: { key } })).response.status).toBe(200);
  }
  const listed = await call('listObjects', { query: { 'list-type': '2' } });
  const keys = [...text(listed.data).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key
    .replaceAll('&#39;', "'").replaceAll('&amp;', '&').replaceAll('&#x27;', "'"));
  expect(keys.sort()).toEqual([...KEYS].sort());
  for (const key of KEYS) {
    expect((await call('deleteObject', { path: { key } })).response.status).toBe(204);
    expect((await call('headObject', { path: { key } })).response.status).toBe(404);
  }
});

test('sends headers and the parameters of the query', async () => {
  await call('putObject', { path: { key: 'part' }, body: new Blob([BYTES]) });
  const part = await call('getObject', { path: { key: 'part' }, headers: { Range: 'bytes=1-3' }, query: { 'response-content-type': 'text/x-part' } });
  expect([part.response.status, part.response.headers.get('content-type')]).toEqual([206, 'text/x-part']);
  expect([...new Uint8Array(part.data as ArrayBuffer)]).toEqual([1, 2, 3]);
  const kept = await call('putObject', { path: { key: 'part' }, headers: { 'If-None-Match': '*' }, body: new Blob(['x']) });
  expect(kept.response.status).toBe(412);
});

test('sends the API key because the document says so', async () => {
  const refused = await call('getObject', { path: { key: 'part' }, auth: () => undefined });
  expect(refused.response.status).toBe(403);
});
