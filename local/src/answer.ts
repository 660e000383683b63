import { ServerResponse } from 'node:http';
import { convert, Conversion } from './content-handling';
import { Exchange } from './exchange';
import { configurationError } from './gateway-error';
import { perSecond } from './per-second';
import { idBytes } from './random-ids';
import { ResponseMapper } from './response-mapping';
import { BackendHeaders } from './s3-sender';

/** Sends a complete answer of an integration: converts the body, renders the template, maps the headers. */
export function answer(exchange: Exchange, mapper: ResponseMapper, backend: BackendHeaders, conversion: Conversion, payload: Buffer): void {
  const converted = convert(conversion, payload);
  if (!converted) {
    throw configurationError();
  }
  const template = mapper.template(exchange);
  const rendered = template?.render(exchange, converted.toString('utf8'));
  const headers = mapper.headers(exchange, backend, template?.mediaType ?? 'application/json', rendered?.responseOverride);
  const body = rendered ? Buffer.from(rendered.text, 'utf8') : converted;
  writeHead(exchange, statusOf(mapper.statusCode, rendered?.responseOverride.status), headers, body.length);
  exchange.listener?.data(body);
  exchange.listener?.end();
  exchange.response.end(body);
}

/** Sends the head of an answer of an integration. */
export function writeHead(
  exchange: Exchange, status: number, headers: ReadonlyArray<readonly [string, string]>, length: number | undefined,
): void {
  const { context, response, outcome, addedHeaders = [], listener } = exchange;
  listener?.head(status, headers, length);
  outcome.responseLength = length;
  writeRawHead(response, status, [
    ['x-amzn-RequestId', context.requestId],
    ['x-amz-apigw-id', context.extendedRequestId],
    ['X-Amzn-Trace-Id', `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${idBytes(12).toString('hex')}`],
    ...headers,
    ...addedHeaders,
  ], length);
}

const httpDate = perSecond((date) => date.toUTCString());

export function writeRawHead(
  response: ServerResponse, status: number, headers: ReadonlyArray<readonly [string, string]>, length: number | undefined,
): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, [
    ['Date', httpDate(new Date())],
    ...headers,
    ...(length === undefined || bodiless ? [] : [['Content-Length', String(length)] as const]),
  ].flat());
}

/** An override that is no status is ignored. */
function statusOf(mapped: number, override: unknown): number {
  const status = Number(override);
  return Number.isInteger(status) && status >= 200 && status < 600 ? status : mapped;
}
