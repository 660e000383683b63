import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { SAMPLES } from './packages';

interface Tablet {
  readonly snippets: Readonly<Record<string, {
    readonly location: { readonly api: { readonly api: string; readonly fqn?: string }; readonly field?: { readonly line: number } };
    readonly translations: Readonly<Record<string, { readonly source: string }>>;
  }>>;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** What is left of documentation without its form: comment signs, escapes of HTML and Python, white space. */
function bare(text: string): string {
  return text
    .replace(/^[ \t]*(?:\/\/\/?|\*)/gm, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (entity, name) => ENTITIES[name] ?? entity)
    .replace(/\\"/g, '"')
    .replace(/\s+/g, '');
}

/** Throws unless the documentation of a package, in these files of the folder, has every sample in its language, and none in TypeScript. */
export function mustShowSamples(language: string, folder: string, files: RegExp): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => files.test(name));
  const documentation = bare(names.map(name => readFileSync(join(folder, name), 'utf8')).join('\n'));
  const samples = Object.values((JSON.parse(readFileSync(SAMPLES, 'utf8')) as Tablet).snippets);
  const wrong = samples.flatMap(({ location: { api, field }, translations }) => {
    const place = api.fqn ?? `README.md, line ${field?.line}`;
    return [
      ...documentation.includes(bare(translations[language].source)) ? [] : [`lacks the sample of ${place}`],
      ...documentation.includes(bare(translations.$.source)) ? [`has the sample of ${place} in TypeScript`] : [],
    ];
  });
  if (samples.length === 0 || wrong.length > 0) {
    throw new Error(`the documentation in ${relative(process.cwd(), folder)} ${wrong.join('; ') || 'was to have samples, and there are none'}`);
  }
}
