import { StatusMapping } from '../src';
import { S3_METHODS } from '../src/s3-method';

const everyStatus = Array.from({ length: 500 }, (_, i) => 100 + i);
const named = S3_METHODS.map(method => [`${method.verb} ${method.scope}`, method] as const);

/** The statuses of the API that a status of S3 becomes. */
function become(rules: { status: number; pattern?: string }[], status: number): number[] {
  const matching = rules.filter(rule => rule.pattern !== undefined && new RegExp(`^(?:${rule.pattern})$`).test(`${status}`));
  return (matching.length > 0 ? matching : rules.filter(rule => rule.pattern === undefined)).map(rule => rule.status);
}

describe.each([['exact', StatusMapping.exact()], ['coarse', StatusMapping.coarse()]])('%s', (_, mapping) => {
  test.each(named)('%s: every status becomes one status, and no error a success', (__, method) => {
    const rules = mapping._rules(method);
    expect(rules.filter(rule => rule.pattern === undefined)).toEqual([{ status: 500 }]);
    for (const status of everyStatus) {
      const got = become(rules, status);
      expect([status, got.length]).toEqual([status, 1]);
      expect([status, got[0] < 300]).toEqual([status, status >= 200 && status < 300]);
    }
  });
});

test('exact: a status that S3 gives stays what it is', () => {
  const known: Record<string, number[]> = {
    'GET service': [200, 301, 307, 400, 403, 404, 500, 501, 503],
    'GET bucket': [200, 301, 307, 400, 403, 404, 500, 501, 503],
    'GET object': [200, 206, 301, 304, 307, 400, 403, 404, 405, 412, 416, 500, 501, 503],
    'HEAD object': [200, 206, 301, 304, 307, 400, 403, 404, 405, 412, 416, 500, 503],
    'PUT bucket': [200, 204, 301, 307, 400, 403, 404, 405, 409, 411, 413, 500, 501, 503],
    'PUT object': [200, 301, 307, 400, 403, 404, 405, 409, 411, 412, 413, 500, 501, 503],
    'DELETE object': [204, 301, 307, 400, 403, 404, 405, 409, 412, 500, 501, 503],
    'POST object': [200, 202, 301, 307, 400, 403, 404, 405, 409, 411, 412, 413, 500, 501, 503],
  };
  for (const [name, method] of named.filter(([n]) => known[n])) {
    const rules = StatusMapping.exact()._rules(method);
    expect([name, known[name].map(status => become(rules, status)[0])]).toEqual([name, known[name]]);
  }
});

test.each([[201, 200], [302, 307], [402, 400], [418, 400], [429, 400], [502, 500], [599, 500], [100, 500]])(
  'exact: %d, which S3 is not known to give, becomes %d', (status, expected) => {
    for (const [, method] of named.filter(([name]) => name === 'GET object')) {
      expect(become(StatusMapping.exact()._rules(method), status)).toEqual([expected]);
    }
  });

test.each([[200, 200], [204, 200], [206, 206], [304, 304], [301, 301], [307, 307], [403, 400], [404, 400], [412, 400], [500, 500], [503, 500]])(
  'coarse: %d becomes %d', (status, expected) => {
    const getObject = S3_METHODS.find(method => method.verb === 'GET' && method.scope === 'object')!;
    expect(become(StatusMapping.coarse()._rules(getObject), status)).toEqual([expected]);
  });
