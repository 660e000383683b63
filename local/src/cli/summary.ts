import { authOf, howToCall } from './how-to-call';
import { Style, table } from './style';
import { LocalApi, LocalRoute } from '../index';

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
    authOf(route),
    route.operation,
    whereOf(route),
  ]);
  const titles = [...(several ? ['API'] : []), 'VERB', 'PATH', 'AUTH', 'OPERATION', 'WHERE'];
  const bold = new Map(api.stages.map(({ url }) => [url, style.bold(url)]));
  const facts = factsOf(api, several).map((line) => line.replace(/http\S+$/, (url) => bold.get(url) ?? url));
  return [
    `Stack ${style.bold(api.stackName)} of ${template}`,
    '',
    ...table(titles, rows, style).map((line) => line.trimEnd()),
    '',
    ...facts,
    ...(folder === undefined ? [] : [`Objects are kept in ${folder}`]),
    ...howToCall(api, showSecret),
  ];
}

/** A method by its verb and path; with its API where there are several. */
export function nameOf({ httpMethod, path, restApi }: LocalRoute, several: boolean): string {
  return `${several ? `${restApi} ` : ''}${httpMethod} ${path}`;
}

/** Without what the operation says too: the verb, and what is no call. */
export function whereOf({ integration, operation }: LocalRoute): string {
  return /^S3 \S+ (.*)$/.exec(integration)?.[1] ?? (integration === operation ? '' : integration);
}

/** What there is besides methods, a line each. */
export function factsOf(api: LocalApi, several: boolean): string[] {
  // Of the CDK's own accounting, for nobody to miss.
  const left = api.left.filter(({ type }) => type !== 'AWS::CDK::Metadata');
  return [
    ...api.stages.map(({ restApi, stage, url }) => `${several ? `${restApi}, stage` : 'Stage'} ${stage}: ${url}`),
    ...Object.entries(api.outputs).map(([name, value]) => `Output ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...api.apiKeys.map(({ logicalId, value }) => `API key ${logicalId}: ${value} (header x-api-key)`),
    ...api.notSimulated.map((line) => `Not simulated: ${line}`),
    ...(left.length > 0 ? [`Left alone: ${byType(left)}`] : []),
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
