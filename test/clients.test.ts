import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { wrongProxied } from '../script/clients/check';
import { Outcome } from '../script/clients/client';
import { CLIENTS } from '../script/clients/clients';
import { difference, normalised } from '../script/clients/compare';
import { DOCUMENT, meets, written } from '../script/clients/document';
import { FORBIDDEN } from '../script/clients/forbidden';
import { stepNames } from '../script/clients/own-steps';
import { Buckets, filled, from, works } from '../script/clients/step';
import { stepsFor } from '../script/clients/steps';

const STRAIGHT: Buckets = { own: 'c-store', versioned: 'versions-c-store', limits: 'limits-c-store', many: 'many' };
const PROXIED: Buckets = { own: 'c-iam', versioned: 'versions-c-iam', limits: 'limits-c-iam', many: 'many' };
const steps = stepsFor(PROXIED);
const boto3 = CLIENTS.find(({ name }) => name === 'boto3')!;

/** What is wrong with a step of boto3 with IAM, by its two outcomes. */
function judged(name: string, straight: Outcome, proxied: Outcome): string[] {
  const step = steps.find(one => one.name === name) ?? works(name, 'GetObject', {});
  const run = (buckets: Buckets, outcome: Outcome) => ({ buckets, steps: [step], outcomes: new Map([[name, outcome]]) });
  return wrongProxied(boto3, 'iam', step, run(STRAIGHT, straight), run(PROXIED, proxied));
}

const failed = (code: string, message: string, text = `An error occurred (${code}) when calling the PutObject operation: ${message}`): Outcome =>
  ({ error: { code, message, text } });

describe('docs/clients.md', () => {
  test('shows the lines of the examples, and the one list of what cannot work', () => {
    const document = readFileSync(DOCUMENT, 'utf8');
    expect(written(document)).toBe(document);
  });

  test.each(CLIENTS.map(({ name }) => name))('tells what %s shows of it', name => {
    expect(readFileSync(DOCUMENT, 'utf8')).toContain(`<!-- shows ${name} -->`);
  });
});

test('the plug-in of the AWS CLI needs no botocore, which version 2 has as awscli.botocore', () => {
  const program = `
import sys
sys.modules['botocore'] = None
import s3_through_api
class Events:
    register = register_first = lambda self, name, hook, unique_id=None: print(name)
s3_through_api.awscli_initialize(Events())`;
  const env = { PATH: process.env.PATH, PYTHONPATH: join(__dirname, '../examples/clients/python'), PYTHONDONTWRITEBYTECODE: '1' };
  expect(execFileSync('python3', ['-c', program], { env, encoding: 'utf8' })).toBe('choose-signer.s3\nbefore-sign.s3\nafter-call.s3.HeadObject\ntop-level-args-parsed\n');
});

describe('the steps', () => {
  test('have names of their own', () => {
    const names = steps.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('that cannot work are steps of clients', () => {
    expect(FORBIDDEN.filter(({ step }) => !steps.some(({ name }) => name === step))).toEqual([]);
    const known = CLIENTS.map(({ name }) => name);
    expect(FORBIDDEN.flatMap(({ clients = [], worksWith = [] }) => [...clients, ...worksWith]).filter(name => !known.includes(name))).toEqual([]);
  });

  test('that cannot work are such of some client', () => {
    expect(FORBIDDEN.filter(entry => !CLIENTS.some(client => meets(client, entry)))).toEqual([]);
  });

  test('with whole folders are for clients that work with them', () => {
    const withFolders = CLIENTS.filter(client => stepNames(client, client.auths[0]).includes('a folder is synchronized')).map(({ name }) => name);
    expect(withFolders).toEqual(['rclone', 's3cmd']);
  });

  test('refer to what came before', () => {
    expect(filled({ a: [from('begun', 'Id.0')], b: 1 }, new Map([['begun', { Id: ['x'] }]]))).toEqual({ a: ['x'], b: 1 });
  });
});

describe('a step through the API', () => {
  const works11 = { output: { ETag: '"a"' } };

  test('passes when it does what it does straight', () => {
    expect(judged('any', { output: { Name: 'c-store', UploadId: '1' } }, { output: { Name: 'c-iam', UploadId: '2' } })).toEqual([]);
  });

  test.each<[string, Outcome, string]>([
    ['answers something else', { output: { ETag: '"b"' } }, 'any: output.ETag: "\\"b\\"" instead of "\\"a\\""'],
    ['leaves something out', { output: {} }, 'any: output.ETag: undefined instead of "\\"a\\""'],
    ['fails', failed('X', 'y', 'X: y'), 'any: X: y instead of success'],
  ])('fails when it %s', (_, proxied, wrong) => {
    expect(judged('any', works11, proxied)).toEqual([wrong]);
  });

  test('fails when the client does not show code and message', () => {
    const unreadable = failed('NoSuchKey', 'gone', 'something went wrong');
    expect(judged('any', unreadable, unreadable)).toEqual(['any: the client must show code and message, got "something went wrong"']);
  });

  test('that cannot work passes with its error alone', () => {
    const step = '11 MB are put in one piece';
    expect(judged(step, works11, failed('EntityTooLarge', 'A request may have 10 MB at most.'))).toEqual([]);
    expect(judged(step, works11, failed('InternalError', 'x'))).toHaveLength(1);
    expect(judged(step, works11, works11)).toEqual([
      `${step}: forbidden.ts has "An error occurred (EntityTooLarge) when calling the PutObject operation: A request may have 10 MB at most.", got what the store does`,
    ]);
  });

  test('cannot work with some authorizations and clients alone', () => {
    expect(judged('a presigned URL', works11, works11)).toEqual([]);
  });
});

describe('what is compared', () => {
  test('is all but what is of one answer', () => {
    const answer = (time: string) => ({ output: { LastModified: time, ETag: 'a', Owner: { ID: time }, TagSet: [{ Key: 'b' }, { Key: 'a' }] } });
    expect(normalised(answer('1'), STRAIGHT)).toEqual({ output: { ETag: 'a', Owner: '<owner>', TagSet: [{ Key: 'a' }, { Key: 'b' }] } });
    expect(difference(normalised(answer('1'), STRAIGHT), normalised(answer('2'), PROXIED))).toBeUndefined();
  });

  test('is that an id is there', () => {
    expect(normalised({ output: { VersionId: '01ABC' } }, STRAIGHT)).toEqual({ output: { VersionId: '<id>' } });
    expect(normalised({ output: { VersionId: 'null' } }, STRAIGHT)).toEqual({ output: { VersionId: 'null' } });
  });
});
