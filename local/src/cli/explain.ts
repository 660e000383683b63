import { explainAnswer } from './explain-answer';
import { explainParameters } from './explain-parameters';
import { describeConversion, Facts } from './facts';
import { CALLER_CREDENTIALS } from '../api/method';
import { contextValue } from '../front-door/context';
import { Exchange } from '../front-door/exchange';
import { Ended } from '../front-door/observer';
import { s3ActionOf } from '../iam/s3-action';

/** What was mapped, dropped and decided on the way of a request, a line each. */
export function explain(facts: Facts, { exchange, outcome }: Ended, checksRoles: boolean): string[] {
  if (!exchange) {
    return ['no method was reached'];
  }
  return [
    ...explainMethod(exchange),
    ...explainParameters(facts, exchange),
    ...explainBody(facts, exchange),
    ...explainRole(facts, exchange, checksRoles),
    ...explainAnswer(facts, exchange, outcome),
  ];
}

function explainMethod({ context, request, route: { method, resource } }: Exchange): string[] {
  const { values } = context;
  const caller = contextValue(values, ['identity', 'userArn']) ?? contextValue(values, ['authorizer', 'principalId'])
    ?? contextValue(values, ['authorizer', 'claims', 'sub']);
  const key = method.apiKeyRequired ? ' and an API key' : '';
  return [
    `method ${method.httpMethod} ${resource.path} (${method.logicalId}) of ${request.stageName}`,
    `authorization ${method.authorizationType}${key}${caller === undefined ? '' : `: ${caller}`}`,
  ];
}

function explainBody({ requestConversion, message }: Facts, { route: { method: { integration } } }: Exchange): string[] {
  const hasBody = message.headers['content-length'] !== undefined || message.headers['transfer-encoding'] !== undefined;
  if (requestConversion === undefined || !hasBody || integration.type === 'UNSERVED') {
    return [];
  }
  const templates = Object.keys(integration.requestTemplates);
  return [
    `body of the request ${describeConversion(requestConversion, integration.contentHandling, message.headers['content-type'])}`,
    ...(templates.length > 0 ? [`request templates for ${templates.join(', ')}; passthroughBehavior ${integration.passthroughBehavior}`] : []),
  ];
}

function explainRole({ call }: Facts, { route: { method: { integration } } }: Exchange, checks: boolean): string[] {
  if (!call || integration.type !== 'S3') {
    return [];
  }
  if (integration.credentials === CALLER_CREDENTIALS) {
    return ['role: none, the call is signed as the caller, and S3 decides'];
  }
  const { denial, request } = call;
  const needed = s3ActionOf(request, integration.credentials.split(':')[1])?.needed ?? [];
  const asked = needed.map(({ action, resource }) => `${action} on ${resource}`).join(', ') || 'what no operation of S3 is';
  const [, why] = /<Message>(.*)<\/Message>/s.exec(denial?.body ?? '') ?? [];
  return [
    `role ${integration.credentials}: ${denial ? 'denied' : checks ? 'allowed' : 'not checked, as nothing is deployed:'} ${asked}`,
    ...(why === undefined ? [] : [`  ${unescapeXml(why)}`]),
  ];
}

function unescapeXml(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
