import { Hash } from '@smithy/hash-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import * as aws4 from 'aws4';
import { Credentials } from '../src/auth/credentials';
import { InboundRequest, VerifyScope, needsBodyHash, signRequest, verifyRequest } from '../src/auth/sigv4';
import {
  EMPTY_SHA256,
  canonicalQuery,
  canonicalRequest,
  doubleEncodedPath,
  normalizedPath,
  sha256Hex,
  signatureOf,
  stringToSign,
} from '../src/auth/sigv4-canonical';

const credentials: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const now = new Date('2026-03-04T05:06:07Z');
const region = 'eu-central-1';
const host = 'abc.execute-api.eu-central-1.amazonaws.com';
const scope = (overrides: Partial<VerifyScope> = {}): VerifyScope => ({
  service: 'execute-api',
  region,
  now,
  find: (id) => (id === credentials.accessKeyId ? credentials : undefined),
  ...overrides,
});

const awkwardPaths = [
  '/',
  '/prod',
  '/prod/',
  '/prod/a/b/',
  '/prod/a%20b',
  '/prod/a+b',
  '/prod/a%2Bb',
  '/prod/100%25',
  '/prod/%C3%BC%E2%82%AC',
  '/prod/a%2Fb',
  '/prod/~-._',
  '/prod/%21%27%28%29%2A',
  "/prod/!'()*",
  '/prod/a=b&c;d,e@f:g$h',
  '/prod/%e2%82%ac',
  '/prod/%7Ea',
  '/prod/a%3Fb',
];
const unnormalPaths = [
  '/prod/a//b',
  '//prod/a',
  '/prod/./a',
  '/prod/a/../b',
  '/prod/a/..',
  '/prod/../../x',
  '/prod/a/.',
  '/prod/a//',
  '/prod/..a/b..',
];
const awkwardQueries = [
  '',
  'acl',
  'acl=',
  'b=2&a=1',
  'a=2&a=1&a=10',
  'a-b=1&a=2&a%2Db=0',
  'prefix=a%20b',
  'prefix=a%2Bb',
  'prefix=a+b&c+d',
  'prefix=%C3%BC',
  "x=!'()*",
  'x=%21%27',
  'list-type=2&prefix=p%2F&delimiter=%2F',
  'x=a/b',
  'x=~',
  'x=a=b',
  'X=1&x=2',
];

const lower = (headers: ReadonlyArray<readonly [string, string]>): Map<string, string> =>
  new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
const authorizationOf = (headers: ReadonlyArray<readonly [string, string]>): string => lower(headers).get('authorization')!;
const signatureIn = (authorization: string): string => /Signature=([0-9a-f]+)/.exec(authorization)![1]!;

const smithy = (service: string, uriEscapePath: boolean, given: Credentials = credentials): SignatureV4 =>
  new SignatureV4({
    service,
    region,
    credentials: given,
    sha256: Hash.bind(null, 'sha256') as never,
    uriEscapePath,
    applyChecksum: false,
  });

function smithyQuery(query: string): Record<string, string | string[]> {
  const bag: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) (bag[name] ??= []).push(value);
  return bag;
}

async function smithySigned(request: InboundRequest, given: Credentials = credentials): Promise<InboundRequest> {
  const signed = await smithy('execute-api', true, given).sign(
    new HttpRequest({
      method: request.method,
      protocol: 'https:',
      path: request.path,
      query: smithyQuery(request.query),
      headers: Object.fromEntries(request.headers),
    }),
    { signingDate: now },
  );
  return { ...request, headers: Object.entries(signed.headers) };
}

const get = (path: string, query = '', headers: Array<[string, string]> = []): InboundRequest => ({
  method: 'GET',
  path,
  query,
  headers: [['host', host], ...headers],
});

