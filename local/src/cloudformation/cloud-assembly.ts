import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OptionError } from '../option-error';
import { checkTemplate, Template } from './template';

/** A template and what the cloud assembly says of it. */
export interface LoadedTemplate {
  readonly template: Template;
  readonly stackName: string;
  /** Undefined when the stack is not bound to an account or a region. */
  readonly accountId?: string;
  readonly region?: string;
  /** Folders of assets by the keys that they get in the bucket of assets. */
  readonly assets?: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, {
    readonly type: string;
    readonly environment?: string;
    readonly displayName?: string;
    readonly properties?: {
      readonly templateFile?: string;
      readonly stackName?: string;
      readonly directoryName?: string;
      /** Of an asset manifest. */
      readonly file?: string;
    };
  }>>;
}

interface Candidate extends Omit<LoadedTemplate, 'template'> {
  readonly names: readonly string[];
  readonly file: string;
}

/** Takes a template, a template file, or one stack of a cloud assembly (`cdk.out`): the one of that name, or the only one that has a REST API. */
export function loadTemplate(from: string | Template, stack?: string): LoadedTemplate {
  return typeof from === 'string' ? readPath(from, stack) : { template: from, stackName: stack ?? 'local' };
}

function readPath(path: string, stack?: string): LoadedTemplate {
  if (!existsSync(path)) {
    throw new Error(`template: there is no file or folder '${path}'; run 'cdk synth' first, or name another`);
  }
  if (!statSync(path).isDirectory()) {
    return { template: readTemplate(path), stackName: stack ?? 'local' };
  }
  const candidates = stacksOf(path);
  const chosen = stack !== undefined ? candidates.filter(({ names }) => names.includes(stack))
    : candidates.length > 1 ? candidates.filter(hasRestApi) : candidates;
  if (chosen.length !== 1) {
    throw new OptionError('stack', () => unchosen(path, candidates, chosen, stack));
  }
  const { file, names: _, ...rest } = chosen[0];
  return { template: readTemplate(file), ...rest };
}

function unchosen(path: string, candidates: readonly Candidate[], chosen: readonly Candidate[], stack: string | undefined): string {
  const list = (stacks: readonly Candidate[]) => stacks.map(({ names }) => names[0]).join(', ');
  if (candidates.length === 0) {
    return `'${path}' holds no stack`;
  }
  if (stack === undefined) {
    return chosen.length === 0
      ? `'${path}' holds ${candidates.length} stacks, and none has a REST API: ${list(candidates)}`
      : `'${path}' holds ${chosen.length} stacks with a REST API: name one of ${list(chosen)}`;
  }
  return chosen.length === 0
    ? `there is no stack '${stack}' in '${path}'; it holds ${list(candidates)}`
    : `'${path}' holds ${chosen.length} stacks named '${stack}': name one of ${list(chosen)}`;
}

function hasRestApi({ file }: Candidate): boolean {
  // A stack without resources has no Resources.
  const { Resources: resources = {} } = readJson(file) as Partial<Template>;
  return Object.values(resources).some(({ Type: type }) => type === 'AWS::ApiGateway::RestApi');
}

function readTemplate(file: string): Template {
  return checkTemplate(readJson(file), `'${file}'`);
}

function stacksOf(folder: string): Candidate[] {
  const manifestFile = join(folder, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new Error(`template: '${folder}' has no manifest.json, so it is no cloud assembly; give a cdk.out or a template file`);
  }
  const manifest = readJson(manifestFile) as Manifest;
  const assets = assetsOf(folder, manifest);
  return Object.entries(manifest.artifacts ?? {}).flatMap(([id, artifact]): Candidate[] => {
    const properties = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && properties.directoryName) {
      return stacksOf(join(folder, properties.directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || !properties.templateFile) {
      return [];
    }
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
    const stackName = properties.stackName ?? id;
    return [{
      names: [...new Set([artifact.displayName ?? id, id, stackName])],
      file: join(folder, properties.templateFile),
      stackName,
      accountId: account?.startsWith('unknown-') ? undefined : account,
      region: region?.startsWith('unknown-') ? undefined : region,
      assets,
    }];
  });
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, {
    readonly source: { readonly path?: string };
    readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
  }>>;
}

/** The folders among the assets: their keys come from what they hold, so that those of two stacks do not clash. */
function assetsOf(folder: string, manifest: Manifest): ReadonlyMap<string, string> {
  const files = Object.values(manifest.artifacts ?? {})
    .filter(({ type, properties }) => type === 'cdk:asset-manifest' && properties?.file !== undefined)
    .flatMap(({ properties }) => Object.values((readJson(join(folder, properties!.file!)) as AssetManifest).files ?? {}));
  return new Map(files.flatMap(({ destinations, source }) => {
    const path = source.path === undefined ? undefined : resolve(folder, source.path);
    return path !== undefined && existsSync(path) && statSync(path).isDirectory()
      ? Object.values(destinations).map(({ objectKey }) => [objectKey, path] as const)
      : [];
  }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`template: '${file}' is not JSON (${(error as Error).message}); a YAML template has to be converted first`);
  }
}
