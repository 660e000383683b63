import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { gatewayError, objects, s3Error, TEXT, TEXT_TYPE } from './answers';
import { Call, ProxyTest } from './proxy-test';
import { KeyPrefix, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';

// Callers whose objects are their own. Whoever shows a token `tenant-x` is x: no credentials are needed to run this.
const test = new ProxyTest('tenants');
const bucket = new s3.Bucket(test.stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const Bucket = bucket.bucketName;

const authorizer = new lambda.Function(test.stack, 'Authorizer', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(`exports.handler = async ({ authorizationToken }) => ({
  principalId: 'somebody',
  context: authorizationToken === 'tenant-' ? {} : { tenant: authorizationToken.slice('tenant-'.length) },
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{
      Effect: authorizationToken.startsWith('tenant-') ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: '*',
    }],
  },
});`),
});
const files = new S3ProxyApi(test.stack, 'Files', {
  target: S3Target.bucket(bucket, { prefix: KeyPrefix.authorizerContext('tenant', 'users/') }),
  auth: S3ProxyAuth.lambdaFunction(authorizer),
  operations: S3Operations.READ_WRITE.union(S3Operations.MULTIPART),
});
// A snapshot of the warning would hold paths of a machine.
Annotations.of(files).acknowledgeWarning('cdk-s3-proxy-api:tenantPrefix', 'this test shows what it asks for');

const as = (name: string, path: string, call: Call = {}): Call => ({ ...call, path, headers: { ...call.headers, Authorization: `tenant-${name}` } });
const put = { method: 'PUT', headers: { 'Content-Type': TEXT_TYPE }, body: TEXT };
const denied = gatewayError(403, 'AccessDenied');
const keys = ['users/ann/file.txt', 'users/ann/folder/a b.txt', 'users/anna/file.txt', 'outside.txt'];

keys.slice(2).forEach((Key, index) => test.s3(`Put${index}`, 'putObject', { Bucket, Key, Body: `of others ${index}` }));
test
  .unsigned('OwnObjectIsStored', files, as('ann', 'file.txt', put), { status: 200 })
  .stored('BelowTheOwnPrefix', Bucket, keys[0], TEXT)
  .unsigned('AndRead', files, as('ann', 'file.txt'), { status: 200, headers: { 'Content-Type': TEXT_TYPE }, body: TEXT })
  .unsigned('ByItsOwnerAlone', files, as('bob', 'file.txt'), s3Error(404, 'NoSuchKey'))
  .unsigned('OthersHaveTheirs', files, as('anna', 'file.txt'), { status: 200, body: 'of others 0' })
  .unsigned('InAFolder', files, as('ann', 'folder/a%20b.txt', put), { status: 200 })
  .unsigned('HeadOfTheBucket', files, as('ann', '', { method: 'HEAD' }), { status: 200 })

  // The override takes effect: without it, these are 403.
  .unsigned('OwnObjectsAreListed', files, as('ann', '?list-type=2'), objects(...keys.slice(0, 2)))
  .unsigned('BelowAPrefixOfOnesOwn', files, as('ann', '?list-type=2&prefix=folder%2F'), objects(keys[1]))
  .unsigned('OfOthersThereIsNothing', files, as('ann', '?list-type=2&prefix=users%2Fanna%2F'), objects())
  .unsigned('NorOfWhoBeginsAlike', files, as('ann', '?prefix=a%2F'), objects())
  // Were it sent as it stands, the ampersand would begin another prefix.
  .unsigned('AnAmpersandIsNoList', files, as('ann', '?list-type=2&prefix=x%26prefix%3Dusers%2Fanna%2F'), s3Error(403, 'AccessDenied'))
  .unsigned('UploadsAreTheOwn', files, as('ann', '?uploads=1'), { status: 200, extract: '<Prefix>([^<]*)</Prefix>', body: ['users/ann/'] })

  // The policy of the API looks at paths as they are sent.
  .unsigned('DotsAreDenied', files, as('ann', '../anna/file.txt'), denied)
  .unsigned('EscapedDots', files, as('ann', '%2e%2e/anna/file.txt'), denied)
  .unsigned('EscapedCapitals', files, as('ann', '%2E%2E/anna/file.txt'), denied)
  .unsigned('OneEscapedDot', files, as('ann', '.%2e/anna/file.txt'), denied)
  .unsigned('AnEscapedSlash', files, as('ann', '..%2Fanna%2Ffile.txt'), denied)
  .unsigned('InnerDots', files, as('ann', 'folder/../../anna/file.txt'), denied)
  .unsigned('DotsOfAList', files, as('ann', '../..?uploads=1'), denied)
  .unsigned('DotsOfAnUpload', files, as('ann', '../anna/new.txt', put), denied)
  .unsigned('DotsOfADelete', files, as('ann', '../anna/file.txt', { method: 'DELETE' }), denied)
  .unsigned('TwiceEscapedDotsAreAName', files, as('ann', '%252e%252e%252fanna%252ffile.txt'), s3Error(404, 'NoSuchKey'))

  .unsigned('ACopyIsDenied', files, as('ann', 'copy.txt', { ...put, headers: { 'x-amz-copy-source': `/${Bucket}/users/anna/file.txt` } }), s3Error(403, 'AccessDenied'))
  .unsigned('WithoutATokenNobodyGetsIn', files, { path: 'file.txt' }, gatewayError(401, 'AccessDenied'))
  .unsigned('NorWithAnother', files, { path: 'file.txt', headers: { Authorization: 'other' } }, denied)
  .unsigned('WithoutATenantNothingIsListed', files, as('', '?list-type=2'), s3Error(403, 'AccessDenied'))
  .unsigned('NorRead', files, as('', 'file.txt'), gatewayError(500, 'InternalError'))

  .unsigned('OwnObjectIsDeleted', files, as('ann', 'file.txt', { method: 'DELETE' }), { status: 204 })
  .unsigned('AndGone', files, as('ann', 'file.txt'), s3Error(404, 'NoSuchKey'));

keys.slice(2).forEach((key, index) => test.stored(`Untouched${index}`, Bucket, key, `of others ${index}`));
keys.slice(1).forEach((Key, index) => test.s3(`Delete${index}`, 'deleteObject', { Bucket, Key }));
test.s3('NothingElseIsStored', 'listObjectsV2', { Bucket }, { KeyCount: 0 });
