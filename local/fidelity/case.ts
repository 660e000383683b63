import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { ErrorObject } from 'ajv';
import { Template } from '../src/index';

/** A case file, in the shape of schema.json. */
export interface Case {
  readonly name: string;
  readonly needs?: readonly string[];
  readonly template?: Template;
  readonly entry?: { readonly restApi: string; readonly stage: string };
  readonly objects?: readonly CaseObject[];
  readonly exchanges?: readonly CaseExchange[];
  readonly deployError?: { readonly code: string; readonly message: string };
  readonly table?: ResponseTable;
}

export interface CaseObject {
  readonly bucket: string;
  readonly key: string;
  readonly bodyBase64: string;
  readonly contentType: string;
}

export interface CaseExchange {
  readonly request: CaseRequest;
  readonly expect: Expectation;
  readonly then?: readonly StoredExpectation[];
}

export interface CaseRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly bodyBase64?: string;
}

/** Equal, `"*"` present, null absent, or matching. */
export type Match = string | null | { readonly pattern: string };
export type Matches = Readonly<Record<string, Match>>;

export interface Expectation {
  readonly status?: number;
  readonly headers?: Matches;
  readonly bodyBase64?: string;
  readonly bodyText?: string;
  readonly bodyJson?: unknown;
  readonly bodyPatterns?: readonly string[];
  readonly bodyNotPatterns?: readonly string[];
  readonly backend?: { readonly headers: Matches };
}

export interface StoredExpectation {
  readonly bucket: string;
  readonly key: string;
  readonly absent?: true;
  readonly bodyBase64?: string;
  readonly contentType?: string;
  readonly etag?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly metadataSubset?: Matches;
}

export interface ResponseTable {
  readonly responseTemplates: Readonly<Record<string, string>>;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly rows: ReadonlyArray<{ readonly responseType: string; readonly statusCode: string | null }>;
}

export const OWN_CASES = join(__dirname, 'cases');

/** The cases of a folder, or of `cases` in it, by file name. Throws when one has not the shape of schema.json. */
export function readCases(given: string): Case[] {
  const folder = existsSync(join(given, 'cases')) ? join(given, 'cases') : given;
  const ajv = new Ajv({ allErrors: true, strict: false, formats: { regex: isRegex } });
  const check = ajv.compile(JSON.parse(readFileSync(join(__dirname, 'schema.json'), 'utf8')) as object);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
  if (files.length === 0) {
    throw new Error(`${folder}: it has no case files (*.json)`);
  }
  return files.map((file) => {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (!check(parsed)) {
      throw new Error(`${join(folder, file)}: not of the shape of schema.json: ${check.errors!.map(describe).join('; ')}`);
    }
    return parsed as unknown as Case;
  });
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

function describe({ instancePath, message }: ErrorObject): string {
  return `${instancePath || '/'} ${message}`;
}
