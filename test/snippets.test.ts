import { readPage } from '../script/docs/documents';
import { PAGES } from '../script/suites/snippet-stacks';
import { typeErrors } from '../script/suites/snippets';

test('each page has blocks', () => {
  expect(PAGES.map(page => [page, readPage(page).blocks.some(({ language }) => language === 'ts')])).toEqual(PAGES.map(page => [page, true]));
});

test('they compile', () => {
  expect(typeErrors([...PAGES, 'local/README.md'])).toEqual([]);
}, 180_000);
