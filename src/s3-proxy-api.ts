import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { atSynthesis } from './at-synthesis';
import { invalid } from './errors';
import { addGatewayErrors } from './gateway-errors';
import { defined } from './integration-options';
import { denyDots } from './path-policy';
import { S3Operations } from './s3-operations';
import { AddOperationsOptions, S3Proxy, S3ProxyOptions } from './s3-proxy';
import { AddRouteOptions } from './s3-route';

/**
 * Properties of an `S3ProxyApi`.
 */
export interface S3ProxyApiProps extends S3ProxyOptions {
  /**
   * Media types whose content API Gateway leaves as it is.
   *
   * A list that leaves out some types corrupts content of those types, or answers 500 to requests for it.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
   * @default - all
   */
  readonly binaryMediaTypes?: string[];

  /**
   * Further properties of the REST API: stage, endpoint, domain name, policy...
   *
   * A `policy` is kept; where the prefix of the target is each caller's own, paths with `..` are denied besides.
   *
   * What the construct decides cannot be set: `binaryMediaTypes`, `defaultIntegration`, `defaultMethodOptions`,
   * `defaultCorsPreflightOptions`, `cloneFrom`, `minCompressionSize`, `minimumCompressionSize`.
   *
   * @default - a regional API with a stage named `prod`; no CloudWatch role, which would be the account's
   */
  readonly restApiProps?: apigateway.RestApiProps;
}

const DECIDED_HERE: [keyof apigateway.RestApiProps, string][] = [
  ['binaryMediaTypes', 'use the property binaryMediaTypes of S3ProxyApi'],
  ['defaultIntegration', 'add an S3Proxy to a RestApi of your own'],
  ['defaultMethodOptions', 'use the property auth of S3ProxyApi'],
  ['defaultCorsPreflightOptions', 'leave it out: it answers 500 where all content is binary'],
  ['cloneFrom', 'leave it out'],
  ['minCompressionSize', 'leave it out: objects keep their own coding'],
  ['minimumCompressionSize', 'leave it out: objects keep their own coding'],
];

/**
 * A REST API in front of Amazon S3, without a Lambda function in between.
 *
 * Closed by default: callers sign with IAM, and may only read. Objects of any size are read in ranges, and stored up to 10 MB.
 *
 * @example
 * const files = new S3ProxyApi(this, 'Files', {
 *   target: S3Target.bucket(bucket),
 *   operations: S3Operations.READ_WRITE,
 * });
 * files.grantInvoke(new iam.User(this, 'Caller'));
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-s3.html
 */
export class S3ProxyApi extends Construct {
  /**
   * The REST API.
   */
  public readonly restApi: apigateway.RestApi;

  private readonly proxy: S3Proxy;

