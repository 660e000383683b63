import { difference, Expected, MISMATCH, NO_KEY, PASSES, QUOTA_EXCEEDED, THROTTLED } from './answers';
import { API_KEYS, BURST, KindName, QUOTA } from './kinds';
import { sign, withHeaders } from './requests';
import { World } from './world';
import { Credentials } from '../../../local/src/index';
import { CALLER, raw, RawRequest } from '../../../local/test/support/gateway';
import { Findings } from '../../suites/findings';

const READ: RawRequest = { target: '/prod/there' };
const DAY = 86_400_000;

/** What depends on what was sent before, and when. */
export class Limits {
  public constructor(private readonly world: World, private readonly findings: Findings) {}

  /** A key uses up its burst, and has it again; another one has its own. */
  public async throttle(): Promise<void> {
    await this.use('throttled', 'valid', ...Array<Expected>(BURST).fill(PASSES), THROTTLED);
    await this.use('throttled', 'other', PASSES);
    await this.use('throttled', 'disabled', NO_KEY);
    this.world.pass(BURST * 1_000);
    await this.use('throttled', 'valid', ...Array<Expected>(BURST).fill(PASSES), THROTTLED);
  }

  /** The same of a day. What is refused for its key counts for nobody. */
  public async quota(): Promise<void> {
    await this.use('metered', 'unplanned', NO_KEY);
    await this.use('metered', 'valid', ...Array<Expected>(QUOTA).fill(PASSES), QUOTA_EXCEEDED);
    await this.use('metered', 'other', PASSES);
    this.world.pass(DAY);
    await this.use('metered', 'valid', PASSES);
  }

  /** A presigned URL is good again and again, until it ends. */
  public async replays(kind: KindName, credentials: Credentials = CALLER): Promise<void> {
    const request = withHeaders(sign(READ, this.world.doors[kind], this.world.now(), { credentials, expires: 60 }), ['X-Api-Key', API_KEYS.valid]);
    await this.ask(kind, 'a presigned URL', request, PASSES);
    this.world.pass(50_000);
    await this.ask(kind, 'a presigned URL, again', request, PASSES);
    this.world.pass(20_000);
    await this.ask(kind, 'a presigned URL, after its time', request, MISMATCH);
  }

  private async use(kind: KindName, key: keyof typeof API_KEYS, ...expected: Expected[]): Promise<void> {
    for (const [index, one] of expected.entries()) {
      await this.ask(kind, `call ${index + 1} with the key '${key}'`, withHeaders(READ, ['x-api-key', API_KEYS[key]]), one);
    }
  }

  public async ask(kind: KindName, what: string, request: RawRequest, expected: Expected): Promise<void> {
    const differs = difference(request.method ?? 'GET', expected, await raw(this.world.doors[kind], request));
    this.findings.add(1, differs === undefined ? [] : [`${kind}: ${what} is ${differs}`]);
  }
}
