import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { S3_OPERATIONS, S3Scope } from './catalogue';
import { checkType, invalid } from './errors';
import { IntegrationSettings, resolveOptions, S3IntegrationOptions, warnOfLostBytes } from './integration-options';
import { mapMethod, methodOf } from './mapping';
import { integrationRole, statementsFor, storesObject } from './permissions';
import { S3Operation, S3Operations } from './s3-operation';
import { S3ProxyAuth } from './s3-proxy-auth';
import { S3Target } from './s3-target';

/**
 * Which operations are switched on, and for whom.
 */
export interface AddOperationsOptions {
  /**
   * The operations.
   */
  readonly operations: S3Operations;

  /**
   * Who may call them.
   *
   * Operations of one path and verb share a method, and so an authorization.
   *
   * @default S3ProxyAuth.iam()
   */
  readonly auth?: S3ProxyAuth;
}

/**
 * What a proxy is in front of, what it lets through, and how.
 */
export interface S3ProxyOptions extends S3IntegrationOptions {
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

  /**
   * Who may call them.
   *
   * @default S3ProxyAuth.iam()
   */
  readonly auth?: S3ProxyAuth;
}

/**
 * Properties of an `S3Proxy`.
 */
export interface S3ProxyProps extends S3ProxyOptions {
  /**
   * The resource of a REST API that the proxy is mounted on.
   *
   * The API must have `*` `/` `*` among its binary media types, or the bytes of objects are changed. Of its default method options, authorization and
   * API keys do not apply to the methods of the proxy.
   */
  readonly resource: apigateway.IResource;
}

interface Wired {
  readonly auth: S3ProxyAuth;
  readonly operations: S3Operation[];
}

/**
 * Amazon S3 below a resource of a REST API; the rest of the API stays as it is.
 *
 * Operations that share a path and a verb share a method; S3 tells them apart by the selectors (`?acl`), which all travel, and the role
 * denies those that are not switched on.
 */
export class S3Proxy extends Construct {
  private readonly resource: apigateway.IResource;
  private readonly target: S3Target;
  private readonly settings: IntegrationSettings;
  private readonly rolesByAuth = new Map<string, iam.Role>();
  private readonly methods = new Map<string, Wired>();

  /**
   * @throws Error when the target cannot carry an operation, or choices contradict each other
   */
  public constructor(scope: Construct, id: string, props: S3ProxyProps) {
    super(scope, id);
    checkType('target', props.target ?? null, S3Target, 'write S3Target.bucket(bucket)');
    this.resource = props.resource;
    this.target = props.target;
    checkMount(this, props.resource);
    this.settings = resolveOptions(props, props.resource.api);
    warnOfLostBytes(this, props.resource.api);
    this.addOperations({ operations: props.operations ?? S3Operations.READ_ONLY, auth: props.auth });
    this.node.addValidation({ validate: () => this.contradictions() });
  }

  /**
   * Where the proxy is: ends with a slash, a path of the target's layout follows.
   *
   * @throws Error when the API is imported or has no stage
   */
  public get url(): string {
    const api = this.resource.api;
    if (!(api instanceof apigateway.RestApi)) {
      throw invalid('S3Proxy.url', 'is known for a RestApi of this app only', api.node.path, 'put the URL of the imported API together yourself');
    }
    const url = api.urlForPath(this.resource.path);
    return this.resource.path === '/' ? url : `${url}/`;
  }

  /**
   * The roles that API Gateway calls S3 with: one for each authorization, in the order of their appearance.
   */
  public get roles(): iam.IRole[] {
    return [...this.rolesByAuth.values()];
  }

  /**
   * Switches further operations on.
   *
   * @param options the operations and who may call them
   * @throws Error when the target cannot carry an operation, or a method of these operations belongs to another authorization
   */
  public addOperations(options: AddOperationsOptions) {
    checkType('auth', options.auth, S3ProxyAuth, 'write S3ProxyAuth.none()');
    checkType('operations', options.operations, S3Operations, 'write S3Operations.of(S3Operation.GET_OBJECT)');
    const auth = options.auth ?? S3ProxyAuth.iam();
    const operations = options.operations._resolve(
      operation => this.target._refusal(S3_OPERATIONS[operation]),
      (operation, why) => invalid('operations', 'must be operations that the target can carry', operation, why),
    );
    const methods = groupByMethod(operations);
    this.checkAuth(auth, methods);
    this.checkFree(methods);
    if (operations.length === 0) {
      return;
    }

    const role = this.roleOf(auth);
    statementsFor(operations, this.target._reach, this.settings.acl).forEach(statement => role.addToPrincipalPolicy(statement));

    methods.forEach((added, key) => {
      const wired = this.methods.get(key);
      if (wired === undefined) {
        this.addMethod(added[0], auth, role);
      }
      this.methods.set(key, { auth, operations: [...wired?.operations ?? [], ...added] });
    });
  }

