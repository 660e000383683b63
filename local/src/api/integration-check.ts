import { Problems } from '../cloudformation/problems';
import { compileVelocity } from '../mapping/velocity';

type Properties = Readonly<Record<string, unknown>>;

/** Refuses, in its words, what API Gateway itself refuses of any integration. */
export function checkIntegration(logicalId: string, integration: Properties, problems: Problems): void {
  const type = String(integration.Type);
  const uri = String(integration.Uri ?? '');
  const isHttp = type === 'HTTP' || type === 'HTTP_PROXY';
  if (['AWS', 'HTTP', 'HTTP_PROXY'].includes(type) && !integration.IntegrationHttpMethod) {
    problems.refuse(logicalId, 'Integration.IntegrationHttpMethod', 'Enumeration value for HttpMethod must be non-empty');
  }
  if (isHttp && !/^https?:\/\/[^/]/i.test(uri) && integration.ConnectionType !== 'VPC_LINK') {
    problems.refuse(logicalId, 'Integration.Uri', 'Invalid HTTP endpoint specified for URI');
  }
  if (type !== 'AWS' && type !== 'AWS_PROXY') {
    return;
  }
  const [arn, partition, , , service, ...rest] = uri.split(':');
  const resource = rest.join(':');
  if (arn !== 'arn' || !partition || resource === '') {
    problems.refuse(logicalId, 'Integration.Uri', 'Invalid ARN specified in the request');
  } else if (!/^(path|action)\b/.test(resource)) {
    problems.refuse(logicalId, 'Integration.Uri', 'AWS ARN for integration must contain path or action');
  } else if (type === 'AWS_PROXY' && service !== 'lambda' && service !== 'firehose') {
    problems.refuse(logicalId, 'Integration.Type',
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.");
  }
}

/** The templates by media type. One that cannot be parsed is refused at once: on AWS each of its requests fails. */
export function readTemplates(logicalId: string, property: string, given: unknown, problems: Problems): Readonly<Record<string, string>> {
  const templates = (given ?? {}) as Readonly<Record<string, string>>;
  for (const [mediaType, source] of Object.entries(templates)) {
    try {
      compileVelocity(String(source));
    } catch (error) {
      problems.cannotHonour(logicalId, `${property}['${mediaType}']`, `is no Velocity template: ${(error as Error).message}`);
    }
  }
  return templates;
}