  /**
   * @throws Error when the target cannot carry an operation, choices contradict each other, or restApiProps sets what is decided here
   */
  public constructor(scope: Construct, id: string, props: S3ProxyApiProps) {
    super(scope, id);
    const { binaryMediaTypes, restApiProps, ...proxyOptions } = props;
    checkBinaryMediaTypes(binaryMediaTypes);
    checkRestApiProps(restApiProps);

    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      restApiName: this.node.path.replace(/[^A-Za-z0-9_-]/g, '-'),
      cloudWatchRole: false,
      ...(restApiProps?.endpointConfiguration ? {} : { endpointTypes: [apigateway.EndpointType.REGIONAL] }),
      ...defined(restApiProps ?? {}),
      binaryMediaTypes: binaryMediaTypes ?? ['*/*'],
    });
    this.proxy = new S3Proxy(this, 'Proxy', { ...proxyOptions, resource: this.restApi.root });
    const caller = props.target._location('object').prefix?.caller;
    if (caller !== undefined) {
      denyDots(this.restApi, restApiProps?.policy !== undefined, caller.kind === 'cognito');
    }
    // When all methods are there, and what the user answers with.
    atSynthesis(this.restApi, () => addGatewayErrors(this.restApi, props.cors));
  }

  /**
   * Where the default endpoint of the API is: ends with a slash, a path of the target's layout follows.
   *
   * @throws Error when restApiProps left out the deployment
   */
  public get url(): string {
    return this.proxy.url;
  }

  /**
   * The roles that API Gateway calls S3 with: one for each authorization, in the order of their appearance.
   *
   * They get their statements at synthesis.
   */
  public get roles(): iam.IRole[] {
    return this.proxy.roles;
  }

  /**
   * The statements that each role needs, in the order of `roles`, as switched on so far: for roles and bucket policies that are kept elsewhere.
   */
  public get roleStatements(): iam.PolicyStatement[][] {
    return this.proxy.roleStatements;
  }

  /**
   * Where an object is.
   *
   * @param key the key, as S3 has it below the prefix of the target, which is escaped here
   * @param bucket the bucket, where the target is not one bucket
   * @throws Error when the key cannot be reached through API Gateway, the bucket is missing or too many, or the URL is not known
   */
  public urlForObject(key: string, bucket?: s3.IBucket): string {
    return this.proxy.urlForObject(key, bucket);
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
    return this.proxy.grantInvoke(grantee, operations);
  }

  /**
   * Switches further operations on.
   *
   * @param options the operations and who may call them
   * @throws Error when the target cannot carry an operation, or a method of these operations belongs to another authorization
   */
  public addOperations(options: AddOperationsOptions) {
    this.proxy.addOperations(options);
  }

  /**
   * Adds a URL of one's own in front of one operation, beside those of the target's layout.
   *
   * @param options the path, the operation, and where in S3
   * @returns the method
   * @throws Error when the target cannot carry the operation, the path is taken or cannot be, or choices contradict each other
   */
  public addRoute(options: AddRouteOptions): apigateway.Method {
    return this.proxy.addRoute(options);
  }

  /**
   * Adds a usage plan for this API: what the clients whose API keys are in it may use.
   *
   * It counts calls of methods that are declared with `apiKeyRequired`, and no others. Keys are added to it: `plan.addApiKey(api.restApi.addApiKey('Key'))`.
   *
   * @param id id of the plan below the REST API
   * @param props throttle, quota and so on
   * @throws Error when restApiProps left out the deployment
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
   */
  public addUsagePlan(id: string, props: apigateway.UsagePlanProps = {}): apigateway.UsagePlan {
    const stage = this.restApi.deploymentStage as apigateway.Stage | undefined;
    if (stage === undefined) {
      throw invalid('addUsagePlan', 'must be for a stage, and restApiProps left out the deployment', stage, 'add the plan to the API where its stages are');
    }
    return this.restApi.addUsagePlan(id, { ...props, apiStages: [{ stage }, ...props.apiStages ?? []] });
  }

}

function checkBinaryMediaTypes(types: string[] = []) {
  if (Token.isUnresolved(types)) {
    return;
  }
  const neverMatches = types.find(type => type.startsWith('*/') && type !== '*/*');
  if (neverMatches !== undefined) {
    throw invalid('binaryMediaTypes', "must have a type before '/', which API Gateway would not match else", neverMatches, "write 'image/*', or '*/*' for all");
  }
  const wrong = types.find(type => !/^[A-Za-z0-9!#$&^_.+*-]+\/[A-Za-z0-9!#$&^_.+*-]+$/.test(type));
  if (wrong !== undefined) {
    throw invalid('binaryMediaTypes', 'must be media types without parameters', wrong, "write type/subtype, as in 'image/png' or 'image/*'");
  }
}

function checkRestApiProps(props: apigateway.RestApiProps = {}) {
  for (const [property, fix] of DECIDED_HERE) {
    if (props[property] !== undefined) {
      throw invalid(`restApiProps.${property}`, 'must not be set, S3ProxyApi decides it', shown(props[property]), fix);
    }
  }
}

/** Data as it is; of an object of a class its name. */
function shown(value: unknown): unknown {
  return typeof value === 'object' && value !== null && ![Object, Array].includes(value.constructor as any) ? value.constructor.name : value;
}
