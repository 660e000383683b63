import { Style, table } from './style';
import { LocalApi } from '../index';

export interface SummaryProps {
  readonly api: LocalApi;
  readonly style: Style;
  /** Whether the secret of the caller is new, so that nobody knows it yet. */
  readonly showSecret: boolean;
  /** Where objects are kept; undefined for a server that was named. */
  readonly folder: string | undefined;
}

/** What is served, and how to call it. */
export function summary({ api, folder, showSecret, style }: SummaryProps): string[] {
  const several = new Set(api.routes.map(({ restApi }) => restApi)).size > 1;
  const rows = api.routes.map((route) => [
    ...(several ? [route.restApi] : []),
    route.httpMethod,
    route.path,
    route.authorizationType + (route.apiKeyRequired ? ' + API key' : ''),
    route.operation,
    // What follows repeats the verb, and what is no call.
    /^S3 \S+ (.*)$/.exec(route.integration)?.[1] ?? (route.integration === route.operation ? '' : route.integration),
  ]);
  const titles = [...(several ? ['API'] : []), 'VERB', 'PATH', 'AUTH', 'OPERATION', 'WHERE'];
  return [
    ...table(titles, rows, style).map((line) => line.trimEnd()),
    '',
    ...api.stages.map(({ restApi, stage, url }) => `${several ? `${restApi}, stage` : 'Stage'} ${stage}: ${style.bold(url)}`),
    ...Object.entries(api.outputs).map(([name, value]) => `Output ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...(folder === undefined ? [] : [`Objects are kept in ${folder}`]),
    ...signing(api, showSecret),
    ...api.apiKeys.map(({ logicalId, value }) => `API key ${logicalId}: ${value} (header x-api-key)`),
    ...api.notSimulated.map((line) => `Not simulated: ${line}`),
    ...(api.left.length > 0 ? [style.dim(`Left alone: ${byType(api.left)}`)] : []),
  ];
}

function signing({ callers, region, routes, stages }: LocalApi, showSecret: boolean): string[] {
  if (!routes.some(({ authorizationType }) => authorizationType === 'AWS_IAM')) {
    return [];
  }
  const [first] = callers;
  const user = showSecret && first ? `'${first.accessKeyId}:${first.secretAccessKey}'` : 'KEY:SECRET';
  return [
    ...callers.map(({ accessKeyId, secretAccessKey }) => `Caller ${accessKeyId}${showSecret ? `, secret ${secretAccessKey}` : ''}`),
    `Sign for the service execute-api in ${region}:`,
    `  curl --aws-sigv4 aws:amz:${region}:execute-api --user ${user} ${stages[0].url}...`,
  ];
}

/** Several of a type are counted: the names of roles and functions that the CDK adds tell nobody anything. */
function byType(left: LocalApi['left']): string {
  const types = [...new Set(left.map(({ type }) => type))];
  return types.map((type) => {
    const ids = left.filter((resource) => resource.type === type).map(({ logicalId }) => logicalId);
    return ids.length === 1 ? `${ids[0]} (${type})` : `${ids.length} of ${type}`;
  }).join(', ');
}
