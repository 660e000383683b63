import { randomBytes } from 'node:crypto';
import { CALLER_CREDENTIALS } from './api/method';
import { API_TYPES, readRestApis, RestApi } from './api/rest-api';
import { LocalRoute, routesOf } from './api/routes';
import { Access, authorizerResources, missingKeys, prepareAccess } from './auth/access';
import { Caller } from './auth/callers';
import { Credentials } from './auth/credentials';
import { LambdaFunctions } from './auth/lambda-functions';
import { keysOfPool, poolIdOf, UserPoolSource } from './auth/user-pool';
import { misnamedPools } from './auth/user-pools';
import { loadTemplate } from './cloudformation/cloud-assembly';
import { Problems } from './cloudformation/problems';
import { resolveTemplate, Stack, Template } from './cloudformation/template';
import { ClientLimits, resolveClientLimits } from './front-door/client-limits';
import { Gateway, methodsOf } from './front-door/gateway';
import { Observer } from './front-door/observer';
import { listen, RunningServer } from './front-door/server';
import { Role } from './integration/s3-integration';
import { S3Sender } from './integration/s3-sender';
import { misnamed } from './option-error';
import { Options, resolveOptions } from './options';
import { deploy, DEPLOYED_TYPES, Deployment } from './store/deploy';
import { parseEndpoint } from './store/endpoint';

export type { LocalAuthorizer, LocalRoute } from './api/routes';
export type { Caller } from './auth/callers';
export type { ClientLimits } from './front-door/client-limits';
export { loadTemplate, type LoadedTemplate } from './cloudformation/cloud-assembly';
export type { Credentials } from './auth/credentials';
export { OptionError } from './option-error';
export type { Options } from './options';
export type { Ended, ExchangeObserver, Observer } from './front-door/observer';
export { DeploymentError, type Problem } from './cloudformation/problems';
export type { KeysOfPool, UserPoolSource } from './auth/user-pool';
export { resolveTemplate, type Resource, type Stack, type Template, type TemplateOptions } from './cloudformation/template';

/** The S3 server behind the API. */
export interface S3Endpoint {
  /** `http://127.0.0.1:7070` */
  readonly endpoint: string;
  /** Region that calls are signed for. @default 'us-east-1' */
  readonly region?: string;
  /**
   * The IAM API of versitygw, where each role becomes a user with its policies.
   *
   * @default - none: calls are signed as the administrator, and the gateway alone checks the policies of the roles
   */
  readonly iamEndpoint?: string;
  /** Of an administrator: they create buckets and users. */
  readonly credentials: Credentials;
  /**
   * Whether the server stores no object whose SHA-256 is not the signed one, as versitygw on a folder: then large bodies are not hashed here too.
   *
   * @default false
   */
  readonly checksPayloads?: boolean;
}

export interface LocalOptions {
  /** A template, the file of one, or a cloud assembly (`cdk.out`). */
  readonly template: string | Template;
  /** The stack, where a cloud assembly holds several. For a template: its name. @default 'local' */
  readonly stack?: string;
  readonly s3: S3Endpoint;
  /** Port of the first API; each further one takes the next. @default 0 - free ones */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Who may sign requests to AWS_IAM methods. @default - one caller with a key of its own, see `LocalApi.callers` */
  readonly callers?: readonly Caller[];
  /** Where the JWKS of the Cognito user pools are that authorizers name: by logical id, pool id or ARN. */
  readonly userPools?: Readonly<Record<string, UserPoolSource>>;
  /** What time it is, in milliseconds since 1970: for signatures, tokens, caches, throttles and quotas. @default Date.now */
  readonly now?: () => number;
  /** Whether to create the buckets and a user for each role; else calls are forwarded as `s3.credentials`. @default true */
  readonly deploy?: boolean;
  /** Whether a method that is not run here is an error; else it answers 501. @default false */
  readonly strict?: boolean;
  /** @default - of the cloud assembly, else 000000000000 */
  readonly accountId?: string;
  /** @default - of the cloud assembly, else us-east-1 */
  readonly region?: string;
  /** Values of the template's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Exported values of other stacks, for Fn::ImportValue. */
  readonly imports?: Readonly<Record<string, unknown>>;
  /** Behaviours of AWS that nothing public settles. */
  readonly options?: Partial<Options>;
  /** How long clients may take. @default - 60 s for headers, 300 s for a request, 310 s of silence, 10 s for what is not wanted */
  readonly clientLimits?: Partial<ClientLimits>;
  /** Where lines for people go. @default - nowhere */
  readonly log?: (line: string) => void;
  /** Where the lines of access logs go. @default - to `log` */
  readonly accessLog?: (line: string) => void;
  /** Hears what is made of each request. It is for `s3-proxy-local` itself, and follows the inner parts of the gateway. @default - nobody */
  readonly observer?: Observer;
}

