import { readFileSync } from 'fs';
import { join } from 'path';
import { methodsOf, resourcesOf, synthExample } from './support/synth';

const ROOT = join(__dirname, '..');
const NOTHING = 'none';

interface Row { readonly tutorial: string; readonly place: string; readonly value: string }

/** The rows of each section of the page that has places. */
function tables(): Map<string, Row[]> {
  const page = readFileSync(join(ROOT, 'docs/aws-tutorial.md'), 'utf8');
  return new Map(page.split(/^## /m).filter(section => section.includes('| place in')).map(section => {
    const [heading, ...lines] = section.split('\n');
    const rows = lines.filter(line => line.startsWith('| ')).slice(1).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
    expect(rows.filter(cells => cells.length !== 4)).toEqual([]);
    const plain = (cell: string) => cell.replace(/^`(.*)`$/, '$1');
    return [heading, rows.map(([tutorial, place, value]) => ({ tutorial, place: inFull(plain(place)), value: plain(value) }))];
  }));
}

/** What the page says is short for something. */
function inFull(place: string): string {
  return place.replace(/^(\w+ \/\S*?\.)?(?=request\.|\d{3}\.)(.*)$/, (_, method: string = '', rest: string) => method + rest
    .replace(/^request\./, 'Integration.RequestParameters.integration.request.')
    .replace(/^(\d{3})\.header\./, 'Integration.IntegrationResponses.$1.ResponseParameters.method.response.header.')
    .replace(/^(\d{3})\./, 'Integration.IntegrationResponses.$1.'));
}

/** What is at a path, whose parts may have dots themselves, as names of mapped headers do. */
function at(value: any, path: string): any {
  if (path === '' || value === undefined) {
    return value;
  }
  const [first, ...rest] = path.split('.');
  if (Array.isArray(value)) {
    return at(value.find(({ StatusCode }) => StatusCode !== undefined && StatusCode === first) ?? value[Number(first)], rest.join('.'));
  }
  const key = Object.keys(value).filter(name => path === name || path.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : at(value[key], path.slice(key.length + 1));
}

/** As the page writes it. */
function written(value: any): string {
  if (value === undefined) {
    return NOTHING;
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  return value['Fn::Join']?.[1].map(written).join('') ?? (value.Ref && `\${${value.Ref}}`) ?? (value['Fn::GetAtt'] && `\${${value['Fn::GetAtt'].join('.')}}`) ?? JSON.stringify(value);
}

const template = synthExample('aws-tutorial', 'AwsTutorial');
const methods = methodsOf(template);
const resources = Object.fromEntries(Object.values(template.Resources).map(({ Type }) => {
  const [only, ...more] = resourcesOf(template, Type);
  return [Type, more.length === 0 ? only : [only, ...more]];
}));
const sections = tables();

/** Which methods a section is about. */
const SCOPES: Record<string, (path: string) => boolean> = {
  'Every method': () => true,
  'Methods of `/{folder}`': path => path === '/{folder}',
  'Methods of `/{folder}/{item}`': path => path === '/{folder}/{item+}',
};

test('the methods are the eight of the tutorial, and every section is looked at', () => {
  expect(Object.keys(methods).sort()).toEqual([
    'DELETE /{folder}', 'DELETE /{folder}/{item+}', 'GET /', 'GET /{folder}', 'GET /{folder}/{item+}', 'HEAD /{folder}/{item+}', 'PUT /{folder}', 'PUT /{folder}/{item+}',
  ]);
  expect([...sections.keys()].sort()).toEqual(['API', 'Role', 'Single methods', ...Object.keys(SCOPES)].sort());
});

test.each([...sections.get('API')!, ...sections.get('Role')!])('$tutorial: $place is $value', ({ place, value }) => {
  expect(written(at(resources, place))).toBe(value);
});

test.each(sections.get('Single methods')!)('$tutorial: $place is $value', ({ place, value }) => {
  expect(written(at(methods, place))).toBe(value);
});

describe.each(Object.keys(methods))('%s', name => {
  const [verb, path] = name.split(' ');
  const rows = Object.entries(SCOPES).flatMap(([heading, isAbout]) => (isAbout(path) ? sections.get(heading)! : []));

  test.each(rows)('$tutorial: $place is $value', ({ place, value }) => {
    const found = written(at(methods[name], place));
    expect(value.endsWith('…') ? `${found.slice(0, value.length - 1)}…` : found).toBe(value.replace('{verb}', verb));
  });

  test('what the path of S3 is made of is in the table', () => {
    const mapped = Object.keys(methods[name].Integration.RequestParameters).filter(parameter => parameter.startsWith('integration.request.path.'));
    expect(rows.map(({ place }) => place)).toEqual(expect.arrayContaining(mapped.map(parameter => `Integration.RequestParameters.${parameter}`)));
  });
});

test('the role may put an object on condition that there is no ACL, and never copy', () => {
  const [put, deny] = at(resources, 'AWS::IAM::Policy.PolicyDocument.Statement').slice(3);
  expect([put.Effect, put.Condition.Null['s3:x-amz-acl']]).toEqual(['Allow', 'true']);
  expect([deny.Action, deny.Condition]).toEqual(['s3:PutObject', { Null: { 's3:x-amz-copy-source': 'false' } }]);
});
