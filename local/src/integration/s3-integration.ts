import { Readable } from 'node:stream';
import { recycle } from './large-reads';
import { completeErrors } from './s3-error-document';
import { BackendHeaders, BodySink, S3Request, S3Sender, TimeoutError } from './s3-sender';
import { Method, S3Integration } from '../api/method';
import { fill } from '../api/s3-uri';
import { Credentials } from '../auth/credentials';
import { SignableRequest } from '../auth/sigv4-canonical';
import { answer, writeHead } from '../front-door/answer';
import { mayCompress } from '../front-door/compression';
import { Exchange } from '../front-door/exchange';
import { ClientGoneError, configurationError, GatewayError } from '../front-door/gateway-error';
import { PayloadMismatchError } from '../front-door/payload-check';
import { headerValue } from '../front-door/request';
import { MAX_PAYLOAD_BYTES, signatureMismatch } from '../front-door/request-body';
import { S3Answer } from '../iam/s3-access';
import { readsBody } from '../mapping/body-value';
import { BinaryMatcher, convert, Conversion, isText, NO_BASE64, NO_TEXT, requestConversion } from '../mapping/content-handling';
import { compileRequestTemplates, Template } from '../mapping/mapping-template';
import { applyOverride, checkHeaders, compileRequestMapping, MappedParameters } from '../mapping/request-mapping';
import { compileResponses, ResponseMapper, ResponseSelector } from '../mapping/response-mapping';
import { Options } from '../options';
import { reasonOf } from '../store/endpoint';

/** Runs a method's integration to the end; rejects with a GatewayError while the answer has not begun. */
export type IntegrationRunner = (exchange: Exchange) => Promise<void>;

export interface S3IntegrationProps {
  readonly method: Method;
  readonly integration: S3Integration;
  readonly apiId: string;
  readonly isBinary: BinaryMatcher;
  readonly sender: S3Sender;
  readonly options: Options;
  /** Undefined when the caller's own credentials are used. */
  readonly role: Role | undefined;
}

/** What an integration assumes. */
export interface Role {
  readonly credentials: Credentials;
  /** S3's answer to a request that the role may not make. */
  deny(request: SignableRequest): S3Answer | undefined;
}

const TOO_LARGE = `the answer of S3 is larger than ${MAX_PAYLOAD_BYTES} bytes`;

/** API Gateway sends no body with these. */
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function compileS3Integration(props: S3IntegrationProps): IntegrationRunner {
  const { method, integration, isBinary, options, sender } = props;
  const mapRequest = compileRequestMapping(integration.requestMappings, options);
  const templateOf = compileRequestTemplates(integration);
  const mapsBody = readsBody(integration.requestMappings);
  const selectResponse = compileResponses(method, integration.responses, isBinary);
  return async (exchange) => {
    const template = templateOf(exchange);
    const conversion = conversionOf(exchange, integration, isBinary, template);
    const httpMethod = integration.httpMethod === 'ANY' ? exchange.request.method : integration.httpMethod;
    let body: S3Request['body'] = await payloadOf(exchange, conversion, template !== undefined || mapsBody || BODILESS.has(httpMethod), sender.checksPayloads);
    const parameters = mapRequest(exchange, mapsBody ? (await exchange.body.buffer()).toString('utf8') : '');
    if (template) {
      const rendered = template(exchange, (body as Buffer).toString('utf8'));
      applyOverride(parameters, rendered.requestOverride, options);
      body = Buffer.from(rendered.text, 'utf8');
    }
    checkHeaders(parameters);
    const request = buildRequest(props, exchange, parameters, httpMethod, BODILESS.has(httpMethod) ? undefined : body);
    const denial = props.role?.deny(request);
    exchange.observer?.call(request, denial);
    if (denial) {
      refuse(exchange, request, denial, selectResponse);
    } else {
      await send(props, exchange, request, selectResponse);
    }
  };
}

function conversionOf(exchange: Exchange, integration: S3Integration, isBinary: BinaryMatcher, template: Template | undefined): Conversion {
  const binary = isBinary(headerValue(exchange.request.headers, 'content-type') ?? '*/*');
  const conversion = requestConversion(integration.contentHandling, binary);
  exchange.observer?.requestBody(conversion);
  if (template && !isText(conversion)) {
    throw configurationError(NO_TEXT);
  }
  return conversion;
}

