import { Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnTemplate, newStack, templateOf } from './synth';
import { KeyPrefix, RouteValue, S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../../src';

const POOL = 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Pool00001';
const pool = (stack: Stack) => UserPool.fromUserPoolArn(stack, 'Pool', POOL);
const authorizer = (stack: Stack) => new Function(stack, 'Authorizer', {
  runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({})'),
});

function files(
  props: (stack: Stack, bucket: Bucket) => Partial<S3ProxyApiProps>, more: (api: S3ProxyApi, stack: Stack) => void = () => undefined,
): CfnTemplate {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'a-bucket' });
  more(new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), ...props(stack, bucket) }), stack);
  return templateOf(stack);
}

/** Objects for whoever has an API key. */
export const keyedFiles = () => files(() => ({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(), apiKeyRequired: true }), (api) => {
  api.addUsagePlan('Plan').addApiKey(api.restApi.addApiKey('Client'));
});

/** Objects, their tags and uploads in parts for whoever signs. */
export const signedFiles = () => files(() => ({ operations: S3Operations.READ_WRITE.union(S3Operations.TAGGING, S3Operations.MULTIPART) }));

/** Synthesized when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const TEMPLATES: Readonly<Record<string, () => CfnTemplate>> = {
  'the default': () => files(() => ({})),
  'all operations': () => files(() => ({ operations: S3Operations.ALL, userMetadata: ['title'] })),
  'every bucket, with API keys': () => files(() => ({ target: S3Target.account(), operations: S3Operations.ALL, apiKeyRequired: true })),
  'the tutorial': () => files(() => ({ target: S3Target.account({ bucketParameter: 'folder', keyParameter: 'item' }), operations: S3Operations.TUTORIAL })),
  'CORS': () => files(() => ({
    operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none(), cors: { allowOrigins: ['https://a.example'] },
  })),
  'tenants': () => files((stack, bucket) => ({
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.claim('sub', 'users/') }), auth: S3ProxyAuth.cognito([pool(stack)]), operations: S3Operations.READ_WRITE,
  })),
  'authorizers': () => files((stack) => ({ auth: S3ProxyAuth.cognito([pool(stack)], ['files/read']) }), (api, stack) => {
    const handler = authorizer(stack);
    api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth: S3ProxyAuth.lambdaFunction(handler) });
    api.addOperations({
      operations: S3Operations.of(S3Operation.DELETE_OBJECT),
      auth: S3ProxyAuth.authorizer(new apigateway.RequestAuthorizer(stack, 'Request', {
        handler, identitySources: [apigateway.IdentitySource.header('X-Token'), apigateway.IdentitySource.queryString('who')],
      })),
    });
  }),
  'routes': () => files(() => ({ operations: S3Operations.NONE }), (api) => {
    const key = 'archive/{year}/{id}.pdf';
    api.addRoute({
      path: 'by-year/{year}/{id}', operation: S3Operation.GET_OBJECT, key, query: { 'response-content-type': RouteValue.constant('text/plain') },
    });
    api.addRoute({ path: 'by-year/{year}/{id}/tags', operation: S3Operation.PUT_OBJECT_TAGGING, key });
    api.addRoute({ path: 'list', operation: S3Operation.LIST_OBJECTS_V2 });
  }),
  "an API of somebody's": () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Api', {
      description: 'An API with a function, models and validators', binaryMediaTypes: ['*/*'], minCompressionSize: Size.kibibytes(1),
    });
    api.addModel('Name', { modelName: 'Name', schema: { type: apigateway.JsonSchemaType.STRING } });
    const person = api.addModel('Person', {
      modelName: 'Person',
      schema: { type: apigateway.JsonSchemaType.OBJECT, required: ['name'], properties: { name: { ref: `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/Name` } } },
    });
    api.root.addResource('people').addMethod('POST', new apigateway.MockIntegration({
      requestTemplates: { 'application/json': '{"statusCode": 200}' }, integrationResponses: [{ statusCode: '200' }],
    }), {
      operationName: 'addPerson',
      requestParameters: { 'method.request.header.X-Who': true, 'method.request.querystring.why': false },
      requestModels: { 'application/json': person },
      requestValidatorOptions: { requestValidatorName: 'both', validateRequestBody: true, validateRequestParameters: true },
      methodResponses: [{ statusCode: '200', responseModels: { 'application/json': apigateway.Model.EMPTY_MODEL } }],
    });
    api.root.addResource('function').addProxy({ defaultIntegration: new apigateway.LambdaIntegration(authorizer(stack)) });
    new S3Proxy(stack, 'Invoices', { resource: api.root.addResource('invoices'), target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
    return templateOf(stack);
  },
};

/** Templates of every kind that there is, by name. */
export const EXPORTED = Object.fromEntries(Object.entries(TEMPLATES).map(([name, make]) => [name, once(make)]));
