import { closeAll, MethodParts, Properties, raw, recorder, s3Method, serve } from './support/gateway';

afterEach(closeAll);

interface Backend {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
}

/** A method whose declared responses follow from its integration responses. */
function withResponses(responses: ReadonlyArray<Properties & { StatusCode: string }>, parts: MethodParts = {}): MethodParts {
  return s3Method({
    ...parts,
    properties: {
      MethodResponses: responses.map(({ StatusCode, ResponseParameters }) => ({
        StatusCode, ResponseParameters: Object.fromEntries(Object.keys(ResponseParameters ?? {}).map((name) => [name, true])),
      })),
      ...parts.properties,
    },
    integration: { IntegrationResponses: responses, ...parts.integration },
  });
}

async function answered(method: MethodParts, backend: Backend, more: Parameters<typeof serve>[2] = {}, verb = 'GET') {
  const { status = 200, headers = {}, body = '' } = backend;
  const s3 = await recorder((_, response) => {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
  });
  return raw(await serve({ methods: [method] }, s3, more), { method: verb, target: '/prod/k' });
}

describe('which status the client gets', () => {
  const mapped = withResponses([
    { StatusCode: '404', SelectionPattern: '404' }, { StatusCode: '400', SelectionPattern: '4\\d{2}' }, { StatusCode: '206', SelectionPattern: '206' },
    { StatusCode: '503', SelectionPattern: '50' }, { StatusCode: '200' },
  ]);
  test.each([[404, 404], [403, 400], [206, 206], [200, 200], [500, 200], [503, 200]])('S3 says %d: %d', async (status, expected) => {
    expect((await answered(mapped, { status })).status).toBe(expected);
  });

  test('with a default alone every error arrives as 200, with its body', async () => {
    const answer = await answered(withResponses([{ StatusCode: '200' }]), { status: 404, body: '<Error/>' });
    expect([answer.status, answer.body.toString()]).toEqual([200, '<Error/>']);
  });

  test('no match and no default: 500', async () => {
    expect((await answered(withResponses([{ StatusCode: '200', SelectionPattern: '200' }]), { status: 404 })).status).toBe(500);
  });

  test('a status that the method does not declare: 500', async () => {
    const method = withResponses([{ StatusCode: '200' }], { properties: { MethodResponses: [{ StatusCode: '201' }] } });
    expect((await answered(method, {})).status).toBe(500);
  });

  test.each([204, 304])('%d has neither body nor length', async (status) => {
    const answer = await answered(withResponses([{ StatusCode: String(status) }]), { status: 200, body: 'text' });
    expect([answer.status, answer.header('Content-Length')]).toEqual([status, undefined]);
  });
});

