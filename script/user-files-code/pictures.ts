import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Browser, BrowserContextOptions } from 'playwright-core';
import { browser } from '../../test/support/browser';
import { Person, PickedFile } from '../../test/support/person';
import { UserFiles } from '../../test/support/user-files';

const DOCS = resolve(__dirname, '../../docs');

/** Colours of sky above, sky below, sun, and hills from far to near. */
const LANDSCAPES: Readonly<Record<string, readonly string[]>> = {
  'Evening above the lake.jpg': ['#2b2d6e', '#f7a072', '#ffe3b0', '#6d4c7d', '#4a3566', '#2a2145'],
  'Morning fog.jpg': ['#9cc3e6', '#fdf3e1', '#ffffff', '#b9cfd8', '#8fb0b8', '#5d858c'],
  'Sommer in Köln.jpg': ['#2f80d0', '#bfe6ff', '#fff6c9', '#8fc27a', '#5aa35b', '#2f7a4a'],
};

const PAPERS: readonly PickedFile[] = [
  { name: 'Budget 2026.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(48_300) },
  { name: 'Contract (signed).pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_870_000) },
  { name: 'Notes.md', mimeType: 'text/markdown', buffer: Buffer.alloc(812, '#') },
];

/** Takes the pictures of docs/, of the running example. */
export async function takePictures(world: UserFiles): Promise<void> {
  const chromium = await browser();
  const photos = await paintAll(chromium);
  const desk = await furnished({ world, chromium, photos, name: 'anna@example.com', options: { viewport: { width: 960, height: 830 } } });
  await uploadingHalf(desk);
  await take(desk, 'user-files.png');
  const phone = await furnished({
    world, chromium, photos, name: 'bert@example.com', options: { viewport: { width: 390, height: 800 }, colorScheme: 'dark', hasTouch: true },
  });
  await take(phone, 'user-files-phone.png');
}

interface Furnishing {
  readonly world: UserFiles;
  readonly chromium: Browser;
  readonly photos: readonly PickedFile[];
  readonly name: string;
  readonly options: BrowserContextOptions;
}

async function furnished({ world, chromium, photos, name, options }: Furnishing): Promise<Person> {
  const person = await Person.signedIn({ world, chromium, name, options: { deviceScaleFactor: 1.5, ...options } });
  await person.pick(...PAPERS, ...photos);
  await person.has(...[...PAPERS, ...photos].map(file => file.name));
  for (const { name: photo } of photos) {
    await person.line(photo).locator('img').waitFor();
  }
  return person;
}

/** A slow connection shows an upload under way. */
async function uploadingHalf(person: Person): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2_000_000 });
  await person.pick({ name: 'Mountains, panorama.tif', mimeType: 'image/tiff', buffer: Buffer.alloc(8_400_000) });
  await person.page.locator('.upload .state').getByText(/^6\d %/).waitFor();
}

async function take(person: Person, file: string): Promise<void> {
  const path = join(DOCS, file);
  await person.page.evaluate('document.activeElement.blur()');
  await person.page.screenshot({ path });
  console.log(`docs/${file}: ${Math.round(statSync(path).size / 1024)} kB`);
}

async function paintAll(chromium: Browser): Promise<PickedFile[]> {
  const page = await chromium.newPage();
  return Promise.all(Object.entries(LANDSCAPES).map(async ([name, colours]) => {
    const url = await page.evaluate<string>(`(${paint})(${JSON.stringify(colours)})`);
    return { name, mimeType: 'image/jpeg', buffer: Buffer.from(url.split(',')[1], 'base64') };
  }));
}

/** Runs in the browser: hills below a sun. */
const paint = `([above, below, sun, ...hills]) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
  const brush = canvas.getContext('2d');
  const sky = brush.createLinearGradient(0, 0, 0, 800);
  sky.addColorStop(0, above);
  sky.addColorStop(1, below);
  brush.fillStyle = sky;
  brush.fillRect(0, 0, 1600, 1200);
  brush.fillStyle = sun;
  brush.arc(1100, 430, 150, 0, 7);
  brush.fill();
  hills.forEach((colour, nearer) => {
    brush.fillStyle = colour;
    brush.beginPath();
    brush.moveTo(0, 1200);
    for (let x = 0; x <= 1600; x += 8) {
      brush.lineTo(x, 600 + nearer * 170 - 130 * Math.sin(x / (260 + 70 * nearer) + 2 * nearer) - 40 * Math.sin(x / 90 + nearer));
    }
    brush.lineTo(1600, 1200);
    brush.fill();
  });
  return canvas.toDataURL('image/jpeg', 0.9);
}`;
