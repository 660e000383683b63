import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaFunction, LambdaFunctionProps } from './lambda-function';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

export interface LambdaFunctionsProps {
  readonly resources: readonly Resource[];
  /** Those that are called. */
  readonly arns: ReadonlySet<string>;
  /** Folders of the cloud assembly by the keys that they get in the bucket of assets. */
  readonly assets: ReadonlyMap<string, string>;
  readonly region: string;
  readonly log: (line: string) => void;
}

export interface LambdaFunctions {
  readonly byArn: ReadonlyMap<string, LambdaFunction>;
  /** Lets what is under way end, and closes. */
  retire(): Promise<void>;
  /** Ends their processes and removes what was written for them. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_SIZE = 128;
/** API Gateway does not wait longer for an authorizer. */
const MAX_TIMEOUT_SECONDS = 30;

type Properties = Readonly<Record<string, unknown>>;

interface Found {
  readonly resource: Resource;
  readonly code: { readonly folder: string } | { readonly source: string };
  readonly settings: Pick<LambdaFunctionProps, 'environment' | 'memorySize' | 'timeoutMs'>;
}

/** Finds the code of the functions that are called, refusing those that cannot be run, before anything is written. */
export function findLambdaFunctions(props: LambdaFunctionsProps, problems: Problems): () => LambdaFunctions {
  const found = props.resources
    .filter(({ attributes, type }) => type === 'AWS::Lambda::Function' && props.arns.has(attributes.Arn))
    .flatMap((resource): Found[] => {
      const code = checkFunction(resource, props.assets, problems);
      // Read here, because what cannot be resolved fails when it is read.
      const settings = readSettings(resource);
      return code ? [{ resource, code, settings }] : [];
    });
  return () => open(found, props);
}

function readSettings({ properties }: Resource): Found['settings'] {
  const { Variables: variables = {} } = (properties.Environment ?? {}) as { Variables?: Properties };
  return {
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    memorySize: Number(properties.MemorySize ?? DEFAULT_MEMORY_SIZE),
    timeoutMs: Math.min(Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS), MAX_TIMEOUT_SECONDS) * 1000,
  };
}

function checkFunction({ logicalId, properties }: Resource, assets: ReadonlyMap<string, string>, problems: Problems): Found['code'] | undefined {
  const { Code: code = {}, Handler: handler, Layers: layers = [], PackageType: packageType = 'Zip', Runtime: runtime } = properties;
  if (packageType !== 'Zip' || !/^nodejs\d+\.x$/.test(String(runtime))) {
    problems.cannotHonour(logicalId, 'Runtime', `only Node.js functions are run here, got '${runtime ?? packageType}'`);
  }
  if (typeof handler !== 'string' || !/^[^.].*\.[^./]+$/.test(handler)) {
    problems.cannotHonour(logicalId, 'Handler', `must be of the form 'file.function', got '${handler}'`);
  }
  if ((layers as unknown[]).length > 0) {
    problems.cannotHonour(logicalId, 'Layers', 'layers are not run; bundle what the function needs');
  }
  const { S3Key: key, ZipFile: source } = code as Properties;
  if (typeof source === 'string') {
    return { source };
  }
  const folder = assets.get(String(key));
  if (folder === undefined) {
    problems.cannotHonour(logicalId, 'Code', `must be inline (ZipFile) or a folder among the assets of the cloud assembly, got '${key}'; `
      + 'give the folder of the cloud assembly (cdk.out) as the template');
    return undefined;
  }
  return { folder };
}

function open(found: readonly Found[], { log, region }: LambdaFunctionsProps): LambdaFunctions {
  const written: string[] = [];
  const functions = found.map(({ code, settings, resource: { attributes, physicalId, properties } }) => {
    let folder: string;
    if ('folder' in code) {
      ({ folder } = code);
    } else {
      folder = mkdtempSync(join(tmpdir(), 'local-function-'));
      written.push(folder);
      writeFileSync(join(folder, 'index.js'), code.source);
    }
    return [attributes.Arn, new LambdaFunction({
      arn: attributes.Arn,
      name: physicalId,
      folder,
      handler: String(properties.Handler),
      ...settings,
      region,
      log,
    })] as const;
  });
  const close = async () => {
    await Promise.all(functions.map(([, lambda]) => lambda.close()));
    written.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  };
  return {
    byArn: new Map(functions),
    retire: async () => {
      await Promise.all(functions.map(([, lambda]) => lambda.settled()));
      await close();
    },
    close,
  };
}
