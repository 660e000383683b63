import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { Browser, chromium } from 'playwright-core';
import { closeLater } from '../../local/test/support/gateway';

/** As script/lib.sh looks for one. */
const NAMES = ['chromium', 'google-chrome'];

/** Calls nobody but the page's own servers, and leaves nothing behind. */
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A headless Chromium with an empty profile of its own, until `closeAll()`. */
export async function browser(...flags: string[]): Promise<Browser> {
  const started = await chromium.launch({
    executablePath: executable(),
    args: [...FLAGS, ...flags],
    chromiumSandbox: process.getuid?.() !== 0, // Chromium refuses to start sandboxed as root
  });
  closeLater(() => started.close());
  return started;
}

function executable(): string {
  const names = process.env.CHROMIUM ? [process.env.CHROMIUM] : NAMES;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap(name => (isAbsolute(name) ? [name] : folders.map(folder => join(folder, name)))).find(isExecutable);
  if (found === undefined) {
    throw new Error(`CHROMIUM: must be a Chromium or Chrome to test pages with, got ${names.join(', ')}, none of which can be run; install one, or run script/test, which does`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
