import { AspectPriority, Aspects } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Does something when everything is there: at synthesis, when the construct's turn comes.
 *
 * @param priority among all that is done to the construct then, the lowest first
 */
export function atSynthesis(construct: IConstruct, act: () => void, priority: number = AspectPriority.MUTATING) {
  Aspects.of(construct).add({ visit: node => node === construct && act() }, { priority });
}
