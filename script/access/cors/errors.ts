import { deepStrictEqual as same, equal, ok } from 'assert/strict';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as aws4 from 'aws4';
import { How, Seen } from './pages';
import { anonymous, ask, by, Check, errorOf, Kind, KINDS, Scene } from './scene';
import { ApiName, REGION, SPENT_KEY } from './world';
import { CALLER } from '../../../local/test/support/gateway';
import { callStore } from '../../../local/test/support/store';

const XML = 'application/xml';
const HOWS: readonly How[] = ['Fetch', 'Xhr'];
const TOO_LARGE = 10 * 1024 * 1024 + 1;

const both = (name: string, check: (the: Scene, how: How) => Promise<void>): Array<[string, Check]> =>
  HOWS.map(how => [`by ${how}: ${name}`, the => check(the, how)]);

const kept = (seen: Seen) => {
  ok(seen.failed !== undefined, `the page read ${JSON.stringify(seen)}`);
};

/** The status of an object in the store. */
async function stored({ world }: Scene, key: string): Promise<number> {
  return (await callStore(world.store, 'GET', `/${world.bucket}/${key}`)).status;
}

/** By somebody who has credentials, for a page that has none. */
function presigned({ world }: Scene, method: string, path: string): string {
  const url = new URL(`${world.apis.iam.url()}${path}`);
  const signed = aws4.sign({ service: 'execute-api', region: REGION, method, host: url.host, path: `${url.pathname}${url.search}`, signQuery: true }, CALLER);
  return `${url.origin}${signed.path}`;
}

/** What API Gateway itself answers, as a page reads it. */
export const OWN_ERRORS: ReadonlyArray<[string, Check]> = [
  ...both('nobody signs: 403', async (the, how) => {
    same(errorOf(await ask(the, 'iam', how, { path: 'key' }, anonymous)), [403, XML, 'AccessDenied']);
  }),
  ...both('a wrong signature: 403', async (the, how) => {
    const wrong: Kind = async ({ page }, request) => ({ ...request, headers: await page.sign(request, { ...CALLER, secretAccessKey: 'wrong', region: REGION }) });
    same(errorOf(await ask(the, 'iam', how, { path: 'key' }, wrong)), [403, XML, 'SignatureDoesNotMatch']);
  }),
  ...both('no token: 401', async (the, how) => {
    same(errorOf(await ask(the, 'cognito', how, { path: 'key' }, anonymous)), [401, XML, 'AccessDenied']);
  }),
  ...both('a token that has expired: 401', async (the, how) => {
    const expired = by(({ world }) => ({ Authorization: world.tokenOf(-60) }));
    same(errorOf(await ask(the, 'cognito', how, { path: 'key' }, expired)), [401, XML, 'AccessDenied']);
  }),
  ...both('no API key: 403', async (the, how) => {
    same(errorOf(await ask(the, 'keyed', how, { path: 'key' }, anonymous)), [403, XML, 'AccessDenied']);
  }),
  ['an API key that is used up: 429', async the => {
    const key = by(() => ({ 'x-api-key': SPENT_KEY }));
    same(errorOf(await ask(the, 'spent', 'Fetch', { path: 'key' }, key)), [404, XML, 'NoSuchKey']);
    for (const how of HOWS) same(errorOf(await ask(the, 'spent', how, { path: 'key' }, key)), [429, XML, 'SlowDown']);
  }],
  ...both('too much: 413', async (the, how) => {
    same(errorOf(await ask(the, 'open', how, { method: 'PUT', path: 'too-large', body: TOO_LARGE })), [413, XML, 'EntityTooLarge']);
    equal(await stored(the, 'site/too-large'), 404);
  }),
  ...both('a type that has no template: 415', async (the, how) => {
    same(errorOf(await ask(the, 'open', how, { path: '?list-type=2', headers: { 'Content-Type': 'text/x-none' } })), [415, XML, 'NotImplemented']);
  }),
  ...both('no S3: 504', async (the, how) => {
    same(errorOf(await the.page.send(how, { url: `${the.world.lost.url()}key`, credentials: true })), [504, XML, 'ServiceUnavailable']);
  }),
];

