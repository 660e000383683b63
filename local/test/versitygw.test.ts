import { spawn } from 'child_process';
import { once } from 'events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { AddressInfo, createServer } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { VERSITYGW } from './support/store';
import { signRequest } from '../src/auth/sigv4';
import { Versitygw, startVersitygw } from '../src/store/versitygw';

const region = 'eu-central-1';
let directory: string;
const sharedTmpdir = process.env.TMPDIR;
// A place of its own for scratch folders: others on this machine may make some meanwhile.
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'versitygw-test-'));
  process.env.TMPDIR = directory;
});
afterEach(() => {
  if (sharedTmpdir === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = sharedTmpdir;
  }
  rmSync(directory, { recursive: true, force: true });
});

async function send(gateway: Versitygw, method: string, path: string, body?: string): Promise<Response> {
  const headers: Array<[string, string]> = [['host', new URL(gateway.endpoint).host]];
  const added = signRequest({ method, path, query: '', headers }, { service: 's3', region, credentials: gateway.credentials });
  return fetch(gateway.endpoint + path, { method, headers: Object.fromEntries(added), ...(body !== undefined && { body }) });
}

const scratch = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('s3-proxy-local-'));

const refuses = async (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

test('serves S3 and IAM until it is stopped, and keeps the buckets for the next start', async () => {
  const first = await startVersitygw({ binary: VERSITYGW, directory, region });
  try {
    expect(first.region).toBe(region);
    expect((await send(first, 'PUT', '/bucket')).status).toBe(200);
    expect((await send(first, 'PUT', '/bucket/key', 'content')).status).toBe(200);
    expect((await fetch(first.endpoint)).status).toBe(403);
    expect((await fetch(`${first.iamEndpoint}/?Action=ListUsers&Version=2010-05-08`)).status).toBe(403);
  } finally {
    await first.stop();
  }
  expect(await refuses(first.endpoint)).toBe(true);
  expect(await refuses(first.iamEndpoint!)).toBe(true);

  const second = await startVersitygw({ binary: VERSITYGW, directory, region, iam: false });
  try {
    expect(second.iamEndpoint).toBeUndefined();
    expect(await (await send(second, 'GET', '/bucket/key')).text()).toBe('content');
  } finally {
    await second.stop();
  }
});

test('takes the port that it is given, and says when that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(startVersitygw({ binary: VERSITYGW, directory, region, port })).rejects.toThrow(
    `versitygw: port ${port} is taken by another process. Choose another, or leave port out`,
  );
  other.close();
  await once(other, 'close');
  const gateway = await startVersitygw({ binary: VERSITYGW, directory, region, port, iam: false });
  await gateway.stop();
  expect(gateway.endpoint).toBe(`http://127.0.0.1:${port}`);
});

test('fails when the binary is missing, and says how to install it', async () => {
  const install = 'Install it with: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0';
  await expect(startVersitygw({ binary: './no/such/versitygw', directory, region })).rejects.toThrow(
    `versitygw: binary must be an executable, found none at './no/such/versitygw'. ${install}`,
  );
  await expect(startVersitygw({ binary: 'no-such-versitygw', directory, region })).rejects.toThrow(
    `versitygw: binary must be an executable, found none named 'no-such-versitygw' on PATH, nor where Go installs (GOBIN, GOPATH/bin, ~/go/bin). ${install}`,
  );
});

test('fails with the last output when the server ends early, and leaves nothing behind', async () => {
  const binary = join(directory, 'ends-early');
  writeFileSync(binary, '#!/bin/sh\necho out of luck >&2\nexit 3\n');
  chmodSync(binary, 0o755);
  const before = scratch();
  await expect(startVersitygw({ binary, directory, region })).rejects.toThrow(
    'versitygw: its IAM server ended with exit code 3 before it was ready. Its last output:\nout of luck',
  );
  expect(scratch().filter((name) => !before.includes(name))).toEqual([]);
});

test.each(['SIGKILL', 'SIGTERM'] as const)('ends with its parent, even on %s', async (signal) => {
  // A parent of its own that has no handler for any signal.
  const before = scratch();
  const source = readFileSync(resolve(__dirname, '../src/store/versitygw.ts'), 'utf8');
  const module = join(directory, 'versitygw.js');
  writeFileSync(
    module,
    transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText,
  );
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `
    require(${JSON.stringify(module)})
      .startVersitygw(${JSON.stringify({ binary: VERSITYGW, directory, region })}).then((gateway) => console.log(JSON.stringify(gateway)));
  `,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  const { endpoint, iamEndpoint } = JSON.parse(line.toString()) as Versitygw;
  expect(await refuses(endpoint)).toBe(false);
  parent.kill(signal);
  await once(parent, 'exit');
  const deadline = Date.now() + 5000;
  const left = async (): Promise<unknown[]> => [
    await refuses(endpoint),
    await refuses(iamEndpoint!),
    scratch().filter((name) => !before.includes(name)),
  ];
  while (JSON.stringify(await left()) !== '[true,true,[]]' && Date.now() < deadline) await new Promise(setImmediate);
  expect(await left()).toEqual([true, true, []]);
});
