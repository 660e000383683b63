import { difference, recorded, Surface } from '../script/surface/compare';
import { SURFACES } from '../script/surface/surfaces';

test.each(SURFACES)('$what are as recorded', surface => {
  const told = difference(surface, recorded(surface), surface.lines());
  if (told !== undefined) {
    throw new Error(told);
  }
});

describe('what differs is told, and what to do', () => {
  const surface: Surface = { what: 'Members', file: 'api.txt', lines: () => [], broken: 'keeps apps from compiling' };
  const BEFORE = ['class A: Base', 'new A(scope: Construct)', 'A.b?: string', 'A.c(options?: O): void', 'struct O: P', 'O.d?: string'];

  test.each<[string, string[], string[]]>([
    ['a member is gone', BEFORE.filter(line => !line.startsWith('A.c')), ['  BROKEN  A.c(options?: O): void', '          is no more']],
    ['a property became required', BEFORE.map(line => line.replace('b?', 'b')), ['  BROKEN  A.b?: string', '          is now A.b: string']],
    ['a parameter is of another type', BEFORE.map(line => line.replace(': O', ': P')), ['  BROKEN  A.c(options?: O): void', '          is now A.c(options?: P): void']],
    ['a constructor has another parameter', BEFORE.map(line => line.replace('Construct)', 'Construct, id: string)')),
      ['  BROKEN  new A(scope: Construct)', '          is now new A(scope: Construct, id: string)']],
    ['a property of options is new and required', [...BEFORE, 'O.e: string'], ['  BROKEN  O.e: string', '          is new, and everybody must give it']],
    ['a class has another base', BEFORE.map(line => line.replace('Base', 'Other')), ['  BROKEN  class A: Base', '          is now class A: Other']],
  ])('%s', (_, now, lines) => {
    expect(difference(surface, BEFORE, now)?.split('\n')).toEqual([
      'Members differ from api.txt:', ...lines, 'What is BROKEN keeps apps from compiling.',
      'Undo it; or, where it is wanted, record it: npm run surface, and tell users in the notes of a release that may break.',
    ]);
  });

  test('a member is new', () => {
    expect(difference(surface, BEFORE, [...BEFORE, 'A.d?: string'])?.split('\n')).toEqual([
      'Members differ from api.txt:', '  new     A.d?: string', 'Undo it; or, where it is wanted, record it: npm run surface.',
    ]);
  });

  test('nothing', () => {
    expect(difference(surface, BEFORE, [...BEFORE].reverse())).toBeUndefined();
  });
});
