import { App, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import {
  CannedAcl, KeyPrefix, S3Acl, S3Integration, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyAuth, S3Target, StatusMapping,
} from 'cdk-s3-proxy-api';

const app = new App();
const stack = new Stack(app, 'Consumer');
const bucket = new Bucket(stack, 'Bucket');

// The objects of one bucket, read only, for callers who sign with IAM.
new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket) });

// The tutorial of the API Gateway developer guide, whole.
new S3ProxyApi(stack, 'MyS3', {
  target: S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }),
  operations: S3Operations.TUTORIAL,
  statusMapping: StatusMapping.coarse(),
  responseHeaders: { Timestamp: 'Date' },
});

// A web app in which everyone who signs in has files of their own.
new S3ProxyApi(stack, 'UserFiles', {
  target: S3Target.bucket(new Bucket(stack, 'UserBucket', { objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED }), { prefix: KeyPrefix.claim('sub') }),
  operations: S3Operations.READ_WRITE.plus(S3Operation.GET_OBJECT_TAGGING),
  auth: S3ProxyAuth.cognito([new UserPool(stack, 'UserPool')]),
  acl: S3Acl.clientChoice([CannedAcl.PRIVATE, CannedAcl.BUCKET_OWNER_FULL_CONTROL]),
  userMetadata: ['title'],
  cors: { allowOrigins: ['https://app.example.com'] },
});

// URLs of one's own in an API that is there already: everybody reads, callers who sign write.
const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
const invoices = new S3Proxy(stack, 'Invoices', { resource: api.root.addResource('invoices'), target: S3Target.bucket(bucket) });
invoices.addRoute({ path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key: 'archive/{year}/{id}.pdf', auth: S3ProxyAuth.none() });
invoices.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth: S3ProxyAuth.iam() });

// One method, with the integration class that aws-cdk-lib lacks.
const logo = new S3Integration({ operation: S3Operation.GET_OBJECT, bucket, key: 'logo.png' });
logo.addTo(api.root.addResource('logo'));

app.synth();
