import { NO_KEY, PASSES } from './answers';
import { API_KEYS } from './kinds';
import { Row } from './matrix';
import { Pairs, withHeaders, withQuery } from './requests';

/** API keys, right and wrong, beside what the method asks for besides. */
export function keyRows(credential: Row['send'] = call => call): Row[] {
  const row = (name: string, expected: Row['expected'], ...keys: string[]): Row => ({
    credential: name, expected, send: (...call) => withHeaders(credential(...call), ...keys.map((key): Pairs[number] => ['x-api-key', key])),
  });
  return [
    row('no key', NO_KEY),
    row('an empty key', NO_KEY, ''),
    row('an unknown key', NO_KEY, 'a-key-that-is-unknown-01'),
    row('a key that begins like one', NO_KEY, API_KEYS.valid.slice(0, 20)),
    row('a key with more behind it', NO_KEY, `${API_KEYS.valid}0`),
    row('a key in capitals', NO_KEY, API_KEYS.valid.toUpperCase()),
    row('two keys in one', NO_KEY, `${API_KEYS.valid}, ${API_KEYS.valid}`),
    row('a key that is switched off', NO_KEY, API_KEYS.disabled),
    row('a key of the plan of another stage', NO_KEY, API_KEYS.elsewhere),
    row('a key of no plan', NO_KEY, API_KEYS.unplanned),
    { credential: 'a key in another header', expected: NO_KEY, send: (...call) => withHeaders(credential(...call), ['x-apikey', API_KEYS.valid]) },
    {
      credential: 'a key in the query',
      expected: NO_KEY,
      // Which is there when it is signed.
      send: (call, ...rest) => credential({ ...call, target: withQuery(call.target, `x-api-key=${API_KEYS.valid}`) }, ...rest),
    },
    // AWS does not say which of two counts: here, the last.
    row('a key before a wrong one', NO_KEY, API_KEYS.valid, 'x'),
    row('a key after a wrong one', PASSES, 'x', API_KEYS.valid),
    row('a valid key', PASSES, API_KEYS.valid),
  ];
}

/** With a valid key, which is no authorization: what is refused without one still is. */
export function withKey(rows: readonly Row[]): Row[] {
  return rows.map(({ send, ...row }) => ({ ...row, send: (...call) => withHeaders(send(...call), ['X-Api-Key', API_KEYS.valid]) }));
}
