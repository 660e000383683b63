import { readFileSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { pinLinks, READMES, unpinLinks } from './links';

const ROOT = resolve(__dirname, '../..');
const LOCAL = ['local/package.json', 'local/package-lock.json'];

interface Package {
  version: string;
  readonly packages?: Readonly<Record<string, { version: string }>>;
}

const change = (file: string, edit: (text: string) => string) => writeFileSync(join(ROOT, file), edit(readFileSync(join(ROOT, file), 'utf8')));

/** Both packages have one version: that which `projen bump` has given to the first. */
function setVersion(version: string): void {
  for (const file of LOCAL) {
    change(file, text => {
      const content = JSON.parse(text) as Package;
      content.version = version;
      if (content.packages) {
        content.packages[''].version = version;
      }
      return `${JSON.stringify(content, undefined, 2)}\n`;
    });
  }
}

/** After `projen bump`: the second package's version, and links that lead somewhere on PyPI and NuGet. `--undo` after `projen unbump`. */
function main(): void {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
  const undo = process.argv.includes('--undo');
  setVersion(version);
  READMES.forEach(file => change(file, text => (undo ? unpinLinks(file, text) : pinLinks(file, text, version))));
}

main();
