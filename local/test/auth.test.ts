import { createHash, createHmac } from 'node:crypto';
import { CALLER, closeAll, Properties, raw, RawRequest, recorder, s3Method, serve, valuesOf } from './support/gateway';
import { signRequest } from '../src/auth/sigv4';

afterEach(closeAll);

/** As most clients of execute-api sign: the hash of the body counts, and is not sent. */
function signUndeclared(method: string, path: string, host: string, body: string): Array<readonly [string, string]> {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [date.slice(0, 8), 'us-east-1', 'execute-api', 'aws4_request'];
  const canonical = [method, path, '', `host:${host}`, `x-amz-date:${date}`, '', 'host;x-amz-date', sha256(body)].join('\n');
  const key = scope.reduce<Buffer | string>((previous, part) => createHmac('sha256', previous).update(part).digest(), `AWS4${CALLER.secretAccessKey}`);
  const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n')).digest('hex');
  const credential = [CALLER.accessKeyId, ...scope].join('/');
  return [['X-Amz-Date', date], ['Authorization', `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`]];
}

const sha256 = (body: string) => createHash('sha256').update(body).digest('hex');
const EMPTY = sha256('');

interface Signing extends RawRequest {
  readonly signedBody?: string;
  readonly declare?: boolean;
  readonly credentials?: typeof CALLER;
  readonly region?: string;
  readonly service?: 'execute-api' | 's3';
  readonly now?: Date;
}

async function start(properties: Properties = {}, integration: Properties = {}, binary = true, log?: (line: string) => void) {
  const s3 = await recorder();
  const methods = ['GET', 'PUT'].map((method) => s3Method({ method, properties: { AuthorizationType: 'AWS_IAM', ...properties }, integration }));
  const api = await serve({ methods, api: binary ? { BinaryMediaTypes: ['*/*'] } : {} }, s3, { log });
  const { host } = new URL(api.url());
  /** Signs with the hash of `signedBody`. */
  const signed = (request: Signing): RawRequest => {
    const { method = 'GET', target, body = '', signedBody = String(body), declare = true, credentials = CALLER, region = 'us-east-1', service = 'execute-api', now } = request;
    const [path, query = ''] = target.split('?');
    if (!declare) {
      return { method, target, body, headers: signUndeclared(method, path, host, signedBody) };
    }
    const headers = signRequest({ method, path, query, headers: [['host', host]] }, {
      service, region, credentials, now, payloadHash: sha256(signedBody),
    });
    return { method, target, body, headers };
  };
  return { s3, api, signed };
}

test('a signed request passes, and S3 sees the role\'s signature', async () => {
  const { s3, api, signed } = await start();
  const answer = await raw(api, signed({ target: '/prod/a/b%20c?x=1' }));
  expect(answer.status).toBe(200);
  expect(valuesOf(s3.received[0].headers, 'authorization')[0]).toContain('Credential=root/');
});

test.each<[string, (signed: Awaited<ReturnType<typeof start>>['signed']) => RawRequest, string]>([
  ['no signature', () => ({ target: '/prod/k' }), 'MissingAuthenticationTokenException'],
  ['another secret', (signed) => signed({ target: '/prod/k', credentials: { ...CALLER, secretAccessKey: 'no' } }), 'InvalidSignatureException'],
  ['an unknown key', (signed) => signed({ target: '/prod/k', credentials: { ...CALLER, accessKeyId: 'AKIANOBODY' } }), 'UnrecognizedClientException'],
  ['another path', (signed) => ({ ...signed({ target: '/prod/k' }), target: '/prod/other' }), 'InvalidSignatureException'],
  ['another query', (signed) => ({ ...signed({ target: '/prod/k' }), target: '/prod/k?acl' }), 'InvalidSignatureException'],
  ['another region', (signed) => signed({ target: '/prod/k', region: 'eu-west-1' }), 'InvalidSignatureException'],
  ['an old date', (signed) => signed({ target: '/prod/k', now: new Date(Date.now() - 3_600_000) }), 'InvalidSignatureException'],
])('%s: 403, and S3 hears nothing', async (_, request, errorType) => {
  const { s3, api, signed } = await start();
  const answer = await raw(api, request(signed));
  expect([answer.status, answer.header('x-amzn-ErrorType')]).toEqual([403, errorType]);
  expect(s3.received).toEqual([]);
});