describe('headers', () => {
  const map = (names: Record<string, string>) => withResponses([{
    StatusCode: '200', ResponseParameters: Object.fromEntries(Object.entries(names).map(([name, source]) => [`method.response.header.${name}`, source])),
  }]);

  test('what is not mapped is dropped, and Content-Type is then JSON', async () => {
    const answer = await answered(map({}), { headers: { 'Content-Type': 'text/plain', 'ETag': '"x"', 'x-amz-request-id': 'r', 'Server': 's' }, body: 'body' });
    expect(answer.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
      'connection', 'content-length', 'content-type', 'date', 'keep-alive', 'x-amz-apigw-id', 'x-amzn-requestid', 'x-amzn-trace-id',
    ]);
    expect(answer.header('Content-Type')).toBe('application/json');
  });

  test('the store\'s spelling does not matter', async () => {
    const answer = await answered(map({ 'Etag': 'integration.response.header.ETag', 'Content-Type': 'integration.response.header.Content-Type' }), {
      headers: { 'etag': '"x"', 'CONTENT-TYPE': 'image/png' },
    });
    expect(answer.headers).toEqual(expect.arrayContaining([['Etag', '"x"'], ['Content-Type', 'image/png']]));
  });

  test.each([
    'Authorization', 'Connection', 'Content-Length', 'Content-MD5', 'Date', 'Expect', 'Host', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'Trailer',
    'Upgrade', 'User-Agent', 'WWW-Authenticate',
  ])('%s is renamed', async (name) => {
    const answer = await answered(map({ [name]: "'mine'" }), { body: 'body' });
    expect(answer.header(`x-amzn-Remapped-${name}`)).toBe('mine');
    expect(answer.header(name)).not.toBe('mine');
    expect(answer.body.toString()).toBe('body');
  });

  test('TE, Content-Encoding and Content-Type pass; Transfer-Encoding disappears', async () => {
    const names = { 'TE': "'a'", 'Content-Encoding': "'b'", 'Content-Type': "'c'", 'Transfer-Encoding': "'d'" };
    const answer = await answered(map(names), { body: 'body' });
    expect(['TE', 'Content-Encoding', 'Content-Type', 'Transfer-Encoding', 'x-amzn-Remapped-Transfer-Encoding'].map((name) => answer.header(name)))
      .toEqual(['a', 'b', 'c', undefined, undefined]);
  });

  test('of two spellings of a name the last that has a value counts, where the first that had one stood', async () => {
    const names = { 'X-A': "'first'", 'X-B': "'b'", 'x-a': "'second'", 'X-a': 'integration.response.header.Absent' };
    const answer = await answered(map(names), { body: 'body' });
    expect(answer.headers.filter(([name]) => /^x-[ab]$/i.test(name))).toEqual([['x-a', 'second'], ['X-B', 'b']]);
  });

  test('repeated headers: the last value, or all', async () => {
    const answer = await answered(map({ One: 'integration.response.header.X', All: 'integration.response.multivalueheader.X' }), { headers: { X: ['a', 'b'] } });
    expect([answer.header('One'), answer.header('All')]).toEqual(['b', 'a,b']);
  });

  test('bytes of a value stay as they are', async () => {
    const value = Buffer.from('é', 'utf8').toString('latin1');
    const answer = await answered(map({ X: 'integration.response.header.x-amz-meta-x' }), { headers: { 'x-amz-meta-x': value } });
    expect(answer.header('X')).toBe(value);
  });

  test('context, stage variable, an absent source', async () => {
    const answer = await answered(map({ Id: 'context.requestId', No: 'integration.response.header.No', V: 'stageVariables.no' }), {});
    expect([answer.header('Id'), answer.header('No'), answer.header('V')]).toEqual([answer.header('x-amzn-RequestId'), undefined, undefined]);
  });
});

describe('HEAD', () => {
  const head = withResponses([{ StatusCode: '200', ResponseParameters: { 'method.response.header.Content-Length': 'integration.response.header.Content-Length' } }],
    { method: 'HEAD' });
  test.each([[undefined, '0'], ['zero', '0'], ['backend', '12345678901']] as const)('headContentLength %s', async (headContentLength, expected) => {
    const answer = await answered(head, { headers: { 'Content-Length': '12345678901' } }, { options: { headContentLength } }, 'HEAD');
    expect([answer.status, answer.header('Content-Length'), answer.header('x-amzn-Remapped-Content-Length')]).toEqual([200, expected, '12345678901']);
  });
});

describe('templates', () => {
  const templated = (ResponseTemplates: Properties, more: Properties = {}) => withResponses([{ StatusCode: '200', ResponseTemplates, ...more }]);

  test('render the body, and their type is the Content-Type', async () => {
    const answer = await answered(templated({ 'application/xml': '<n>$input.path(\'$.n\')</n>' }), { body: '{"n": 1}' });
    expect([answer.body.toString(), answer.header('Content-Type')]).toEqual(['<n>1</n>', 'application/xml']);
  });

  test('may override status and headers', async () => {
    const template = '#set($context.responseOverride.status = 404)#set($context.responseOverride.header.X = "y")gone';
    const answer = await answered(templated({ 'application/json': template }), {});
    expect([answer.status, answer.header('X'), answer.body.toString()]).toEqual([404, 'y', 'gone']);
  });

  test('on binary content fail', async () => {
    expect((await answered(templated({ 'application/json': 'x' }, { ContentHandling: 'CONVERT_TO_BINARY' }), { body: 'YWJj' })).status).toBe(500);
  });
});
