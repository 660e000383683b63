import { ServerResponse } from 'node:http';
import { compress, selectCoding } from './compression';
import { Exchange } from './exchange';
import { configurationError } from './gateway-error';
import { perSecond } from './per-second';
import { idBytes } from './random-ids';
import { Headers } from './request';
import { inTurn } from '../header-lines';
import { BackendHeaders } from '../integration/s3-sender';
import { convert, Conversion, NO_BASE64 } from '../mapping/content-handling';
import { ResponseMapper } from '../mapping/response-mapping';

/** Sends a complete answer of an integration: converts the body, renders the template, maps the headers. */
export function answer(exchange: Exchange, mapper: ResponseMapper, backend: BackendHeaders, conversion: Conversion, payload: Buffer): void {
  const converted = convert(conversion, payload);
  if (!converted) {
    throw configurationError(NO_BASE64);
  }
  const template = mapper.template(exchange);
  const rendered = template?.render(exchange, converted.toString('utf8'));
  const headers = mapper.headers(exchange, backend, mapper.readsBody ? payload.toString('utf8') : '', {
    defaultMediaType: template?.mediaType ?? 'application/json', override: rendered?.responseOverride,
  });
  const text = rendered ? Buffer.from(rendered.text, 'utf8') : converted;
  // The template of a HEAD has a say in status and headers only.
  const body = exchange.request.method === 'HEAD' ? Buffer.alloc(0) : text;
  const status = statusOf(mapper.statusCode, rendered?.responseOverride.status);
  sendWhole(exchange, status, headers, body, backend);
}

/** Sends a complete answer, compressed where the API and the client want it; a cache keeps it as it is, for any client. */
export function sendWhole(exchange: Exchange, status: number, headers: Headers, body: Buffer, backend: BackendHeaders = {}): void {
  exchange.listener?.head(status, headers, body.length);
  exchange.listener?.data(body);
  exchange.listener?.end();
  const coding = selectCoding(exchange, backend, headers, body.length);
  if (coding === undefined) {
    writeHead(exchange, status, headers, body.length);
    exchange.response.end(body);
    return;
  }
  compress(coding, body, (compressed) => {
    writeHead(exchange, status, [...headers, ['Content-Encoding', coding]], compressed.length);
    exchange.response.end(compressed);
  });
}

/** Sends the head of an answer of an integration. */
export function writeHead(exchange: Exchange, status: number, headers: Headers, length: number | undefined): void {
  const { context, response, outcome, addedHeaders = [] } = exchange;
  outcome.responseLength = length;
  exchange.observer?.head(headers);
  const ids = [['x-amzn-RequestId', context.requestId], ['x-amz-apigw-id', context.extendedRequestId]] as const;
  // A MOCK has no backend to trace.
  const trace = exchange.route.method.integration.type === 'MOCK' ? [] : [['X-Amzn-Trace-Id', traceId()] as const];
  writeRawHead(response, status, length, ids, trace, headers, addedHeaders);
}

const httpDate = perSecond((date) => date.toUTCString());

export function writeRawHead(response: ServerResponse, status: number, length: number | undefined, ...headers: readonly Headers[]): void {
  const bodiless = status === 204 || status === 304;
  const lengthLines = length === undefined || bodiless ? [] : [['Content-Length', String(length)] as const];
  response.writeHead(status, inTurn([['Date', httpDate(new Date())]], ...headers, lengthLines));
}

function traceId(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${idBytes(12).toString('hex')}`;
}

/** An override that is no status is ignored. */
function statusOf(mapped: number, override: unknown): number {
  const status = Number(override);
  return Number.isInteger(status) && status >= 200 && status < 600 ? status : mapped;
}
