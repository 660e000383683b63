import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { Credentials, LocalApi, LocalOptions, startLocal, Template } from '../../src/index';

export const ROOT: Credentials = { accessKeyId: 'root', secretAccessKey: 'root-secret' };
export const CALLER: Credentials = { accessKeyId: 'AKIALOCALCALLER', secretAccessKey: 'caller-secret' };

const closers: Array<() => Promise<void>> = [];

/** What was opened during a test is closed after it, last first. */
export function closeLater(close: () => Promise<void>): void {
  closers.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
}

/** One request as the S3 server received it. */
export interface Received {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}

export type Responder = (message: IncomingMessage, response: ServerResponse) => void;

export interface Recorder {
  readonly endpoint: string;
  /** Complete requests, in the order of their ends. */
  readonly received: Received[];
  /** Requests that broke off. */
  readonly broken: string[];
  /** Of all bodies, so far. */
  bytes: number;
  respond: Responder;
  /** Resolves when the condition holds: it is looked at whenever something happens at the recorder. */
  until(condition: () => boolean): Promise<void>;
}

/** An HTTP server in the place of S3, that shows exactly what it got. */
export async function recorder(respond: Responder = (_, response) => response.writeHead(200, { 'Content-Length': 0 }).end()): Promise<Recorder> {
  const waiting: Array<{ condition: () => boolean; resolve: () => void }> = [];
  const changed = () => {
    for (const entry of waiting.filter(({ condition }) => condition())) {
      waiting.splice(waiting.indexOf(entry), 1);
      entry.resolve();
    }
  };
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    // After the listeners of the responder.
    response.on('close', () => setImmediate(changed));
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      self.bytes += chunk.length;
      changed();
    });
    message.on('close', () => {
      if (!message.complete) {
        self.broken.push(message.url ?? '');
        changed();
      }
    });
    message.on('end', () => {
      self.received.push({ method: message.method!, target: message.url!, headers: pairs(message.rawHeaders), body: Buffer.concat(chunks) });
      self.respond(message, response);
      changed();
    });
    message.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  const self: Recorder = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    broken: [],
    bytes: 0,
    respond,
    until: (condition) => (condition() ? Promise.resolve() : new Promise((resolve) => waiting.push({ condition, resolve }))),
  };
  return self;
}

export function valuesOf(headers: Received['headers'], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
  /** A header's only value. */
  header(name: string): string | undefined;
}

export interface RawRequest {
  readonly method?: string;
  /** As it goes over the wire, stage included. */
  readonly target: string;
  /** Besides Host; a list of pairs repeats names. */
  readonly headers?: ReadonlyArray<readonly [string, string]> | Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Leaves out Host and Content-Length. */
  readonly bare?: boolean;
}

/** Sends bytes over a socket of its own, nothing normalised, and reads one answer. */
export function raw(api: LocalApi, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', target, headers = {}, body = '', bare = false } = request;
  const payload = Buffer.from(body as string);
  const { host } = new URL(api.stages[0].url);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(bare ? [] : [`Host: ${host}`]),
    ...(Array.isArray(headers) ? headers as ReadonlyArray<readonly [string, string]> : Object.entries(headers)).map(([name, value]) => `${name}: ${value}`),
    ...(bare || (payload.length === 0 && method !== 'PUT' && method !== 'POST') ? [] : [`Content-Length: ${payload.length}`]),
  ];
  return sendBytes(api, Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), payload]), method);
}

