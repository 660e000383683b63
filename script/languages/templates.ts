import { readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { assemblyOf } from './language';

/** Those that an error names. */
const NAMED = 20;

export const templateFile = (assembly: string): string => join(assembly, 'Consumer.template.json');

/** Throws, and says where they differ, unless both files have the same bytes. */
export function mustBeSame(file: string, reference: string, of: string): void {
  const [bytes, expected] = [readFileSync(file), readFileSync(reference)];
  if (bytes.equals(expected)) {
    return;
  }
  const places = differing(JSON.parse(bytes.toString('utf8')), JSON.parse(expected.toString('utf8')));
  const lines = places.slice(0, NAMED).map(place => `  ${place}`);
  const more = places.length > NAMED ? [`  and ${places.length - NAMED} more`] : [];
  throw new Error([`${file} must have the bytes of ${of} (${reference}), and differs:`, ...lines, ...more,
    ...places.length === 0 ? ['  in the order or form alone'] : []].join('\n'));
}

/** Runs the app of a language: the template must be that of TypeScript. */
export async function mustSynthesizeAsTypeScript(language: string, app: (env: Readonly<Record<string, string>>) => Promise<unknown>): Promise<void> {
  rmSync(assemblyOf(language), { recursive: true, force: true });
  // Without the CDK's command, which would add metadata of its own.
  await app({ CDK_OUTDIR: assemblyOf(language) });
  mustBeSame(templateFile(assemblyOf(language)), templateFile(assemblyOf('typescript')), 'the template of TypeScript');
}

/** Paths of what differs, with both values. */
export function differing(value: unknown, expected: unknown, path = ''): string[] {
  if (isTree(value) && isTree(expected) && Array.isArray(value) === Array.isArray(expected)) {
    return [...new Set([...Object.keys(value), ...Object.keys(expected)])].flatMap(key => differing(value[key], expected[key], `${path}/${key}`));
  }
  return value === expected ? [] : [`${path}: ${told(value)} and not ${told(expected)}`];
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
