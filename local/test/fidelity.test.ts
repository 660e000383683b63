import { Expectation, StoredExpectation } from '../fidelity/case';
import { compareAnswer, compareStored } from '../fidelity/expect';

const answer = { status: 200, headers: new Map([['etag', '"e"'], ['content-type', 'text/plain']]), body: Buffer.from('{"a": 1}') };
const received = [new Map([['accept', 'application/json']])];
const object = { body: Buffer.from('x'), contentType: 'text/plain', etag: '"e"', metadata: new Map([['a', '1'], ['b', '2']]) };

describe('an answer', () => {
  test.each<Expectation>([
    {}, { status: 200 }, { headers: { 'ETag': '"e"', 'Server': null, 'content-type': '*' } }, { headers: { ETag: { pattern: '^"' } } },
    { bodyText: '{"a": 1}' }, { bodyBase64: 'eyJhIjogMX0=' }, { bodyJson: { a: 1 } }, { bodyPatterns: ['"a"', '1'] }, { bodyNotPatterns: ['b'] },
    { backend: { headers: { Accept: 'application/json', Range: null } } },
  ])('that is %j', (expected) => expect(compareAnswer(expected, answer, received)).toEqual([]));

  test.each<Expectation>([
    { status: 201 }, { headers: { ETag: 'e' } }, { headers: { ETag: null } }, { headers: { Server: '*' } }, { headers: { ETag: { pattern: '^e' } } },
    { headers: { Server: { pattern: '' } } }, { bodyText: '{"a":1}' }, { bodyText: '' }, { bodyBase64: 'eyJhIjoxfQ==' }, { bodyJson: { a: 2 } },
    { bodyJson: null }, { bodyPatterns: ['a', 'c'] }, { bodyNotPatterns: ['c', 'a'] }, { backend: { headers: { Accept: null } } },
  ])('that is not %j', (expected) => expect(compareAnswer(expected, answer, received)).toHaveLength(1));

  test('of a backend that nothing reached', () => {
    expect(compareAnswer({ backend: { headers: { Range: null } } }, answer, [])).toEqual(['backend: expected "a request", got "none"']);
  });
});

describe('an object', () => {
  const at = { bucket: 'Bucket', key: 'k' };
  test.each<Partial<StoredExpectation>>([
    { bodyBase64: 'eA==' }, { contentType: 'text/plain' }, { etag: '"e"' }, { metadata: { a: '1', b: '2' } }, { metadataSubset: { a: '1', c: null } },
  ])('that is %j', (expected) => expect(compareStored({ ...at, ...expected }, object)).toEqual([]));

  test.each<Partial<StoredExpectation>>([
    { bodyBase64: 'eQ==' }, { contentType: 'text/html' }, { etag: 'e' }, { metadata: { a: '1' } }, { metadataSubset: { a: null } }, { absent: true },
  ])('that is not %j', (expected) => expect(compareStored({ ...at, ...expected }, object)).toHaveLength(1));

  test('that is not there', () => {
    expect([compareStored({ ...at, absent: true }, undefined), compareStored({ ...at, bodyBase64: '' }, undefined)])
      .toEqual([[], ['Bucket/k: expected "an object", got "none"']]);
  });
});
