import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { resolveTemplate } from '../local/src/index';
import { CALLER, closeAll, raw } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';
import { S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { deployed } from './support/deployed';
import { CfnTemplate, newStack, templateOf } from './support/synth';

afterEach(closeAll);

const { DELETE_OBJECT, GET_OBJECT, GET_OBJECT_TAGGING, LIST_OBJECTS_V2, PUT_OBJECT } = S3Operation;

/** An API, and the policy of a role that was granted something of it. */
function granting(use: (api: S3ProxyApi, role: Role) => void, props: (bucket: Bucket) => Partial<S3ProxyApiProps> = () => ({})): CfnTemplate {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'a-bucket' });
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.READ_WRITE, ...props(bucket) });
  use(api, new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  return templateOf(stack);
}

/** The policy of the role, as CloudFormation would have it. */
function policyOf(template: CfnTemplate): any {
  const { resources } = resolveTemplate(template, { stackName: 'local', supports: () => true });
  return resources.find(({ logicalId }) => logicalId.startsWith('CallerDefaultPolicy'))?.properties.PolicyDocument;
}

/** Verbs and paths that the policy covers. */
const covered = (template: CfnTemplate) => [policyOf(template).Statement].flat().flatMap(({ Resource }: any) => Resource)
  .map((arn: string) => /^arn:aws:execute-api:us-east-1:000000000000:[^/]+\/(.*)$/.exec(arn)![1]).sort();

/** A running endpoint and its one caller, who has that policy and nothing else. */
async function running(template: CfnTemplate) {
  const the = await deployed(template, { region: 'us-east-1', callers: [{ ...CALLER, policy: policyOf(template) }] });
  expect((await callStore(the.store, 'PUT', '/a-bucket/there', { body: 'x' })).status).toBe(200);
  return async (method: string, path: string) => {
    const answer = await raw(the.api, signed(the.api, CALLER, { method, target: `/prod/${path}` }));
    return [answer.status, answer.header('x-amzn-ErrorType')];
  };
}

/** Not even asked of S3. */
const REFUSED = [403, 'AccessDeniedException'];

test('for all: every method, those of routes and of operations that come later too', () => {
  const template = granting((api, role) => {
    api.grantInvoke(role);
    api.addOperations({ operations: S3Operations.of(S3Operation.DELETE_OBJECTS) });
    api.addRoute({ path: 'by-id/{id}/tags', operation: GET_OBJECT_TAGGING, key: '{id}' });
  }, () => ({ operations: S3Operations.of(GET_OBJECT) }));
  expect(covered(template)).toEqual(['prod/GET/?*', 'prod/GET/by-id/?*/tags', 'prod/POST/']);
});

test('for a set: its methods alone, those of its routes too, and what comes later if it is of the set', () => {
  const template = granting((api, role) => {
    api.grantInvoke(role, S3Operations.of(GET_OBJECT, LIST_OBJECTS_V2, DELETE_OBJECT));
    api.addRoute({ path: 'logo', operation: GET_OBJECT, key: 'logo.png' });
    api.addRoute({ path: 'in/{id}', operation: PUT_OBJECT, key: '{id}' });
    api.addOperations({ operations: S3Operations.of(LIST_OBJECTS_V2, PUT_OBJECT) });
  }, () => ({ operations: S3Operations.of(GET_OBJECT) }));
  expect(covered(template)).toEqual(['prod/GET/', 'prod/GET/?*', 'prod/GET/logo']);
});

test('a signed caller with exactly that policy may GET and not PUT', async () => {
  const call = await running(granting((api, role) => api.grantInvoke(role, S3Operations.of(GET_OBJECT))));
  expect(await call('GET', 'there')).toEqual([200, undefined]);
  expect(await call('GET', 'a/b/c')).toEqual([404, undefined]);
  // It is every GET below the path: what S3 does is what the role of the proxy may
  expect(await call('GET', 'there?tagging')).toEqual([403, undefined]);
  for (const [method, path] of [['PUT', 'there'], ['DELETE', 'there'], ['HEAD', 'there'], ['HEAD', ''], ['GET', '']]) {
    expect([method, path, await call(method, path)]).toEqual([method, path, REFUSED]);
  }
  expect(await call('GET', 'there')).toEqual([200, undefined]);
});

