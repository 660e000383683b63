import { SignableRequest } from '../src/auth/sigv4-canonical';
import { S3Access } from '../src/iam/s3-access';

const roleArn = 'arn:aws:iam::123456789012:role/service/Files';

function access(statements: unknown[], storeChecks = true): S3Access {
  const policies = [{ name: 'p', document: { Version: '2012-10-17', Statement: statements } }];
  return new S3Access({ roles: [{ roleArn, policies }], region: 'eu-central-1', storeChecks: () => storeChecks });
}

const request = (method: string, path: string, query = '', headers: Array<[string, string]> = []): SignableRequest => ({
  method,
  path,
  query,
  headers,
});

/** The statements that the construct library makes for an object proxy without copies and ACLs. */
const without = ['copy-source', 'acl', 'grant-full-control', 'grant-read', 'grant-read-acp', 'grant-write-acp'];
const statements = [
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: 'arn:aws:s3:::b/p/*' },
  {
    Effect: 'Allow',
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::b/p/*',
    Condition: { Null: Object.fromEntries(without.map((name) => [`s3:x-amz-${name}`, 'true'])) },
  },
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { StringLike: { 's3:prefix': 'p/*' } } },
  { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::b/p/locked/*' },
];

test.each<[boolean, string, string, string, Array<[string, string]>]>([
  [true, 'GET', '/b/p/k', '', []],
  [true, 'PUT', '/b/p/k', '', []],
  [true, 'PUT', '/b/p/k', 'partNumber=1&uploadId=u', []],
  [true, 'DELETE', '/b/p/k', '', []],
  [true, 'GET', '/b', 'prefix=p%2Fx', []],
  [false, 'GET', '/b/q/k', '', []],
  [false, 'GET', '/b/p/k', 'versionId=1', []],
  [false, 'GET', '/b', '', []],
  [false, 'GET', '/b', 'prefix=', []],
  [false, 'GET', '/b', 'prefix=q', []],
  [false, 'PUT', '/b/p/k', '', [['x-amz-copy-source', '/b/p/x']]],
  [false, 'PUT', '/b/p/k', '', [['x-amz-acl', 'private']]],
  [false, 'PUT', '/b/p/k', '', [['x-amz-grant-read-acp', 'id=1']]],
  [false, 'PUT', '/b/p/k', '', [['x-amz-tagging', 'a=b']]],
  [false, 'DELETE', '/b/p/k', 'tagging', []],
  [false, 'DELETE', '/b/p/k', 'acl', []],
  [false, 'PUT', '/b/p/locked/k', '', []],
])('allows: %s, of %s %s?%s with %j', (allowed, method, path, query, headers) => {
  expect(access(statements).authorize(roleArn, request(method, path, query, headers)).allowed).toBe(allowed);
});

test('a copy needs to read its source too', () => {
  const copy = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' }];
  const put = request('PUT', '/b/k', '', [['x-amz-copy-source', 'src/k']]);
  expect(access(copy).authorize(roleArn, put).allowed).toBe(false);
  expect(
    access([...copy, { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::src/*' }]).authorize(roleArn, put).allowed,
  ).toBe(true);
});

test('knows the condition keys that the call itself has', () => {
  const allow = (condition: unknown): boolean =>
    access([{ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: condition }]).authorize(roleArn, request('GET', '/b/k')).allowed;
  expect(
    allow({
      Bool: { 'aws:SecureTransport': 'true' },
      StringEquals: { 's3:ResourceAccount': '123456789012', 'aws:RequestedRegion': 'eu-central-1' },
    }),
  ).toBe(true);
  expect(
    allow({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/service/*' }, StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }),
  ).toBe(true);
  expect(allow({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z', 'aws:EpochTime': '1577836800' } })).toBe(true);
  expect(allow({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })).toBe(false);
  expect(allow({ StringLike: { 'aws:UserAgent': '*' } })).toBe(false);
});

test('knows the headers that go to S3, each once', () => {
  const variables = access([{ Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::b/${aws:Referer}/*', 'arn:aws:s3:::b/${aws:UserAgent}/*'] }]);
  const allowed = (path: string, headers: Array<[string, string]>): boolean => variables.authorize(roleArn, request('GET', path, '', headers)).allowed;
  expect(allowed('/b/alice/k', [['Referer', 'alice']])).toBe(true);
  expect(allowed('/b/alice/k', [['user-agent', 'alice']])).toBe(true);
  expect(allowed('/b/bob/k', [['Referer', 'alice'], ['User-Agent', 'alice']])).toBe(false);
  expect(allowed('/b/alice/k', [['Referer', 'alice'], ['referer', 'alice']])).toBe(false);
  expect(allowed('/b//k', [['Referer', '']])).toBe(false);
  expect(allowed('/b//k', [])).toBe(false);
});

test.each([
  ['/b/p/../q/k', false], ['/b/p/%2E%2E/q/k', false], ['/b/p/x%2F..%2F..%2Fq', false], ['/b/q/../p/k', false], ['/b/p/../../c/p/k', false],
  ['/b/p/x/../k', true], ['/b/p//k', true], ['/b/p/./k', true], ['/b//p/k', false],
])('dots and double slashes have to be allowed both as names and as a file system reads them: %s %s', (path, allowed) => {
  expect(access(statements).authorize(roleArn, request('GET', path)).allowed).toBe(allowed);
});

test('DeleteObjects is left to a store that checks every key, and denied without one', () => {
  const remove = request('POST', '/b', 'delete');
  expect(access(statements).authorize(roleArn, remove).allowed).toBe(true);
  expect(access([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }], false).authorize(roleArn, remove).allowed).toBe(false);
});

test('a denial is an answer of S3', () => {
  const denial = access(statements).authorize(roleArn, request('GET', '/b/q/%22%3Ck%3E&%01'));
  if (denial.allowed) throw new Error('allowed');
  const { status, headers, body } = denial.response;
  const header = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  expect(status).toBe(403);
  expect(header['content-type']).toBe('application/xml');
  expect(header['content-length']).toBe(String(Buffer.byteLength(body)));
  expect(header['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
  expect(body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>User: ' +
      'arn:aws:sts::123456789012:assumed-role/Files/BackplaneAssumeRoleSession is not authorized to perform: s3:GetObject on resource: ' +
      '&quot;arn:aws:s3:::b/q/&quot;&lt;k&gt;&amp;\ufffd&quot; because no identity-based policy allows the s3:GetObject action</Message>' +
      `<RequestId>${header['x-amz-request-id']}</RequestId><HostId>${header['x-amz-id-2']}</HostId></Error>`,
  );
  const explicit = access(statements).authorize(roleArn, request('DELETE', '/b/p/locked/k'));
  expect(explicit).toMatchObject({ response: { body: expect.stringContaining('with an explicit deny in an identity-based policy') } });
});

test('what S3 refuses whoever sends it is refused in its words, also of who may do nothing', () => {
  const nothing = access([{ Effect: 'Deny', Action: 's3:*', Resource: '*' }]);
  const refusal = nothing.authorize(roleArn, request('PUT', '/a%20b'));
  expect(refusal).toMatchObject({ allowed: false, response: { status: 400, body: expect.stringContaining('<Code>InvalidBucketName</Code>') } });
  expect(nothing.authorize(roleArn, request('PUT', '/a%2Fb'))).toMatchObject({ response: { status: 403 } });
});

test('a role that the template does not have is a mistake of the caller', () => {
  expect(() => access(statements).authorize('arn:aws:iam::123456789012:role/Other', request('GET', '/b/p/k'))).toThrow(
    "credentials: must be a role of the template, got 'arn:aws:iam::123456789012:role/Other'",
  );
});