describe('published vectors', () => {
  const vanilla = (path: string, query = '', method = 'GET', headers: Array<[string, string]> = []): string => {
    // The suite signs Host and X-Amz-Date alone, signRequest always x-amz-content-sha256 as well: build the signature from the parts.
    const lines = new Map<string, string[]>();
    for (const [name, value] of [['Host', 'example.amazonaws.com'], ...headers, ['X-Amz-Date', '20150830T123600Z']] as const) {
      const key = name.toLowerCase();
      lines.set(key, [...(lines.get(key) ?? []), value]);
    }
    const all = [...lines].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
    const names = [...lines.keys()].sort();
    const key = { date: '20150830', region: 'us-east-1', service: 'service' };
    const canonical = canonicalRequest(method, doubleEncodedPath(normalizedPath(path)), canonicalQuery(query), all, names, EMPTY_SHA256);
    return signatureOf(credentials.secretAccessKey, key, stringToSign('20150830T123600Z', key, canonical));
  };

  test.each([
    ['get-vanilla', () => vanilla('/'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', () => vanilla('/', '', 'POST'), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      () => vanilla('/', 'Param2=value2&Param1=value1'),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-unreserved',
      () => vanilla('/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    ['get-utf8', () => vanilla('/\u1234'), '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    [
      'get-header-key-duplicate',
      () =>
        vanilla('/', '', 'GET', [
          ['My-Header1', 'value2'],
          ['My-Header1', 'value2'],
          ['My-Header1', 'value1'],
        ]),
      'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    ],
    [
      'get-header-value-trim',
      () =>
        vanilla('/', '', 'GET', [
          ['My-Header1', ' value1'],
          ['My-Header2', ' "a   b   c"'],
        ]),
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    ['get-relative', () => vanilla('/example/..'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-slashes', () => vanilla('//'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ])('%s of the AWS SigV4 test suite', (_name, signature, expected) => {
    expect(signature()).toBe(expected);
  });

  const example: Credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  test.each([
    [
      'GET object',
      'GET',
      '/test.txt',
      '',
      [['Range', 'bytes=0-9']],
      EMPTY_SHA256,
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT object',
      'PUT',
      '/test$file.text',
      '',
      [
        ['Date', 'Fri, 24 May 2013 00:00:00 GMT'],
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
      ],
      sha256Hex('Welcome to Amazon S3.'),
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    ['GET lifecycle', 'GET', '/', 'lifecycle', [], EMPTY_SHA256, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    [
      'list objects',
      'GET',
      '/',
      'max-keys=2&prefix=J',
      [],
      EMPTY_SHA256,
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ] as Array<[string, string, string, string, Array<[string, string]>, string, string]>)(
    '%s of the S3 documentation',
    (_name, method, path, query, headers, payloadHash, expected) => {
      const added = signRequest(
        { method, path, query, headers: [['Host', 'examplebucket.s3.amazonaws.com'], ...headers] },
        { service: 's3', region: 'us-east-1', credentials: example, now: new Date('2013-05-24T00:00:00Z'), payloadHash },
      );
      expect(signatureIn(authorizationOf(added))).toBe(expected);
    },
  );
});

describe('signRequest', () => {
  const keys = ['a b', 'a+b', '100%', 'ü€', "!'()*", 'a//b', '/lead', 'x/../y', './z', 'dir/', '~-._', '&=;:@,$?#', '\u{1f600}'];
  const encodeKey = (key: string): string =>
    [...Buffer.from(key)]
      .map((byte) =>
        /[A-Za-z0-9\-._~/]/.test(String.fromCharCode(byte))
          ? String.fromCharCode(byte)
          : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('');

  test.each(keys)('signs the key %j for S3 as @smithy/signature-v4 does', async (key) => {
    const path = `/bucket/${encodeKey(key)}`;
    for (const query of awkwardQueries) {
      const request = {
        method: 'PUT',
        path,
        query,
        headers: [
          ['host', 's3.local:7070'],
          ['x-amz-meta-a', ' x   y '],
        ] as Array<[string, string]>,
      };
      const added = signRequest(request, { service: 's3', region, credentials, now });
      const oracle = await smithy('s3', false).sign(
        new HttpRequest({
          method: 'PUT',
          protocol: 'http:',
          path,
          query: smithyQuery(query),
          headers: { ...Object.fromEntries(request.headers), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        }),
        { signingDate: now },
      );
      expect(signatureIn(authorizationOf(added))).toBe(signatureIn(oracle.headers.authorization!));
    }
  });

  test('adds the session token and signs it', async () => {
    const session = { ...credentials, sessionToken: 'token/+=' };
    const added = signRequest(get('/bucket/k'), { service: 's3', region, credentials: session, now });
    const oracle = await smithy('s3', false, session).sign(
      new HttpRequest({
        method: 'GET',
        protocol: 'http:',
        path: '/bucket/k',
        headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      }),
      { signingDate: now },
    );
    expect(lower(added).get('x-amz-security-token')).toBe('token/+=');
    expect(authorizationOf(added)).toBe(oracle.headers.authorization);
  });

  test('any spelling of a path is signed in the one form that S3 computes', () => {
    const sign = (path: string): string => authorizationOf(signRequest(get(path), { service: 's3', region, credentials, now }));
    expect(sign('/b/%7e(%c3%bc)%41%')).toBe(sign('/b/~%28%C3%BC%29A%25'));
    expect(sign('/b/a+b')).toBe(sign('/b/a%2Bb'));
    expect(sign('/b/a//b')).not.toBe(sign('/b/a/b'));
  });
});

describe('verifyRequest accepts', () => {
  test.each([...awkwardPaths, ...unnormalPaths])('what @smithy/signature-v4 signed for the path %s', async (path) => {
    for (const query of awkwardQueries) {
      const request = await smithySigned(get(path, query));
      expect(verifyRequest(request, scope())).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE' });
    }
  });

  test.each([...awkwardPaths, ...unnormalPaths])('what aws4 signed for the path %s', (path) => {
    for (const query of awkwardQueries) {
      const signed = aws4.sign(
        {
          service: 'execute-api',
          region,
          host,
          method: 'GET',
          path: query === '' ? path : `${path}?${query}`,
          headers: { 'X-Amz-Date': '20260304T050607Z' },
        },
        credentials,
      );
      const request = { method: 'GET', path, query, headers: Object.entries(signed.headers as Record<string, string>) };
      expect(verifyRequest(request, scope())).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE' });
    }
  });

  test.each(unnormalPaths)('a signature over the path %s as it is sent', (path) => {
    const request = get(path, 'b=1&a=2', [['x-amz-date', '20260304T050607Z']]);
    const canonical = `GET\n${path}\na=2&b=1\nhost:${host}\nx-amz-date:20260304T050607Z\n\nhost;x-amz-date\n${EMPTY_SHA256}`;
    const key = { date: '20260304', region, service: 'execute-api' };
    const signature = signatureOf(credentials.secretAccessKey, key, stringToSign('20260304T050607Z', key, canonical));
    const authorization =
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/${region}/execute-api/aws4_request,SignedHeaders=host;x-amz-date,` +
      `Signature=${signature}`;
    expect(verifyRequest({ ...request, headers: [...request.headers, ['Authorization', authorization]] }, scope()).ok).toBe(true);
  });

  test.each([...awkwardPaths, ...unnormalPaths])('a presigned URL of @smithy/signature-v4 for the path %s', async (path) => {
    for (const query of awkwardQueries) {
      const presigned = await smithy('execute-api', true, { ...credentials, sessionToken: 'a/b+c=' }).presign(
        new HttpRequest({
          method: 'GET',
          protocol: 'https:',
          path,
          query: smithyQuery(query),
          headers: { host },
        }),
        { signingDate: now, expiresIn: 600 },
      );
      const all = Object.entries(presigned.query ?? {})
        .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one ?? '')}`))
        .join('&');
      const withToken = scope({ find: () => ({ ...credentials, sessionToken: 'a/b+c=' }) });
      expect(verifyRequest(get(path, all), withToken)).toMatchObject({ ok: true });
      expect(verifyRequest(get(path, all), { ...withToken, now: new Date(now.getTime() + 600_000) })).toMatchObject({ ok: true });
      expect(verifyRequest(get(path, all), { ...withToken, now: new Date(now.getTime() + 601_000) })).toMatchObject({
        ok: false,
        errorType: 'InvalidSignatureException',
        message: 'Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T051608Z - 10 min.)',
      });
      expect(verifyRequest(get(path, `${all}&x=1`), withToken)).toMatchObject({ ok: false });
    }
  });

  test('repeated headers, folded spaces and its own signature', () => {
    const request: InboundRequest = {
      method: 'PUT',
      path: '/prod/k',
      query: 'a',
      headers: [
        ['Host', host],
        ['X-Amz-Meta-A', '  1   2 '],
        ['x-amz-meta-a', '3'],
        ['X-Amz-Meta-B', '\u00fc'],
      ],
    };
    const added = signRequest(request, { service: 'execute-api', region, credentials, now, payloadHash: sha256Hex('body') });
    const signed = { ...request, headers: [...request.headers, ...added] };
    expect(verifyRequest(signed, scope())).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE', payloadHash: sha256Hex('body') });
    const spaced = signed.headers.map(([name, value]): [string, string] => [name.toUpperCase(), value === '3' ? ' 3  ' : value]);
    expect(verifyRequest({ ...signed, headers: spaced }, scope()).ok).toBe(true);
  });

  test('a Date header in place of X-Amz-Date', () => {
    const headers: Array<[string, string]> = [
      ['host', host],
      ['date', 'Wed, 04 Mar 2026 05:06:07 GMT'],
    ];
    const canonical = `GET\n/p\n\ndate:${headers[1]![1]}\nhost:${host}\n\ndate;host\n${EMPTY_SHA256}`;
    const key = { date: '20260304', region, service: 'execute-api' };
    const signature = signatureOf(credentials.secretAccessKey, key, stringToSign('20260304T050607Z', key, canonical));
    headers.push([
      'authorization',
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/${region}/execute-api/aws4_request, ` +
        `SignedHeaders=date;host, Signature=${signature}`,
    ]);
    expect(verifyRequest({ method: 'GET', path: '/p', query: '', headers }, scope()).ok).toBe(true);
  });
});

describe('the body', () => {
  const put = async (body: string, declare: boolean): Promise<InboundRequest> => {
    const request = new HttpRequest({
      method: 'PUT',
      protocol: 'https:',
      path: '/prod/k',
      body,
      headers: { host, ...(declare && { 'x-amz-content-sha256': sha256Hex(body) }) },
    });
    const signed = await smithy('execute-api', true).sign(request, { signingDate: now });
    return { method: 'PUT', path: '/prod/k', query: '', headers: Object.entries(signed.headers) };
  };

  test('a declared hash is verified up front and returned for the check of the body', async () => {
    const request = await put('hello', true);
    expect(needsBodyHash(request)).toBe(false);
    expect(verifyRequest(request, scope())).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE', payloadHash: sha256Hex('hello') });
    expect(verifyRequest({ ...request, bodyHash: sha256Hex('hellO') }, scope())).toMatchObject({ ok: false, type: 'INVALID_SIGNATURE' });
    const other = request.headers.map(([name, value]): [string, string] => [
      name,
      name === 'x-amz-content-sha256' ? sha256Hex('hellO') : value,
    ]);
    expect(verifyRequest({ ...request, headers: other }, scope())).toMatchObject({ ok: false });
  });

  test('without one the hash of the buffered body decides', async () => {
    const request = await put('hello', false);
    expect(needsBodyHash(request)).toBe(true);
    expect(verifyRequest({ ...request, bodyHash: sha256Hex('hello') }, scope())).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE' });
    expect(verifyRequest({ ...request, bodyHash: sha256Hex('hellO') }, scope())).toMatchObject({ ok: false });
    expect(verifyRequest(request, scope())).toMatchObject({ ok: false });
  });

  test('UNSIGNED-PAYLOAD counts only where it is allowed', () => {
    const request = get('/prod/k');
    const added = signRequest(request, { service: 'execute-api', region, credentials, now });
    const signed = { ...request, headers: [...request.headers, ...added] };
    expect(needsBodyHash(signed)).toBe(true);
    expect(verifyRequest(signed, scope())).toMatchObject({ ok: false, type: 'INVALID_SIGNATURE' });
    expect(needsBodyHash(signed, { allowUnsignedPayload: true })).toBe(false);
    expect(verifyRequest(signed, scope({ allowUnsignedPayload: true }))).toEqual({ ok: true, accessKeyId: 'AKIDEXAMPLE' });
  });

  test('an unsigned request needs none', () => {
    expect(needsBodyHash(get('/prod/k'))).toBe(false);
  });
});

describe('verifyRequest refuses', () => {
  const replace = (request: InboundRequest, name: string, change: (value: string) => string): InboundRequest => ({
    ...request,
    headers: request.headers.map(([key, value]): [string, string] => [key, key.toLowerCase() === name ? change(value) : value]),
  });
  const MISMATCH =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing ' +
    'method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n';
  let signed: InboundRequest;
  beforeAll(async () => {
    signed = await smithySigned(
      get('/prod/a%20b', 'x=1&y', [
        ['x-amz-meta-a', 'v'],
        ['x-amz-content-sha256', EMPTY_SHA256],
      ]),
    );
  });

  test.each([
    ['the method', (r: InboundRequest) => ({ ...r, method: 'DELETE' })],
    ['the path', (r: InboundRequest) => ({ ...r, path: '/prod/a%20c' })],
    ['the spelling of an escape', (r: InboundRequest) => ({ ...r, path: '/prod/a+b' })],
    ['a query value', (r: InboundRequest) => ({ ...r, query: 'x=2&y' })],
    ['an added parameter', (r: InboundRequest) => ({ ...r, query: 'x=1&y&z' })],
    ['a dropped parameter', (r: InboundRequest) => ({ ...r, query: 'x=1' })],
    ['the host', (r: InboundRequest) => replace(r, 'host', () => 'evil.example.com')],
    ['a signed header', (r: InboundRequest) => replace(r, 'x-amz-meta-a', () => 'w')],
    ['a second line of a signed header', (r: InboundRequest) => ({ ...r, headers: [...r.headers, ['X-Amz-Meta-A', 'w'] as const] })],
    ['the date', (r: InboundRequest) => replace(r, 'x-amz-date', () => '20260304T050608Z')],
    ['the declared hash', (r: InboundRequest) => replace(r, 'x-amz-content-sha256', () => sha256Hex('x'))],
    ['the signature', (r: InboundRequest) => replace(r, 'authorization', (value) => value.replace(/.$/, (c) => (c === '0' ? '1' : '0')))],
    ['a cut signature', (r: InboundRequest) => replace(r, 'authorization', (value) => value.slice(0, -1))],
    ['the list of signed headers', (r: InboundRequest) => replace(r, 'authorization', (value) => value.replace(';x-amz-meta-a', ''))],
  ])('a change of %s', (_part, change) => {
    expect(verifyRequest(signed, scope())).toMatchObject({ ok: true });
    const refused = verifyRequest(change(signed), scope());
    expect(refused).toMatchObject({ ok: false, type: 'INVALID_SIGNATURE', errorType: 'InvalidSignatureException' });
    expect((refused as { message: string }).message).toContain(MISMATCH);
  });

  test('a signed header that is not sent', () => {
    expect(verifyRequest({ ...signed, headers: signed.headers.filter(([name]) => name !== 'x-amz-meta-a') }, scope())).toMatchObject({
      ok: false,
      type: 'INVALID_SIGNATURE',
      errorType: 'IncompleteSignatureException',
      message: "'x-amz-meta-a' is named as a SignedHeader, but it does not exist in the HTTP request.",
    });
  });

  test('a wrong secret', () => {
    expect(verifyRequest(signed, scope({ find: () => ({ ...credentials, secretAccessKey: 'other' }) }))).toMatchObject({
      ok: false,
      message: expect.stringContaining(MISMATCH),
    });
  });

  test('no signature, an unknown key, a missing or wrong or superfluous session token, an expired one', async () => {
    expect(verifyRequest(get('/prod'), scope())).toEqual({
      ok: false,
      type: 'MISSING_AUTHENTICATION_TOKEN',
      message: 'Missing Authentication Token',
      errorType: 'MissingAuthenticationTokenException',
      reason: 'the request is not signed, and the method asks for AWS_IAM',
    });
    const unrecognized = {
      ok: false,
      type: 'INVALID_SIGNATURE',
      errorType: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    expect(verifyRequest(signed, scope({ find: () => undefined }))).toEqual({
      ...unrecognized, reason: "there is no caller with the access key id 'AKIDEXAMPLE'",
    });
    const token = (fault: string) => ({ ...unrecognized, reason: `the session token (X-Amz-Security-Token) of 'AKIDEXAMPLE' ${fault}` });
    expect(verifyRequest(signed, scope({ find: () => ({ ...credentials, sessionToken: 't' }) }))).toEqual(token('is missing'));
    const session = { ...credentials, sessionToken: 'token' };
    const withToken = await smithySigned(get('/prod'), session);
    expect(verifyRequest(withToken, scope({ find: () => session }))).toMatchObject({ ok: true });
    expect(verifyRequest(withToken, scope({ find: () => ({ ...session, sessionToken: 'other' }) }))).toEqual(token('is another'));
    expect(verifyRequest(withToken, scope())).toEqual(token('is one too many'));
    expect(verifyRequest(withToken, scope({ find: () => ({ ...session, expiration: now }) }))).toEqual({
      ok: false,
      type: 'EXPIRED_TOKEN',
      errorType: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
  });

  test.each([
    [5 * 60, true, ''],
    [5 * 60 + 1, false, 'Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T051108Z - 5 min.)'],
    [-5 * 60, true, ''],
    [-5 * 60 - 1, false, 'Signature not yet current: 20260304T050607Z is still later than 20260304T050606Z (20260304T050106Z + 5 min.)'],
  ])('a clock that is off by more than five minutes: %d s', (seconds, ok, message) => {
    const result = verifyRequest(signed, scope({ now: new Date(now.getTime() + seconds * 1000) }));
    expect(result.ok).toBe(ok);
    if (!ok) expect(result).toMatchObject({ type: 'INVALID_SIGNATURE', message });
  });

  test.each([
    [
      'another region',
      (v: string) => v.replace('/eu-central-1/', '/us-east-1/'),
      "Credential should be scoped to a valid region, not 'us-east-1'. ",
    ],
    [
      'another service',
      (v: string) => v.replace('/execute-api/', '/s3/'),
      "Credential should be scoped to correct service: 'execute-api'. ",
    ],
    [
      'another terminator',
      (v: string) => v.replace('aws4_request', 'aws5'),
      "Credential should be scoped with a valid terminator: 'aws4_request'",
    ],
    ['another date', (v: string) => v.replace('/20260304/', '/20260303/'), "'20260303' != '20260304', from '20260304T050607Z'."],
    ['a short credential', (v: string) => v.replace('/aws4_request', ''), 'Credential must have exactly 5 slash-delimited elements'],
    ['no SignedHeaders', (v: string) => v.replace(/SignedHeaders=[^,]*, /, ''), "Authorization header requires 'SignedHeaders' parameter."],
    ['no signature', (v: string) => v.replace(/, Signature=.*/, ''), "Authorization header requires 'Signature' parameter."],
    ['no host', (v: string) => v.replace('host;', ''), "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."],
    ['another algorithm', (v: string) => v.replace('SHA256', 'SHA1'), "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'. "],
    ['a bearer token', () => 'Bearer xyz', "'xyz' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer xyz'."],
    ['one word', () => 'xyz', "'xyz' not a valid key=value pair (missing equal-sign) in Authorization header: 'xyz'."],
  ])('an Authorization header with %s', (_what, change, message) => {
    const refused = verifyRequest(replace(signed, 'authorization', change), scope());
    expect(refused).toMatchObject({ ok: false, type: 'INVALID_SIGNATURE', message: expect.stringContaining(message) });
  });

  test('a request without a date, with a malformed one', () => {
    const dateless = { ...signed, headers: signed.headers.filter(([name]) => name !== 'x-amz-date') };
    expect(verifyRequest(dateless, scope())).toMatchObject({
      message: expect.stringContaining("either a 'X-Amz-Date' or a 'Date' header."),
    });
    expect(
      verifyRequest(
        replace(signed, 'x-amz-date', () => '20260304'),
        scope(),
      ),
    ).toMatchObject({ message: expect.stringContaining("Date must be in ISO-8601 'basic format'. Got '20260304'.") });
  });

  test.each(['0', '604801', '-1', 'x', '', '1e3'])('X-Amz-Expires of %j', (expires) => {
    const query =
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260304%2F${region}%2Fexecute-api%2Faws4_request` +
      `&X-Amz-Date=20260304T050607Z&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=00`;
    expect(verifyRequest(get('/p', query), scope())).toMatchObject({
      ok: false,
      message: expect.stringContaining('X-Amz-Expires must be'),
    });
  });

  test('a path that is encoded once, as signers of S3 do: AWS refuses it too', async () => {
    const single = await smithy('execute-api', false).sign(
      new HttpRequest({
        method: 'GET',
        protocol: 'https:',
        path: '/prod/a%20b',
        headers: { host },
      }),
      { signingDate: now },
    );
    expect(verifyRequest({ method: 'GET', path: '/prod/a%20b', query: '', headers: Object.entries(single.headers) }, scope()).ok).toBe(
      false,
    );
  });
});
