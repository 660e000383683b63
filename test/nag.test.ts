import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import { S3Operations, S3ProxyApi, S3Target } from '../src';

/** Findings that the construct cannot or must not decide for its user, each with the reason. */
const ACKNOWLEDGED = [
  { id: 'AwsSolutions-APIG1', reason: 'access logs need a destination of the user: restApiProps.deployOptions' },
  { id: 'AwsSolutions-APIG2', reason: 'S3 validates requests; a validator would have to know every parameter combination' },
  { id: 'AwsSolutions-APIG3', reason: 'a web ACL is the user\'s' },
  { id: 'AwsSolutions-APIG6', reason: 'logging needs the CloudWatch role, which is the account\'s' },
  { id: 'AwsSolutions-COG4', reason: 'IAM authorizes each method' },
  { id: 'AwsSolutions-IAM5', reason: 'all objects of the bucket are what the API is in front of' },
];

function findings(suppress: boolean) {
  const stack = new Stack(new App(), 'Stack');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'a-bucket');
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.ALL });
  if (suppress) {
    NagSuppressions.addStackSuppressions(stack, ACKNOWLEDGED);
  }
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.stringLikeRegexp('AwsSolutions')), ...annotations.findWarning('*', Match.stringLikeRegexp('AwsSolutions'))]
    .map(finding => `${/AwsSolutions-\w+/.exec(String(finding.entry.data))?.[0]}`);
}

test('cdk-nag finds nothing but what is acknowledged', () => {
  expect(findings(true)).toEqual([]);
});

test('each acknowledged finding is one that cdk-nag has', () => {
  expect([...new Set(findings(false))].sort()).toEqual(ACKNOWLEDGED.map(({ id }) => id));
});
