import { posix } from 'path';
import { at, Document, Repository } from './documents';
import { Findings } from '../suites/findings';

/** Written like paths of the repository, and not in it: what they are. */
const NOT_HELD: Readonly<Record<string, string>> = {
  'test/x.test.ts': 'any test',
  'src/x.ts': 'any source',
  'serverless.yml': 'of a project of the Serverless Framework',
  'page/config.json': 'written by `cdk deploy`',
};

const PATH = /^(?:\.?[\w@-][\w@.-]*\/)*[\w@.-]+\/?$/;
const SOURCE = /\.(?:ts|md|sh|yml|svg)$/;

/** Every path that is named in backticks is there. */
export function checkPaths(repository: Repository, findings: Findings): void {
  const excused = new Set<string>();
  for (const document of repository.documents) {
    const paths = document.codes.filter(({ text }) => PATH.test(text) && isOurs(repository, document, text));
    const missing = paths.filter(({ text }) => !isHeld(repository, document, text));
    missing.forEach(({ text }) => excused.add(text));
    findings.add(paths.length, missing.filter(({ text }) => !(text in NOT_HELD))
      .map(code => `${at(document, code)}: \`${code.text}\` is not there; if it is no path of the repository, script/docs/paths.ts says so`));
  }
  findings.add(1, Object.keys(NOT_HELD).filter(name => !excused.has(name)).map(name => `script/docs/paths.ts: no document names \`${name}\` any more`));
}

/** What begins with a folder of ours, or is a source file by its name. */
function isOurs({ folders }: Repository, document: Document, text: string): boolean {
  const [first, ...others] = text.split('/');
  return (others.length > 0 && first !== '' && [first, posix.join(posix.dirname(document.path), first)].some(path => folders.has(path)))
    || (others.length === 0 && SOURCE.test(text));
}

/** From the root, from beside the document, or, as tables of files have them, the end of a path. */
function isHeld({ files, folders }: Repository, document: Document, text: string): boolean {
  const path = text.replace(/\/$/, '');
  const held = (name: string) => files.has(name) || folders.has(name);
  return held(path) || held(posix.join(posix.dirname(document.path), path)) || [...files, ...folders].some(name => name.endsWith(`/${path}`));
}
