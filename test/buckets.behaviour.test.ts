import { Bucket } from 'aws-cdk-lib/aws-s3';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../src';
import { Deployed, deployed, roleArn } from './support/deployed';
import { CfnTemplate, newStack, templateOf } from './support/synth';

afterAll(closeAll);

const open = { auth: S3ProxyAuth.none() };

describe('some buckets of the account', () => {
  const stack = newStack();
  const [a, b] = [new Bucket(stack, 'A'), new Bucket(stack, 'B')];
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.buckets([a, b]), operations: S3Operations.READ_WRITE, ...open });
  api.addRoute({ path: 'latest', bucket: a.bucketName, key: 'there', operation: S3Operation.GET_OBJECT, ...open });
  const template: CfnTemplate = templateOf(stack);
  const listed = [a, b].map(bucket => stack.getLogicalId(bucket.node.defaultChild as never));
  const another = 'another-bucket';

  let the: Deployed;
  let names: string[];
  beforeAll(async () => {
    the = await deployed(template);
    names = listed.map(id => the.api.physicalId(id));
    expect((await callStore(the.store, 'PUT', `/${another}`)).status).toBe(200);
    for (const name of [...names, another]) {
      expect((await callStore(the.store, 'PUT', `/${name}/there`, { body: name })).status).toBe(200);
    }
  });

  const REQUESTS: [method: string, path: string, status: number][] = [
    ['GET', '', 200], ['GET', '?list-type=2', 200], ['HEAD', '', 200], ['GET', '/there', 200], ['HEAD', '/there', 200], ['GET', '/missing', 404], ['PUT', '/new', 200],
    ['DELETE', '/new', 204],
  ];

  test.each(REQUESTS)('%s /{bucket}%s: each that is listed, and no other', async (method, path, status) => {
    for (const name of names) {
      const answer = await raw(the.api, { method, target: `/prod/${name}${path}` });
      expect([name, answer.status]).toEqual([name, status]);
    }
    for (const name of [another, 'no-such-bucket', names[0].slice(0, -1), `${names[0]}x`]) {
      const { status: denied, body } = await raw(the.api, { method, target: `/prod/${name}${path}` });
      expect([name, denied, body.toString()]).toEqual([name, 403, method === 'HEAD' ? '' : expect.stringContaining('<Code>AccessDenied</Code>')]);
    }
  });

  test.each(REQUESTS)('%s /{bucket}%s: neither does the role, straight at the store', async (method, path, status) => {
    const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
    const [target, query] = path.split('?');
    const ask = async (name: string) => (await callStore(the.store, method, `/${name}${target}`, { query, credentials })).status;
    expect([await ask(names[0]), await ask(names[1]), await ask(another)]).toEqual([status, status, 403]);
    expect((await callStore(the.store, 'GET', `/${another}/there`)).body).toBe(another);
  });

  test('reads and writes the bytes of the one that is named', async () => {
    for (const name of names) {
      expect((await raw(the.api, { target: `/prod/${name}/there` })).body.toString()).toBe(name);
    }
  });

  test('buckets are not listed', async () => {
    expect((await raw(the.api, { target: '/prod/' })).status).toBe(403);
    const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
    expect((await callStore(the.store, 'GET', '/', { credentials })).body).toContain('AccessDenied');
  });

  test('a name that ends in what begins a key reaches nothing else', async () => {
    for (const path of [`${another}%2Fthere`, `${names[0]}%2F..%2F${another}/there`, `${names[0]}/..%2F..%2F${another}%2Fthere`, `./${another}/there`]) {
      const { status, body } = await raw(the.api, { target: `/prod/${path}` });
      expect([path, status >= 400, body.toString() === another]).toEqual([path, true, false]);
    }
  });

  test('a route to one of them', async () => {
    expect((await raw(the.api, { target: '/prod/latest' })).body.toString()).toBe(names[0]);
  });
});

test('a route reaches its own bucket alone, of those of the target', async () => {
  const stack = newStack();
  const [a, b] = [new Bucket(stack, 'A'), new Bucket(stack, 'B')];
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.buckets([a, b]), operations: S3Operations.NONE });
  api.addRoute({ path: 'a/{id}', bucket: a.bucketName, key: 'public/{id}', operation: S3Operation.GET_OBJECT, ...open });
  const template = templateOf(stack);
  const the = await deployed(template);
  const [nameA, nameB] = [a, b].map(bucket => the.api.physicalId(stack.getLogicalId(bucket.node.defaultChild as never)));
  for (const path of [`${nameA}/public/x`, `${nameA}/x`, `${nameB}/public/x`]) {
    await callStore(the.store, 'PUT', `/${path}`, { body: path });
  }
  expect((await raw(the.api, { target: '/prod/a/x' })).body.toString()).toBe(`${nameA}/public/x`);
  const credentials = the.api.roleCredentials(roleArn(template, the.api, 'FilesProxy'));
  const direct = async (path: string) => (await callStore(the.store, 'GET', `/${path}`, { credentials })).status;
  expect([await direct(`${nameA}/public/x`), await direct(`${nameA}/x`), await direct(`${nameB}/public/x`)]).toEqual([200, 403, 403]);
});
