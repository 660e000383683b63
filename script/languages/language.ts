import { join } from 'path';
import { WORK } from './command';

/** A language that apps are written in. */
export interface Language {
  /** As it is called on the command line. */
  readonly name: string;
  /** What is checked, in this order: each may use what those before it left. An error is a failure, and tells it. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
}

/** Where the app of a language writes its cloud assembly. */
export const assemblyOf = (language: string): string => join(WORK, 'assemblies', language);

/** Where a copy of the app of a language is built. */
export const copyOf = (language: string): string => join(WORK, 'consumers', language);
