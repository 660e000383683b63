import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { perSecond } from './per-second';
import { idBytes } from './random-ids';
import { ApiRequest, headerValue } from './request';
import { Route } from './router';
import { Stage } from '../api/rest-api';

/** `$context` of one request: grows as more of the request is known. */
export class Context {
  public readonly requestId = randomUUID();
  public readonly extendedRequestId = idBytes(11).toString('base64');
  public request: ApiRequest | undefined;
  public stage: Stage | undefined;
  public route: Route | undefined;
  /** Of the caller and the API key, once they are proved. */
  public identity: Readonly<Record<string, unknown>> = {};
  /** What an authorizer says of the caller. */
  public authorizer: Readonly<Record<string, unknown>> | undefined;
  /** Asked at once: a closed connection has none. */
  public readonly sourceIp: string | undefined;
  private readonly arrived = Date.now();

  constructor(
    private readonly message: Pick<IncomingMessage, 'httpVersion' | 'socket'>, private readonly accountId: string, private readonly apiId: string,
  ) {
    // A server on all addresses sees IPv4 ones as IPv6.
    this.sourceIp = message.socket.remoteAddress?.replace(/^::ffff:/, '');
  }

  /** What mapping expressions, templates, gateway responses and access logs read: made anew each time, as few requests need it. */
  public get values(): ContextValues {
    const { request, route } = this;
    const now = new Date(this.arrived);
    const host = request && headerValue(request.rawHeaders, 'host');
    return {
      accountId: this.accountId,
      apiId: this.apiId,
      domainName: host,
      domainPrefix: host?.split('.')[0],
      extendedRequestId: this.extendedRequestId,
      httpMethod: request?.method,
      identity: { sourceIp: this.sourceIp, userAgent: request && headerValue(request.rawHeaders, 'user-agent'), ...this.identity },
      path: request?.rawPath,
      protocol: `HTTP/${this.message.httpVersion}`,
      requestId: this.requestId,
      requestTime: commonLogTime(now),
      requestTimeEpoch: this.arrived,
      resourceId: route?.resource.id,
      resourcePath: route?.resource.path,
      stage: this.stage?.name,
      ...(this.authorizer && { authorizer: this.authorizer }),
    };
  }
}

export type ContextValues = Readonly<Record<string, unknown>>;

/** The text of `context.a.b`; undefined when there is none. */
export function contextValue(values: ContextValues, path: readonly string[]): string | undefined {
  let value: unknown = values;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22/Nov/2026:07:52:44 +0000` */
const commonLogTime = perSecond((date) => {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${date.toISOString().slice(11, 19)} +0000`;
});
