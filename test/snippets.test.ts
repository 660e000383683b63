import { PAGES } from '../script/suites/snippet-stacks';
import { snippetsOf, typeErrors } from '../script/suites/snippets';

test('each page has blocks', () => {
  expect(PAGES.map(page => [page, snippetsOf(page).some(({ language }) => language === 'ts')])).toEqual(PAGES.map(page => [page, true]));
});

test('they compile', () => {
  expect(typeErrors(PAGES)).toEqual([]);
}, 180_000);
