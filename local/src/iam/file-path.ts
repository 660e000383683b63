import { posix } from 'path';

/** What `bucket/key` is to a store that keeps objects as files below its folder. */
export function filePath(path: string): string {
  return /^[/.]|\/[/.]/.test(path) ? posix.normalize(`/${path}`).slice(1) : path;
}
