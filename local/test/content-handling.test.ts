import { closeAll, raw, recorder, s3Method, serve } from './support/gateway';
import { compileBinaryMatcher } from '../src/mapping/content-handling';

afterEach(closeAll);

const BYTES = Buffer.from('89504e470d0a1a0a00ff', 'hex');
const BASE64 = BYTES.toString('base64');
const REPLACED = BYTES.toString('utf8');
const DOUBLE = Buffer.from(BASE64).toString('base64');

type Outcome = string | number;

/** undefined: contentHandling is not set. */
const HANDLINGS = [undefined, 'CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const;

describe('request: by its Content-Type', () => {
  async function put(binaryMediaTypes: string[] | undefined, handling: string | undefined, body: Buffer | string, type?: string): Promise<Outcome> {
    const s3 = await recorder();
    const integration = { ...(handling && { ContentHandling: handling }) };
    const api = await serve({
      api: { ...(binaryMediaTypes && { BinaryMediaTypes: binaryMediaTypes }) }, methods: [s3Method({ method: 'PUT', integration })],
    }, s3);
    const answer = await raw(api, { method: 'PUT', target: '/prod/k', headers: type === undefined ? {} : { 'Content-Type': type }, body });
    expect(s3.received.length).toBe(answer.status === 200 ? 1 : 0);
    return answer.status === 200 ? s3.received[0].body.toString('latin1') : answer.status;
  }
  const bytes = BYTES.toString('latin1');
  const replaced = Buffer.from(REPLACED, 'utf8').toString('latin1');

  test.each([
    ['listed', bytes, bytes, BASE64],
    ['not listed', replaced, 500, replaced],
    ['no list', replaced, 500, replaced],
  ])('bytes, %s', async (which, ...expected) => {
    const list = which === 'no list' ? undefined : ['image/png'];
    const type = which === 'listed' ? 'image/png' : 'application/x';
    for (const [index, handling] of HANDLINGS.entries()) {
      expect([handling, await put(list, handling, BYTES, type)]).toEqual([handling, expected[index]]);
    }
  });

  test('base64 text that is to become binary', async () => {
    expect(await put(['image/png'], 'CONVERT_TO_BINARY', BASE64, 'text/plain')).toBe(bytes);
    expect(await put(['image/png'], 'CONVERT_TO_TEXT', BASE64, 'image/png')).toBe(DOUBLE);
  });

  test('under */* a request without a Content-Type is binary', async () => {
    expect(await put(['*/*'], undefined, BYTES)).toBe(bytes);
    expect(await put(['*/*'], 'CONVERT_TO_TEXT', BYTES)).toBe(BASE64);
  });

  test('an empty body stays empty', async () => {
    expect(await put(['*/*'], undefined, '')).toBe('');
    expect(await put(undefined, undefined, '')).toBe('');
  });
});

describe('response: by its Content-Type and the first Accept', () => {
  async function get(
    list: string[] | undefined, handling: string | undefined, payload: Buffer | string, type: string | undefined, accept: string | undefined,
  ): Promise<Outcome> {
    const s3 = await recorder((_, response) => {
      response.writeHead(200, { 'Content-Length': Buffer.byteLength(payload), ...(type && { 'Content-Type': type }) }).end(payload);
    });
    const api = await serve({
      api: { ...(list && { BinaryMediaTypes: list }) },
      methods: [s3Method({ integration: { IntegrationResponses: [{ StatusCode: '200', ...(handling && { ContentHandling: handling }) }] } })],
    }, s3);
    const answer = await raw(api, { target: '/prod/k', headers: accept === undefined ? {} : { Accept: accept } });
    expect(answer.status === 200 ? answer.header('Content-Length') : 'error').toBe(answer.status === 200 ? String(answer.body.length) : 'error');
    return answer.status === 200 ? answer.body.toString('latin1') : answer.status;
  }
  const bytes = BYTES.toString('latin1');
  const replaced = Buffer.from(REPLACED, 'utf8').toString('latin1');
  const png = 'image/png';

  test.each([
    ['empty list', undefined, png, png, [replaced, 500, replaced]],
    ['text payload, text accepted', [png], 'text/plain', 'text/plain', [replaced, 500, replaced]],
    ['text payload, binary accepted', [png], 'text/plain', png, [500, 500, replaced]],
    ['binary payload, text accepted', [png], png, 'text/plain', [BASE64, bytes, BASE64]],
    ['binary payload, nothing accepted', [png], png, undefined, [BASE64, bytes, BASE64]],
    ['binary payload, binary accepted', [png], png, png, [bytes, bytes, BASE64]],
    ['binary payload, binary accepted second', [png], png, `image/avif,${png}`, [BASE64, bytes, BASE64]],
    ['binary payload, binary accepted first', [png], png, `${png};q=0.9,text/html`, [bytes, bytes, BASE64]],
    ['no type of the payload under */*', ['*/*'], undefined, 'text/plain', [bytes, bytes, BASE64]],
  ])('%s', async (_, list, type, accept, expected) => {
    for (const [index, handling] of HANDLINGS.entries()) {
      expect([handling, await get(list, handling, BYTES, type, accept)]).toEqual([handling, expected[index]]);
    }
  });

  test('base64 text is decoded', async () => {
    expect(await get([png], undefined, BASE64, 'text/plain', png)).toBe(bytes);
    expect(await get(undefined, 'CONVERT_TO_BINARY', BASE64.replace(/=+$/, ''), 'text/plain', undefined)).toBe(bytes);
  });
});

describe('media types', () => {
  test.each([
    [['image/png'], 'image/png', true],
    [['image/png'], 'IMAGE/PNG; charset=x', true],
    [['image/png'], 'image/*', false],
    [['image/png'], '*/*', false],
    [['image/*'], 'image/webp', true],
    [['image/*'], 'image/*', true],
    [['*/test'], '*/test', false],
    [['*/test'], 'a/test', false],
    [['image/*'], 'image', false],
    [['*/*'], 'a/b', true],
    [['*/*'], '*/*', true],
    [['*/*'], undefined, false],
    [['*/*'], 'nonsense', false],
    [[], 'image/png', false],
  ])('%j and %s: %s', (list, mediaType, expected) => {
    expect(compileBinaryMatcher(list)(mediaType)).toBe(expected);
  });
});
