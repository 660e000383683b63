/**
 * Writes what is known of S3's operations into the sources: src/catalogue.ts and src/s3-operation.ts. `npm run catalogue` rewrites them;
 * test/catalogue.test.ts fails when they are not what this makes.
 */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { allEntries } from './entry';
import { renderCatalogue } from './render-catalogue';
import { renderEnum } from './render-enum';

const SOURCES = join(__dirname, '..', '..', 'src');

/** Files by what is in them. */
export function generate(): Record<string, string> {
  const entries = allEntries();
  return {
    [join(SOURCES, 'catalogue.ts')]: renderCatalogue(entries),
    [join(SOURCES, 's3-operation.ts')]: renderEnum(entries),
  };
}

if (require.main === module) {
  Object.entries(generate()).forEach(([file, text]) => writeFileSync(file, text));
}
