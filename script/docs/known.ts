import { execFileSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { COMMANDS, Followed, FOLLOWED, KnownCommand, RanBy } from './commands';
import { ROOT } from './documents';
import { SUITES } from '../suites/suites';

interface Tasks {
  readonly tasks: Readonly<Record<string, unknown>>;
}

const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8')) as Tasks;
const used = new Set<KnownCommand | Followed>();

/** A command, and where it stands. */
export interface Found {
  readonly document: string;
  /** Of a block of shell: what it is below. */
  readonly headings?: readonly string[];
  readonly command: string;
}

/** What is wrong with a command of the docs: that nobody runs it, or that it cannot be run. */
export function problemsOf({ document, headings, command }: Found, files: ReadonlySet<string>): string[] {
  const impossible = [...taskProblem(command), ...scriptProblem(command), ...flagProblems(command)];
  const isBelow = (heading?: string) => heading === undefined || headings?.includes(heading);
  const followed = headings && FOLLOWED.find(other => other.document === document && isBelow(other.heading));
  if (followed) {
    used.add(followed);
  }
  if (impossible.length > 0 || followed || isSuite(command) || isTest(command, files)) {
    return impossible;
  }
  const known = COMMANDS.find(({ command: pattern }) => matches(pattern, command));
  if (!known) {
    return ['is run by no suite and no test that is known: name who runs it in script/docs/commands.ts'];
  }
  used.add(known);
  return [];
}

/** Entries of the table that no document needs, or whose runner does not do it. */
export function problemsOfTable(): string[] {
  return [...COMMANDS, ...FOLLOWED].flatMap(known => [
    ...(used.has(known) ? [] : ['occurs in no document any more: take it out']),
    ...runnerProblem(known.by),
  ].map(text => `script/docs/commands.ts: '${nameOf(known)}' ${text}`));
}

function nameOf(known: KnownCommand | Followed): string {
  return 'command' in known ? known.command : [known.document, known.heading].filter(name => name !== undefined).join(', ');
}

function runnerProblem(by: RanBy): string[] {
  if ('suite' in by) {
    return SUITES.some(({ name }) => name === by.suite) ? [] : [`is run by '${by.suite}', which is no suite`];
  }
  if ('test' in by) {
    const path = join(ROOT, by.test);
    return existsSync(path) && readFileSync(path, 'utf8').includes(by.contains) ? [] : [`is run by ${by.test}, which does not hold '${by.contains}'`];
  }
  return [];
}

function matches(pattern: string, command: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(command);
}

const TASK = /^(?:npm run|npx projen) ([\w:-]+)/;

function taskProblem(command: string): string[] {
  const task = TASK.exec(command)?.[1];
  return task === undefined || task in tasks ? [] : [`asks for the task '${task}', which .projen/tasks.json does not have`];
}

function scriptProblem(command: string): string[] {
  const [program, ...args] = command.split(/\s+/);
  if (!/^(?:script|\.ci)\//.test(program)) {
    return [];
  }
  const unknown = program === 'script/test' ? args.filter(arg => !arg.startsWith('-') && !/^[A-Z]+$/.test(arg) && !SUITES.some(({ name }) => name === arg)) : [];
  return [...(existsSync(join(ROOT, program)) ? [] : [`asks for ${program}, which is not there`]), ...unknown.map(name => `asks for the suite '${name}', which is not there`)];
}

/** Flags of s3-proxy-local that its own help does not show. */
function flagProblems(command: string): string[] {
  const [, args] = /^(?:npx )?s3-proxy-local\b(.*)$/.exec(command) ?? [];
  if (args === undefined) {
    return [];
  }
  const [first] = args.trim().split(/\s+/);
  const subcommand = new RegExp(`^  ${first} \\[`, 'm').test(help()) ? first : undefined;
  const flags = [...args.matchAll(/(?<=\s)--[\w-]+/g)].map(([flag]) => flag);
  return flags.filter(flag => !new RegExp(`${flag}\\b(?!-)`).test(help(subcommand)))
    .map(flag => `has the flag ${flag}, which s3-proxy-local${subcommand ? ` ${subcommand}` : ''} does not know`);
}

const helps = new Map<string | undefined, string>();

/** What the compiled command line says of itself, or of a command of it. */
function help(subcommand?: string): string {
  if (!helps.has(subcommand)) {
    const args = [join(ROOT, 'local/lib/cli/main.js'), ...(subcommand === undefined ? [] : [subcommand]), '--help'];
    helps.set(subcommand, execFileSync(process.execPath, args, { encoding: 'utf8' }));
  }
  return helps.get(subcommand)!;
}

/** A task or a script that is itself a suite, or several, each with a part of it. */
function isSuite(command: string): boolean {
  const task = TASK.exec(command)?.[1];
  const [program] = command.split(/\s+/);
  return SUITES.some(({ command: [first, second] }) => (task !== undefined && first === 'projen' && second === task)
    || (program.startsWith('script/') && first === command && second === undefined));
}

/** `npx jest test/x` runs what the suite "jest" does. */
function isTest(command: string, files: ReadonlySet<string>): boolean {
  const [, path] = /^npx jest (?:--?[\w=-]+ )*(\S+)$/.exec(command) ?? [];
  return path !== undefined && [...files].some(file => file.includes(path) && file.endsWith('.test.ts'));
}
