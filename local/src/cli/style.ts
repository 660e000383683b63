/** Colours for people who look on; plain text for files and programs. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  /** Green, yellow or red. */
  status(text: string, status: number): string;
}

const paint = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
const plain = (text: string) => text;

export function styleFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  // https://no-color.org
  if (!stream.isTTY || environment.NO_COLOR) {
    return { bold: plain, dim: plain, status: plain };
  }
  return { bold: paint(1), dim: paint(2), status: (text, status) => paint(status >= 500 ? 31 : status >= 400 ? 33 : 32)(text) };
}

/** Columns beneath their titles; the last one may be of any width. */
export function table(titles: readonly string[], rows: ReadonlyArray<readonly string[]>, style: Style): string[] {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) => `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]))).join('  ')}`;
  return [style.dim(line(titles)), ...rows.map(line)];
}
