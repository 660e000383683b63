import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Browser } from 'playwright-core';
import { browser } from './support/browser';
import { Person, PickedFile } from './support/person';
import { startUserFiles, UserFiles } from './support/user-files';
import { closeAll } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { PNG } from '../script/demo-code/contents';

const NOTES: PickedFile = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße\n') };
const PICTURE: PickedFile = { name: 'Sommer in Köln.png', mimeType: PNG.mediaType, buffer: Buffer.from(PNG.bytes) };
const HOUR = 3_600_000;

let world: UserFiles;
let chromium: Browser;
/** What the gateway's clock is ahead. */
let ahead = 0;

beforeAll(async () => {
  [world, chromium] = await Promise.all([startUserFiles({ now: () => Date.now() + ahead }), browser()]);
});
afterAll(closeAll);

const signedIn = (name: string) => Person.signedIn({ world, chromium, name });
const md5 = (content: Buffer | string) => createHash('md5').update(content).digest('hex');

test('a wrong password is said so, the right one opens', async () => {
  const person = await Person.arrive({ world, chromium, name: 'wrong@example.com' });
  await person.signIn('another');
  await person.page.getByRole('alert').getByText('Invalid password').waitFor();
  await person.signIn();
  await person.page.getByText('There is nothing yet.').waitFor();
  expect(person.complaints).toEqual(['400']);
});

test('files that are dropped or picked are stored, listed and shown, byte for byte', async () => {
  const person = await signedIn('upload@example.com');
  await person.drop(NOTES.name, JSON.stringify(NOTES.buffer.toString()));
  await person.has(NOTES.name);
  await person.pick({ ...PICTURE, name: PICTURE.name.normalize('NFD') });
  await person.has(PICTURE.name);
  const picture = person.line(PICTURE.name).locator('img');
  await picture.waitFor();
  expect(await picture.evaluate((element: any) => element.decode().then(() => [element.naturalWidth, element.naturalHeight]))).toEqual([64, 64]);

  expect(await person.stored()).toEqual({ [NOTES.name]: md5(NOTES.buffer), [PICTURE.name]: md5(PICTURE.buffer) });
  const [download] = await Promise.all([person.page.waitForEvent('download'), person.press('Download', PICTURE.name)]);
  expect([download.suggestedFilename(), await readFile(await download.path())]).toEqual([PICTURE.name, PICTURE.buffer]);
  expect(person.complaints).toEqual([]);
  expect(new Set(person.preflights)).toEqual(new Set(['GET 204', 'PUT 204']));
});

test('progress is shown while a file is sent', async () => {
  const person = await signedIn('progress@example.com');
  const devtools = await person.context.newCDPSession(person.page);
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000_000 });
  const seen = person.page.evaluate<Array<[number, string]>>(`new Promise(done => {
    const values = [];
    new MutationObserver(() => {
      const bar = document.querySelector('progress');
      if (bar) {
        values.push([bar.value, document.querySelector('.upload .state').textContent]);
      } else {
        done(values);
      }
    }).observe(document.getElementById('uploads'), { childList: true, subtree: true, characterData: true, attributes: true });
  })`);
  await person.drop('3 MB.bin', 'new Uint8Array(3 * 1024 * 1024)');
  const between = (await seen).filter(([value]) => value > 0 && value < 1);
  expect(between.length).toBeGreaterThan(1);
  expect(between[0][1]).toMatch(/^\d+ % of 3 MB$/);
  await person.has('3 MB.bin');
  expect(person.complaints).toEqual([]);
});

test('what is larger than API Gateway takes is not sent at all', async () => {
  const person = await signedIn('large@example.com');
  await person.drop('large.bin', 'new Uint8Array(10 * 1024 * 1024 + 1)');
  await person.page.locator('.upload').getByText('This file is larger than 10 MB, the most that can be uploaded.').waitFor();
  expect(person.requests.filter(request => request.startsWith('PUT'))).toEqual([]);
  expect(person.complaints).toEqual([]);
});

test('an upload does not replace a file unless it is told to', async () => {
  const person = await signedIn('replace@example.com');
  await person.pick(NOTES);
  await person.has(NOTES.name);
  const newer = { ...NOTES, buffer: Buffer.from('newer') };
  await person.pick(newer);
  await person.page.locator('.upload').getByText('There is a file of this name already.').waitFor();
  expect(await person.stored()).toEqual({ [NOTES.name]: md5(NOTES.buffer) });
  await person.page.getByRole('button', { name: 'Replace it' }).click();
  await person.line(NOTES.name).getByText('5 bytes').waitFor();
  expect(await person.stored()).toEqual({ [NOTES.name]: md5(newer.buffer) });
  expect(person.complaints).toEqual(['412']);
});

