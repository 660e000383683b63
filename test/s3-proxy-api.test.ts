import { Cors, EndpointType, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { S3ProxyApi, S3Target } from '../src';
import { newStack, resourcesOf, synthApi } from './support/synth';

test('owns a regional API where all content is binary, and no account-wide CloudWatch role', () => {
  const template = synthApi();
  expect(resourcesOf(template, 'AWS::ApiGateway::RestApi')).toEqual([expect.objectContaining({
    BinaryMediaTypes: ['*/*'], EndpointConfiguration: { Types: ['REGIONAL'] },
  })]);
  expect(resourcesOf(template, 'AWS::ApiGateway::Account')).toEqual([]);
  expect(resourcesOf(template, 'AWS::ApiGateway::Stage')).toEqual([expect.objectContaining({ StageName: 'prod' })]);
});

test('restApiProps are passed on', () => {
  const template = synthApi({
    restApiProps: { restApiName: 'mine', deployOptions: { stageName: 'test' }, endpointTypes: [EndpointType.EDGE] },
  });
  expect(resourcesOf(template, 'AWS::ApiGateway::RestApi')[0]).toMatchObject({ Name: 'mine', EndpointConfiguration: { Types: ['EDGE'] } });
  expect(resourcesOf(template, 'AWS::ApiGateway::Stage')[0]).toMatchObject({ StageName: 'test' });
});

test('restApiProps without a value change nothing', () => {
  const undefinedProps = { endpointTypes: undefined, cloudWatchRole: undefined, restApiName: undefined, deployOptions: undefined };
  expect(synthApi({ restApiProps: undefinedProps })).toEqual(synthApi());
});

test.each([
  ['binaryMediaTypes', ['image/png']],
  ['defaultIntegration', new MockIntegration()],
  ['defaultMethodOptions', { apiKeyRequired: true }],
  ['defaultCorsPreflightOptions', { allowOrigins: Cors.ALL_ORIGINS }],
  ['cloneFrom', {}],
  ['minimumCompressionSize', 0],
  ['minCompressionSize', {}],
])('fails when restApiProps sets %s', (property, value) => {
  expect(() => synthApi({ restApiProps: { [property]: value } }))
    .toThrow(`restApiProps.${property} must not be set, S3ProxyApi decides it`);
});

test('url is the stage, with a slash at the end', () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
  expect(stack.resolve(api.url)).toEqual(stack.resolve(api.restApi.url));
  expect(JSON.stringify(stack.resolve(api.url))).toMatch(/\/"\]\]\}$/);
});
