import { s3ActionOf, s3RefusalOf } from '../src/iam/s3-action';
import { ACTIONS } from '../src/iam/s3-action-table';

const SELECTORS = {
  bucket: Object.keys(ACTIONS.bucket).filter((name) => name !== ''),
  object: [...new Set(Object.keys(ACTIONS.object).flatMap((names) => names.split('&')))].filter((name) => name !== ''),
};

const action = (method: string, path: string, query = '', headers: Array<[string, string]> = [], partition?: string) =>
  s3ActionOf({ method, path, query, headers: [['Host', 's3'], ...headers] }, partition);

/** `Action resource` of everything needed, without the prefixes that all have in common. */
const needs = (...request: Parameters<typeof action>): string[] | undefined =>
  action(...request)?.needed.map((one) => `${one.action.replace('s3:', '')} ${one.resource.replace('arn:aws:s3:::', '')}`);

test.each<[string, string, string, string[]]>([
  ['GET', '/', '', ['ListAllMyBuckets *']],
  ['GET', '/', 'max-buckets=2', ['ListAllMyBuckets *']],
  ['GET', '/b', '', ['ListBucket b']],
  ['GET', '/b/', 'list-type=2&prefix=p%2F', ['ListBucket b']],
  ['HEAD', '/b', '', ['ListBucket b']],
  ['PUT', '/b', '', ['CreateBucket b']],
  ['DELETE', '/b', '', ['DeleteBucket b']],
  ['DELETE', '/b', 'policy', ['DeleteBucketPolicy b']],
  ['GET', '/b', 'versions&prefix=x', ['ListBucketVersions b']],
  ['GET', '/b', 'analytics&id=1', ['GetAnalyticsConfiguration b']],
  ['GET', '/b/k', '', ['GetObject b/k']],
  ['GET', '/b/k', 'partNumber=1&response-content-type=text%2Fplain&x-id=GetObject', ['GetObject b/k']],
  ['HEAD', '/b/k', 'versionId=1', ['GetObjectVersion b/k']],
  ['GET', '/b/a%20b%2Bc+d//%C3%BC/../e/', '', ['GetObject b/a b+c+d//ü/../e/']],
  ['PUT', '/b/k', 'partNumber=1&uploadId=u', ['PutObject b/k']],
  ['POST', '/b/k', 'uploads', ['PutObject b/k']],
  ['POST', '/b/k', 'uploadId=u', ['PutObject b/k']],
  ['GET', '/b/k', 'uploadId=u&max-parts=1', ['ListMultipartUploadParts b/k']],
  ['DELETE', '/b/k', 'uploadId=', ['AbortMultipartUpload b/k']],
  ['DELETE', '/b/k', '', ['DeleteObject b/k']],
  ['DELETE', '/b/k', 'versionId=1', ['DeleteObject b/k', 'DeleteObjectVersion b/k']],
  ['DELETE', '/b/k', 'tagging=', ['DeleteObjectTagging b/k']],
  ['PUT', '/b/k', 'tagging&versionId=1', ['PutObjectTagging b/k', 'PutObjectVersionTagging b/k']],
  ['GET', '/b/k', 'attributes&versionId=1', ['GetObjectVersion b/k', 'GetObjectVersionAttributes b/k']],
  ['GET', '/b/k', 'annotation', ['ListObjectAnnotations b/k']],
  ['GET', '/b/k', 'annotation&annotationName=n', ['GetObjectAnnotation b/k']],
  ['POST', '/b/k', 'select&select-type=2', ['GetObject b/k']],
])('%s %s?%s needs %j', (method, path, query, expected) => {
  expect(needs(method, path, query)).toEqual(expected);
});

