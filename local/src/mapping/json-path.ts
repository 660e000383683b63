import { JSONPath } from 'jsonpath-plus';

const STEP = /\.[\w-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\]/g;

/**
 * Reads a JSONPath. One that can only name a single value gives that, or undefined where the document has none; one that may name many
 * gives a list. Throws on what is no JSONPath.
 */
export function readJsonPath(document: unknown, path: string): unknown {
  const trimmed = path.trim();
  const steps = trimmed.replace(/^\$/, '');
  if (steps.replace(STEP, '') === '') {
    return readSteps(document, steps);
  }
  const [, before] = /^(.*)\.length\(\)$/s.exec(trimmed) ?? [];
  if (before !== undefined) {
    const value = readJsonPath(document, before);
    return Array.isArray(value) ? value.length : undefined;
  }
  if (!/^\$[.[]/.test(trimmed)) {
    throw new Error(`'${path}' is no JSONPath`);
  }
  // `safe` evaluates filters without JavaScript's eval.
  return JSONPath({ path: trimmed, json: document as object, wrap: true, eval: 'safe' }) as unknown;
}

function readSteps(document: unknown, steps: string): unknown {
  let value = document;
  for (const [step] of steps.matchAll(STEP)) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    const name = step.startsWith('.') ? step.slice(1) : step.slice(1, -1).replace(/^['"]|['"]$/g, '');
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
