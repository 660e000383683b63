import { ContentHandling } from 'aws-cdk-lib/aws-apigateway';
import { LocalApi, startLocal } from '../local/src/index';
import { closeAll, closeLater, raw, recorder, Recorder, ROOT } from '../local/test/support/gateway';
import { AddRouteOptions, S3Operation, S3ProxyApiProps, S3ProxyAuth } from '../src';
import { CfnTemplate, methodsOf, synthRoutes } from './support/synth';

afterEach(closeAll);

const { CONVERT_TO_TEXT } = ContentHandling;
const auth = S3ProxyAuth.none();
const json = (template: string) => ({ 'application/json': template });

async function serve(template: CfnTemplate): Promise<{ api: LocalApi; s3: Recorder }> {
  const s3 = await recorder();
  const api = await startLocal({ template, s3: { endpoint: s3.endpoint, credentials: ROOT }, deploy: false });
  closeLater(() => api.close());
  return { api, s3 };
}

/** What the check at synthesis refuses, deployed all the same: a template of a route that was allowed is changed by hand. */
async function byHand(route: AddRouteOptions, props: Partial<S3ProxyApiProps>, change: (integration: any) => void) {
  const template = synthRoutes([route], props);
  change(Object.values(methodsOf(template))[0].Integration);
  return serve(template);
}

