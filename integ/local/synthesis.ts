import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { basename, dirname, join, relative, resolve } from 'path';

/** The repository: where integ-runner runs. */
export const ROOT = resolve(__dirname, '..', '..');

/** A synthesized integration test. */
export interface Synthesis {
  /** The cloud assembly: a folder of its own, to be removed by the caller */
  readonly folder: string;
  /** Path of the stack under test */
  readonly stack: string;
  /** Path of the stack that asserts */
  readonly assertionStack: string;
}

interface IntegManifest {
  readonly testCases: Record<string, { readonly stacks: string[]; readonly assertionStack?: string }>;
}

/**
 * Synthesizes an integration test with the command, context and environment of integ-runner, so that what runs here is what
 * `integ:deploy` deploys; `differsFromSnapshot` proves it.
 */
export function synthesize(file: string): Synthesis {
  // Below the repository, so that assets find the AWS SDK in its node_modules as they find it in the runtime of Lambda.
  const folder = mkdtempSync(join(dirname(resolve(file)), 'cdk-integ.out.local-'));
  try {
    runApp(file, folder);
    return { folder, ...testCaseOf(file, folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function runApp(file: string, folder: string) {
  const { status, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register', relative(ROOT, resolve(file))], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      TS_NODE_TRANSPILE_ONLY: '1',
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify(contextOfIntegRunner()),
      CDK_INTEG_ACCOUNT: '12345678',
      CDK_INTEG_REGION: 'test-region',
    },
  });
  if (status !== 0) {
    throw new Error(`${basename(file)}: it cannot be synthesized, its app says:\n${stderr}`);
  }
}

function testCaseOf(file: string, folder: string): Omit<Synthesis, 'folder'> {
  const { testCases } = readJson(join(folder, 'integ.json')) as IntegManifest;
  const [{ stacks, assertionStack }, ...others] = Object.values(testCases);
  if (others.length > 0 || stacks.length !== 1 || assertionStack === undefined) {
    throw new Error(`${basename(file)}: must have one test case with one stack and assertions, got ${JSON.stringify(testCases)}; split it`);
  }
  return { stack: stacks[0], assertionStack };
}

function contextOfIntegRunner(): Record<string, unknown> {
  const folder = dirname(require.resolve('@aws-cdk/integ-runner/package.json'));
  return {
    ...readJson(join(folder, 'lib', 'recommended-feature-flags.json')) as Record<string, unknown>,
    '@aws-cdk/core:target-partitions': undefined,
    'aws:cdk:enable-asset-metadata': false,
    'aws:cdk:enable-path-metadata': false,
    'aws:cdk:version-reporting': false,
  };
}

/** The templates that are not those of the snapshot beside the test, which `integ` checks and AWS would get; undefined without one. */
export function differsFromSnapshot(file: string, { folder }: Synthesis): string[] | undefined {
  const snapshot = `${file}.snapshot`;
  if (!existsSync(snapshot)) {
    return undefined;
  }
  const templatesOf = (of: string) => readdirSync(of).filter(name => name.endsWith('.template.json'));
  const text = (path: string) => existsSync(path) ? readFileSync(path, 'utf8') : '';
  return [...new Set([...templatesOf(snapshot), ...templatesOf(folder)])].filter(name => text(join(snapshot, name)) !== text(join(folder, name)));
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
