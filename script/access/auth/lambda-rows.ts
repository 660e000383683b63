import { AUTHORIZER_FAILED, AUTHORIZER_NONSENSE, NOT_ALLOWED, PASSES, UNAUTHORIZED } from './answers';
import { LambdaToken, lambdaToken } from './lambda-tokens';
import { Row } from './matrix';
import { poolToken } from './pool-tokens';
import { sign, withHeaders, withQuery } from './requests';
import { HOUR } from './world';
import { CALLER, RawRequest } from '../../../local/test/support/gateway';

/** Of the whole row: an answer of the function is kept for a token. */
const UNTIL = Date.now() + HOUR;

const valid = (may: LambdaToken['may']) => lambdaToken({ may, until: UNTIL });
const reading: Row['expected'] = request => (['write', 'delete'].includes(request) ? NOT_ALLOWED : PASSES);

/** How the token comes to the function. */
type Carry = (call: RawRequest, text: string) => RawRequest;

const inAuthorization: Carry = (call, text) => withHeaders(call, ['Authorization', text]);
const inOwnHeader: Carry = (call, text) => withHeaders({ ...call, target: withQuery(call.target, 'client=c') }, ['x-token', text]);

/** What is sent to a method with a Lambda authorizer, rightly and wrongly. */
function rows(carry: Carry): Row[] {
  const row = (credential: string, expected: Row['expected'], text: string): Row => ({ credential, expected, send: call => carry(call, text) });
  const [payload, signature] = valid('read').split('.');
  return [
    { credential: 'none', expected: UNAUTHORIZED, send: call => call },
    row('nothing', UNAUTHORIZED, ''),
    row('no token', UNAUTHORIZED, 'letmein'),
    row('without a signature', UNAUTHORIZED, payload),
    row('that has ended', UNAUTHORIZED, lambdaToken({ may: 'all', until: Date.now() - 1 })),
    row('by another secret', UNAUTHORIZED, lambdaToken({ may: 'all', until: UNTIL }, 'another')),
    row('that is changed', UNAUTHORIZED, `${valid('all').split('.')[0]}.${signature}`),
    { credential: 'a token of Cognito', expected: UNAUTHORIZED, send: (call, _, now) => carry(call, poolToken('id', now)) },
    { credential: 'a signature of IAM', expected: UNAUTHORIZED, send: (call, door, now) => sign(call, door, now, { credentials: CALLER }) },
    row('of somebody who is denied', NOT_ALLOWED, valid('deny')),
    row('of somebody who may call another API', NOT_ALLOWED, valid('elsewhere')),
    row('that the function fails at', AUTHORIZER_FAILED, valid('fail')),
    row('that the function answers nonsense to', AUTHORIZER_NONSENSE, valid('nonsense')),
    row('of somebody who may read', reading, valid('read')),
    row('of somebody who may all', PASSES, valid('all')),
  ];
}

/** With a token alone, and nothing kept. */
export function tokenAuthorizerRows(): Row[] {
  return [
    ...rows(inAuthorization),
    { credential: 'in another header', expected: UNAUTHORIZED, send: call => inOwnHeader(call, valid('all')) },
    { credential: 'of a policy of each method', expected: PASSES, send: call => inAuthorization(call, valid('this')) },
  ];
}

/** With what `identitySources` name, and answers that are kept. */
export function requestAuthorizerRows(): Row[] {
  const withClient = (call: RawRequest, client: string) => ({ ...call, target: withQuery(call.target, `client=${client}`) });
  const refused = (credential: string, send: Row['send']): Row => ({ credential, expected: UNAUTHORIZED, send });
  return [
    ...rows(inOwnHeader),
    refused('in another header', call => inAuthorization(withClient(call, 'c'), valid('all'))),
    refused('without the parameter', call => withHeaders(call, ['X-Token', valid('all')])),
    refused('with an empty parameter', call => withHeaders(withClient(call, ''), ['X-Token', valid('all')])),
    refused('without the header', call => withClient(call, 'c')),
    {
      credential: 'of a policy of the first method',
      // Which is kept for the others: resultsCacheTtl says that a policy must be about all methods.
      expected: request => (request === 'read' ? PASSES : NOT_ALLOWED),
      send: call => inOwnHeader(call, valid('this')),
    },
  ];
}
