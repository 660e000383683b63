import { resolve, resolveLazily, Scope, UnresolvedError } from './intrinsics';
import { Environment, identify, Identity } from './physical-ids';

/** A CloudFormation template as it stands in its file. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string; readonly Export?: { readonly Name: unknown } }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A resource whose intrinsic functions are resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface TemplateOptions extends Partial<Environment> {
  readonly stackName: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Exported values of other stacks. */
  readonly imports?: Readonly<Record<string, unknown>>;
  /** The types that are resolved; the others are listed only, so that what they hold cannot fail. */
  readonly supports: (type: string, logicalId: string) => boolean;
  /** What `Ref` gives for resources that exist elsewhere, by logical id. */
  readonly physicalIds?: Readonly<Record<string, string>>;
}

export interface Stack {
  readonly environment: Environment;
  readonly resources: readonly Resource[];
  /** Resources that are in the template and are not run. */
  readonly left: ReadonlyArray<{ readonly logicalId: string; readonly type: string }>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, unknown>>;
  /** Outputs that depend on what is not run, with the reason. */
  readonly unresolvedOutputs: Readonly<Record<string, string>>;
  /** Resolves any other value of the same template, such as the properties of a resource that is not supported. */
  resolve(value: unknown, path: string): unknown;
}

/** Refuses, by the name of where it comes from, what is no template. */
export function checkTemplate(value: unknown, name: string): Template {
  const template = value as Partial<Template> | null;
  if (typeof template?.Resources !== 'object' || template.Resources === null) {
    throw new Error(`template: ${name} has no Resources, so it is no CloudFormation template`);
  }
  return template as Template;
}

/** Resolves a template: throws, with the path, when a supported resource holds what cannot be resolved. */
export function resolveTemplate(template: Template, options: TemplateOptions): Stack {
  checkTemplate(template, 'it');
  const scope = new TemplateScope(template, options);
  const present = Object.entries(template.Resources).filter(([, resource]) => !resource.Condition || scope.condition(resource.Condition));
  const resources = present
    .filter(([logicalId, resource]) => options.supports(resource.Type, logicalId))
    .map(([logicalId, resource]): Resource => {
      const identity = scope.identityOf(logicalId) ?? { ref: logicalId, attributes: {} };
      // A policy of a role that no integration assumes may be about anything; of a function only its code and its environment are read.
      const resolveProperties = /^AWS::(IAM|Lambda|Cognito)::/.test(resource.Type) ? resolveLazily : resolve;
      const properties = resolveProperties(resource.Properties ?? {}, `Resources.${logicalId}.Properties`, scope) as Record<string, unknown>;
      return { logicalId, type: resource.Type, physicalId: identity.ref, attributes: identity.attributes, properties };
    });
  return {
    environment: scope.environment,
    resources,
    left: present
      .filter(([logicalId, resource]) => !options.supports(resource.Type, logicalId))
      .map(([logicalId, resource]) => ({ logicalId, type: resource.Type })),
    ...resolveOutputs(template, scope),
    resolve: (value, path) => resolve(value, path, scope),
  };
}

function resolveOutputs(template: Template, scope: TemplateScope): Pick<Stack, 'outputs' | 'exports' | 'unresolvedOutputs'> {
  const outputs: Record<string, unknown> = {};
  const exported: Record<string, unknown> = {};
  const unresolvedOutputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition && !scope.condition(output.Condition)) {
      continue;
    }
    try {
      outputs[name] = resolve(output.Value, `Outputs.${name}`, scope);
      if (output.Export) {
        exported[String(resolve(output.Export.Name, `Outputs.${name}.Export.Name`, scope))] = outputs[name];
      }
    } catch (error) {
      if (!(error instanceof UnresolvedError)) {
        throw error;
      }
      unresolvedOutputs[name] = error.message;
    }
  }
  return { outputs, exports: exported, unresolvedOutputs };
}

