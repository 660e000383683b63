import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { CorsOptions } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { S3Operations, S3ProxyApi, S3Target } from '../src';

/** What a template may have, in the file that CDK writes. CloudFormation takes 1,000,000 bytes and 500 resources. */
interface Budget {
  readonly name: string;
  readonly operations: S3Operations;
  /** @default 1 */
  readonly proxies?: number;
  /** @default - one bucket */
  readonly account?: boolean;
  /** @default - no pages of other origins */
  readonly cors?: CorsOptions;
  readonly bytes: number;
  /** @default - what CloudFormation takes */
  readonly resources?: number;
}

const { READ_ONLY, READ_WRITE, ALL } = S3Operations;
const CORS: CorsOptions = { allowOrigins: ['https://app.example.com'], allowCredentials: true };
const BUDGETS: readonly Budget[] = [
  { name: 'READ_ONLY', operations: READ_ONLY, bytes: 100_000 },
  { name: 'READ_WRITE', operations: READ_WRITE, bytes: 150_000 },
  { name: 'ALL', operations: ALL, bytes: 350_000, resources: 40 },
  { name: 'ALL of the account', operations: ALL, account: true, bytes: 350_000, resources: 40 },
  { name: 'ALL with CORS', operations: ALL, cors: CORS, bytes: 450_000, resources: 45 },
  { name: 'four READ_WRITE', operations: READ_WRITE, proxies: 4, bytes: 1_000_000 },
  { name: 'four READ_WRITE with CORS', operations: READ_WRITE, cors: CORS, proxies: 4, bytes: 1_000_000 },
];

const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
for (const { name, operations, cors, proxies = 1, account = false, bytes, resources = 500 } of BUDGETS) {
  // As the CLI has it written.
  const app = new App({ outdir: join(folder, name), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Stack');
  for (let i = 0; i < proxies; i++) {
    new S3ProxyApi(stack, `Files${i}`, { target: account ? S3Target.account() : S3Target.bucket(new Bucket(stack, `Bucket${i}`)), operations, cors });
  }
  app.synth();
  const template = readFileSync(join(folder, name, 'Stack.template.json'));
  const count = Object.keys(JSON.parse(template.toString()).Resources).length;
  const fits = template.length < bytes && count < resources;
  console.log(`${name.padEnd(25)} ${count.toString().padStart(3)} resources of ${resources}, ${template.length.toLocaleString('en').padStart(9)} bytes of `
    + `${bytes.toLocaleString('en')}${fits ? '' : '  TOO MUCH'}`);
  process.exitCode ||= fits ? 0 : 1;
}
rmSync(folder, { recursive: true });
