import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { gatewayError, objects, s3Error, TEXT, TEXT_TYPE } from './answers';
import { ProxyTest } from './proxy-test';
import { KeyPrefix, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';

// What nothing public settles about API Gateway. Each assertion states what the library and s3-proxy-local assume: one that fails on
// AWS tells which assumption is to be turned, and where.
const test = new ProxyTest('unsettled');
const bucket = new s3.Bucket(test.stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
const Bucket = bucket.bucketName;
const files = new S3ProxyApi(test.stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.READ_WRITE });
const site = new S3ProxyApi(test.stack, 'Site', {
  target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('public/') }),
  auth: S3ProxyAuth.none(),
});

/** Methods as S3ProxyApi makes none: one maps one spelling of a header alone, one has a placeholder in the query of its URI. */
function handMadeApi(): apigateway.RestApi {
  const credentialsRole = new iam.Role(test.stack, 'HandMadeRole', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  credentialsRole.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }));
  credentialsRole.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  const restApi = new apigateway.RestApi(test.stack, 'HandMade', {
    binaryMediaTypes: ['*/*'], cloudWatchRole: false, endpointTypes: [apigateway.EndpointType.REGIONAL],
  });
  const contentHandling = apigateway.ContentHandling.CONVERT_TO_BINARY;
  /** GET, with what it maps by the name at S3. */
  const addGet = (resource: apigateway.IResource, path: string, mapped: Record<string, string>) => {
    resource.addMethod('GET', new apigateway.AwsIntegration({
      service: 's3',
      integrationHttpMethod: 'GET',
      path: `${Bucket}${path}`,
      options: {
        credentialsRole,
        requestParameters: Object.fromEntries(Object.keys(mapped).map((name) => [`integration.request.${name}`, mapped[name]])),
        integrationResponses: [{ statusCode: '200', contentHandling }, { statusCode: '206', selectionPattern: '206', contentHandling }],
      },
    }), {
      authorizationType: apigateway.AuthorizationType.IAM,
      requestParameters: Object.fromEntries(Object.values(mapped).map((source) => [source, source.startsWith('method.request.path.')])),
      methodResponses: [{ statusCode: '200' }, { statusCode: '206' }],
    });
  };
  addGet(restApi.root.addResource('{key}'), '/{key}', {
    'path.key': 'method.request.path.key', 'header.Range': 'method.request.header.Range',
  });
  addGet(restApi.root.addResource('list').addResource('{start}'), '?prefix={start}', { 'path.start': 'method.request.path.start' });
  return restApi;
}

const restApi = handMadeApi();
const handMade = { restApi, url: restApi.url };
const pages = ['public/a b.html', 'public/index.html', 'public/sub/page.html'];
// All that there may be in the end, whichever way AWS behaves.
const keys = ['key.txt', 'a+b.txt', 'a b.txt', 'c+d.txt', 'c d.txt', 'folder', 'folder/', 'typed', ...pages];
const text = { method: 'PUT', body: TEXT };
const part = { status: 206, body: 'Hello' };
const unsigned = { payloadHash: 'UNSIGNED-PAYLOAD' };

for (const [index, Key] of ['key.txt', ...pages].entries()) {
  test.s3(`Store${index}`, 'putObject', { Bucket, Key, Body: TEXT, ContentType: TEXT_TYPE });
}

// A parameter without a value. If it is dropped, these are GetObject and DeleteObject: selectors then have to stand in the URI.
test
  .signed('EmptyParameterArrives', files, { path: 'key.txt?acl' }, s3Error(403, 'AccessDenied'))
  .signed('EmptyParameterWithEqualsSignArrives', files, { path: 'key.txt?tagging=' }, s3Error(403, 'AccessDenied'))
  .signed('EmptyParameterKeepsTheObject', files, { method: 'DELETE', path: 'key.txt?tagging' }, s3Error(403, 'AccessDenied'))
  .stored('TheObjectIsStillThere', Bucket, 'key.txt', TEXT)
  .s3('StoreAgain', 'putObject', { Bucket, Key: 'key.txt', Body: TEXT, ContentType: TEXT_TYPE });

