import { PASSES, UNAUTHORIZED } from './answers';
import { Row } from './matrix';
import { withClaims } from './pool-tokens';
import { withHeaders } from './requests';
import { REGION } from './world';
import { KeysOfPool } from '../../../local/src/index';
import { SignedIn, signedIn } from '../../../local/test/support/cognito-local';

/** A pool of cognito-local with one person, who has signed in. */
export class RealPool {
  public static async start(): Promise<RealPool> {
    const { source, tokens } = await signedIn(REGION);
    return new RealPool(source, tokens);
  }

  private constructor(public readonly source: Required<KeysOfPool>, private readonly tokens: SignedIn['tokens']) {}

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
