/** Names of choices, each with the names of its values. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** One value of each choice. */
export type Combination = Readonly<Record<string, string>>;

type Possible = (combination: Combination) => boolean;

/**
 * Combinations such that any two values that can go together are together in one of them: nearly all mistakes need no more than two,
 * and all combinations would be millions.
 *
 * @param possible whether values go together: of some choices, and in the end of all
 */
export function pairwise(choices: Choices, possible: Possible): Combination[] {
  const values = Object.entries(choices).flatMap(([name, all]) => all.map((value): [string, string] => [name, value]));
  const wanted = values.flatMap((first, index) =>
    values.slice(index + 1).filter(([name]) => name !== first[0]).map(second => Object.fromEntries([first, second])));
  const missing = new Set(wanted.flatMap(pairsOf));
  const chosen: Combination[] = [];
  for (const pair of wanted.filter(combination => possible(combination))) {
    const combination = pairsOf(pair).some(one => missing.has(one)) ? complete(pair, choices, possible, missing) : undefined;
    if (combination !== undefined) {
      pairsOf(combination).forEach(one => missing.delete(one));
      chosen.push(combination);
    }
  }
  return chosen;
}

/** With the values that are together with most of the others for the first time; undefined where none go together. */
function complete(begun: Combination, choices: Choices, possible: Possible, missing: ReadonlySet<string>): Combination | undefined {
  const next = Object.keys(choices).find(name => !(name in begun));
  if (next === undefined) {
    return begun;
  }
  const gain = (combination: Combination) => pairsOf(combination).filter(pair => missing.has(pair)).length;
  const longer = choices[next].map(value => ({ ...begun, [next]: value })).filter(possible).sort((one, other) => gain(other) - gain(one));
  for (const combination of longer) {
    const completed = complete(combination, choices, possible, missing);
    if (completed !== undefined) {
      return completed;
    }
  }
  return undefined;
}

function pairsOf(combination: Combination): string[] {
  const values = Object.entries(combination).map(([name, value]) => `${name}=${value}`).sort();
  return values.flatMap((first, index) => values.slice(index + 1).map(second => `${first} ${second}`));
}
