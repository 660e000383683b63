import { ChildProcess, execFile, spawn } from 'child_process';
import { randomBytes } from 'crypto';
import { readdirSync, statSync } from 'fs';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { promisify } from 'util';
import { Credentials, Endpoint } from './client';
import { bytes } from './print';
import { Versitygw } from '../../local/src/store/versitygw';

const ROOT = resolve(__dirname, '../..');

/** S3 refuses to be told us-east-1 as the region of a bucket: any other does. */
export const REGION = 'eu-west-1';

export const CALLER: Credentials = { accessKeyId: 'AKIADEMOCALLER', secretAccessKey: randomBytes(20).toString('hex') };

/** Synthesizes an example with the CDK's own command, as its user does. */
export async function synthesize(example: string, output: string): Promise<string> {
  await promisify(execFile)('cdk', ['synth', '--quiet', '--output', output], {
    cwd: join(ROOT, 'examples', example),
    env: { ...process.env, AWS_REGION: REGION },
  });
  return output;
}

export function sizeOfTemplate(assembly: string): string {
  const [template] = readdirSync(assembly).filter(name => name.endsWith('.template.json'));
  return `${template}, ${bytes(statSync(join(assembly, template)).size)}`;
}

/** `s3-proxy-local` on a cloud assembly, as a process of its own. */
export class LocalProxy {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  /** What it wrote last. */
  private output = '';

  public constructor(assembly: string, s3: Versitygw) {
    this.child = spawn(process.execPath, [
      join(ROOT, 'local/lib/cli/main.js'), assembly, '--s3', s3.endpoint, '--iam', s3.iamEndpoint!, '--region', s3.region, '--strict',
    ], {
      env: {
        ...process.env,
        S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
        S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
        CALLER_ACCESS_KEY_ID: CALLER.accessKeyId,
        CALLER_SECRET_ACCESS_KEY: CALLER.secretAccessKey,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // so that Ctrl-C reaches the demo alone, which ends it in its own time
    });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.output = (this.output + chunk.toString()).slice(-4000); });
    this.exited = new Promise(settle => this.child.once('close', settle));
    // However the demo ends: nothing that it started outlives it.
    process.once('exit', () => this.child.kill('SIGTERM'));
  }

  /** Where the API is: the last line that it writes says so. */
  public async ready(): Promise<Endpoint> {
    for await (const line of createInterface(this.child.stdout!)) {
      const [, url] = /(?:^S|, s)tage .*: (http:\S+)$/.exec(line) ?? [];
      if (url !== undefined) {
        this.child.stdout!.resume();
        return { url, region: REGION, caller: CALLER };
      }
    }
    throw new Error(`s3-proxy-local ended before it was ready. Its last output:\n${this.output.trim() || '(none)'}`);
  }

  public async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
  }
}
