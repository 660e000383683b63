import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

test('a variable that is empty is not set', () => {
  expect(resolveSettings({ flags: {}, environment: { S3_PROXY_LOCAL_PORT: '' }, file: undefined }).port).toBe(0);
});
