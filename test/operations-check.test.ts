import { readFileSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { Received } from '../local/test/support/gateway';
import { readModel } from '../script/catalogue/model';
import { NOT_READ } from '../script/operations/requests/comparison';
import { judge, RULES } from '../script/operations/requests/differences';
import { BYTES, inputOf } from '../script/operations/requests/full-input';
import { S3Operation } from '../src';

const root = join(__dirname, '..');
const SIGNED = { 'authorization': 'AWS4-HMAC-SHA256 Credential=a', 'x-amz-date': '20310101T000000Z', 'x-amz-content-sha256': 'a' };
const HEADERS = { ...SIGNED, 'if-match': '"a"', 'x-amz-meta-title': 'a title', 'content-length': `${BYTES.length}` };

function request(more: Partial<Omit<Received, 'headers'>> & { headers?: Record<string, string | undefined> } = {}): Received {
  const headers = Object.entries({ ...HEADERS, ...more.headers }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { method: 'PUT', target: '/bucket/a%2Bb?acl=&versionId=a%20b', body: BYTES, ...more, headers };
}

const failuresOf = (direct: Received, proxied: Received, rules = RULES) => judge([{ call: 'Call, full', direct, proxied }], rules).failures
  .filter(line => line.startsWith('Call, full: '));

const otherByte = Buffer.from(BYTES);
otherByte[700] += 1;

describe('a difference fails', () => {
  test('there is none', () => {
    expect(failuresOf(request(), request())).toEqual([]);
    expect(failuresOf(request(), request({ target: '/bucket/a%2Bb?versionId=%61%20b&acl' }))).toEqual([]);
  });

  test.each<[string, Received, string]>([
    ['a lost header', request({ headers: { 'if-match': undefined } }), 'header if-match: "\\"a\\"" directly, nothing through the API'],
    ['another value', request({ headers: { 'if-match': '"b"' } }), 'header if-match: "\\"a\\"" directly, "\\"b\\"" through the API'],
    ['lost metadata', request({ headers: { 'x-amz-meta-title': undefined } }), 'header x-amz-meta-title: "a title" directly, nothing through the API'],
    ['a header more', request({ headers: { 'x-amz-acl': 'private' } }), 'header x-amz-acl: nothing directly, "private" through the API'],
    ['a header twice', request({ headers: { 'If-Match': '"a"' } }), 'header if-match: "\\"a\\"" directly, "\\"a\\"\\n\\"a\\"" through the API'],
    ['no signature', request({ headers: { authorization: undefined } }),
      'header authorization: "AWS4-HMAC-SHA256 Credential=a" directly, nothing through the API'],
    ['another length', request({ headers: { 'content-length': '1' } }), 'header content-length: "1024" directly, "1" through the API'],
    ['a lost parameter', request({ target: '/bucket/a%2Bb?versionId=a%20b' }), 'query acl: "" directly, nothing through the API'],
    ['a parameter twice', request({ target: '/bucket/a%2Bb?acl=&acl=&versionId=a%20b' }), 'query acl: "" directly, "\\n" through the API'],
    ['a plus for a space', request({ target: '/bucket/a%2Bb?acl=&versionId=a+b' }), 'query versionId: "a b" directly, "a+b" through the API'],
    ['another encoding of the path', request({ target: '/bucket/a+b?acl=&versionId=a%20b' }),
      'path: "/bucket/a%2Bb" directly, "/bucket/a+b" through the API'],
    ['another method', request({ method: 'POST' }), 'method: "PUT" directly, "POST" through the API'],
    ['a changed byte', request({ body: otherByte }), expect.stringMatching(/^body: .* \(from byte 690 of 1024\) directly, .* through the API$/)],
  ])('%s', (_, proxied, failure) => {
    expect(failuresOf(request(), proxied)).toEqual([expect.stringContaining('Call, full: ')]);
    expect(failuresOf(request(), proxied)[0].slice('Call, full: '.length)).toEqual(failure);
  });

  test('gzip explains no other body', () => {
    const direct = request({ body: gzipSync(BYTES), headers: { 'content-encoding': 'gzip' } });
    expect(failuresOf(direct, request())).toEqual([]);
    expect(failuresOf(direct, request({ body: otherByte }))).toHaveLength(1);
    expect(failuresOf(request({ body: gzipSync(BYTES) }), request())).toHaveLength(1);
  });
});

describe('rules', () => {
  const gzip = gzipSync(BYTES);
  const direct = request({
    target: '/bucket/?x-id=PutObject',
    body: gzip,
    headers: { 'content-encoding': 'gzip', 'content-length': `${gzip.length}`, 'content-md5': 'a', 'x-amz-security-token': 'a' },
  });
  const proxied = request({ target: '/bucket' });

  test('each is needed', () => {
    expect(judge([{ call: 'all', direct, proxied }], RULES)).toEqual({ identical: 1, usedRules: RULES.length, failures: [] });
    for (const rule of RULES) {
      expect(judge([{ call: 'all', direct, proxied }], RULES.filter(other => other !== rule)).failures).toEqual([expect.stringMatching(/^all: /)]);
    }
  });

  test('one that explains nothing fails', () => {
    expect(judge([{ call: 'same', direct: request(), proxied: request() }], RULES).failures)
      .toEqual(RULES.map(({ id, sentence }) => `rule ${id} explains no difference: ${sentence}`));
  });

  test('there are ten at most, and none knows an operation', () => {
    expect(RULES.length).toBeLessThanOrEqual(10);
    const source = readFileSync(join(root, 'script/operations/requests/differences.ts'), 'utf8');
    expect(Object.values(S3Operation).filter(operation => new RegExp(`\\b${operation}\\b`).test(source))).toEqual([]);
  });

  test.each(RULES.map(({ id, fact }) => [id, fact] as const))('%s rests on a fact', (_, { row, link }) => {
    const [file, anchor] = link.split('#');
    const sections = readFileSync(join(root, file), 'utf8').split(/^#+ /m);
    const section = sections.find(text => text.split('\n')[0].toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-') === anchor);
    expect(section?.split('\n').some(line => line.startsWith(`| ${row} |`))).toBe(true);
  });
});

test('every header of the model is compared', () => {
  const headers = new Set(readModel().flatMap(operation => operation.headers.map(header => header.toLowerCase())));
  expect(headers.size).toBeGreaterThan(50);
  expect(NOT_READ.filter(header => headers.has(header))).toEqual([]);
});

describe.each(Object.values(S3Operation))('input of %s', operation => {
  const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value instanceof Object ? Object.values(value).flatMap(texts) : []);

  test('no two texts are equal, but for the choices of enumerations', () => {
    const full = texts(inputOf(operation, 'full')).filter(text => / \d+$/.test(text));
    expect(new Set(full).size).toBe(full.length);
  });

  test('the minimal one is a part of the full one', () => {
    expect(Object.keys(inputOf(operation, 'full'))).toEqual(expect.arrayContaining(Object.keys(inputOf(operation, 'minimal'))));
  });
});
