import { Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { methodsOf, stageNames } from './api-surroundings';
import { invalid } from './errors';

/** Two dots, or a dot that is encoded, as only a path has that wants to be something else. */
export const DOTS = ['execute-api:/*..*', 'execute-api:/*%2e*', 'execute-api:/*%2E*'];

const { COGNITO, CUSTOM, IAM, NONE } = apigateway.AuthorizationType;

/**
 * Refuses paths that could lead out of a caller's own prefix, were `..` ever resolved on the way to S3: by the policy of the API, which looks at
 * the path before anything is made of it.
 *
 * Where Cognito authorizes, or nobody, an API that has a policy denies what the policy does not allow; where IAM or a Lambda authorizer does,
 * what it allows is open. So an API has methods of the one sort or the other, but for preflights.
 *
 * @param given whether the API has a policy of the user's, to which the denial is added
 * @param cognito whether Cognito authorizes
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function denyDots(api: apigateway.RestApi, given: boolean, cognito: boolean) {
  const { endpointConfiguration } = api.node.defaultChild as apigateway.CfnRestApi;
  const { types = [] } = Stack.of(api).resolve(endpointConfiguration) ?? {};
  if (!given && types.includes(apigateway.EndpointType.PRIVATE)) {
    throw invalid('restApiProps.policy', "must be given where the API is private and the prefix is each caller's own, to say which endpoints may call", undefined,
      'give one with the condition aws:SourceVpce');
  }
  api.addToResourcePolicy(statement(iam.Effect.DENY, DOTS));
  if (!given) {
    // With a pattern in the place of the stage, preflights would be requests for keys like `OPTIONS/x`, too.
    const preflights = Lazy.list({ produce: () => stageNames(api).map(stage => `execute-api:/${stage}/OPTIONS/*`) });
    api.addToResourcePolicy(statement(iam.Effect.ALLOW, cognito ? ['execute-api:/*'] : preflights));
    api.node.addValidation({ validate: () => methodsAtOdds(api, cognito ? [COGNITO, NONE] : [IAM, CUSTOM]).map(error => error.message) });
  }
}

function statement(effect: iam.Effect, resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ effect, resources, actions: ['execute-api:Invoke'], principals: [new iam.AnyPrincipal()] });
}

/** Methods of the other sort, and those that more than their preflights would be open of. */
function methodsAtOdds(api: apigateway.RestApi, served: apigateway.AuthorizationType[]): Error[] {
  const opens = served.includes(NONE);
  return methodsOf(api).filter(({ httpMethod, authorizationType = NONE }) => {
    const type = authorizationType as apigateway.AuthorizationType;
    return httpMethod === 'OPTIONS' ? type !== NONE : !served.includes(type) || (!opens && httpMethod === 'ANY');
  }).map(({ httpMethod, authorizationType, node }) =>
    invalid('KeyPrefix', `must not be each caller's own beside methods of ${authorizationType}, which the policy that refuses '..' would ${opens ? 'open' : 'deny or open'}`,
      `${httpMethod} at ${node.scope!.node.path}`, 'give them an API of their own, or give restApiProps.policy, which is then kept'));
}

/** Whether the policy of an API denies such paths to all, as far as this app knows. */
export function deniesDots(api: apigateway.IRestApi): boolean {
  const cfn = api.node.defaultChild;
  const { Statement: statements = [] } = cfn instanceof apigateway.CfnRestApi ? Stack.of(api).resolve(cfn.policy) ?? {} : {};
  const has = (value: unknown, ...some: string[]) => some.some(one => [value].flat().includes(one));
  const denied = [statements].flat().filter(({ Effect, Principal, Action, Condition }) => Effect === iam.Effect.DENY && Condition === undefined
    && has(Principal?.AWS ?? Principal, '*') && has(Action, 'execute-api:Invoke', 'execute-api:*', '*')).flatMap(({ Resource }) => Resource);
  return DOTS.every(path => denied.includes(path));
}
