/** What a list is asked with. */
export const LISTS: readonly string[] = [
  // The whole name, or what is beside the prefix.
  ...[
    '{within}{victim}%2F', '{within}{victim}/', '{within}{attacker}', '{within}', '', '%2F', '.', '..', '..%2F', '../{victim}/', '..%2F{victim}%2F', '%2e%2e%2f{victim}', '..%2F..%2F', '%2F..%2F{victim}%2F',
    'x%2F..%2F..%2F{victim}%2F', '%252e%252e%252f{victim}', '..%5C{victim}', '*', '?', '%2A', '%3F', '%00', '%0a', '%0d%0aReferer:%20{victim}', '%22', '%27', '%5C', 'ü', '%C3%BC', '%85', '%zz',
    'x'.repeat(1100),
    // Further parameters, were the value sent as it stands.
    'x%26prefix%3D', 'x%26prefix%3D{within}{victim}%2F', '%26prefix=', '%26prefix%3D%26uploads', '%26uploads%3D1%26prefix%3D', 'x%26versions%26prefix%3D', '%26policy', '%26acl', '%26list-type%3D2', '%2526prefix%253D',
    'x%23', 'x%20HTTP/1.1%0d%0aReferer:%20{victim}%0d%0a', 'x;prefix=', 'x%3Bprefix%3D',
    // What the template could take for its own.
    '$context.requestOverride.querystring.prefix', '$%7Bcontext.identity.sourceIp%7D', '%23set($context.requestOverride.querystring.prefix=%22%22)', '%23end', '%22)%0a%23set($x=%22', '$!own',
  ].map(value => `prefix=${value}`),
  // Twice, and in other spellings.
  'prefix=x&prefix=', 'prefix=&prefix={within}{victim}%2F', 'prefix=x&prefix=../{victim}/', 'Prefix={within}{victim}%2F', 'PREFIX=', 'prefix[]={within}{victim}%2F', 'prefix%20=', '%70refix={within}{victim}%2F',
  'prefix%00=', 'prefix=x&%70refix=', 'querystring.prefix=', 'x=1;prefix=', '%26prefix', '&&prefix={within}{victim}%2F',
  // Where a list begins, and how it is cut.
  ...['marker', 'start-after', 'key-marker', 'continuation-token'].flatMap(name => ['{within}{victim}%2F', '%2F', '..%2F{victim}%2F', 'x%26prefix%3D'].map(value => `${name}=${value}`)),
  'key-marker={within}{victim}%2Fhidden&version-id-marker={version}', 'key-marker={within}{victim}%2Fpending&upload-id-marker={upload}', 'upload-id-marker={upload}', 'version-id-marker={version}',
  'delimiter=%2F', 'delimiter={attacker}', 'delimiter=&prefix=', 'delimiter=%26prefix%3D', 'encoding-type=url', 'encoding-type=%26prefix%3D', 'max-keys=1000&fetch-owner=true', 'max-keys=%26prefix%3D',
  'max-uploads=1000', 'list-type=1', 'list-type=2&list-type=', 'versions=', 'uploads', 'delete=1', 'location=1', 'acl=1', 'policy=1', 'versioning=1',
];

const DELETE_HIDDEN = '<Delete><Object><Key>{within}{victim}/hidden</Key></Object><Object><Key>../{victim}/hidden</Key></Object></Delete>';
const COMPLETE = '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"x"</ETag></Part></CompleteMultipartUpload>';
const VERBS = ['PATCH', 'OPTIONS', 'TRACE', 'COPY', 'MOVE', 'PROPFIND', 'LOCK', 'MERGE', 'LINK', 'PURGE', 'REPORT', 'SEARCH', 'BREW', 'get', 'Put', 'CONNECT'];

