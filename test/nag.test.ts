import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { LogGroupLogDestination } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import { KeyPrefix, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';

const LEFT_TO_THE_USER = [
  { id: 'AwsSolutions-APIG2', reason: 'S3 validates requests; a validator would have to know every parameter combination' },
  { id: 'AwsSolutions-APIG3', reason: 'a web ACL is the user\'s' },
  { id: 'AwsSolutions-APIG6', reason: 'execution logs need the CloudWatch role, which is the account\'s; access logs are kept' },
];
const ROLE = { id: 'AwsSolutions-IAM5', reason: 'all objects of the bucket, or of the caller\'s prefix, are what the API is in front of' };
const SIGNED = { id: 'AwsSolutions-COG4', reason: 'IAM authorizes each method' };

/** README's configuration for production, and the same for people who sign in: what is found, and why it may stay. */
const CONFIGURATIONS: Record<string, { props?: (stack: Stack) => Omit<S3ProxyApiProps, 'target'>; prefix?: KeyPrefix; acknowledged: Array<{ id: string; reason: string }> }> = {
  'smallest': { acknowledged: [...LEFT_TO_THE_USER, SIGNED, ROLE] },
  'all operations': { props: () => ({ operations: S3Operations.ALL }), acknowledged: [...LEFT_TO_THE_USER, SIGNED, ROLE] },
  'files of users': {
    prefix: KeyPrefix.claim('sub'),
    props: stack => ({
      operations: S3Operations.READ_WRITE,
      auth: S3ProxyAuth.cognito([UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_pool')]),
      cors: { allowOrigins: ['https://app.example.com'] },
    }),
    acknowledged: [...LEFT_TO_THE_USER, ROLE],
  },
};

function findings(name: string, suppress: boolean): string[] {
  const { props, prefix, acknowledged } = CONFIGURATIONS[name];
  const stack = new Stack(new App(), 'Stack');
  const closed = { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL };
  const bucket = new Bucket(stack, 'FilesBucket', { ...closed, serverAccessLogsBucket: new Bucket(stack, 'LogBucket', closed) });
  new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(bucket, { prefix }),
    restApiProps: {
      deployOptions: {
        accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'AccessLogs')), throttlingRateLimit: 100, throttlingBurstLimit: 200,
      },
    },
    ...props?.(stack),
  });
  if (suppress) {
    NagSuppressions.addStackSuppressions(stack, acknowledged);
  }
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.stringLikeRegexp('AwsSolutions')), ...annotations.findWarning('*', Match.stringLikeRegexp('AwsSolutions'))]
    .map(finding => `${/AwsSolutions-\w+/.exec(String(finding.entry.data))?.[0]}`);
}

describe.each(Object.keys(CONFIGURATIONS))('%s', name => {
  test('cdk-nag finds nothing but what is acknowledged', () => {
    expect(findings(name, true)).toEqual([]);
  });

  test('each acknowledged finding is one that cdk-nag has', () => {
    expect([...new Set(findings(name, false))].sort()).toEqual(CONFIGURATIONS[name].acknowledged.map(({ id }) => id).sort());
  });
});
