import { decode } from './request';
import { Method } from '../api/method';
import { ApiResource } from '../api/rest-api';

export interface Route {
  readonly resource: ApiResource;
  readonly method: Method;
  /** Decoded. */
  readonly pathParameters: ReadonlyMap<string, string>;
}

export type Router = (httpMethod: string, segments: readonly string[]) => Route | undefined;

interface Node {
  readonly resource: ApiResource;
  readonly literals: ReadonlyMap<string, Node>;
  readonly variable?: { readonly node: Node; readonly name: string };
  readonly greedy?: { readonly node: Node; readonly name: string };
}

/**
 * Finds the method of a path: a literal part wins over a variable one, and a variable one over a greedy one, but where the better one
 * leads to no method the request falls back to the next.
 */
export function compileRouter(root: ApiResource): Router {
  const top = compile(root);
  return (httpMethod, segments) => {
    const parameters = new Map<string, string>();
    const found = find(top, httpMethod, segments, 0, parameters);
    return found && { resource: found.resource, method: found.method, pathParameters: parameters };
  };
}

function compile(resource: ApiResource): Node {
  const literals = new Map<string, Node>();
  let variable: Node['variable'];
  let greedy: Node['greedy'];
  for (const child of resource.children) {
    const node = compile(child);
    switch (child.part.kind) {
      case 'literal': literals.set(child.part.text, node); break;
      case 'variable': variable = { node, name: child.part.name }; break;
      case 'greedy': greedy = { node, name: child.part.name }; break;
    }
  }
  return { resource, literals, variable, greedy };
}

function find(
  node: Node, httpMethod: string, segments: readonly string[], index: number, parameters: Map<string, string>,
): Omit<Route, 'pathParameters'> | undefined {
  if (index === segments.length) {
    return methodOf(node.resource, httpMethod);
  }
  const literal = node.literals.get(decode(segments[index]));
  const found = literal && find(literal, httpMethod, segments, index + 1, parameters);
  if (found) {
    return found;
  }
  if (node.variable && segments[index] !== '') {
    const deeper = find(node.variable.node, httpMethod, segments, index + 1, parameters);
    if (deeper) {
      parameters.set(node.variable.name, decode(segments[index]));
      return deeper;
    }
  }
  if (node.greedy) {
    const here = methodOf(node.greedy.node.resource, httpMethod);
    if (here) {
      parameters.set(node.greedy.name, decode(segments.slice(index).join('/')));
      return here;
    }
  }
  return undefined;
}

function methodOf(resource: ApiResource, httpMethod: string): Omit<Route, 'pathParameters'> | undefined {
  const method = resource.methods.get(httpMethod) ?? resource.methods.get('ANY');
  return method && { resource, method };
}
