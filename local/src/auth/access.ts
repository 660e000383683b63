import { Caller, KnownCallers, readCallers } from './callers';
import { findLambdaFunctions, LambdaFunctions } from './lambda-functions';
import { Clock } from './throttle';
import { UsagePlans } from './usage-plan';
import { ApiKey, readUsagePlans } from './usage-plan-config';
import { UserPool, UserPoolSource } from './user-pool';
import { findUserPools } from './user-pools';
import { RestApi } from '../api/rest-api';
import { Problems } from '../cloudformation/problems';
import { Stack, Template } from '../cloudformation/template';

const AUTHORIZER_TYPES: readonly string[] = ['AWS::Cognito::UserPool', 'AWS::Lambda::Function'];

/** Finds the functions and user pools that authorizers name: the others are left alone, so that what they hold cannot fail. */
export function authorizerResources(template: Template): (type: string, logicalId: string) => boolean {
  const authorizers = JSON.stringify(Object.values(template?.Resources ?? {}).filter(({ Type: type }) => type === 'AWS::ApiGateway::Authorizer'));
  // "Id" of Ref and Fn::GetAtt, ${Id} and ${Id.Arn} of Fn::Sub.
  return (type, logicalId) => AUTHORIZER_TYPES.includes(type) && new RegExp(`["{]${logicalId}["}.]`).test(authorizers);
}

export interface AccessProps {
  readonly stack: Stack;
  readonly apis: readonly RestApi[];
  readonly callers: readonly Caller[];
  readonly userPools: Readonly<Record<string, UserPoolSource>>;
  /** Of the cloud assembly, for the code of functions. */
  readonly assets: ReadonlyMap<string, string>;
  readonly now: Clock;
  readonly log: (line: string) => void;
}

/** What decides who may call, for all APIs of a template. */
export interface Access {
  readonly callers: KnownCallers;
  readonly usagePlans: UsagePlans;
  readonly apiKeys: readonly ApiKey[];
  readonly userPools: ReadonlyMap<string, UserPool>;
  readonly lambdas: LambdaFunctions;
}

/** A line for each pool whose tokens cannot be verified now. Its server may start later, so that is no error. */
export async function missingKeys({ userPools }: Access): Promise<string[]> {
  const problems = await Promise.all([...userPools.values()].map((pool) => pool.problem()));
  return problems.flatMap((problem) => (problem === undefined ? [] : [`${problem}; until they can, requests with tokens of it are answered 500`]));
}

/** Throws before anything is begun, naming everything that is refused or cannot be honoured. */
export function prepareAccess(props: AccessProps): Access {
  const { apis, assets, log, now, stack } = props;
  const problems = new Problems();
  const authorizers = apis.flatMap((api) => [...api.authorizers.values()]);
  const functionArns = new Set(authorizers.flatMap((config) => (config.type === 'COGNITO_USER_POOLS' ? [] : [config.functionArn])));
  for (const config of authorizers) {
    if (config.type !== 'COGNITO_USER_POOLS' && !stack.resources.some(({ attributes, type }) => (
      type === 'AWS::Lambda::Function' && attributes.Arn === config.functionArn))) {
      problems.cannotHonour(config.logicalId, 'AuthorizerUri', `must name an AWS::Lambda::Function of this template, got '${config.functionArn}'`);
    }
  }
  const { keys, plans } = readUsagePlans(stack.resources, problems);
  const userPools = findUserPools(stack, apis, props.userPools, problems);
  const { environment: { region }, resources } = stack;
  const openLambdas = findLambdaFunctions({ resources, arns: functionArns, assets, region, log }, problems);
  problems.throwIfAny();
  const callers = readCallers(props.callers, stack.environment);
  return {
    callers,
    usagePlans: new UsagePlans(keys, plans, now),
    apiKeys: keys,
    userPools,
    lambdas: openLambdas(),
  };
}
