import { Call } from './call';
import { Answer } from './client';

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };
const PATH_WIDTH = 36;

export function colour(name: keyof typeof COLOURS, what: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${COLOURS[name]}m${what}\u001b[0m` : what;
}

export function title(name: string): void {
  console.log(`\n${colour('bold', name)}`);
}

export function chapter(name: string, lines: readonly string[] = []): void {
  console.log(`\n  ${colour('cyan', name)}`);
  text(lines);
}

export function text(lines: readonly string[]): void {
  lines.forEach(line => console.log(`  ${colour('dim', line)}`));
}

/** One line of a call and its answer, and one for each thing that is wrong with it. */
export function call({ method, path, content, about }: Call, answer: Answer, problems: readonly string[]): void {
  const mark = problems.length === 0 ? colour('green', '✓') : colour('red', '✗');
  const size = content ? `↑ ${bytes(content.bytes.length)}` : answer.body.length > 0 ? `↓ ${bytes(answer.body.length)}` : '';
  const columns = [
    mark,
    method.padEnd(6),
    shortened(decodeURIComponent(path)).padEnd(PATH_WIDTH),
    colour(answer.status < 400 ? 'green' : 'yellow', `${answer.status}`),
    `${answer.milliseconds.toFixed(0)} ms`.padStart(7),
    size.padEnd(10),
    colour('dim', about),
  ];
  console.log(`  ${columns.join('  ').trimEnd()}`);
  problems.forEach(problem => console.log(colour('red', `       ${problem}`)));
}

/** Says what is being done while it is being done, and how long it took. */
export async function step<T>(what: string, work: Promise<T>, result: (value: T) => string): Promise<T> {
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  const label = `  ${what} `.padEnd(54, '.');
  const draw = () => process.stdout.write(`\r${label} ${seconds()} s`);
  const timer = process.stdout.isTTY ? setInterval(draw, 100) : undefined;
  try {
    const value = await work;
    console.log(`${timer ? '\r' : ''}${label} ${seconds()} s  ${colour('dim', result(value))}`);
    return value;
  } catch (error) {
    console.log(`${timer ? '\r' : ''}${label} ${colour('red', 'failed')}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function bytes(count: number): string {
  const [size, unit] = count < 1000 ? [count, 'B'] : count < 1_000_000 ? [count / 1000, 'kB'] : [count / 1_000_000, 'MB'];
  return `${unit === 'B' ? size : size.toFixed(1)} ${unit}`;
}

function shortened(path: string): string {
  return path.length <= PATH_WIDTH ? path : `${path.slice(0, PATH_WIDTH - 1)}…`;
}
