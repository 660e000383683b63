import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { OUT } from './processes';
import { S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';

export const BUCKET = 'bench';
export const SIGNED = 'signed';
export const OPEN = 'open';

export interface BenchTemplate {
  readonly file: string;
  readonly bytes: number;
  /** Logical id of the role of the signed API. */
  readonly role: string;
}

/** Two APIs with all operations of one bucket, one for signed requests and one for anybody: about 450 KB. */
export function benchTemplate(): BenchTemplate {
  const app = new App({ outdir: join(OUT, 'template') });
  const stack = new Stack(app, 'Bench');
  const target = S3Target.bucket(new Bucket(stack, 'Bucket', { bucketName: BUCKET }));
  const [signed] = ([[SIGNED, S3ProxyAuth.iam()], [OPEN, S3ProxyAuth.none()]] as const).map(([stageName, auth]) => (
    new S3ProxyApi(stack, stageName, { target, auth, operations: S3Operations.ALL, restApiProps: { deployOptions: { stageName } } })));
  app.synth();
  const file = join(OUT, 'template/Bench.template.json');
  return { file, bytes: readFileSync(file).length, role: stack.getLogicalId(signed.roles[0].node.defaultChild as CfnRole) };
}
