import { Style, table } from './style';
import { LocalApi } from '../index';

export interface SummaryProps {
  readonly api: LocalApi;
  readonly template: string;
  readonly style: Style;
  /** Whether the secret of the caller is new, so that nobody knows it yet. */
  readonly showSecret: boolean;
  /** Where objects are kept; undefined for a server that was named. */
  readonly folder: string | undefined;
}

/** What is served, and how to call it. */
export function summary({ api, folder, showSecret, style, template }: SummaryProps): string[] {
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
  // Of the CDK's own accounting, for nobody to miss.
  const left = api.left.filter(({ type }) => type !== 'AWS::CDK::Metadata');
  return [
    `Stack ${style.bold(api.stackName)} of ${template}`,
    '',
    ...table(titles, rows, style).map((line) => line.trimEnd()),
    '',
    ...api.stages.map(({ restApi, stage, url }) => `${several ? `${restApi}, stage` : 'Stage'} ${stage}: ${style.bold(url)}`),
    ...Object.entries(api.outputs).map(([name, value]) => `Output ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...(folder === undefined ? [] : [`Objects are kept in ${folder}`]),
    ...signing(api, showSecret),
    ...api.apiKeys.map(({ logicalId, value }) => `API key ${logicalId}: ${value} (header x-api-key)`),
    ...api.notSimulated.map((line) => `Not simulated: ${line}`),
    ...(left.length > 0 ? [style.dim(`Left alone: ${byType(left)}`)] : []),
  ];
}

function signing({ callers, region, routes, stages }: LocalApi, showSecret: boolean): string[] {
  const signed = routes.filter(({ authorizationType }) => authorizationType === 'AWS_IAM');
  const example = signed.find(({ httpMethod }) => httpMethod === 'GET') ?? signed[0];
  if (!example) {
    return [];
  }
  const [first] = callers;
  const user = showSecret && first ? `'${first.accessKeyId}:${first.secretAccessKey}'` : 'KEY:SECRET';
  const { url } = stages.find(({ restApi }) => restApi === example.restApi)!;
  const verb = example.httpMethod === 'GET' || example.httpMethod === 'ANY' ? '' : example.httpMethod === 'HEAD' ? '--head ' : `-X ${example.httpMethod} `;
  // `{key+}` stands for any key.
  const path = example.path.slice(1).replace(/\{([^}+]*)\+?\}/g, '$1');
  return [
    ...callers.map(({ accessKeyId, secretAccessKey }) => `Caller ${accessKeyId}${showSecret ? `, secret ${secretAccessKey}` : ''}`),
    `Sign for the service execute-api in ${region}:`,
    `  curl ${verb}--aws-sigv4 aws:amz:${region}:execute-api --user ${user} ${url}${path}`,
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
