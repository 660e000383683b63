import { IncomingMessage } from 'node:http';
import { explain } from './explain';
import { Facts } from './facts';
import { Mask, maskCanonical, maskFor, maskQuery } from './mask';
import { Style } from './style';
import { Ended, ExchangeObserver, Observer } from '../front-door/observer';
import { S3Answer } from '../iam/s3-access';
import { BackendHeaders, S3Request } from '../integration/s3-sender';
import { Conversion } from '../mapping/content-handling';

export interface RequestLinesProps {
  readonly write: (line: string) => void;
  readonly style: Style;
  /** Whether each decision is told, not the outcome alone. */
  readonly verbose: boolean;
  /** Whether roles are there to be checked. */
  readonly checksRoles: boolean;
}

/** Writes a line a request when it has been answered: status, verb, path, time, and what was behind it. */
export function requestLines(props: RequestLinesProps): Observer {
  return { begin: (message) => new Request(props, message) };
}

class Request implements ExchangeObserver {
  private readonly since = performance.now();
  private readonly facts: Facts;

  constructor(private readonly props: RequestLinesProps, message: IncomingMessage) {
    this.facts = { message };
  }

  public requestBody(requestConversion: Conversion): void {
    this.facts.requestConversion = requestConversion;
  }

  public call(request: S3Request, denial: S3Answer | undefined): void {
    this.facts.call = { request, denial };
  }

  public answer(headers: BackendHeaders, statusCode: number, conversion: Conversion): void {
    this.facts.answer = { headers, statusCode, conversion };
  }

  public head(head: ReadonlyArray<readonly [string, string]>): void {
    this.facts.head = head;
  }

  public end(ended: Ended): void {
    const { checksRoles, style, verbose, write } = this.props;
    const more = verbose ? explain(this.facts, ended, checksRoles).map((line) => style.dim(`    ${line}`)) : [];
    // At once, so that requests at the same time do not mix.
    write([this.line(ended), ...more].join('\n'));
  }

  private line(ended: Ended): string {
    const { message: { method, url = '' } } = this.facts;
    const mask = maskFor(ended.exchange);
    const { headersSent, statusCode, writableFinished } = ended.response;
    const status = headersSent ? this.props.style.status(String(statusCode), statusCode) : '---';
    const [path, query] = url.split(/\?(.*)/s);
    const time = `${(performance.now() - this.since).toFixed(1)} ms`;
    const gone = writableFinished ? '' : ', broken off';
    return `${status} ${method} ${path}${query === undefined ? '' : `?${maskQuery(query, mask)}`} ${time}  ${this.behind(ended, mask)}${gone}`;
  }

  /** The call to S3, or why there was none. */
  private behind({ exchange, outcome }: Ended, mask: Mask): string {
    const { call } = this.facts;
    const error = outcome.error && `${outcome.error.responseType}: ${maskCanonical(outcome.error.reason ?? outcome.error.message, mask)}`;
    if (call) {
      const { method, path, query } = call.request;
      const target = `${path.replace(/^\//, '') || '/'}${query === '' ? '' : `?${maskQuery(query, mask)}`}`;
      const said = call.denial ? `${call.denial.status}, the role may not${call.denial.reason === undefined ? '' : `: ${call.denial.reason}`}` : outcome.integrationStatus ?? 'no answer';
      return `-> ${method} ${target} ${said}${error === undefined ? '' : `, ${error}`}`;
    }
    return error ?? (exchange?.route.method.integration.type === 'S3' ? (this.facts.head ? 'from the cache of the stage' : 'not sent')
      : exchange?.route.method.integration.type ?? 'no route');
  }
}
