import { snippetsOf, typeErrors } from '../script/suites/snippets';

/** Pages whose TypeScript blocks are modules of their own. */
const PAGES = ['docs/getting-started.md', 'docs/migrating.md', 'docs/recipes.md'];

test('each page has blocks', () => {
  expect(PAGES.map(page => [page, snippetsOf(page).some(({ language }) => language === 'ts')])).toEqual(PAGES.map(page => [page, true]));
});

test('they compile', () => {
  expect(typeErrors(PAGES)).toEqual([]);
}, 180_000);
