import { Language } from './language';
import { notServed, Unserved } from './registries';
import { Count } from '../suites/suite';

export interface Outcome extends Count {
  readonly seconds: number;
  /** The names of the checks that passed. */
  readonly done: readonly string[];
  /** For people: what failed, and how. */
  readonly problem?: string;
}

/** Runs the checks of a language. After one that fails, those that would build on it are failures too. */
export async function check({ name, checks }: Language, unserved: readonly Unserved[]): Promise<Outcome> {
  const start = process.hrtime.bigint();
  const done: string[] = [];
  const excuses = unserved.filter(({ language }) => language === name);
  const names = Object.keys(checks);
  const end = (failed: number, problem?: string): Outcome =>
    ({ passed: done.length, failed, done, problem, seconds: Number(process.hrtime.bigint() - start) / 1e9 });
  for (const one of names) {
    try {
      await checks[one]();
      done.push(one);
    } catch (error) {
      const { message } = error as Error;
      const missing = notServed(message);
      const excuse = missing === undefined ? undefined : excuses.find(candidate => message.includes(candidate.message));
      return excuse === undefined
        ? end(names.length - done.length, `${one}: ${missing === undefined ? '' : `a registry does not serve what is needed: ${missing}\n`}${message}`)
        : end(0, `${one}: a registry does not serve '${excuse.message}', as is known: ${excuse.reason}`);
    }
  }
  const [served] = excuses;
  return served === undefined ? end(0) : end(1, `'${served.message}' is served: take it out of UNSERVED in script/languages/registries.ts`);
}
