import { createSign, generateKeyPairSync, KeyObject } from 'node:crypto';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** A key as those that Cognito signs with. */
export function signingKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

export type Claims = Readonly<Record<string, unknown>>;

/** A JSON web token; the header may say something else than what was done. */
export function token(claims: Claims, { kid, privateKey }: Pick<SigningKey, 'kid' | 'privateKey'>, header: Claims = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'RS256', kid, ...header })}.${part(claims)}`;
  return `${body}.${header.alg === 'none' ? '' : createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`;
}
