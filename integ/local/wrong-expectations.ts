import { ExpectedResult, HttpApiCall } from '@aws-cdk/integ-tests-alpha';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3Operations, S3ProxyApi, S3Target } from '../../src';
import { UNSIGNED } from '../answers';
import { ProxyTest } from '../proxy-test';

// An integration test that has to fail: it is how integ:local is tested itself. Its name keeps it from the runners.
const test = new ProxyTest('wrong-expectations');
const bucket = new s3.Bucket(test.stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const api = new S3ProxyApi(test.stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.READ_WRITE });
const Bucket = bucket.bucketName;

test
  .unsigned('RightUnsigned', api, {}, UNSIGNED)
  .unsigned('WrongStatus', api, {}, { ...UNSIGNED, status: 200 })
  .unsigned('WrongHeader', api, {}, { ...UNSIGNED, headers: { 'Content-Type': 'application/json' } })
  .signed('RightSigned', api, { method: 'PUT', path: 'key', body: 'right' }, { status: 200 })
  .signed('WrongBody', api, { path: 'key' }, { status: 200, body: 'wrong' })
  .signed('HeaderThatShouldBeMissing', api, { path: 'key' }, { status: 200, headers: { ETag: null }, body: 'right' })
  .s3('RightStored', 'getObject', { Bucket, Key: 'key' }, { Body: 'right' })
  .s3('WrongStored', 'getObject', { Bucket, Key: 'key' }, { Body: 'wrong' })
  .s3('StoreLong', 'putObject', { Bucket, Key: 'key', Body: 'x'.repeat(4096) })
  .s3('LongerThanCloudFormationTakes', 'getObject', { Bucket, Key: 'key' }, { ContentLength: 4096 })
  .signed('NotReached', api, { path: 'key' }, { status: 200 });

// Not chained, so that what is broken above does not end them.
new HttpApiCall(test.assertions, 'RightHttpCall', { url: api.url }).expect(ExpectedResult.objectLike({ status: 403 }));
new HttpApiCall(test.assertions, 'WrongHttpCall', { url: api.url }).expect(ExpectedResult.objectLike({ status: 200 }));
