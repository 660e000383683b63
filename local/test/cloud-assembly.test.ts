import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemplate } from '../src/index';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'assembly-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: unknown) => writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const stack = (templateFile: string, stackName: string, environment = 'aws://unknown-account/unknown-region', displayName?: string) =>
  ({ type: 'aws:cloudformation:stack', environment, displayName, properties: { templateFile, stackName } });

test('a template file', () => {
  write('t.json', { Resources: { A: {} } });
  expect(loadTemplate(join(folder, 't.json'))).toEqual({ template: { Resources: { A: {} } }, stackName: 'local' });
  expect(loadTemplate(join(folder, 't.json'), 'mine').stackName).toBe('mine');
});

test('the only stack of an assembly', () => {
  write('manifest.json', { artifacts: { 'tree': { type: 'cdk:tree' }, 'A.assets': { type: 'cdk:asset-manifest' }, 'A': stack('A.template.json', 'Real') } });
  write('A.template.json', { Resources: {} });
  expect(loadTemplate(folder)).toEqual({ template: { Resources: {} }, stackName: 'Real', accountId: undefined, region: undefined, assets: new Map() });
});

test('one of several, by id, name or display name, also in a nested assembly', () => {
  mkdirSync(join(folder, 'nested'));
  write('manifest.json', { artifacts: { A: stack('A.json', 'NameA'), N: { type: 'cdk:cloud-assembly', properties: { directoryName: 'nested' } } } });
  write('A.json', { Resources: { a: {} } });
  write('nested/manifest.json', { artifacts: { B: stack('B.json', 'NameB', 'aws://123456789012/eu-west-1', 'N/B') } });
  write('nested/B.json', { Resources: { b: {} } });
  expect(loadTemplate(folder, 'NameA').template).toEqual({ Resources: { a: {} } });
  for (const name of ['B', 'NameB', 'N/B']) {
    expect(loadTemplate(folder, name)).toMatchObject({ template: { Resources: { b: {} } }, stackName: 'NameB', accountId: '123456789012', region: 'eu-west-1' });
  }
  expect(() => loadTemplate(folder)).toThrow(`stack: '${folder}' holds 2 stacks, and none has a REST API: A, N/B`);
  expect(() => loadTemplate(folder, 'C')).toThrow(`stack: there is no stack 'C' in '${folder}'; it holds A, N/B`);
});

test('the only one of several that has a REST API', () => {
  const api = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi' } } };
  write('manifest.json', { artifacts: { A: stack('A.json', 'NameA'), B: stack('B.json', 'NameB'), Empty: stack('Empty.json', 'Empty') } });
  write('A.json', { Resources: { a: { Type: 'AWS::S3::Bucket' } } });
  write('B.json', api);
  write('Empty.json', { Parameters: {} });
  expect(loadTemplate(folder).stackName).toBe('NameB');
  write('A.json', api);
  expect(() => loadTemplate(folder)).toThrow(`stack: '${folder}' holds 2 stacks with a REST API: name one of A, B`);
});

test('one name that two stacks have', () => {
  write('manifest.json', { artifacts: { A: stack('A.json', 'Same'), B: stack('B.json', 'Same') } });
  expect(() => loadTemplate(folder, 'Same')).toThrow(`stack: '${folder}' holds 2 stacks named 'Same': name one of A, B`);
});

test('no stack at all', () => {
  write('manifest.json', { artifacts: { tree: { type: 'cdk:tree' } } });
  expect(() => loadTemplate(folder)).toThrow(`stack: '${folder}' holds no stack`);
});

test.each(['null', '[]', '{}', '"text"', '{"Resources": null}'])('a file that holds %s is named', (content) => {
  write('t.json', content);
  const file = join(folder, 't.json');
  expect(() => loadTemplate(file)).toThrow(`template: '${file}' has no Resources, so it is no CloudFormation template`);
});

test.each<[string, string]>([['none', 'there is no file or folder'], ['empty', 'has no manifest.json'], ['yaml', 'is not JSON']])('%s', (name, message) => {
  mkdirSync(join(folder, 'empty'));
  write('yaml', 'Resources:\n  A:\n');
  expect(() => loadTemplate(join(folder, name))).toThrow(message);
});
