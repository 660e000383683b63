import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { S3Operations, S3ProxyApi, S3Target } from 'cdk-s3-proxy-api';

const app = new App();
const stack = new Stack(app, 'OneBucket', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});

new S3ProxyApi(stack, 'Files', {
  target: S3Target.bucket(new Bucket(stack, 'Bucket')),
  operations: S3Operations.READ_WRITE,
});
