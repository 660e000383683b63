import { GatewayResponseType } from '../api/gateway-response-config';

/** A request that the gateway itself answers, by the gateway response of that type. */
export class GatewayError extends Error {
  /** What the log says and the client is not told. */
  public reason: string | undefined;

  /**
   * @param type the gateway response
   * @param message what `$context.error.message` is
   * @param status needed for the two default types, which have none of their own
   * @param errorType the header `x-amzn-ErrorType`, where it is not that of the type
   */
  constructor(public readonly type: GatewayResponseType, message: string, public readonly status?: number, public readonly errorType?: string) {
    super(message);
    this.name = 'GatewayError';
  }

  public because(reason: string): this {
    this.reason = reason;
    return this;
  }
}

/** What API Gateway's log calls "Execution failed due to configuration error"; the client is told nothing. */
export function configurationError(reason: string): GatewayError {
  return new GatewayError('API_CONFIGURATION_ERROR', 'Internal server error').because(reason);
}

export function badRequest(message: string, status = 400): GatewayError {
  return new GatewayError('DEFAULT_4XX', message, status);
}

export function requestTooLarge(): GatewayError {
  return new GatewayError('REQUEST_TOO_LARGE', 'Request Too Long');
}

/** The client has left: there is nobody to answer. */
export class ClientGoneError extends Error {
  constructor() {
    super('the client closed the connection');
    this.name = 'ClientGoneError';
  }
}
