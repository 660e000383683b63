import { Evaluator, Role } from './evaluator';
import { missing, missingActions, Needs, Relation, relation } from './privilege';
import { S3Operation } from '../../../src';

/** Whether an operation is allowed where another one is switched on alone. */
export interface Cell {
  /** The one that is switched on. */
  readonly on: S3Operation;
  /** The one that is asked for. */
  readonly asked: S3Operation;
  readonly relation: Relation;
}

export function cellsOf(operations: readonly S3Operation[]): Cell[] {
  return operations.flatMap(on => operations.map(asked => ({ on, asked, relation: relation(on, asked) })));
}

export const isExplained = (cell: Cell): boolean => cell.relation !== 'denied';

/** Whether a store that enforces these operations can tell: it knows no condition on the source of a copy. */
export function isDecidedByStore(cell: Cell, enforced: ReadonlySet<S3Operation>): boolean {
  return enforced.has(cell.asked) && (isExplained(cell) || missingActions(cell.on, cell.asked).length > 0);
}

/** Where an evaluator, given the policies that were synthesized, says something else than the catalogue. */
export async function differences(
  name: string, evaluate: Evaluator, cells: readonly Cell[], roles: ReadonlyMap<string, Role>, needs: ReadonlyMap<S3Operation, Needs>,
): Promise<string[]> {
  const found: string[] = [];
  for (const cell of cells) {
    const denied = await evaluate(roles.get(cell.on)!, needs.get(cell.asked)!);
    if (isExplained(cell) && denied !== undefined) {
      found.push(`${name}: ${tooLittle(cell)}: ${denied.action} on ${denied.resource} is denied`);
    } else if (!isExplained(cell) && denied === undefined) {
      found.push(`${name}: ${tooMuch(cell)}`);
    }
  }
  return found;
}

export function tooLittle({ on, asked }: Cell): string {
  return `the role of ${on} must be able to ${asked}, and is not`;
}

export function tooMuch({ on, asked }: Cell): string {
  return `the role of ${on} is able to ${asked}, which needs ${missing(on, asked).join(', ')} besides`;
}