/** Whole requests, each with a body where it takes one. */
export const OTHERS: ReadonlyArray<readonly [request: string, body?: string]> = [
  // Another's versions and uploads, by their ids.
  ...['GET', 'HEAD', 'DELETE'].flatMap((verb): Array<[string]> => ['own', 'hidden', '..%2F{victim}%2Fhidden', '../{victim}/hidden'].map(key => [`${verb} /${key}?versionId={version}`])),
  ['GET /own?versionId=..%2F..%2F{victim}%2Fhidden'], ['GET /own?versionId={version}%26tagging'], ['GET /own?versionId={version}&tagging=1'], ['PUT /own?versionId={version}&tagging=1', '<Tagging><TagSet/></Tagging>'],
  ['DELETE /hidden?versionId={version}&tagging=1'],
  ...['own', 'pending', '..%2F{victim}%2Fpending', '../{victim}/pending'].flatMap((key): Array<[string, string?]> => [
    [`PUT /${key}?partNumber=1&uploadId={upload}`, 'part of the attacker'], [`PUT /${key}?partNumber=2&uploadId={upload}`, 'part of the attacker'],
    [`POST /${key}?uploadId={upload}`, COMPLETE], [`DELETE /${key}?uploadId={upload}`], [`GET /${key}?uploadId={upload}`],
  ]),
  ['GET /own?uploadId=..%2F{upload}'], ['DELETE /own?uploadId=..%2F..%2F{victim}'], ['PUT /own?partNumber=..%2F1&uploadId={upload}', 'part of the attacker'],
  // The bucket, and many objects at once.
  ['POST /?delete', DELETE_HIDDEN], ['POST /?delete=1', DELETE_HIDDEN], ['POST /..?delete=1', DELETE_HIDDEN], ['POST /../..?delete=1', DELETE_HIDDEN], ['POST /%2e%2e%2f?delete=1', DELETE_HIDDEN],
  ['POST /own?delete=1', DELETE_HIDDEN], ['POST /', 'x'], ['PUT /', 'x'], ['DELETE /'], ['DELETE /?policy=1'], ['DELETE /?prefix=..'], ['PUT /?policy=1', '{"Statement":[]}'], ['PUT /..?policy=1', '{"Statement":[]}'],
  ['PUT /../..?policy=1', '{"Statement":[]}'], ['PUT /../..?acl=1', 'x'], ['PUT /../..?versioning=1', '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>'],
  ['DELETE /../..'], ['DELETE /../..?policy=1'], ['GET /../..?policy=1'], ['GET /../..?acl=1'], ['GET /../..?list-type=2&prefix='], ['GET /../..?uploads'], ['GET /../..?versions'], ['GET /..?tagging=1'],
  ['GET /../../?uploads=1&prefix='], ['GET /..%2f..%2f?uploads=1'], ['HEAD /'], ['HEAD /?prefix='], ['HEAD /..'], ['HEAD /../..'], ['HEAD /?versions=1'],
  // Selectors together, twice, with nothing, and what there is none of.
  ['GET /own?acl=1&tagging=1'], ['GET /own?tagging=1&tagging=2'], ['GET /own?tagging'], ['DELETE /own?acl=1'], ['DELETE /gone?uploads=1'], ['DELETE /gone?unknown=1'], ['GET /own?torrent=1'], ['GET /own?attributes=1'],
  ['PUT /new?acl=1', 'x'], ['PUT /new?copy=1', 'x'], ['PUT /new?renameObject=1', 'x'], ['PUT /new?x-amz-copy-source=%2F{bucket}%2F{within}{victim}%2Fhidden', 'x'], ['POST /own?select=1&select-type=2', 'x'],
  ['POST /own?restore=1', 'x'], ['GET /own?response-content-type=text%2Fhtml&response-cache-control=%26prefix%3D'], ['GET /own?partNumber=1'],
  // Verbs that there are no methods of.
  ...VERBS.flatMap((verb): Array<[string]> => [[`${verb} /../{victim}/hidden`], [`${verb} /own`]]),
  // Other forms of the request's target.
  ...['GET', 'PUT', 'DELETE'].flatMap((verb): Array<[string]> => [
    [`${verb} http://{other}.s3.amazonaws.com/prod/hidden`], [`${verb} http://127.0.0.1/prod/../prod/../{victim}/hidden`], [`${verb} http://x@{other}/prod/%2e%2e/{victim}/hidden`],
    [`${verb} HTTP://{other}/{within}{victim}/hidden`], [`${verb} https://{bucket}/prod/..%2F{victim}%2Fhidden`], [`${verb} *`], [`${verb} /../prod/../{victim}/hidden`], [`${verb} /%2e%2e/prod/own`],
  ]),
];
