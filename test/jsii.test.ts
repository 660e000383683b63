import { readFileSync } from 'fs';
import { join } from 'path';
import { S3Operation } from '../src';

// jsii drops some exports silently and widens some types: what other languages see is only in here.
const { types, targets } = JSON.parse(readFileSync(join(__dirname, '..', '.jsii'), 'utf8'));
const membersOf = (name: string): string[] => {
  const type = types[`cdk-s3-proxy-api.${name}`];
  return [...type.members ?? [], ...type.properties ?? [], ...type.methods ?? []].map((member: { name: string }) => member.name).sort();
};

test('exports these types, and no other', () => {
  expect(Object.keys(types).map(name => name.replace('cdk-s3-proxy-api.', '')).sort()).toEqual([
    'AddOperationsOptions', 'AddRouteOptions', 'BucketTargetOptions', 'CannedAcl', 'IamAuthOptions', 'KeyPrefix', 'LambdaAuthOptions', 'MissingObjects',
    'PathStyleOptions', 'RouteValue', 'S3Acl', 'S3CorsOptions', 'S3Integration', 'S3IntegrationOptions', 'S3IntegrationProps', 'S3Operation', 'S3Operations',
    'S3PermissionOptions', 'S3Proxy', 'S3ProxyApi', 'S3ProxyApiProps', 'S3ProxyAuth', 'S3ProxyAuthOptions', 'S3ProxyOptions', 'S3ProxyProps', 'S3Target',
    'StatusMapping',
  ]);
});

test.each([
  ['S3ProxyApi', ['addOperations', 'addRoute', 'addUsagePlan', 'grantInvoke', 'restApi', 'roleStatements', 'roles', 'url', 'urlForObject']],
  ['S3Proxy', ['addOperations', 'addRoute', 'grantInvoke', 'roleStatements', 'roles', 'url', 'urlForObject']],
  ['S3ProxyOptions', ['operations', 'target']],
  ['S3ProxyAuthOptions', ['apiKeyRequired', 'auth']],
  ['IamAuthOptions', ['callerCredentials']],
  ['LambdaAuthOptions', ['identitySources', 'resultsCacheTtl']],
  ['S3CorsOptions', ['cors']],
  ['S3ProxyApiProps', ['binaryMediaTypes', 'restApiProps']],
  ['S3ProxyProps', ['resource']],
  ['S3IntegrationOptions', [
    'acl', 'requestContentHandling', 'requestHeaders', 'responseContentHandling', 'responseHeaders', 'statusMapping', 'userMetadata',
  ]],
  ['S3PermissionOptions', ['bypassGovernanceRetention', 'copySources', 'missingObjects', 'passRoles', 'role', 'versions']],
  ['AddRouteOptions', [
    'bucket', 'headers', 'httpMethod', 'key', 'operation', 'path', 'query', 'requestTemplates', 'responseTemplates',
  ]],
  ['RouteValue', ['constant', 'context', 'header', 'path', 'query', 'stageVariable']],
  ['MissingObjects', ['FORBIDDEN', 'NOT_FOUND']],
  ['AddOperationsOptions', ['operations']],
  ['S3Integration', ['addTo', 'bind', 'methodOptions']],
  ['S3IntegrationProps', ['bucket', 'key', 'operation']],
  ['S3Operations', [
    'ACL', 'ALL', 'BUCKET_CONFIGURATION', 'BUCKET_LIFECYCLE', 'MULTIPART', 'NONE', 'OBJECT_LOCK', 'READ_ONLY', 'READ_WRITE', 'TAGGING', 'TUTORIAL', 'VERSIONS',
    'includes', 'minus', 'of', 'operations', 'plus', 'union',
  ]],
  ['S3Target', ['account', 'bucket', 'buckets']],
  ['BucketTargetOptions', ['prefix']],
  ['PathStyleOptions', ['bucketParameter', 'keyParameter']],
  ['KeyPrefix', ['authorizerContext', 'claim', 'cognitoIdentity', 'literal']],
  ['S3ProxyAuth', ['authorizer', 'cognito', 'iam', 'lambdaFunction', 'none']],
  ['S3Acl', ['always', 'clientChoice', 'none']],
  ['StatusMapping', ['coarse', 'exact']],
  ['S3Operation', Object.keys(S3Operation).sort()],
])('%s has these members, and no other', (name, members) => {
  expect(membersOf(name)).toEqual(members);
});

test('optional properties stay optional, and unions do not appear', () => {
  const properties = Object.values<any>(types).filter(type => type.kind === 'interface').flatMap(type => type.properties ?? []);
  expect(properties.filter(property => !property.optional).map(property => property.name).sort())
    .toEqual(['bucket', 'operation', 'operation', 'operations', 'path', 'resource', 'target']);
  expect(/"union":\{|"primitive":"any"/.exec(JSON.stringify(types))).toBeNull();
});

test('every member tells what it is, and an optional one what it is by default', () => {
  for (const type of Object.values<any>(types)) {
    for (const member of [type, ...type.members ?? [], ...type.properties ?? [], ...type.methods ?? []]) {
      expect([type.name, member.name, member.docs?.summary]).toEqual([type.name, member.name, expect.stringMatching(/\w/)]);
    }
    for (const property of type.kind === 'interface' ? type.properties ?? [] : []) {
      expect([type.name, property.name, property.optional ? property.docs.default : 'x']).toEqual([type.name, property.name, expect.stringMatching(/\w|\*/)]);
    }
  }
});

test('is for Python, Java, .NET and Go besides TypeScript', () => {
  expect(Object.keys(targets).sort()).toEqual(['dotnet', 'go', 'java', 'js', 'python']);
  expect(targets.python).toMatchObject({ distName: 'cdk-s3-proxy-api', module: 'cdk_s3_proxy_api' });
  expect(targets.java).toMatchObject({ package: 'io.github.cdks3proxyapi', maven: { groupId: 'io.github.cdk-s3-proxy-api', artifactId: 'cdk-s3-proxy-api' } });
  expect(targets.dotnet).toMatchObject({ namespace: 'CdkS3ProxyApi', packageId: 'CdkS3ProxyApi' });
  expect(targets.go).toMatchObject({ moduleName: 'github.com/cdk-s3-proxy-api/cdk-s3-proxy-api-go' });
});
