import { ContentHandling } from 'aws-cdk-lib/aws-apigateway';
import { methodsOf, synthApi } from './support/synth';

const { CONVERT_TO_BINARY, CONVERT_TO_TEXT } = ContentHandling;

describe('binary content', () => {
  test.each([
    [{ binaryMediaTypes: ['image/png'], requestContentHandling: CONVERT_TO_BINARY }, /requestContentHandling must not be CONVERT_TO_BINARY .*image\/png/],
    [{ binaryMediaTypes: ['image/*'], responseContentHandling: CONVERT_TO_BINARY }, /responseContentHandling must not be CONVERT_TO_BINARY/],
    [{ binaryMediaTypes: [], responseContentHandling: CONVERT_TO_BINARY }, /leave out responseContentHandling, or binaryMediaTypes/],
    [{ binaryMediaTypes: ['image/png; q=1'] }, /binaryMediaTypes must be media types without parameters, got 'image\/png; q=1'/],
    [{ binaryMediaTypes: ['png'] }, /write type\/subtype/],
  ])('fails when %j', (props, message) => {
    expect(() => synthApi(props)).toThrow(message);
  });

  test.each([[['image/png']], [[]]])('%j leaves answers unconverted, as every conversion would break some', binaryMediaTypes => {
    const responses = methodsOf(synthApi({ binaryMediaTypes }))['GET /{key+}'].Integration.IntegrationResponses;
    expect(responses.filter((response: any) => response.ContentHandling)).toEqual([]);
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
    [{ etag: 'x-amz-id-2' }, /carried already/],
    [{ "it's": 'Date' }, /name of letters, digits and hyphens, got 'it's'/],
    [{ Timestamp: "Da'te" }, /header of S3 of letters/],
    [{ '': 'Date' }, /letters/],
  ])('fails when they are %j', (responseHeaders, message) => {
    expect(() => synthApi({ responseHeaders } as any)).toThrow(message);
  });
});
