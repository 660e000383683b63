import { App, Stack } from 'aws-cdk-lib';
import { modulesOf } from './snippets';

export const RECIPES = 'docs/recipes.md';
export const OTHER_ACCOUNT = 'A bucket of another account';

const [here, there] = ['111111111111', '222222222222'].map(account => ({ env: { account, region: 'eu-central-1' } }));

/** The stacks of each recipe, in an app of its own. */
export function recipeStacks(outdir?: string): Map<string, Stack[]> {
  return new Map([...modulesOf(RECIPES)].map(([heading, [recipe]]) => {
    const app = new App({ outdir: outdir && `${outdir}/${heading.replace(/\W+/g, '-')}` });
    if (heading === OTHER_ACCOUNT) {
      const bucket = { bucketName: 'their-files', bucketAccount: there.env.account };
      const api = new recipe.ApiStack(app, 'ApiStack', { ...here, ...bucket });
      return [heading, [api, new recipe.BucketStack(app, 'BucketStack', { ...there, ...bucket, api })]];
    }
    const [[name, stack]] = Object.entries(recipe);
    return [heading, [new stack(app, name)]];
  }));
}

export function synthesizeRecipes(outdir: string): void {
  recipeStacks(outdir).forEach(([stack]) => (stack.node.root as App).synth());
}
