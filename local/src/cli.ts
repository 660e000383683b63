#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Credentials } from './auth/credentials';
import { addExportCommands } from './export/commands';
import { Caller, LocalApi, OptionError, startLocal, UserPoolSource } from './index';

interface CliOptions {
  readonly stack?: string;
  readonly s3: string;
  readonly iam?: string;
  readonly port: number;
  readonly host: string;
  readonly region: string;
  readonly strict: boolean;
  readonly deploy: boolean;
  readonly callers?: string;
  readonly userPool: Readonly<Record<string, UserPoolSource>>;
}

const ENVIRONMENT = `
Environment:
  S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY          key of an administrator of the S3 server (required)
  CALLER_ACCESS_KEY_ID, CALLER_SECRET_ACCESS_KEY  key that clients sign with on AWS_IAM methods (default: a new one, which is printed)
`;

async function main(): Promise<void> {
  const program = new Command('s3-proxy-local')
    .description('Serves the API Gateway REST APIs of a synthesized CloudFormation template on this machine, in front of any S3 server.')
    .argument('[template]', 'template.json, or a cloud assembly', 'cdk.out')
    .option('--stack <name>', 'the stack, where the cloud assembly holds several; of a template file: its name')
    .option('--s3 <url>', 'the S3 server', 'http://127.0.0.1:7070')
    .option('--iam <url>', 'its IAM API, where each role becomes a user (default: none, policies are checked here alone)')
    .option('--port <number>', 'port of the first API; 0 takes a free one', integer, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--region <name>', 'region of the S3 server, that calls to it are signed for', 'us-east-1')
    .option('--strict', 'fail when a method of the template is not run here', false)
    .option('--callers <file>', 'JSON list of those who may sign: { accessKeyId, secretAccessKey, sessionToken, policy, arn, cognitoIdentityId }')
    .option('--user-pool <pool=keys>', 'logical id, id or ARN of a Cognito user pool and where its JWKS is: a URL or a file (repeatable)', userPool, {})
    .option('--no-deploy', 'create neither buckets nor users: forward with the key of the administrator')
    .addHelpText('after', ENVIRONMENT)
    .showHelpAfterError('(--help shows the options)')
    .action(serve);
  addExportCommands(program);
  await program.parseAsync();
}

async function serve(template: string, options: CliOptions): Promise<void> {
  const caller = credentials('CALLER');
  const api = await startLocal({
    template,
    stack: options.stack,
    s3: { endpoint: options.s3, iamEndpoint: options.iam, region: options.region, credentials: required(credentials('S3')) },
    port: options.port,
    host: options.host,
    strict: options.strict,
    deploy: options.deploy,
    callers: callersOf(options.callers, caller),
    userPools: options.userPool,
    log: (line) => process.stderr.write(`${line}\n`),
    accessLog: (line) => process.stdout.write(`${line}\n`),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void api.close());
  }
  print(api, caller === undefined && options.callers === undefined);
}

function integer(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`--port: must be a number from 0 to 65535, got '${text}'`);
  }
  return Number(text);
}

function userPool(text: string, others: CliOptions['userPool']): CliOptions['userPool'] {
  const [, name, jwks] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name) {
    throw new Error(`--user-pool: must be of the form pool=keys, got '${text}'`);
  }
  return { ...others, [name]: { jwks } };
}

function callersOf(file: string | undefined, caller: Credentials | undefined): readonly Caller[] | undefined {
  if (file === undefined) {
    return caller && [caller];
  }
  if (caller) {
    throw new Error('--callers and CALLER_ACCESS_KEY_ID: give one of them');
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Caller[];
  } catch (error) {
    throw new Error(`--callers: '${file}' cannot be read: ${(error as Error).message}`);
  }
}

function credentials(prefix: string): Credentials | undefined {
  const { [`${prefix}_ACCESS_KEY_ID`]: accessKeyId, [`${prefix}_SECRET_ACCESS_KEY`]: secretAccessKey } = process.env;
  if (!accessKeyId && !secretAccessKey) {
    return undefined;
  }
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(`${prefix}_ACCESS_KEY_ID and ${prefix}_SECRET_ACCESS_KEY: set both or none`);
  }
  return { accessKeyId, secretAccessKey };
}

function required(value: Credentials | undefined): Credentials {
  if (!value) {
    throw new Error('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set them to a key of an administrator of the S3 server');
  }
  return value;
}

function print(api: LocalApi, showSecret: boolean): void {
  const rows = api.routes.map((route) => [route.httpMethod, route.path, route.authorizationType, route.integration]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = [
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    ...(api.left.length > 0 ? [`Left alone: ${api.left.map(({ logicalId, type }) => `${logicalId} (${type})`).join(', ')}`] : []),
    ...api.notSimulated.map((line) => `Not simulated: ${line}`),
    ...api.callers.map(({ accessKeyId, secretAccessKey }) => `Caller: ${accessKeyId}${showSecret ? ` ${secretAccessKey}` : ''}`),
    ...(api.routes.some(({ authorizationType }) => authorizationType === 'AWS_IAM')
      ? [`Sign for execute-api in ${api.region}: curl --aws-sigv4 aws:amz:${api.region}:execute-api --user KEY:SECRET URL`]
      : []),
    ...api.apiKeys.map(({ logicalId, value }) => `API key ${logicalId}: ${value}`),
    ...api.stages.map(({ restApi, stage, url }) => `${restApi}, stage ${stage}: ${url}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The options of `startLocal` that errors are about, as they are named here. */
const FLAGS: Readonly<Record<string, string>> = { 'stack': '--stack', 's3.endpoint': '--s3', 's3.iamEndpoint': '--iam' };

main().catch((error: Error) => {
  const message = error instanceof OptionError ? error.messageFor(FLAGS[error.option] ?? error.option) : error.message;
  process.stderr.write(`s3-proxy-local: ${message}\n`);
  process.exitCode = 1;
});
