import { deepStrictEqual as same } from 'assert/strict';
import { KEPT, MOUNTED, OWN_ERRORS, PRESIGNED } from './cors/errors';
import { OriginPage } from './cors/pages';
import { RAW } from './cors/raw';
import { progress, roundTrips } from './cors/round-trip';
import { Check, Scene } from './cors/scene';
import { startWorld } from './cors/world';
import { closeAll } from '../../local/test/support/gateway';
import { browser } from '../../test/support/browser';
import { Findings } from '../suites/findings';
import { Count } from '../suites/suite';

const CHECKS: ReadonlyArray<[string, Check]> = [
  ...roundTrips(['open', 'keyed', 'cognito', 'iam']),
  ['an upload tells how far it is', progress],
  ...PRESIGNED,
  ...OWN_ERRORS,
  ...KEPT,
  ...MOUNTED,
  ...RAW,
  ['the browser asked first, on each kind of resource', async ({ page: { preflights } }) => {
    const needed = ['PUT /a%20folder/gr%C3%BC%C3%9Fe.txt 204', 'DELETE /latest 204', 'GET /routes/latest 204', 'GET / 204'];
    same(needed.filter(one => !preflights.includes(one)), []);
  }],
];

/** Pages of other origins, in a real browser: what they may do and read, and what others may not. */
export async function run(): Promise<Count> {
  const findings = new Findings('cors');
  try {
    const world = await startWorld();
    const chromium = await browser();
    const scene: Scene = { world, page: await OriginPage.open(chromium, world.origin), third: await OriginPage.open(chromium, world.third) };
    for (const [name, check] of CHECKS) {
      const wrong: Error | undefined = await check(scene).then(() => undefined, error => error);
      findings.add(1, wrong === undefined ? [] : [`${name}: ${wrong.message}`]);
    }
    const count = findings.report();
    console.log(`cors: ${count.passed} of ${count.passed + count.failed}, ${scene.page.preflights.length} preflights of the browser`);
    return count;
  } finally {
    await closeAll();
  }
}
