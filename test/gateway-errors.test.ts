import { Readable } from 'stream';
import * as s3 from '@aws-sdk/client-s3';
import { Stack } from 'aws-cdk-lib';
import { ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as awss3 from 'aws-cdk-lib/aws-s3';
import { signRequest } from '../local/src/auth/sigv4';
import { sha256Hex } from '../local/src/auth/sigv4-canonical';
import { LocalApi, LocalOptions } from '../local/src/index';
import { CALLER, closeAll, raw, recorder, Recorder, serve } from '../local/test/support/gateway';
import { directClient } from '../script/operations/sdk';
import { S3Operation, S3Operations, S3Proxy, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target } from '../src';
import { CfnTemplate, newStack, resourcesOf, synthApi, templateOf } from './support/synth';

const responsesOf = (template: CfnTemplate) =>
  Object.fromEntries(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse').map(response => [response.ResponseType, response]));
const codeOf = (response: any): string => /<Code>(\w+)<\/Code>/.exec(response.ResponseTemplates['application/json'])![1];
const codesOf = (template: CfnTemplate) =>
  Object.fromEntries(Object.entries(responsesOf(template)).map(([type, response]) => [type, codeOf(response)]));
const bucketIn = (stack: Stack) => new awss3.Bucket(stack, 'Bucket');

/** An API that has all that its own errors may depend on. */
function everything(props: Partial<S3ProxyApiProps> = {}): CfnTemplate {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucketIn(stack)), ...props });
  api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth: S3ProxyAuth.cognito([new UserPool(stack, 'Pool')]), apiKeyRequired: true });
  api.addRoute({ path: 'part/{id}', key: '{id}', operation: S3Operation.UPLOAD_PART, auth: S3ProxyAuth.none() });
  api.addUsagePlan('Plan', { quota: { limit: 1, period: 'DAY' as any } }).addApiKey(api.restApi.addApiKey('Key'));
  return templateOf(stack);
}

const OF_ALL = {
  ACCESS_DENIED: 'AccessDenied',
  DEFAULT_4XX: 'InvalidRequest',
  DEFAULT_5XX: 'InternalError',
  INTEGRATION_FAILURE: 'ServiceUnavailable',
  INTEGRATION_TIMEOUT: 'RequestTimeout',
  MISSING_AUTHENTICATION_TOKEN: 'AccessDenied',
  REQUEST_TOO_LARGE: 'EntityTooLarge',
  THROTTLED: 'SlowDown',
  UNSUPPORTED_MEDIA_TYPE: 'NotImplemented',
  WAF_FILTERED: 'AccessDenied',
};
const OF_IAM = { EXPIRED_TOKEN: 'ExpiredToken', INVALID_SIGNATURE: 'SignatureDoesNotMatch' };
const OF_AUTHORIZERS = { UNAUTHORIZED: 'AccessDenied' };
const OF_KEYS = { INVALID_API_KEY: 'AccessDenied', QUOTA_EXCEEDED: 'SlowDown' };
const OF_PARAMETERS = { BAD_REQUEST_PARAMETERS: 'InvalidRequest' };

/** What API Gateway takes where a type has no response of its own. */
const BY_DEFAULT = {
  API_CONFIGURATION_ERROR: 'DEFAULT_5XX',
  AUTHORIZER_CONFIGURATION_ERROR: 'DEFAULT_5XX',
  AUTHORIZER_FAILURE: 'DEFAULT_5XX',
  BAD_REQUEST_BODY: 'DEFAULT_4XX',
  RESOURCE_NOT_FOUND: 'DEFAULT_4XX',
};

