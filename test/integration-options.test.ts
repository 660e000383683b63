import { Aws } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ContentHandling } from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { S3ProxyApi, S3Target } from '../src';
import { methodsOf, newStack, synthApi } from './support/synth';

const { CONVERT_TO_BINARY, CONVERT_TO_TEXT } = ContentHandling;

describe('binary content', () => {
  test.each([
    [{ binaryMediaTypes: ['image/png'], requestContentHandling: CONVERT_TO_BINARY }, /requestContentHandling must not decode base64 .*\[image\/png\].*, got 'CONVERT_TO_BINARY': leave it out/],
    [{ binaryMediaTypes: ['image/*'], responseContentHandling: CONVERT_TO_BINARY }, /responseContentHandling must not decode base64/],
    [{ binaryMediaTypes: [], responseContentHandling: CONVERT_TO_BINARY }, /or make the API binary with '\*\/\*'/],
    [{ binaryMediaTypes: ['image/png; q=1'] }, /binaryMediaTypes must be media types without parameters, got 'image\/png; q=1'/],
    [{ binaryMediaTypes: ['png'] }, /write type\/subtype/],
    [{ binaryMediaTypes: ['*/png'] }, /binaryMediaTypes must have a type before '\/'.* got '\*\/png'/],
  ])('fails when %j', (props, message) => {
    expect(() => synthApi(props)).toThrow(message);
  });

  test.each([[['image/png']], [[]]])('%j leaves answers unconverted, as every conversion would break some', binaryMediaTypes => {
    const responses = methodsOf(synthApi({ binaryMediaTypes }))['GET /{key+}'].Integration.IntegrationResponses;
    expect(responses.filter((response: any) => response.ContentHandling)).toEqual([]);
  });

  test.each([[['image/png']], [[]]])('%j warns, naming what to set', binaryMediaTypes => {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), binaryMediaTypes });
    Annotations.fromStack(stack).hasWarning('/Stack/Files/Proxy', Match.stringLikeRegexp('binaryMediaTypes: .*partialBinaryMediaTypes'));
  });

  test('everything warns of nothing', () => {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('a list that has everything among others is like everything', () => {
    const responses = methodsOf(synthApi({ binaryMediaTypes: ['image/png', '*/*'], requestContentHandling: CONVERT_TO_TEXT }))['GET /{key+}'];
    expect(responses.Integration.IntegrationResponses[0].ContentHandling).toBe('CONVERT_TO_BINARY');
  });
});

describe('response headers', () => {
  test.each([
    [{ Date: 'Date' }, /must not give out a header that API Gateway renames, got 'Date': .*x-s3-date/],
    [{ server: 'Server' }, /renames/],
    [{ etag: 'x-amz-id-2' }, /must not replace a header that S3 answers with, got 'etag'/],
    [{ 'x-object-size': 'ETag' }, /must not replace/],
    [{ 'transfer-encoding': 'ETag' }, /renames/],
    [{ Timestamp: 'Date', timestamp: 'Date' }, /must name a header once/],
    [{ [Aws.REGION]: 'Date' }, /known at synthesis/],
    [{ "it's": 'Date' }, /name of letters, digits and hyphens, .* got 'it's'/],
    [{ Timestamp: "Da'te" }, /header of S3 of letters/],
    [{ '': 'Date' }, /letters/],
  ])('fails when they are %j', (responseHeaders, message) => {
    expect(() => synthApi({ responseHeaders } as any)).toThrow(message);
  });

  test('one of S3 under its own name is on errors too', () => {
    const put = methodsOf(synthApi({ responseHeaders: { 'x-amz-request-id': 'x-amz-request-id' } }))['GET /{key+}'];
    for (const response of put.Integration.IntegrationResponses) {
      expect(response.ResponseParameters['method.response.header.x-amz-request-id']).toBe('integration.response.header.x-amz-request-id');
    }
  });
});