describe('requestTemplates', () => {
  const body = '{"name":"Ada"}';
  const route: AddRouteOptions = {
    path: 'in/{id}', operation: S3Operation.PUT_OBJECT, key: '{id}', auth, requestTemplates: json('{"of":"$input.params(\'id\')","sent":"$input.body"}'),
  };
  const put = ({ api }: { api: LocalApi }, headers: Record<string, string> = { 'Content-Type': 'application/json' }) =>
    raw(api, { method: 'PUT', target: '/prod/in/7', headers, body });

  test('see base64 where all content is binary', async () => {
    const the = await serve(synthRoutes([{ ...route, requestContentHandling: CONVERT_TO_TEXT }]));
    expect((await put(the)).status).toBe(200);
    expect(the.s3.received[0].body.toString()).toBe(`{"of":"7","sent":"${Buffer.from(body).toString('base64')}"}`);
  });

  test('see base64 also where the proxy says so for all of its requests', async () => {
    const the = await serve(synthRoutes([route], { requestContentHandling: CONVERT_TO_TEXT }));
    expect((await put(the)).status).toBe(200);
  });

  test('see the text where it is text to the API', async () => {
    const template = { ...route, requestTemplates: json('$input.json(\'$.name\')') };
    const the = await serve(synthRoutes([template], { binaryMediaTypes: ['image/png'] }));
    expect((await put(the)).status).toBe(200);
    expect(the.s3.received[0].body.toString()).toBe('"Ada"');
  });

  test('of a type that has none: 415, and nothing is stored', async () => {
    const the = await serve(synthRoutes([{ ...route, requestContentHandling: CONVERT_TO_TEXT }]));
    expect((await put(the, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect(the.s3.received).toEqual([]);
  });

  test.each<[string, Partial<S3ProxyApiProps>, Record<string, string>, string]>([
    ['application/json', {}, json('x'), 'application/json'],
    ['application/json', { binaryMediaTypes: ['application/json'] }, json('x'), 'application/json'],
    ['application/json', { binaryMediaTypes: ['application/*'] }, json('x'), 'application/json'],
    ['$default', { binaryMediaTypes: ['image/png'] }, { $default: 'x' }, 'image/png'],
    ['Application/JSON; charset=utf-8', { binaryMediaTypes: ['application/json'] }, { 'Application/JSON; charset=utf-8': 'x' }, 'application/json'],
  ])('that meet binary content (%s with %j) are refused at synthesis: they would answer 500', async (wrong, props, requestTemplates, type) => {
    expect(() => synthRoutes([{ ...route, requestTemplates }], props))
      .toThrow(`addRoute: requestTemplates must not meet binary content, as API Gateway answers 500 to it, got '${wrong}': set requestContentHandling`);
    const allowed = { ...route, requestTemplates, requestContentHandling: CONVERT_TO_TEXT };
    const the = await byHand(allowed, props, integration => delete integration.ContentHandling);
    expect((await put(the, { 'Content-Type': type })).status).toBe(500);
    expect(the.s3.received).toEqual([]);
  });
});

describe('responseTemplates', () => {
  const LIST = '<ListBucketResult xmlns="x"><Key>a';
  const ERROR = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
  const get: AddRouteOptions = { path: 'x/{id}', operation: S3Operation.GET_OBJECT, key: '{id}', auth, responseTemplates: json('{"body":"$input.body"}') };
  const list: AddRouteOptions = { path: 'list', operation: S3Operation.LIST_OBJECTS_V2, auth, responseTemplates: json('{"body":"$util.escapeJavaScript($input.body)"}') };
  const answerWith = ({ s3 }: { s3: Recorder }, status: number, type: string, body: string) => {
    s3.respond = (message, response) => response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length, 'ETag': '"1"' })
      .end(message.method === 'HEAD' ? undefined : body);
  };

  test('see base64 where all content is binary, and the answer is of their type', async () => {
    const the = await serve(synthRoutes([{ ...get, responseContentHandling: CONVERT_TO_TEXT }]));
    answerWith(the, 200, 'image/png', 'bytes');
    const answer = await raw(the.api, { target: '/prod/x/7', headers: { Accept: 'image/png' } });
    expect([answer.status, answer.body.toString()]).toEqual([200, `{"body":"${Buffer.from('bytes').toString('base64')}"}`]);
    expect([answer.header('content-type'), answer.header('etag')]).toEqual(['application/json', '"1"']);
  });

  test.each(['*/*', 'image/png', 'application/json', undefined])('see the text of a listing where XML is text to the API, whatever the client accepts: %s', async accept => {
    const the = await serve(synthRoutes([list], { binaryMediaTypes: ['image/png'] }));
    answerWith(the, 200, 'application/xml', LIST);
    const answer = await raw(the.api, { target: '/prod/list', headers: accept ? { Accept: accept } : {} });
    expect([answer.status, answer.body.toString()]).toEqual([200, JSON.stringify({ body: LIST })]);
  });

  test.each([undefined, CONVERT_TO_TEXT])('errors of S3 stay XML beside them (responseContentHandling %s)', async responseContentHandling => {
    const binary = responseContentHandling !== undefined;
    const the = await serve(synthRoutes([{ ...list, responseContentHandling }], binary ? {} : { binaryMediaTypes: ['image/png'] }));
    for (const status of [400, 403, 404, 500, 503]) {
      answerWith(the, status, 'application/xml', ERROR);
      const answer = await raw(the.api, { target: '/prod/list' });
      expect([answer.status, answer.body.toString(), answer.header('content-type')]).toEqual([status, ERROR, 'application/xml']);
    }
  });

  test('of a HEAD make a body of its headers', async () => {
    const the = await serve(synthRoutes([{
      path: 'x/{id}', httpMethod: 'GET', operation: S3Operation.HEAD_OBJECT, key: '{id}', auth, responseTemplates: json('{"there":true}'), responseContentHandling: CONVERT_TO_TEXT,
    }]));
    answerWith(the, 200, 'image/png', 'bytes');
    for (const headers of [{}, { Accept: '*/*' }, { Accept: 'image/png' }] as Record<string, string>[]) {
      const answer = await raw(the.api, { target: '/prod/x/7', headers });
      expect([answer.status, answer.body.toString()]).toEqual([200, '{"there":true}']);
    }
  });

  test.each<[string, AddRouteOptions, Partial<S3ProxyApiProps>, string]>([
    ['an object', get, {}, 'image/png'],
    ['an object', get, { binaryMediaTypes: ['image/png'] }, 'image/png'],
    ['a listing', list, {}, 'application/xml'],
    ['a listing', list, { binaryMediaTypes: ['application/xml'] }, 'application/xml'],
  ])('that meet binary content (%s with %j %j) are refused at synthesis: they would answer 500', async (_, route, props, type) => {
    expect(() => synthRoutes([route], props)).toThrow(/responseTemplates must not meet binary content, as API Gateway answers 500 to it, got 'application\/json': set responseContentHandling/);
    const the = await byHand({ ...route, responseContentHandling: CONVERT_TO_TEXT }, props,
      ({ IntegrationResponses }) => IntegrationResponses.forEach((response: any) => { response.ContentHandling = 'CONVERT_TO_BINARY'; }));
    answerWith(the, 200, type, LIST);
    expect((await raw(the.api, { target: `/prod/${route.path.replace('{id}', '7')}`, headers: { Accept: type } })).status).toBe(500);
  });
});
