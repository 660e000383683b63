import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { AddRouteOptions, S3Operations, S3ProxyApi, S3ProxyApiProps, S3Target } from '../../src';

export type CfnTemplate = { Resources: Record<string, { Type: string; Properties: any }>; [section: string]: any };

/** A stack of an app of its own. */
export function newStack(): Stack {
  return new Stack(new App(), 'Stack');
}

/** The template of a stack with one bucket and one S3ProxyApi in front of it. */
export function synthApi(props: Partial<S3ProxyApiProps> = {}): CfnTemplate {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket');
  new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), ...props });
  return templateOf(stack);
}

/** The same, for what needs the bucket. */
export function synthApiOn(props: (bucket: IBucket) => S3ProxyApiProps): CfnTemplate {
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', props(new Bucket(stack, 'Bucket')));
  return templateOf(stack);
}

export function templateOf(stack: Stack): CfnTemplate {
  return Template.fromStack(stack).toJSON() as CfnTemplate;
}

/** A stack of an example as it stands. */
export function synthExample(name: string, stackName: string, region = 'us-east-1'): CfnTemplate {
  const root = join(__dirname, '../..');
  const out = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    execFileSync(process.execPath, ['--require', 'ts-node/register', 'app.ts'], {
      cwd: join(root, 'examples', name),
      env: { ...process.env, TS_NODE_TRANSPILE_ONLY: '1', TS_NODE_PROJECT: join(root, 'tsconfig.dev.json'), CDK_OUTDIR: out, CDK_DEFAULT_REGION: region },
    });
    return JSON.parse(readFileSync(join(out, `${stackName}.template.json`), 'utf8'));
  } finally {
    rmSync(out, { recursive: true });
  }
}

export function resourcesOf(template: CfnTemplate, type: string): Record<string, any>[] {
  return Object.values(template.Resources).filter(resource => resource.Type === type).map(resource => resource.Properties);
}

/** The methods by verb and path, as in `GET /{key+}`. */
export function methodsOf(template: CfnTemplate): Record<string, any> {
  const path = (id: any): string => {
    const resource = template.Resources[id?.Ref]?.Properties;
    return resource === undefined ? '' : `${path(resource.ParentId)}/${resource.PathPart}`;
  };
  return Object.fromEntries(resourcesOf(template, 'AWS::ApiGateway::Method')
    .map(method => [`${method.HttpMethod} ${path(method.ResourceId) || '/'}`, method]));
}

export interface Statement { Effect: string; Action: string | string[]; Resource: any; Condition?: any }

/** The statements of the policies of each role, by a part of the logical id of the role. */
export function statementsByRole(template: CfnTemplate): Record<string, Statement[]> {
  const byRole: Record<string, Statement[]> = {};
  for (const policy of resourcesOf(template, 'AWS::IAM::Policy')) {
    for (const role of policy.Roles) {
      byRole[role.Ref] = [...byRole[role.Ref] ?? [], ...policy.PolicyDocument.Statement];
    }
  }
  return byRole;
}

export const asArray = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** The template of a bucket `a-bucket` with a proxy of routes alone in front of it. */
export function synthRoutes(
  routes: AddRouteOptions[], props: Partial<S3ProxyApiProps> | ((bucket: IBucket) => Partial<S3ProxyApiProps>) = {},
): CfnTemplate {
  const stack = newStack();
  const bucket = new Bucket(stack, 'Bucket', { bucketName: 'a-bucket' });
  const api = new S3ProxyApi(stack, 'Files', {
    target: S3Target.bucket(bucket), operations: S3Operations.NONE, ...typeof props === 'function' ? props(bucket) : props,
  });
  routes.forEach(route => api.addRoute(route));
  return templateOf(stack);
}
