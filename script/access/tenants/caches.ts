import { CACHED, Kind, pairsOf, templateFor } from './kinds';
import { NAMES } from './worlds';
import { startLocal } from '../../../local/src/index';
import { closeLater, raw, RawRequest, recorder, ROOT } from '../../../local/test/support/gateway';
import { CfnTemplate, resourcesOf } from '../../../test/support/synth';
import { Findings } from '../../suites/findings';

const REQUESTS = ['GET /file', 'GET /', 'GET /?list-type=2&prefix=dir%2F', 'GET /?versions=1', 'GET /file?versionId=v', 'GET /file?tagging=1'];
const SPELLINGS: Readonly<Record<string, (name: string) => string>> = { 'as documented': name => name, 'lower case': name => name.toLowerCase() };
const HEADER_NAMES = ['case-sensitive', 'case-insensitive'] as const;
const OWN = new RegExp(`${NAMES.attacker}(/|%2F)`);

interface World {
  readonly kind: Kind;
  readonly template: CfnTemplate;
  readonly spelling: string;
  readonly headerNames: (typeof HEADER_NAMES)[number];
}

/** A stage that caches is refused for tenants; what could be cached even so tells them apart. */
export async function judgeCaches(findings: Findings): Promise<number> {
  const worlds = CACHED.flatMap(kind => {
    const template = cached(templateFor({ kind }, NAMES.attacker, 'recorded'));
    return Object.keys(SPELLINGS).flatMap(spelling => HEADER_NAMES.map(headerNames => ({ kind, template, spelling, headerNames })));
  });
  await Promise.all(worlds.map(world => judge(world, findings)));
  return worlds.length * REQUESTS.length;
}

async function judge({ kind, template, spelling, headerNames }: World, findings: Findings): Promise<void> {
  const s3 = await recorder(({ url }, response) => response.end(url));
  const api = await startLocal({
    template,
    deploy: false,
    options: { headerNames },
    s3: { endpoint: s3.endpoint, credentials: ROOT },
    ...kind.options([NAMES.attacker, NAMES.victim]),
  });
  closeLater(() => api.close());
  for (const request of REQUESTS) {
    const [method, target] = request.split(' ');
    const as = (identity: string): RawRequest => {
      const sent = kind.as(identity, { method, target: `/prod${target}` }, api);
      return { ...sent, headers: pairsOf(sent).map(([name, value]) => [SPELLINGS[spelling](name), value] as const) };
    };
    const [victims, attackers] = [as(NAMES.victim), as(NAMES.attacker)];
    s3.received.length = 0;
    const answers = [];
    for (const sent of [victims, victims, attackers]) {
      answers.push((await raw(api, sent)).body.toString());
    }
    const wrong = s3.received.length !== 2 ? `arrives ${s3.received.length} times of 3`
      : OWN.test(answers[2]) ? undefined : `is answered with ${answers[2]}`;
    findings.add(1, wrong === undefined ? [] : [`a cache, ${kind.name}, ${spelling}, ${headerNames}: ${request} ${wrong}`]);
  }
}

/** The template with a cache that synthesis would have refused. */
function cached(template: CfnTemplate): CfnTemplate {
  for (const stage of resourcesOf(template, 'AWS::ApiGateway::Stage')) {
    Object.assign(stage, {
      CacheClusterEnabled: true, CacheClusterSize: '0.5', MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }],
    });
  }
  return template;
}
