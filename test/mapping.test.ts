import { ContentHandling } from 'aws-cdk-lib/aws-apigateway';
import { CannedAcl, S3Acl, S3Operation, S3Operations, S3Target, StatusMapping } from '../src';
import { S3_OPERATIONS, S3_SELECTORS } from '../src/catalogue';
import { S3_METHODS } from '../src/s3-method';
import { methodsOf, synthApi } from './support/synth';

const account = { target: S3Target.account(), operations: S3Operations.ALL };
const methods = methodsOf(synthApi(account));
const wired = Object.entries(methods);
const PATHS = { service: '/', bucket: '/{bucket}', object: '/{bucket}/{key+}' };
const shapeOf = (name: string) => S3_METHODS.find(shape => name === `${shape.verb} ${PATHS[shape.scope]}`)!;

test('the shape of a method does not depend on what is switched on', () => {
  const mapping = (method: any) => ({ ...method.Integration, Credentials: undefined, Uri: undefined, responses: method.MethodResponses });
  for (const operation of Object.values(S3Operation)) {
    const { scope, verb } = S3_OPERATIONS[operation];
    const alone = methodsOf(synthApi({ ...account, operations: S3Operations.of(operation) }));
    const name = `${verb} ${PATHS[scope]}`;
    expect(Object.keys(alone)).toEqual([name]);
    expect(mapping(alone[name])).toEqual(mapping(methods[name]));
  }
});

describe.each(wired)('%s', (name, method) => {
  const { scope, verb, query, headers, responseHeaders, successStatuses } = shapeOf(name);
  const mapping: Record<string, string> = method.Integration.RequestParameters;

  test('carries every selector of its path and every parameter of its operations', () => {
    for (const parameter of [...S3_SELECTORS[scope].query, ...query]) {
      expect(mapping[`integration.request.querystring.${parameter}`]).toBe(`method.request.querystring.${parameter}`);
    }
  });

  test('carries every header as S3 spells it and in lower case', () => {
    for (const header of [...S3_SELECTORS[scope].headers, ...headers]) {
      for (const spelling of [header, header.toLowerCase()]) {
        expect(mapping[`integration.request.header.${spelling}`]).toBe(`method.request.header.${spelling}`);
      }
    }
  });

  test('declares what it maps, and maps nothing that API Gateway forbids', () => {
    const sources = Object.values(mapping);
    expect(Object.keys(method.RequestParameters).sort()).toEqual([...sources].sort());
    const forbidden = /\.header\.(authorization|connection|content-encoding|content-length|content-md5|expect|host|date|proxy-authenticate|te|transfer-encoding|x-amz-(content-sha256|date|security-token|trailer|decoded-content-length))$/i;
    expect(Object.keys(mapping).filter(key => forbidden.test(key))).toEqual([]);
  });

  test('converts no content, either way', () => {
    expect(method.Integration.ContentHandling).toBeUndefined();
    expect(method.Integration.RequestTemplates).toBeUndefined();
    const handling = verb === 'HEAD' ? undefined : 'CONVERT_TO_BINARY';
    for (const response of method.Integration.IntegrationResponses) {
      expect(response.ContentHandling).toBe(handling);
      expect(response.ResponseTemplates).toBeUndefined();
    }
  });

  test('calls S3 with its own verb', () => {
    expect(method.Integration.Type).toBe('AWS');
    expect(method.Integration.IntegrationHttpMethod).toBe(verb);
  });

  test('carries every header of a successful answer', () => {
    const ofTheWhole = [
      'x-amz-archive-status', 'x-amz-expiration', 'x-amz-missing-meta', 'x-amz-replication-status', 'x-amz-restore',
      'x-amz-website-redirect-location', ...responseHeaders.filter(header => /^x-amz-(object-lock|server-side-encryption)/.test(header)),
    ];
    for (const status of successStatuses.filter(s => s < 300)) {
      const response = method.Integration.IntegrationResponses.find((r: any) => r.StatusCode === `${status}`);
      const mapped = Object.keys(response.ResponseParameters).map(key => key.replace('method.response.header.', ''));
      const left = [
        ...(status === 206 ? [] : ['Content-Range']),
        ...(status === 206 && verb === 'HEAD' ? ofTheWhole : []),
        ...(verb === 'GET' || verb === 'HEAD' ? ['x-amz-delete-marker'] : []),
      ];
      expect(mapped).toEqual(expect.arrayContaining(responseHeaders.filter(header => !left.includes(header))));
      expect(mapped.filter(header => left.includes(header))).toEqual([]);
    }
  });

  test('declares each answer that it maps, and the headers of it', () => {
    const declared = (list: any[], parameters: (r: any) => object) =>
      Object.fromEntries(list.map(r => [r.StatusCode, Object.keys(parameters(r) ?? {}).sort()]));
    expect(declared(method.MethodResponses, r => r.ResponseParameters))
      .toEqual(declared(method.Integration.IntegrationResponses, r => r.ResponseParameters));
  });

  test('a cached answer is told apart by everything that S3 could answer differently to', () => {
    const keys: string[] | undefined = method.Integration.CacheKeyParameters;
    const read = Object.values(S3_OPERATIONS).filter(entry => entry.scope === scope && entry.verb === verb).flatMap(entry => entry.query);
    const ofTheVerb = [...read.map(parameter => `querystring.${parameter}`), ...headers.map(header => `header.${header}`)]
      .map(source => `method.request.${source}`);
    const everything = Object.keys(method.RequestParameters);
    expect(keys).toEqual({ GET: everything, HEAD: expect.arrayContaining(ofTheVerb) }[verb as string]);
    expect(keys ?? everything).toEqual(expect.arrayContaining(everything.filter(source => source.includes('.path.'))));
  });
});

