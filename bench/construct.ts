/* eslint-disable @typescript-eslint/no-explicit-any -- templates are any JSON */
import { execFileSync } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Child, OUT, ROOT } from './processes';
import { median } from './statistics';
import type { Synthesized } from './synth';
import { S3Operations, S3ProxyApi, S3Target } from '../src';

/** Medians, in milliseconds. */
export interface Synth {
  readonly proxies: number;
  readonly what: typeof WHATS[number];
  readonly cold: number;
  readonly warm: number;
  readonly bytes: number;
  readonly resources: number;
  readonly importCdk: number;
  readonly importConstruct: number;
}

export interface PackageSize {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
}

const WHATS = ['construct', 'by hand'] as const;
const WARM_ROUNDS = 5;
const FOLDER = join(OUT, 'synth');

/** Both in turn, each time in a new process. */
export async function measureSynth(counts: readonly number[], rounds: number): Promise<Synth[]> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'methods.json'), JSON.stringify(methodsOfConstruct()));
  const found: Synth[] = [];
  for (const proxies of counts) {
    const samples = new Map<Synth['what'], Synthesized[]>(WHATS.map((what) => [what, []]));
    for (let round = 0; round < rounds; round++) {
      for (const what of WHATS) {
        const child = new Child('synth', [what, String(proxies), String(WARM_ROUNDS), FOLDER]);
        samples.get(what)!.push(await child.hear<Synthesized>());
        await child.stop();
      }
    }
    found.push(...WHATS.map((what) => summary(what, proxies, samples.get(what)!)));
  }
  return found;
}

function summary(what: Synth['what'], proxies: number, samples: readonly Synthesized[]): Synth {
  const of = (value: (sample: Synthesized) => number) => median(samples.map(value));
  return {
    what,
    proxies,
    cold: of(({ cold }) => cold),
    warm: of(({ warm }) => median(warm)),
    bytes: samples[0].bytes,
    resources: samples[0].resources,
    importCdk: of(({ importCdk }) => importCdk),
    importConstruct: of(({ importConstruct }) => importConstruct),
  };
}

/** What has to be written by hand for the same API, in the names of aws-cdk-lib. */
function methodsOfConstruct(): object {
  const stack = new Stack(new App(), 'Stack');
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.ALL });
  const resources: any[] = Object.values((App.of(stack) as App).synth().getStackByName('Stack').template.Resources);
  const ofType = (type: string) => resources.filter(({ Type: one }) => one === type).map(({ Properties }) => Properties);
  return {
    methods: ofType('AWS::ApiGateway::Method').map(({ HttpMethod, Integration, MethodResponses, RequestParameters, ResourceId }) => {
      const { Credentials, Type, Uri, ...integration } = Integration;
      return {
        httpMethod: HttpMethod,
        isKey: 'Ref' in ResourceId,
        methodResponses: camel(MethodResponses),
        requestParameters: RequestParameters,
        integration: camel(integration),
      };
    }),
    statements: ofType('AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .map(({ Action, Condition, Effect, Resource }) => (
        { actions: [Action].flat(), conditions: Condition, effect: Effect, keys: JSON.stringify(Resource).includes('/*') })),
    responses: ofType('AWS::ApiGateway::GatewayResponse').map(({ ResponseParameters = {}, ResponseTemplates, ResponseType, StatusCode }) => ({
      responseType: ResponseType,
      statusCode: StatusCode,
      templates: ResponseTemplates,
      responseHeaders: Object.fromEntries(Object.entries(ResponseParameters).map(([name, value]) => [name.replace('gatewayresponse.header.', ''), value])),
    })),
  };
}

/** The properties of an integration and of answers; what is below parameters and templates are names of the API. */
function camel(value: any): any {
  if (Array.isArray(value)) {
    return value.map(camel);
  }
  return typeof value !== 'object' ? value : Object.fromEntries(Object.entries(value).map(([name, below]) => (
    [name[0].toLowerCase() + name.slice(1), /(Parameters|Templates|Models)$/.test(name) ? below : camel(below)])));
}

/** What is published. */
export function measurePackages(): PackageSize[] {
  return [ROOT, join(ROOT, 'local')].map((folder) => {
    const text = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    const [{ size, unpackedSize, entryCount }] = JSON.parse(text) as Array<{ size: number; unpackedSize: number; entryCount: number }>;
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
    return { name, packedBytes: size, unpackedBytes: unpackedSize, files: entryCount };
  });
}
