import { App } from 'aws-cdk-lib';
import { UserFilesStack } from './user-files-stack';

const app = new App();
new UserFilesStack(app, 'UserFiles', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  pageOrigin: app.node.tryGetContext('pageOrigin') ?? 'http://localhost:8080',
});