/** Rejects when the connection ends before the answer is whole. */
export function sendBytes(api: LocalApi, bytes: Buffer, method = 'GET'): Promise<RawAnswer> {
  const { hostname, port } = new URL(api.stages[0].url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let got = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      const answer = parseAnswer(got, method);
      if (answer) {
        resolve(answer);
        socket.destroy();
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the connection ended after ${got.length} bytes: ${got.toString('latin1').slice(0, 200)}`)));
    socket.write(bytes);
  });
}

function parseAnswer(bytes: Buffer, method: string): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) {
    return undefined;
  }
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  if (status === 100) {
    return parseAnswer(bytes.subarray(end + 4), method);
  }
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const header = (name: string) => {
    const found = valuesOf(headers, name);
    if (found.length > 1) {
      throw new Error(`${name} is there ${found.length} times`);
    }
    return found[0];
  };
  const length = method === 'HEAD' || status === 204 || status === 304 ? 0 : Number(header('content-length'));
  const body = bytes.subarray(end + 4, end + 4 + length);
  return body.length < length ? undefined : { status, headers, body, header };
}

export type Properties = Record<string, unknown>;

export interface MethodParts {
  /** Path of the API: `/`, `/files/{key+}`. */
  readonly path?: string;
  readonly method?: string;
  /** Properties of the method besides those that every method has. */
  readonly properties?: Properties;
  readonly integration?: Properties;
}

export interface ApiParts {
  readonly methods: readonly MethodParts[];
  readonly api?: Properties;
  readonly stage?: Properties;
  /** Further resources. */
  readonly resources?: Record<string, { readonly Type: string; readonly Properties?: Properties }>;
}

export const S3_ARN = 'arn:aws:apigateway:us-east-1:s3:path';

/** An S3 method that forwards its own verb to `/bucket/{key}`, with one default response. */
export function s3Method(parts: MethodParts = {}): MethodParts {
  const { path = '/{key+}', method = 'GET', properties = {}, integration = {} } = parts;
  const { RequestParameters: declared = {}, ...rest } = properties;
  const { RequestParameters: mapped = {}, ...others } = integration;
  const keyed = path.includes('{key');
  return {
    path,
    method,
    properties: {
      MethodResponses: [{ StatusCode: '200' }],
      RequestParameters: { ...(keyed && { 'method.request.path.key': true }), ...(declared as Properties) },
      ...rest,
    },
    integration: {
      Type: 'AWS',
      IntegrationHttpMethod: method,
      Uri: `${S3_ARN}/bucket${keyed ? '/{key}' : ''}`,
      Credentials: 'arn:aws:iam::000000000000:role/role',
      RequestParameters: { ...(keyed && { 'integration.request.path.key': 'method.request.path.key' }), ...(mapped as Properties) },
      IntegrationResponses: [{ StatusCode: '200' }],
      ...others,
    },
  };
}

/** The role that integrations of `s3Method` name. */
export function s3Role(...statements: readonly object[]): { readonly Type: string; readonly Properties: Properties } {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'role',
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}

/** A MOCK method that answers 200 with a fixed text. */
export function mockMethod(path: string, method: string, text: string, integration: Properties = {}): MethodParts {
  return {
    path,
    method,
    properties: { MethodResponses: [{ StatusCode: '200' }] },
    integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': text } }],
      ...integration,
    },
  };
}

/** A template with one API, `Api`, deployed to the stage `prod`; resources of paths are named `R` and a number. */
export function apiTemplate({ methods, api = {}, stage = {}, resources = {} }: ApiParts): Template {
  const found: Record<string, { Type: string; Properties?: Properties }> = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', ...api } },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod', ...stage },
    },
    ...resources,
  };
  const ids = new Map<string, unknown>([['', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }]]);
  const resourceOf = (path: string): unknown => {
    const known = ids.get(path);
    if (known) {
      return known;
    }
    const cut = path.lastIndexOf('/');
    const ParentId = resourceOf(path.slice(0, cut));
    const id = `R${ids.size}`;
    found[id] = { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId, PathPart: path.slice(cut + 1) } };
    ids.set(path, { Ref: id });
    return ids.get(path);
  };
  methods.forEach(({ path = '/', method = 'GET', properties, integration }, index) => {
    const ResourceId = resourceOf(path === '/' ? '' : path);
    found[`Method${index}`] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' }, ResourceId, HttpMethod: method, AuthorizationType: 'NONE', Integration: integration, ...properties,
      },
    };
  });
  return { Resources: found };
}

/** Serves the parts in front of a recorder, without creating anything there. */
export async function serve(parts: ApiParts, s3: Pick<Recorder, 'endpoint'>, more: Partial<LocalOptions> = {}): Promise<LocalApi> {
  const api = await startLocal({
    template: apiTemplate(parts), deploy: false, callers: [CALLER], s3: { endpoint: s3.endpoint, credentials: ROOT }, ...more,
  });
  closeLater(() => api.close());
  return api;
}

function pairs(flat: readonly string[]): Array<readonly [string, string]> {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]] as const] : []));
}
