import { join } from 'path';
import { readJson, Synthesis } from './synthesis';
import { loadTemplate, LocalApi, Resource, resolveTemplate, Stack, Template } from '../../local/src';

/** One assertion, or a call that prepares one: a custom resource of the assertion stack. */
export interface Step {
  readonly name: string;
  readonly logicalId: string;
  readonly type: string;
  /** Steps that come before */
  readonly after: string[];
  readonly properties: Record<string, unknown>;
  readonly asserts: boolean;
}

/** A Lambda function of the assertion stack. */
export interface FunctionCode {
  readonly name: string;
  /** Its unpacked asset */
  readonly folder: string;
}

type AssertionTemplate = Template & { readonly Resources: Readonly<Record<string, { readonly DependsOn?: string | string[] }>> };

interface AssetManifest {
  readonly files: Record<string, Asset>;
}

interface Asset {
  readonly source: { readonly path: string };
  readonly destinations: Record<string, { readonly objectKey: string }>;
}

const STEP = 'Custom::DeployAssert@';
const OUTPUT = 'AssertionResults';

/** The assertion stack of a test, its references to the deployed stack resolved. */
export class AssertionStack {
  /** In the order in which CloudFormation creates them. */
  public readonly steps: Step[];
  /** The function that the steps are calls of. */
  public readonly handler: FunctionCode;
  /** The other functions, which steps invoke. */
  public readonly clients: FunctionCode[];

  private readonly template: AssertionTemplate;
  private readonly stack: Stack;

  /**
   * @param synthesis the test
   * @param api its stack as it runs on this machine
   * @param region where it is said to run
   */
  public constructor(synthesis: Synthesis, private readonly api: LocalApi, region: string) {
    const { template, stackName } = loadTemplate(synthesis.folder, synthesis.assertionStack);
    this.template = template;
    this.stack = resolveTemplate(template, { stackName, region, imports: api.exports, supports: type => type === 'AWS::Lambda::Function' });
    this.steps = inOrder(this.readSteps());

    const tokens = new Set(this.steps.map(({ properties }) => properties.ServiceToken));
    const functions = this.stack.resources.map(resource => ({
      name: resource.physicalId, folder: assetOf(resource, synthesis.folder, stackName), isHandler: tokens.has(resource.attributes.Arn),
    }));
    const handler = functions.find(({ isHandler }) => isHandler);
    if (!handler) {
      throw new Error(`${stackName}: must have assertions of integ-tests, got none`);
    }
    this.handler = handler;
    this.clients = functions.filter(({ isHandler }) => !isHandler);
  }

  private readSteps(): Map<string, Step> {
    const names = this.namesOfAssertions();
    const ids = Object.keys(this.template.Resources).filter(id => this.template.Resources[id].Type.startsWith(STEP));
    return new Map(ids.map((logicalId): [string, Step] => {
      const { Type: type, Properties, DependsOn = [] } = this.template.Resources[logicalId];
      const resolved = this.stack.resolve(Properties, `Resources.${logicalId}.Properties`);
      return [logicalId, {
        // Without an assertion there is no name but the id: that of the construct, and a hash.
        name: names.get(logicalId) ?? logicalId.replace(/[0-9A-F]{8}$/, ''),
        logicalId,
        type,
        after: [DependsOn].flat().filter(id => ids.includes(id)),
        properties: asText(this.api.localize(resolved)) as Record<string, unknown>,
        asserts: names.has(logicalId),
      }];
    }));
  }

  /** integ-tests outputs the result of each assertion, under the name that integ-runner prints. */
  private namesOfAssertions(): Map<string, string> {
    return new Map(Object.entries(this.template.Outputs ?? {}).flatMap(([output, { Value }]): [string, string][] => {
      const [id] = (Value as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
      return output.startsWith(OUTPUT) && id !== undefined ? [[id, output.slice(OUTPUT.length)]] : [];
    }));
  }
}

function inOrder(steps: Map<string, Step>): Step[] {
  const ordered = new Set<Step>();
  const visit = (step: Step) => {
    if (!ordered.has(step)) {
      step.after.forEach(id => visit(steps.get(id)!));
      ordered.add(step);
    }
  };
  steps.forEach(visit);
  return [...ordered];
}

/** The unpacked code of a function. */
function assetOf({ logicalId, properties }: Resource, folder: string, stackName: string): string {
  const { S3Key: key } = properties.Code as { S3Key?: string };
  const { files } = readJson(join(folder, `${stackName}.assets.json`)) as AssetManifest;
  const asset = Object.values(files).find(({ destinations }) => Object.values(destinations).some(({ objectKey }) => objectKey === key));
  if (!asset) {
    throw new Error(`${logicalId}: its code must be an asset, got ${JSON.stringify(properties.Code)}`);
  }
  return join(folder, asset.source.path);
}

/** CloudFormation hands numbers and booleans to custom resources as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]))
    : String(value);
}
