import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { COMMANDS, KnownCommand, RanBy } from './commands';
import { ROOT } from './documents';
import { createProgram } from '../../local/src/cli/program';
import { addExportCommands } from '../../local/src/export/commands';
import { SUITES } from '../suites/suites';

interface Tasks {
  readonly tasks: Readonly<Record<string, unknown>>;
}

const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8')) as Tasks;
const used = new Set<KnownCommand>();

/** What is wrong with a command of the docs: that nobody runs it, or that it cannot be run. */
export function problemsOf(command: string, quickStart: readonly string[], files: ReadonlySet<string>): string[] {
  const impossible = [...taskProblem(command), ...scriptProblem(command), ...flagProblems(command)];
  if (impossible.length > 0 || quickStart.includes(command) || isSuite(command) || isTest(command, files)) {
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
  return COMMANDS.flatMap(known => [
    ...(used.has(known) ? [] : ['occurs in no document any more: take it out']),
    ...runnerProblem(known.by),
  ].map(text => `script/docs/commands.ts: '${known.command}' ${text}`));
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

/** Flags of s3-proxy-local, as its own command line has them. */
function flagProblems(command: string): string[] {
  const [, args] = /^(?:npx )?s3-proxy-local\b(.*)$/.exec(command) ?? [];
  if (args === undefined) {
    return [];
  }
  const program = createProgram(() => Promise.resolve());
  addExportCommands(program);
  const chosen = program.commands.find(subcommand => args.trim().split(/\s+/)[0] === subcommand.name()) ?? program;
  const flags = [...args.matchAll(/(?<=\s)--[\w-]+/g)].map(([flag]) => flag).filter(flag => flag !== '--help');
  return flags.filter(flag => !chosen.options.some(({ long }) => long === flag)).map(flag => `has the flag ${flag}, which ${chosen.name()} does not know`);
}

/** A task or a script that is itself a suite. */
function isSuite(command: string): boolean {
  const task = TASK.exec(command)?.[1];
  const [program] = command.split(/\s+/);
  return SUITES.some(({ command: [first, second, ...more] }) => (task !== undefined && first === 'projen' && second === task && more.length === 0)
    || (program.startsWith('script/') && first === command && second === undefined));
}

/** `npx jest test/x` runs what the suite "jest" does. */
function isTest(command: string, files: ReadonlySet<string>): boolean {
  const [, path] = /^npx jest (?:--?[\w=-]+ )*(\S+)$/.exec(command) ?? [];
  return path !== undefined && [...files].some(file => file.includes(path) && file.endsWith('.test.ts'));
}
