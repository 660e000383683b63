import { PASSES, UNAUTHORIZED } from './answers';
import { SCOPES } from './kinds';
import { lambdaToken } from './lambda-tokens';
import { Row } from './matrix';
import { ANOTHER, claimsOf, issuer, macToken, poolToken, Use, withClaims } from './pool-tokens';
import { sign, withHeaders, withQuery } from './requests';
import { HOUR, POOL } from './world';
import { CALLER, RawRequest } from '../../../local/test/support/gateway';
import { token } from '../../../local/test/support/tokens';

interface TokenKind {
  /** Which token is asked for: with scopes an access token. */
  readonly use: Use;
  readonly header: string;
}

/** What is sent to a method with a Cognito authorizer, rightly and wrongly. */
export function tokenRows({ use, header }: TokenKind): Row[] {
  const other: Use = use === 'id' ? 'access' : 'id';
  const row = (credential: string, expected: Row['expected'], value: (now: number, valid: string) => string): Row => ({
    credential, expected, send: (call, _door, now) => withHeaders(call, [header, value(now, poolToken(use, now))]),
  });
  const elsewhere = (credential: string, send: (call: RawRequest, valid: string) => RawRequest): Row => ({
    credential, expected: UNAUTHORIZED, send: (call, _door, now) => send(call, poolToken(use, now)),
  });
  return [
    { credential: 'none', expected: UNAUTHORIZED, send: call => call },
    row('nothing', UNAUTHORIZED, () => ''),
    row('Bearer alone', UNAUTHORIZED, () => 'Bearer '),
    row('no token', UNAUTHORIZED, () => 'Bearer letmein'),
    row('two parts of a token', UNAUTHORIZED, (_, valid) => valid.split('.').slice(0, 2).join('.')),
    row('a signature that is cut', UNAUTHORIZED, (_, valid) => valid.slice(0, -2)),
    row('a token of a Lambda authorizer', UNAUTHORIZED, now => lambdaToken({ may: 'all', until: now + HOUR })),
    { credential: 'a signature of IAM', expected: UNAUTHORIZED, send: (call, door, now) => sign(call, door, now, { credentials: CALLER }) },
    elsewhere('in the query', (call, valid) => ({ ...call, target: withQuery(call.target, `${header}=${valid}&access_token=${valid}`) })),
    elsewhere('in a cookie', (call, valid) => withHeaders(call, ['Cookie', `${header}=${valid}; idToken=${valid}`])),
    elsewhere('in another header', (call, valid) => withHeaders(call, [header === 'X-Token' ? 'Authorization' : 'X-Token', valid])),

    row('that has ended', UNAUTHORIZED, now => poolToken(use, now, { exp: Math.floor(now / 1000) - 1 })),
    row('without an end', UNAUTHORIZED, now => poolToken(use, now, { exp: undefined })),
    row('that is not yet valid', UNAUTHORIZED, now => poolToken(use, now, { nbf: Math.floor(now / 1000) + 600 })),

    row('of another pool', UNAUTHORIZED, now => token({ ...claimsOf(use, now), iss: issuer(ANOTHER.id) }, ANOTHER.key)),
    row('of another pool, that says it is of this one', UNAUTHORIZED, now => token(claimsOf(use, now), ANOTHER.key)),
    row('by another key, that says it is this one', UNAUTHORIZED, now => token(claimsOf(use, now), { ...ANOTHER.key, kid: POOL.key.kid })),
    row('by another key, that the token brings along', UNAUTHORIZED, now => token(claimsOf(use, now), ANOTHER.key, { jwk: ANOTHER.key.jwk })),
    row('by a key of another address', UNAUTHORIZED, now => token(claimsOf(use, now), ANOTHER.key, { jku: 'http://127.0.0.1:1/jwks.json' })),
    row('of an issuer that begins like the pool', UNAUTHORIZED, now => poolToken(use, now, { iss: `${issuer(POOL.id)}.example.com` })),
    row('without an issuer', UNAUTHORIZED, now => poolToken(use, now, { iss: undefined })),

    row('of somebody else, by the signature of one', UNAUTHORIZED, (_, valid) => withClaims(valid, { sub: 'somebody-else' })),
    row('made longer', UNAUTHORIZED, (_, valid) => withClaims(valid, { exp: 9_999_999_999 })),
    row('alg none', UNAUTHORIZED, now => token(claimsOf(use, now), POOL.key, { alg: 'none' })),
    row('alg None, with a signature', UNAUTHORIZED, now => token(claimsOf(use, now), POOL.key, { alg: 'None' })),
    row('HS256 by the public key', UNAUTHORIZED, now => macToken(claimsOf(use, now))),
    row('RS512, that is none', UNAUTHORIZED, now => token(claimsOf(use, now), POOL.key, { alg: 'RS512' })),

    row('of the other use', UNAUTHORIZED, now => poolToken(other, now)),
    row('of the other use, with a scope', UNAUTHORIZED, now => poolToken(other, now, { scope: SCOPES.join(' ') })),
    row('of no use', UNAUTHORIZED, now => poolToken(use, now, { token_use: undefined })),

    // AWS does not say which of two counts: here, the last.
    elsewhere('before a wrong one', (call, valid) => withHeaders(call, [header, valid], [header, 'x'])),
    { credential: 'after a wrong one', expected: PASSES, send: (call, _, now) => withHeaders(call, [header, 'x'], [header, poolToken(use, now)]) },

    ...use === 'access' ? scopeRows(row) : [],
    row('valid', PASSES, (_, valid) => valid),
    row('valid, after Bearer', PASSES, (_, valid) => `Bearer ${valid}`),
    // API Gateway looks at no audience.
    row('of another client of the pool', PASSES, now => poolToken(use, now, { aud: 'another', client_id: 'another' })),
  ];
}

function scopeRows(row: (credential: string, expected: Row['expected'], value: (now: number) => string) => Row): Row[] {
  const scoped = (scope?: string) => (now: number) => poolToken('access', now, { scope });
  return [
    row('of no scope', UNAUTHORIZED, scoped()),
    row('of another scope', UNAUTHORIZED, scoped('openid files/write')),
    row('of a scope that begins like it', UNAUTHORIZED, scoped(`${SCOPES[0]}2`)),
    row('of a scope that it begins with', UNAUTHORIZED, scoped(SCOPES[0].slice(0, -1))),
    row('of a scope in capitals', UNAUTHORIZED, scoped(SCOPES[0].toUpperCase())),
    row('of any scope', UNAUTHORIZED, scoped('*')),
    row('of the other scope', PASSES, scoped(SCOPES[1])),
  ];
}
