import { IncomingMessage, ServerResponse } from 'node:http';
import { writeRawHead } from './answer';
import { Context } from './context';
import { Exchange, Outcome } from './exchange';
import { badRequest, ClientGoneError, GatewayError } from './gateway-error';
import { Answer, Failure, renderGatewayResponse } from './gateway-response';
import { ExchangeObserver, Observer } from './observer';
import { compileRouter, Router } from './router';
import { StageCache } from './stage-cache';
import { CALLER_CREDENTIALS, Method } from '../api/method';
import { compileIamAuthenticator } from '../auth/auth';
import { Authenticator, Authorizer, compileAuthorization } from '../auth/authorization';
import { KnownCallers } from '../auth/callers';
import { compileCognitoAuthorizer } from '../auth/cognito-authorizer';
import { compileLambdaAuthorizer } from '../auth/lambda-authorizer';
import { MethodThrottle } from '../auth/method-throttle';
import { compileMock } from '../integration/mock';
import { Options } from '../options';
import { parseRequest } from './request';
import { RequestBody } from './request-body';
import { validateRequest } from './request-validator';
import { ApiResource, RestApi, Stage } from '../api/rest-api';
import { LambdaFunction } from '../auth/lambda-function';
import { Clock } from '../auth/throttle';
import { UsagePlans } from '../auth/usage-plan';
import { UserPool } from '../auth/user-pool';
import { compileS3Integration, IntegrationRunner, Role } from '../integration/s3-integration';
import { S3Sender } from '../integration/s3-sender';
import { compileBinaryMatcher, BinaryMatcher } from '../mapping/content-handling';
import { noOverrides } from '../mapping/mapping-template';

export interface GatewayProps {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly callers: KnownCallers;
  readonly usagePlans: UsagePlans;
  /** By their ARNs: those that authorizers name. */
  readonly userPools: ReadonlyMap<string, UserPool>;
  readonly lambdas: ReadonlyMap<string, LambdaFunction>;
  readonly now: Clock;
  readonly api: RestApi;
  readonly sender: S3Sender;
  readonly options: Options;
  readonly log: (line: string) => void;
  /** Where lines of access logs go. */
  readonly accessLog: (line: string) => void;
  /** Tells people itself why a request failed, so that the log does not. */
  readonly observer?: Observer;
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
  private readonly throttle: MethodThrottle;
  private readonly caches: ReadonlyMap<Stage, StageCache>;
  private readonly logs: boolean;

  constructor(private readonly props: GatewayProps) {
    const { api } = props;
    this.route = compileRouter(api.root);
    this.logs = api.stages.some(({ accessLog }) => accessLog);
    this.caches = new Map(api.stages.filter(({ cacheEnabled }) => cacheEnabled)
      .map((stage) => [stage, new StageCache({ stage, options: props.options, now: props.now })]));
    const isBinary = compileBinaryMatcher(api.binaryMediaTypes);
    this.throttle = new MethodThrottle(props.now);
    const authenticatorOf = this.compileAuthenticators();
    for (const method of methodsOf(api.root)) {
      const authenticate = authenticatorOf(method);
      this.methods.set(method, {
        authorize: compileAuthorization({ ...props, method, authenticate, resourcePolicy: api.resourcePolicy }),
        run: this.compileIntegration(method, isBinary),
      });
    }
  }

  /** Answers a request. Never rejects. */
  public async handle(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    response.sendDate = false;
    // A client that leaves may do so when nobody listens any more: that must not end the process.
    message.on('error', () => undefined);
    response.on('error', () => undefined);
    const { accountId, api } = this.props;
    const known: Known = { outcome: {}, observer: this.props.observer?.begin(message), context: new Context(message, accountId, api.id) };
    if (known.observer) {
      response.once('close', () => known.observer!.end({ response, outcome: known.outcome, exchange: known.exchange }));
    }
    if (this.logs) {
      response.once('close', () => this.logAccess(response, known));
    }
    try {
      await this.run(message, response, expectsContinue, known);
    } catch (error) {
      this.fail(message, response, error as Error, known);
    }
  }

  /** What a connection is told whose request cannot even be read. */
  public unreadable(status: number, socket: IncomingMessage['socket']): Answer {
    const { accountId, api } = this.props;
    return renderGatewayResponse(api, badRequest('Bad Request', status), { context: new Context({ socket, httpVersion: '1.1' }, accountId, api.id) });
  }

