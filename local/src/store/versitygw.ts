import { ChildProcess, spawn } from 'child_process';
import { randomBytes } from 'crypto';
import { accessSync, constants, mkdirSync, mkdtempSync } from 'fs';
import { createServer } from 'net';
import { homedir, tmpdir } from 'os';
import { delimiter, join, resolve } from 'path';
import { Credentials } from '../auth/credentials';

const VERSION = 'v1.8.0';
const READY_MS = 30_000;
const POLL_MS = 20;
const OUTPUT_CHARACTERS = 4000;

export interface VersitygwOptions {
  /** Path or name of the executable. @default - `versitygw` of PATH, or where `go install` puts it */
  readonly binary?: string;
  /** Where buckets and versions are kept, made if it is missing. */
  readonly directory: string;
  readonly region: string;
  /** @default - a free one */
  readonly port?: number;
  /** Whether to start its IAM server too, without which root is the only identity. @default true */
  readonly iam?: boolean;
  /** Of root. @default - a key of its own */
  readonly credentials?: Credentials;
  /** Whether buckets can have versions. @default true */
  readonly versioning?: boolean;
}

export interface Versitygw {
  readonly endpoint: string;
  /** Undefined without `iam`. */
  readonly iamEndpoint?: string;
  /** Of root. */
  readonly credentials: Credentials;
  readonly region: string;
  /** It keeps objects as files, and none of another SHA-256 than the signed one. */
  readonly checksPayloads: true;
  /** Ends the servers, and waits until they have ended. */
  stop(): Promise<void>;
}

// The server ends when its standard input closes, so it never outlives its parent, not even one that is killed. `$0` is the scratch folder.
const SUPERVISOR =
  'exec 3<&0; "$@" </dev/null 3<&- & child=$!; ' +
  '{ cat <&3 >/dev/null; kill "$child"; } >/dev/null 2>&1 & exec 3<&-; wait "$child"; code=$?; rm -rf "$0"; exit "$code"';

/** One server process and its last output. */
class Server {
  public readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;
  private output = '';
  private running = true;

  public constructor(
    private readonly name: string,
    scratch: string,
    command: readonly string[],
    environment: NodeJS.ProcessEnv,
  ) {
    // Detached, so that Ctrl-C reaches the parent alone, which then ends what is under way before it ends the server.
    this.child = spawn('sh', ['-c', SUPERVISOR, scratch, ...command], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const keep = (data: Buffer): void => {
      this.output = (this.output + data.toString()).slice(-OUTPUT_CHARACTERS);
    };
    this.child.stdout!.on('data', keep);
    this.child.stderr!.on('data', keep);
    this.exited = new Promise((settle) => {
      const ended = (code: number | null): void => {
        this.running = false;
        settle(code);
      };
      this.child.on('exit', ended).on('error', (error) => {
        this.output += error.message;
        ended(null);
      });
    });
  }

  /** Polls until the server answers 200 there; fails when it ends before, or at the deadline. */
  public async ready(url: string): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (this.running && Date.now() < deadline) {
      const status = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
        (response) => response.status,
        () => undefined,
      );
      if (status === 200) return;
      await Promise.race([this.exited, new Promise((next) => setTimeout(next, POLL_MS))]);
    }
    const code = this.running ? undefined : await this.exited;
    await this.stop();
    const what = code === undefined ? `did not answer within ${READY_MS / 1000} s` : `ended with exit code ${code} before it was ready`;
    throw new Error(`versitygw: its ${this.name} ${what}. Its last output:\n${this.output.trim() || '(none)'}`);
  }

  public async stop(): Promise<void> {
    this.child.stdin!.destroy();
    await this.exited;
  }
}

/** The program is not on this machine. */
export class MissingVersitygwError extends Error {}

function findBinary(binary: string | undefined): string {
  const name = binary ?? 'versitygw';
  const { GOBIN, GOPATH, PATH } = process.env;
  const goFolders = [GOBIN, GOPATH && join(GOPATH, 'bin'), join(homedir(), 'go', 'bin')];
  const folders = [...(PATH ?? '').split(delimiter), ...goFolders].filter((folder): folder is string => !!folder);
  const candidates = name.includes('/') ? [resolve(name)] : folders.map((folder) => join(folder, name));
  const found = candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  throw new MissingVersitygwError(
    `versitygw: binary must be an executable, found none ${name.includes('/') ? `at '${name}'` : `named '${name}' on PATH, nor where Go installs (GOBIN, GOPATH/bin, ~/go/bin)`}. ` +
      `Install it with: go install github.com/versity/versitygw/cmd/versitygw@${VERSION}`,
  );
}

/** A port that is free now: the one asked for, or any. */
function freePort(port: number): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        new Error(
          `versitygw: port ${port} ` +
            (error.code === 'EADDRINUSE'
              ? 'is taken by another process. Choose another, or leave port out'
              : `cannot be used: ${error.message}`),
        ),
      ),
    );
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => settle(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** Starts `versitygw posix` on a folder, and its IAM server beside it. */
export async function startVersitygw(options: VersitygwOptions): Promise<Versitygw> {
  const binary = findBinary(options.binary);
  const port = await freePort(options.port ?? 0);
  const buckets = join(resolve(options.directory), 'buckets');
  const versions = join(resolve(options.directory), 'versions');
  mkdirSync(buckets, { recursive: true });
  mkdirSync(versions, { recursive: true });
  // Users live as long as the servers: every deployment makes its own. A short path too, as a socket's may have 107 characters at most.
  const scratch = mkdtempSync(join(tmpdir(), 's3-proxy-local-'));

  // The name owns the buckets, so it stays the same from start to start.
  const credentials = options.credentials ?? { accessKeyId: 's3-proxy-local-root', secretAccessKey: randomBytes(20).toString('hex') };
  const environment = {
    PATH: process.env.PATH,
    ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
    ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  // No bucket can be named so, and no other server on that port answers there.
  const health = `/_health-${randomBytes(8).toString('hex')}`;
  const common = (listen: number): string[] => ['--port', `127.0.0.1:${listen}`, '--region', options.region, '--health', health, '--quiet'];
  const socket = join(scratch, 'iam.sock');

  const servers: Server[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const start = async (name: string, listen: number, args: readonly string[]): Promise<string> => {
    const server = new Server(name, scratch, [binary, ...common(listen), ...args], environment);
    servers.push(server);
    const endpoint = `http://127.0.0.1:${listen}`;
    await server.ready(endpoint + health);
    return endpoint;
  };
  try {
    let iamEndpoint: string | undefined;
    const identity: string[] = [];
    if (options.iam !== false) {
      iamEndpoint = await start('IAM server', await freePort(0), ['iam', '--dir', scratch, '--private-ports', socket]);
      // Without its cache a policy applies at once.
      identity.push('--iam-standalone-endpoint', socket, '--iam-cache-disable');
    }
    const versioning = options.versioning === false ? [] : ['--versioning-dir', versions];
    const endpoint = await start('S3 server', port, ['--keep-alive', ...identity, 'posix', ...versioning, buckets]);
    return { endpoint, ...(iamEndpoint !== undefined && { iamEndpoint }), credentials, region: options.region, checksPayloads: true, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
