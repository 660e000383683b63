import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
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
 * @param stage the stage: with a pattern in its place, preflights would be those of keys like `OPTIONS/x`, too
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function denyDots(api: apigateway.RestApi, given: boolean, cognito: boolean, stage: string) {
  api.addToResourcePolicy(statement(iam.Effect.DENY, DOTS));
  if (!given) {
    api.addToResourcePolicy(statement(iam.Effect.ALLOW, [cognito ? 'execute-api:/*' : `execute-api:/${stage}/OPTIONS/*`]));
    api.node.addValidation({ validate: () => methodsAtOdds(api, cognito ? [COGNITO, NONE] : [IAM, CUSTOM]).map(error => error.message) });
  }
}

function statement(effect: iam.Effect, resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ effect, resources, actions: ['execute-api:Invoke'], principals: [new iam.AnyPrincipal()] });
}

function methodsAtOdds(api: apigateway.RestApi, served: apigateway.AuthorizationType[]): Error[] {
  return api.methods.filter(({ httpMethod }) => httpMethod !== 'OPTIONS').flatMap(({ httpMethod, node, resource }) => {
    const type = (node.defaultChild as apigateway.CfnMethod).authorizationType as apigateway.AuthorizationType;
    return served.includes(type) ? [] : [
      invalid('KeyPrefix', `must not be each caller's own beside methods of ${type}, which the policy that refuses '..' would ${served.includes(NONE) ? 'open' : 'deny'}`,
        `${httpMethod} ${resource.path}`, 'give them an API of their own, or give restApiProps.policy, which is then kept'),
    ];
  });
}

/** Whether the policy of an API denies such paths, as far as this app knows. */
export function deniesDots(api: apigateway.IRestApi): boolean {
  const cfn = api.node.defaultChild;
  const { Statement: statements = [] } = cfn instanceof apigateway.CfnRestApi ? Stack.of(api).resolve(cfn.policy) ?? {} : {};
  return [statements].flat().some(({ Effect, Resource }) => Effect === iam.Effect.DENY && DOTS.every(path => [Resource].flat().includes(path)));
}
