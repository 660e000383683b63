import { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { UserFiles } from './user-files';
import { callStore } from '../../local/test/support/store';

const PASSWORD = 'Pass-word-1';

const ENTITIES: Readonly<Record<string, string>> = { 'amp': '&', 'lt': '<', 'gt': '>', 'quot': '"', '#34': '"', 'apos': "'", '#39': "'" };
const unescaped = (xml: string) => xml.replace(/&([^;]+);/g, (_, name: string) => ENTITIES[name]);

export interface PickedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer<ArrayBuffer>;
}

export interface Arrival {
  readonly world: UserFiles;
  readonly chromium: Browser;
  readonly name: string;
  /** Of the browser. */
  readonly options?: BrowserContextOptions;
}

/** A person at a browser of their own. */
export class Person {
  /** Whoever has the page open, with an account. */
  public static async arrive({ world, chromium, name, options }: Arrival): Promise<Person> {
    const sub = await world.addUser(name, PASSWORD);
    const context = await chromium.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const person = new Person({ world, name, sub, context, page });
    await person.watch();
    await page.goto(world.url);
    return person;
  }

  public static async signedIn(arrival: Arrival): Promise<Person> {
    const person = await Person.arrive(arrival);
    await person.signIn();
    await person.page.locator('#nothing').waitFor();
    return person;
  }

  /** Statuses that the browser complains of, and everything else that it does. */
  public readonly complaints: string[] = [];
  /** Preflights that the API got, as `GET 204`: what is asked for and how it is answered. */
  public readonly preflights: string[] = [];
  public readonly requests: string[] = [];

  public readonly name: string;
  /** What the person's names begin with in the bucket. */
  public readonly sub: string;
  public readonly context: BrowserContext;
  public readonly page: Page;
  private readonly world: UserFiles;

  private constructor({ world, name, sub, context, page }: Pick<Person, 'name' | 'sub' | 'context' | 'page'> & { readonly world: UserFiles }) {
    this.world = world;
    this.name = name;
    this.sub = sub;
    this.context = context;
    this.page = page;
  }

  private async watch(): Promise<void> {
    this.page.on('pageerror', error => this.complaints.push(String(error)));
    this.page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) {
        this.complaints.push(/the server responded with a status of (\d+)/.exec(message.text())?.[1] ?? message.text());
      }
    });
    this.page.on('request', request => this.requests.push(`${request.method()} ${request.url()}`));
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send('Network.enable');
    const asked = new Map<string, string>();
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.method === 'OPTIONS' && request.url.startsWith(this.world.api.url())) {
        asked.set(requestId, Object.entries(request.headers).find(([header]) => header.toLowerCase() === 'access-control-request-method')![1]);
      }
    });
    devtools.on('Network.responseReceived', ({ requestId, response }) => {
      if (asked.has(requestId)) {
        this.preflights.push(`${asked.get(requestId)} ${response.status}`);
      }
    });
  }

  /** The token that the page has. */
  public async token(): Promise<string> {
    return JSON.parse(await this.page.evaluate("sessionStorage.getItem('user-files.session')")).token;
  }

  public async signIn(password = PASSWORD): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(this.name);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** With the page's own button. */
  public async pick(...files: readonly PickedFile[]): Promise<void> {
    await this.page.getByLabel('Choose files').setInputFiles([...files]);
  }

  /** Drags a file onto the page; its content is an expression of JavaScript. */
  public async drop(name: string, content: string): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${content}], '${name}', { type: 'text/plain' }));
      return transfer;
    })()`);
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer });
  }

  public async has(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.line(name).waitFor();
    }
  }

  /** The line of a file. */
  public line(name: string) {
    return this.page.locator('.file').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  public async press(action: 'Download' | 'Rename' | 'Delete', name: string): Promise<void> {
    await this.page.getByRole('button', { name: `${action} ${name}`, exact: true }).click();
  }

  public async rename(name: string, newName: string): Promise<void> {
    await this.press('Rename', name);
    await this.page.getByLabel('New name').fill(newName);
    await this.page.keyboard.press('Enter');
  }

  /** What the store has of this person: names and MD5 of the contents. */
  public async stored(): Promise<Record<string, string>> {
    const { status, body } = await callStore(this.world.store, 'GET', `/${this.world.bucket}`, { query: `list-type=2&prefix=${this.sub}%2F` });
    if (status !== 200) {
      throw new Error(`${this.world.bucket}: the store answered ${status} ${body}`);
    }
    return Object.fromEntries([...body.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([contents]) => {
      const value = (element: string) => unescaped(new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(contents)![1]);
      return [value('Key').slice(this.sub.length + 1), value('ETag').replace(/"/g, '')];
    }));
  }
}
