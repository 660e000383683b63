import { existsSync, FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A synthesis writes many files, its manifest among the last. */
const QUIET_MILLIS = 300;

/** Ends the watch, and waits for what is under way. */
export type EndWatch = () => Promise<void>;

/** Calls when a cloud assembly or a template file has been written and it is quiet again, and never while the call before still runs. */
export function watchTemplate(template: string, changed: () => Promise<void>): EndWatch {
  const path = resolve(template);
  const manifest = existsSync(path) && statSync(path).isDirectory() ? join(path, 'manifest.json') : undefined;
  const stamp = () => statSync(manifest ?? path, { throwIfNoEntry: false })?.mtimeMs;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running ??= run();
    }, QUIET_MILLIS);
  };
  const run = async () => {
    const before = stamp();
    await changed();
    running = undefined;
    // What was written meanwhile was perhaps not read.
    if (stamp() !== before) {
      schedule();
    }
  };
  let inner: FSWatcher | undefined;
  const openInner = () => {
    inner?.close();
    inner = manifest !== undefined && existsSync(path) ? watch(path, (_, name) => {
      // Others are locks and assets.
      if (name === null || name.endsWith('.json')) {
        schedule();
      }
    }).on('error', () => undefined) : undefined;
  };
  // The folder around it too: some remove a cloud assembly before they write it anew, and editors replace files.
  const outer = watch(dirname(path), (_, name) => {
    if (name === basename(path)) {
      openInner();
      schedule();
    }
  });
  openInner();
  return async () => {
    outer.close();
    inner?.close();
    await running;
    clearTimeout(timer);
  };
}
