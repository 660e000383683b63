import { App, Stack } from 'aws-cdk-lib';
import { modulesOf } from './snippets';

/** Pages whose TypeScript blocks are modules of their own, the first of each section with stacks. */
export const PAGES = ['docs/access.md', 'docs/getting-started.md', 'docs/migrating.md', 'docs/recipes.md'];
export const OTHER_ACCOUNT = 'A bucket of another account';

const [here, there] = ['111111111111', '222222222222'].map(account => ({ env: { account, region: 'eu-central-1' } }));

/** The stacks of each section of a page, in an app of their own. */
export function stacksOf(page: string, outdir?: string): Map<string, Stack[]> {
  return new Map([...modulesOf(page)].map(([heading, [exported]]) => {
    const app = new App({ outdir: outdir && `${outdir}/${heading.replace(/\W+/g, '-')}` });
    if (heading === OTHER_ACCOUNT) {
      const bucket = { bucketName: 'their-files', bucketAccount: there.env.account };
      const api = new exported.ApiStack(app, 'ApiStack', { ...here, ...bucket });
      return [heading, [api, new exported.BucketStack(app, 'BucketStack', { ...there, ...bucket, api })]];
    }
    const [[name, stack]] = Object.entries(exported);
    return [heading, [new stack(app, name)]];
  }));
}

export function synthesizeSnippets(outdir: string): void {
  PAGES.forEach(page => stacksOf(page, outdir).forEach(([stack]) => (stack.node.root as App).synth()));
}
