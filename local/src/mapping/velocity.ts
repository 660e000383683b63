import { Compile, parse } from 'velocityjs';
import { callMethod, javaEquals, javaString, readProperty } from './java-methods';

/** A node of a parsed template; velocityjs does not say more of it. */
type Node = any;

/** What velocityjs' engine has and does not declare. */
interface Engine {
  contextId: string;
  render(context: Record<string, unknown>): string;
  getReferences(node: Node, printed?: boolean): unknown;
  getLiteral(node: Node): unknown;
  renderAstList(nodes: readonly Node[], contextId?: string): string;
}

const BaseEngine = Compile as unknown as new (tree: readonly Node[]) => Engine;

export type VelocityTemplate = (context: Record<string, unknown>) => string;

/** Parses a template once; rendering throws where Velocity on AWS fails. */
export function compileVelocity(source: string): VelocityTemplate {
  const tree: readonly Node[] = parse(escapeQuotes(source));
  return (context) => new JavaEngine(tree).render(context);
}

/** Velocity escapes a quote in a text by writing it twice, velocityjs by a backslash. Outside of directives quotes are only characters. */
function escapeQuotes(source: string): string {
  let escaped = '';
  let at = 0;
  for (const opening of source.matchAll(/#(?:set|if|elseif|foreach)\s*\(/g)) {
    if (opening.index >= at) {
      const begin = opening.index + opening[0].length;
      const end = closingOf(source, begin);
      escaped += source.slice(at, begin) + source.slice(begin, end)
        .replace(TEXT, (text) => (text.startsWith('"') ? `"${text.slice(1, -1).replaceAll('""', '\\"')}"` : text));
      at = end;
    }
  }
  return escaped + source.slice(at);
}

const TEXT = /"(?:[^"\\]|\\.|"")*"|'[^']*'/gs;

/** Where the parenthesis closes that opened before `begin`. */
function closingOf(source: string, begin: number): number {
  let depth = 1;
  for (const token of source.slice(begin).matchAll(new RegExp(`${TEXT.source}|[()]`, 'gs'))) {
    depth += token[0] === '(' ? 1 : token[0] === ')' ? -1 : 0;
    if (depth === 0) {
      return begin + token.index;
    }
  }
  return source.length;
}

/** velocityjs with the meaning that references, methods, conditions and operators have in Java's Velocity. */
class JavaEngine extends BaseEngine {
  /** What stands below something that exists and is not there prints nothing; an unknown variable prints itself. */
  public override getReferences(node: Node, printed?: boolean): unknown {
    const value = super.getReferences(node);
    if (!printed) {
      return value;
    }
    if (value === undefined || value === null) {
      const { path, args } = node as { path?: Node[]; args?: Node[] };
      const root = path ? super.getReferences({ ...node, path: undefined, args }) : value;
      return root === undefined && node.leader !== '$!' ? super.getReferences(node, true) : '';
    }
    return javaString(value);
  }

  public getAttributes(attribute: Node, base: unknown): unknown {
    switch (attribute.type) {
      case 'method': return this.getPropMethod(attribute, base);
      case 'index': return readProperty(base, this.getLiteral(attribute.id) as string);
      default: return readForeach(base, attribute.id) ?? readProperty(base, attribute.id);
    }
  }

  public getPropMethod(attribute: Node, base: unknown): unknown {
    return callMethod(base, attribute.id, ((attribute.args || []) as Node[]).map((parameter) => this.getLiteral(parameter)));
  }

  public getBlockIf(block: readonly Node[]): string {
    const chosen: Node[] = [];
    let found = false;
    for (const node of block) {
      const branch = node.type === 'if' || node.type === 'elseif' || node.type === 'else';
      if (branch && found) {
        break;
      }
      if (branch) {
        found = node.type === 'else' || isTrue(this.getExpression(node.condition));
      } else if (found) {
        chosen.push(node);
      }
    }
    return this.renderAstList(chosen, this.contextId);
  }

  public getExpression(node: Node): unknown {
    if (node.type !== 'math') {
      return this.getLiteral(node);
    }
    const [left, right] = node.expression as [Node, Node];
    const value = (operand: Node) => this.getExpression(operand);
    switch (node.operator) {
      case 'parenthesis': return value(left);
      case 'not': return !isTrue(value(left));
      case '&&': return isTrue(value(left)) && isTrue(value(right));
      case '||': return isTrue(value(left)) || isTrue(value(right));
      case '==': return equal(value(left), value(right));
      case '!=': return !equal(value(left), value(right));
      case 'minus': return calculate('-', 0, value(left));
      case '<': case '>': case '<=': case '>=': return compareNumbers(node.operator, value(left), value(right));
      default: return calculate(node.operator, value(left), value(right));
    }
  }
}

/** Only null and false are false: an empty text and 0 are not. */
function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** Values of different classes are equal when they print the same; what is not there equals an empty text. */
function equal(left: unknown, right: unknown): boolean {
  const [first, second] = [left ?? '', right ?? ''];
  return javaEquals(first, second) || (typeof first !== typeof second && javaString(first) === javaString(second));
}

function compareNumbers(operator: string, left: unknown, right: unknown): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') {
    return false;
  }
  switch (operator) {
    case '<': return left < right;
    case '>': return left > right;
    case '<=': return left <= right;
    default: return left >= right;
  }
}

/** Whole numbers stay whole; what cannot be calculated is null. */
function calculate(operator: string, left: unknown, right: unknown): unknown {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return javaString(left) + javaString(right);
  }
  if (typeof left !== 'number' || typeof right !== 'number') {
    return undefined;
  }
  switch (operator) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '%': return right === 0 ? undefined : left % right;
    default: return right === 0 ? undefined : Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(left / right) : left / right;
  }
}

/** velocityjs' loop knows `index`, `count` and `hasNext` only. */
function readForeach(base: unknown, name: string): boolean | undefined {
  if (typeof base !== 'object' || base === null || !('hasNext' in base) || !('count' in base)) {
    return undefined;
  }
  return name === 'first' ? base.count === 1 : name === 'last' ? !base.hasNext : undefined;
}
