import { IncomingMessage, ServerResponse } from 'node:http';
import { writeRawHead } from './answer';
import { Authorizer, AuthProps, compileIamAuthorizer } from './auth';
import { compileBinaryMatcher, BinaryMatcher } from './content-handling';
import { createContext, Exchange, Outcome } from './exchange';
import { badRequest, ClientGoneError, GatewayError } from './gateway-error';
import { Answer, Failure, renderGatewayResponse } from './gateway-response';
import { CALLER_CREDENTIALS, Method } from './method';
import { compileMock } from './mock';
import { Options } from './options';
import { ApiRequest, parseRequest } from './request';
import { RequestBody } from './request-body';
import { ApiResource, RestApi, Stage } from './rest-api';
import { compileRouter, Router } from './router';
import { compileS3Integration, IntegrationRunner, Role } from './s3-integration';
import { S3Sender } from './s3-sender';
import { StageCache } from './stage-cache';

export interface GatewayProps extends AuthProps {
  readonly api: RestApi;
  readonly sender: S3Sender;
  readonly options: Options;
  readonly log: (line: string) => void;
  /** Where lines of access logs go. */
  readonly accessLog: (line: string) => void;
  /** Milliseconds, for the time that stage caches keep answers. */
  readonly now: () => number;
  /** What an integration assumes, by its ARN. */
  roleOf(arn: string): Role;
}

interface CompiledMethod {
  readonly authorize: Authorizer;
  readonly run: IntegrationRunner;
}

/** One API, ready for requests: door, route, authorization, integration, answer. */
export class Gateway {
  private readonly route: Router;
  private readonly methods = new Map<Method, CompiledMethod>();
  private readonly caches: ReadonlyMap<Stage, StageCache>;
  private readonly logs: boolean;

  constructor(private readonly props: GatewayProps) {
    const { api } = props;
    this.route = compileRouter(api.root);
    this.logs = api.stages.some(({ accessLog }) => accessLog);
    this.caches = new Map(api.stages.filter(({ cacheEnabled }) => cacheEnabled)
      .map((stage) => [stage, new StageCache({ stage, options: props.options, now: props.now })]));
    const isBinary = compileBinaryMatcher(api.binaryMediaTypes);
    const authorizers: Readonly<Record<Method['authorizationType'], Authorizer>> = {
      NONE: (exchange) => Promise.resolve(exchange),
      AWS_IAM: compileIamAuthorizer(props),
    };
    for (const method of methodsOf(api.root)) {
      this.methods.set(method, { authorize: authorizers[method.authorizationType], run: this.compileIntegration(method, isBinary) });
    }
  }

  /** Answers a request. Never rejects. */
  public async handle(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    response.sendDate = false;
    // A client that leaves may do so when nobody listens any more: that must not end the process.
    message.on('error', () => undefined);
    response.on('error', () => undefined);
    const known: Known = { outcome: {} };
    if (this.logs) {
      response.once('close', () => this.logAccess(message, response, known));
    }
    try {
      await this.run(message, response, expectsContinue, known);
    } catch (error) {
      this.fail(message, response, error as Error, known);
    }
  }

  /** What a connection is told whose request cannot even be read. */
  public unreadable(status: number, socket: IncomingMessage['socket']): Answer {
    const context = createContext({ message: { socket, httpVersion: '1.1' }, accountId: this.props.accountId, apiId: this.props.api.id });
    return renderGatewayResponse(this.props.api, badRequest('Bad Request', status), { context });
  }

  private async run(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean, known: Known): Promise<void> {
    const { api, accountId } = this.props;
    if ((message.url ?? '').length > api.maxUrlLength) {
      throw badRequest('Request URI Too Long', 414);
    }
    const request = known.request = parseRequest(message);
    const stage = known.stage = api.stages.find(({ name }) => name === request.stageName);
    if (!stage) {
      throw new GatewayError('ACCESS_DENIED', 'Forbidden', undefined, 'ForbiddenException');
    }
    const route = known.route = this.route(request.method, request.segments);
    if (!route) {
      throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    }
    const body = known.body = new RequestBody(message, response, expectsContinue);
    const context = createContext({ message, accountId, apiId: api.id, request, stage, route });
    const { authorize, run } = this.methods.get(route.method)!;
    const exchange = await authorize({ api, stage, route, request, body, context, response, outcome: known.outcome });
    known.exchange = exchange;
    const cache = this.caches.get(stage);
    await (cache ? cache.run(exchange, run) : run(exchange));
  }

  private fail(message: IncomingMessage, response: ServerResponse, error: Error, known: Known): void {
    if (error instanceof ClientGoneError || response.headersSent) {
      // An answer that broke off must not look whole.
      response.destroy();
      return;
    }
    if (!(error instanceof GatewayError)) {
      this.props.log(`unexpected: ${error.stack}`);
    }
    const { api, accountId } = this.props;
    const failure: Failure = {
      context: known.context = known.exchange?.context ?? createContext({ message, accountId, apiId: api.id, ...known }),
      request: known.request,
      pathParameters: known.route?.pathParameters,
      stageVariables: known.stage?.variables,
    };
    // No API is behind a stage that does not exist, so none customises the answer.
    const responses = known.request && !known.stage ? { gatewayResponses: new Map() } : api;
    const gatewayError = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX', 'Internal server error', 500);
    const answer = renderGatewayResponse(responses, gatewayError, failure);
    known.outcome.error = { message: gatewayError.message, responseType: gatewayError.type };
    known.outcome.responseLength = answer.body.length;
    writeRawHead(response, answer.status, [...answer.headers, ...(known.body?.waits ? [['Connection', 'close'] as const] : [])], answer.body.length);
    response.end(answer.body);
  }

  private logAccess(message: IncomingMessage, response: ServerResponse, { stage, outcome, ...known }: Known): void {
    if (stage?.accessLog) {
      const { api, accountId } = this.props;
      const context = known.exchange?.context ?? known.context ?? createContext({ message, accountId, apiId: api.id, stage, ...known });
      this.props.accessLog(stage.accessLog({ context, outcome, response }));
    }
  }

  private compileIntegration(method: Method, isBinary: BinaryMatcher): IntegrationRunner {
    const { api, options, sender } = this.props;
    const { integration } = method;
    switch (integration.type) {
      case 'S3': {
        const role = integration.credentials === CALLER_CREDENTIALS ? undefined : this.props.roleOf(integration.credentials);
        return compileS3Integration({ method, integration, apiId: api.id, isBinary, sender, options, role });
      }
      case 'MOCK': return compileMock(method, integration, isBinary);
      case 'UNSERVED': return () => {
        throw new GatewayError('DEFAULT_5XX', `${method.logicalId}: this integration is not run locally: ${integration.description}`, 501);
      };
    }
  }
}

/** How far a request was understood when it failed. */
interface Known {
  readonly outcome: Outcome;
  context?: Exchange['context'];
  request?: ApiRequest;
  stage?: Exchange['stage'];
  route?: Exchange['route'];
  body?: RequestBody;
  exchange?: Exchange;
}

export function methodsOf(resource: ApiResource): Method[] {
  return [...resource.methods.values(), ...resource.children.flatMap(methodsOf)];
}