test('a HEAD tells the size where it cannot be renamed', () => {
  const answers = methods['HEAD /{bucket}/{key+}'].Integration.IntegrationResponses;
  const sizeOf = (status: string) =>
    answers.find((r: any) => r.StatusCode === status).ResponseParameters['method.response.header.x-object-size'];
  expect(sizeOf('200')).toBe('integration.response.header.Content-Length');
  // the length of a part is not the object's size: Content-Range tells both
  expect(sizeOf('206')).toBeUndefined();
});

test('S3Acl.always replaces the client\'s ACL on objects, and on objects alone', () => {
  const operations = S3Operations.READ_WRITE.plus(S3Operation.COPY_OBJECT, S3Operation.CREATE_BUCKET);
  const always = methodsOf(synthApi({ ...account, operations, acl: S3Acl.always(CannedAcl.PRIVATE) }));
  const put = always['PUT /{bucket}/{key+}'];
  expect(put.Integration.RequestParameters['integration.request.header.x-amz-acl']).toBe("'private'");
  expect(Object.keys(put.RequestParameters).filter(name => /x-amz-acl/i.test(name))).toEqual([]);
  expect(always['PUT /{bucket}'].Integration.RequestParameters['integration.request.header.x-amz-acl']).toBe('method.request.header.x-amz-acl');
  expect(always['GET /{bucket}/{key+}']).toEqual(methods['GET /{bucket}/{key+}']);
});

test('what a write must not lose travels in the spellings of Go and of Python\'s urllib too', () => {
  const put = methods['PUT /{bucket}/{key+}'].Integration.RequestParameters;
  for (const spelling of ['X-Amz-Copy-Source', 'X-amz-copy-source', 'X-Amz-Copy-Source-Range', 'X-amz-copy-source-range', 'X-Amz-Acl', 'X-amz-grant-read', 'If-none-match', 'X-Amz-Expected-Bucket-Owner']) {
    expect(put[`integration.request.header.${spelling}`]).toBe(`method.request.header.${spelling}`);
  }
  for (const verb of ['GET', 'DELETE']) {
    expect(methods[`${verb} /{bucket}/{key+}`].Integration.RequestParameters).not.toHaveProperty(['integration.request.header.X-Amz-Copy-Source']);
  }
});

