import { How, OriginPage, PageRequest, Seen } from './pages';
import { API_KEY, ApiName, REGION, World } from './world';
import { CALLER } from '../../../local/test/support/gateway';

/** A page that may call the APIs, and one of another origin. */
export interface Scene {
  readonly world: World;
  readonly page: OriginPage;
  readonly third: OriginPage;
}

export type Check = (the: Scene) => Promise<void>;

/** A request to an API: what comes behind the stage, and the rest. */
export type Call = Omit<PageRequest, 'url'> & { readonly path: string };

/** How a page says who it is. */
export type Kind = (the: Scene, request: PageRequest) => Promise<PageRequest>;

/** By these headers besides. */
export const by = (headers: (the: Scene) => Record<string, string>): Kind =>
  async (the, request) => ({ ...request, headers: { ...request.headers, ...headers(the) } });

export const KINDS: Readonly<Partial<Record<ApiName, Kind>>> = {
  open: async (_, request) => ({ ...request, credentials: true }),
  keyed: by(() => ({ 'x-api-key': API_KEY })),
  cognito: by(({ world }) => ({ Authorization: world.tokenOf(60) })),
  iam: async ({ page }, request) => ({ ...request, headers: await page.sign(request, { ...CALLER, region: REGION }) }),
};

/** What the page may read of the answer to a call. */
export async function ask(the: Scene, api: ApiName, how: How, { path, ...call }: Call, kind: Kind = KINDS[api]!, page = the.page): Promise<Seen> {
  return page.send(how, await kind(the, { url: `${the.world.apis[api].url()}${path}`, ...call }));
}

/** As it is, whoever may call. */
export const anonymous: Kind = async (_, request) => request;

/** Status and code of an error, as a page reads them; undefined where it reads none. */
export function errorOf({ status, headers = {}, body = '' }: Seen): unknown[] {
  return [status, headers['content-type'], /<Code>(\w+)<\/Code>/.exec(body)?.[1]];
}