/** A stage that answers. */
export interface LocalStage {
  /** Logical id of the API. */
  readonly restApi: string;
  readonly stage: string;
  /** Ends in `/{stage}/`. */
  readonly url: string;
}

export interface LocalApi {
  readonly stackName: string;
  readonly stages: readonly LocalStage[];
  /** Of the template, with the URLs of the APIs replaced by the local ones. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The exported ones of them, by export name. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly routes: readonly LocalRoute[];
  /** Resources of the template that are not run. */
  readonly left: Stack['left'];
  /** What the template asks for and the S3 server has no equivalent of. */
  readonly notSimulated: readonly string[];
  readonly callers: readonly Caller[];
  /** What requests are to be signed for, besides the service `execute-api`. */
  readonly region: string;
  /** The API keys of the template, those among them whose values are made up. */
  readonly apiKeys: ReadonlyArray<{ readonly logicalId: string; readonly value: string }>;
  /** The URL of the only stage, or of the one of that name. */
  url(stage?: string): string;
  /** What `Ref` gives: the name of a bucket, the id of an API. */
  physicalId(logicalId: string): string;
  /** What calls to S3 are signed with on behalf of a role, by its ARN. */
  roleCredentials(roleArn: string): Credentials;
  /** Replaces the URLs that the APIs would have on AWS by the local ones, in any value. */
  localize<T>(value: T): T;
  /**
   * Reads the template again and serves what it says now, in the place of this: ports, callers and objects stay, counts and caches begin anew. Rejects,
   * and goes on as it was, when that cannot be.
   */
  reload(): Promise<LocalApi>;
  /** Stops serving; buckets and users stay. */
  close(): Promise<void>;
}

const DEFAULT_REGION = 'us-east-1';

interface Store {
  /** Undefined when nothing is deployed. */
  readonly deployment?: Deployment;
  readonly credentialsOf: (arn: string) => Credentials;
  readonly roleOf: (arn: string) => Role;
  readonly notSimulated: readonly string[];
}

/** What stays when the template changes. */
interface Kept {
  readonly options: LocalOptions;
  readonly behaviour: Options;
  readonly limits: ClientLimits;
  readonly callers: readonly Caller[];
  readonly sender: S3Sender;
  /** By the logical ids of their APIs. */
  readonly servers: Map<string, RunningServer>;
  /** Functions of templates before this one, which requests still wait for. */
  readonly retiring: Set<LambdaFunctions>;
}

/** What is made of one version of the template. */
interface Version {
  readonly store: Store;
  readonly access: Access;
}

/** Serves the REST APIs of a template on this machine. Refuses, before anything is created, what it cannot do as AWS does. */
export async function startLocal(options: LocalOptions): Promise<LocalApi> {
  const behaviour = resolveOptions(options.options);
  const limits = resolveClientLimits(options.clientLimits);
  const { region = DEFAULT_REGION, endpoint, iamEndpoint, checksPayloads } = options.s3;
  parseEndpoint('s3.endpoint', endpoint);
  if (iamEndpoint !== undefined) {
    parseEndpoint('s3.iamEndpoint', iamEndpoint);
  }
  const sender = new S3Sender({ endpoint, region, checksPayloads });
  const kept: Kept = { options, behaviour, limits, callers: options.callers ?? [newCaller()], sender, servers: new Map(), retiring: new Set() };
  try {
    return await serve(kept);
  } catch (error) {
    await closeServers(kept);
    throw error;
  }
}

async function closeServers({ retiring, servers, sender }: Kept): Promise<void> {
  await Promise.all([...servers.values()].map((server) => server.close()));
  await Promise.all([...retiring].map((lambdas) => lambdas.close()));
  await sender.close();
}

