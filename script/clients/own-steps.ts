import { Auth, Client, isAbove, isOfFolders } from './client';
import { Reference, Step } from './step';
import { stepsFor } from './steps';

/** The steps that a client can do: not those that it cannot express, nor those that need what these would have made. */
export function stepsOf(client: Client, auth: Auth, steps: readonly Step[]): Step[] {
  const left = new Set<string>();
  const made = new Set<string>();
  return steps.filter(step => {
    const able = (isOfFolders(step.operation) ? client.folders === true : client.can?.(step.operation, step.input, auth) ?? !isAbove(step.operation))
      && [...referencesOf(step.input), ...step.needs ?? []].every(name => !left.has(name))
      && objectsOf(step).every(object => !left.has(object));
    const object = objectOf(step);
    if (!able) {
      left.add(step.name);
      // Who cannot do the first step with an object has none.
      if (object !== undefined && !made.has(object)) left.add(object);
    } else if (object !== undefined) {
      made.add(object);
    }
    return able;
  });
}

/** Their names, whatever the buckets are. */
export const stepNames = (client: Client, auth: Auth): string[] =>
  stepsOf(client, auth, stepsFor({ own: 'own', versioned: 'versioned', limits: 'limits', many: 'many' })).map(({ name }) => name);

const objectOf = ({ input: { Bucket, Key } }: Step) => (Key === undefined ? undefined : `${Bucket}/${Key}`);

function objectsOf(step: Step): string[] {
  const source = step.input.CopySource as string | undefined;
  return [objectOf(step), source && decodeURIComponent(source)].filter(object => object !== undefined);
}

/** Names of the steps whose outputs an input refers to. */
function referencesOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  return '$from' in input ? [(input as Reference).$from] : Object.values(input).flatMap(referencesOf);
}
