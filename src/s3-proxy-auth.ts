import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/**
 * Who may call a method, and so whose role it uses.
 *
 * Methods of one authorization share one role, and methods of different ones never do: an open method cannot borrow what only a signed
 * one may.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export abstract class S3ProxyAuth {
  /**
   * Requests signed with AWS credentials that may call `execute-api:Invoke`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
   */
  public static iam(): S3ProxyAuth {
    return IAM;
  }

  /**
   * Everybody, without any credentials.
   *
   * Whoever knows the URL has what the operations give.
   */
  public static none(): S3ProxyAuth {
    return NONE;
  }

  /**
   * Two authorizations with the same id are the same. It begins the ids of the constructs that belong to it.
   *
   * @internal
   */
  public abstract readonly _id: string;

  /**
   * Whether nobody is asked for anything.
   *
   * @internal
   */
  public abstract readonly _isOpen: boolean;

  /**
   * What a method of this authorization is declared with.
   *
   * @internal
   */
  public abstract _methodOptions(): apigateway.MethodOptions;
}

class SimpleAuth extends S3ProxyAuth {
  public constructor(public readonly _id: string, private readonly authorizationType: apigateway.AuthorizationType) {
    super();
  }

  public get _isOpen(): boolean {
    return this.authorizationType === apigateway.AuthorizationType.NONE;
  }

  public _methodOptions(): apigateway.MethodOptions {
    // Also set where it is the default: an API that is mounted on may have defaults of its own.
    return { authorizationType: this.authorizationType, apiKeyRequired: false };
  }
}

const IAM = new SimpleAuth('Iam', apigateway.AuthorizationType.IAM);
const NONE = new SimpleAuth('None', apigateway.AuthorizationType.NONE);
