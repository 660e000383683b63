import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = resolve(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** A sample of code in a document. */
export interface Sample {
  /** What stands first in it, to tell it by. */
  readonly name: string;
  /** A whole module: the sample as it stands, or within the fixture that it is compiled with. */
  readonly code: string;
}

/** The samples in TypeScript of a document, by its path in the project. */
export function samplesOf(document: string): Sample[] {
  const fixture = read('rosetta/default.ts-fixture');
  return [...read(document).matchAll(/^```ts( nofixture)?\n(.*?)^```$/gms)].map(([, whole, code]) => ({
    name: /^(?:export class|.*new) \w+.*$/m.exec(code)?.[0] ?? code.split('\n')[0],
    code: whole ? code : fixture.replace('/// here', () => code),
  }));
}

/** The stack that a sample is the class of. */
export function stackOf({ code }: Sample): Stack {
  const [, name] = /class (\w+) extends Stack/.exec(code)!;
  const { outputText } = transpileModule(`${code}\nexport const Sample = ${name};`, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exported: { Sample?: new (scope: App, id: string) => Stack } = {};
  new Function('require', 'exports', outputText)(require, exported);
  return new exported.Sample!(new App(), 'Sample');
}