async function serve(kept: Kept, before?: Version): Promise<LocalApi> {
  const { options, callers, servers } = kept;
  const { log = () => undefined, now = Date.now } = options;
  const { assets, parameters, stack } = readStack(options);
  const apis = readRestApis(stack, { strict: options.strict ?? false });
  if (apis.length === 0) {
    throw new Error("template: it has no AWS::ApiGateway::RestApi, so there is nothing to serve; is it the right stack ('stack')?");
  }
  const wrong = [misnamed('parameters', Object.keys(options.parameters ?? {}), parameters), misnamedPools(stack, apis, options.userPools ?? {})];
  for (const error of wrong.filter((found) => found !== undefined)) {
    // A template that no longer has what it had is no reason not to serve it.
    if (!before) {
      throw error;
    }
    log(error.message);
  }
  const access = prepareAccess({ stack, apis, callers, userPools: options.userPools ?? {}, assets, now, log });
  let version: Version;
  try {
    const [store, missing] = await Promise.all([deployStore(stack, apis, options, before?.store.deployment), missingKeys(access)]);
    version = { access, store };
    missing.forEach(log);
    await openServers(kept, stack, apis, version);
  } catch (error) {
    await access.lambdas.close();
    throw error;
  }
  if (before) {
    retire(kept, before.access.lambdas);
  }
  return {
    ...describe(stack, apis, servers, callers, access),
    notSimulated: version.store.notSimulated,
    roleCredentials: version.store.credentialsOf,
    reload: () => serve(kept, version),
    close: async () => {
      await closeServers(kept);
      await access.lambdas.close();
    },
  };
}

/** Ends functions when what they do for requests that are under way is done; closing the API ends them at once. */
function retire({ retiring }: Kept, lambdas: LambdaFunctions): void {
  retiring.add(lambdas);
  void lambdas.retire().then(() => retiring.delete(lambdas));
}

/** Lets the gateways of the APIs answer: at new doors, or at those that are open. */
async function openServers(kept: Kept, stack: Stack, apis: readonly RestApi[], { access, store }: Version): Promise<void> {
  const { behaviour, limits, options, sender, servers } = kept;
  const { log = () => undefined, accessLog = log, now = Date.now, observer } = options;
  const gateways = apis.map((api) => new Gateway({
    ...stack.environment,
    ...access,
    lambdas: access.lambdas.byArn,
    api,
    sender,
    roleOf: store.roleOf,
    options: behaviour,
    log,
    accessLog,
    now,
    observer,
  }));
  const close = async (ids: readonly string[]) => {
    await Promise.all(ids.map((id) => servers.get(id)!.close()));
    ids.forEach((id) => servers.delete(id));
  };
  const opened: string[] = [];
  try {
    for (const [index, { logicalId }] of apis.entries()) {
      if (!servers.has(logicalId)) {
        const port = options.port ? freeAfter(options.port, [...servers.values()].map(({ url }) => Number(new URL(url).port))) : 0;
        servers.set(logicalId, await listen({ gateway: gateways[index], host: options.host ?? '127.0.0.1', port, limits }));
        opened.push(logicalId);
      }
    }
  } catch (error) {
    await close(opened);
    throw error;
  }
  apis.forEach(({ logicalId }, index) => servers.get(logicalId)!.replace(gateways[index]));
  await close([...servers.keys()].filter((id) => !apis.some(({ logicalId }) => logicalId === id)));
}

/** The first port from there on that no API of ours has. */
function freeAfter(first: number, taken: readonly number[]): number {
  let port = first;
  while (taken.includes(port)) {
    port++;
  }
  return port;
}

function readStack(options: LocalOptions): { stack: Stack; assets: ReadonlyMap<string, string>; parameters: readonly string[] } {
  const { template, stackName, accountId, region, assets = new Map<string, string>() } = loadTemplate(options.template, options.stack);
  const userPools = Object.entries(options.userPools ?? {});
  const isNamed = authorizerResources(template);
  const stack = resolveTemplate(template, {
    stackName,
    accountId: options.accountId ?? accountId,
    region: options.region ?? region,
    parameters: options.parameters,
    imports: options.imports,
    supports: (type, logicalId) => API_TYPES.includes(type) || DEPLOYED_TYPES.includes(type) || isNamed(type, logicalId),
    physicalIds: Object.fromEntries(userPools.flatMap(([name, source]) => {
      const id = poolIdOf(keysOfPool(name, source));
      return id === undefined ? [] : [[name, id]];
    })),
  });
  return { stack, assets, parameters: Object.keys(template.Parameters ?? {}) };
}

