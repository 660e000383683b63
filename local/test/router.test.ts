import { closeAll, mockMethod, raw, recorder, serve } from './support/gateway';

afterEach(closeAll);

const show = (path: string, method = 'GET') => mockMethod(path, method, `${method} ${path}: $!input.params('key')|$!input.params('id')`);

async function routed(methods: ReadonlyArray<readonly [string, string]>, target: string, method = 'GET') {
  const api = await serve({ methods: methods.map(([path, verb]) => show(path, verb)) }, await recorder());
  const answer = await raw(api, { method, target });
  return answer.status === 200 ? answer.body.toString() : `${answer.status} ${answer.header('x-amzn-ErrorType')} ${answer.body}`;
}

const MISSING = '403 MissingAuthenticationTokenException {"message":"Missing Authentication Token"}';

describe('which method is chosen', () => {
  const tree = [['/', 'GET'], ['/a', 'GET'], ['/a/b', 'GET'], ['/a/{id}', 'GET'], ['/{key+}', 'GET'], ['/{key+}', 'PUT'], ['/a/{id}/deep', 'GET']] as const;
  test.each([
    ['/prod', 'GET /: |'],
    ['/prod/', 'GET /: |'],
    ['/prod/a', 'GET /a: |'],
    ['/prod/a/b', 'GET /a/b: |'],
    ['/prod/a/c', 'GET /a/{id}: |c'],
    ['/prod/a/b/deep', 'GET /a/{id}/deep: |b'],
    ['/prod/a/b/c', 'GET /{key+}: a/b/c|'],
    ['/prod/x', 'GET /{key+}: x|'],
    ['/prod/a/c/d/e', 'GET /{key+}: a/c/d/e|'],
  ])('%s', async (target, expected) => {
    expect(await routed(tree, target)).toBe(expected);
  });

  test('a literal path without the method leaves the request to the greedy one', async () => {
    expect(await routed(tree, '/prod/a', 'PUT')).toBe('PUT /{key+}: a|');
  });

  test('ANY takes what has no method of its own', async () => {
    const methods = [['/a', 'ANY'], ['/a', 'PUT']] as const;
    expect(await routed(methods, '/prod/a', 'PUT')).toBe('PUT /a: |');
    expect(await routed(methods, '/prod/a', 'PATCH')).toBe('ANY /a: |');
  });

  test.each([['/prod/b', 'GET'], ['/prod/a', 'DELETE'], ['/prod/a/b', 'GET'], ['/prod', 'GET']])('no method for %s %s', async (target, method) => {
    expect(await routed([['/a', 'GET']], target, method)).toBe(MISSING);
  });

  test('a greedy parameter needs a segment', async () => {
    expect(await routed([['/{key+}', 'GET']], '/prod/')).toBe(MISSING);
  });
});

describe('what the path parameter is', () => {
  test.each([
    ['/prod/a/b', 'a/b'],
    ['/prod/a%20b%2Bc+d', 'a b+c+d'],
    ['/prod/caf%C3%A9', Buffer.from('café').toString('latin1')],
    ['/prod/a%2Fb', 'a/b'],
    ['/prod/100%25', '100%'],
    ['/prod/a/', 'a'],
    ['/prod/a//b', 'a//b'],
    ['/prod//a', 'a'],
    ['/prod///a/', 'a'],
    ['/prod/a/../b', 'a/../b'],
  ])('%s', async (target, expected) => {
    const api = await serve({ methods: [mockMethod('/{key+}', 'GET', "$input.params('key')")] }, await recorder());
    expect((await raw(api, { target })).body.toString('latin1')).toBe(expected);
  });

  test.each(['/prod/%zz', '/prod/%', '/prod/%ff', '/prod/a%C3'])('%s is refused', async (target) => {
    const api = await serve({ methods: [mockMethod('/{key+}', 'GET', 'no')] }, await recorder());
    expect((await raw(api, { target })).status).toBe(400);
  });
});

test.each(['/other/a', '/', '/Prod/a'])('a stage that does not exist: %s', async (target) => {
  const api = await serve({ methods: [show('/{key+}')] }, await recorder());
  const answer = await raw(api, { target });
  expect(answer.status).toBe(403);
  expect(answer.header('x-amzn-ErrorType')).toBe('ForbiddenException');
  expect(answer.body.toString()).toBe('{"message":"Forbidden"}');
});