describe('errors of the API itself', () => {
  const types = Object.values(ResponseType).flatMap((value: unknown) => (value instanceof ResponseType ? [value.responseType] : []));

  test('each type that there is has a code of S3: its own, or that of its class', () => {
    expect(types.length).toBeGreaterThan(20);
    const own = { ...OF_ALL, ...OF_IAM, ...OF_AUTHORIZERS, ...OF_KEYS, ...OF_PARAMETERS };
    expect([...Object.keys(own), ...Object.keys(BY_DEFAULT)].sort()).toEqual([...types].sort());
    expect(codesOf(everything())).toEqual(own);
  });

  test.each([...types].filter(type => !(type in BY_DEFAULT)))('%s is XML as S3 writes it, with its own status', type => {
    expect(responsesOf(everything())[type]).toEqual({
      ResponseType: type,
      RestApiId: { Ref: expect.any(String) },
      ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/xml'" },
      ResponseTemplates: {
        // Nothing escapes what is put into a message, so that there is nothing but text.
        'application/json': expect.stringMatching(
          /^<Error><Code>[A-Za-z]+<\/Code><Message>[A-Za-z0-9 ,.:?()'-]+<\/Message><RequestId>\$context\.requestId<\/RequestId><\/Error>$/,
        ),
      },
    });
  });

  test.each<[string, Partial<S3ProxyApiProps>, Record<string, string>]>([
    ['those who sign', {}, OF_IAM],
    ['those who sign for S3 itself', { auth: S3ProxyAuth.iam({ callerCredentials: true }) }, OF_IAM],
    ['everybody', { auth: S3ProxyAuth.none() }, {}],
    ['everybody with a key', { auth: S3ProxyAuth.none(), apiKeyRequired: true }, OF_KEYS],
    ['nobody yet', { operations: S3Operations.NONE }, {}],
  ])('what methods for %s never answer is left out', (_, props, further) => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucketIn(stack)), ...props });
    api.restApi.root.addResource('other').addMethod('GET');
    expect(codesOf(templateOf(stack))).toEqual({ ...OF_ALL, ...further });
  });

  test('what comes later brings its own', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucketIn(stack)), auth: S3ProxyAuth.none() });
    const auth = S3ProxyAuth.cognito([new UserPool(stack, 'Pool')]);
    const own = { type: ResponseType.UNAUTHORIZED, templates: { 'application/json': '<Error><Code>Own</Code></Error>' } };
    api.restApi.addGatewayResponse('UNAUTHORIZED', own);
    api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT), auth });
    api.addRoute({ path: 'part/{id}', key: '{id}', operation: S3Operation.UPLOAD_PART });
    expect(codesOf(templateOf(stack))).toEqual({ ...OF_ALL, UNAUTHORIZED: 'Own', ...OF_IAM, ...OF_PARAMETERS });
  });

  test('an API of elsewhere keeps its own', () => {
    const stack = newStack();
    const resource = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root;
    new S3Proxy(stack, 'Files', { resource, target: S3Target.bucket(bucketIn(stack)) });
    expect(responsesOf(templateOf(stack))).toEqual({});
  });
});

