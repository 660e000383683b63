import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { dirname, join, relative } from 'path';
import { ROOT, WORK } from './command';
import { filesIn } from '../suites/files-in';

/** The files themselves, and those in the folders. */
function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap(path => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}

/**
 * Makes something that stays in the work folder, unless it was made of the same files and words before.
 *
 * @param name of it
 * @param made a file or folder that is there when it was made; it is removed before it is made anew
 * @param of files and folders of the project, whose contents count
 * @param words what else counts
 */
export async function kept(name: string, made: string, of: readonly string[], words: readonly string[], make: () => Promise<void>): Promise<void> {
  const hash = createHash('sha256').update(words.join('\n'));
  for (const file of filesOf(of.map(path => join(ROOT, path)))) {
    hash.update(`\n${relative(ROOT, file)}\n`).update(readFileSync(file));
  }
  const sum = hash.digest('hex');
  const note = join(WORK, 'sums', name);
  if (existsSync(made) && existsSync(note) && readFileSync(note, 'utf8') === sum) {
    return;
  }
  rmSync(note, { force: true });
  rmSync(made, { recursive: true, force: true });
  await make();
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, sum);
}
