/** Names and values in turn, as Node and undici take them; `flat()` makes them many times slower. */
export function inTurn(...lists: ReadonlyArray<ReadonlyArray<readonly [name: string, value: string]>>): string[] {
  const flat: string[] = [];
  for (const list of lists) {
    for (const [name, value] of list) {
      flat.push(name, value);
    }
  }
  return flat;
}
