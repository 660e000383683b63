import { Agent, IncomingMessage, request, ServerResponse } from 'http';
import { Cell } from './cells';
import { pooled } from './pool';
import { always, isOfS3, missing, sameMethod } from './privilege';
import { Place, sampleRequest } from './sample-request';
import { isAccessDenied } from './store';
import { LocalApi } from '../../../local/src/index';
import { Received, Recorder } from '../../../local/test/support/gateway';
import { S3Operation } from '../../../src';
import { S3_OPERATIONS } from '../../../src/catalogue';

/** Passes on what arrives as it is, and the answer too. */
export function forwardTo(endpoint: string, received: readonly Received[]) {
  return (_: IncomingMessage, response: ServerResponse): void => {
    const { method, target, headers, body } = received[received.length - 1];
    const { hostname, port } = new URL(endpoint);
    request({ hostname, port, method, path: target, headers: headers.flat() }, answer => {
      response.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(response);
    }).on('error', error => response.destroy(error)).end(body);
  };
}

/** Whether a request of one operation arrives where another one is switched on: by method, and by what the gateway can know. */
export function arrives({ on, asked }: Cell): boolean {
  return sameMethod(on, asked) && (keysInBody(asked) || covers(on, asked));
}

const covers = (on: S3Operation, asked: S3Operation): boolean => missing(on, asked, isOfS3).length === 0;

/** Only S3 itself sees which objects a request about a bucket names. */
const keysInBody = (operation: S3Operation): boolean => S3_OPERATIONS[operation].scope === 'bucket' && always(operation).some(({ resource }) => resource === 'object');

/** The deployed API of all proxies. */
export class DenyingGateway {
  private readonly agent = new Agent({ keepAlive: true });

  public constructor(private readonly api: LocalApi, private readonly arrivals: Recorder) {}

  /** What is to arrive has to, and a store that enforces the operation has to allow or deny it. */
  public async differencesOfArriving(cells: readonly Cell[], newPlace: () => Promise<Place>, enforced: ReadonlySet<S3Operation>): Promise<string[]> {
    const found: string[] = [];
    // One by one, to know whose request it is that arrives.
    for (const cell of cells) {
      const before = this.arrivals.received.length;
      const { status, denied } = await this.ask(cell, await newPlace());
      const arrived = this.arrivals.received.length - before;
      if (arrived !== 1 || (enforced.has(cell.asked) && denied === covers(cell.on, cell.asked))) {
        found.push(`gateway: with ${cell.on} switched on, ${cell.asked} was answered with ${status}${denied ? ' AccessDenied' : ''}, and ${arrived} requests arrived`);
      }
    }
    return found;
  }

  /** What is not to arrive has to be answered with 403. */
  public async differencesOfOthers(cells: readonly Cell[], place: Place): Promise<string[]> {
    const before = this.arrivals.received.length;
    const found = await pooled(cells, async cell => {
      const { status } = await this.ask(cell, place);
      return status === 403 ? [] : [`gateway: with ${cell.on} switched on, ${cell.asked} was answered with ${status}`];
    });
    const arrived = this.arrivals.received.slice(before).map(({ method, target }) => `gateway: ${method} ${target} arrived, and must not`);
    return [...found.flat(), ...arrived];
  }

  private async ask({ on, asked }: Cell, place: Place): Promise<{ status: number; denied: boolean }> {
    const { method, path, query, headers, body } = sampleRequest(asked, place);
    const { hostname, port, pathname } = new URL(this.api.url());
    const target = `${pathname}${on}${path}${query && `?${query}`}`;
    return new Promise((resolve, reject) => {
      request({ agent: this.agent, hostname, port, method, path: target, headers: Object.fromEntries(headers) }, answer => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('error', reject)
          .on('end', () => resolve({ status: answer.statusCode!, denied: isAccessDenied(method, { status: answer.statusCode!, body: text }) }));
      }).on('error', reject).end(body);
    });
  }

  /** Ends the connections. */
  public close(): void {
    this.agent.destroy();
  }
}
