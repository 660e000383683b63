import { JwtBaseError } from 'aws-jwt-verify/error';
import { Authenticator } from './authorization';
import { CognitoAuthorizerConfig } from './authorizer-config';
import { ResultCache } from './result-cache';
import { Clock } from './throttle';
import { Claims, UserPool } from './user-pool';
import { Method } from '../api/method';
import { GatewayError } from '../front-door/gateway-error';
import { headerValue } from '../front-door/request';
import { Options } from '../options';

export interface CognitoProps {
  readonly config: CognitoAuthorizerConfig;
  readonly pools: readonly UserPool[];
  readonly options: Pick<Options, 'insufficientScope'>;
  readonly now: Clock;
}

/** Makes authenticators for the methods of one Cognito authorizer, which share what it found out. */
export function compileCognitoAuthorizer(props: CognitoProps): (method: Method) => Authenticator {
  const { config, now, options } = props;
  const cache = new ResultCache<Claims>(config.ttlSeconds, now);
  return ({ authorizationScopes: scopes }) => async (exchange) => {
    const token = headerValue(exchange.request.rawHeaders, config.header.toLowerCase())?.trim().replace(/^Bearer\s+/i, '');
    if (!token) {
      throw unauthorized().because(`no token in the header ${config.header}`);
    }
    const claims = cache.get(token) ?? await verify(token, props);
    cache.set(token, claims);
    checkClaims(claims, props);
    // Without scopes the method takes identity tokens, with scopes access tokens.
    const use = scopes.length > 0 ? 'access' : 'id';
    if (claims.token_use !== use) {
      throw unauthorized().because(`its token_use is '${String(claims.token_use)}', and the method takes tokens of '${use}'`);
    }
    const granted = String(claims.scope ?? '').split(' ');
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
      throw options.insufficientScope === 'access-denied'
        ? new GatewayError('ACCESS_DENIED', 'User is not authorized to access this resource')
        : unauthorized().because(`it has none of the scopes ${scopes.join(', ')}`);
    }
    exchange.context.authorizer = { claims: spell(claims) };
    return {};
  };
}

function unauthorized(message = 'Unauthorized'): GatewayError {
  return new GatewayError('UNAUTHORIZED', message);
}

async function verify(token: string, { config, pools }: CognitoProps): Promise<Claims> {
  const issuer = claimedIssuer(token);
  const pool = pools.find((candidate) => candidate.issuer === issuer);
  if (!pool) {
    throw unauthorized().because(`its issuer is '${String(issuer)}', and must be ${pools.map((candidate) => candidate.issuer).join(' or ')}`);
  }
  try {
    return await pool.verify(token);
  } catch (error) {
    if (error instanceof JwtBaseError) {
      throw unauthorized().because(error.message);
    }
    throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', '').because(`${config.logicalId}: ${(error as Error).message}`);
  }
}

/** Chooses the pool only: it says itself whether the token is its own. */
function claimedIssuer(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims | null)?.iss;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** On every request, so that a result in the cache does not outlive its token. */
function checkClaims(claims: Claims, { config, now }: CognitoProps): void {
  const seconds = now() / 1000;
  if (typeof claims.exp !== 'number' || claims.exp < seconds) {
    throw unauthorized('The incoming token has expired');
  }
  if (typeof claims.nbf === 'number' && claims.nbf > seconds) {
    throw unauthorized();
  }
  // An access token names its client elsewhere.
  const audience = claims.aud ?? claims.client_id;
  if (config.validation && ![audience].flat().some((value) => config.validation?.test(String(value)))) {
    throw unauthorized();
  }
}

const TIMES = ['exp', 'iat'];

/** As the context shows claims: all of them texts, times as Java spells them, lists with commas. */
function spell(claims: Claims): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [
    name, TIMES.includes(name) ? javaDate(Number(value)) : typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value),
  ]));
}

/** `Mon Nov 16 23:58:40 UTC 2015` */
function javaDate(seconds: number): string {
  const [weekday, day, month, year, time] = new Date(seconds * 1000).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
