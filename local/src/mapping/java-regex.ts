/** POSIX classes of Java's regular expressions that JavaScript does not have. */
const CLASSES: Readonly<Record<string, string>> = {
  Alnum: 'A-Za-z0-9',
  Alpha: 'A-Za-z',
  Blank: ' \\t',
  Digit: '0-9',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  Upper: 'A-Z',
  XDigit: '0-9A-Fa-f',
};

/** A regular expression of Java, as templates give to `replaceAll`, `split` and `matches`. Throws on one that cannot be read. */
export function javaRegex(pattern: string, whole = false): RegExp {
  let flags = 'g';
  const source = pattern
    .replace(/^\(\?([ims]+)\)/, (_, given: string) => {
      flags += given;
      return '';
    })
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, literal: string) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .replace(/(\[[^\]]*)?\\p\{(\w+)\}/g, (found, inClass: string | undefined, name: string) => {
      if (!Object.hasOwn(CLASSES, name)) {
        return found;
      }
      return inClass === undefined ? `[${CLASSES[name]}]` : inClass + CLASSES[name];
    });
  return new RegExp(whole ? `^(?:${source})$` : source, whole ? flags.replace('g', '') : flags);
}

/** A replacement of Java: `$1` is a group, a backslash takes what follows as it is. */
export function javaReplacement(replacement: string): (...found: unknown[]) => string {
  return (...found) => replacement.replace(/\\(.)|\$(\d)|\$\{(\w+)\}/gs, (_, literal?: string, group?: string, name?: string) => {
    if (literal !== undefined) {
      return literal;
    }
    const groups = found[found.length - 1];
    const value = group !== undefined ? found[Number(group)] : (groups as Record<string, unknown>)[name!];
    return value === undefined ? '' : String(value);
  });
}

/** Java's `split`: no empty pieces at the end, unless a limit asks for them. */
export function javaSplit(text: string, pattern: string, limit = 0): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const match of text.matchAll(javaRegex(pattern))) {
    // Nothing that matches at the very beginning without a character makes a piece.
    if ((limit > 0 && pieces.length === limit - 1) || (match[0] === '' && (match.index === 0 || match.index >= text.length))) {
      continue;
    }
    pieces.push(text.slice(at, match.index));
    at = match.index + match[0].length;
  }
  pieces.push(text.slice(at));
  while (limit === 0 && pieces.length > 1 && pieces[pieces.length - 1] === '') {
    pieces.pop();
  }
  return pieces;
}