test('the caller of one route reaches nothing beside it', async () => {
  const call = await running(granting((api, role) => {
    api.addRoute({ path: 'docs/{id}', operation: S3Operation.HEAD_OBJECT, httpMethod: 'POST', key: '{id}' });
    api.grantInvoke(role, S3Operations.of(S3Operation.HEAD_OBJECT));
  }, () => ({ operations: S3Operations.of(GET_OBJECT) })));
  expect(await call('POST', 'docs/there')).toEqual([200, undefined]);
  expect(await call('GET', 'there')).toEqual(REFUSED);
});

test('GET /{bucket} covers every object of the bucket, and GET /{bucket}/{key+} no listing', async () => {
  const target = (bucket: Bucket) => ({ target: S3Target.buckets([bucket]) });
  const lists = await running(granting((api, role) => api.grantInvoke(role, S3Operations.of(LIST_OBJECTS_V2)), target));
  expect(await lists('GET', 'a-bucket')).toEqual([200, undefined]);
  expect(await lists('GET', 'a-bucket/there')).toEqual([200, undefined]);
  const gets = await running(granting((api, role) => api.grantInvoke(role, S3Operations.of(GET_OBJECT)), target));
  expect(await gets('GET', 'a-bucket/there')).toEqual([200, undefined]);
  expect(await gets('GET', 'a-bucket')).toEqual(REFUSED);
});

test('methods that anybody may call are not granted', () => {
  const template = granting((api, role) => {
    api.grantInvoke(role);
    api.addRoute({ path: 'logo', operation: GET_OBJECT, key: 'logo.png', auth: S3ProxyAuth.none() });
  }, () => ({ operations: S3Operations.of(GET_OBJECT) }));
  expect(covered(template)).toEqual(['prod/GET/?*']);
});

test('below a resource of an API', () => {
  const stack = newStack();
  const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root.resourceForPath('v1/{tenant}/files');
  const proxy = new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT) });
  expect(proxy.grantInvoke(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })).success).toBe(true);
  expect(covered(templateOf(stack))).toEqual(['prod/GET/v1/?*/files/?*']);
});

test('of an imported API, whatever its stage', () => {
  const stack = newStack();
  const resource = RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc', rootResourceId: 'def' }).root;
  const proxy = new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT) });
  proxy.grantInvoke(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const policy = JSON.stringify(Object.entries(templateOf(stack).Resources).find(([id]) => id.startsWith('CallerDefaultPolicy')));
  expect(policy).toContain(':abc/*/GET/?*"');
});

describe('fails where there is nothing to grant', () => {
  test.each<[string, S3Operations | undefined, Partial<S3ProxyApiProps>, RegExp]>([
    ['an operation that is never switched on', S3Operations.of(DELETE_OBJECT), { operations: S3Operations.READ_ONLY },
      /grantInvoke: operations must have a method that is authorized by IAM, got 'DeleteObject': switch one of them on with S3ProxyAuth\.iam\(\), or leave the grant out/],
    ['methods that anybody may call', undefined, { auth: S3ProxyAuth.none() }, /grantInvoke: operations must have a method that is authorized by IAM, got undefined/],
  ])('%s', (_, operations, props, message) => {
    expect(() => granting((api, role) => api.grantInvoke(role, operations), () => props)).toThrow(message);
  });

  test('what plain JavaScript gives', () => {
    expect(() => granting((api, role) => api.grantInvoke(role, ['GetObject'] as any))).toThrow(/operations must be of the type S3Operations, got \["GetObject"\]/);
  });
});
