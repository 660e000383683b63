import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { basename, join } from 'path';

const ROOT = join(__dirname, '../..');
const load = createRequire(__filename);
const FOLDER = join(ROOT, '.tools/snippets');

/** A fenced block of a page. */
export interface Snippet {
  /** Of the section that it stands in. */
  readonly heading: string;
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a page, from top to bottom. */
export function snippetsOf(page: string): Snippet[] {
  const snippets: Snippet[] = [];
  let heading = '';
  for (const [, title, language, code] of readFileSync(join(ROOT, page), 'utf8').matchAll(/^#+ (.+)$|^```(\w+)\n([^]*?)^```$/gm)) {
    if (title !== undefined) {
      heading = title;
    } else {
      snippets.push({ heading, language, code });
    }
  }
  return snippets;
}

/** The modules that the TypeScript blocks of a page are, by heading. They are compiled by whoever runs this: ts-jest looks at types, too. */
export function modulesOf(page: string): Map<string, Array<Record<string, any>>> {
  mkdirSync(FOLDER, { recursive: true });
  const modules = new Map<string, Array<Record<string, any>>>();
  for (const { heading, code } of snippetsOf(page).filter(({ language }) => language === 'ts')) {
    const before = modules.get(heading) ?? [];
    const file = join(FOLDER, `${basename(page, '.md')}-${heading.replace(/\W+/g, '-')}-${before.length + 1}.ts`);
    writeFileSync(file, code);
    modules.set(heading, [...before, load(file)]);
  }
  return modules;
}
