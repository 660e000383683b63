import { DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';

/** Whether a stage of the API keeps answers, as far as this app knows. */
export function cachesAnswers(api: apigateway.IRestApi): boolean {
  return ofApi(api, apigateway.CfnStage).some(({ cacheClusterEnabled, methodSettings }) =>
    cacheClusterEnabled === true || [Stack.of(api).resolve(methodSettings) ?? []].flat().some(settings => settings.cachingEnabled === true));
}

/** Whether a usage plan of this app is for a stage of the API. */
export function hasUsagePlan(api: apigateway.IRestApi): boolean {
  return ofApi(api, apigateway.CfnUsagePlan, ({ apiStages }) => [withPaths(api, apiStages) ?? []].flat().map(({ apiId }) => apiId)).length > 0;
}

/** Whether pages of an origin can read errors of API Gateway itself. */
export function errorsAllow(api: apigateway.IRestApi, origin: string): boolean {
  const header = 'gatewayresponse.header.access-control-allow-origin';
  const types = gatewayResponsesOf(api).filter(({ responseParameters = {} }) =>
    Object.entries(responseParameters as object).some(([name, value]) => name.toLowerCase() === header && [`'${origin}'`, "'*'"].includes(value)))
    .map(({ responseType }) => responseType);
  return ['DEFAULT_4XX', 'DEFAULT_5XX'].every(type => types.includes(type));
}

export function gatewayResponsesOf(api: apigateway.IRestApi): apigateway.CfnGatewayResponse[] {
  return ofApi(api, apigateway.CfnGatewayResponse);
}

export function methodsOf(api: apigateway.IRestApi): apigateway.CfnMethod[] {
  return ofApi(api, apigateway.CfnMethod);
}

/** Names of the stages of the API. */
export function stageNames(api: apigateway.IRestApi): string[] {
  return ofApi(api, apigateway.CfnStage).flatMap(({ stageName }) => stageName ?? []);
}

/** The resources of the app of a type that are about an API. */
function ofApi<T extends IConstruct & { restApiId?: string }>(
  api: apigateway.IRestApi, type: new (...args: any[]) => T, ids: (resource: T) => unknown[] = ({ restApiId }) => [restApiId],
): T[] {
  const resolve = (value: unknown) => JSON.stringify(withPaths(api, value));
  const id = resolve(api.restApiId);
  return api.node.root.node.findAll().filter((construct): construct is T => construct instanceof type)
    .filter(resource => ids(resource).some(one => resolve(one) === id));
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