  private async run(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean, known: Known): Promise<void> {
    const { api, options } = this.props;
    const { context } = known;
    if ((message.url ?? '').length > api.maxUrlLength) {
      throw badRequest('Request URI Too Long', 414);
    }
    const request = context.request = parseRequest(message);
    const stage = context.stage = api.stages.find(({ name }) => name === request.stageName);
    if (!stage) {
      const names = api.stages.map(({ name }) => `/${name}/`).join(' or ');
      throw new GatewayError('ACCESS_DENIED', 'Forbidden', undefined, 'ForbiddenException').because(`no stage '${request.stageName}': URLs begin with ${names}`);
    }
    const route = context.route = this.route(request.method, request.segments);
    if (!route) {
      throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token')
        .because(`no method ${request.method} at /${request.segments.join('/')}, signed or not`);
    }
    const body = known.body = new RequestBody(message, response, expectsContinue);
    const { authorize, run } = this.methods.get(route.method)!;
    const exchange: Exchange = known.exchange = {
      api, stage, route, request, body, context, response, options, outcome: known.outcome, overrides: noOverrides(), observer: known.observer,
    };
    await authorize(exchange);
    this.props.usagePlans.check(exchange, route.method);
    this.throttle.check(stage, route.resource.path, route.method);
    if (route.method.validation) {
      await validateRequest(route.method.validation, exchange);
    }
    const cache = this.caches.get(stage);
    await (cache ? cache.run(exchange, run) : run(exchange));
  }

  private fail(message: IncomingMessage, response: ServerResponse, error: Error, known: Known): void {
    if (error instanceof GatewayError && error.reason !== undefined && !known.observer) {
      // Without the query, which may be a signature.
      this.props.log(`${message.method} ${message.url?.split('?')[0]}: ${error.type}: ${error.reason}`);
    }
    if (error instanceof ClientGoneError || response.headersSent) {
      // An answer that broke off must not look whole.
      response.destroy();
      return;
    }
    if (!(error instanceof GatewayError)) {
      this.props.log(`unexpected: ${error.stack}`);
    }
    const { api } = this.props;
    const { context } = known;
    const failure: Failure = {
      context,
      request: context.request,
      pathParameters: context.route?.pathParameters,
      stageVariables: context.stage?.variables,
    };
    // No API is behind a stage that does not exist, so none customises the answer.
    const responses = context.request && !context.stage ? { gatewayResponses: new Map() } : api;
    const gatewayError = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX', 'Internal server error', 500);
    const answer = renderGatewayResponse(responses, gatewayError, failure);
    known.outcome.error = { message: gatewayError.message, responseType: gatewayError.type, reason: gatewayError.reason };
    known.outcome.responseLength = answer.body.length;
    writeRawHead(response, answer.status, answer.body.length, answer.headers, known.body?.waits ? [['Connection', 'close']] : []);
    response.end(answer.body);
  }

  /** One for each authorizer, so that the methods share what it found out. */
  private compileAuthenticators(): (method: Method) => Authenticator {
    const { api, lambdas, userPools } = this.props;
    const iam = compileIamAuthenticator(this.props);
    const byId = new Map([...api.authorizers.values()].map((config): [string, (method: Method) => Authenticator] => {
      if (config.type === 'COGNITO_USER_POOLS') {
        return [config.id, compileCognitoAuthorizer({ ...this.props, config, pools: config.userPoolArns.map((arn) => userPools.get(arn)!) })];
      }
      const authenticate = compileLambdaAuthorizer({ ...this.props, config, lambda: lambdas.get(config.functionArn)! });
      return [config.id, () => authenticate];
    }));
    return (method) => {
      switch (method.authorizationType) {
        case 'NONE': return () => Promise.resolve({});
        case 'AWS_IAM': return iam;
        default: return byId.get(method.authorizerId!)!(method);
      }
    };
  }

  private logAccess(response: ServerResponse, { context, outcome }: Known): void {
    const { accessLog } = context.stage ?? {};
    if (accessLog) {
      this.props.accessLog(accessLog({ context, outcome, response }));
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
  readonly observer: ExchangeObserver | undefined;
  readonly context: Context;
  body?: RequestBody;
  exchange?: Exchange;
}

export function methodsOf(resource: ApiResource): Method[] {
  return [...resource.methods.values(), ...resource.children.flatMap(methodsOf)];
}
