/** Reads `$`, `$.a.b`, `$.a[0]` and `$['a']`; undefined where the document has nothing there. Throws on any other expression. */
export function readJsonPath(document: unknown, path: string): unknown {
  const steps = path.trim().replace(/^\$/, '');
  if (steps.replace(/\.[\w-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\]/g, '') !== '') {
    throw new Error(`'${path}' is no JSONPath that is read here`);
  }
  let value = document;
  for (const [step] of steps.matchAll(/\.[\w-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\]/g)) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    const name = step.startsWith('.') ? step.slice(1) : step.slice(1, -1).replace(/^['"]|['"]$/g, '');
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
