import { percent, perSecond, Result } from './result';
import type { Scenario } from './traffic';

const WIDTH = 960;
const LABEL = 190;
const BAR = 13;
const GAP = 14;
const TOP = 58;
const COLOURS = { direct: '#9aa5b1', signed: '#1f6feb', unsigned: '#57ab5a' } as const;

/** Bars of each scenario beside its direct rate, a column for each store: a standalone SVG. */
export function plot({ traffic }: Result): string {
  const stores = [...new Set(traffic.map(({ store }) => store))];
  const column = WIDTH / stores.length;
  const rows = traffic.filter(({ store }) => store === stores[0]).length;
  const height = TOP + rows * (3 * BAR + GAP) + 20;
  const columns = stores.map((store, index) => {
    const scenarios = traffic.filter((one) => one.store === store);
    return `<g transform="translate(${index === 0 ? LABEL : LABEL + index * column},0)"><text x="0" y="${TOP - 14}" font-weight="bold">${store}</text>${scenarios
      .map((scenario, row) => bars(scenario, TOP + row * (3 * BAR + GAP), column - 110)).join('')}</g>`;
  });
  const labels = traffic.filter(({ store }) => store === stores[0]).map(({ concurrency, size, verb }, row) => (
    `<text x="12" y="${TOP + row * (3 * BAR + GAP) + 2 * BAR - 2}">${verb} ${size === 'small' ? '1 KiB' : '9 MB'}, ${concurrency} at once</text>`));
  const legend = Object.entries(COLOURS).map(([name, colour], index) => (
    `<rect x="${12 + index * 150}" y="10" width="12" height="12" fill="${colour}"/><text x="${30 + index * 150}" y="20">${name === 'direct' ? name : `gateway, ${name}`}</text>`));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + LABEL} ${height}" font-family="sans-serif" font-size="12" fill="#1c2128">`
    + `<title>Requests a second, directly and through s3-proxy-local</title><rect width="100%" height="100%" fill="#ffffff"/>${legend.join('')}${labels.join('')}${columns.join('')}</svg>\n`;
}

/** A bar as long as the rate, of the fastest. */
function bars({ targets }: Scenario, y: number, width: number): string {
  const most = Math.max(...targets.map(({ perSecond: rate }) => rate));
  return targets.map(({ ofDirect, perSecond: rate, target }, index) => {
    const length = Math.max(1, (rate / most) * width);
    const text = `${perSecond(rate)}${target === 'direct' ? '' : ` (${percent(ofDirect)})`}`;
    return `<rect x="0" y="${y + index * BAR}" width="${length.toFixed(1)}" height="${BAR - 2}" fill="${COLOURS[target]}"/>`
      + `<text x="${(length + 5).toFixed(1)}" y="${y + index * BAR + BAR - 3}" font-size="10">${text}</text>`;
  }).join('');
}
