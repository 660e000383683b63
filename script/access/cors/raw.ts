import { deepStrictEqual as same, equal, ok } from 'assert/strict';
import { Check, Scene } from './scene';
import { API_KEY, ApiName, SPENT_KEY } from './world';
import { CALLER, raw, RawAnswer, RawRequest, valuesOf } from '../../../local/test/support/gateway';
import { signed } from '../../../local/test/support/signing';

/** The headers that a browser looks at, without those that name others. */
interface Fixed { readonly origin: (the: Scene) => string; readonly credentials?: string }
const FIXED: Readonly<Record<ApiName, Fixed>> = {
  open: { origin: ({ world }) => world.origin, credentials: 'true' },
  iam: { origin: ({ world }) => world.origin },
  cognito: { origin: () => '*' },
  keyed: { origin: ({ world }) => world.origin },
  spent: { origin: ({ world }) => world.origin },
  bare: { origin: ({ world }) => world.origin },
  completed: { origin: ({ world }) => world.origin },
};
const NAMES = ['allow-origin', 'allow-credentials'];

function checkFixed(the: Scene, api: ApiName, { headers }: RawAnswer): void {
  const { origin, credentials } = FIXED[api];
  same(NAMES.map(name => valuesOf(headers, `access-control-${name}`)), [[origin(the)], credentials === undefined ? [] : [credentials]]);
}

const PATHS: Readonly<Record<string, string>> = { '': 'GET,HEAD', 'any/key': 'DELETE,GET,HEAD,POST,PUT', 'routes/latest': 'GET' };
const OF_PREFLIGHTS = ['access-control-allow-credentials', 'access-control-allow-headers', 'access-control-allow-methods', 'access-control-allow-origin'];
/** What every preflight allows, whatever else its methods read. */
const USUAL = ['authorization', 'content-type', 'range', 'x-amz-date', 'x-amz-security-token', 'x-api-key'];

/** As browsers send them, which nobody has to be anybody for. */
async function preflight(the: Scene, api: ApiName, path: string, type?: string): Promise<RawAnswer> {
  const headers = { 'Origin': the.world.origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'content-type', ...(type && { 'Content-Type': type }) };
  return raw(the.world.apis[api], { method: 'OPTIONS', target: `/prod/${path}`, headers });
}

const PREFLIGHTS: Array<[string, Check]> = (['open', 'iam', 'cognito', 'keyed'] as const).flatMap(api => Object.entries(PATHS).flatMap(([path, methods]) => [
  ...[undefined, 'application/json'].map((type): [string, Check] => [`${api}: a preflight of /${path}${type ? ` that is ${type}` : ''}`, async the => {
    const answer = await preflight(the, api, path, type);
    same([answer.status, answer.body.length, answer.header('access-control-allow-methods')], [204, 0, methods]);
    checkFixed(the, api, answer);
    const own = answer.headers.map(([name]) => name.toLowerCase()).filter(name => name.startsWith('access-control-')).sort();
    same(own, OF_PREFLIGHTS.filter(name => FIXED[api].credentials !== undefined || name !== 'access-control-allow-credentials'));
    const allowed = answer.header('access-control-allow-headers')!.split(',');
    same(allowed, [...new Set(allowed.map(name => name.toLowerCase()))].sort());
    same((path === '' ? USUAL.filter(name => name !== 'range') : USUAL).filter(name => !allowed.includes(name)), []);
    equal(allowed.includes('x-amz-meta-title'), path === 'any/key');
  }]),
  [`${api}: a preflight of /${path} of another type is a 415, and no 500`, async the => {
    const answer = await preflight(the, api, path, 'text/plain');
    same([answer.status, /<Code>(\w+)</.exec(answer.body.toString())?.[1]], [415, 'NotImplemented']);
    checkFixed(the, api, answer);
  }] as [string, Check],
]));

