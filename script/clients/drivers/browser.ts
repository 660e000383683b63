import { createServer } from 'http';
import { AddressInfo } from 'net';
import { join } from 'path';
import { build } from 'esbuild';
import { Browser } from 'playwright-core';
import { closeLater } from '../../../local/test/support/gateway';
import { browser } from '../../../test/support/browser';
import { ABOVE, Client, Place, Session } from '../client';

/** An origin with the SDK on its page, until `closeAll()`. */
async function servePage(): Promise<string> {
  const { outputFiles: [script] } = await build({
    entryPoints: [join(__dirname, 'browser-page.ts')], bundle: true, write: false, platform: 'browser', format: 'iife', target: 'es2022',
  });
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/page.js' ? ['text/javascript', script.contents] : ['text/html', '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/page.js"></script>'];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

let origin: Promise<string> | undefined;
let chromium: Promise<Browser> | undefined;
let lenient: Promise<Browser> | undefined;

async function open(place: Place): Promise<Session> {
  // The store allows no pages of other origins.
  const started = place.auth === 'store' ? (lenient ??= browser('--disable-web-security')) : (chromium ??= browser());
  const context = await (await started).newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(await (origin ??= servePage()));
  await page.evaluate(`open(${JSON.stringify(place)})`);
  return {
    call: call => page.evaluate(`call(${JSON.stringify(call)})`),
    close: () => context.close(),
  };
}

/** AWS SDK for JavaScript v3 on a page of another origin, in Chromium. */
export const javascriptBrowser: Client = {
  name: 'javascript-browser',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: '{code}: {message}',
  takesSessionToken: true,
  readsSizes: true,
  can: operation => operation !== ABOVE.DOWNLOAD,
  open,
};