test.each<[string, (signed: Awaited<ReturnType<typeof start>>['signed']) => RawRequest, string]>([
  ['no signature', () => ({ target: '/prod/k' }), 'MISSING_AUTHENTICATION_TOKEN: the request is not signed, and the method asks for AWS_IAM'],
  ['another secret', (signed) => signed({ target: '/prod/k', credentials: { ...CALLER, secretAccessKey: 'no' } }),
    `INVALID_SIGNATURE: the signature of '${CALLER.accessKeyId}' does not match: it is by another secret key, or not of "GET\\n/prod/k\\n`],
  ['an unknown key', (signed) => signed({ target: '/prod/k', credentials: { ...CALLER, accessKeyId: 'AKIANOBODY' } }),
    "INVALID_SIGNATURE: there is no caller with the access key id 'AKIANOBODY'"],
  ['another region', (signed) => signed({ target: '/prod/k', region: 'eu-west-1' }),
    "INVALID_SIGNATURE: Credential should be scoped to a valid region, not 'eu-west-1'. Sign for execute-api in us-east-1"],
  ['another service', (signed) => signed({ target: '/prod/k', service: 's3' }),
    "INVALID_SIGNATURE: Credential should be scoped to correct service: 'execute-api'. Sign for execute-api in us-east-1"],
  ['an old date', (signed) => signed({ target: '/prod/k', now: new Date(0) }), 'INVALID_SIGNATURE: Signature expired: 19700101T000000Z is now earlier'],
  ['another body', (signed) => signed({ method: 'PUT', target: '/prod/k', body: 'x', signedBody: 'y' }),
    'INVALID_SIGNATURE: the body is not the one that x-amz-content-sha256 is the hash of'],
])('%s: the log says why, and nothing of the query', async (_, request, reason) => {
  const lines: string[] = [];
  const { api, signed } = await start({}, {}, true, (line) => lines.push(line));
  const { method = 'GET', target, ...rest } = request(signed);
  await raw(api, { method, target: `${target}${method === 'GET' && reason.startsWith('MISSING') ? '?secret' : ''}`, ...rest });
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${method} /prod/k: `))]);
  expect(lines[0]).toContain(reason);
});

describe.each([['streamed', true], ['read whole', false]])('a body that is %s', (_, binary) => {
  const put = { method: 'PUT', target: '/prod/k', body: 'the body' };

  test.each([true, false])('passes (hash declared: %s)', async (declare) => {
    const { s3, api, signed } = await start({}, {}, binary);
    expect((await raw(api, signed({ ...put, declare }))).status).toBe(200);
    expect(s3.received[0].body.toString()).toBe('the body');
  });

  test.each([true, false])('that is not the signed one is stored by nobody (hash declared: %s)', async (declare) => {
    const { s3, api, signed } = await start({}, {}, binary);
    const answer = await raw(api, signed({ ...put, declare, signedBody: 'the copy' }));
    expect([answer.status, answer.header('x-amzn-ErrorType')]).toEqual([403, 'InvalidSignatureException']);
    expect(s3.received).toEqual([]);
  });

  test('none where one was signed', async () => {
    const { s3, api, signed } = await start({}, {}, binary);
    expect((await raw(api, signed({ ...put, body: '', signedBody: 'the copy' }))).status).toBe(403);
    expect(s3.received).toEqual([]);
  });
});

test('the hash of an empty body, declared', async () => {
  const { api, signed } = await start();
  const request = signed({ target: '/prod/k' });
  expect(valuesOf(request.headers as ReadonlyArray<readonly [string, string]>, 'x-amz-content-sha256')).toEqual([EMPTY]);
  expect((await raw(api, request)).status).toBe(200);
});

test('a method ARN of more than 1,600 bytes: 414', async () => {
  const { api, signed } = await start();
  expect((await raw(api, signed({ target: `/prod/${'x'.repeat(1500)}` }))).status).toBe(200);
  expect((await raw(api, signed({ target: `/prod/${'x'.repeat(1600)}` }))).status).toBe(414);
});

test('the context knows the caller', async () => {
  const { s3, api, signed } = await start({}, {
    RequestParameters: { 'integration.request.header.x-key': 'context.identity.accessKey', 'integration.request.header.x-arn': 'context.identity.userArn' },
  });
  await raw(api, signed({ target: '/prod/k' }));
  expect(s3.received[0].headers).toEqual(expect.arrayContaining([
    ['x-key', CALLER.accessKeyId], ['x-arn', `arn:aws:iam::000000000000:user/${CALLER.accessKeyId}`],
  ]));
});

test('the caller\'s own credentials sign the call to S3', async () => {
  const { s3, api, signed } = await start({}, { Credentials: 'arn:aws:iam::*:user/*' });
  expect((await raw(api, signed({ target: '/prod/k' }))).status).toBe(200);
  expect(valuesOf(s3.received[0].headers, 'authorization')[0]).toContain(`Credential=${CALLER.accessKeyId}/`);
});
