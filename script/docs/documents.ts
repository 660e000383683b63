import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join, posix, resolve } from 'path';
import { Markdown, readMarkdown } from './markdown';

export const ROOT = resolve(__dirname, '../..');

export interface Document extends Markdown {
  /** Path in the repository. */
  readonly path: string;
}

/** What the repository holds: ignored files are not there for whoever clones it. */
export interface Repository {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly documents: readonly Document[];
}

export const readPage = (path: string): Markdown => readMarkdown(readFileSync(join(ROOT, path), 'utf8'));

/** What is committed or about to be. */
export function projectFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0').filter(name => name !== '');
}

export function readRepository(): Repository {
  const files = projectFiles();
  const documents = files.filter(path => path.endsWith('.md')).map(path => ({ path, ...readPage(path) }));
  return { files: new Set(files), folders: new Set(files.flatMap(parents)), documents };
}

function parents(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [parent] : [parent, ...parents(parent)];
}

/** `docs/x.md:12`, as editors open it. */
export const at = ({ path }: { readonly path: string }, { line }: { readonly line: number }) => `${path}:${line}`;
