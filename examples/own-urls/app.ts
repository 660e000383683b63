import { App } from 'aws-cdk-lib';
import { OwnUrlsStack } from './own-urls-stack';

const app = new App();
new OwnUrlsStack(app, 'OwnUrls', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