test.each([
  ['PUT /{bucket}/{key+}', ['X-Amz-Tagging', 'X-Amz-Object-Lock-Mode', 'X-Amz-Object-Lock-Retain-Until-Date', 'X-Amz-Object-Lock-Legal-Hold',
    'X-Amz-Server-Side-Encryption', 'X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id', 'X-Amz-Server-Side-Encryption-Customer-Key-Md5', 'X-Amz-Metadata-Directive',
    'X-Amz-Checksum-Crc32']],
  ['POST /{bucket}/{key+}', ['X-Amz-Tagging', 'X-Amz-Object-Lock-Mode', 'X-Amz-Server-Side-Encryption']],
  ['PUT /{bucket}', ['X-Amz-Checksum-Crc32', 'X-Amz-Bucket-Object-Lock-Enabled', 'X-Amz-Object-Ownership']],
  ['POST /{bucket}', ['X-Amz-Checksum-Sha256', 'X-Amz-Expected-Bucket-Owner']],
])('%s: tags, locks, encryption and digests that S3 asks for travel as Go spells them', (method, names) => {
  const { RequestParameters: declared, Integration: { RequestParameters: mapped } } = methods[method];
  for (const name of names) {
    expect(mapped[`integration.request.header.${name}`]).toBe(`method.request.header.${name}`);
    expect(declared[`method.request.header.${name}`]).toBe(false);
  }
});

test('a customer\'s key that urllib spells is refused by S3, as its algorithm arrives, and never lost unseen', () => {
  const put = methods['PUT /{bucket}/{key+}'].Integration.RequestParameters;
  expect(put).toHaveProperty(['integration.request.header.X-amz-server-side-encryption-customer-algorithm']);
  expect(put).not.toHaveProperty(['integration.request.header.X-amz-server-side-encryption-customer-key']);
});

test('a HEAD is cached by the part that is asked for', () => {
  expect(methods['HEAD /{bucket}/{key+}'].Integration.CacheKeyParameters).toContain('method.request.querystring.partNumber');
  expect(methods['HEAD /{bucket}/{key+}'].Integration.CacheKeyParameters).not.toContain('method.request.querystring.acl');
});

test('responseHeaders are on every answer, under the client\'s name', () => {
  const withTimestamp = methodsOf(synthApi({ ...account, responseHeaders: { Timestamp: 'Date' } }));
  for (const method of Object.values(withTimestamp)) {
    for (const response of method.Integration.IntegrationResponses) {
      expect(response.ResponseParameters['method.response.header.Timestamp']).toBe('integration.response.header.Date');
    }
  }
});

test('coarse statuses are 200, 206, redirects, 304, 400 and 500', () => {
  const coarse = methodsOf(synthApi({ ...account, statusMapping: StatusMapping.coarse() }));
  expect(coarse['GET /{bucket}/{key+}'].MethodResponses.map((r: any) => r.StatusCode)).toEqual(['200', '206', '301', '304', '307', '400', '500']);
  expect(coarse['DELETE /{bucket}'].MethodResponses.map((r: any) => r.StatusCode)).toEqual(['200', '301', '307', '400', '500']);
});

test('content handling is as asked', () => {
  const text = methodsOf(synthApi({
    requestContentHandling: ContentHandling.CONVERT_TO_BINARY, responseContentHandling: ContentHandling.CONVERT_TO_TEXT,
  }))['GET /{key+}'];
  expect(text.Integration.ContentHandling).toBe('CONVERT_TO_BINARY');
  expect(text.Integration.IntegrationResponses.map((r: any) => r.ContentHandling)).toEqual(text.MethodResponses.map(() => 'CONVERT_TO_TEXT'));
});

test('a further header that is carried already, in another case, is answered once', () => {
  const get = methodsOf(synthApi({ ...account, operations: S3Operations.READ_ONLY, responseHeaders: { etag: 'ETag' } }))['GET /{bucket}/{key+}'];
  for (const answer of get.Integration.IntegrationResponses) {
    expect(Object.keys(answer.ResponseParameters).filter(name => /\.etag$/i.test(name))).toEqual(['method.response.header.etag']);
  }
});
