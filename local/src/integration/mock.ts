import { IntegrationRunner } from './s3-integration';
import { Method, MockIntegration } from '../api/method';
import { answer } from '../front-door/answer';
import { Exchange } from '../front-door/exchange';
import { configurationError } from '../front-door/gateway-error';
import { headerValue } from '../front-door/request';
import { BinaryMatcher, convert, isText, NO_BASE64, NO_TEXT, requestConversion } from '../mapping/content-handling';
import { compileRequestTemplates } from '../mapping/mapping-template';
import { compileResponses } from '../mapping/response-mapping';

/** An integration without a backend: the request template gives the status, the integration response the rest. */
export function compileMock(method: Method, integration: MockIntegration, isBinary: BinaryMatcher): IntegrationRunner {
  const templateOf = compileRequestTemplates(integration);
  const selectResponse = compileResponses(method, integration.responses, isBinary);
  return async (exchange: Exchange) => {
    const template = templateOf(exchange);
    const binary = isBinary(headerValue(exchange.request.headers, 'content-type') ?? '*/*');
    const conversion = requestConversion(integration.contentHandling, binary);
    const payload = convert(conversion, await exchange.body.buffer());
    if (!payload || (template && !isText(conversion))) {
      throw configurationError(payload ? NO_TEXT : NO_BASE64);
    }
    const rendered = template?.(exchange, payload.toString('utf8')).text ?? payload.toString('utf8');
    const mapper = selectResponse(statusOf(rendered));
    const response = mapper.conversion(exchange, {});
    // There is no payload to convert, but an API whose types are all binary fails unless the response asks for text.
    if (!isText(response) && isBinary('*/*')) {
      throw configurationError('a MOCK of an API whose binaryMediaTypes are */* needs contentHandling CONVERT_TO_TEXT in its responses');
    }
    answer(exchange, mapper, {}, response, Buffer.alloc(0));
  };
}

/** The `statusCode` of a JSON object whose names may go without quotes, as the CDK writes them. */
function statusOf(text: string): number {
  const quoted = text.replace(/([{,]\s*)([A-Za-z_]\w*)(\s*:)/g, '$1"$2"$3');
  let status: unknown;
  try {
    status = (JSON.parse(quoted) as { statusCode?: unknown } | null)?.statusCode;
  } catch {
    throw configurationError('the request template of the MOCK gives no JSON');
  }
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    throw configurationError('the request template of the MOCK gives no statusCode');
  }
  return status;
}
