import { posix } from 'path';
import { Borders, escapes } from './arrivals';
import { Attack, attacksOn, identitiesOf, Place } from './attacks';
import { Contents } from './contents';
import { Identity, Kind, Site, templateFor } from './kinds';
import { LocalApi, LocalOptions, startLocal } from '../../../local/src/index';
import { Versitygw } from '../../../local/src/store/versitygw';
import { closeLater, raw, RawAnswer, recorder, ROOT } from '../../../local/test/support/gateway';
import { accessOf } from '../../../test/support/access';
import { CfnTemplate, resourcesOf } from '../../../test/support/synth';
import { Findings } from '../../suites/findings';

/** Where attacks are tried. */
export interface World extends Site {
  readonly options: NonNullable<LocalOptions['options']>;
  /** Whether what templates override has no effect. @default false */
  readonly unchanging?: boolean;
}

/** Which attacks it is the turn of, by their places in the table. */
export type Turn = (index: number) => boolean;

export const NAMES = { other: 'other-bucket', attacker: 'sub-a', victim: 'sub-ab' };

export function nameOf({ kind, within, mountedOn, unchanging, options }: World): string {
  return [
    kind.name, within && `within ${within}`, mountedOn && `on ${mountedOn}`, unchanging && 'overrides without effect', ...Object.values(options),
  ].filter(Boolean).join(', ');
}

/** Every attack, before a recorder: what arrives is about the caller's own, or denied to whom S3 is called as. */
export async function judgeArrivals(world: World, findings: Findings, turn: Turn): Promise<number> {
  const { kind, within = '' } = world;
  const place: Place = { ...NAMES, within, bucket: 'recorded', version: 'a-version', upload: 'an-upload' };
  const identities = identitiesIn(world, place);
  const template = synthesized(world, place.bucket);
  const borders: Borders = { bucket: place.bucket, within, decide: accessOf(template, 'FilesProxy').decide };
  const s3 = await recorder();
  const known = kind.options([place.attacker, ...identities]);
  const api = await start(world, template, { deploy: false, s3: { endpoint: s3.endpoint, credentials: ROOT }, ...known });
  const attacks = attacksOn(place, identities).filter((_, index) => turn(index));
  for (const attack of attacks) {
    s3.received.length = 0;
    await send(kind, api, attack);
    const escaped = s3.received.flatMap(received =>
      escapes(received, attack.identity, borders).map(escape => `${received.method} ${received.target}: ${escape}`));
    findings.add(1, escaped.slice(0, 1).map(escape => `${nameOf(world)}: ${attack.name} arrives as ${escape}`));
  }
  return attacks.length;
}

/** Every attack, on a real store: no answer tells a secret, and what is not the attacker's stays as it was. */
export async function judgeStore(world: World, store: Versitygw, number: number, findings: Findings, turn: Turn): Promise<number> {
  const { kind, within = '' } = world;
  const names = { ...NAMES, within, bucket: `tenants-${number}`, other: `other-${number}` };
  const own = `${within}${names.attacker}/`;
  // The store keeps objects as files: a name that a folder cannot have is another's there, and not on S3.
  const identities = identitiesIn(world, { ...names, version: '', upload: '' })
    .filter((identity = 'none') => identity !== '' && posix.normalize(`${identity}/.`) === `${identity}/` && identity.length < 256);
  const { endpoint, iamEndpoint, credentials, region } = store;
  const api = await start(world, synthesized(world, names.bucket), {
    stack: `world-${number}`,
    s3: { endpoint, iamEndpoint, credentials, region },
    ...kind.options([names.attacker, ...identities]),
  });
  const contents = new Contents(store, names.bucket);
  const place: Place = { ...names, ...await contents.fill(names) };
  const inside = [own, ...identities.filter(Boolean).map(identity => `${within}${identity}/`)];
  const before = await contents.outside(inside);

  const attacks = attacksOn(place, identities).filter((_, index) => turn(index));
  for (const attack of attacks) {
    const answer = await send(kind, api, attack);
    const told = answer === undefined ? [] : contents.secrets.filter(secret => textOf(answer).includes(secret));
    findings.add(1, told.slice(0, 1).map(secret => `${nameOf(world)}: ${attack.name} is answered with ${answer!.status} and '${secret}'`));
  }
  const after = await contents.outside(inside);
  const changes = [
    ...before.filter(line => !after.includes(line)).map(line => `is gone: ${line}`),
    ...after.filter(line => !before.includes(line)).map(line => `is new: ${line}`),
  ];
  findings.add(before.length, changes.map(change => `${nameOf(world)}: outside ${own} ${change.slice(0, 300)}`));
  findings.add(1, await honest(world, api, own));
  return attacks.length;
}

function synthesized(world: World, bucket: string): CfnTemplate {
  const template = templateFor(world, NAMES.attacker, bucket);
  if (world.unchanging) {
    for (const { Integration } of resourcesOf(template, 'AWS::ApiGateway::Method').filter(method => method.Integration.Type === 'AWS')) {
      delete Integration.RequestTemplates;
      delete Integration.PassthroughBehavior;
    }
  }
  return template;
}

async function start({ options }: World, template: CfnTemplate, more: Omit<LocalOptions, 'template'>): Promise<LocalApi> {
  const api = await startLocal({ template, options, ...more });
  closeLater(() => api.close());
  return api;
}

/** What a tenant's prefix may be, by the documentation of KeyPrefix. */
const DOCUMENTED = /^(?!\.{1,2}$)[A-Za-z0-9._~:-]*$/;

/** Others than the documented ones hold by what AWS is assumed to do. */
function identitiesIn({ kind, options: { dotSegments, overriddenQuery } }: World, place: Place): Identity[] {
  const assumed = dotSegments === 'kept' && overriddenQuery === 'encoded';
  return kind.anyIdentity ? identitiesOf(place).filter(identity => assumed || identity === undefined || DOCUMENTED.test(identity)) : [];
}

/** Else attacks would fail because nothing works. */
async function honest({ kind, unchanging, ...world }: World, api: LocalApi, own: string): Promise<string[]> {
  const call = (request: string) => {
    const [method, target] = request.split(' ');
    return raw(api, kind.as(NAMES.attacker, { method, target: `/prod${target}`, body: method === 'PUT' ? 'honest' : undefined }, api));
  };
  const put = await call('PUT /dir/honest');
  const got = await call('GET /dir/honest');
  const list = await call('GET /?list-type=2&prefix=dir%2Fh');
  const seen = JSON.stringify([put.status, got.body.toString(), list.status, list.body.toString().includes(`<Key>${own}dir/honest</Key>`)]);
  // A literal prefix is the fixed mapping; of tenants nothing is listed then.
  const wanted = JSON.stringify([200, 'honest', ...unchanging && kind.anyIdentity ? [403, false] : [200, true]]);
  return seen === wanted ? [] : [`${nameOf({ kind, unchanging, ...world })}: an honest caller gets ${seen}, not ${wanted}`];
}

const textOf = ({ headers, body }: RawAnswer): string => `${headers.map(pair => pair.join(': ')).join('\n')}\n\n${body.toString()}`;

async function send(kind: Kind, api: LocalApi, { identity, request }: Attack): Promise<RawAnswer | undefined> {
  try {
    return await raw(api, kind.as(identity, request, api));
  } catch {
    // The connection ends without an answer: Node.js takes no such request.
    return undefined;
  }
}
