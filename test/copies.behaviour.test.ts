import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { KeyPrefix, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { accessOf } from './support/access';
import { Deployed, deployed, roleArn } from './support/deployed';
import { newStack, synthApi, templateOf } from './support/synth';

afterEach(closeAll);

const { COPY_OBJECT, GET_OBJECT, PUT_OBJECT, UPLOAD_PART } = S3Operation;
const open = { auth: S3ProxyAuth.none() };

/** An API on one bucket, beside another bucket, with an object `source` in each. */
async function besideAnother(props: (other: Bucket, bucket: Bucket) => Partial<S3ProxyApiProps>) {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket');
  const other = new Bucket(stack, 'Other');
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), ...open, ...props(other, bucket) });
  const template = templateOf(stack);
  const the = await deployed(template);
  const nameOf = (one: Bucket) => the.api.physicalId(stack.getLogicalId(one.node.defaultChild as never));
  const names = { bucket: nameOf(bucket), other: nameOf(other) };
  for (const name of Object.values(names)) {
    await callStore(the.store, 'PUT', `/${name}/source`, { body: name });
  }
  return { ...the, ...names, template };
}

const copy = (the: Deployed, source: string, key = 'copy', name = 'x-amz-copy-source') => raw(the.api, { method: 'PUT', target: `/prod/${key}`, headers: { [name]: source } });

describe('without an operation that copies', () => {
  test('denied, also of what may be read, however the header is written', async () => {
    const the = await besideAnother(() => ({ operations: S3Operations.READ_WRITE.plus(UPLOAD_PART) }));
    for (const name of ['x-amz-copy-source', 'X-Amz-Copy-Source', 'X-amz-copy-source']) {
      const { status, body } = await copy(the, `/${the.bucket}/source`, 'copy', name);
      expect([name, status, body.toString()]).toEqual([name, 403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
    expect((await copy(the, `/${the.bucket}/source`, 'copy?partNumber=1&uploadId=1')).status).toBe(403);
    expect((await raw(the.api, { target: '/prod/copy' })).status).toBe(404);
  });

  test('denied where the policy of the bucket would allow it', async () => {
    const the = await besideAnother((_, bucket) => {
      bucket.addToResourcePolicy(new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject'], resources: [bucket.arnForObjects('*')], principals: [new AnyPrincipal()],
      }));
      return { operations: S3Operations.READ_WRITE };
    });
    const { status, body } = await copy(the, `/${the.bucket}/source`);
    expect([status, body.toString()]).toEqual([403, expect.stringContaining('explicit deny in an identity-based policy')]);
    expect((await raw(the.api, { method: 'PUT', target: '/prod/copy', body: 'x' })).status).toBe(200);
  });

  test('denied where the policy of a given role would allow it', async () => {
    const the = await besideAnother((other, bucket) => {
      const role = new Role(bucket.stack, 'Given', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
      role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: [bucket, other].flatMap(one => [one.bucketArn, one.arnForObjects('*')]) }));
      return { role, operations: S3Operations.READ_WRITE };
    });
    const { status, body } = await copy(the, `/${the.other}/source`);
    expect([status, body.toString()]).toEqual([403, expect.stringContaining('explicit deny in an identity-based policy')]);
  });
});

