import { mkdirSync, renameSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { basename, join } from 'path';
import * as ts from 'typescript';
import { readPage, ROOT } from '../docs/documents';

const load = createRequire(__filename);
const FOLDER = join(ROOT, '.tools/snippets');

/** The TypeScript blocks of a page, each a module in a file of its own. */
function files(page: string): Array<{ heading: string; file: string }> {
  mkdirSync(FOLDER, { recursive: true });
  return readPage(page).blocks.filter(({ language }) => language === 'ts').map(({ headings, text }, index) => {
    const file = join(FOLDER, `${basename(page, '.md')}-${index + 1}.ts`);
    // In one piece, as another process may be reading it.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
    return { heading: headings.at(-1)!, file };
  });
}

/** The modules that the TypeScript blocks of a page are, by heading. */
export function modulesOf(page: string): Map<string, Array<Record<string, any>>> {
  const modules = new Map<string, Array<Record<string, any>>>();
  for (const { heading, file } of files(page)) {
    modules.set(heading, [...modules.get(heading) ?? [], load(file)]);
  }
  return modules;
}

/** What the compiler finds wrong with the TypeScript blocks of pages. */
export function typeErrors(pages: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const paths = { 's3-proxy-local': [join(ROOT, 'local/src/index.ts')] };
  const program = ts.createProgram(pages.flatMap(files).map(({ file }) => file), { ...options, paths, noEmit: true });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => [
    file && `${basename(file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}`, ts.flattenDiagnosticMessageText(messageText, '; '),
  ].join(' '));
}