test.each<[string, string, string, Array<[string, string]>, string[]]>([
  [
    'PUT',
    '/b/k',
    '',
    [
      ['X-Amz-Acl', 'private'],
      ['x-amz-grant-read', 'id=1'],
    ],
    ['PutObject b/k', 'PutObjectAcl b/k'],
  ],
  ['POST', '/b/k', 'uploads', [['x-amz-tagging', 'a=b']], ['PutObject b/k', 'PutObjectTagging b/k']],
  ['PUT', '/b/k', 'partNumber=1&uploadId=u', [['x-amz-tagging', 'a=b']], ['PutObject b/k']],
  [
    'PUT',
    '/b/k',
    '',
    [
      ['x-amz-object-lock-mode', 'GOVERNANCE'],
      ['x-amz-object-lock-legal-hold', 'ON'],
    ],
    ['PutObject b/k', 'PutObjectRetention b/k', 'PutObjectLegalHold b/k'],
  ],
  ['PUT', '/b/k', '', [['If-Match', '"e"']], ['PutObject b/k', 'GetObject b/k']],
  ['DELETE', '/b/k', '', [['If-Match', '*']], ['DeleteObject b/k']],
  ['DELETE', '/b/k', '', [['x-amz-bypass-governance-retention', 'true']], ['DeleteObject b/k', 'BypassGovernanceRetention b/k']],
  ['DELETE', '/b/k', '', [['x-amz-bypass-governance-retention', 'false']], ['DeleteObject b/k']],
  [
    'PUT',
    '/b',
    '',
    [['x-amz-bucket-object-lock-enabled', 'true']],
    ['CreateBucket b', 'PutBucketObjectLockConfiguration b', 'PutBucketVersioning b'],
  ],
  ['PUT', '/b', '', [['x-amz-grant-write', 'id=1']], ['CreateBucket b', 'PutBucketAcl b']],
  ['PUT', '/b/k', '', [['x-amz-copy-source', '/src/a%20b']], ['PutObject b/k', 'GetObject src/a b']],
  ['PUT', '/b/k', '', [['x-amz-copy-source', 'src%2Fp%2Fk?versionId=1']], ['PutObject b/k', 'GetObjectVersion src/p/k']],
  ['PUT', '/b/k', 'partNumber=1&uploadId=u', [['x-amz-copy-source', 'src/k']], ['PutObject b/k', 'GetObject src/k']],
])('%s %s?%s with %j needs %j', (method, path, query, headers, expected) => {
  expect(needs(method, path, query, headers)).toEqual(expected);
});

describe('names nothing for', () => {
  test.each<[string, string, string, Array<[string, string]>]>([
    ['DELETE', '/b/k', 'acl', []], // not DeleteObject, which S3 would do if the selector were lost
    ['PUT', '/b/k', 'uploads', []],
    ['HEAD', '/b/k', 'tagging', []],
    ['POST', '/b/k', '', []],
    ['POST', '/b', '', []],
    ['POST', '/', '', []],
    ['OPTIONS', '/b/k', '', []],
    ['constructor', '/b/k', '', []],
    ['GET', '/b', 'session', []],
    ['PUT', '/b/k', 'renameObject', [['x-amz-rename-source', '/b/x']]],
    ['GET', '/b/k', 'acl&tagging', []],
    ['GET', '/b/k', 'acl&acl', []],
    ['GET', '/b', 'prefix=public%2F&prefix=secret%2F', []],
    ['GET', '/b/k', 'versionId=1&versionI%64=2', []],
    [
      'PUT',
      '/b/k',
      '',
      [
        ['x-amz-acl', 'private'],
        ['X-Amz-Acl', 'public-read'],
      ],
    ],
    ['PUT', '/b/k', '', [['x-amz-copy-source', 'src']]],
    ['PUT', '/b/k', '', [['x-amz-copy-source', 'arn:aws:s3:eu-central-1:123456789012:accesspoint/ap/object/k']]],
    ['PUT', '/b/k', '', [['x-amz-copy-source', '%zz/k']]],
    ['GET', '//k', '', []],
    ['GET', '/b%2Fk', '', []],
    ['GET', '/b/%zz', '', []],
    ['GET', '/b/%C3', '', []],
    ['GET', '/b', 'prefix=%zz', []],
  ])('%s %s?%s with %j', (method, path, query, headers) => {
    expect(action(method, path, query, headers)).toBeUndefined();
  });

  test('any two selectors together, whatever the verb', () => {
    for (const scope of ['bucket', 'object'] as const) {
      for (const first of SELECTORS[scope]) {
        for (const second of SELECTORS[scope].filter(
          (other) =>
            other !== first && `${first}&${other}` !== 'annotation&annotationName' && `${other}&${first}` !== 'annotation&annotationName',
        )) {
          for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
            expect(action(method, scope === 'bucket' ? '/b' : '/b/k', `${first}=1&${second}`)).toBeUndefined();
          }
        }
      }
    }
  });
});

