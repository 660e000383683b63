import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { apiTemplate, s3Method } from './support/gateway';
import { addExportCommands } from '../src/cli/export-commands';
import { Template } from '../src/index';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const save = (name: string, value: unknown) => {
  writeFileSync(file(name), JSON.stringify(value));
  return file(name);
};
const TEMPLATE = save('t.json', apiTemplate({ methods: [s3Method()] }));
const NAMED: Template = {
  Resources: {
    ...apiTemplate({ methods: [s3Method({ integration: { Uri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:s3:path/${Bucket}/{key}' } } })] }).Resources,
    Bucket: { Type: 'AWS::S3::Bucket' },
    Table: { Type: 'AWS::IAM::Role' },
  },
};
const RESOURCES = save('resources.json', {
  StackResources: [{
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/S/1', LogicalResourceId: 'Bucket', PhysicalResourceId: 'the-bucket',
  }],
});

/** What is written to standard output and to standard error. */
async function run(...args: string[]): Promise<readonly [string, string]> {
  const written = ['', ''];
  const spies = [process.stdout, process.stderr].map((stream, index) => jest.spyOn(stream, 'write').mockImplementation((text) => {
    written[index] += text;
    return true;
  }));
  try {
    const program = new Command().option('--stack <name>', 'of the program').enablePositionalOptions().exitOverride();
    addExportCommands(program);
    await program.parseAsync(args, { from: 'user' });
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
  return written as [string, string];
}

test.each<[string, string[], object]>([
  ['openapi', ['openapi'], { paths: { '/{key+}': { get: { 'x-amazon-apigateway-integration': { type: 'aws' } } } } }],
  ['openapi --plain', ['openapi', '--plain', '--url', 'http://127.0.0.1:1/prod'], { servers: [{ url: 'http://127.0.0.1:1/prod' }], paths: { '/{key}': { get: {} } } }],
  ['postman', ['postman', '--stage', 'prod'], { info: { name: 'api' }, item: [{ name: '/{key+}' }] }],
])('%s writes the document, to a file too', async (_, [command, ...options], expected) => {
  const [text] = await run(command, TEMPLATE, ...options);
  expect(JSON.parse(text)).toMatchObject(expected);
  expect(await run(command, TEMPLATE, ...options, '--out', file('out.json'))).toEqual(['', '']);
  expect(readFileSync(file('out.json'), 'utf8')).toBe(text);
});

test('a stack of a cloud assembly is named to the command', async () => {
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } };
  save('manifest.json', { artifacts: { One: stack, Two: stack } });
  expect(JSON.parse((await run('openapi', folder, '--stack', 'Two'))[0]).info.title).toBe('api');
  await expect(run('openapi', folder)).rejects.toThrow(`stack: '${folder}' holds 2 stacks with a REST API: name one of One, Two`);
});

test('what is served and what is exported have their settings from the same places', async () => {
  const method = s3Method({ integration: { Uri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:s3:path/${Name}/{key}' } } });
  const template = save('parameters.json', { ...apiTemplate({ methods: [method] }), Parameters: { Name: { Type: 'String' } } });
  const config = save('config.json', { template, parameters: { Name: 'of-file' }, watch: true, port: 3000 });
  expect((await run('openapi', '--config', config))[0]).toContain('s3:path/of-file/{key}');
  expect((await run('openapi', '--config', config, '--parameter', 'Name=of-flag'))[0]).toContain('s3:path/of-flag/{key}');
  await expect(run('openapi', '--config', config, '--parameter', 'Nam=x')).rejects.toThrow("parameters: must name what the template has (Name), got 'Nam'");
});

test('names that are made up are told, and those of AWS taken where they are given', async () => {
  const template = save('named.json', NAMED);
  const [, note] = await run('openapi', template);
  expect(note).toBe('The names on AWS of Bucket are not known, and an import needs them: give them with --resources FILE\n');
  const [text, silence] = await run('openapi', template, '--resources', RESOURCES);
  expect(silence).toBe('');
  expect(text).toContain('arn:aws:apigateway:us-east-1:s3:path/the-bucket/{key}');
});

test('what API Gateway cannot import is refused, and fitted where it can', async () => {
  const template = (bytes: number) => save('large.json', apiTemplate({ api: { Description: 'x'.repeat(bytes) }, methods: [s3Method()] }));
  await expect(run('openapi', template(6 * 1024 * 1024))).rejects.toThrow(/openapi: API Gateway imports up to 6 MB, and the document has \d+ bytes; split the API/);
  const spare = 6 * 1024 * 1024 + 1 - JSON.stringify(JSON.parse((await run('openapi', template(1)))[0])).length;
  const [text] = await run('openapi', template(spare));
  expect(Buffer.byteLength(text)).toBe(6 * 1024 * 1024);
  expect(JSON.parse(text).info.description).toHaveLength(spare);
});

test.each<[string, string[], string]>([
  ['a URL that is none', ['postman', TEMPLATE, '--url', 'localhost:3000'], "--url: must begin with http:// or https://, got 'localhost:3000'"],
  ['a stage of an import', ['openapi', TEMPLATE, '--stage', 'prod'], "--stage: is for --plain, as an import makes no stage, got 'prod'"],
  ['an API that is not there', ['openapi', TEMPLATE, '--api', 'Nope'], "api: there is no API 'Nope' in the template; it holds Api"],
  ['a place that is none', ['openapi', TEMPLATE, '--out', file('none/out.json')], `--out: '${file('none/out.json')}' cannot be written: ENOENT`],
  ['resources that are not there', ['openapi', TEMPLATE, '--resources', file('none.json')], `--resources: '${file('none.json')}' cannot be read: ENOENT`],
  ['resources that are none', ['openapi', TEMPLATE, '--resources', TEMPLATE], `--resources: '${TEMPLATE}' must be what 'aws cloudformation describe-stack-resources`],
  ['a template that is not there', ['openapi', file('none.json')], 'template: there is no file or folder'],
])('%s: one line', async (_, args, message) => {
  await expect(run(...args)).rejects.toThrow(message);
});
