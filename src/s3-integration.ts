import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { atSynthesis } from './at-synthesis';
import { S3_OPERATIONS, S3OperationEntry } from './catalogue';
import { checkType, invalid, throwFirst } from './errors';
import { IntegrationSettings, resolveOptions, S3IntegrationOptions, warnOfLostBytes } from './integration-options';
import { MappedMethod, mapMethod } from './mapping';
import { parameterValidator } from './mount';
import { S3PermissionOptions } from './permission-options';
import { ProxyRole } from './proxy-role';
import { methodOfOperation } from './s3-method';
import { S3Operation } from './s3-operation';
import { S3ProxyAuth } from './s3-proxy-auth';
import { checkKey, checkPathParameters } from './s3-route';
import { S3Place, S3Target } from './s3-target';
import { settingsContradictions, warnOfRisks } from './wired-method';

/**
 * What an `S3Integration` calls, and how.
 */
export interface S3IntegrationProps extends S3IntegrationOptions, S3PermissionOptions {
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
 * Each method that it is added to gets a role of its own, unless one is given, and the selectors of the operation stand in the URL that S3 is
 * called with: nothing that the client sends makes another operation of it.
 *
 * @example
 * declare const api: apigateway.RestApi;
 * const logo = new S3Integration({ operation: S3Operation.GET_OBJECT, bucket, key: 'logo.png' });
 * logo.addTo(api.root.addResource('logo'), S3ProxyAuth.none());
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
  private readonly validates: boolean;

  /**
   * @throws Error when the operation needs a key and there is none, or the reverse, or the key cannot be part of a URL
   */
  public constructor(props: S3IntegrationProps) {
    checkProps(props, S3_OPERATIONS[props.operation]);
    const mapped = map(props, resolveOptions(props));
    super(mapped.integration);
    this.integrationProps = props;
    this.validates = mapped.validates;
    this.methodOptions = { ...mapped.options, authorizationType: apigateway.AuthorizationType.IAM, apiKeyRequired: false };
  }

  /**
   * Adds the method of the operation to a resource.
   *
   * @param resource a resource of a REST API, with the path parameters that the key names
   * @param auth who may call it; IAM unless told otherwise
   * @throws Error when S3 is to be called with the credentials of the caller
   */
  public addTo(resource: apigateway.IResource, auth: S3ProxyAuth = S3ProxyAuth.iam()): apigateway.Method {
    checkType('addTo: auth', auth, S3ProxyAuth, 'write S3ProxyAuth.none()');
    if (auth._callerCredentials) {
      throw invalid('addTo: auth', 'must not be with the credentials of the caller, as the method has a role of its own', auth._text, 'use S3Proxy and addRoute()');
    }
    const { operation } = this.integrationProps;
    const method = resource.addMethod(S3_OPERATIONS[operation].verb, this, {
      ...this.methodOptions,
      ...(this.validates ? { requestValidator: parameterValidator(resource.api) } : {}),
      ...auth._methodOptions(resource.api),
    });
    atSynthesis(method, () => warnOfRisks(method, [{ method, auth, operations: [operation], shared: false }]));
    return method;
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
    checkPathParameters('S3Integration: key', key, method.resource.path);
    // The method's own declarations come after its integration is bound.
    method.node.addValidation({ validate: () => this.undeclared(method) });
    warnOfLostBytes(method, method.api);

    const settings = resolveOptions(this.integrationProps, method.api);
    const role = new ProxyRole(method, { _id: 'S3', _callerCredentials: false }, this.integrationProps.role);
    const { reach } = placeOf(this.integrationProps);
    role.allow({ operations: [operation], reach, shared: false, acl: settings.acl }, [bucket], this.integrationProps);
    method.node.addValidation({ validate: () => role.contradictions().map(error => error.message) });
    return { ...super.bind(method), options: { ...map(this.integrationProps, settings).integration.options, credentialsRole: role.role } };
  }

  private undeclared(method: apigateway.Method): string[] {
    const { requestParameters = {}, requestValidatorId } = method.node.defaultChild as apigateway.CfnMethod;
    const missing = Object.keys(this.methodOptions.requestParameters!).find(name => !(name in (requestParameters as object)));
    if (missing !== undefined) {
      return [invalid('S3Integration', 'must be added with its methodOptions, as API Gateway refuses a mapping that the method does not declare', `no ${missing}`,
        'use addTo(resource), or addMethod(verb, integration, integration.methodOptions)').message];
    }
    return this.validates && requestValidatorId === undefined ? [
      invalid('S3Integration', `must be added with a validator of parameters, as ${this.integrationProps.operation} without one of them is another operation`,
        requestValidatorId, 'use addTo(resource)').message,
    ] : [];
  }
}

function placeOf({ operation, bucket, key }: S3IntegrationProps): S3Place {
  return S3Target.bucket(bucket)._place(S3_OPERATIONS[operation].scope, undefined, key);
}

function map(props: S3IntegrationProps, settings: IntegrationSettings): MappedMethod {
  const { selectors } = S3_OPERATIONS[props.operation];
  return mapMethod(methodOfOperation(props.operation), { ...placeOf(props).location, selectors }, settings);
}

function checkProps(props: S3IntegrationProps, entry: S3OperationEntry) {
  const { scope } = entry;
  if (scope === 'service') {
    throw invalid('S3Integration: operation', 'must be one of a bucket or of an object', props.operation, 'use S3Proxy with S3Target.account()');
  }
  checkKey('S3Integration: key', props.operation, props.key);
  throwFirst(settingsContradictions(resolveOptions(props), [{ operations: [props.operation], shared: false }]));
}
