/** Names of choices, each with the names of its values. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** One value of each choice. */
export type Combination = Readonly<Record<string, string>>;

/**
 * Combinations such that any two values that can go together are together in one of them: nearly all mistakes need no more than two,
 * and all combinations would be thousands.
 */
export function pairwise(choices: Choices, possible: (combination: Combination) => boolean): Combination[] {
  const candidates = product(Object.entries(choices)).filter(possible).map(combination => ({ combination, pairs: pairsOf(combination) }));
  const missing = new Set(candidates.flatMap(({ pairs }) => pairs));
  const chosen: Combination[] = [];
  while (missing.size > 0) {
    const gain = ({ pairs }: (typeof candidates)[number]) => pairs.filter(pair => missing.has(pair)).length;
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    best.pairs.forEach(pair => missing.delete(pair));
    chosen.push(best.combination);
  }
  return chosen;
}

function product([first, ...rest]: ReadonlyArray<[string, readonly string[]]>): Combination[] {
  if (first === undefined) {
    return [{}];
  }
  const [name, values] = first;
  const tails = product(rest);
  return values.flatMap(value => tails.map(tail => ({ [name]: value, ...tail })));
}

function pairsOf(combination: Combination): string[] {
  const values = Object.entries(combination).map(([name, value]) => `${name}=${value}`);
  return values.flatMap((first, index) => values.slice(index + 1).map(second => `${first} ${second}`));
}
