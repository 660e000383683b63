import { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange, Outcome } from './exchange';
import { S3Answer } from '../iam/s3-access';
import { BackendHeaders, S3Request } from '../integration/s3-sender';
import { Conversion } from '../mapping/content-handling';

/** Follows requests on their way, for people who want to see what becomes of them. Nothing is done for it when there is none. */
export interface Observer {
  /** A request has arrived. */
  begin(message: IncomingMessage): ExchangeObserver;
}

/** Follows one request. It hears facts as they are, and must not change them; what they mean is its own affair. */
export interface ExchangeObserver {
  /** What happens to the request's body before S3 gets it. */
  requestBody(conversion: Conversion): void;
  /** A call to S3, complete but for its signature; with S3's answer when the role may not make it, so that it is not sent. */
  call(request: S3Request, denial: S3Answer | undefined): void;
  /** The headers of S3's answer, the status of the integration response that was selected for it, and what happens to the body. */
  answer(headers: BackendHeaders, statusCode: number, conversion: Conversion): void;
  /** The headers of the integration's answer as they go out. */
  head(headers: ReadonlyArray<readonly [string, string]>): void;
  /** The answer has gone out, or the client has left. */
  end(ended: Ended): void;
}

export interface Ended {
  readonly response: ServerResponse;
  readonly outcome: Outcome;
  /** As far as the request got. */
  readonly exchange: Exchange | undefined;
}
