import { goals, kilobytes, megabytes, millis, percent, perSecond, Result } from './result';
import type { Measured, Scenario } from './traffic';

type Rows = ReadonlyArray<readonly string[]>;

const MB = 1024 * 1024;
const SIZES = { small: '1 KiB', large: '9 MB' } as const;

/** A table that reads well both as text and as Markdown. */
export function table([head, ...rows]: Rows): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  return [line(head), `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`, ...rows.map(line)].join('\n');
}

function trafficRow({ verb, size, concurrency }: Scenario, one: Measured): string[] {
  const isDirect = one.target === 'direct';
  return [
    `${verb} ${SIZES[size]}, ${concurrency} at once`, isDirect ? 'direct' : `gateway, ${one.target}`, perSecond(one.perSecond), `${one.megabytesPerSecond.toFixed(1)} MB/s`,
    millis(one.p50), millis(one.p99), isDirect ? '' : percent(one.ofDirect), one.cpuMicros === undefined ? '' : millis(one.cpuMicros / 1000),
  ];
}

export function scenarioLine(scenario: Scenario): string {
  const rates = scenario.targets.map(({ target, perSecond: rate, ofDirect }) => `${target} ${perSecond(rate)}${target === 'direct' ? '' : ` (${percent(ofDirect)})`}`);
  return `${scenario.store}: ${scenario.verb} ${SIZES[scenario.size]}, ${scenario.concurrency} at once: ${rates.join(', ')}`;
}

function trafficTables({ traffic }: Result): string[] {
  const head = ['request', 'to', 'rate', 'throughput', 'p50', 'p99', 'of direct', 'CPU a request'];
  return [...new Set(traffic.map(({ store }) => store))].flatMap((store) => [
    `### Requests: ${store}`,
    table([head, ...traffic.filter((one) => one.store === store).flatMap((scenario) => scenario.targets.map((one) => trafficRow(scenario, one)))]),
  ]);
}

function memoryTables({ memory }: Result): string[] {
  return [
    '### Memory of the gateway',
    table([
      ['while', 'resident'],
      ['ready', megabytes(memory.idle / MB)],
      ...memory.peaks.map(({ verb, target, bytes }) => [`64 ${verb} of 9 MB at once, ${target} (most)`, megabytes(bytes / MB)]),
      ...memory.course.map(({ requests, bytes }) => [`after ${requests.toLocaleString('en')} GET of 1 KiB`, megabytes(bytes / MB)]),
    ]),
  ];
}

function constructTables({ packages, start, synth, templateBytes }: Result): string[] {
  const rows = synth.map(({ bytes, cold, proxies, resources, warm, what }) => (
    [`${proxies} x ALL, ${what}`, millis(cold), millis(warm), kilobytes(bytes), String(resources)]));
  return [
    '### The construct, beside the same methods by hand',
    table([['proxies', 'cold synthesis', 'warm synthesis', 'templates', 'resources'], ...rows]),
    '### Packages and start',
    table([
      ['what', 'value'],
      ...packages.map(({ files, name, packedBytes, unpackedBytes }) => [`${name}, packed (unpacked, files)`, `${kilobytes(packedBytes)} (${kilobytes(unpackedBytes)}, ${files})`]),
      ['import of cdk-s3-proxy-api, aws-cdk-lib being there', millis(synth.find(({ what }) => what === 'construct')!.importConstruct)],
      [`s3-proxy-local, from the command to the first connection (template of ${kilobytes(templateBytes)})`, millis(start)],
    ]),
  ];
}

/** Everything, as Markdown. */
export function markdown(result: Result): string {
  const { load, node, processor, processors } = result.machine;
  return [
    `${processors} processors (${processor}), Node ${node}, load ${load.toFixed(1)} at the start${result.quick ? ', quick mode' : ''}.`,
    '### Goals',
    table([['goal', 'wanted', 'measured', 'met'], ...goals(result).map(({ text, goal, got, met }) => [text, goal, got, met ? 'yes' : 'NO'])]),
    ...trafficTables(result),
    ...memoryTables(result),
    ...constructTables(result),
  ].join('\n\n');
}
