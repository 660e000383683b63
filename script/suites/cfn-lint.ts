import { execFile } from 'child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'fs';
import { join, relative, resolve } from 'path';
import { promisify } from 'util';
import { synthesizeSnippets } from './snippet-stacks';
import { synthesize } from './stacks';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../..');
const OUT = join(ROOT, '.tools/templates');
const PYTHON = join(ROOT, '.tools/venv/bin/python3');
const CFN_LINT = join(ROOT, '.tools/venv/bin/cfn-lint');
const PROCESSES = 2;

/** Stacks of assertions are integ-tests-alpha's: it writes actions in lower case, as IAM may read them, and some dependencies twice. */
const ASSERTIONS = '-assertions.template.json';
const FOUND_IN_ASSERTIONS = ['W3037', 'W3005'];

interface Finding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: ReadonlyArray<string | number> | null };
}

async function synthesizeExamples(): Promise<void> {
  const examples = readdirSync(join(ROOT, 'examples')).filter(name => existsSync(join(ROOT, 'examples', name, 'app.ts')));
  for (const name of examples) {
    await run('cdk', ['synth', '--quiet', '--output', join(OUT, name)], { cwd: join(ROOT, 'examples', name) });
  }
}

function templatesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.template.json') && !name.includes('node_modules'))
    .map(name => join(folder, name))
    .sort();
}

/** cfn-lint's exit code tells of findings, so its output tells whether it ran. */
async function lint(templates: readonly string[]): Promise<Finding[]> {
  const args = [CFN_LINT, '--format', 'json', '--template', ...templates];
  const { stdout, stderr } = await run(PYTHON, args, { maxBuffer: 256 * 1024 * 1024 }).catch((error: { stdout: string; stderr: string }) => error);
  try {
    return JSON.parse(stdout) as Finding[];
  } catch {
    throw new Error(`cfn-lint did not run: ${stderr || stdout}`);
  }
}

interface Template {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

const read = (template: string) => JSON.parse(readFileSync(template, 'utf8')) as Template;

/** What others write: the assertions, and CDK a dependency of each Lambda function on the role that it names as well. */
function isOfOthers(template: string, { Rule, Location }: Finding): boolean {
  const [, logicalId] = Location.Path ?? [];
  return (template.endsWith(ASSERTIONS) && FOUND_IN_ASSERTIONS.includes(Rule.Id))
    || (Rule.Id === 'W3005' && read(template).Resources[String(logicalId)]?.Type === 'AWS::Lambda::Function');
}

function describe(template: string): string {
  const { Description } = read(template);
  return `${relative(ROOT, template)}${Description ? ` (${Description})` : ''}`;
}

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  synthesize(join(OUT, 'construct'));
  synthesizeSnippets(join(OUT, 'docs'));
  await synthesizeExamples();
  const templates = [...templatesBelow(OUT), ...templatesBelow(join(ROOT, 'integ'))];
  const shares = Array.from({ length: PROCESSES }, (_, share) => templates.filter((_template, index) => index % PROCESSES === share));
  const findings = (await Promise.all(shares.filter(share => share.length > 0).map(lint))).flat();

  let failed = 0;
  for (const template of templates) {
    const own = findings.filter(finding => resolve(finding.Filename) === template && !isOfOthers(template, finding));
    console.log(`${own.length === 0 ? 'ok  ' : 'FAIL'}  ${describe(template)}`);
    own.forEach(({ Level, Rule, Message, Location }) => console.log(`      ${Level} ${Rule.Id}: ${Message} at ${Location.Path?.join('/') ?? 'the template'}`));
    failed += own.length === 0 ? 0 : 1;
  }
  console.log(`${templates.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
