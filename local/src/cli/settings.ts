import { UserPoolSource } from '../index';
import { DEFAULT_OPTIONS } from '../options';

/** `pairs` are of the form `name=value`: repeated as flags, with commas between them in the environment, an object in the file. */
export type Kind = 'text' | 'port' | 'switch' | 'pairs';

export interface Setting {
  /** Name in the file. */
  readonly name: keyof Settings;
  readonly kind: Kind;
  /** As `--help` shows it. */
  readonly flag: string;
  readonly variable: string;
  readonly about: string;
  /** Of pairs: whether a value in the file may be more than a text. `startLocal` checks it. */
  readonly objects?: true;
  /** For people, where it is no value. */
  readonly fallback?: string;
}

/** All that can be set, resolved. */
export interface Settings {
  readonly template: string;
  readonly stack?: string;
  readonly s3?: string;
  readonly iam?: string;
  readonly data?: string;
  readonly versitygw?: string;
  readonly port: number;
  readonly host: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly callers?: string;
  readonly userPools: Readonly<Record<string, UserPoolSource>>;
  readonly options: Readonly<Record<string, string>>;
  readonly strict: boolean;
  readonly deploy: boolean;
  readonly watch: boolean;
  readonly verbose: boolean;
}

export const DEFAULTS: Settings = {
  template: 'cdk.out',
  port: 0,
  host: '127.0.0.1',
  region: 'us-east-1',
  parameters: {},
  userPools: {},
  options: {},
  strict: false,
  deploy: true,
  watch: false,
  verbose: false,
};

/** The file that is read where it is there. */
export const CONFIGURATION_FILE = 's3-proxy-local.json';

/** What `--help`, the environment, the file and README.md are made of. */
export const SETTINGS: readonly Setting[] = [
  { name: 'template', kind: 'text', flag: '[template]', variable: 'S3_PROXY_LOCAL_TEMPLATE', about: 'a cloud assembly, or a template in JSON' },
  {
    name: 'stack',
    kind: 'text',
    flag: '--stack <name>',
    variable: 'S3_PROXY_LOCAL_STACK',
    about: 'the stack of the cloud assembly; of a template file: its name',
    fallback: 'the only one with a REST API',
  },
  { name: 'port', kind: 'port', flag: '--port <number>', variable: 'S3_PROXY_LOCAL_PORT', about: 'port of the first API; 0 takes a free one' },
  { name: 'host', kind: 'text', flag: '--host <address>', variable: 'S3_PROXY_LOCAL_HOST', about: 'address to listen on' },
  { name: 'watch', kind: 'switch', flag: '--watch', variable: 'S3_PROXY_LOCAL_WATCH', about: 'serve the template anew whenever it is synthesized' },
  { name: 'verbose', kind: 'switch', flag: '--verbose', variable: 'S3_PROXY_LOCAL_VERBOSE', about: 'say of each request what was mapped, dropped and decided' },
  {
    name: 'data',
    kind: 'text',
    flag: '--data <folder>',
    variable: 'S3_PROXY_LOCAL_DATA',
    about: 'where the versitygw that is started keeps objects',
    fallback: '.s3-proxy-local beside the template',
  },
  {
    name: 'versitygw', kind: 'text', flag: '--versitygw <path>', variable: 'VERSITYGW', about: 'the program that is started', fallback: 'versitygw of PATH, else of GOBIN, GOPATH/bin or ~/go/bin',
  },
  {
    name: 's3',
    kind: 'text',
    flag: '--s3 <url>',
    variable: 'S3_PROXY_LOCAL_S3',
    about: 'an S3 server that runs already; its key is S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
    fallback: 'versitygw is started',
  },
  {
    name: 'iam', kind: 'text', flag: '--iam <url>', variable: 'S3_PROXY_LOCAL_IAM', about: 'its IAM API, where each role becomes a user', fallback: 'none',
  },
  { name: 'region', kind: 'text', flag: '--region <name>', variable: 'S3_PROXY_LOCAL_REGION', about: 'region of the S3 server, that calls to it are signed for' },
  {
    name: 'deploy',
    kind: 'switch',
    flag: '--no-deploy',
    variable: 'S3_PROXY_LOCAL_DEPLOY',
    about: 'create neither buckets nor users: forward with the key of the administrator',
  },
  {
    name: 'callers',
    kind: 'text',
    flag: '--callers <file>',
    variable: 'S3_PROXY_LOCAL_CALLERS',
    about: 'JSON list of those who may sign: { accessKeyId, secretAccessKey, sessionToken, policy, arn, cognitoIdentityId }',
    fallback: 'one, with a new key',
  },
  {
    name: 'userPools',
    kind: 'pairs',
    objects: true,
    flag: '--user-pool <pool=keys>',
    variable: 'S3_PROXY_LOCAL_USER_POOLS',
    about: 'logical id, id or ARN of a Cognito user pool and where its JWKS is: a URL or a file',
  },
  { name: 'parameters', kind: 'pairs', flag: '--parameter <name=value>', variable: 'S3_PROXY_LOCAL_PARAMETERS', about: 'a parameter of the template' },
  { name: 'strict', kind: 'switch', flag: '--strict', variable: 'S3_PROXY_LOCAL_STRICT', about: 'fail when a method of the template is not run here' },
  {
    name: 'options',
    kind: 'pairs',
    flag: '--option <name=value>',
    variable: 'S3_PROXY_LOCAL_OPTIONS',
    about: `where AWS is unsettled: ${Object.keys(DEFAULT_OPTIONS).join(', ')}`,
  },
];

/** Keys stand in the environment alone, where they are in no list of processes and in no file of a repository. */
export const KEY_VARIABLES: ReadonlyArray<readonly [variables: string, about: string]> = [
  ['S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY', 'key of an administrator of the S3 server of --s3'],
  ['CALLER_ACCESS_KEY_ID, CALLER_SECRET_ACCESS_KEY', 'key that clients sign with on AWS_IAM methods (default: a new one, which is printed)'],
];

/** For people: what holds when nothing is set. */
export function defaultOf({ name, fallback, kind }: Setting): string {
  const value = DEFAULTS[name];
  return fallback ?? (kind === 'pairs' ? 'none' : kind === 'switch' ? (value ? 'on' : 'off') : String(value));
}