async function payloadOf(exchange: Exchange, conversion: Conversion, whole: boolean, storeChecks: boolean): Promise<S3Request['body']> {
  const { body } = exchange;
  const hash = body.streamHash;
  if (conversion === 'raw' && !whole && (hash !== undefined || await body.needsFile())) {
    return { stream: hash !== undefined ? body.stream(storeChecks) : await body.spooled(), length: body.length!, hash };
  }
  const converted = convert(conversion, await body.buffer());
  if (!converted) {
    throw configurationError(NO_BASE64);
  }
  return converted;
}

function buildRequest(
  { integration, apiId, role, options }: S3IntegrationProps, exchange: Exchange, parameters: MappedParameters, method: string,
  body: S3Request['body'],
): S3Request {
  const { path, query } = integration.uri;
  const { variables } = exchange.stage;
  const filled = fill(path, parameters.path, variables);
  let search = query ? fill(query, options.queryPlaceholders === 'filled' ? parameters.path : NO_VALUES, variables) : '';
  for (const [name, values] of parameters.query) {
    for (const value of values) {
      search += `${search && '&'}${encodeURIComponent(name)}=${value}`;
    }
  }
  // A placeholder that was not mapped: "Illegal character in path".
  if (ILLEGAL.test(filled) || ILLEGAL.test(search)) {
    throw configurationError(`illegal character in the URL of the call: ${filled}${search && '?'}${search}`);
  }
  return {
    method,
    path: withoutDots(filled, options),
    query: search,
    headers: backendHeaders(exchange, parameters, apiId, body !== undefined),
    body,
    credentials: role?.credentials ?? exchange.caller!,
    timeoutInMillis: integration.timeoutInMillis,
    signedWrongly: options.plusInKeys === 'fail' && filled.includes('%2B'),
  };
}