describe('an S3 client reads them', () => {
  afterEach(closeAll);
  const clients: s3.S3Client[] = [];
  afterEach(() => clients.splice(0).forEach(client => client.destroy()));

  type Sign = (request: any, api: LocalApi) => void;
  const unsigned: Sign = () => undefined;
  const signedAs = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Sign => (request, api) => {
    const { method, path, query, headers } = request;
    const lines = Object.entries({ ...headers, host: new URL(api.url()).host }) as [string, string][];
    const text = new URLSearchParams(query).toString();
    const added = signRequest({ method, path, query: text, headers: lines }, { service: 'execute-api', region: 'us-east-1', credentials, payloadHash: sha256Hex('') });
    Object.assign(request.headers, Object.fromEntries(added));
  };

  interface Setting {
    readonly template?: CfnTemplate;
    readonly s3?: Recorder | { readonly endpoint: string };
    readonly local?: Partial<LocalOptions>;
    readonly sign?: Sign;
    readonly config?: s3.S3ClientConfig;
  }
  const open = synthApi({ operations: S3Operations.READ_WRITE, auth: S3ProxyAuth.none() });

  async function started({ template = open, s3: store, local, sign = unsigned, config }: Setting): Promise<{ api: LocalApi; client: s3.S3Client }> {
    const api = await serve({ methods: [] }, store ?? await recorder(), { template, ...local });
    const client = directClient(api.url().replace(/\/$/, ''), CALLER, 'us-east-1', {
      bucketEndpoint: true,
      forcePathStyle: false,
      signer: async () => ({ sign: async (request: any) => { sign(request, api); return request; } }),
      ...config,
    });
    clients.push(client);
    return { api, client };
  }

  const bucketOf = (api: LocalApi) => api.url().replace(/\/$/, '');
  type Call = (client: s3.S3Client, Bucket: string) => Promise<unknown>;
  const get: Call = (client, Bucket) => client.send(new s3.GetObjectCommand({ Bucket, Key: 'key' }));
  const start: Call = (client, Bucket) => client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'key' }));
  const put = (Body: s3.PutObjectCommandInput['Body'], Key = 'key'): Call => (client, Bucket) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body }));
  const stream: Call = (client, Bucket) => client.send(new s3.PutObjectCommand({ Bucket, Key: 'key', Body: Readable.from(['x']), ContentLength: 1 }));
  const twice = (call: Call): Call => async (client, Bucket) => {
    await call(client, Bucket);
    return call(client, Bucket);
  };

  const ofPool = { userPools: { PoolD3F588B8: { id: 'us-east-1_AbCdEf123', jwks: { keys: [] } } } };
  const cases: [string, () => Setting | Promise<Setting>, Call, [string, number]][] = [
    ['nobody signs', () => ({ template: synthApi() }), get, ['AccessDenied', 403]],
    ['there is no such method', () => ({}), start, ['AccessDenied', 403]],
    ['the signature is another', () => ({ template: synthApi(), sign: signedAs({ ...CALLER, secretAccessKey: 'another' }) }), get, ['SignatureDoesNotMatch', 403]],
    ['the session is over', () => {
      const session = { ...CALLER, sessionToken: 'token', expiration: new Date(0) };
      return { template: synthApi(), local: { callers: [session] }, sign: signedAs(session) };
    }, get, ['ExpiredToken', 403]],
    ['the caller may not', () => {
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }] };
      return { template: synthApi(), local: { callers: [{ ...CALLER, policy }] }, sign: signedAs(CALLER) };
    }, get, ['AccessDenied', 403]],
    ['the token is none', () => {
      const stack = newStack();
      new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucketIn(stack)), auth: S3ProxyAuth.cognito([new UserPool(stack, 'Pool')]) });
      return { template: templateOf(stack), local: ofPool };
    }, get, ['AccessDenied', 401]],
    ['there is no API key', () => ({ template: everything({ auth: S3ProxyAuth.none(), apiKeyRequired: true }), local: ofPool }), get, ['AccessDenied', 403]],
    ['the quota of the API key is used up', () => ({
      template: everything({ auth: S3ProxyAuth.none(), apiKeyRequired: true }),
      local: ofPool,
      sign: (request, api) => { request.headers['x-api-key'] = api.apiKeys[0].value; },
    }), twice(get), ['SlowDown', 429]],
    ['there are too many calls', () => ({
      template: synthApi({ auth: S3ProxyAuth.none(), restApiProps: { deployOptions: { throttlingRateLimit: 1, throttlingBurstLimit: 1 } } }),
      local: { now: () => 0 },
    }), twice(get), ['SlowDown', 429]],
    ['the object is too large', () => ({}), put(Buffer.alloc(10 * 1024 * 1024 + 1)), ['EntityTooLarge', 413]],
    ['a part is without its upload', () => ({ template: everything(), local: ofPool }), put('x', 'part/1'), ['InvalidRequest', 400]],
    ['the URL is too long', () => ({}), put('x', 'k'.repeat(10_240)), ['InvalidRequest', 414]],
    ['the body is in chunks, as SDKs send a stream', () => ({
      // The client would say that it cannot try again.
      config: { requestChecksumCalculation: 'WHEN_SUPPORTED', logger: { ...console, warn: () => undefined } },
    }), stream, ['NotImplemented', 415]],
    ['S3 is not there', () => ({ s3: { endpoint: 'http://127.0.0.1:1' } }), get, ['ServiceUnavailable', 504]],
    ['S3 takes its time', async () => {
      const template: CfnTemplate = JSON.parse(JSON.stringify(open));
      resourcesOf(template, 'AWS::ApiGateway::Method').forEach(({ Integration }) => { Integration.TimeoutInMillis = 50; });
      return { template, s3: await recorder(() => undefined) };
    }, get, ['RequestTimeout', 504]],
    ['the answer is too large', async () => ({
      s3: await recorder((_, response) => response.end(Buffer.alloc(10 * 1024 * 1024 + 1))),
    }), get, ['InternalError', 500]],
  ];

  test.each(cases)('when %s', async (_, setting, call, [name, status]) => {
    const { api, client } = await started(await setting());
    const error: s3.S3ServiceException = await call(client, bucketOf(api)).then(() => { throw new Error('it was answered'); }, reason => reason);
    expect([error.name, error.$metadata?.httpStatusCode, error.message]).toEqual([name, status, expect.stringMatching(/^[A-Z].*[a-z.]$/)]);
    expect((error as any).RequestId ?? (error as any).requestId ?? error.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('when the URL has a broken escape, which no client would send', async () => {
    const { api } = await started({});
    const answer = await raw(api, { target: '/prod/bad%zz' });
    expect([answer.status, answer.header('content-type'), answer.body.toString()])
      .toEqual([400, 'application/xml', expect.stringMatching(/^<Error><Code>InvalidRequest<\/Code>/)]);
  });
});