/** Headers that every page may read, those of the connection, and what API Gateway says to its owner. */
const UNNAMED = /^(cache-control|content-(language|length|type)|expires|last-modified|pragma|connection|date|keep-alive|transfer-encoding|server|x-amz-apigw-id|x-amzn-trace-id|x-amzn-remapped-.*|access-control-.*)$/i;

/** Each status that an answer may have, by who gives it. */
const STATUSES: ReadonlyArray<[ApiName, number, RawRequest | ((the: Scene) => RawRequest)]> = [
  ['open', 200, { method: 'PUT', target: '/prod/status', body: 'content', headers: { 'Content-Type': 'text/plain', 'x-amz-meta-title': 'T' } }],
  ['open', 200, { target: '/prod/status' }],
  ['open', 200, { method: 'HEAD', target: '/prod/status' }],
  ['open', 200, { target: '/prod/?list-type=2' }],
  ['open', 200, { method: 'HEAD', target: '/prod/' }],
  ['open', 206, { target: '/prod/status', headers: { Range: 'bytes=0-1' } }],
  ['open', 206, { method: 'HEAD', target: '/prod/status', headers: { Range: 'bytes=0-1' } }],
  ['open', 304, { target: '/prod/status', headers: { 'If-None-Match': '"9a0364b9e99bb480dd25e1f0284c8555"' } }],
  ['open', 400, { target: '/prod/status?partNumber=none' }],
  ['open', 400, { target: '/prod/bad%zz' }],
  ['open', 403, { method: 'PUT', target: '/prod/status?tagging=1', body: '<Tagging/>' }],
  ['open', 403, { method: 'PATCH', target: '/prod/status' }],
  ['open', 404, { target: '/prod/missing' }],
  ['open', 404, { method: 'HEAD', target: '/prod/missing' }],
  ['open', 412, { method: 'PUT', target: '/prod/status', headers: { 'If-None-Match': '*' }, body: 'x' }],
  ['open', 413, { method: 'PUT', target: '/prod/status', body: Buffer.alloc(10 * 1024 * 1024 + 1) }],
  ['open', 414, { target: `/prod/${'k'.repeat(10_240)}` }],
  ['open', 415, { method: 'PUT', target: '/prod/status', headers: { 'Content-Encoding': 'br' }, body: 'x' }],
  ['open', 416, { target: '/prod/status', headers: { Range: 'bytes=100-' } }],
  ['open', 204, { method: 'DELETE', target: '/prod/status' }],
  ['iam', 403, { target: '/prod/status' }],
  ['iam', 404, ({ world }) => signed(world.apis.iam, CALLER, { target: '/prod/missing' })],
  ['cognito', 401, { target: '/prod/status' }],
  ['cognito', 404, ({ world }) => ({ target: '/prod/missing', headers: { Authorization: world.tokenOf(60) } })],
  ['keyed', 403, { target: '/prod/status' }],
  ['keyed', 404, { target: '/prod/missing', headers: { 'x-api-key': API_KEY } }],
  ['spent', 429, { target: '/prod/missing', headers: { 'x-api-key': SPENT_KEY } }],
];

const ANSWERS = STATUSES.map(([api, status, request]): [string, Check] => {
  const name = typeof request === 'function' ? 'somebody' : `${request.method ?? 'GET'} ${request.target.slice(0, 40)}`;
  return [`${api}: ${status} of ${name} tells all that a page may read`, async the => {
    const answer = await raw(the.world.apis[api], typeof request === 'function' ? request(the) : request);
    equal(answer.status, status);
    checkFixed(the, api, answer);
    const exposed = answer.header('access-control-expose-headers')!.toLowerCase().split(',');
    same(answer.headers.map(([header]) => header.toLowerCase()).filter(header => !UNNAMED.test(header) && !exposed.includes(header)), []);
    ok(['x-amzn-requestid', 'x-amzn-errortype'].every(header => exposed.includes(header)));
  }];
});

/** What browsers are told, to the letter. */
export const RAW: ReadonlyArray<[string, Check]> = [...PREFLIGHTS, ...ANSWERS];
