import { join } from 'path';
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { AuthorizationType, IdentitySource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { KeyPrefix, S3Integration, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyAuth, S3Target } from '../../src';

const READS = S3Operations.of(S3Operation.GET_OBJECT);
const WRITES = S3Operations.of(S3Operation.PUT_OBJECT);
const DELETES = S3Operations.of(S3Operation.DELETE_OBJECT);

/** One of each construct that the package makes. */
function addEverything(stack: Stack): void {
  const bucket = new Bucket(stack, 'Bucket');
  const pool = new UserPool(stack, 'Pool');
  const fn = new Function(stack, 'Function', { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });

  const files = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: READS });
  files.addOperations({ operations: WRITES, auth: S3ProxyAuth.cognito([pool]), apiKeyRequired: true });
  files.addOperations({ operations: DELETES, auth: S3ProxyAuth.cognito([pool], ['a/b']) });
  files.addUsagePlan('Plan');
  const kinds = [
    S3ProxyAuth.none(), S3ProxyAuth.iam({ callerCredentials: true }), S3ProxyAuth.lambdaFunction(fn),
    S3ProxyAuth.lambdaFunction(fn, { identitySources: [IdentitySource.header('X-Token')], resultsCacheTtl: Duration.minutes(1) }),
    S3ProxyAuth.authorizer({ authorizerId: 'abc', authorizationType: AuthorizationType.CUSTOM }),
  ];
  kinds.forEach((auth, index) => files.addRoute({ path: `route${index}/{name}`, operation: S3Operation.GET_OBJECT, key: '{name}', auth }));

  new S3ProxyApi(stack, 'Account', { target: S3Target.account(), operations: S3Operations.TUTORIAL });
  new S3ProxyApi(stack, 'Tenants', {
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.claim('sub') }), auth: S3ProxyAuth.cognito([pool]), cors: { allowOrigins: ['https://app.example.com'] },
  });

  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
  new S3Proxy(stack, 'Mounted', { resource: api.root.addResource('mounted'), target: S3Target.buckets([bucket]) });
  new S3Integration({ operation: S3Operation.GET_OBJECT, bucket, key: 'logo.png' }).addTo(api.root.addResource('logo'));
}

/** The path of each resource, and its logical id: another one would replace what is deployed. That of a deployment ends with what it deploys. */
export function ids(): string[] {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  addEverything(stack);
  app.synth(); // roles get their policies only then
  const resources = stack.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct));
  return resources.map(resource => `${resource.node.path}: ${resource.cfnResourceType} ${String(stack.resolve(resource.logicalId)).replace(/[0-9a-f]{32}$/, '')}`).sort();
}

export const IDS_FILE = join(__dirname, 'ids.txt');
