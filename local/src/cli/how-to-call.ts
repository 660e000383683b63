import { LocalApi, LocalRoute } from '../index';

/** For each way to call that the API has: who may, and a line for a shell. */
export function howToCall({ apiKeys, callers, region, routes, stages }: LocalApi, showSecret: boolean): string[] {
  const served = routes.filter(({ integration }) => !integration.startsWith('501 '));
  const kinds = new Map<string, LocalRoute[]>();
  for (const route of served) {
    const kind = `${kindOf(route, region)}:`;
    kinds.set(kind, [...kinds.get(kind) ?? [], route]);
  }
  const signed = served.some(({ authorizationType }) => authorizationType === 'AWS_IAM');
  const key = apiKeys[0]?.value ?? 'API_KEY';
  const [first] = callers;
  const user = showSecret && first ? `'${first.accessKeyId}:${first.secretAccessKey}'` : 'KEY:SECRET';
  return [
    ...(signed ? callers.map(({ accessKeyId, secretAccessKey }) => `Caller ${accessKeyId}${showSecret ? `, secret ${secretAccessKey}` : ''}`) : []),
    ...[...kinds].map(([kind, of]) => {
      const route = exampleOf(of);
      const { url } = stages.find(({ restApi }) => restApi === route.restApi)!;
      const sign = route.authorizationType === 'AWS_IAM' ? [`--aws-sigv4 aws:amz:${region}:execute-api --user ${user}`] : [];
      const words = ['curl', ...optionsOf(route), ...sign, ...headersOf(route, key), urlOf(route, url)];
      return `${kind}\n  ${words.join(' ')}`;
    }),
  ];
}

/** Who may call, with the API key where one is asked for. */
export function authOf({ apiKeyRequired, authorizationType }: LocalRoute, who = authorizationType): string {
  return who + (apiKeyRequired ? ' + API key' : '');
}

function kindOf(route: LocalRoute, region: string): string {
  const { authorizationType, authorizer } = route;
  const call = `Call with ${authOf(route)}`;
  switch (authorizationType) {
    case 'AWS_IAM': return `${call}, signed for the service execute-api in ${region}`;
    case 'COGNITO_USER_POOLS': {
      const scopes = authorizer!.scopes.length > 0 ? `an access token with ${authorizer!.scopes.join(' or ')}` : 'an identity token';
      return `${call}, ${scopes} for the authorizer ${authorizer!.logicalId}`;
    }
    case 'CUSTOM': return `${call}, what the authorizer ${authorizer!.logicalId} looks at`;
    default: return call;
  }
}

/** From what does no harm to what does; none of them is a preflight where there is another. */
const VERBS = ['GET', 'ANY', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

function exampleOf(routes: readonly LocalRoute[]): LocalRoute {
  return [...routes].sort((a, b) => VERBS.indexOf(a.httpMethod) - VERBS.indexOf(b.httpMethod))[0];
}

function optionsOf({ httpMethod }: LocalRoute): string[] {
  switch (httpMethod) {
    case 'GET':
    case 'ANY': return [];
    case 'HEAD': return ['--head'];
    case 'PUT': return ['-X PUT --data-binary @FILE'];
    default: return [`-X ${httpMethod}`];
  }
}

function headersOf({ apiKeyRequired, authorizer }: LocalRoute, key: string): string[] {
  const asked = (authorizer?.sources ?? []).filter((source) => source.in === 'header').map(({ name }) => `-H '${name}: ${authorizer!.scopes.length > 0 ? 'ACCESS_' : ''}TOKEN'`);
  return [...asked, ...(apiKeyRequired ? [`-H 'x-api-key: ${key}'`] : [])];
}

function urlOf({ authorizer, path }: LocalRoute, stage: string): string {
  // `{key+}` stands for any key.
  const url = stage + path.slice(1).replace(/\{([^}+]*)\+?\}/g, '$1');
  const query = (authorizer?.sources ?? []).filter((source) => source.in === 'querystring').map(({ name }) => `${name}=VALUE`);
  return query.length > 0 ? `'${url}?${query.join('&')}'` : url;
}
