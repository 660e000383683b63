import { PASSES, UNAUTHORIZED } from './answers';
import { Row } from './matrix';
import { withClaims } from './pool-tokens';
import { withHeaders } from './requests';
import { REGION } from './world';
import { KeysOfPool } from '../../../local/src/index';
import { CognitoLocal, startCognitoLocal } from '../../../local/test/support/cognito-local';

type Tokens = Readonly<Record<'IdToken' | 'AccessToken', string>>;

const USER = { name: 'alice', password: 'Pass-word-1' };

/** A pool of cognito-local with one person, who has signed in. */
export class RealPool {
  public static async start(): Promise<RealPool> {
    const cognito = await startCognitoLocal(REGION);
    const { UserPool: { Id: pool } } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
    return new RealPool({ id: pool, jwks: `${cognito.url}/${pool}/.well-known/jwks.json` }, await signIn(cognito, pool));
  }

  private constructor(public readonly source: Required<KeysOfPool>, private readonly tokens: Tokens) {}

  /** As the tokens come out of it. */
  public rows(use: 'id' | 'access', header: string): Row[] {
    const { IdToken, AccessToken } = this.tokens;
    const [asked, other] = use === 'id' ? [IdToken, AccessToken] : [AccessToken, IdToken];
    const row = (credential: string, expected: Row['expected'], value: string): Row =>
      ({ credential: `of cognito-local, ${credential}`, expected, send: call => withHeaders(call, [header, value]) });
    return [
      row('the other token', UNAUTHORIZED, other),
      row('changed', UNAUTHORIZED, withClaims(asked, { sub: 'somebody-else' })),
      row('by the signature of the other', UNAUTHORIZED, [...asked.split('.').slice(0, 2), other.split('.')[2]].join('.')),
      row('valid', PASSES, asked),
    ];
  }
}

async function signIn(cognito: CognitoLocal, UserPoolId: string): Promise<Tokens> {
  const { name: Username, password: Password } = USER;
  const { UserPoolClient: { ClientId } } = await cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId, ClientName: 'c',
  });
  const UserAttributes = [{ Name: 'email', Value: 'a@example.com' }];
  await cognito.call('AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS', UserAttributes });
  await cognito.call('AdminSetUserPassword', { UserPoolId, Username, Password, Permanent: true });
  const { AuthenticationResult } = await cognito.call<{ AuthenticationResult: Tokens }>('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME: Username, PASSWORD: Password },
  });
  return AuthenticationResult;
}