describe('a rename', () => {
  test('keeps the bytes and the type, and leaves nothing under the old name, whatever characters there are', async () => {
    const person = await signedIn('rename@example.com');
    await person.pick(PICTURE);
    await person.has(PICTURE.name);
    let name = PICTURE.name;
    for (const newName of ['Fotos/2026/Köln am Rhein.png', '100%.png', '50%25 #1 ?a=b&c;.png', 'it\'s <b>"(1)"</b> [2] {3}~!@$^,=+.png', 'no extension', 'end.png']) {
      await person.rename(name, newName);
      await person.has(newName);
      expect(await person.stored()).toEqual({ [newName]: md5(PICTURE.buffer) });
      name = newName;
    }
    const answer = await fetch(`${world.api.url()}${name}`, { headers: { Authorization: await person.token() } });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(new Set(person.preflights)).toEqual(new Set(['GET 204', 'PUT 204', 'DELETE 204']));
    expect(person.complaints).toEqual([]);
  });

  test('onto a name that is taken is refused, and loses nothing', async () => {
    const person = await signedIn('taken@example.com');
    await person.pick(NOTES, PICTURE);
    await person.has(NOTES.name, PICTURE.name);
    await person.rename(NOTES.name, PICTURE.name);
    await person.page.getByRole('alert').getByText('There is a file of this name already. (PreconditionFailed)').waitFor();
    expect(await person.stored()).toEqual({ [NOTES.name]: md5(NOTES.buffer), [PICTURE.name]: md5(PICTURE.buffer) });
    expect(person.complaints).toEqual(['412']);
  });

  test('whose upload fails loses nothing', async () => {
    const person = await signedIn('failing@example.com');
    await person.pick(NOTES);
    await person.has(NOTES.name);
    await person.page.route('**/*', route => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
    await person.rename(NOTES.name, 'new.txt');
    await person.page.getByRole('alert').getByText('The connection failed').waitFor();
    expect(await person.stored()).toEqual({ [NOTES.name]: md5(NOTES.buffer) });
    expect(person.requests.filter(request => request.startsWith('DELETE'))).toEqual([]);
  });

  test('to a name that no URL carries is not sent', async () => {
    const person = await signedIn('no-url@example.com');
    await person.pick(NOTES);
    await person.has(NOTES.name);
    const sent = person.requests.length;
    for (const newName of ['../other/notes.txt', 'a..b', './a', 'a//b', '/a', 'a/', '   ']) {
      await person.rename(NOTES.name, newName);
      await person.page.locator('#rename').getByRole('alert').getByText(/Between slashes there must be a name|two dots in a row|Please give a name/).waitFor();
      await person.page.getByRole('button', { name: 'Cancel' }).click();
    }
    expect(person.requests.slice(sent).filter(request => !request.startsWith('GET'))).toEqual([]);
    expect(person.complaints).toEqual([]);
    expect(await person.stored()).toEqual({ [NOTES.name]: md5(NOTES.buffer) });
  });
});

test('a file is deleted when that is confirmed, and not before', async () => {
  const person = await signedIn('delete@example.com');
  await person.pick(NOTES);
  await person.has(NOTES.name);
  await person.press('Delete', NOTES.name);
  await person.page.keyboard.press('Escape');
  expect(Object.keys(await person.stored())).toEqual([NOTES.name]);
  await person.press('Delete', NOTES.name);
  await person.page.locator('#delete').getByRole('button', { name: 'Delete' }).click();
  await person.page.getByText('There is nothing yet.').waitFor();
  expect(await person.stored()).toEqual({});
  expect(person.complaints).toEqual([]);
});

test('an error of S3 is shown with its code', async () => {
  const person = await signedIn('error@example.com');
  await person.pick(NOTES);
  await person.has(NOTES.name);
  expect((await callStore(world.store, 'DELETE', `/${world.bucket}/${person.sub}/${NOTES.name}`)).status).toBe(204);
  await person.press('Download', NOTES.name);
  await person.page.getByRole('alert').getByText('(NoSuchKey)').waitFor();
  expect(person.complaints).toEqual(['404']);
});

test('nobody sees what another has, and a page of elsewhere reads nothing', async () => {
  const [anna, bert] = [await signedIn('anna@example.com'), await signedIn('bert@example.com')];
  await anna.pick(NOTES);
  await anna.has(NOTES.name);
  await bert.page.reload();
  await bert.page.getByText('There is nothing yet.').waitFor();
  await bert.pick(NOTES);
  await bert.has(NOTES.name);
  expect([Object.keys(await anna.stored()), Object.keys(await bert.stored())]).toEqual([[NOTES.name], [NOTES.name]]);

  const read = `fetch('${world.api.url()}', { headers: { Authorization: '${await anna.token()}' } }).then(({ status }) => status, ({ name }) => name)`;
  expect(await anna.page.evaluate(read)).toBe(200);
  expect([anna.complaints, bert.complaints]).toEqual([[], []]);
  await anna.page.goto(world.url.replace('127.0.0.1', 'localhost'));
  expect(await anna.page.evaluate(read)).toBe('TypeError');
});

test('long lists come in parts', async () => {
  const person = await signedIn('many@example.com');
  const names = Array.from({ length: 60 }, (_, index) => `file ${String(index).padStart(2, '0')}.txt`);
  await Promise.all(names.map(name => callStore(world.store, 'PUT', `/${world.bucket}/${person.sub}/${encodeURIComponent(name)}`, { body: name })));
  await person.page.reload();
  await person.page.getByText('the first 50').waitFor();
  await person.page.getByRole('button', { name: 'Show more' }).click();
  await person.has(names[59]);
  expect(await person.page.locator('.file .name').allTextContents()).toEqual(names);
  expect(person.complaints).toEqual([]);
});

test('a session that is over leads to signing in', async () => {
  const person = await signedIn('over@example.com');
  await person.pick(NOTES);
  await person.has(NOTES.name);
  try {
    ahead = 25 * HOUR;
    await person.press('Download', NOTES.name);
    await person.page.getByRole('alert').getByText('Your session is over. Please sign in again.').waitFor();
  } finally {
    ahead = 0;
  }
  await person.signIn();
  await person.has(NOTES.name);
  expect(person.complaints).toEqual(['401']);
});
