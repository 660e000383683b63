import { readFileSync } from 'node:fs';
import { Template } from '../cloudformation/template';

/** Where the resources of a stack are on AWS. */
export interface DeployedNames {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** By logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** The property that gives a resource its name, by type: those that an integration or an authorizer names. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
};

/** Reads what `aws cloudformation describe-stack-resources` writes. */
export function readDeployedNames(file: string): DeployedNames {
  let resources: ReadonlyArray<Readonly<Record<string, string>>>;
  try {
    resources = (JSON.parse(readFileSync(file, 'utf8')) as { StackResources?: typeof resources }).StackResources ?? [];
  } catch (error) {
    throw new Error(`--resources: '${file}' cannot be read: ${(error as Error).message}`);
  }
  const [, partition, region, accountId] = /^arn:([^:]+):cloudformation:([^:]+):([^:]+):stack\//.exec(resources[0]?.StackId ?? '') ?? [];
  if (!accountId) {
    throw new Error(`--resources: '${file}' must be what 'aws cloudformation describe-stack-resources --stack-name NAME' writes: it has no StackResources`);
  }
  return {
    accountId,
    region,
    partition,
    physicalIds: Object.fromEntries(resources.map(({ LogicalResourceId: id, PhysicalResourceId: name }) => [id, name])),
  };
}

/** The template with the names that its resources have got. */
export function withNames(template: Template, { physicalIds }: DeployedNames): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    const property = NAMES[resource.Type];
    const isNamed = property !== undefined && physicalIds[id] !== undefined;
    return [id, isNamed ? { ...resource, Properties: { ...resource.Properties, [property]: physicalIds[id] } } : resource] as const;
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** The resources that the API names and the template does not: what they are called here is made up. */
export function unnamed({ Resources }: Template): string[] {
  const api = JSON.stringify(Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::ApiGateway::')));
  return Object.entries(Resources).filter(([id, { Type, Properties }]) => (
    NAMES[Type] !== undefined && Properties?.[NAMES[Type]] === undefined && new RegExp(`["{]${id}["}.]`).test(api))).map(([id]) => id);
}