test.each<[string, string, string, Array<[string, string]>, string | undefined]>([
  ['PUT', '/a%20b', '', [], '400 InvalidBucketName'],
  ['GET', '/alpha!soup/k', '', [], '400 InvalidBucketName'],
  ['GET', '/b%2Fk', '', [], undefined],
  ['POST', '/b/k', '', [], '405 MethodNotAllowed'],
  ['GET', '/b/k', 'uploads', [], undefined],
  ['GET', '/b/a/%2E%2E/../k', '', [], '400 InvalidURI'],
  ['GET', '/b/.', '', [], '400 InvalidURI'],
  ['GET', '/b/a/../k', '', [], undefined],
  ['PUT', '/b/k', '', [['x-amz-copy-source', 'src']], '400 InvalidArgument'],
  ['PUT', '/b/k', '', [['x-amz-copy-source', '']], '400 InvalidArgument'],
  ['PUT', '/b/k', '', [['x-amz-copy-source', 'a b/k']], '400 InvalidArgument'],
  ['PUT', '/b/k', '', [['x-amz-copy-source', 'arn:aws:s3:eu-central-1:123456789012:accesspoint/ap/object/k']], undefined],
  ['PUT', '/b/k', '', [['x-amz-tagging', 'a=b&a=c']], '400 InvalidArgument'],
  ['PUT', '/b/k', '', [['x-amz-tagging', 'a=%zz']], '400 InvalidArgument'],
  ['PUT', '/b/k', '', [['x-amz-tagging', 'a=b']], undefined],
])('what S3 refuses before it asks for permissions: %s %s?%s with %j: %s', (method, path, query, headers, expected) => {
  const refusal = s3RefusalOf({ method, path, query, headers });
  expect(refusal && `${refusal.status} ${refusal.code}`).toBe(expected);
});

test('a selector never gives the action of the plain request, but where S3 has the same for both', () => {
  const same: string[] = [];
  for (const [scope, path] of [
    ['bucket', '/b'],
    ['object', '/b/k'],
  ] as const) {
    for (const selector of SELECTORS[scope]) {
      for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
        for (const query of [selector, `${selector}=`, `${selector}=x`]) {
          const named = needs(method, path, query);
          expect(named).toEqual(needs(method, path, selector));
          if (named !== undefined && JSON.stringify(named) === JSON.stringify(needs(method, path)) && query === selector) {
            same.push(`${method} ${path}?${selector}`);
          }
        }
      }
    }
  }
  expect(same).toEqual(['GET /b?list-type', 'PUT /b/k?uploadId']);
});

test('the objects of DeleteObjects are in the body', () => {
  expect(action('POST', '/b', 'delete')).toMatchObject({
    keysInBody: true,
    needed: [{ action: 's3:DeleteObject', resource: 'arn:aws:s3:::b/*' }],
  });
  expect(action('GET', '/b/k')!.keysInBody).toBe(false);
});

test('the ARN has the partition of the role', () => {
  expect(action('GET', '/b/k', '', [], 'aws-cn')!.needed).toEqual([{ action: 's3:GetObject', resource: 'arn:aws-cn:s3:::b/k' }]);
});

test('the condition keys of a request', () => {
  const keys = (...request: Parameters<typeof action>): Record<string, readonly string[]> => {
    const { 's3:signatureversion': version, 's3:authtype': type, ...own } = Object.fromEntries(action(...request)!.conditions);
    expect([version, type]).toEqual([['AWS4-HMAC-SHA256'], ['REST-HEADER']]);
    return own;
  };
  expect(keys('GET', '/b', 'list-type=2&prefix=p%2Fa+b&delimiter=%2F&max-keys=10')).toEqual({
    's3:prefix': ['p/a b'],
    's3:delimiter': ['/'],
    's3:max-keys': ['10'],
  });
  expect(keys('GET', '/b', 'prefix=')).toEqual({ 's3:prefix': [''] });
  expect(keys('GET', '/b')).toEqual({});
  expect(keys('DELETE', '/b/k', 'versionId=v')).toEqual({ 's3:versionid': ['v'] });
  expect(
    keys('PUT', '/b/k', '', [
      ['x-amz-acl', ' private '],
      ['x-amz-grant-read', 'id=1'],
      ['x-amz-copy-source', '/src/a%20b'],
      ['x-amz-metadata-directive', 'REPLACE'],
      ['x-amz-tagging', 'Team=a%26b&x='],
      ['x-amz-meta-a', '1'],
      ['x-amz-meta-a', '2'],
      ['Content-Type', 'text/plain'],
      ['If-None-Match', '*'],
      ['x-amz-object-lock-mode', 'GOVERNANCE'],
      ['x-amz-server-side-encryption', 'aws:kms'],
    ]),
  ).toEqual({
    's3:x-amz-acl': ['private'],
    's3:x-amz-grant-read': ['id=1'],
    's3:x-amz-copy-source': ['src/a b'],
    's3:x-amz-metadata-directive': ['REPLACE'],
    's3:x-amz-tagging': ['Team=a%26b&x='],
    's3:requestobjecttagkeys': ['Team', 'x'],
    's3:requestobjecttag/team': ['a&b'],
    's3:requestobjecttag/x': [''],
    's3:if-none-match': ['*'],
    's3:object-lock-mode': ['GOVERNANCE'],
    's3:x-amz-server-side-encryption': ['aws:kms'],
  });
});
