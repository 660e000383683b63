import { Browser, Page } from 'playwright-core';

export type How = 'Fetch' | 'Xhr';

export interface PageRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text of bytes, or so many of them. */
  readonly body?: string | number;
  /** Whether the browser sends what it has of the API, too. */
  readonly credentials?: boolean;
}

/** What the page may read of an answer; nothing when the browser keeps it. */
export interface Seen {
  readonly status?: number;
  /** By their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of which XMLHttpRequest has told that they were sent. */
  readonly sent?: number;
  readonly failed?: string;
}

/** A page that is open at an origin, in a browser of its own. */
export class OriginPage {
  public static async open(chromium: Browser, origin: string): Promise<OriginPage> {
    const context = await chromium.newContext();
    const page = await context.newPage();
    const opened = new OriginPage(page);
    await opened.watch();
    await page.goto(`${origin}/`);
    return opened;
  }

  /** Preflights that were sent, as `PUT /key 204`. */
  public readonly preflights: string[] = [];

  private constructor(private readonly page: Page) {}

  public send(how: How, request: PageRequest): Promise<Seen> {
    return this.page.evaluate(`by${how}(${JSON.stringify(request)})`);
  }

  /** The headers of a request, signed in the page. */
  public sign(request: PageRequest, scope: { accessKeyId: string; secretAccessKey: string; region: string }): Promise<Record<string, string>> {
    return this.page.evaluate(`signed(${JSON.stringify(request)}, ${JSON.stringify(scope)})`);
  }

  private async watch(): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Network.enable');
    const asked = new Map<string, string>();
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.method === 'OPTIONS') {
        const [, verb] = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'access-control-request-method')!;
        asked.set(requestId, `${verb} ${new URL(request.url).pathname.replace(/^\/prod/, '')}`);
      }
    });
    devtools.on('Network.responseReceived', ({ requestId, response }) => {
      if (asked.has(requestId)) {
        this.preflights.push(`${asked.get(requestId)} ${response.status}`);
      }
    });
  }
}
