import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { invalid } from './errors';
import { warn } from './warnings';

/** Defaults of methods that every method sets for itself. */
const OVERRIDDEN_DEFAULTS = ['authorizationType', 'apiKeyRequired'];

/** What would end as an error of CloudFormation, or in a method that does not work. */
export function checkMount(proxy: Construct, resource: apigateway.IResource) {
  if (Stack.of(proxy) !== Stack.of(resource)) {
    throw invalid('resource', 'must be in the stack of the proxy, else the two depend on each other', resource.path,
      'create the proxy in that stack, or import the API with RestApi.fromRestApiAttributes()');
  }
  if (/\{[^}]*\+\}/.test(resource.path)) {
    throw invalid('resource', 'must not be below a greedy path parameter, which API Gateway allows no children', resource.path, 'use another resource');
  }
  if (resource.defaultCorsPreflightOptions !== undefined) {
    throw invalid('resource', 'must not have defaultCorsPreflightOptions, whose OPTIONS methods answer 500 where all content is binary', resource.path,
      'leave them out of the API, give the proxy cors, and other resources addCorsPreflight()');
  }
  const [inherited] = Object.entries(resource.defaultMethodOptions ?? {})
    .find(([name, value]) => value !== undefined && !OVERRIDDEN_DEFAULTS.includes(name)) ?? [];
  if (inherited !== undefined) {
    throw invalid('resource', `must not have ${inherited} in its defaultMethodOptions, which every method would inherit`, resource.path,
      `set ${inherited} on the methods that need it`);
  }
  if (!(resource.api instanceof apigateway.RestApi)) {
    warn(proxy, 'importedApi', `The API '${resource.api.node.path}' is imported: its stage serves the methods of this proxy only when it is deployed again after them. `
      + "It must have '*/*' as its binary media type, else the bytes of objects are changed.");
  }
}

const PARAMETER_VALIDATOR = 'S3RequiredParameters';

/** Lets API Gateway refuse a request that lacks a parameter that must be there: one for all methods of an API. */
export function parameterValidator(api: apigateway.IRestApi): apigateway.IRequestValidator {
  const existing = api.node.tryFindChild(PARAMETER_VALIDATOR) as apigateway.RequestValidator | undefined;
  return existing ?? new apigateway.RequestValidator(api, PARAMETER_VALIDATOR, { restApi: api, validateRequestParameters: true });
}

export function hasParameterValidator(api: apigateway.IRestApi): boolean {
  return api.node.tryFindChild(PARAMETER_VALIDATOR) !== undefined;
}

/** The resource below another, which is made where it is not there yet. */
export function resourceBelow(resource: apigateway.IResource, parts: string[]): apigateway.IResource {
  const names = [...[resource.path, ...parts].join('/').matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid('resource', 'must not have a path parameter twice, as one of them would be lost', `{${twice}}`, 'give one of them another name');
  }
  return parts.reduce<apigateway.IResource>((parent, part) => parent.getResource(part) ?? parent.addResource(part), resource);
}

/** The resource below another, if it is there. */
export function findBelow(resource: apigateway.IResource, parts: string[]): apigateway.IResource | undefined {
  return parts.reduce<apigateway.IResource | undefined>((parent, part) => parent?.getResource(part), resource);
}

/** What API Gateway does not take, and neither CDK nor CloudFormation's schema tells: at the resource, above and below it. */
export function layoutErrors(resource: apigateway.IResource): Error[] {
  // An imported resource does not tell its parent.
  return [...siblingErrors(resource instanceof apigateway.Resource ? resource.parentResource : undefined), ...errorsBelow(resource)];
}

function errorsBelow(resource: apigateway.IResource): Error[] {
  const children = childrenOf(resource);
  const greedy = /\+\}$/.test(resource.path) && children.length > 0
    ? [invalid('resource', 'must not have children where its path parameter is greedy', children[0].path, 'give the route another path')] : [];
  return [...greedy, ...siblingErrors(resource), ...children.flatMap(errorsBelow)];
}

function siblingErrors(resource: apigateway.IResource | undefined): Error[] {
  const variable = resource === undefined ? [] : childrenOf(resource).map(child => child.path).filter(path => /\{[^/]*$/.test(path));
  return variable.length <= 1 ? [] : [
    invalid('resource', 'must have at most one variable child', variable.join(', '), 'mount the proxy on a resource of its own, or give the route a literal first part'),
  ];
}

function childrenOf(resource: apigateway.IResource): apigateway.IResource[] {
  return resource.node.children.filter((child): child is apigateway.Resource => child instanceof apigateway.Resource);
}
