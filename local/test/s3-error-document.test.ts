import { closeAll, raw, recorder, s3Method, serve } from './support/gateway';
import { completeErrorDocument } from '../src/integration/s3-error-document';

afterEach(closeAll);

const document = (code: string, more = '') => `<Error><Code>${code}</Code><Message>m</Message>${more}<RequestId>r</RequestId></Error>`;
const key = { method: 'GET', path: '/bucket/a%20b/%3Cc%3E', query: 'versionId=v&uploadId=u', headers: [] };

test.each([
  ['NoSuchKey', '<Key>a b/&lt;c&gt;</Key>'], ['NoSuchVersion', '<Key>a b/&lt;c&gt;</Key><VersionId>v</VersionId>'],
  ['NoSuchUpload', '<UploadId>u</UploadId>'], ['NoSuchBucket', '<BucketName>bucket</BucketName>'],
  ['MethodNotAllowed', '<Method>GET</Method><ResourceType>OBJECT</ResourceType>'], ['AccessDenied', ''],
])('%s has its elements', (code, added) => expect(completeErrorDocument(document(code), key)).toBe(document(code, added)));

test('what the server says stays, and what is no error document too', () => {
  expect(completeErrorDocument(document('NoSuchKey', '<Key>other</Key>'), key)).toBe(document('NoSuchKey', '<Key>other</Key>'));
  expect(completeErrorDocument('<p>no</p>', key)).toBe('<p>no</p>');
});

test.each([
  ['NoSuchKey', 'src/a%20b/c', '<Key>a b/c</Key>'], ['NoSuchKey', '/src%2Fa%20b%2Fc?versionId=1', '<Key>a b/c</Key>'], ['NoSuchKey', 'src/%zz', ''],
  ['NoSuchBucket', 'src/a', ''], ['NoSuchVersion', 'src/a', ''], ['NoSuchUpload', 'src/a', '<UploadId>u</UploadId>'],
])('%s of a copy of %s', (code, source, added) => {
  expect(completeErrorDocument(document(code), { ...key, method: 'PUT', headers: [['x-amz-copy-source', source]] })).toBe(document(code, added));
});

test('a client gets it with its length, an object that looks like one does not change', async () => {
  const s3 = await recorder();
  const api = await serve({ methods: [s3Method()], api: { BinaryMediaTypes: ['*/*'] } }, s3);
  const get = async (status: number) => {
    s3.respond = (_, response) => response.writeHead(status, { 'Content-Length': document('NoSuchKey').length }).end(document('NoSuchKey'));
    return (await raw(api, { target: '/prod/k', headers: { Accept: '*/*' } })).body.toString();
  };
  expect([await get(404), await get(200)]).toEqual([document('NoSuchKey', '<Key>k</Key>'), document('NoSuchKey')]);
});
