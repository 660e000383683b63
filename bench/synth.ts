/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/no-explicit-any -- what is loaded when is measured; what is read is any JSON */
import { readFileSync } from 'fs';
import { join } from 'path';

/** What a process found out that did nothing but synthesize. */
export interface Synthesized {
  /** Milliseconds to load aws-cdk-lib, and then the construct. */
  readonly importCdk: number;
  readonly importConstruct: number;
  /** Milliseconds, the first time. */
  readonly cold: number;
  /** Milliseconds, each further time. */
  readonly warm: readonly number[];
  /** Of all templates together. */
  readonly bytes: number;
  readonly resources: number;
}

type Build = (stack: import('aws-cdk-lib').Stack) => void;

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

/** A stack for each proxy: CloudFormation takes 500 resources and 1,000,000 bytes in one. */
function synthesize({ App, Stack }: typeof import('aws-cdk-lib'), build: Build, proxies: number): string {
  const app = new App({ outdir: join(process.argv[5], 'out'), analyticsReporting: false });
  for (let index = 0; index < proxies; index++) {
    build(new Stack(app, `Stack${index}`));
  }
  return app.synth().directory;
}

function ofConstruct({ S3Operations, S3ProxyApi, S3Target }: typeof import('../src'), { Bucket }: typeof import('aws-cdk-lib/aws-s3')): Build {
  return (stack) => void new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.ALL });
}

/** As somebody would write it with aws-cdk-lib alone: the resources, methods, answers, role and gateway responses that are in the construct's template. */
function byHand({ methods, statements, responses }: Record<string, any[]>): Build {
  const { Bucket } = require('aws-cdk-lib/aws-s3') as typeof import('aws-cdk-lib/aws-s3');
  const iam = require('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam');
  const gateway = require('aws-cdk-lib/aws-apigateway') as typeof import('aws-cdk-lib/aws-apigateway');
  return (stack) => {
    const bucket = new Bucket(stack, 'Bucket');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    for (const { actions, effect, keys, conditions } of statements) {
      role.addToPolicy(new iam.PolicyStatement({ effect, actions, conditions, resources: [keys ? bucket.arnForObjects('*') : bucket.bucketArn] }));
    }
    const api = new gateway.RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] });
    const key = api.root.addResource('{key+}');
    for (const { httpMethod, isKey, methodResponses, requestParameters, integration } of methods) {
      const { integrationHttpMethod, ...options } = integration;
      const path = isKey ? `${bucket.bucketName}/{key}` : bucket.bucketName;
      const s3 = new gateway.AwsIntegration({ service: 's3', path, integrationHttpMethod, options: { ...options, credentialsRole: role } });
      (isKey ? key : api.root).addMethod(httpMethod, s3, { authorizationType: gateway.AuthorizationType.IAM, methodResponses, requestParameters });
    }
    for (const { responseType, ...more } of responses) {
      api.addGatewayResponse(responseType, { type: gateway.ResponseType.of(responseType), ...more });
    }
  };
}

// Arguments: `construct` or `by hand`, how many proxies, how often, a folder. By hand the folder has what is in the construct's template.
function main(): void {
  const [, , what, proxies, rounds, folder] = process.argv;
  const [cdk, importCdk] = timed(() => {
    require('aws-cdk-lib/aws-apigateway');
    require('aws-cdk-lib/aws-iam');
    require('aws-cdk-lib/aws-s3');
    return require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  });
  const [build, importConstruct] = timed(() => {
    if (what === 'construct') {
      return ofConstruct(require('../../lib'), require('aws-cdk-lib/aws-s3'));
    }
    return byHand(JSON.parse(readFileSync(join(folder, 'methods.json'), 'utf8')));
  });
  const times: number[] = [];
  let directory = '';
  for (let round = 0; round <= Number(rounds); round++) {
    const [out, millis] = timed(() => synthesize(cdk, build, Number(proxies)));
    directory = out;
    times.push(millis);
  }
  const templates = Array.from({ length: Number(proxies) }, (_, index) => readFileSync(join(directory, `Stack${index}.template.json`)));
  const result: Synthesized = {
    importCdk,
    importConstruct,
    cold: times[0],
    warm: times.slice(1),
    bytes: templates.reduce((sum, { length }) => sum + length, 0),
    resources: templates.reduce((sum, text) => sum + Object.keys(JSON.parse(text.toString()).Resources).length, 0),
  };
  process.send!(result);
}

main();
