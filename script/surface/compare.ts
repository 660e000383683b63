import { existsSync, readFileSync } from 'fs';
import { relative } from 'path';

/** What others rely on: lines of `name: the rest`, and the file that records them. */
export interface Surface {
  /** For people, in a few words. */
  readonly what: string;
  readonly file: string;
  readonly lines: () => readonly string[];
  /** For people: what a line that goes or changes does to users. */
  readonly broken: string;
}

const nameOf = (line: string) => /^(?:struct |new |[a-z]+ )*[^:(?]+/.exec(line)![0];

export function recorded({ file }: Surface): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

/** A line for each difference, and what is to be done; undefined where there is none. */
export function difference(surface: Surface, before: readonly string[], now: readonly string[]): string | undefined {
  const gone = before.filter(line => !now.includes(line));
  const come = now.filter(line => !before.includes(line));
  if (gone.length + come.length === 0) {
    return undefined;
  }
  const became = new Map(come.map(line => [nameOf(line), line]));
  const lost = gone.map(line => `  BROKEN  ${line}\n          ${became.has(nameOf(line)) ? `is now ${became.get(nameOf(line))}` : 'is no more'}`);
  const known = new Set(gone.map(nameOf));
  const added = come.filter(line => !known.has(nameOf(line)));
  const asked = added.filter(line => before.some(struct => struct.split(':')[0] === `struct ${/^(\w+)\.\w+: /.exec(line)?.[1]}`));
  lost.push(...asked.map(line => `  BROKEN  ${line}\n          is new, and everybody must give it`));
  return [
    `${surface.what} differ from ${relative(process.cwd(), surface.file)}:`, ...lost,
    ...added.filter(line => !asked.includes(line)).map(line => `  new     ${line}`),
    ...lost.length > 0 ? [`What is BROKEN ${surface.broken}.`] : [],
    `Undo it; or, where it is wanted, record it: npm run surface${lost.length > 0 ? ', and tell users in the notes of a release that may break' : ''}.`,
  ].join('\n');
}
