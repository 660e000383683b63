import { createHash } from 'crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { AwsApiCall, ExpectedResult, IApiCall, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, CfnResource, DockerImage, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ts from 'typescript';
import { ClientEvent } from './client';

/** What calls go to: an `S3ProxyApi`, or the like. */
export interface Api {
  /** Ends with a slash */
  readonly url: string;
  readonly restApi: apigateway.RestApi;
}

/** An HTTP request. */
export interface Call {
  /** @default 'GET' */
  readonly method?: string;
  /** What follows the URL of the API, percent-encoded. @default '' */
  readonly path?: string;
  readonly headers?: Record<string, string>;
  /** @default - empty */
  readonly body?: string | Buffer;
  /** What is signed for the body. @default - its SHA-256 */
  readonly payloadHash?: string;
}

/** What must come back. */
export interface Answer {
  readonly status: number;
  /** Values may be matchers; null for a header that must be missing */
  readonly headers?: Record<string, unknown>;
  /** Text, `{ base64 }` of what is no text, or what `extract` finds. @default - empty */
  readonly body?: string | string[] | { readonly base64: string };
  /** A regular expression: of the body, the first group of each match is compared. @default - the body as it is */
  readonly extract?: string;
}

/** integ-runner gives this when it writes or checks a snapshot, and does not when it deploys. */
const isSnapshot = process.env.CDK_INTEG_REGION !== undefined;

/**
 * An integration test: a stack, and named assertions on it that run one after the other.
 *
 * The name of an assertion is what the runners print. The assertions and their equipment are a stack of their own, so that the
 * template of the stack is what a user would have.
 */
export class ProxyTest {
  public readonly stack: Stack;
  /** Holds the assertions; may be given others than those of this class */
  public readonly assertions: Stack;
  private readonly done = new Set<string>();
  private client?: lambda.Function;
  private last?: IApiCall;

  public constructor(name: string) {
    const app = new App({
      // Snapshots are to hold neither paths of a machine nor usage statistics. The context of integ-runner would go before `context`.
      postCliContext: { 'aws:cdk:disable-creation-stack-traces': true, '@aws-cdk/core:enableAdditionalMetadataCollection': false },
    });
    this.stack = new Stack(app, `cdk-s3-proxy-api-${name}`);
    this.assertions = new Stack(app, `cdk-s3-proxy-api-${name}-assertions`);
    new IntegTest(app, 'Integ', {
      testCases: [this.stack],
      assertionStack: this.assertions,
      allowDestroy: ['AWS::ApiGateway::Deployment'], // every change of an API makes a new one
    });
  }

  /** Calls without credentials. */
  public unsigned(name: string, api: Api, call: Call, answer: Answer): this {
    return this.call(name, api, call, answer, 'no');
  }

  /** Calls signed with credentials that may invoke the API. */
  public signed(name: string, api: Api, call: Call, answer: Answer): this {
    return this.call(name, api, call, answer, 'headers');
  }

  /** The same, with the signature in the URL. */
  public presigned(name: string, api: Api, call: Call, answer: Answer): this {
    return this.call(name, api, call, answer, 'url');
  }

  /** Calls S3 itself, to store what a test needs or, with an expectation, to see what there is. */
  public s3(name: string, api: string, parameters: Record<string, unknown>, expected?: Record<string, unknown>): this {
    const call = new AwsApiCall(this.assertions, name, { service: 'S3', api, parameters });
    this.grant(call, 's3:ListBucket', '*'); // no action is named as the call listObjectsV2 is
    return this.add(call, expected && ExpectedResult.objectLike(expected));
  }

  /**
   * S3 itself has an object of exactly these bytes, and no other whose key begins so.
   *
   * By a listing, since reading a missing object is an error: it would end the deployment, and nothing be cleaned up.
   */
  public stored(name: string, bucketName: string, key: string, body: string | Buffer): this {
    const expected = { Key: key, Size: Buffer.byteLength(body), ETag: etagOf(body) };
    return this.s3(name, 'listObjectsV2', { Bucket: bucketName, Prefix: key }, { KeyCount: 1, Contents: [Match.objectLike(expected)] });
  }

  /** No construct of integ-tests signs, nor sends bytes or spellings as they are, so a Lambda function calls. */
  private call(name: string, api: Api, call: Call, answer: Answer, signed: ClientEvent['signed']): this {
    this.client ??= httpClient(this.assertions);
    const client = this.client;
    const headers = Object.entries(answer.headers ?? {});
    const event: ClientEvent = {
      method: call.method ?? 'GET',
      url: `${api.url}${call.path ?? ''}`,
      headers: call.headers ?? {},
      // Text stays text, as it may hold tokens.
      body: Buffer.isBuffer(call.body) ? { base64: call.body.toString('base64') } : { text: call.body ?? '' },
      signed,
      payloadHash: call.payloadHash,
      tell: headers.map(([header]) => header),
      extract: answer.extract,
    };
    const invoke = new AwsApiCall(this.assertions, name, {
      service: 'Lambda', api: 'invoke', parameters: { FunctionName: client.functionName, Payload: JSON.stringify(event) },
    });
    this.grant(invoke, 'lambda:InvokeFunction', client.functionArn);
    this.once(api.restApi.node.path, () => client.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: [api.restApi.arnForExecuteApi()] })));
    return this.add(invoke, ExpectedResult.objectLike({
      Payload: Match.serializedJson({
        status: answer.status, headers: Object.fromEntries(headers.filter(([, value]) => value !== null)), body: answer.body ?? '',
      }),
    }));
  }

  private add(call: IApiCall, expected?: ExpectedResult): this {
    if (expected) {
      call.expect(expected);
    }
    if (isSnapshot) {
      // It is the time, so that every deployment asserts anew; a snapshot is to be the same each time.
      (call.node.findChild('Default').node.defaultChild as CfnResource).addPropertyOverride('salt', 'snapshot');
    }
    this.last?.next(call);
    this.last = call;
    return this;
  }

  /** All calls share a role, whose policy may have 10 KB. */
  private grant(call: IApiCall, action: string, resource: string) {
    this.once(action, () => call.provider.addToRolePolicy({ Effect: 'Allow', Action: action, Resource: resource }));
  }

  private once(what: string, work: () => void) {
    if (!this.done.has(what)) {
      this.done.add(what);
      work();
    }
  }
}

/** What S3 tags an object with that was stored at once and not encrypted by a key of the user's. */
export function etagOf(body: string | Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function httpClient(scope: Stack): lambda.Function {
  return new lambda.Function(scope, 'HttpClient', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: Duration.seconds(40),
    code: lambda.Code.fromAsset(join(__dirname, 'client'), {
      bundling: { image: DockerImage.fromRegistry('unused'), local: { tryBundle: bundleClient } },
    }),
  });
}

/** The function and the library that signs, which has no dependencies. */
function bundleClient(folder: string): boolean {
  const source = readFileSync(join(__dirname, 'client', 'index.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  writeFileSync(join(folder, 'index.js'), outputText);
  const library = join(folder, 'node_modules', 'aws4');
  mkdirSync(library, { recursive: true });
  for (const file of ['package.json', 'aws4.js', 'lru.js']) {
    copyFileSync(join(dirname(require.resolve('aws4')), file), join(library, file));
  }
  return true;
}
