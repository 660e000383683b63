import { UploadMemory } from '../src/front-door/upload-memory';

const PATIENCE = 250;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** What has been given so far, by who asked. */
function asking(memory: UploadMemory) {
  const got = new Map<string, Buffer | undefined>();
  return {
    got,
    ask: async (name: string) => {
      void memory.take().then((bytes) => got.set(name, bytes));
      await Promise.resolve();
    },
    pass: (millis: number) => jest.advanceTimersByTimeAsync(millis),
  };
}

test('all that there is is given at once, then again in turn', async () => {
  const memory = new UploadMemory(2, 8, PATIENCE);
  const { ask, got, pass } = asking(memory);
  for (const name of ['a', 'b', 'c', 'd']) {
    await ask(name);
  }
  const [a, b] = [got.get('a')!, got.get('b')!];
  expect([...got.keys(), a.length, a === b]).toEqual(['a', 'b', 8, false]);
  memory.give(b);
  memory.give(a);
  await pass(0);
  expect(got.get('c')).toBe(b);
  expect(got.get('d')).toBe(a);
});

test('nobody waits for longer than the patience that nothing comes free, and then nobody waits at all', async () => {
  const memory = new UploadMemory(1, 8, PATIENCE);
  const { ask, got, pass } = asking(memory);
  await ask('a');
  await ask('b');
  await ask('c');
  await pass(PATIENCE - 1);
  memory.give(got.get('a')!);
  await pass(PATIENCE - 1);
  expect([...got.keys()]).toEqual(['a', 'b']);
  await pass(1);
  await ask('d');
  expect([...got].map(([name, bytes]) => [name, bytes !== undefined])).toEqual([['a', true], ['b', true], ['c', false], ['d', false]]);
  memory.give(got.get('b')!);
  await ask('e');
  await ask('f');
  expect(got.get('e')).toBe(got.get('a'));
  expect(got.has('f')).toBe(false);
});
