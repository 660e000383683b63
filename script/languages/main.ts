import { dotnet } from './dotnet';
import { go } from './go';
import { java } from './java';
import { Language } from './language';
import { check } from './outcome';
import { python } from './python';
import { UNSERVED } from './registries';
import { typescript } from './typescript';
import { Part, runParts } from '../suites/parts';
import { Count, sum } from '../suites/suite';

/** All languages; one more is an entry more. */
const LANGUAGES: readonly Language[] = [typescript, python, java, go, dotnet];

async function report(language: Language): Promise<Count> {
  const { passed, failed, seconds, done, problem } = await check(language, UNSERVED);
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'}  ${language.name.padEnd(10)}  ${`${seconds.toFixed(1)} s`.padStart(8)}  ${done.join(', ') || 'nothing'}`);
  if (problem !== undefined) {
    console.log(`${language.name}: ${problem}`);
  }
  return { passed, failed };
}

let reference: Promise<Count> | undefined;

/** TypeScript, where it was not checked before: the others are compared with it. */
async function checkTypeScript(): Promise<Count> {
  if (reference !== undefined) {
    const { failed } = await reference;
    return { passed: 0, failed };
  }
  reference = report(typescript);
  return reference;
}

const part = (language: Language): Part => ({
  run: async () => {
    const first = await checkTypeScript();
    return language === typescript || first.failed > 0 ? first : sum([first, await report(language)]);
  },
});

void runParts('check:languages', Object.fromEntries(LANGUAGES.map(language => [language.name, part(language)])));