const ILLEGAL = /[^\x21-\x7e]|[{}<>"\\^`|#]/;
const NO_VALUES: ReadonlyMap<string, string> = new Map();

function withoutDots(path: string, { dotSegments }: Options): string {
  return dotSegments === 'kept' ? path : new URL(`http://s3${path}`).pathname;
}

/** What is mapped, and what API Gateway adds when it is not. */
function backendHeaders(exchange: Exchange, parameters: MappedParameters, apiId: string, hasBody: boolean): Array<readonly [string, string]> {
  // No call to an AWS service carries it, mapped or not.
  parameters.headers.delete('referer');
  const headers: Array<readonly [string, string]> = [];
  for (const lines of parameters.headers.values()) {
    headers.push(...lines);
  }
  const contentType = headerValue(exchange.request.headers, 'content-type');
  const defaults: Array<readonly [string, string | undefined]> = [
    ['Accept', 'application/json'],
    ['User-Agent', `AmazonAPIGateway_${apiId}`],
    ['Content-Type', hasBody ? contentType : undefined],
    ['X-Amzn-Apigateway-Api-Id', apiId],
  ];
  for (const [name, value] of defaults) {
    if (value !== undefined && !parameters.headers.has(name.toLowerCase())) {
      headers.push([name, value]);
    }
  }
  return headers;
}

/** Passes on what S3 says to a request that never gets there. */
function refuse(exchange: Exchange, request: S3Request, denial: S3Answer, selectResponse: ResponseSelector): void {
  if (request.body && !Buffer.isBuffer(request.body)) {
    request.body.stream.destroy();
  }
  const headers = Object.fromEntries(denial.headers.map(([name, value]) => [name.toLowerCase(), value]));
  exchange.outcome.integrationStatus = denial.status;
  const mapper = selectResponse(denial.status);
  const body = request.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(denial.body, 'utf8');
  const conversion = mapper.conversion(exchange, headers);
  exchange.observer?.answer(headers, mapper.statusCode, conversion);
  answer(exchange, mapper, headers, conversion, body);
}

function send(props: S3IntegrationProps, exchange: Exchange, request: S3Request, selectResponse: ResponseSelector): Promise<void> {
  const { response, outcome } = exchange;
  const sent = Date.now();
  return new Promise((resolve, reject) => {
    const abort = props.sender.send(request, completeErrors(request, {
      start: (status, headers, resume) => {
        outcome.integrationStatus = status;
        outcome.integrationLatency = Date.now() - sent;
        const mapper = selectResponse(status);
        const conversion = mapper.conversion(exchange, headers);
        exchange.observer?.answer(headers, mapper.statusCode, conversion);
        const converts = conversion !== 'raw' || headers['content-length'] === undefined || mapper.readsBody
          || mayCompress(exchange, headers, lengthOf(headers));
        const sink = mapper.template(exchange) || (request.method !== 'HEAD' && converts)
          ? new WholeBody(exchange, mapper, headers, conversion)
          : new StreamedBody(exchange, mapper, headers, request.method === 'HEAD', props.options, resume);
        return {
          data: (chunk) => sink.data(chunk),
          end: () => {
            sink.end();
            resolve();
          },
        };
      },
      fail: (error) => {
        response.off('close', leave);
        reject(failureOf(error, request.body));
      },
    }));
    const leave = () => {
      if (!response.writableFinished) {
        abort(new ClientGoneError());
      }
    };
    response.once('close', leave);
    if (response.destroyed) {
      leave();
    }
  });
}

/** What the client is told of a call that did not end well. */
function failureOf(error: Error, body: S3Request['body']): Error {
  if (error instanceof GatewayError || error instanceof ClientGoneError) {
    return error;
  }
  const uploadError = body && !Buffer.isBuffer(body) ? (body.stream as Readable).errored : null;
  const cause = error instanceof PayloadMismatchError ? error : uploadError;
  if (cause instanceof PayloadMismatchError) {
    return signatureMismatch();
  }
  if (cause instanceof ClientGoneError) {
    return cause;
  }
  const told = error instanceof TimeoutError
    ? new GatewayError('INTEGRATION_TIMEOUT', 'Endpoint request timed out')
    : new GatewayError('INTEGRATION_FAILURE', 'Network error communicating with endpoint');
  return told.because(reasonOf(error));
}

/** Passes the bytes on as they come. */
class StreamedBody implements BodySink {
  constructor(
    private readonly exchange: Exchange, mapper: ResponseMapper, backend: BackendHeaders, head: boolean, options: Options,
    private readonly resume: () => void,
  ) {
    const reported = lengthOf(backend);
    if (!head && reported !== undefined && reported > MAX_PAYLOAD_BYTES) {
      throw configurationError(TOO_LARGE);
    }
    const isHead = exchange.request.method === 'HEAD';
    const isTold = isHead ? options.headContentLength === 'backend' : !head;
    const length = isTold ? reported : 0;
    const headers = mapper.headers(exchange, backend, '', { defaultMediaType: 'application/json' });
    exchange.listener?.head(mapper.statusCode, headers, length);
    writeHead(exchange, mapper.statusCode, headers, length);
    exchange.response.on('drain', resume);
  }

  public data(chunk: Buffer): boolean {
    const { listener, response } = this.exchange;
    listener?.data(chunk);
    // A listener keeps what it hears.
    return response.write(chunk, (error) => (error || listener ? undefined : recycle(chunk)));
  }

  public end(): void {
    this.exchange.listener?.end();
    this.exchange.response.off('drain', this.resume).end();
  }
}

/** Collects the body, at most 10 MB, and answers when it is there. */
class WholeBody implements BodySink {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly exchange: Exchange, private readonly mapper: ResponseMapper, private readonly backend: BackendHeaders,
    private readonly conversion: Conversion,
  ) {}

  public data(chunk: Buffer): boolean {
    this.size += chunk.length;
    if (this.size > MAX_PAYLOAD_BYTES) {
      throw configurationError(TOO_LARGE);
    }
    this.chunks.push(chunk);
    return true;
  }

  public end(): void {
    answer(this.exchange, this.mapper, this.backend, this.conversion, Buffer.concat(this.chunks, this.size));
  }
}

function lengthOf(headers: BackendHeaders): number | undefined {
  const value = headers['content-length'];
  return typeof value === 'string' ? Number(value) : undefined;
}
