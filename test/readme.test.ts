import { readFileSync } from 'fs';
import { Deployed, deployed } from './support/deployed';
import { samplesOf, stackOf } from './support/samples';
import { resourcesOf, templateOf } from './support/synth';
import { LocalApi, LocalRoute } from '../local/src/index';
import { CALLER, closeAll, raw, RawRequest } from '../local/test/support/gateway';
import { signed } from '../local/test/support/signing';
import { callStore } from '../local/test/support/store';
import { signingKey, token } from '../local/test/support/tokens';

afterAll(closeAll);

const SAMPLES = samplesOf('README.md');
const KEY = signingKey('key');
const POOL = 'us-east-1_AbCdEf123';
const SUB = '6f1c7c3a';

test('there are samples', () => {
  expect(SAMPLES.length).toBeGreaterThan(5);
});

test.each(SAMPLES)('$name', async sample => {
  const template = templateOf(stackOf(sample));
  const pools = Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::Cognito::UserPool');
  const userPools = Object.fromEntries(pools.map(id => [id, { id: POOL, jwks: { keys: [KEY.jwk] } }]));
  const world = await deployed(template, { region: 'us-east-1', userPools });
  const reads = world.api.routes.filter(({ operation }) => operation === 'GET object');
  // A sample that makes an API whose objects nobody reads needs a call of its own here.
  expect(new Set(reads.map(({ restApi }) => restApi)).size).toBe(resourcesOf(template, 'AWS::ApiGateway::RestApi').length);
  for (const route of reads) {
    expect([route.path, ...await read(world, route)]).toEqual([route.path, 200, `stored for ${route.path}`]);
  }
});

test('the package is named as each language has it', () => {
  const { name, targets: { python, java, go, dotnet } } = JSON.parse(readFileSync('.jsii', 'utf8'));
  const readme = readFileSync('README.md', 'utf8');
  for (const named of [
    `npm install ${name} `, `pip install ${python.distName}\n`, `\`${java.maven.groupId}:${java.maven.artifactId}\``, `\`${go.moduleName}/cdks3proxyapi\``, `\`${dotnet.packageId}\``,
  ]) {
    expect(readme).toContain(named);
  }
});

/** Stores an object where a route leads, and gets it through the API. */
async function read({ api, store, bucket: own }: Deployed, route: LocalRoute): Promise<[number, string]> {
  const [, bucket, key] = /^S3 GET ([^/]+)\/([^?]*)/.exec(route.integration)!;
  const ofClient = bucket.startsWith('{');
  const fill = (text: string) => text.replace(/\{(\w+)\+?\}/g, (placeholder, name) => (ofClient && placeholder === bucket ? own : `a-${name}`));
  await callStore(store, 'PUT', `/${fill(bucket)}/${fill(key.replace('{tenant}', SUB))}`, { body: `stored for ${route.path}` });
  const { stage } = api.stages.find(({ restApi }) => restApi === route.restApi)!;
  const { status, body } = await raw(api, asCaller(api, route, `/${stage}${fill(route.path)}`));
  return [status, body.toString()];
}

/** A request with what the route asks of its callers. */
function asCaller(api: LocalApi, { authorizationType, apiKeyRequired }: LocalRoute, target: string): RawRequest {
  const headers: Record<string, string> = apiKeyRequired ? { 'x-api-key': api.apiKeys[0].value } : {};
  switch (authorizationType) {
    case 'NONE': return { target, headers };
    case 'AWS_IAM': return signed(api, CALLER, { target, headers });
    case 'COGNITO_USER_POOLS': return { target, headers: { ...headers, Authorization: idToken() } };
    default: throw new Error(`nobody here has what ${authorizationType} asks for`);
  }
}

function idToken(): string {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return token({ sub: SUB, token_use: 'id', iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`, aud: 'client', exp, iat: exp - 3600 }, KEY);
}
