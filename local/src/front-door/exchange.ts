import { ServerResponse } from 'node:http';
import { Context } from './context';
import { ExchangeObserver } from './observer';
import { ApiRequest } from './request';
import { RequestBody } from './request-body';
import { Route } from './router';
import { RestApi, Stage } from '../api/rest-api';
import { Credentials } from '../auth/credentials';
import { Overrides } from '../mapping/mapping-template';
import { Options } from '../options';

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
  caller?: Credentials;
  /** Whether the caller of an AWS_IAM method has `execute-api:InvalidateCache`; nobody else can be given it. */
  mayInvalidateCache?: () => boolean;
  /** What became of the request so far. */
  readonly outcome: Outcome;
  /** Of the gateway itself, besides those that every answer has. */
  addedHeaders?: ReadonlyArray<readonly [string, string]>;
  /** Hears the answer of the integration as it goes out. */
  listener?: AnswerListener;
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
