import { readFileSync } from 'fs';
import { CATALOGUE_FILE, enumMember, generate, readModel } from '../script/catalogue/generate';
import { S3Operation } from '../src';
import { S3_METHODS, S3_OPERATIONS, S3_SELECTORS } from '../src/catalogue';

test('is what its generator makes of the model', () => {
  expect(readFileSync(CATALOGUE_FILE, 'utf8')).toBe(generate(readModel()));
});

test('names operations as S3 does', () => {
  for (const [member, name] of Object.entries(S3Operation)) {
    expect(member).toBe(enumMember(name));
  }
  expect(Object.keys(S3_OPERATIONS).sort()).toEqual(Object.values(S3Operation).sort());
});

test('has every selector, whichever verb and operation it belongs to', () => {
  const model = readModel();
  const scopes = { '/': 'service', '/{bucket}': 'bucket', '/{bucket}/{key+}': 'object' } as const;
  for (const method of model.methods) {
    const { query, headers } = S3_SELECTORS[scopes[method.path as keyof typeof scopes]];
    expect(query).toEqual(expect.arrayContaining([
      ...method.selectors.ownVerb, ...method.selectors.otherVerbs, ...method.selectors.decidingQuery,
    ]));
    expect(headers).toEqual(expect.arrayContaining(method.selectors.decidingHeaders));
  }
  expect(S3_SELECTORS.bucket.query.length).toBe(34); // 33 selectors, and `id`
  expect(S3_SELECTORS.object.query).toEqual(expect.arrayContaining(['uploadId', 'partNumber', 'annotationName']));
});

test('maps no header that API Gateway forbids, makes itself or takes out', () => {
  const forbidden = [...readModel().neverMap, 'Content-MD5', 'Content-Encoding'].map(name => name.toLowerCase());
  for (const method of S3_METHODS) {
    expect(method.headers.filter(header => forbidden.includes(header.toLowerCase()))).toEqual([]);
  }
});

test('has every other parameter and header of an operation that can be carried', () => {
  const unmapped = [...readModel().neverMap, 'Content-MD5', 'Content-Encoding'].map(name => name.toLowerCase());
  for (const operation of readModel().operations.filter(o => o.carriable !== 'no')) {
    const method = S3_METHODS.find(m => m.verb === operation.verb && m.scope === operation.scope)!;
    const query = [...S3_SELECTORS[method.scope].query, ...method.query];
    const headers = [...S3_SELECTORS[method.scope].headers, ...method.headers];
    expect(operation.query.map(q => q.name).filter(name => !query.includes(name))).toEqual([]);
    expect(operation.requestHeaders.map(h => h.name).filter(name => !headers.includes(name) && !unmapped.includes(name.toLowerCase()))).toEqual([]);
    expect(operation.responseHeaders.map(h => h.name).filter(name => !method.responseHeaders.includes(name) && name !== 'Content-Length')).toEqual([]);
  }
});
