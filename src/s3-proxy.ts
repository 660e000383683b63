import { Lazy, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { atSynthesis } from './at-synthesis';
import { S3_OPERATIONS } from './catalogue';
import { addPreflight, S3CorsOptions } from './cors';
import { checkType, invalid, throwFirst } from './errors';
import { defined, IntegrationSettings, resolveOptions, S3IntegrationOptions, warnOfLostBytes } from './integration-options';
import { MappedMethod, mapMethod } from './mapping';
import { checkMount, findBelow, layoutErrors, parameterValidator, resourceBelow } from './mount';
import { givenOptions, S3PermissionOptions } from './permission-options';
import { ProxyRole } from './proxy-role';
import { methodOf, methodOfOperation } from './s3-method';
import { S3Operation } from './s3-operation';
import { S3Operations } from './s3-operations';
import { authOf, S3ProxyAuth, S3ProxyAuthOptions } from './s3-proxy-auth';
import { AddRouteOptions, checkConfined, checkRoute, mayLackSource, routeParts } from './s3-route';
import { S3Location, S3Target } from './s3-target';
import { warn } from './warnings';
import {
  cacheContradictions, copyContradictions, settingsContradictions, warnOfGatewayAnswers, warnOfRisks, warnOfTenants, WiredMethod,
} from './wired-method';

/**
 * Which operations are switched on, and for whom.
 */
export interface AddOperationsOptions extends S3ProxyAuthOptions, S3PermissionOptions {
  /**
   * The operations.
   */
  readonly operations: S3Operations;
}

/**
 * What a proxy is in front of, what it lets through, and how.
 */
export interface S3ProxyOptions extends S3ProxyAuthOptions, S3IntegrationOptions, S3CorsOptions, S3PermissionOptions {
  /**
   * What of S3 the proxy is in front of: decides the URLs below it.
   */
  readonly target: S3Target;

  /**
   * The operations that are switched on from the start.
   *
   * @default S3Operations.READ_ONLY
   */
  readonly operations?: S3Operations;
}

/**
 * Properties of an `S3Proxy`.
 */
export interface S3ProxyProps extends S3ProxyOptions {
  /**
   * The resource of a REST API that the proxy is mounted on.
   *
   * The API must have `*` `/` `*` among its binary media types, or the bytes of objects are changed. Of its default method options, authorization and
   * API keys do not apply to the methods of the proxy; others are refused, as are default preflight options. Errors of API Gateway itself are those
   * of the API, which with `cors` must carry the headers, too.
   */
  readonly resource: apigateway.IResource;
}

/**
 * Amazon S3 below a resource of a REST API; the rest of the API stays as it is.
 *
 * Operations that share a path and a verb share a method; S3 tells them apart by the selectors (`?acl`), which all travel, and the role
 * denies those that are not switched on.
 *
 * @example
 * declare const api: apigateway.RestApi;
 * const invoices = new S3Proxy(this, 'Invoices', { resource: api.root.addResource('invoices'), target: S3Target.bucket(bucket) });
 * invoices.addRoute({ path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key: 'archive/{year}/{id}.pdf', auth: S3ProxyAuth.none() });
 */
export class S3Proxy extends Construct {
  private readonly resource: apigateway.IResource;
  private readonly target: S3Target;
  private readonly options: S3IntegrationOptions & S3CorsOptions;
  private readonly settings: IntegrationSettings;
  private readonly rolesByAuth = new Map<string, ProxyRole>();
  /** Those of the target's layout, by verb and scope */
  private readonly methods = new Map<string, WiredMethod>();
  private readonly routes: WiredMethod[] = [];

  /**
   * @throws Error when the target cannot carry an operation, or choices contradict each other
   */
  public constructor(scope: Construct, id: string, props: S3ProxyProps) {
    super(scope, id);
    checkType('target', props.target ?? null, S3Target, 'write S3Target.bucket(bucket)');
    this.resource = props.resource;
    this.target = props.target;
    checkMount(this, props.resource);
    this.options = props;
    this.settings = resolveOptions(props, props.resource.api);
    warnOfLostBytes(this, props.resource.api);
    this.addOperations({ ...props, operations: props.operations ?? S3Operations.READ_ONLY });
    this.node.addValidation({ validate: () => this.contradictions().map(error => error.message) });
    atSynthesis(this, () => this.warn());
  }

  /**
   * Where the proxy is: ends with a slash, a path of the target's layout follows.
   *
   * @throws Error when the API is imported or has no stage, or the path of the resource has parameters
   */
  public get url(): string {
    const api = this.resource.api;
    if (!(api instanceof apigateway.RestApi)) {
      throw invalid('S3Proxy.url', 'is known for a RestApi of this app only', api.node.path, 'put the URL of the imported API together yourself');
    }
    if (this.resource.path.includes('{')) {
      throw invalid('S3Proxy.url', 'is not known where the path of the resource has parameters', this.resource.path, 'put the URL together yourself');
    }
    const url = api.urlForPath(this.resource.path);
    return this.resource.path === '/' ? url : `${url}/`;
  }

  /**
   * The roles that API Gateway calls S3 with: one for each authorization, in the order of their appearance.
   *
   * They get their statements at synthesis.
   */
  public get roles(): iam.IRole[] {
    return this.proxyRoles.flatMap(({ role }) => role ?? []);
  }

  /**
   * The statements that each role needs, in the order of `roles`, as switched on so far: for roles and bucket policies that are kept elsewhere.
   */
  public get roleStatements(): iam.PolicyStatement[][] {
    return this.proxyRoles.filter(({ role }) => role !== undefined).map(({ statements }) => statements);
  }

  /**
   * Where an object is.
   *
   * @param key the key, as S3 has it below the prefix of the target, which is escaped here
   * @param bucket the bucket, where the target is not one bucket
   * @throws Error when the key cannot be reached through API Gateway, the bucket is missing or too many, or the URL is not known
   */
  public urlForObject(key: string, bucket?: s3.IBucket): string {
    const { path } = this.target._place('object', bucket?.bucketName, 'key').location;
    if (Token.isUnresolved(key)) {
      throw invalid('urlForObject: key', 'must be known at synthesis, to be escaped', 'a token', 'append the key to url, escaped');
    }
    if (/^$|^\/|\/$/.test(key) || key.split('/').some(part => part === '.' || part === '..')) {
      throw invalid('urlForObject: key', "must not begin or end with a slash nor have '.' or '..' as a part, which do not reach S3", key, 'use another key');
    }
    const escaped = key.split('/').map(part => encodeURIComponent(part)).join('/');
    return `${this.url}${this.target._resourceParts('object').length === 1 ? '' : `${path.split('/')[0]}/`}${escaped}`;
  }

  /**
   * Allows someone to call the methods of operations that are authorized by IAM.
   *
   * API Gateway knows verbs and paths, not operations: `GET /{key+}` is every GET below it, with its selectors, and `GET /{bucket}` covers
   * every object of the bucket. What S3 then does is what the role of the proxy may.
   *
   * @param grantee who
   * @param operations the operations whose methods may be called, those of routes too; all that are ever switched on, unless told otherwise
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
   */
  public grantInvoke(grantee: iam.IGrantable, operations?: S3Operations): iam.Grant {
    checkType('operations', operations, S3Operations, 'write S3Operations.of(S3Operation.GET_OBJECT)');
    const api = this.resource.api;
    // The stages of an imported API are not known. Of a path, '*' alone would be the path above as well: the listing, with the objects.
    const stage = api instanceof apigateway.RestApi ? (api.deploymentStage as apigateway.Stage | undefined)?.stageName : undefined;
    const covered = () => this.wired.filter(wired => wired.auth._kind === 'iam'
      && (operations === undefined || wired.operations.some(operation => operations.includes(operation))));
    this.node.addValidation({
      validate: () => covered().length > 0 ? [] : [invalid('grantInvoke: operations', 'must have a method that is authorized by IAM',
        operations?.operations.join(', '), 'switch one of them on with S3ProxyAuth.iam(), or leave the grant out').message],
    });
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: Lazy.list({
        produce: () => covered().map(({ method }) =>
          api.arnForExecuteApi(method.httpMethod, method.resource.path.replace(/\{[^}]*\}/g, '?*'), stage)),
      }),
    });
  }

  /**
   * Switches further operations on.
   *
   * @param options the operations and who may call them
   * @throws Error when the target cannot carry an operation, or a method of these operations belongs to another authorization
   */
  public addOperations(options: AddOperationsOptions) {
    checkType('operations', options.operations, S3Operations, 'write S3Operations.of(S3Operation.GET_OBJECT)');
    const auth = authOf(options);
    const operations = options.operations._resolve(
      operation => this.target._refusal(S3_OPERATIONS[operation]),
      (operation, why) => invalid('operations', 'must be operations that the target can carry', operation, why),
    );
    const methods = groupByMethod(operations);
    this.checkAuth(auth, methods);
    this.checkFree(methods);
    if (operations.length === 0) {
      checkUnused(options);
      return;
    }

    const role = this.roleOf(auth, options);
    role.allow({ operations, reach: this.target._reach, shared: true, acl: this.settings.acl }, this.target._buckets, options);

    methods.forEach((added, key) => {
      const wired = this.methods.get(key);
      const { scope, verb } = S3_OPERATIONS[added[0]];
      const method = wired?.method ?? this.addMethod(resourceBelow(this.resource, this.target._resourceParts(scope)), verb,
        mapMethod(methodOf(scope, verb), withIdentity(this.target._location(scope), auth), this.settings), auth, role);
      this.methods.set(key, { auth, operations: [...wired?.operations ?? [], ...added], shared: true, method });
    });
  }

  /**
   * Adds a URL of one's own in front of one operation, beside those of the target's layout.
   *
   * @param options the path, the operation, and where in S3
   * @returns the method
   * @throws Error when the target cannot carry the operation, the path is taken or cannot be, or choices contradict each other
   */
  public addRoute(options: AddRouteOptions): apigateway.Method {
    const auth = authOf(options);
    const settings = resolveOptions({ ...this.options, ...defined(options) }, this.resource.api);
    checkRoute(options, this.resource, settings);
    const { operation } = options;
    throwFirst(settingsContradictions(resolveOptions(options, this.resource.api), [{ operations: [operation], shared: false }]));
    const entry = S3_OPERATIONS[operation];
    const refusal = this.target._refusal(entry);
    if (refusal !== undefined) {
      throw invalid('addRoute: operation', 'must be one that the target can carry', operation, refusal);
    }
    const httpMethod = options.httpMethod ?? entry.verb;
    const parts = routeParts(options);
    const taken = findBelow(this.resource, parts);
    if (taken?.node.tryFindChild(httpMethod) !== undefined) {
      throw invalid('addRoute: path', `must not have a method ${httpMethod} already`, options.path, 'use another path or httpMethod');
    }
    const { location, reach } = this.target._place(entry.scope, options.bucket, options.key);
    checkConfined(options, location);
    const mapped = mapMethod(methodOfOperation(operation), { ...withIdentity(location, auth), selectors: entry.selectors }, settings, options);

    const role = this.roleOf(auth, options);
    role.allow({ operations: [operation], reach, shared: false, acl: settings.acl }, this.target._buckets, options);
    const method = this.addMethod(resourceBelow(this.resource, parts), httpMethod, mapped, auth, role);
    throwFirst(layoutErrors(this.resource));
    const values = [...Object.values(options.query ?? {}), ...Object.values(options.headers ?? {})];
    this.routes.push({ method, auth, operations: [operation], shared: false, mayLackSource: mayLackSource(options), dependsOnContext: values.some(({ _kind }) => _kind === 'context') });
    return method;
  }

  private checkAuth(auth: S3ProxyAuth, methods: Map<string, S3Operation[]>) {
    methods.forEach((added, key) => {
      const wired = this.methods.get(key);
      if (wired !== undefined && wired.auth._id !== auth._id) {
        throw invalid('auth', `must be one for each method, and the method of ${added.join(', ')} (${key}) is that of ${wired.operations.join(', ')} already`,
          auth._text, `give both ${wired.auth._text}, or leave one out`);
      }
    });
  }

  /** Whatever the API has there already stays as it is. */
  private checkFree(methods: Map<string, S3Operation[]>) {
    methods.forEach(([operation], key) => {
      const { scope, verb } = S3_OPERATIONS[operation];
      const resource = findBelow(this.resource, this.target._resourceParts(scope));
      if (!this.methods.has(key) && resource?.node.tryFindChild(verb) !== undefined) {
        throw invalid('operations', `must not need a method that '${resource.path}' has already`, `${operation} (${verb})`, 'leave it out, or use another resource');
      }
    });
  }

  private addMethod(resource: apigateway.IResource, verb: string, mapped: MappedMethod, auth: S3ProxyAuth, { role }: ProxyRole): apigateway.Method {
    const integration = new apigateway.AwsIntegration({
      ...mapped.integration,
      options: { ...mapped.integration.options, ...(role === undefined ? { credentialsPassthrough: true } : { credentialsRole: role }) },
    });
    if (this.options.cors !== undefined) {
      addPreflight(resource, this.options.cors, auth._identitySources);
    }
    return resource.addMethod(verb, integration, {
      ...mapped.options,
      ...(mapped.validates ? { requestValidator: parameterValidator(resource.api) } : {}),
      ...auth._methodOptions(resource.api),
    });
  }

  private roleOf(auth: S3ProxyAuth, { role: given }: S3PermissionOptions): ProxyRole {
    throwFirst(this.target._refusedAuth(auth));
    const role = this.rolesByAuth.get(auth._id) ?? new ProxyRole(this, auth, given);
    this.rolesByAuth.set(auth._id, role);
    return role;
  }

  private warn() {
    warnOfTenants(this, this.resource.api, this.target._location('object'));
    warnOfGatewayAnswers(this, this.resource.api, this.wired, this.options.cors);
    if (this.roleStatements.flat().some(({ resources }) => resources.some(isEveryBucket))) {
      warn(this, 'accountTarget', 'The target is the whole account: the role reaches every bucket that there is or will be. '
        + 'Use S3Target.bucket() or S3Target.buckets() to name the buckets.');
    }
    warnOfRisks(this, this.wired);
  }

  private contradictions(): Error[] {
    return [
      ...settingsContradictions(this.settings, this.wired),
      ...cacheContradictions(this.resource.api, this.wired, this.target._location('object')),
      ...copyContradictions(this.wired),
      ...this.proxyRoles.flatMap(role => role.contradictions()),
      ...layoutErrors(this.resource),
    ];
  }

  private get wired(): WiredMethod[] {
    return [...this.methods.values(), ...this.routes];
  }

  private get proxyRoles(): ProxyRole[] {
    return [...this.rolesByAuth.values()];
  }

}

/** Whether a bucket that is in nobody's mind yet, or its objects, would match. */
function isEveryBucket(arn: string): boolean {
  return /:s3:::\*(\/|$)/.test(arn);
}

/** What is said of permissions would be lost without an operation. */
function checkUnused(options: S3PermissionOptions) {
  for (const [name, value] of givenOptions(options)) {
    throw invalid(name, 'must be left out where no operation is switched on', value, 'say it where operations are added');
  }
}

/** A cache must not give one caller what is another's. */
function withIdentity(location: S3Location, { _identitySources: identitySources }: S3ProxyAuth): S3Location {
  return location.prefix?.caller === undefined ? location : { ...location, prefix: { ...location.prefix, identitySources } };
}

function groupByMethod(operations: S3Operation[]): Map<string, S3Operation[]> {
  const groups = new Map<string, S3Operation[]>();
  for (const operation of operations) {
    const { scope, verb } = S3_OPERATIONS[operation];
    const key = `${verb} ${scope}`;
    groups.set(key, [...groups.get(key) ?? [], operation]);
  }
  return groups;
}
