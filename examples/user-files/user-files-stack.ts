import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { KeyPrefix, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from 'cdk-s3-proxy-api';
import { Construct } from 'constructs';

export interface UserFilesStackProps extends StackProps {
  /** Where the page is served, as in `https://files.example.com`: scripts of other origins cannot read what the API answers. */
  readonly pageOrigin: string;
}

/** A bucket in which each user of a pool has files of their own, and the API that the page calls. */
export class UserFilesStack extends Stack {
  public constructor(scope: Construct, id: string, { pageOrigin, ...props }: UserFilesStackProps) {
    super(scope, id, props);
    const pool = new UserPool(this, 'Pool', { signInAliases: { email: true } });
    const client = pool.addClient('Page', { authFlows: { userPassword: true }, disableOAuth: true });

    const api = new S3ProxyApi(this, 'Files', {
      target: S3Target.bucket(new Bucket(this, 'Bucket'), { prefix: KeyPrefix.claim('sub') }),
      operations: S3Operations.READ_WRITE,
      auth: S3ProxyAuth.cognito([pool]),
      cors: { allowOrigins: [pageOrigin] },
    });

    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'CognitoUrl', { value: `https://cognito-idp.${this.region}.amazonaws.com/` });
    new CfnOutput(this, 'ClientId', { value: client.userPoolClientId });
    new CfnOutput(this, 'PoolId', { value: pool.userPoolId });
  }
}
