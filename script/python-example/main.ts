import { readFileSync } from 'fs';
import { join } from 'path';
import { closeAll, raw } from '../../local/test/support/gateway';
import { signed } from '../../local/test/support/signing';
import { callStore } from '../../local/test/support/store';
import { deployed } from '../../test/support/deployed';
import { ROOT, run, WORK } from '../languages/command';
import { build } from '../languages/packages';
import { venv } from '../languages/venv';

const EXAMPLE = join(ROOT, 'examples/python-archive');
const OUT = join(WORK, 'assemblies/python-archive');
const CFN_LINT = join(ROOT, '.tools/venv/bin/cfn-lint');

/** The template, by the CDK's own command. */
async function synthesized(): Promise<string> {
  await build('python');
  const { python } = await venv('python-archive', join(EXAMPLE, 'requirements.txt'));
  await run('cdk', ['synth', '--quiet', '--app', `"${python}" app.py`, '--output', OUT], { cwd: EXAMPLE });
  return join(OUT, 'Archive.template.json');
}

/** What each call must answer: all that the README of the example says. */
async function call(template: string): Promise<number> {
  const { api, store, bucket } = await deployed(JSON.parse(readFileSync(template, 'utf8')), { region: 'us-east-1' });
  const [caller] = api.callers;
  const send = async (line: string, body = '', headers: Record<string, string> = {}, sign = true) => {
    const [method, path] = line.split(' ');
    const request = { method, target: `/prod${path}`, body, headers };
    return raw(api, sign ? signed(api, caller, request) : request);
  };
  let passed = 0;
  const expect = (what: string, got: unknown, wanted: unknown) => {
    if (got !== wanted) {
      throw new Error(`${what}: expected ${wanted}, got ${got}`);
    }
    console.log(`ok    ${what}`);
    passed += 1;
  };
  const first = (await send('PUT /a.txt', 'first', { 'x-amz-meta-title': 'A file' })).header('x-amz-version-id');
  await send('PUT /a.txt', 'second');
  expect('a file is read', (await send('GET /a.txt')).body.toString(), 'second');
  const former = await send(`GET /a.txt?versionId=${first}`);
  expect('a former version, too', former.body.toString(), 'first');
  expect('with its title', former.header('x-amz-meta-title'), 'A file');
  expect('versions are listed', [...(await send('GET /?versions=')).body.toString().matchAll(/<Version>/g)].length, 2);
  expect('an upload in parts begins', (await send('POST /large?uploads=')).status, 200);
  expect('a file is deleted', (await send('DELETE /a.txt')).status, 204);
  await callStore(store, 'PUT', `/${bucket}/published/2026/summary.pdf`, { body: '%PDF' });
  expect('everybody reads a report', (await send('GET /reports/2026/summary', '', {}, false)).body.toString(), '%PDF');
  expect('and nothing else', (await send('GET /published/2026/summary.pdf', '', {}, false)).status, 403);
  expect('nor former reports', (await send('GET /reports/2026/summary?versionId=1', '', {}, false)).status, 403);
  return passed;
}

async function main(): Promise<void> {
  try {
    const template = await synthesized();
    await run(CFN_LINT, [template]);
    console.log(`${await call(template)} passed, 0 failed`);
  } finally {
    await closeAll();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
