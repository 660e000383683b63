import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { at, Repository, readRepository, ROOT } from './documents';
import { Found, problemsOf, problemsOfTable } from './known';
import { checkLinks } from './links';
import { Block, Code } from './markdown';
import { checkPaths } from './paths';
import { commandsOf } from './shell';
import { Findings } from '../suites/findings';

const SHELL = ['sh', 'bash', 'shell', 'console'];

/** Code within a line that is a command: a program, and something for it to do. */
const COMMAND = /^(?:(?:\w+=\S+ )*(?:npm|npx|go|pip3?|python3?|curl|aws|cdk|versitygw|s3-proxy-local|mvn|dotnet|rclone|s3cmd|git) \S|(?:script|\.ci)\/\S)/;

type Placed = Found & { readonly place: string };

function inDocuments({ documents, files, folders }: Repository): Placed[] {
  return documents.flatMap(document => {
    const commands = ({ text, line, headings }: Code & Partial<Block>): Placed[] => (
      commandsOf(text).map(command => ({ place: at(document, { line }), document: document.path, headings, command }))
    );
    return [
      ...document.blocks.filter(({ language }) => SHELL.includes(language)).flatMap(commands),
      ...document.codes.filter(({ text }) => COMMAND.test(text) && !isPath(text, files, folders)).flatMap(commands),
    ];
  });
}

/** Folders and sources of script/ are no commands. */
function isPath(text: string, files: ReadonlySet<string>, folders: ReadonlySet<string>): boolean {
  return folders.has(text.replace(/\/$/, '')) || (files.has(text) && /\.\w+$/.test(text));
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: ReadonlyArray<{ readonly run?: string }> }>>;
}

function inWorkflows({ files }: Repository): Placed[] {
  return [...files].filter(path => path.startsWith('.github/workflows/')).flatMap(path => {
    const { jobs } = parse(readFileSync(join(ROOT, path), 'utf8')) as Workflow;
    return Object.entries(jobs).flatMap(([job, { steps }]) => steps.flatMap(({ run }) => (
      commandsOf(run ?? '').map(command => ({ place: `${path}, job ${job}`, document: path, command }))
    )));
  });
}

function main(): void {
  const repository = readRepository();
  const findings = new Findings('docs');
  checkLinks(repository, findings);
  checkPaths(repository, findings);

  const found = [...inDocuments(repository), ...inWorkflows(repository)];
  const wrong = found.flatMap(one => problemsOf(one, repository.files).map(text => `${one.place}: '${one.command}' ${text}`));
  findings.add(found.length, wrong);
  findings.add(1, problemsOfTable());

  const { passed, failed } = findings.report();
  console.log(`docs: ${repository.documents.length} documents, ${found.length} commands`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main();
