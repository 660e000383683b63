import { readFileSync } from 'fs';
import { join } from 'path';

/** A test that a page rests on. */
export interface CitedTest { readonly file: string; readonly title: string }

/** Those of a cell: `file`: title / title, `file`: title */
export function cited(cell: string): CitedTest[] {
  return [...cell.matchAll(/`([\w./-]+\.test\.ts)`: ((?:(?!, `).)+)/g)].flatMap(([, file, titles]) => titles.split(' / ').map(title => ({ file, title })));
}

/** Whether the file has a test of that title. */
export function isThere({ file, title }: CitedTest): boolean {
  const source = readFileSync(join(__dirname, '../..', file), 'utf8');
  return [`'${title}'`, `"${title}"`].some(quoted => source.includes(quoted));
}
