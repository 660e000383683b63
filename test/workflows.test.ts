import { execFile } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { promisify } from 'util';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '..');
const WORKFLOWS = join(ROOT, '.github/workflows');
const FORMS = join(ROOT, '.github/ISSUE_TEMPLATE');
const ACTIONLINT = join(ROOT, '.tools/bin/actionlint');

/** What actionlint finds: shells are what it calls others for, and these are not everywhere. */
async function lint(...files: string[]): Promise<string> {
  const run = promisify(execFile)(ACTIONLINT, ['-no-color', '-oneline', '-shellcheck=', '-pyflakes=', ...files], { cwd: ROOT });
  return (await run.catch((error: { stdout: string; stderr: string }) => error.stdout ? error : Promise.reject(error))).stdout;
}

interface Job {
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: ReadonlyArray<{ readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (name: string) => parse(readFileSync(join(WORKFLOWS, name), 'utf8')) as Workflow;

describe('workflows', () => {
  test('are valid', async () => {
    expect(await lint(...readdirSync(WORKFLOWS).map(name => join(WORKFLOWS, name)))).toBe('');
  });

  test('that are not valid are found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
    try {
      const file = join(folder, 'broken.yml');
      writeFileSync(file, readFileSync(join(WORKFLOWS, 'build.yml'), 'utf8').replace('matrix.node', 'matrix.nose'));
      expect(await lint(file)).toContain('property "nose" is not defined');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('of pull requests may read, and nothing else', () => {
    const { on, jobs } = read('build.yml');
    expect(Object.keys(on)).toContain('pull_request');
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual(Object.keys(jobs).map(() => ({ contents: 'read' })));
  });

  test.each(['integ-aws.yml', 'release.yml'])('%s runs on demand alone', name => {
    expect(Object.keys(read(name).on)).toEqual(['workflow_dispatch']);
  });

  test('reach AWS by a role that they may assume, and without a key', () => {
    const { permissions, environment, steps } = read('integ-aws.yml').jobs.integ;
    expect({ permissions, environment }).toEqual({ permissions: { 'id-token': 'write', 'contents': 'read' }, environment: 'aws' });
    const credentials = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials'))!.with!;
    expect(Object.keys(credentials).sort()).toEqual(['aws-region', 'mask-aws-account-id', 'role-to-assume']);
  });

  test('keep no token of a registry that takes identities, and publish in the environment that somebody approves', () => {
    const jobs = Object.entries(read('release.yml').jobs).filter(([name]) => name.startsWith('release_'));
    expect(jobs.filter(([, { permissions }]) => permissions['id-token'] === 'write').map(([name]) => name).sort())
      .toEqual(['release_npm', 'release_npm_local', 'release_nuget', 'release_pypi']);
    expect(jobs.map(([, { environment }]) => environment)).toEqual(jobs.map(() => 'release'));
    expect(readFileSync(join(WORKFLOWS, 'release.yml'), 'utf8')).not.toMatch(/NPM_TOKEN|TWINE_|NUGET_API_KEY/);
  });
});

interface Field {
  readonly type: string;
  readonly id: string;
  readonly attributes: { readonly label: string; readonly options?: readonly string[] };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

describe('forms of issues', () => {
  const forms = readdirSync(FORMS).filter(name => name !== 'config.yml');

  test.each(forms)('%s has what GitHub asks for', name => {
    const { body, ...form } = parse(readFileSync(join(FORMS, name), 'utf8')) as Form;
    expect(form).toMatchObject({ name: expect.stringMatching(/./), description: expect.stringMatching(/./) });
    const ids = body.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, id, attributes } of body) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[\w-]+$/);
      expect(attributes.label).not.toBe('');
      expect(attributes.options === undefined).toBe(type !== 'dropdown');
    }
  });
});
