import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import {
  ContentHandling, EndpointType, LambdaIntegration, MockIntegration, PassthroughBehavior, RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RouteValue, S3Operation, S3Operations, S3Proxy, S3ProxyAuth, S3Target } from 'cdk-s3-proxy-api';
import { Construct } from 'constructs';

/** One API of a shop: its invoices are objects of S3, its customers are looked up by a function, and clients see one base URL. */
export class OwnUrlsStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const api = new RestApi(this, 'Shop', {
      binaryMediaTypes: ['*/*'], // else API Gateway changes the bytes of objects
      cloudWatchRole: false,
      endpointTypes: [EndpointType.REGIONAL],
    });
    this.addOthers(api);

    const invoices = new S3Proxy(this, 'Invoices', {
      resource: api.root.addResource('invoices'),
      target: S3Target.bucket(new Bucket(this, 'Bucket')),
      operations: S3Operations.NONE, // no URL but these
    });
    const invoice = { path: '{year}/{number}', key: 'by-year/{year}/{number}.pdf' };
    invoices.addRoute({ ...invoice, operation: S3Operation.GET_OBJECT });
    invoices.addRoute({ ...invoice, operation: S3Operation.PUT_OBJECT, requestHeaders: { 'Content-Type': 'application/pdf' } });
    invoices.addRoute({ path: '{year}/{number}/tags', operation: S3Operation.GET_OBJECT_TAGGING, key: invoice.key });
    invoices.addRoute({ path: '', operation: S3Operation.LIST_OBJECTS_V2, query: { prefix: RouteValue.constant('by-year/') } });
    invoices.addRoute({
      path: 'terms',
      operation: S3Operation.GET_OBJECT,
      key: 'public/terms.pdf',
      auth: S3ProxyAuth.none(),
      query: { 'response-content-disposition': RouteValue.constant('inline') },
    });
  }

  /** What is not of S3 is wired as ever. */
  private addOthers(api: RestApi) {
    const customers = new Function(this, 'Customers', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.seconds(5),
      code: Code.fromInline('exports.handler = async ({ pathParameters }) => ({ statusCode: 200, body: JSON.stringify(pathParameters) });'),
    });
    api.root.addResource('customers').addResource('{customer}').addMethod('GET', new LambdaIntegration(customers));
    // Where all content is binary, a template needs text on both sides.
    const contentHandling = ContentHandling.CONVERT_TO_TEXT;
    api.root.addResource('status').addMethod('GET', new MockIntegration({
      contentHandling,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: [{ statusCode: '200', contentHandling, responseTemplates: { 'application/json': '{"status": "open"}' } }],
    }), { methodResponses: [{ statusCode: '200' }] });
  }
}
