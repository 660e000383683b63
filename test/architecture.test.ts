import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { deployed } from './support/deployed';
import { methodsOf, statementsByRole, synthApi } from './support/synth';
import { startLocal } from '../local/src/index';
import { CALLER, closeAll, closeLater, raw, recorder, ROOT as ROOT_USER } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';
import { S3Operations } from '../src';

const ROOT = join(__dirname, '..');
const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

afterAll(closeAll);

/** The cells of the rows of the first table of a section. */
function rows(heading: string): string[][] {
  const section = page.split(/^## /m).find(text => text.startsWith(heading))!;
  return section.split('\n').filter(line => line.startsWith('| ')).slice(1).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
}
const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

test('every file of src/ has its row, and every folder of local/src/', () => {
  expect(rows('src/').flatMap(([names]) => spans(names)).sort()).toEqual(readdirSync(join(ROOT, 'src')).filter(name => name !== 'index.ts').sort());
  const folders = readdirSync(join(ROOT, 'local/src'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => `${name}/`);
  expect(rows('local/').flatMap(([names]) => spans(names)).sort()).toEqual(folders.sort());
});

describe('the way of one request', () => {
  const way = rows('The way of one request');

  test('is through files that there are, by what the template has', () => {
    expect(way.length).toBe(11);
    expect(way.flatMap(([, , files]) => spans(files)).filter(file => !existsSync(join(ROOT, 'local/src', file)))).toEqual([]);
  });

  test('leads to S3 with its selector, where the role is not allowed, and stores nothing', async () => {
    const template = synthApi({ operations: S3Operations.READ_WRITE });
    expect(Object.keys(methodsOf(template))).toContain('PUT /{key+}');
    expect(JSON.stringify(statementsByRole(template))).not.toContain('Tagging');
    const request = { method: 'PUT', target: '/prod/notes/a.txt?tagging', body: '<Tagging/>', headers: { 'Content-Type': 'application/xml' } };

    const s3 = await recorder();
    const forwarded = await startLocal({ template, region: 'us-east-1', callers: [CALLER], s3: { endpoint: s3.endpoint, credentials: ROOT_USER }, deploy: false });
    closeLater(() => forwarded.close());
    await raw(forwarded, signed(forwarded, CALLER, request));
    expect(s3.received.map(({ method, target }) => `${method} ${target}`)).toEqual([expect.stringMatching(/^PUT \/[\w-]+\/notes\/a\.txt\?tagging=$/)]);

    const { api, store, bucket } = await deployed(template, { region: 'us-east-1' });
    const answer = await raw(api, signed(api, CALLER, request));
    expect([answer.status, answer.body.toString()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    expect((await callStore(store, 'GET', `/${bucket}/notes/a.txt`)).status).toBe(404);
  });
});

describe('the way of one property', () => {
  const way = rows('The way of one property');

  test('is through functions that there are', () => {
    const places = way.flatMap(([, where]) => [...where.matchAll(/`([\w-]+\.ts)`: `(\w+)`/g)].map(([, file, name]) => ({ file, name })));
    expect(places.length).toBeGreaterThanOrEqual(way.length);
    expect(places.filter(({ file, name }) => !new RegExp(`(function|class|public|private) ${name}\\b`).test(readFileSync(join(ROOT, 'src', file), 'utf8')))).toEqual([]);
  });

  test('ends in mappings of the four methods of objects, and in no permission', () => {
    const with_ = synthApi({ operations: S3Operations.READ_WRITE, userMetadata: ['title'] });
    const methods = Object.entries(methodsOf(with_)).filter(([name]) => name.endsWith('{key+}'));
    const having = (text: string) => methods.filter(([, method]) => JSON.stringify(method).includes(`"${text}"`)).map(([name]) => name).sort();
    expect(methods.map(([name]) => name).sort()).toEqual(['DELETE /{key+}', 'GET /{key+}', 'HEAD /{key+}', 'PUT /{key+}']);
    expect(having('integration.request.header.x-amz-meta-title')).toEqual(['PUT /{key+}']);
    expect(having('method.response.header.x-amz-meta-title')).toEqual(['GET /{key+}', 'HEAD /{key+}']);
    expect(statementsByRole(with_)).toEqual(statementsByRole(synthApi({ operations: S3Operations.READ_WRITE })));
    expect(() => synthApi({ operations: S3Operations.NONE, userMetadata: ['title'] })).toThrow(/userMetadata/);
  });
});