// Users report SignatureDoesNotMatch of S3.
test
  .signed('PlusInAKeyArrives', files, { ...text, path: 'a+b.txt' }, { status: 200 })
  .stored('PlusInAKeyIsStored', Bucket, 'a+b.txt', TEXT)
  .signed('EscapedPlusInAKeyArrives', files, { ...text, path: 'c%2Bd.txt' }, { status: 200 })
  .stored('EscapedPlusInAKeyIsStored', Bucket, 'c+d.txt', TEXT);

test
  .signed('HeadContentLengthIsZero', files, { method: 'HEAD', path: 'key.txt' },
    { status: 200, headers: { 'Content-Length': '0', 'x-object-size': `${TEXT.length}` } })
  .signed('TrailingSlashOfAKeyIsLost', files, { ...text, path: 'folder/' }, { status: 200 })
  .stored('TrailingSlashIsNotStored', Bucket, 'folder', TEXT);

// S3 takes such a body as it comes. If API Gateway does, whoever has a presigned URL can upload what was not known when it was made.
test
  .presigned('PresignedReadArrives', files, { path: 'key.txt' }, { status: 200, body: TEXT })
  .presigned('PresignedUploadOfAKnownBodyArrives', files, { ...text, path: 'typed' }, { status: 200 })
  .presigned('UnsignedPayloadOfAUrlIsRefused', files, { ...text, ...unsigned, path: 'typed' }, gatewayError(403, 'SignatureDoesNotMatch'))
  .signed('UnsignedPayloadIsRefused', files, { ...text, ...unsigned, path: 'typed' }, gatewayError(403, 'SignatureDoesNotMatch'));

// S3 takes such a key as it is, other stores resolve it: either way it must not be the key outside the prefix.
test
  .signed('DotsStayBelowThePrefix', site, { path: '../key.txt' }, s3Error(403, 'AccessDenied'))
  .signed('EscapedDotsStayBelowThePrefix', site, { path: '..%2Fkey.txt' }, s3Error(403, 'AccessDenied'))
  .signed('InnerDotsStayBelowThePrefix', site, { path: 'sub/../../key.txt' }, s3Error(403, 'AccessDenied'));

// If names are not case-sensitive, the first answers 206, and one spelling is enough.
test
  .signed('HeaderNamesAreCaseSensitive', handMade, { path: 'key.txt', headers: { range: 'bytes=0-4' } }, { status: 200, body: TEXT })
  .signed('MappedSpellingArrives', handMade, { path: 'key.txt', headers: { Range: 'bytes=0-4' } }, part)
  .signed('StandardSpellingArrivesOnce', files, { path: 'key.txt', headers: { Range: 'bytes=0-4' } }, part)
  .signed('LowerCaseSpellingArrivesOnce', files, { path: 'key.txt', headers: { range: 'bytes=0-4' } }, part)
  .signed('StandardSpellingIsStoredOnce', files, { ...text, path: 'typed', headers: { 'Content-Type': TEXT_TYPE } }, { status: 200 })
  .signed('LowerCaseSpellingIsStoredOnce', files, { ...text, path: 'typed', headers: { 'content-type': TEXT_TYPE } }, { status: 200 })
  .signed('TypeIsStored', files, { path: 'typed' }, { status: 200, headers: { 'Content-Type': TEXT_TYPE }, body: TEXT });

// The developer guide shows placeholders in paths alone. If none is filled in a query, this is a 500.
test.signed('QueryPlaceholderIsFilled', handMade, { path: 'list/key' }, { ...objects('key.txt'), headers: {} });

// The template that puts the client's prefix behind the target's. If it has no effect, each lists all of public/.
test
  .unsigned('ListingHasThePrefix', site, { path: '?list-type=2' }, objects(...pages))
  .unsigned('ListingHasBothPrefixes', site, { path: '?list-type=2&prefix=sub%2F' }, objects('public/sub/page.html'))
  .unsigned('ListingPrefixIsEncodedOnce', site, { path: '?list-type=2&prefix=a%20' }, objects('public/a b.html'))
  .unsigned('ListingIsBelowThePrefix', site, { path: '?prefix=key' }, objects());

keys.forEach((Key, index) => test.s3(`Delete${index}`, 'deleteObject', { Bucket, Key }));
