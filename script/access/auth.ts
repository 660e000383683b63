import { PASSES } from './auth/answers';
import { judgeBorrowing } from './auth/borrowed';
import { keyRows, withKey } from './auth/key-rows';
import { KindName } from './auth/kinds';
import { requestAuthorizerRows, tokenAuthorizerRows } from './auth/lambda-rows';
import { Limits } from './auth/limits';
import { fill, judgeRows, Row } from './auth/matrix';
import { poolToken } from './auth/pool-tokens';
import { RealPool } from './auth/real-tokens';
import { sign, withHeaders } from './auth/requests';
import { callerRows, ownRightsRows, signatureRows } from './auth/signature-rows';
import { tokenRows } from './auth/token-rows';
import { startWorld, World } from './auth/world';
import { CALLER, closeAll } from '../../local/test/support/gateway';
import { Findings } from '../suites/findings';
import { Count, sum } from '../suites/suite';

/** Who gets in, and who does not: every kind of authorization, with every credential that is right or wrong for it. */
export async function run(): Promise<Count> {
  const credentials = new Findings('auth');
  const borrowing = new Findings('auth');
  try {
    const rows = await judgeCredentials(credentials);
    const tried = await judgeBorrowing(borrowing);
    return sum([
      told(credentials.report(), `answers and contents: ${rows} credentials, right and wrong, to read, head, list, write and delete; limits`),
      told(borrowing.report(), `where open and signed methods share paths: ${tried} requests without credentials, the store after them, the roles`),
    ]);
  } finally {
    await closeAll();
  }
}

function told(count: Count, what: string): Count {
  console.log(`auth: ${count.passed} of ${count.passed + count.failed} ${what}`);
  return count;
}

/** Gives the number of credentials. */
async function judgeCredentials(findings: Findings): Promise<number> {
  const real = await RealPool.start();
  const world = await startWorld(real.source);
  await fill(world);
  const rowsByKind = Object.entries(rowsOf(world, real)) as [KindName, Row[]][];
  for (const [kind, rows] of rowsByKind) {
    await judgeRows(world, kind, rows, findings);
  }
  const limits = new Limits(world, findings);
  await limits.throttle();
  await limits.replays('iam');
  await limits.replays('keyIam');
  await limits.replays('callers', world.users.all);
  await limits.quota();
  return rowsByKind.flatMap(([, rows]) => rows).length;
}

function rowsOf(world: World, real: RealPool): Partial<Record<KindName, Row[]>> {
  const withToken: Row['send'] = (call, _door, now) => withHeaders(call, ['Authorization', poolToken('id', now)]);
  const iam = [...signatureRows(CALLER), ...callerRows()];
  const identity = tokenRows({ use: 'id', header: 'Authorization' });
  return {
    none: openRows(),
    iam,
    callers: [...signatureRows(world.users.all), ...ownRightsRows(world)],
    cognito: [...identity, ...real.rows('id', 'Authorization')],
    scopes: [...tokenRows({ use: 'access', header: 'Authorization' }), ...real.rows('access', 'Authorization')],
    authorizer: [...tokenRows({ use: 'id', header: 'X-Token' }), ...real.rows('id', 'X-Token')],
    token: tokenAuthorizerRows(),
    request: requestAuthorizerRows(),
    key: keyRows(),
    keyIam: [...withKey(iam), ...keyRows((call, door, now) => sign(call, door, now, { credentials: CALLER }))],
    keyCognito: [...withKey([...identity, ...real.rows('id', 'Authorization')]), ...keyRows(withToken)],
  };
}

/** Nobody looks at what comes along. */
function openRows(): Row[] {
  const row = (credential: string, send: Row['send']): Row => ({ credential, expected: PASSES, send });
  return [
    row('none', call => call),
    row('a wrong Authorization', call => withHeaders(call, ['Authorization', 'x'])),
    row('a signature of nobody', (call, door, now) => sign(call, door, now, { credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } })),
    row('a presigned URL that has ended', (call, door, now) => sign(call, door, now, { credentials: CALLER, expires: 1, off: -60_000 })),
    row('an unknown key', call => withHeaders(call, ['x-api-key', 'x'])),
  ];
}
