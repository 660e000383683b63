import { App } from 'aws-cdk-lib';
import { Deployed, deployed } from './support/deployed';
import { templateOf } from './support/synth';
import { OwnUrlsStack } from '../examples/own-urls/own-urls-stack';
import { CALLER, closeAll, raw, RawRequest } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';

afterAll(closeAll);

const PDF = '%PDF-1.7 the invoice';
let shop: Deployed;

/** examples/own-urls, as it stands. */
beforeAll(async () => {
  shop = await deployed(templateOf(new OwnUrlsStack(new App(), 'OwnUrls')), { region: 'us-east-1' });
});

async function call(request: Omit<RawRequest, 'target'> & { path: string }, sign = true): Promise<[number, string, string | undefined]> {
  const unsigned = { ...request, target: `/prod/${request.path}` };
  const answer = await raw(shop.api, sign ? signed(shop.api, CALLER, unsigned) : unsigned);
  return [answer.status, answer.body.toString(), answer.header('Content-Type')];
}

test('an invoice is stored and read at the URL of the shop, under the key of the bucket', async () => {
  expect(await call({ method: 'PUT', path: 'invoices/2026/17', body: PDF, headers: { 'Content-Type': 'text/plain' } })).toEqual([200, '', 'application/json']);
  expect((await callStore(shop.store, 'GET', `/${shop.bucket}/by-year/2026/17.pdf`)).body).toBe(PDF);
  expect(await call({ path: 'invoices/2026/17' })).toEqual([200, PDF, 'application/pdf']);
  expect(await call({ path: 'invoices/2026/17/tags' })).toEqual([200, expect.stringContaining('<TagSet>'), 'application/xml']);
  const [status, list] = await call({ path: 'invoices' });
  expect([status, [...list.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key)]).toEqual([200, ['by-year/2026/17.pdf']]);
});

test('the terms are open, the invoices are not', async () => {
  await callStore(shop.store, 'PUT', `/${shop.bucket}/public/terms.pdf`, { body: 'terms' });
  expect((await call({ path: 'invoices/terms' }, false)).slice(0, 2)).toEqual([200, 'terms']);
  for (const path of ['invoices/2026/17', 'invoices', 'invoices/2026/17/tags']) {
    expect((await call({ path }, false))[0]).toBe(403);
  }
});

test('the rest of the API is as it was', async () => {
  expect(await call({ path: 'status' }, false)).toEqual([200, '{"status": "open"}', 'application/json']);
  // This gateway runs S3 and MOCK integrations alone.
  expect((await call({ path: 'customers/7' }, false))[0]).toBe(501);
  expect((await call({ method: 'DELETE', path: 'invoices/2026/17' }))[0]).toBe(403);
});
