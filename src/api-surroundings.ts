import { DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';

/** Whether a stage of the API keeps answers, as far as this app knows. */
export function cachesAnswers(api: apigateway.IRestApi): boolean {
  return ofApi(api, apigateway.CfnStage, stage => [stage.restApiId]).some(({ cacheClusterEnabled, methodSettings }) =>
    cacheClusterEnabled === true || [Stack.of(api).resolve(methodSettings) ?? []].flat().some(settings => settings.cachingEnabled === true));
}

/** Whether a usage plan of this app is for a stage of the API. */
export function hasUsagePlan(api: apigateway.IRestApi): boolean {
  return ofApi(api, apigateway.CfnUsagePlan, ({ apiStages }) => [withPaths(api, apiStages) ?? []].flat().map(({ apiId }) => apiId)).length > 0;
}

/** Whether errors of API Gateway itself carry this header. */
export function answersCarry(api: apigateway.IRestApi, header: string): boolean {
  return ofApi(api, apigateway.CfnGatewayResponse, ({ restApiId }) => [restApiId])
    .some(({ responseType, responseParameters = {} }) => responseType === 'DEFAULT_4XX' && `gatewayresponse.header.${header}` in responseParameters);
}

/** The resources of the app of a type that are about an API. */
function ofApi<T extends IConstruct>(api: apigateway.IRestApi, type: new (...args: any[]) => T, ids: (resource: T) => unknown[]): T[] {
  const resolve = (value: unknown) => JSON.stringify(withPaths(api, value));
  return api.node.root.node.findAll().filter((construct): construct is T => construct instanceof type)
    .filter(resource => ids(resource).some(id => resolve(id) === resolve(api.restApiId)));
}

/** Turns a reference into the path of what it is to: a logical id may be there in each stack. */
class PathResolver extends DefaultTokenResolver {
  public constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    return Reference.isReference(token) ? `${token.target.node.path}.${token.displayName}` : super.resolveToken(token, context, postProcessor);
  }
}

function withPaths(scope: IConstruct, value: unknown): any {
  return Tokenization.resolve(value, { scope, resolver: new PathResolver(), preparing: false });
}
