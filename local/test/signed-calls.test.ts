import { Hash } from '@smithy/hash-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { closeAll, mockMethod, raw, RawRequest, recorder, serve } from './support/gateway';
import { Caller, LocalApi, LocalOptions } from '../src/index';

afterEach(closeAll);

const NOW = new Date('2026-03-04T05:06:07Z');
const MINUTE = 60_000;
const SESSION: Caller = {
  accessKeyId: 'ASIASESSION',
  secretAccessKey: 'secret',
  sessionToken: 'a+token/with=signs',
  expiration: new Date(NOW.getTime() + 60 * MINUTE),
  arn: 'arn:aws:sts::000000000000:assumed-role/Role/session',
};
const USER: Caller = { accessKeyId: 'AKIAUSER', secretAccessKey: 'secret of the user' };

async function start(options: Partial<LocalOptions> = {}): Promise<LocalApi> {
  const mock = mockMethod('/{key+}', 'GET', '$context.identity.userArn');
  return serve({ methods: [{ ...mock, properties: { ...mock.properties, AuthorizationType: 'AWS_IAM' } }] }, await recorder(), {
    callers: [USER, SESSION], now: () => NOW.getTime(), ...options,
  });
}

interface Signing {
  readonly target?: string;
  readonly caller?: Partial<Caller>;
  readonly region?: string;
  readonly service?: string;
  readonly now?: Date;
  readonly expiresIn?: number;
  readonly presigned?: boolean;
}

/** As the AWS SDK for JavaScript signs. */
async function sign(api: LocalApi, signing: Signing = {}): Promise<RawRequest> {
  const { target = '/prod/k', caller = USER, region = 'us-east-1', service = 'execute-api', now = NOW, expiresIn, presigned = false } = signing;
  const { host } = new URL(api.url());
  const signer = new SignatureV4({
    service,
    region,
    sha256: Hash.bind(null, 'sha256') as never,
    credentials: { accessKeyId: caller.accessKeyId!, secretAccessKey: caller.secretAccessKey!, sessionToken: caller.sessionToken },
  });
  const [path, queryString] = target.split('?');
  const query = Object.fromEntries(new URLSearchParams(queryString ?? ''));
  const request = new HttpRequest({ method: 'GET', protocol: 'http:', hostname: host, path, query, headers: { host } });
  const signed = presigned ? await signer.presign(request, { signingDate: now, expiresIn }) : await signer.sign(request, { signingDate: now });
  const text = Object.entries(signed.query ?? {}).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&');
  const headers = Object.entries(signed.headers).filter(([name]) => name !== 'host');
  return { target: `${path}${text && `?${text}`}`, headers };
}

async function send(api: LocalApi, request: RawRequest): Promise<[number, string | undefined, string]> {
  const answer = await raw(api, request);
  return [answer.status, answer.header('x-amzn-ErrorType'), answer.body.toString()];
}

const passed = (caller: Caller) => [200, undefined, caller.arn ?? `arn:aws:iam::000000000000:user/${caller.accessKeyId}`];

describe.each([['in the headers', false], ['in the query (presigned)', true]])('signed %s', (_, presigned) => {
  test('passes, with and without a session', async () => {
    const api = await start();
    expect(await send(api, await sign(api, { presigned }))).toEqual(passed(USER));
    expect(await send(api, await sign(api, { presigned, caller: SESSION, target: '/prod/a%20b/c?x=1&y=%2F' }))).toEqual(passed(SESSION));
  });

  test.each<[string, Partial<Caller>, string]>([
    ['without its token', { ...SESSION, sessionToken: undefined }, 'UnrecognizedClientException'],
    ['with another', { ...SESSION, sessionToken: 'another' }, 'UnrecognizedClientException'],
    ['a token where there is no session', { ...USER, sessionToken: 'a token' }, 'UnrecognizedClientException'],
    ['an unknown key', { ...USER, accessKeyId: 'AKIANOBODY' }, 'UnrecognizedClientException'],
    ['another secret', { ...USER, secretAccessKey: 'no' }, 'InvalidSignatureException'],
  ])('%s: 403', async (_name, caller, errorType) => {
    const api = await start();
    expect((await send(api, await sign(api, { presigned, caller }))).slice(0, 2)).toEqual([403, errorType]);
  });

  test('a session that has ended: 403', async () => {
    const late = new Date(NOW.getTime() + 60 * MINUTE);
    const api = await start({ now: () => late.getTime() });
    expect(await send(api, await sign(api, { presigned, caller: SESSION, now: late })))
      .toEqual([403, 'ExpiredTokenException', '{"message":"The security token included in the request is expired"}']);
  });

  test.each([['another region', { region: 'eu-west-1' }, "a valid region, not 'eu-west-1'"], ['another service', { service: 's3' }, "correct service: 'execute-api'"]])(
    'scoped to %s: 403', async (_name, scope, message) => {
      const api = await start();
      const [status, errorType, body] = await send(api, await sign(api, { presigned, ...scope }));
      expect([status, errorType, body]).toEqual([403, 'InvalidSignatureException', expect.stringContaining(message)]);
    });

  test('another path or query than the signed one: 403', async () => {
    const api = await start();
    const request = await sign(api, { presigned, target: '/prod/k?x=1' });
    for (const target of [request.target.replace('/k', '/other'), request.target.replace('x=1', 'x=2'), `${request.target}&y=1`]) {
      expect((await send(api, { ...request, target })).slice(0, 2)).toEqual([403, 'InvalidSignatureException']);
    }
  });

  test.each(['/prod/a//b', '/prod/./a', '/prod/a/../b', '/prod/100%25'])('the path %s, signed in its normal form and sent as it is', async (target) => {
    const api = await start();
    const { pathname } = new URL(`http://h${target.replace('//', '/')}`);
    const request = await sign(api, { presigned, target: pathname });
    expect((await send(api, { ...request, target: request.target.replace(pathname, target) }))[0]).toBe(200);
  });
});

describe('the clock', () => {
  test.each([[-5 * MINUTE, 200], [-5 * MINUTE - 1000, 403], [5 * MINUTE, 200], [5 * MINUTE + 1000, 403]])('of the client may be wrong by five minutes: %d ms, %d', async (off, status) => {
    const api = await start();
    expect((await send(api, await sign(api, { now: new Date(NOW.getTime() + off) })))[0]).toBe(status);
  });

  test.each([[0, 200], [60_000, 200], [61_000, 403], [-5 * MINUTE - 1000, 403]])('a presigned URL is good for as long as it says: after %d ms, %d', async (after, status) => {
    const api = await start({ now: () => NOW.getTime() + after });
    expect((await send(api, await sign(api, { presigned: true, expiresIn: 60 })))[0]).toBe(status);
  });
});
