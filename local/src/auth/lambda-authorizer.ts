import { Authenticator } from './authorization';
import { LambdaAuthorizerConfig } from './authorizer-config';
import { requestEvent, tokenEvent } from './authorizer-event';
import { AuthorizerResult, readAuthorizerResult } from './authorizer-result';
import { invokeContext, INVOKE } from './invoke-policy';
import { LambdaError, LambdaFunction } from './lambda-function';
import { ResultCache } from './result-cache';
import { Clock } from './throttle';
import { nameOf, Source } from '../api/parameter-mapping';
import { contextValue } from '../front-door/context';
import { Exchange } from '../front-door/exchange';
import { GatewayError } from '../front-door/gateway-error';
import { headerValue } from '../front-door/request';
import { methodValues } from '../mapping/request-values';

export interface LambdaAuthorizerProps {
  readonly config: LambdaAuthorizerConfig;
  readonly lambda: Pick<LambdaFunction, 'invoke'>;
  readonly now: Clock;
}

/** The authenticator of a Lambda authorizer. Its results count for every method of the stage, for as long as they are cached. */
export function compileLambdaAuthorizer(props: LambdaAuthorizerProps): Authenticator {
  const { config, now } = props;
  const cache = new ResultCache<AuthorizerResult>(config.ttlSeconds, now);
  return async (exchange, methodArn) => {
    const identity = identityOf(config, exchange);
    const key = JSON.stringify([exchange.stage.name, ...identity]);
    let result = cache.get(key);
    if (!result) {
      const event = config.type === 'TOKEN' ? tokenEvent(methodArn, identity[0]) : requestEvent(methodArn, exchange);
      result = await ask(event, props);
      cache.set(key, result);
    }
    exchange.context.authorizer = result.context;
    const asked = { action: INVOKE, resource: methodArn, context: invokeContext(exchange, undefined, now()) };
    const { policies } = result;
    return { decision: policies.evaluate(asked), whyNot: () => policies.whyNot(asked) };
  };
}

/** The values that make the caller's identity. The function is not asked about a caller who lacks one, or whose token looks wrong. */
function identityOf({ identitySources, logicalId, type, validation }: LambdaAuthorizerConfig, exchange: Exchange): string[] {
  return identitySources.map((source) => {
    const value = valueOf(source, exchange);
    if (value === undefined || value === '' || (type === 'TOKEN' && validation?.test(value) === false)) {
      throw new GatewayError('UNAUTHORIZED', 'Unauthorized').because(value ? 'the token does not match IdentityValidationExpression'
        : `there is no ${nameOf(source)}, which the authorizer ${logicalId} asks for`);
    }
    return value;
  });
}

function valueOf(source: Source, { context, request, route, stage }: Exchange): string | undefined {
  switch (source.kind) {
    case 'context': return contextValue(context.values, source.path);
    case 'stageVariable': return stage.variables[source.name];
    case 'method': return source.location === 'header'
      ? headerValue(request.rawHeaders, source.name.toLowerCase())
      : methodValues(request, route.pathParameters, source.location, source.name, 'case-insensitive')?.join(',');
    default: return undefined;
  }
}

async function ask(event: unknown, { config, lambda }: LambdaAuthorizerProps): Promise<AuthorizerResult> {
  let result: unknown;
  try {
    result = await lambda.invoke(event);
  } catch (error) {
    if (!(error instanceof LambdaError)) {
      throw error;
    }
    if (error.message === 'Unauthorized') {
      throw new GatewayError('UNAUTHORIZED', 'Unauthorized');
    }
    throw new GatewayError('AUTHORIZER_FAILURE', '').because(`${config.logicalId}: the function failed: ${error.message}`);
  }
  try {
    return readAuthorizerResult(result);
  } catch (error) {
    throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', '').because(`${config.logicalId}: the function's answer is none: ${(error as Error).message}`);
  }
}