describe('with CopyObject', () => {
  test('from objects of the target, and of no other bucket', async () => {
    const the = await besideAnother(() => ({ operations: S3Operations.of(COPY_OBJECT, GET_OBJECT) }));
    expect((await copy(the, `/${the.bucket}/source`)).status).toBe(200);
    expect((await raw(the.api, { target: '/prod/copy' })).body.toString()).toBe(the.bucket);
    expect((await copy(the, `/${the.other}/source`)).status).toBe(403);
    const credentials = the.api.roleCredentials(roleArn(the.template, the.api, 'FilesProxy'));
    expect((await callStore(the.store, 'GET', `/${the.other}/source`, { credentials })).status).toBe(403);
  });

  test('from copySources too, whose objects are not written', async () => {
    const the = await besideAnother(other => ({ operations: S3Operations.of(COPY_OBJECT, GET_OBJECT), copySources: [other] }));
    expect((await copy(the, `/${the.other}/source`)).status).toBe(200);
    expect((await raw(the.api, { target: '/prod/copy' })).body.toString()).toBe(the.other);
    expect((await copy(the, '/no-such-bucket/source')).status).toBe(403);
    const credentials = the.api.roleCredentials(roleArn(the.template, the.api, 'FilesProxy'));
    expect((await callStore(the.store, 'PUT', `/${the.other}/new`, { credentials, body: 'x' })).status).toBe(403);
  });

  test('below a literal prefix: from below it alone', async () => {
    const the = await besideAnother((_, bucket) => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('in/') }), operations: S3Operations.of(COPY_OBJECT, GET_OBJECT),
    }));
    await callStore(the.store, 'PUT', `/${the.bucket}/in/source`, { body: 'inside' });
    expect((await copy(the, `/${the.bucket}/in/source`)).status).toBe(200);
    expect((await callStore(the.store, 'GET', `/${the.bucket}/in/copy`)).body).toBe('inside');
    for (const source of ['source', 'inside', 'in']) {
      expect([source, (await copy(the, `/${the.bucket}/${source}`, 'other')).status]).toEqual([source, 403]);
    }
    // To IAM and to S3 these are keys below it, that are not there.
    for (const source of ['in/../source', 'in%2F..%2Fsource']) {
      await copy(the, `/${the.bucket}/${source}`, 'other');
      expect((await callStore(the.store, 'GET', `/${the.bucket}/in/other`)).status).toBe(404);
    }
  });

  test('of a version: only where versions may be named', () => {
    for (const versions of [false, true]) {
      const access = accessOf(synthApi({ operations: S3Operations.of(COPY_OBJECT), versions }), 'FilesProxy');
      const source = `/${access.name('Bucket')}/source`;
      const decide = (header: string) => access.decide(`PUT /${access.name('Bucket')}/copy`, { 'x-amz-copy-source': header });
      expect([decide(source), decide(`${source}?versionId=1`)]).toEqual(['allow', versions ? 'allow' : 'implicitDeny']);
    }
  });
});

test('a route that copies reads the objects of the target, and stores nothing that is no copy', async () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(new Bucket(stack, 'Bucket'), { prefix: KeyPrefix.literal('in/') }), operations: S3Operations.NONE, ...open,
  });
  api.addRoute({ path: 'copies/{id}', operation: COPY_OBJECT, key: 'copies/{id}', ...open });
  const the = await deployed(templateOf(stack));
  for (const key of ['in/source', 'beside']) {
    await callStore(the.store, 'PUT', `/${the.bucket}/${key}`, { body: key });
  }
  const stored = async () => (await callStore(the.store, 'GET', `/${the.bucket}/in/copies/1`)).body;
  expect((await raw(the.api, { method: 'PUT', target: '/prod/copies/1', body: 'no copy' })).status).toBe(403);
  expect((await copy(the, `/${the.bucket}/beside`, 'copies/1')).status).toBe(403);
  expect(await stored()).toContain('NoSuchKey');
  expect((await copy(the, `/${the.bucket}/in/source`, 'copies/1')).status).toBe(200);
  expect(await stored()).toBe('in/source');
});

test('a route that stores does not copy because another copies', async () => {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket');
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.NONE });
  api.addRoute({ path: 'copies/{id}', key: 'copies/{id}', operation: COPY_OBJECT, ...open });
  api.addRoute({ path: 'own/{id}', key: 'own/{id}', operation: PUT_OBJECT, ...open });
  const the = await deployed(templateOf(stack));
  await callStore(the.store, 'PUT', `/${the.bucket}/copies/source`, { body: 'x' });
  const source = `/${the.bucket}/copies/source`;
  expect([(await copy(the, source, 'copies/a')).status, (await copy(the, source, 'own/a')).status]).toEqual([200, 403]);
  expect((await raw(the.api, { method: 'PUT', target: '/prod/own/a', body: 'x' })).status).toBe(200);
});
