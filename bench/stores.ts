import { existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Serving } from './gateway';
import { Child, LOCAL, ROOT } from './processes';
import { BenchTemplate } from './template';
import type { Credentials, LocalOptions } from '../local/src/index';
import { startVersitygw } from '../local/src/store/versitygw';

export const REGION = 'us-east-1';
export const CALLER: Credentials = { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench-secret' };

/** An S3 server, with whom calls to it are signed by. */
export interface Store {
  readonly name: string;
  readonly s3: LocalOptions['s3'];
  stop(): Promise<void>;
}

/** A server that is not the limit. */
export async function standIn(): Promise<Store> {
  const child = new Child('back-end');
  return { name: 'stand-in', s3: { endpoint: await child.hear<string>(), credentials: CALLER }, stop: () => child.stop() };
}

/** versitygw, called as its administrator or, with `iam`, as a user for each role. */
export async function versitygw(iam: boolean): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const own = join(ROOT, '.tools/bin/versitygw');
  const server = await startVersitygw({ binary: existsSync(own) ? own : undefined, directory, region: REGION, iam, versioning: false });
  return {
    name: iam ? 'versitygw, IAM user' : 'versitygw, root',
    s3: server,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface RunningGateway extends Serving {
  readonly child: Child;
}

export async function startGateway(template: BenchTemplate, store: Store): Promise<RunningGateway> {
  const options: LocalOptions = { template: template.file, s3: store.s3, callers: [CALLER] };
  const child = new Child('gateway', [join(LOCAL, 'index.js'), template.role, JSON.stringify(options)]);
  return { child, ...await child.hear<Serving>() };
}