/** What a browser keeps from a page, and what it does not send. */
export const KEPT: ReadonlyArray<[string, Check]> = [
  ...(['open', 'iam', 'keyed'] as ApiName[]).flatMap(api => both(`a page of a third origin reads nothing of ${api}, and stores nothing`, async (the, how) => {
    await ask(the, api, how, { method: 'PUT', path: 'third', body: 'x' });
    kept(await ask(the, api, how, { path: 'third' }, KINDS[api], the.third));
    kept(await ask(the, api, how, { path: 'missing' }, KINDS[api], the.third));
    kept(await ask(the, api, how, { path: '?list-type=2' }, KINDS[api], the.third));
    kept(await ask(the, api, how, { path: 'key' }, anonymous, the.third));
    kept(await ask(the, api, how, { method: 'PUT', path: 'stolen', body: 'x' }, KINDS[api], the.third));
    kept(await ask(the, api, how, { method: 'DELETE', path: 'third' }, KINDS[api], the.third));
    const at = api === 'open' ? 'site/' : '';
    same([await stored(the, `${at}stolen`), await stored(the, `${at}third`)], [404, 200]);
  })),
  ...both('where all origins may, that page may, too', async (the, how) => {
    same(errorOf(await ask(the, 'cognito', how, { path: 'missing' }, KINDS.cognito, the.third)), [404, XML, 'NoSuchKey']);
  }),
  ...both('credentials of the browser, where they are not allowed', async (the, how) => {
    for (const api of ['iam', 'keyed', 'cognito'] as const) {
      const call = { path: 'missing' };
      kept(await ask(the, api, how, call, async (scene, request) => ({ ...await KINDS[api]!(scene, request), credentials: true })));
    }
  }),
  ...both('a method that there is none of, and a header that nothing reads', async (the, how) => {
    kept(await ask(the, 'open', how, { method: 'PATCH', path: 'key' }));
    kept(await ask(the, 'open', how, { path: 'key', headers: { 'x-other': '1' } }));
  }),
];

/** URLs that somebody else signed. */
export const PRESIGNED: ReadonlyArray<[string, Check]> = both('presigned URLs', async (the, how) => {
  equal((await the.page.send(how, { url: presigned(the, 'PUT', 'presigned'), method: 'PUT', body: '' })).status, 200);
  const { status, headers } = await the.page.send(how, { url: presigned(the, 'GET', 'presigned') });
  same([status, headers!.etag], [200, '"d41d8cd98f00b204e9800998ecf8427e"']);
  same(errorOf(await the.page.send(how, { url: presigned(the, 'GET', 'presigned').replace('presigned', 'other') })), [403, XML, 'SignatureDoesNotMatch']);
});

/** An API that is not the proxy's has errors of its own. */
export const MOUNTED: ReadonlyArray<[string, Check]> = [
  ...both("on an API of elsewhere, S3's answers are read, its own are not", async (the, how) => {
    same(errorOf(await ask(the, 'bare', how, { path: 'missing' }, anonymous)), [404, XML, 'NoSuchKey']);
    kept(await ask(the, 'bare', how, { method: 'PUT', path: 'key', body: TOO_LARGE }, anonymous));
  }),
  ...both('they are when it adds the header to them', async (the, how) => {
    equal((await ask(the, 'completed', how, { method: 'PUT', path: 'key', body: TOO_LARGE }, anonymous)).status, 413);
  }),
  ['synthesis warns of the one, and not of the other', async ({ world }) => {
    same(Annotations.fromStack(world.stack).findWarning('*', Match.stringLikeRegexp('corsOfGatewayErrors')).map(({ id }) => id), ['/Stack/BareFiles']);
  }],
];
