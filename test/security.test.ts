import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { cited, isThere } from './support/cited';
import { deployed } from './support/deployed';
import { synthApi } from './support/synth';
import { closeAll, raw } from '../local/test/support/gateway';
import { S3Operations, S3ProxyApiProps, S3ProxyAuth } from '../src';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const rows = (heading: string) => read('docs/security.md').split(/^## /m).find(section => section.startsWith(`${heading}\n`))!
  .split('\n').filter(line => line.startsWith('| ')).slice(1).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

afterAll(closeAll);

describe.each(rows('Threats'))('%s %s', (_who, _what, _how, shown) => {
  test('is shown by what there is', () => {
    const tests = cited(shown);
    const checks = spans(shown).filter(code => code.startsWith('npm run '));
    expect(tests.length + checks.length).toBeGreaterThan(0);
    expect(tests.filter(one => !isThere(one))).toEqual([]);
    for (const check of checks) {
      const [, name, part] = /^npm run check:(\w+) -- (\w+)$/.exec(check)!;
      expect(JSON.parse(read('package.json')).scripts).toHaveProperty(`check:${name}`);
      expect([check, existsSync(join(ROOT, 'script', name, `${part}.ts`))]).toEqual([check, true]);
    }
  });
});

test('every property that there is, of an API and of a route, has its row', () => {
  const { types } = JSON.parse(read('.jsii'));
  const propertiesOf = (name: string): string[] => {
    const { properties = [], interfaces = [] } = types[name.includes('.') ? name : `cdk-s3-proxy-api.${name}`];
    return [...properties.map((property: { name: string }) => property.name), ...interfaces.flatMap(propertiesOf)];
  };
  const listed = rows('What each property opens').flatMap(([names]) => spans(names));
  expect([...new Set(listed)].sort()).toEqual([...new Set(['S3ProxyApiProps', 'AddRouteOptions'].flatMap(propertiesOf))].sort());
  expect(new Set(rows('What each property opens').map(([names]) => names)).size).toBe(rows('What each property opens').length);
});

test.each<[Partial<S3ProxyApiProps>, string]>([
  [{}, 'text/html'],
  [{ requestHeaders: { 'Content-Type': 'application/octet-stream' } }, 'application/octet-stream'],
])('an uploaded page with %j comes back as %s', async (props, type) => {
  const { api } = await deployed(synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(), ...props }));
  await raw(api, { method: 'PUT', target: '/prod/page', headers: { 'Content-Type': 'text/html' }, body: '<script>1</script>' });
  expect((await raw(api, { target: '/prod/page' })).header('Content-Type')).toBe(type);
});
