import { deployed } from './support/deployed';
import { resourcesOf, templateOf } from './support/synth';
import { closeAll, raw } from '../local/test/support/gateway';
import { callStore } from '../local/test/support/store';
import { signingKey, token } from '../local/test/support/tokens';
import { stacksOf } from '../script/suites/snippet-stacks';

afterAll(closeAll);

const KEY = signingKey('key');
const POOL = 'us-east-1_AbCdEf123';

/** What a person gets, by path, from the stack of the page, with all of the policy of the API or its permission alone. */
async function answers(paths: readonly string[], denial: boolean): Promise<number[]> {
  const [[stack]] = stacksOf('docs/access.md').values();
  const template = structuredClone(templateOf(stack));
  const [{ Policy }] = resourcesOf(template, 'AWS::ApiGateway::RestApi');
  expect(Policy.Statement.map(({ Effect }: { Effect: string }) => Effect)).toEqual(['Deny', 'Allow']);
  Policy.Statement.splice(0, denial ? 0 : 1);
  const [[pool]] = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Cognito::UserPool');
  const { api, store, bucket } = await deployed(template, { region: 'us-east-1', userPools: { [pool]: { id: POOL, jwks: { keys: [KEY.jwk] } } } });
  await callStore(store, 'PUT', `/${bucket}/ann/a.txt`, { body: 'text' });
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const iss = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
  const Authorization = token({ sub: 'ann', token_use: 'id', iss, aud: 'client', exp, iat: exp - 3600 }, KEY);
  return Promise.all(paths.map(async path => (await raw(api, { target: `/prod/files/${path}`, headers: { Authorization } })).status));
}

test('below an API of your own, a tenant reads what is theirs, and no path has dots', async () => {
  const paths = ['a.txt', '%2e%2e/ann/a.txt', 'b%2E%2E/a.txt', 'b..c'];
  expect(await answers(paths, true)).toEqual([200, 403, 403, 403]);
  expect((await answers(paths, false)).slice(1)).not.toContain(403);
});
