import { App, Stack } from 'aws-cdk-lib';
import { S3Operations, S3ProxyApi, S3Target, StatusMapping } from 'cdk-s3-proxy-api';

const app = new App();
const stack = new Stack(app, 'AwsTutorial', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});

new S3ProxyApi(stack, 'MyS3', {
  target: S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }),
  operations: S3Operations.TUTORIAL,
  statusMapping: StatusMapping.coarse(),
  responseHeaders: { Timestamp: 'Date' },
  restApiProps: { deployOptions: { stageName: 'test' } },
});
