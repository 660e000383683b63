import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../src/index';
import { DEFAULT_OPTIONS, resolveOptions } from '../src/options';
import { apiTemplate, closeAll, closeLater, MethodParts, raw, recorder, S3_ARN, s3Method, serve } from './support/gateway';
import { VERSITYGW } from './support/store';
import { startVersitygw, Versitygw } from '../src/store/versitygw';

afterEach(closeAll);

test('defaults, and what is given', () => {
  expect(resolveOptions()).toEqual(DEFAULT_OPTIONS);
  expect(resolveOptions({ plusInKeys: 'fail', headerNames: undefined })).toEqual({ ...DEFAULT_OPTIONS, plusInKeys: 'fail' });
});

test.each([
  [{ emptyParameters: 'maybe' }, "options.emptyParameters: must be one of forward, drop, got 'maybe'"],
  [{ colour: 'red' }, 'options.colour: no such option'],
])('%j is refused', (given, message) => {
  expect(() => resolveOptions(given as object)).toThrow(message);
});

describe('what S3 is asked for', () => {
  const query = { properties: { RequestParameters: { 'method.request.querystring.p': false } } };
  const asked = async (parts: MethodParts, target: string, options: object) => {
    const s3 = await recorder();
    const api = await serve({ methods: [s3Method(parts)] }, s3, { options });
    const { status } = await raw(api, { target });
    return s3.received[0]?.target ?? status;
  };

  test.each([['filled', '/bucket?prefix=a%20b'], ['illegal', 500]])('queryPlaceholders %s', async (queryPlaceholders, expected) => {
    const integration = { Uri: `${S3_ARN}/bucket?prefix={key}` };
    expect(await asked({ integration }, '/prod/a%20b', { queryPlaceholders })).toBe(expected);
    expect(await asked({ integration: { Uri: `${S3_ARN}/bucket/{key}?acl` } }, '/prod/k', { queryPlaceholders })).toBe('/bucket/k?acl');
  });

  test.each([['kept', '/bucket/x/../y'], ['resolved', '/bucket/y']])('dotSegments %s', async (dotSegments, expected) => {
    expect(await asked({}, '/prod/x/../y', { dotSegments })).toBe(expected);
    expect(await asked({}, '/prod/x..y/.z', { dotSegments })).toBe('/bucket/x..y/.z');
  });

  test.each([['encoded', '/bucket/k?prefix=a%252Fb'], ['verbatim', '/bucket/k?prefix=a%2Fb']])('overriddenQuery %s', async (overriddenQuery, expected) => {
    const integration = (value: string) => ({
      ...query, integration: { RequestTemplates: { 'application/json': `#set($context.requestOverride.querystring.prefix = "${value}")` } },
    });
    expect(await asked(integration('a%2Fb'), '/prod/k', { overriddenQuery })).toBe(expected);
    expect(await asked(integration('a b'), '/prod/k', { overriddenQuery })).toBe(overriddenQuery === 'encoded' ? '/bucket/k?prefix=a%20b' : 500);
  });
});

describe('plusInKeys, on a real store', () => {
  let folder: string;
  let store: Versitygw;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'options-'));
    store = await startVersitygw({ binary: VERSITYGW, directory: folder, region: 'us-east-1', iam: false });
  });
  afterAll(async () => {
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  test.each([['encode', [200, 200, 200]], ['fail', [403, 403, 200]]] as const)('%s', async (plusInKeys, expected) => {
    const exact = ['200', '403'].map((status) => ({ StatusCode: status, SelectionPattern: status, ContentHandling: 'CONVERT_TO_BINARY' }));
    const integration = { IntegrationResponses: exact, Credentials: 'arn:aws:iam::000000000000:role/role' };
    const properties = { MethodResponses: exact.map(({ StatusCode }) => ({ StatusCode })) };
    const api = await startLocal({
      template: apiTemplate({
        api: { BinaryMediaTypes: ['*/*'] },
        methods: [
          ...['PUT', 'GET'].map((method) => s3Method({ method, properties, integration })),
          s3Method({ path: '/', method: 'PUT', properties, integration }),
        ],
      }),
      deploy: false,
      s3: { endpoint: store.endpoint, credentials: store.credentials },
      options: { plusInKeys },
    });
    closeLater(() => api.close());
    await raw(api, { method: 'PUT', target: '/prod/' });
    const statuses = [];
    for (const target of ['/prod/a+b', '/prod/a%2Bb', '/prod/a%20b']) {
      const put = await raw(api, { method: 'PUT', target, body: target });
      const get = await raw(api, { target });
      expect(get.status).toBe(put.status);
      expect(get.body.toString()).toContain(get.status === 200 ? target : 'SignatureDoesNotMatch');
      statuses.push(put.status);
    }
    expect(statuses).toEqual(expected);
  });
});
