import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest } from '../src/auth/sigv4';
import { sha256Hex } from '../src/auth/sigv4-canonical';
import { LocalApi, startLocal, Template } from '../src/index';
import { ApiParts, apiTemplate, CALLER, closeAll, closeLater, Properties, raw, s3Method, serve } from './support/gateway';
import { VERSITYGW } from './support/store';
import { startVersitygw, Versitygw } from '../src/store/versitygw';

let folder: string;
let store: Versitygw;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'index-'));
  store = await startVersitygw({ binary: VERSITYGW, directory: folder, region: 'us-east-1' });
});
afterAll(async () => {
  await store.stop();
  rmSync(folder, { recursive: true });
});
afterEach(closeAll);

const role = (...statements: Properties[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const allow = (action: string | string[], resource: unknown) => ({ Effect: 'Allow', Action: action, Resource: resource });
const objects = { 'Fn::Sub': '${Bucket.Arn}/*' };
const bucketArn = { 'Fn::GetAtt': ['Bucket', 'Arn'] };

const STATUSES = ['200', '204', '206', '304', '400', '403', '404', '416', '500'];
const HEADERS = ['Content-Type', 'ETag', 'Content-Range'];

/** A method of the given role with every status and a few headers. */
function method(verb: string, path: string, roleId: string, query: readonly string[] = []) {
  const responses = STATUSES.map((status) => ({
    StatusCode: status,
    ...(status !== '500' && { SelectionPattern: status }),
    ContentHandling: 'CONVERT_TO_BINARY',
    ResponseParameters: Object.fromEntries(HEADERS.map((name) => [`method.response.header.${name}`, `integration.response.header.${name}`])),
  }));
  const headers = ['Content-Type', 'Range', 'If-None-Match', 'x-amz-copy-source'];
  return s3Method({
    path,
    method: verb,
    properties: {
      AuthorizationType: 'AWS_IAM',
      RequestParameters: Object.fromEntries([...headers.map((name) => `header.${name}`), ...query.map((name) => `querystring.${name}`)]
        .map((name) => [`method.request.${name}`, false])),
      MethodResponses: responses.map(({ StatusCode }) => ({
        StatusCode, ResponseParameters: Object.fromEntries(HEADERS.map((name) => [`method.response.header.${name}`, true])),
      })),
    },
    integration: {
      Credentials: { 'Fn::GetAtt': [roleId, 'Arn'] },
      Uri: { 'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:s3:path/\${Bucket}${path.includes('{key') ? '/{key}' : ''}` },
      RequestParameters: Object.fromEntries([...headers.map((name) => `header.${name}`), ...query.map((name) => `querystring.${name}`)]
        .map((name) => [`integration.request.${name}`, `method.request.${name}`])),
      IntegrationResponses: responses,
    },
  });
}

const parts: ApiParts = {
  api: { BinaryMediaTypes: ['*/*'] },
  methods: [
    method('GET', '/{key+}', 'Reader'), method('HEAD', '/{key+}', 'Reader'), method('PUT', '/{key+}', 'Writer'),
    method('DELETE', '/{key+}', 'Reader', ['tagging']), method('GET', '/', 'Reader', ['list-type', 'prefix']),
  ],
  resources: {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Reader: role(allow('s3:GetObject', objects), allow('s3:ListBucket', bucketArn)),
    Writer: role(allow('s3:PutObject', objects)),
    Unrelated: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['other'], PolicyDocument: { 'Fn::GetAtt': ['Nothing', 'Here'] } } },
  },
};

async function start(template: Template = apiTemplate(parts), stack = `s-${randomBytes(4).toString('hex')}`): Promise<LocalApi> {
  const api = await startLocal({
    template, stack, callers: [CALLER], s3: { endpoint: store.endpoint, iamEndpoint: store.iamEndpoint, credentials: store.credentials },
  });
  closeLater(() => api.close());
  return api;
}

/** A signed request of the caller. */
function call(api: LocalApi, verb: string, target: string, body: Buffer | string = '', headers: Record<string, string> = {}) {
  const { host, pathname } = new URL(api.url());
  const [path, query = ''] = target.split('?');
  const signature = signRequest({ method: verb, path: pathname + path, query, headers: [['host', host]] }, {
    service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash: sha256Hex(Buffer.from(body as string)),
  });
  return raw(api, { method: verb, target: pathname + target, body, headers: [...Object.entries(headers), ...signature] });
}

/** Straight to the store, as a role. */
async function asRole(api: LocalApi, roleId: string, verb: string, path: string, body?: string) {
  const { host } = new URL(store.endpoint);
  const credentials = api.roleCredentials(`arn:aws:iam::000000000000:role/${api.physicalId(roleId)}`);
  const headers = signRequest({ method: verb, path, query: '', headers: [['host', host]] }, { service: 's3', region: 'us-east-1', credentials });
  return (await fetch(store.endpoint + path, { method: verb, headers: Object.fromEntries(headers), body })).status;
}

describe('on a real store', () => {
  const bytes = randomBytes(9 * 1024 * 1024);

  test('objects come back as they were: bytes, type, ranges, conditions', async () => {
    const api = await start();
    for (const [key, body] of [['big', bytes], ['empty', Buffer.alloc(0)], ['a/b%20c+d%25%C3%A9', Buffer.from('text')]] as const) {
      expect((await call(api, 'PUT', key, body, { 'Content-Type': 'image/x' })).status).toBe(200);
      const got = await call(api, 'GET', key);
      expect([got.status, got.header('Content-Type'), got.body.equals(body)]).toEqual([200, 'image/x', true]);
    }
    const part = await call(api, 'GET', 'big', '', { Range: 'bytes=1000000-1000009' });
    expect([part.status, part.header('Content-Range'), part.body]).toEqual([206, `bytes 1000000-1000009/${bytes.length}`, bytes.subarray(1000000, 1000010)]);
    const etag = part.header('ETag')!;
    expect((await call(api, 'GET', 'big', '', { 'If-None-Match': etag })).status).toBe(304);
    expect((await call(api, 'HEAD', 'big')).status).toBe(200);
    const missing = await call(api, 'GET', 'none');
    expect([missing.status, missing.body.toString()]).toEqual([404, expect.stringContaining('<Code>NoSuchKey</Code>')]);
    const list = await call(api, 'GET', '?list-type=2&prefix=a/');
    expect(list.body.toString()).toContain('<Key>a/b c+d%é</Key>');
  });

  test('an upload that is too large stores nothing', async () => {
    const api = await start();
    expect((await call(api, 'PUT', 'k', 'before')).status).toBe(200);
    expect((await call(api, 'PUT', 'k', Buffer.alloc(10 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await call(api, 'GET', 'k')).body.toString()).toBe('before');
  });

  test('a body that is not the signed one stores nothing', async () => {
    const api = await start();
    expect((await call(api, 'PUT', 'k', 'before')).status).toBe(200);
    const { host, pathname } = new URL(api.url());
    const headers = signRequest({ method: 'PUT', path: `${pathname}k`, query: '', headers: [['host', host]] }, {
      service: 'execute-api', region: 'us-east-1', credentials: CALLER, payloadHash: sha256Hex('genuine'),
    });
    expect((await raw(api, { method: 'PUT', target: `${pathname}k`, body: 'forgery', headers })).status).toBe(403);
    expect((await call(api, 'GET', 'k')).body.toString()).toBe('before');
  });

  test('a role may do what its policy says and nothing else', async () => {
    const api = await start();
    expect((await call(api, 'PUT', 'k', 'x')).status).toBe(200);
    const denied = await call(api, 'DELETE', 'k');
    expect([denied.status, denied.body.toString()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    expect((await call(api, 'PUT', 'k2', '', { 'x-amz-copy-source': `/${api.physicalId('Bucket')}/k` })).status).toBe(403);
    expect((await call(api, 'GET', 'k')).body.toString()).toBe('x');
    // The store itself agrees.
    const path = `/${api.physicalId('Bucket')}/k`;
    expect([await asRole(api, 'Reader', 'GET', path), await asRole(api, 'Reader', 'DELETE', path), await asRole(api, 'Writer', 'GET', path)])
      .toEqual([200, 403, 403]);
  });

  test('the same template again keeps the bucket and what is in it', async () => {
    const first = await start(undefined, 'again');
    await call(first, 'PUT', 'k', 'kept');
    await first.close();
    const second = await start(undefined, 'again');
    expect((await call(second, 'GET', 'k')).body.toString()).toBe('kept');
  });

  test('nothing is created for a template that is refused', async () => {
    const refused = apiTemplate({ ...parts, methods: [...parts.methods, s3Method({ path: '/a', properties: { Odd: true } })] });
    await expect(start(refused, 'refused')).rejects.toThrow('Method5: Odd');
    await expect(start(apiTemplate({ ...parts, methods: [s3Method()] }), 'refused')).rejects.toThrow('must be a role of this template');
    const { host } = new URL(store.endpoint);
    const headers = signRequest({ method: 'HEAD', path: '/refused-bucket', query: '', headers: [['host', host]] }, {
      service: 's3', region: 'us-east-1', credentials: store.credentials,
    });
    expect((await fetch(`${store.endpoint}/refused-bucket`, { method: 'HEAD', headers: Object.fromEntries(headers) })).status).toBe(404);
  });
});

describe('what the API tells', () => {
  const template: Template = {
    ...apiTemplate({
      methods: [s3Method()],
      resources: {
        Second: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'beta' } }, Fn: { Type: 'AWS::Lambda::Function' },
      },
    }),
    Outputs: {
      Url: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod/' }, Export: { Name: 'url' } },
      Lost: { Value: { 'Fn::GetAtt': ['Fn', 'Colour'] } },
    },
  };
  const local = async (more: Partial<Parameters<typeof startLocal>[0]> = {}) => {
    const api = await startLocal({ template, deploy: false, s3: { endpoint: store.endpoint, credentials: store.credentials }, ...more });
    closeLater(() => api.close());
    return api;
  };

  test('stages, outputs, routes, what is left alone, a caller of its own', async () => {
    const api = await local();
    const { origin } = new URL(api.stages[0].url);
    expect(api.stages).toEqual([{ restApi: 'Api', stage: 'prod', url: `${origin}/prod/` }, { restApi: 'Api', stage: 'beta', url: `${origin}/beta/` }]);
    expect([api.outputs, api.exports]).toEqual([{ Url: `${origin}/prod/` }, { url: `${origin}/prod/` }]);
    expect(api.url('beta')).toBe(`${origin}/beta/`);
    expect(() => api.url()).toThrow('stage: name one of prod, beta, got none');
    expect(api.left).toEqual([{ logicalId: 'Fn', type: 'AWS::Lambda::Function' }]);
    expect(api.routes).toEqual([{
      restApi: 'Api',
      httpMethod: 'GET',
      path: '/{key+}',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      integration: 'S3 GET bucket/{key}',
      operation: 'GET object',
    }]);
    expect(api.callers).toEqual([{ accessKeyId: expect.stringMatching(/^AKIA/), secretAccessKey: expect.stringMatching(/.{40}/) }]);
    expect(api.localize({ a: [`https://${api.physicalId('Api')}.execute-api.us-east-1.amazonaws.com/x`] })).toEqual({ a: [`${origin}/x`] });
    expect(() => api.physicalId('Fn')).toThrow("'Fn' is no resource that is run here");
  });

  test('after close nobody answers', async () => {
    const api = await local();
    await api.close();
    await expect(fetch(api.url('prod'))).rejects.toThrow();
  });

  test('two APIs have a port each', async () => {
    const { Resources } = apiTemplate({ methods: [s3Method()] });
    const other = JSON.parse(JSON.stringify(Resources).replaceAll(/"(Api|R1|Method0|Deployment|Stage)"/g, '"Other$1"')) as Template['Resources'];
    const api = await local({ template: { Resources: { ...Resources, ...other } } });
    expect(new Set(api.stages.map(({ url }) => new URL(url).port)).size).toBe(2);
  });

  test('a template without an API', async () => {
    await expect(local({ template: { Resources: { B: { Type: 'AWS::S3::Bucket' } } } })).rejects.toThrow('no AWS::ApiGateway::RestApi');
  });
});

test('without an IAM server the gateway alone checks the policies', async () => {
  const api = await serve(parts, store, { deploy: true, s3: { endpoint: store.endpoint, credentials: store.credentials } });
  expect(api.notSimulated).toEqual([expect.stringContaining('enforced only by the gateway itself')]);
  const denied = await call(api, 'DELETE', 'k');
  expect([denied.status, denied.header('Content-Type')]).toEqual([403, 'application/xml']);
});
