import { existsSync, readFileSync } from 'node:fs';
import { CONFIGURATION_FILE, DEFAULTS, Setting, SETTINGS, Settings } from './settings';

/** Values by the names of settings, from one place. */
export type Values = Readonly<Record<string, unknown>>;

export interface Sources {
  /** By the names of settings: those that were given. */
  readonly flags: Values;
  readonly environment: NodeJS.ProcessEnv;
  /** Undefined for the usual file, where it is there. */
  readonly file: string | undefined;
}

/** Flags win over the environment, the environment over the file. Of pairs those of all places count. */
export function resolveSettings({ flags, environment, file }: Sources): Settings {
  const content = readFile(file);
  const resolved = SETTINGS.map((setting): [string, unknown] => {
    const { kind, name, variable } = setting;
    const found: Array<readonly [unknown, string]> = [
      [flags[name], flagOf(setting)], [environment[variable] || undefined, variable], [content[name], `${file ?? CONFIGURATION_FILE}: ${name}`],
    ];
    const read = found.filter(([value]) => value !== undefined).map(([value, place]) => parse(setting, value, place));
    return [name, kind === 'pairs' ? Object.assign({}, ...read.reverse()) : read[0] ?? DEFAULTS[name]];
  });
  return Object.fromEntries(resolved) as unknown as Settings;
}

function readFile(file: string | undefined): Values {
  if (file === undefined && !existsSync(CONFIGURATION_FILE)) {
    return {};
  }
  const path = file ?? CONFIGURATION_FILE;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: cannot be read: ${(error as Error).message}`);
  }
  if (!isObject(content)) {
    throw new Error(`${path}: must hold a JSON object, got ${JSON.stringify(content)}`);
  }
  for (const name of Object.keys(content)) {
    if (!SETTINGS.some((setting) => setting.name === name)) {
      throw new Error(`${path}: '${name}' is no setting; there are ${SETTINGS.map((setting) => setting.name).join(', ')}`);
    }
  }
  return content;
}

/** A value from anywhere, `at` tells people where. */
function parse(setting: Setting, value: unknown, at: string): unknown {
  switch (setting.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' ? value : fail(at, 'must be a text that is not empty', value);
    case 'port':
      return /^\d{1,5}$/.test(String(value)) && Number(value) <= 65_535 ? Number(value) : fail(at, 'must be a number from 0 to 65535', value);
    case 'switch': {
      const known: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };
      return Object.hasOwn(known, String(value)) ? known[String(value)] : fail(at, 'must be true or false', value);
    }
    case 'pairs':
      return isObject(value) ? checkPairs(at, setting, value) : parsePairs(at, setting, typeof value === 'string' ? value.split(',') : value);
  }
}

function parsePairs(at: string, { flag }: Setting, value: unknown): Record<string, string> {
  const form = /<(.*)>/.exec(flag)![1];
  const list = Array.isArray(value) ? value : fail(at, `must be an object of texts, or pairs of the form ${form}`, value);
  return Object.fromEntries(list.map((text) => {
    const [, name, of] = /^([^=]+)=(.+)$/s.exec(String(text)) ?? fail(at, `must be of the form ${form}`, text);
    return [name.trim(), of];
  }));
}

function checkPairs(at: string, { objects }: Setting, value: Values): Values {
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string' && !(objects && isObject(text))) {
      fail(`${at}.${name}`, `must be a text${objects ? ' or an object' : ''}`, text);
    }
  }
  return value;
}

/** As people type it. */
export function flagOf({ flag }: Setting): string {
  return flag.split(' ')[0];
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(at: string, rule: string, value: unknown): never {
  throw new Error(`${at}: ${rule}, got ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`);
}
