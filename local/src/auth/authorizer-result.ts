import { INVOKE_POLICY } from './invoke-policy';
import { Policies } from '../iam/iam-policy';

/** What a Lambda authorizer said. */
export interface AuthorizerResult {
  readonly policies: Policies;
  /** `$context.authorizer` */
  readonly context: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Reads the answer of a Lambda authorizer. Throws when it is none: API Gateway answers 500 to those.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function readAuthorizerResult(result: unknown): AuthorizerResult {
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = record('the result', result);
  if (typeof principalId !== 'string' || principalId === '') {
    throw new Error(`principalId must be a string that is not empty, got ${JSON.stringify(principalId)}`);
  }
  if (usageIdentifierKey !== undefined && usageIdentifierKey !== null && typeof usageIdentifierKey !== 'string') {
    throw new Error(`usageIdentifierKey must be a string, got ${JSON.stringify(usageIdentifierKey)}`);
  }
  const given = Object.entries(record('context', context ?? {})).filter(([, value]) => value !== null);
  for (const [name, value] of given) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new Error(`context.${name} must be a string, a number or a boolean, got ${JSON.stringify(value)}`);
    }
  }
  return {
    policies: new Policies([{ name: 'policyDocument', document: policyDocument }], INVOKE_POLICY),
    context: { ...Object.fromEntries(given) as AuthorizerResult['context'], principalId, ...(usageIdentifierKey && { usageIdentifierKey }) },
  };
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${name} must be an object, got ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}
