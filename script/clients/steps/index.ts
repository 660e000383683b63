import { bucketSteps, lastSteps } from './buckets';
import { deletingSteps } from './deleting';
import { folderSteps } from './folders';
import { limitSteps } from './limits';
import { objectSteps } from './objects';
import { readingSteps } from './reading';
import { writingSteps } from './writing';
import { Buckets, Step } from '../step';

/** The one script that every client runs, in this order. */
export const stepsFor = (buckets: Buckets): Step[] =>
  [bucketSteps, objectSteps, readingSteps, writingSteps, limitSteps, folderSteps, deletingSteps, lastSteps].flatMap(steps => steps(buckets));
