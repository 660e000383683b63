import { readFileSync, writeFileSync } from 'fs';
import { extname, join } from 'path';
import { Client } from './client';
import { CLIENTS } from './clients';
import { FORBIDDEN, Forbidden, isOf, shownBy } from './forbidden';
import { stepNames } from './own-steps';
import { stepsFor } from './steps';

const ROOT = join(__dirname, '../..');
export const DOCUMENT = join(ROOT, 'docs/clients.md');
const LANGUAGES: Readonly<Record<string, string>> = { '.ts': 'ts', '.py': 'python', '.sh': 'sh', '.java': 'java', '.json': 'json', '': 'ini', '.conf': 'ini' };

/** `<!-- examples FILE REGION -->`, `<!-- limits -->`, `<!-- unsupported -->` or `<!-- shows CLIENT -->`, and what is made of it up to `<!-- end -->`. */
const MADE = /(<!-- (examples|limits|unsupported|shows)(?: (\S+))?(?: (\S+))? -->\n)[\s\S]*?(<!-- end -->)/g;

const OPERATIONS = new Map(stepsFor({ own: '', versioned: '', limits: '', many: '' }).map(({ name, operation }) => [name, operation]));

/** A file of examples/clients, or a region of it, without its indentation: the very lines that the driver of the client runs. */
function example(file: string, region?: string): string {
  const whole = readFileSync(join(ROOT, 'examples/clients', file), 'utf8').trimEnd();
  const lines = region === undefined ? whole.split('\n') : regionOf(whole, file, region);
  const indent = Math.min(...lines.filter(line => line.trim() !== '').map(line => line.search(/\S/)));
  return ['```' + LANGUAGES[extname(file)], ...lines.map(line => line.slice(indent)), '```', ''].join('\n');
}

function regionOf(text: string, file: string, region: string): string[] {
  const lines = text.split('\n');
  const first = lines.findIndex(line => new RegExp(`^\\s*(//|#) #?region ${region}$`).test(line));
  const last = lines.findIndex((line, index) => index > first && /^\s*(\/\/|#) #?endregion$/.test(line));
  if (first < 0 || last < 0) {
    throw new Error(`examples/clients/${file}: must have a region '${region}'`);
  }
  return lines.slice(first + 1, last);
}

const by = (entry: Forbidden) => [entry.auths?.join(', '), entry.clients?.join(', ')].filter(Boolean).join('; ');
const link = (source: string) => (source.startsWith('https://') && !source.includes(' ') ? `[source](${source})` : source);

/** A row for all steps of which the same is told. */
function rowsOf(entries: readonly Forbidden[], told: (entry: Forbidden) => string): string[] {
  const rows = new Map<string, string[]>();
  for (const entry of entries) {
    rows.set(told(entry), [...rows.get(told(entry)) ?? [], entry.step]);
  }
  return [...rows].map(([rest, steps]) => `| ${steps.join('; ')}${rest} |`);
}

function limits(): string {
  const rows = rowsOf(FORBIDDEN, entry => `${by(entry) && ` (${by(entry)})`} | ${entry.fact} | ${link(entry.source)}`);
  return ['| step | fact | from |', '|---|---|---|', ...rows, ''].join('\n');
}

/** Whether a client has the step that cannot work. */
export const meets = (client: Client, entry: Forbidden): boolean =>
  isOf(entry, client) && client.auths.some(auth => (entry.auths?.includes(auth) ?? true) && stepNames(client, auth).includes(entry.step));

/** The table of docs/aws-behaviour.md, which tells the reasons too. */
function unsupported(): string {
  const table = readFileSync(join(ROOT, 'docs/aws-behaviour.md'), 'utf8').split('\n\n').find(block => block.startsWith('| not supported |'))!;
  const rows = table.split('\n').map(line => line.slice(2, -2).split(' | ')).slice(2).map(([fact, , instead]) => `| ${fact} | ${instead} |`);
  return ['| not supported | instead |', '|---|---|', ...rows, ''].join('\n');
}

/** A difference, as a reader has it. */
const readable = (differs: string): string => differs
  .replace(/^no (\w+)$/, 'no error, where S3 says `$1`')
  .replace(/^output\.(\S+): undefined instead of .*$/, 'no `$1`')
  .replace(/^output\.(\S+): (\S+) instead of (\S+)$/, '`$1` is $2, not $3');

/** What a client shows of each limit that it has. */
function shows(client: Client): string {
  const own = FORBIDDEN.filter(entry => meets(client, entry));
  const rows = rowsOf(own, entry => {
    const shown = entry.error === undefined ? readable(entry.differs!) : `\`${shownBy(client, OPERATIONS.get(entry.step)!, entry.error)}\``;
    return `${entry.auths ? ` (${entry.auths.join(', ')})` : ''} | ${shown}`;
  });
  return ['| step | shown |', '|---|---|', ...rows, ''].join('\n');
}

function made(kind: string, name: string | undefined, region: string | undefined, client: Client | undefined): string {
  switch (kind) {
    case 'examples': return example(name!, region);
    case 'limits': return limits();
    case 'unsupported': return unsupported();
    default: return shows(client!);
  }
}

/** The document with all that is made of the examples and of the list of limits. */
export function written(document: string): string {
  return document.replace(MADE, (_, head: string, kind: string, name: string | undefined, region: string | undefined, end: string) => {
    const client = CLIENTS.find(one => one.name === name);
    if (kind === 'shows' && client === undefined) {
      throw new Error(`docs/clients.md: there is no client '${name}'`);
    }
    return `${head}\n${made(kind, name, region, client)}\n${end}`;
  });
}

if (require.main === module) {
  writeFileSync(DOCUMENT, written(readFileSync(DOCUMENT, 'utf8')));
}