  private checkAuth(auth: S3ProxyAuth, methods: Map<string, S3Operation[]>) {
    methods.forEach((added, key) => {
      const wired = this.methods.get(key);
      if (wired !== undefined && wired.auth._id !== auth._id) {
        throw invalid('auth', `must be one for each method, and the method of ${added.join(', ')} (${key}) is that of ${wired.operations.join(', ')} already`,
          auth._id, `give both '${wired.auth._id}', or leave one out`);
      }
    });
  }

  /** Whatever the API has there already stays as it is. */
  private checkFree(methods: Map<string, S3Operation[]>) {
    methods.forEach(([operation], key) => {
      const { scope, verb } = S3_OPERATIONS[operation];
      const resource = this.target._resourceParts(scope).reduce<apigateway.IResource | undefined>(
        (parent, part) => parent?.getResource(part), this.resource);
      if (!this.methods.has(key) && resource?.node.tryFindChild(verb) !== undefined) {
        throw invalid('operations', `must not need a method that '${resource.path}' has already`, `${operation} (${verb})`, 'leave it out, or use another resource');
      }
    });
  }

  private addMethod(operation: S3Operation, auth: S3ProxyAuth, role: iam.IRole) {
    const { scope, verb } = S3_OPERATIONS[operation];
    const mapped = mapMethod(methodOf(scope, verb), this.target._location(scope), this.settings);
    const integration = new apigateway.AwsIntegration({
      ...mapped.integration,
      options: { ...mapped.integration.options, credentialsRole: role },
    });
    this.resourceOf(scope).addMethod(verb, integration, { ...mapped.options, ...auth._methodOptions() });
  }

  private resourceOf(scope: S3Scope): apigateway.IResource {
    return this.target._resourceParts(scope).reduce<apigateway.IResource>(
      (parent, part) => parent.getResource(part) ?? parent.addResource(part), this.resource);
  }

  private roleOf(auth: S3ProxyAuth): iam.Role {
    const role = this.rolesByAuth.get(auth._id) ?? integrationRole(this, `${auth._id}Role`);
    this.rolesByAuth.set(auth._id, role);
    return role;
  }

  private contradictions(): string[] {
    const wired = [...this.methods.values()].flatMap(method => method.operations).map(operation => S3_OPERATIONS[operation]);
    const errors: Error[] = [];
    if (this.settings.acl._fixed !== undefined && !wired.some(storesObject)) {
      errors.push(invalid('acl', 'must be left out where no operation stores an object', this.settings.acl._fixed, 'add PUT_OBJECT to the operations'));
    }
    return [...errors.map(error => error.message), ...variableSiblings(this.resource)];
  }
}

/** API Gateway takes one variable child of a resource, which neither CDK nor CloudFormation's schema tells. */
function variableSiblings(resource: apigateway.IResource): string[] {
  const children = resource.node.children.filter(child => child instanceof apigateway.Resource);
  const variable = children.map(child => child.path).filter(path => /\{[^/]*$/.test(path));
  return [
    ...variable.length > 1 ? [invalid('resource', 'must have at most one variable child', variable.join(', '), 'mount the proxy on a resource of its own').message] : [],
    ...children.flatMap(variableSiblings),
  ];
}

/** What would end as an error of CloudFormation, or in a method that does not work. */
function checkMount(proxy: Construct, resource: apigateway.IResource) {
  if (Stack.of(proxy) !== Stack.of(resource)) {
    throw invalid('resource', 'must be in the stack of the proxy, else the two depend on each other', resource.path,
      'create the proxy in that stack, or import the API with RestApi.fromRestApiAttributes()');
  }
  if (resource.defaultCorsPreflightOptions !== undefined) {
    throw invalid('resource', 'must not have defaultCorsPreflightOptions, whose OPTIONS methods answer 500 where all content is binary', resource.path,
      'leave them out of the API');
  }
  if (resource.defaultMethodOptions?.authorizer !== undefined) {
    throw invalid('resource', 'must not have an authorizer in its defaultMethodOptions, which every method would inherit', resource.path,
      'set the authorizer on the methods that need it');
  }
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
