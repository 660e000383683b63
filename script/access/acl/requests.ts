import { ACLS, ATTEMPTS, expected, Headers, isAboutAcls, keyOf, Operation, OPERATIONS } from './attempts';
import { Proxy } from './settings';
import { LocalApi, startLocal } from '../../../local/src/index';
import { Versitygw } from '../../../local/src/store/versitygw';
import { CALLER, closeLater, raw, recorder, Recorder } from '../../../local/test/support/gateway';
import { signed } from '../../../local/test/support/signing';
import { callStore, startStore } from '../../../local/test/support/store';
import { roleArn } from '../../../test/support/deployed';
import { CfnTemplate } from '../../../test/support/synth';
import { forwardTo } from '../../operations/denials/gateway';

/** What must stay as it is, and what may be overwritten. */
const KEPT = 'kept';
const FREE = 'free';
const CONTENT = 'content';
const SOURCE = 'source';

type Uploads = Readonly<Record<string, string>>;

/** Requests to an API, of which is seen what arrives at S3. */
export class Requests {
  public static async to(template: CfnTemplate): Promise<Requests> {
    const store = await startStore();
    closeLater(() => store.stop());
    const arrivals = await recorder();
    arrivals.respond = forwardTo(store.endpoint, arrivals.received);
    const { iamEndpoint, credentials, region } = store;
    const api = await startLocal({ template, callers: [CALLER], s3: { endpoint: arrivals.endpoint, iamEndpoint, credentials, region } });
    closeLater(() => api.close());
    return new Requests(template, store, arrivals, api);
  }

  public denied = 0;
  public passed = 0;
  public byStore = 0;

  private constructor(
    private readonly template: CfnTemplate, private readonly store: Versitygw, private readonly arrivals: Recorder, private readonly api: LocalApi,
  ) {}

  /** All attempts on a proxy: their number, and what is wrong. */
  public async judge(proxy: Proxy): Promise<[number, string[]]> {
    const wrong: string[] = [];
    const uploads = await this.prepare(proxy);
    const before = await this.state(proxy, uploads);
    let number = 1;
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      for (const headers of ATTEMPTS) {
        number++;
        const differs = await this.attempt(proxy, operation, headers, uploads);
        wrong.push(...differs === undefined ? [] : [`${proxy.name}, ${name} with ${headers.map(pair => pair.join(': ')).join(', ') || 'nothing'}: ${differs}`]);
      }
    }
    const stored = await this.judgeStore(proxy);
    const after = await this.state(proxy, uploads);
    const changed = Object.keys(before).filter(what => before[what] !== after[what]).map(what => `${proxy.name}: what is denied changed ${what} to ${after[what]}`);
    return [number + stored.asked, [...wrong, ...stored.wrong, ...changed]];
  }

  private async attempt(proxy: Proxy, operation: Operation, headers: Headers, uploads: Uploads): Promise<string | undefined> {
    const { name, setting, signed: signs, bucket } = proxy;
    const must = expected(setting, operation, headers);
    const key = keyOf(setting, operation, must === 'denied' ? KEPT : FREE);
    const query = `${operation.query}${operation.part ? uploads[key] : ''}`;
    const own = operation.headers.map(([header, value]): [string, string] => [header, value.replace('{bucket}', bucket)]);
    const request = { method: operation.method, target: `/prod/${name}/${key}?${query}`, headers: [...own, ...headers], body: operation.body };
    const before = this.arrivals.received.length;
    const { status, body } = await raw(this.api, signs ? signed(this.api, CALLER, request) : request);
    const arrived = this.arrivals.received.slice(before).filter(({ target }) => target.startsWith(`/${bucket}/`))
      .map(received => text(received.headers.filter(([header]) => isAboutAcls(header))));
    const code = /<Code>(\w+)</.exec(body.toString())?.[1];
    const answer = `${status}${code === undefined ? '' : ` ${code}`}`;
    if (must === 'denied') {
      this.denied++;
      return answer === '403 AccessDenied' && arrived.length === 0 ? undefined : `must be denied, is ${answer}, and ${arrived.join(' and ') || 'nothing'} arrived`;
    }
    this.passed++;
    // The store has no ACLs of objects.
    const right = answer === (operation.sets ? '501 NotImplemented' : '200');
    return right && arrived.length === 1 && arrived[0] === text(must) ? undefined : `must be told S3 as ${text(must)}, is ${answer}, and ${arrived.join(' and ') || 'nothing'} arrived`;
  }

  /** The condition on the ACL holds in the store as well, past the gateway. */
  private async judgeStore({ name, setting, bucket }: Proxy): Promise<{ asked: number; wrong: string[] }> {
    const credentials = this.api.roleCredentials(roleArn(this.template, this.api, name));
    const wrong: string[] = [];
    for (const acl of ACLS) {
      const allowed = setting.allowed.includes(acl);
      const { status } = await callStore(this.store, 'PUT', `/${bucket}/${allowed ? FREE : KEPT}`, { headers: { 'x-amz-acl': acl }, body: 'x', credentials });
      this.byStore++;
      wrong.push(...(status === 403) === allowed ? [`${name}: versitygw answers ${status} to ${acl}`] : []);
    }
    return { asked: ACLS.length, wrong };
  }

  /** Objects, and an upload that waits for parts for each that may get one. */
  private async prepare({ bucket }: Proxy): Promise<Uploads> {
    for (const key of [KEPT, SOURCE]) {
      await this.call('PUT', `/${bucket}/${key}`, '', CONTENT);
    }
    const keys = [KEPT, FREE, `parts/${KEPT}`, `parts/${FREE}`];
    const ids = await Promise.all(keys.map(async key => /<UploadId>(.*?)</.exec(await this.call('POST', `/${bucket}/${key}`, 'uploads='))![1]));
    return Object.fromEntries(keys.map((key, index) => [key, ids[index]]));
  }

  /** All that the store has of what must stay as it is. */
  private async state({ bucket }: Proxy, uploads: Uploads): Promise<Record<string, string>> {
    return {
      'the object': await this.call('GET', `/${bucket}/${KEPT}`),
      'the list': await this.call('GET', `/${bucket}`, `list-type=2&prefix=${KEPT}`),
      'the uploads': await this.call('GET', `/${bucket}`, `prefix=${KEPT}&uploads=`),
      'the parts': await this.call('GET', `/${bucket}/${KEPT}`, `uploadId=${uploads[KEPT]}`),
      'the parts of the route': await this.call('GET', `/${bucket}/parts/${KEPT}`, `uploadId=${uploads[`parts/${KEPT}`]}`),
    };
  }

  private async call(method: string, path: string, query = '', body?: string): Promise<string> {
    const answer = await callStore(this.store, method, path, { query, body });
    if (answer.status !== 200) {
      throw new Error(`versitygw: ${method} ${path}?${query} answered ${answer.status} ${answer.body}`);
    }
    return answer.body;
  }
}

const text = (headers: Headers): string => headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort().join(', ') || 'no ACL';
