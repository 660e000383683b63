type Pairs = ReadonlyArray<readonly [string, string]>;
type Row = readonly [headers: Pairs, requests?: readonly string[]];

const SOURCES = [
  '/{bucket}/{within}{victim}/hidden', '{bucket}/{within}{victim}/hidden', '%2F{bucket}%2F{within}{victim}%2Fhidden', '/{bucket}/{within}{attacker}/../{victim}/hidden',
  '/{bucket}/{within}{attacker}%2F..%2F{victim}%2Fhidden', '/{bucket}/{within}{attacker}/own', '/{other}/hidden', '/{bucket}/{within}{victim}/hidden?versionId={version}', '', '/',
];
const SPELLINGS = ['x-amz-copy-source', 'X-Amz-Copy-Source', 'X-amz-copy-source', 'X-AMZ-COPY-SOURCE', 'x-Amz-Copy-Source', 'x-amz-rename-source', 'X-Amz-Rename-Source'];
const COPYING = ['PUT /new', 'PUT /new?partNumber=1&uploadId={upload}'];
const OTHERS = ['PUT /new?renameObject=1', 'POST /new?uploads=1', 'GET /own', 'PUT /own?acl=1'];
const STORING = ['PUT /new', 'POST /new?uploads=1', 'PUT /own?acl=1', 'PUT /../{victim}/hidden'];
const READING = ['GET /own', 'HEAD /own', 'GET /../{victim}/hidden', 'HEAD /../{victim}/hidden', 'GET /?list-type=2'];
const UP = ['GET /../{victim}/hidden', 'PUT /../{victim}/new', 'DELETE /../{victim}/hidden', 'GET /?list-type=2&prefix=..%2F{victim}', 'GET /?uploads=1', 'GET /../..?uploads=1'];

const one = (names: readonly string[], value: string, requests?: readonly string[]): Row[] => names.map(name => [[[name, value]], requests]);

/** What a client sends along. */
export const HEADERS: readonly Row[] = [
  // What the role is confined by.
  ...one(['Referer', 'referer', 'REFERER', 'ReFerer', 'Referrer'], '{victim}', UP),
  ...['{victim}/', '*', '*/', '/', '//', '{attacker}', '{attacker}/../{victim}', '', 'https://example.com/'].map((value): Row => [[['Referer', value]], UP]),
  [[['Referer', '{victim}'], ['referer', '{victim}']], UP],
  [[['Referer', '{attacker}'], ['Referer', '{victim}']], UP],
  [[['User-Agent', '{victim}'], ['Origin', '{victim}']], UP],
  // What a proxy on the way could take for the request.
  ...one(['X-Forwarded-Host', 'X-Forwarded-Path', 'X-Forwarded-Prefix', 'X-Original-URL', 'X-Rewrite-URL', 'X-Original-Uri'], '/{bucket}/{within}{victim}/hidden'),
  ...one(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'], 'DELETE', ['GET /own', 'PUT /new', 'GET /../{victim}/hidden']),
  ...one(['X-Amzn-Apigateway-Api-Id', 'X-Amz-Cognito-Identity-Id', 'x-amz-security-token', 'x-amz-content-sha256', 'x-amzn-trace-id', 'x-amz-expected-bucket-owner'], '{victim}'),
  ...one(['prefix', 'Prefix', 'tenant', 'sub', 'cognito-identity-id'], '{victim}', UP),
  // Copies.
  ...SPELLINGS.flatMap(name => SOURCES.map((source): Row => [[[name, source]], COPYING])),
  ...SPELLINGS.map((name): Row => [[[name, SOURCES[0]]], OTHERS]),
  [[['x-amz-copy-source', '/{bucket}/{within}{attacker}/own'], ['x-amz-copy-source', '/{bucket}/{within}{victim}/hidden']], COPYING],
  [[['x-amz-copy-source', '/{bucket}/{within}{attacker}/own'], ['X-Amz-Copy-Source', '/{bucket}/{within}{victim}/hidden']], COPYING],
  [[['x-amz-copy-source', '/{bucket}/{within}{victim}/hidden'], ['x-amz-metadata-directive', 'REPLACE'], ['x-amz-copy-source-range', 'bytes=0-5']], COPYING],
  // Who may read what is stored, and where its readers are sent.
  ...one(['x-amz-acl', 'X-Amz-Acl', 'X-AMZ-ACL'], 'public-read-write', STORING),
  ...one(['x-amz-grant-read', 'x-amz-grant-full-control'], 'uri="http://acs.amazonaws.com/groups/global/AllUsers"', STORING),
  ...one(['x-amz-website-redirect-location', 'X-Amz-Website-Redirect-Location'], '/{within}{victim}/hidden', STORING),
  ...one(['x-amz-tagging'], 'owner={victim}&prefix=', STORING),
  ...one(['x-amz-mfa', 'x-amz-bypass-governance-retention'], 'true', ['DELETE /own?versionId={version}', 'DELETE /../{victim}/hidden']),
  // Parts and conditions.
  ...one(['Range', 'range'], 'bytes=0-', READING),
  ...one(['If-None-Match', 'If-Match'], '*', [...READING, 'PUT /new', 'PUT /../{victim}/hidden']),
  ...one(['If-Modified-Since'], 'Thu, 01 Jan 1970 00:00:00 GMT', READING),
  ...one(['x-amz-object-attributes'], 'ETag,ObjectSize', ['GET /../{victim}/hidden?attributes=1']),
  // Other hosts and bodies.
  ...one(['Host', 'host'], '{other}.s3.amazonaws.com', ['GET /own', 'GET /../{victim}/hidden']),
  ...one(['Cache-Control', 'Pragma'], 'max-age=0', READING),
  ...one(['Content-Type'], 'application/x-www-form-urlencoded', ['GET /', 'PUT /new', 'POST /../..', 'GET /?list-type=2&prefix=..']),
  ...one(['Content-Type'], 'multipart/form-data; boundary=x', ['POST /', 'POST /../..', 'PUT /new']),
  ...one(['Accept', 'Accept-Encoding'], 'application/json', READING),
];
