import { readFile } from 'node:fs/promises';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';

/** Public keys: a URL, a file, or the keys themselves. */
export type Jwks = string | { readonly keys: ReadonlyArray<Readonly<Record<string, unknown>>> };

/** Where the keys of a Cognito user pool are. */
export interface UserPoolSource {
  /** `us-east-1_AbCdEf123`; for a pool that the template creates. @default - that of the URL of its keys; else made up, the same in every run */
  readonly id?: string;
  /** `http://127.0.0.1:9229/{id}/.well-known/jwks.json` of cognito-local, a file, or the keys. */
  readonly jwks: Jwks;
}

/** Of the URL of the keys, as Cognito and cognito-local have it, where the source says no other. */
export function poolIdOf({ id, jwks }: UserPoolSource): string | undefined {
  return id ?? (typeof jwks === 'string' ? /\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(jwks)?.[1] : undefined);
}

/** The claims of a token whose signature is right. */
export type Claims = Readonly<Record<string, unknown>>;

/** The keys of a pool could not be read: that is not the client's fault. */
export class JwksError extends Error {}

export interface UserPoolProps {
  readonly arn: string;
  readonly jwks: Jwks;
}

/** A Cognito user pool, as far as it proves who somebody is. */
export class UserPool {
  /** `https://cognito-idp.{region}.amazonaws.com/{id}` */
  public readonly issuer: string;
  private readonly verifier;

  constructor({ arn, jwks }: UserPoolProps) {
    const [, partition, , region, , resource = ''] = arn.split(':');
    this.issuer = `https://cognito-idp.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${resource.replace(/^userpool\//, '')}`;
    this.verifier = JwtVerifier.create(
      // Any audience: API Gateway takes the tokens of every client of the pool. Whether a token is current is asked on every request, not here.
      { issuer: this.issuer, audience: null, jwksUri: `${this.issuer}/.well-known/jwks.json`, graceSeconds: Infinity },
      { jwksCache: new SimpleJwksCache({ fetcher: { fetch: () => readJwks(jwks) } }) },
    );
  }

  /** Rejects a token that is not signed by the pool. */
  public async verify(token: string): Promise<Claims> {
    return await this.verifier.verify(token) as Claims;
  }
}

/** Every time anew: a pool may have other keys by then. */
async function readJwks(jwks: Jwks): Promise<ArrayBuffer> {
  try {
    if (typeof jwks !== 'string') {
      return bytes(JSON.stringify(jwks));
    }
    if (!/^https?:/.test(jwks)) {
      return bytes(await readFile(jwks.startsWith('file:') ? new URL(jwks) : jwks, 'utf8'));
    }
    const response = await fetch(jwks, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) {
      throw new Error(`it answered ${response.status}`);
    }
    return await response.arrayBuffer();
  } catch (error) {
    throw new JwksError(`userPools: the keys cannot be read from '${JSON.stringify(jwks)}': ${(error as Error).message}`);
  }
}

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}
