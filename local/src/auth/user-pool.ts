import { readFile } from 'node:fs/promises';
import { JwtVerifier } from 'aws-jwt-verify';
import { assertIsJwks, Jwks as JwksKeys, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { OptionError } from '../option-error';

/** Public keys: a URL, a file, or the keys themselves. */
export type Jwks = string | { readonly keys: ReadonlyArray<Readonly<Record<string, unknown>>> };

/** Where the keys of a Cognito user pool are: a URL or a file, or those with the id of the pool. */
export type UserPoolSource = string | KeysOfPool;

export interface KeysOfPool {
  /** `us-east-1_AbCdEf123`; for a pool that the template creates. @default - that of the URL of its keys; else made up, the same in every run */
  readonly id?: string;
  /** `http://127.0.0.1:9229/{id}/.well-known/jwks.json` of cognito-local, a file, or the keys. */
  readonly jwks: Jwks;
}

/** Of the URL of the keys, as Cognito and cognito-local have it, where the source says no other. */
export function poolIdOf({ id, jwks }: KeysOfPool): string | undefined {
  return id ?? (typeof jwks === 'string' ? /\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(jwks)?.[1] : undefined);
}

/** The longer form of a source. */
export function keysOfPool(pool: string, source: UserPoolSource): KeysOfPool {
  const { id, jwks } = typeof source === 'string' ? { id: undefined, jwks: source } : source ?? {};
  if ((typeof jwks !== 'string' || jwks === '') && !Array.isArray((jwks as { keys?: unknown } | undefined)?.keys)) {
    throw new OptionError('userPools', () => `'${pool}' must be a URL or a file, or { jwks: one of these, id: of the pool }, got ${JSON.stringify(source)}`);
  }
  return { id, jwks };
}

/** The claims of a token whose signature is right. */
export type Claims = Readonly<Record<string, unknown>>;

/** The keys of a pool could not be read: that is not the client's fault. */
export class JwksError extends Error {}

export interface UserPoolProps {
  /** As the option has it. */
  readonly name: string;
  readonly arn: string;
  readonly jwks: Jwks;
}

/** A Cognito user pool, as far as it proves who somebody is. */
export class UserPool {
  /** `https://cognito-idp.{region}.amazonaws.com/{id}` */
  public readonly issuer: string;
  private readonly verifier;

  constructor(private readonly props: UserPoolProps) {
    const { arn } = props;
    const [, partition, , region, , resource = ''] = arn.split(':');
    this.issuer = `https://cognito-idp.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${resource.replace(/^userpool\//, '')}`;
    this.verifier = JwtVerifier.create(
      // Any audience: API Gateway takes the tokens of every client of the pool. Whether a token is current is asked on every request, not here.
      { issuer: this.issuer, audience: null, jwksUri: `${this.issuer}/.well-known/jwks.json`, graceSeconds: Infinity },
      { jwksCache: new SimpleJwksCache({ fetcher: { fetch: async () => bytes(JSON.stringify(await readJwks(props))) } }) },
    );
  }

  /** Why no token can be verified now; undefined when the keys are there. */
  public async problem(): Promise<string | undefined> {
    try {
      this.verifier.cacheJwks(await readJwks(this.props));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Rejects a token that is not signed by the pool. */
  public async verify(token: string): Promise<Claims> {
    return await this.verifier.verify(token) as Claims;
  }
}

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}

/** Every time anew: a pool may have other keys by then. */
async function readJwks({ jwks, name }: UserPoolProps): Promise<JwksKeys> {
  try {
    const keys = typeof jwks === 'string' ? JSON.parse(await readText(jwks)) : jwks;
    assertIsJwks(keys);
    return keys;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error };
    const from = typeof jwks === 'string' ? `from '${jwks}'` : 'as they are given';
    // Of a fetch that failed, the cause alone says why.
    throw new JwksError(`the keys of the user pool '${name}' cannot be read ${from}: ${cause?.message || message}`);
  }
}

async function readText(jwks: string): Promise<string> {
  if (!/^https?:/.test(jwks)) {
    return readFile(jwks.startsWith('file:') ? new URL(jwks) : jwks, 'utf8');
  }
  const response = await fetch(jwks, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) {
    throw new Error(`it answered ${response.status}`);
  }
  return response.text();
}
