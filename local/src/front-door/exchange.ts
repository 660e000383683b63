import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Credentials } from '../auth/credentials';
import { Overrides } from '../mapping/mapping-template';
import { Options } from '../options';
import { ExchangeObserver } from './observer';
import { perSecond } from './per-second';
import { idBytes } from './random-ids';
import { ApiRequest, headerValue } from './request';
import { RequestBody } from './request-body';
import { Route } from './router';
import { RestApi, Stage } from '../api/rest-api';

/** One request on its way through a stage. */
export interface Exchange {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly route: Route;
  readonly request: ApiRequest;
  readonly body: RequestBody;
  readonly context: Context;
  readonly response: ServerResponse;
  readonly overrides: Overrides;
  readonly options: Options;
  /** Of the caller of an AWS_IAM method. */
  readonly caller?: Credentials;
  /** Whether the caller of an AWS_IAM method has `execute-api:InvalidateCache`; nobody else can be given it. */
  readonly mayInvalidateCache?: () => boolean;
  /** What became of the request so far. */
  readonly outcome: Outcome;
  /** Of the gateway itself, besides those that every answer has. */
  readonly addedHeaders?: ReadonlyArray<readonly [string, string]>;
  /** Hears the answer of the integration as it goes out. */
  readonly listener?: AnswerListener;
  /** Hears what is made of the request, step by step. */
  readonly observer?: ExchangeObserver;
}

/** For the access log. */
export interface Outcome {
  responseLength?: number;
  integrationStatus?: number;
  /** Milliseconds. */
  integrationLatency?: number;
  error?: { readonly message: string; readonly responseType: string; readonly reason?: string };
}

export interface AnswerListener {
  head(status: number, headers: ReadonlyArray<readonly [string, string]>, length: number | undefined): void;
  data(chunk: Buffer): void;
  /** The answer is whole. */
  end(): void;
}

/** What mapping expressions, templates and gateway responses read as `context`. */
export interface Context {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly [name: string]: unknown;
}

export interface ContextParts {
  readonly message: Pick<IncomingMessage, 'httpVersion' | 'socket'>;
  readonly accountId: string;
  readonly apiId: string;
  readonly request?: ApiRequest;
  readonly stage?: Stage;
  readonly route?: Route;
}

export function createContext({ message, accountId, apiId, request, stage, route }: ContextParts): Context {
  const now = new Date();
  const host = request && headerValue(request.rawHeaders, 'host');
  return {
    accountId,
    apiId,
    domainName: host,
    domainPrefix: host?.split('.')[0],
    extendedRequestId: idBytes(11).toString('base64'),
    httpMethod: request?.method,
    identity: {
      // A server on all addresses sees IPv4 ones as IPv6.
      sourceIp: message.socket.remoteAddress?.replace(/^::ffff:/, ''),
      userAgent: request && headerValue(request.rawHeaders, 'user-agent'),
    },
    path: request?.rawPath,
    protocol: `HTTP/${message.httpVersion}`,
    requestId: randomUUID(),
    requestTime: commonLogTime(now),
    requestTimeEpoch: now.getTime(),
    resourceId: route?.resource.id,
    resourcePath: route?.resource.path,
    stage: stage?.name,
  };
}

/** Adds to a context: the error of a gateway response, the caller. */
export function extendContext(context: Context, more: Readonly<Record<string, unknown>>): Context {
  return { ...context, ...more };
}

/** The text of `context.a.b`; undefined when there is none. */
export function contextValue(context: Context, path: readonly string[]): string | undefined {
  let value: unknown = context;
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
