import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { resolveSettings } from '../src/cli/configuration';
import { defaultOf, DEFAULTS, SETTINGS } from '../src/cli/settings';

const readme = readFileSync(resolve(__dirname, '../README.md'), 'utf8');

test('README.md says of each setting its flag, its variable, its name in the file and its default', () => {
  const code = (text: string) => `\`${text}\``;
  const rows = SETTINGS.map((setting) => (
    `| ${code(setting.flag)} | ${code(setting.variable)} | ${code(setting.name)} | ${setting.about} | ${defaultOf(setting)} |`));
  const section = /\| flag \| variable \| file \| what \| default \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(readme)?.[1];
  expect(section?.trim().split('\n')).toEqual(rows);
});

test('what is read from all three places', () => {
  const environment = {
    S3_PROXY_LOCAL_PORT: '3000', S3_PROXY_LOCAL_WATCH: '1', S3_PROXY_LOCAL_DEPLOY: 'false', S3_PROXY_LOCAL_PARAMETERS: 'A=1,B=x=y', VERSITYGW: '/v',
  };
  expect(resolveSettings({ flags: { parameters: ['B=2'], strict: true }, environment, file: undefined })).toEqual({
    ...DEFAULTS, port: 3000, watch: true, deploy: false, parameters: { A: '1', B: '2' }, strict: true, versitygw: '/v',
  });
});

describe('of a file', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'settings-')); });
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (content: unknown, environment = {}) => {
    const file = join(folder, 'c.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return resolveSettings({ flags: {}, environment, file });
  };

  test('its values count where there are no others', () => {
    const content = { port: 3000, watch: true, options: { dotSegments: 'resolved', headerNames: 'case-insensitive' } };
    expect(read(content, { S3_PROXY_LOCAL_PORT: '4000', S3_PROXY_LOCAL_WATCH: 'false', S3_PROXY_LOCAL_OPTIONS: 'dotSegments=kept' })).toEqual({
      ...DEFAULTS, port: 4000, watch: false, options: { dotSegments: 'kept', headerNames: 'case-insensitive' },
    });
    expect(read(content)).toEqual({ ...DEFAULTS, ...content });
    const userPools = { Pool: { jwks: 'keys.json', id: 'us-east-1_A' }, Other: 'http://127.0.0.1:1/jwks.json' };
    expect(read({ userPools })).toEqual({ ...DEFAULTS, userPools });
  });

  test.each<[string, unknown, string]>([
    ['a setting that is none', { colour: 1 }, "c.json: 'colour' is no setting; there are template, stack, port"],
    ['a wrong type', { port: 'x' }, "c.json: port: must be a number from 0 to 65535, got 'x'"],
    ['a text that is none', { stack: '' }, "c.json: stack: must be a text that is not empty, got ''"],
    ['a switch that is none', { watch: 'perhaps' }, "c.json: watch: must be true or false, got 'perhaps'"],
    ['pairs that are no texts', { userPools: { Pool: 1 } }, 'c.json: userPools.Pool: must be a text or an object, got 1'],
    ['pairs that are none', { parameters: 7 }, 'c.json: parameters: must be an object of texts, or pairs of the form name=value, got 7'],
    ['no object', [], 'c.json: must hold a JSON object, got []'],
    ['no JSON', '{', 'c.json: cannot be read'],
  ])('%s: named, with the rule', (_, content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

test('a variable that is empty is not set', () => {
  expect(resolveSettings({ flags: {}, environment: { S3_PROXY_LOCAL_PORT: '' }, file: undefined }).port).toBe(0);
});
