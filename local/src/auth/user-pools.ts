import { UserPool, UserPoolSource } from './user-pool';
import { RestApi } from '../api/rest-api';
import { Problems } from '../cloudformation/problems';
import { Stack } from '../cloudformation/template';

/** The user pools that authorizers name, by their ARNs. */
export function findUserPools(
  stack: Stack, apis: readonly RestApi[], sources: Readonly<Record<string, UserPoolSource>>, problems: Problems,
): ReadonlyMap<string, UserPool> {
  const found = new Map<string, UserPool>();
  for (const authorizer of apis.flatMap((api) => [...api.authorizers.values()])) {
    for (const arn of authorizer.type === 'COGNITO_USER_POOLS' ? authorizer.userPoolArns : []) {
      const [, id] = /^arn:[^:]+:cognito-idp:[^:]+:\d*:userpool\/([\w-]+)$/.exec(arn) ?? [];
      const { logicalId } = stack.resources.find(({ type, attributes }) => type === 'AWS::Cognito::UserPool' && attributes.Arn === arn) ?? {};
      const source = [logicalId, id, arn].map((name) => (name === undefined ? undefined : sources[name])).find((candidate) => candidate);
      if (id === undefined) {
        problems.refuse(authorizer.logicalId, 'ProviderARNs', `must be ARNs of Cognito user pools, got '${arn}'`);
      } else if (!source) {
        problems.cannotHonour(authorizer.logicalId, 'ProviderARNs', `the keys of '${logicalId ?? id}' are not known: give the option userPools `
          + `{ '${logicalId ?? id}': { jwks: a URL or a file, id: of the pool } }, or --user-pool ${logicalId ?? id}=URL`);
      } else {
        found.set(arn, new UserPool({ arn, jwks: source.jwks }));
      }
    }
  }
  return found;
}
