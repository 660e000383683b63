import { keysOfPool, UserPool, UserPoolSource } from './user-pool';
import { RestApi } from '../api/rest-api';
import { Problems } from '../cloudformation/problems';
import { Stack } from '../cloudformation/template';
import { misnamed, OptionError } from '../option-error';

const POOL_ARN = /^arn:[^:]+:cognito-idp:[^:]+:\d*:userpool\/([\w-]+)$/;

/** Names in the option that are of no pool of the template, and of none that an authorizer names. */
export function misnamedPools(stack: Stack, apis: readonly RestApi[], sources: Readonly<Record<string, UserPoolSource>>): OptionError | undefined {
  const own = [...stack.resources, ...stack.left].filter(({ type }) => type === 'AWS::Cognito::UserPool').map(({ logicalId }) => logicalId);
  const arns = apis.flatMap((api) => [...api.authorizers.values()]).flatMap((config) => (config.type === 'COGNITO_USER_POOLS' ? config.userPoolArns : []));
  const ids = arns.flatMap((arn) => POOL_ARN.exec(arn)?.[1] ?? []);
  const known = [...own, ...ids];
  return misnamed('userPools', Object.keys(sources), own.length > 0 ? own : ids, (name) => known.includes(name) || arns.includes(name));
}

/** The user pools that authorizers name, by their ARNs. */
export function findUserPools(
  stack: Stack, apis: readonly RestApi[], sources: Readonly<Record<string, UserPoolSource>>, problems: Problems,
): ReadonlyMap<string, UserPool> {
  const found = new Map<string, UserPool>();
  for (const authorizer of apis.flatMap((api) => [...api.authorizers.values()])) {
    for (const arn of authorizer.type === 'COGNITO_USER_POOLS' ? authorizer.userPoolArns : []) {
      const [, id] = POOL_ARN.exec(arn) ?? [];
      const { logicalId } = stack.resources.find(({ type, attributes }) => type === 'AWS::Cognito::UserPool' && attributes.Arn === arn) ?? {};
      const name = [logicalId, id, arn].find((candidate) => candidate !== undefined && sources[candidate] !== undefined);
      if (id === undefined) {
        problems.refuse(authorizer.logicalId, 'ProviderARNs', `must be ARNs of Cognito user pools, got '${arn}'`);
      } else if (name === undefined) {
        problems.cannotHonour(authorizer.logicalId, 'ProviderARNs', `the keys of '${logicalId ?? id}' are not known: say where its JWKS is, with `
          + `--user-pool ${logicalId ?? id}=URL, or userPools: { '${logicalId ?? id}': URL or file }`);
      } else {
        found.set(arn, new UserPool({ arn, name, jwks: keysOfPool(name, sources[name]).jwks }));
      }
    }
  }
  return found;
}
