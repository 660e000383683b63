import { createHmac, createPublicKey } from 'crypto';
import { SCOPES } from './kinds';
import { HOUR, POOL, REGION } from './world';
import { Claims, signingKey, token } from '../../../local/test/support/tokens';

export const ANOTHER = { id: `${REGION}_Another12`, key: signingKey('of-another-pool') };

export type Use = 'id' | 'access';

export const issuer = (id: string) => `https://cognito-idp.${REGION}.amazonaws.com/${id}`;

/** What Cognito says in a token of the pool. */
export function claimsOf(use: Use, now: number): Claims {
  const seconds = Math.floor(now / 1000);
  const common = { sub: 'the-sub', iss: issuer(POOL.id), token_use: use, iat: seconds - 60, auth_time: seconds - 60, exp: seconds + HOUR / 1000 };
  return use === 'id' ? { ...common, aud: 'a-client' } : { ...common, client_id: 'a-client', scope: `openid ${SCOPES[0]}` };
}

export function poolToken(use: Use, now: number, more: Claims = {}): string {
  return token({ ...claimsOf(use, now), ...more }, POOL.key);
}

/** Signed as if the public key, which everybody has, were the secret of a MAC. */
export function macToken(claims: Claims): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', kid: POOL.key.kid })}.${part(claims)}`;
  const secret = createPublicKey({ key: POOL.key.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

export function withClaims(text: string, more: Claims): string {
  const [head, body, signature] = text.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
  return [head, Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url'), signature].join('.');
}