/** Creates buckets and roles. Without `deploy` every role is the administrator. */
async function deployStore(stack: Stack, apis: readonly RestApi[], options: LocalOptions, before: Deployment | undefined): Promise<Store> {
  const { credentials, endpoint, iamEndpoint, region = DEFAULT_REGION } = options.s3;
  if (options.deploy === false) {
    return { credentialsOf: () => credentials, roleOf: () => ({ credentials, deny: () => undefined }), notSimulated: [] };
  }
  const roleArns = checkRoles(stack, apis);
  const deployment = await deploy({
    stackName: stack.environment.stackName,
    resources: stack.resources,
    roleArns: [...roleArns],
    s3Endpoint: endpoint,
    iamEndpoint,
    credentials,
    region,
    before,
  });
  const { credentialsOf, authorize, notSimulated } = deployment;
  return {
    deployment,
    notSimulated,
    credentialsOf,
    roleOf: (arn) => ({
      credentials: credentialsOf(arn),
      deny: (request) => {
        const authorization = authorize(arn, request);
        return authorization.allowed ? undefined : authorization.response;
      },
    }),
  };
}

/** The roles that integrations assume, which all have to be in the template. */
function checkRoles(stack: Stack, apis: readonly RestApi[]): ReadonlySet<string> {
  const known = new Set(stack.resources.filter(({ type }) => type === 'AWS::IAM::Role').map(({ attributes }) => attributes.Arn));
  const problems = new Problems();
  const used = new Set<string>();
  for (const { logicalId, integration } of apis.flatMap((api) => methodsOf(api.root))) {
    if (integration.type === 'S3' && integration.credentials !== CALLER_CREDENTIALS) {
      used.add(integration.credentials);
      if (!known.has(integration.credentials)) {
        problems.cannotHonour(logicalId, 'Integration.Credentials', `must be a role of this template, got '${integration.credentials}'`);
      }
    }
  }
  problems.throwIfAny();
  return used;
}

function describe(
  stack: Stack, apis: readonly RestApi[], running: ReadonlyMap<string, RunningServer>, callers: readonly Caller[], access: Access,
): Omit<LocalApi, 'notSimulated' | 'roleCredentials' | 'reload' | 'close'> {
  const servers = apis.map(({ logicalId }) => running.get(logicalId)!);
  const { region, stackName, urlSuffix } = stack.environment;
  const stages = apis.flatMap((api, index) => api.stages.map(({ name }): LocalStage => (
    { restApi: api.logicalId, stage: name, url: `${servers[index].url}/${name}/` }
  )));
  const localize = <T>(value: T): T => JSON.parse(apis.reduce(
    (text, api, index) => text.replaceAll(`https://${api.id}.execute-api.${region}.${urlSuffix}`, servers[index].url),
    JSON.stringify(value),
  )) as T;
  return {
    stackName,
    stages,
    outputs: localize(stack.outputs),
    exports: localize(stack.exports),
    routes: apis.flatMap((api) => routesOf(api, api.root)),
    left: stack.left,
    callers,
    region,
    apiKeys: access.apiKeys.map(({ logicalId, value }) => ({ logicalId, value })),
    localize,
    url: (stage) => {
      const found = stages.filter(({ stage: name }) => stage === undefined || name === stage);
      if (found.length !== 1) {
        throw new Error(`stage: name one of ${stages.map(({ stage: name }) => name).join(', ')}, got ${stage ?? 'none'}`);
      }
      return found[0].url;
    },
    physicalId: (logicalId) => {
      const resource = stack.resources.find((candidate) => candidate.logicalId === logicalId);
      if (!resource) {
        throw new Error(`physicalId: '${logicalId}' is no resource that is run here`);
      }
      return resource.physicalId;
    },
  };
}

function newCaller(): Credentials {
  return {
    accessKeyId: `AKIALOCAL${randomBytes(6).toString('hex').slice(0, 11).toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}
