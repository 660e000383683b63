import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3_OPERATIONS, S3OperationEntry } from './catalogue';
import { invalid } from './errors';
import { IntegrationSettings, resolveOptions, S3IntegrationOptions, warnOfLostBytes } from './integration-options';
import { MappedMethod, mapMethod, methodOf } from './mapping';
import { integrationRole, statementsFor, storesObject } from './permissions';
import { S3Operation } from './s3-operation';
import { S3ProxyAuth } from './s3-proxy-auth';
import { checkKeyText, PATH_PARAMETER } from './s3-target';

/**
 * What an `S3Integration` calls, and how.
 */
export interface S3IntegrationProps extends S3IntegrationOptions {
  /**
   * The operation of S3: one of a bucket or of an object.
   */
  readonly operation: S3Operation;

  /**
   * The bucket, own or imported, of any region.
   */
  readonly bucket: s3.IBucket;

  /**
   * The key of the object, of the characters `A-Z a-z 0-9 - . _ ~ /`.
   *
   * `{name}` stands for the path parameter of that name of the method's resource, as in `archive/{year}/{id}.pdf`.
   *
   * @default - none: for an operation of the bucket
   */
  readonly key?: string;
}

/**
 * One method in front of one operation of S3, with the least privilege for it.
 *
 * Each method that it is added to gets a role of its own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-s3.html
 */
export class S3Integration extends apigateway.AwsIntegration {
  /**
   * What the method must be declared with: request parameters and responses, and IAM authorization.
   *
   * API Gateway refuses or drops what the method does not declare.
   */
  public readonly methodOptions: apigateway.MethodOptions;

  private readonly integrationProps: S3IntegrationProps;

  /**
   * @throws Error when the operation needs a key and there is none, or the reverse, or the key cannot be part of a URL
   */
  public constructor(props: S3IntegrationProps) {
    checkProps(props, S3_OPERATIONS[props.operation]);
    const mapped = map(props, resolveOptions(props));
    super(mapped.integration);
    this.integrationProps = props;
    this.methodOptions = { ...mapped.options, ...S3ProxyAuth.iam()._methodOptions() };
  }

  /**
   * Adds the method of the operation to a resource.
   *
   * @param resource a resource of a REST API, with the path parameters that the key names
   * @param auth who may call it; IAM unless told otherwise
   */
  public addTo(resource: apigateway.IResource, auth: S3ProxyAuth = S3ProxyAuth.iam()): apigateway.Method {
    return resource.addMethod(S3_OPERATIONS[this.integrationProps.operation].verb, this, { ...this.methodOptions, ...auth._methodOptions() });
  }

  /**
   * Called by the method that uses the integration.
   *
   * @param method the method
   */
  public bind(method: apigateway.Method): apigateway.IntegrationConfig {
    const { operation, bucket, key } = this.integrationProps;
    const { verb } = S3_OPERATIONS[operation];
    if (method.httpMethod !== verb) {
      throw invalid('S3Integration', `must be added with the verb of ${operation}`, method.httpMethod, `use addMethod('${verb}', ...) or addTo()`);
    }
    checkPathParameters(key, method.resource.path);
    // The method's own declarations come after its integration is bound.
    method.node.addValidation({ validate: () => this.undeclared(method) });
    warnOfLostBytes(method, method.api);

    const settings = resolveOptions(this.integrationProps, method.api);
    const role = integrationRole(method, 'S3Role');
    const reach = { service: [], bucket: [bucket.bucketArn], object: [bucket.arnForObjects(key?.replace(PATH_PARAMETER, '*') ?? '')] };
    statementsFor([operation], reach, settings.acl).forEach(statement => role.addToPrincipalPolicy(statement));
    return { ...super.bind(method), options: { ...map(this.integrationProps, settings).integration.options, credentialsRole: role } };
  }

  private undeclared(method: apigateway.Method): string[] {
    const declared = (method.node.defaultChild as apigateway.CfnMethod).requestParameters ?? {};
    const missing = Object.keys(this.methodOptions.requestParameters!).find(name => !(name in declared));
    return missing === undefined ? [] : [
      invalid('S3Integration', 'must be added with its methodOptions, as API Gateway refuses a mapping that the method does not declare', `no ${missing}`,
        'use addTo(resource), or addMethod(verb, integration, integration.methodOptions)').message,
    ];
  }
}

function map(props: S3IntegrationProps, settings: IntegrationSettings): MappedMethod {
  const { scope, verb, selectors } = S3_OPERATIONS[props.operation];
  const path = props.key === undefined ? props.bucket.bucketName : `${props.bucket.bucketName}/${props.key}`;
  // The method is the operation's alone, so it is chosen here and not by the client.
  const fixedQuery = Object.fromEntries(selectors.map(selector => selector.split('=')));
  return mapMethod(methodOf(scope, verb), { path, region: props.bucket.env.region, fixedQuery }, settings);
}

function checkPathParameters(key: string | undefined, resourcePath: string) {
  const available = [...resourcePath.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
  for (const [parameter, name] of (key ?? '').matchAll(PATH_PARAMETER)) {
    if (!available.includes(name)) {
      throw invalid('S3Integration: key', `must use path parameters of the resource '${resourcePath}'`, parameter,
        available.length > 0 ? `use {${available.join('}, {')}}` : `add it to a resource with {${name}} in its path`);
    }
  }
}

function checkProps(props: S3IntegrationProps, entry: S3OperationEntry) {
  const { scope } = entry;
  if (scope === 'service') {
    throw invalid('S3Integration: operation', 'must be one of a bucket or of an object', props.operation, 'use S3Proxy with S3Target.account()');
  }
  if (scope === 'bucket' && props.key !== undefined) {
    throw invalid('S3Integration: key', `must be left out, as ${props.operation} is about the bucket`, props.key, 'leave it out');
  }
  if (scope === 'object' && !props.key) {
    throw invalid('S3Integration: key', `must be given, as ${props.operation} is about an object`, props.key, "give it, as in 'logo.png'");
  }
  if (props.key !== undefined && !Token.isUnresolved(props.key)) {
    checkKeyText('S3Integration: key', props.key);
  }
  if (props.acl?._fixed !== undefined && !storesObject(entry)) {
    throw invalid('S3Integration: acl', `must be left out, as ${props.operation} stores no object`, props.acl._fixed, 'leave it out');
  }
}