class TemplateScope implements Scope {
  public readonly environment: Environment;
  private readonly identities = new Map<string, Identity | undefined>();
  private readonly conditions = new Map<string, boolean>();
  /** Names that are being resolved, to find circles. */
  private readonly open = new Set<string>();

  constructor(private readonly template: Template, private readonly options: TemplateOptions) {
    this.environment = {
      stackName: options.stackName,
      accountId: options.accountId ?? '000000000000',
      region: options.region ?? 'us-east-1',
      partition: options.partition ?? 'aws',
      urlSuffix: options.urlSuffix ?? 'amazonaws.com',
    };
  }

  public ref(name: string): unknown {
    const { accountId, region, partition, stackName, urlSuffix } = this.environment;
    switch (name) {
      case 'AWS::AccountId': return accountId;
      case 'AWS::Region': return region;
      case 'AWS::Partition': return partition;
      case 'AWS::StackName': return stackName;
      case 'AWS::StackId': return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-0000-0000-000000000000`;
      case 'AWS::URLSuffix': return urlSuffix;
      case 'AWS::NotificationARNs': return [];
    }
    const parameter = this.template.Parameters?.[name];
    return parameter ? this.parameter(name, parameter) : this.identityOf(name)?.ref;
  }

  public getAtt(logicalId: string, attribute: string): unknown {
    return this.identityOf(logicalId)?.attributes[attribute];
  }

  public condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) {
      return known;
    }
    const definition = this.template.Conditions?.[name];
    if (definition === undefined) {
      throw new UnresolvedError(`Conditions.${name}`, 'there is no such condition');
    }
    const value = this.guarded(`Conditions.${name}`, () => Boolean(resolve(definition, `Conditions.${name}`, this)));
    this.conditions.set(name, value);
    return value;
  }

  public mapping(map: string, key: string, second: string): unknown {
    return this.template.Mappings?.[map]?.[key]?.[second];
  }

  public importValue(name: string): unknown {
    return this.options.imports?.[name];
  }

  public identityOf(logicalId: string): Identity | undefined {
    if (this.identities.has(logicalId)) {
      return this.identities.get(logicalId);
    }
    const resource = this.template.Resources[logicalId];
    const identity = resource && this.guarded(`Resources.${logicalId}`, () =>
      identify(resource.Type, logicalId, this.namesOf(logicalId, resource), this.environment));
    this.identities.set(logicalId, identity);
    return identity;
  }

  /** The properties that name a resource: the others may refer back to it. */
  private namesOf(logicalId: string, resource: TemplateResource): Record<string, unknown> {
    const names = ['BucketName', 'RoleName', 'Path', 'StageName', 'Name', 'FunctionName', 'LogGroupName', 'ManagedPolicyName'];
    const PhysicalId = this.options.physicalIds?.[logicalId];
    const given = Object.fromEntries(names
      .filter((name) => resource.Properties?.[name] !== undefined)
      .map((name) => [name, resolve(resource.Properties?.[name], `Resources.${logicalId}.Properties.${name}`, this)])
      .filter(([, value]) => typeof value === 'string'));
    return PhysicalId === undefined ? given : { ...given, PhysicalId };
  }

  private parameter(name: string, parameter: { readonly Type: string; readonly Default?: unknown }): unknown {
    const given = this.options.parameters?.[name];
    if (given === undefined && (parameter.Default === undefined || parameter.Type.startsWith('AWS::SSM::'))) {
      throw new UnresolvedError(`Parameters.${name}`, 'it has no value of its own: give one with the option parameters');
    }
    const value = given ?? parameter.Default;
    return parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<') ? String(value).split(',') : value;
  }

  private guarded<T>(name: string, work: () => T): T {
    if (this.open.has(name)) {
      throw new UnresolvedError(name, 'it refers to itself');
    }
    this.open.add(name);
    try {
      return work();
    } finally {
      this.open.delete(name);
    }
  }
}
