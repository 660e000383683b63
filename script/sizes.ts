import { mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { S3Operations, S3ProxyApi, S3Target } from '../src';

/** Bytes that the template of one proxy with its bucket may have, in the file that CDK writes. */
const BUDGETS: [name: string, operations: S3Operations, bytes: number][] = [
  ['READ_ONLY', S3Operations.READ_ONLY, 100_000],
  ['READ_WRITE', S3Operations.READ_WRITE, 150_000],
  ['ALL', S3Operations.ALL, 450_000],
];

const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
for (const [name, operations, budget] of BUDGETS) {
  const app = new App({ outdir: join(folder, name) });
  const stack = new Stack(app, 'Stack');
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations });
  app.synth();
  const bytes = statSync(join(folder, name, 'Stack.template.json')).size;
  console.log(`${name.padEnd(10)} ${bytes.toLocaleString('en').padStart(9)} bytes of ${budget.toLocaleString('en')}${bytes < budget ? '' : '  TOO MUCH'}`);
  process.exitCode ||= bytes < budget ? 0 : 1;
}
rmSync(folder, { recursive: true });
