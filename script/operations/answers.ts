import { S3Client } from '@aws-sdk/client-s3';
import { watch } from './answers/call';
import { describe, differences, Normalised, Normaliser } from './answers/compare';
import { didTheSame, withoutSelectors } from './answers/ignored-selectors';
import { play, Played, Side } from './answers/play';
import { METADATA } from './requests/full-input';
import { Versitygw } from '../../local/src/store/versitygw';
import { closeAll, closeLater } from '../../local/test/support/gateway';
import { startStore } from '../../local/test/support/store';
import { S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../src';
import { deployed } from '../../test/support/deployed';
import { newStack, templateOf } from '../../test/support/synth';
import { Count, sum } from '../suites/suite';
import { AnswerRules } from './answers/rules';
import { OperationName, Scene } from './answers/scene';
import { SCENES } from './answers/scenes';
import { SETTINGS_SCENES } from './answers/scenes/settings';
import { directClient, proxyClient } from './sdk';

/** Differences of one call that are told. */
const SHOWN = 4;

/** The sides of a comparison: each scene is played on each, in the same order, on stores that hold the same. */
interface Sides {
  readonly direct: Side;
  readonly proxied: Side;
  /** Directly, but without what chooses the operation. */
  readonly plain: Side;
  /** Whether the last call of that side had anything left out. */
  readonly leftOut: () => boolean;
}

function normalised(side: Side, { input, answer: { output, error }, state }: Played): Normalised {
  const normaliser = new Normaliser(side.host);
  return {
    input: normaliser.normalise(input), output: normaliser.normalise(output), error: normaliser.normalise(error), state: normaliser.normalise(state),
  };
}

/** What is wrong with a scene. */
function check(sides: Sides, scene: Scene, direct: Played, proxied: Played, rules: AnswerRules): string[] {
  const [one, other] = [normalised(sides.direct, direct), normalised(sides.proxied, proxied)];
  return [
    ...direct.answer.name === scene.error ? [] : [`S3 answers ${direct.answer.name ?? 'without an error'}, and not ${scene.error ?? 'without one'}`],
    ...differences(one, other).filter(difference => !rules.explain(difference, other, proxied.answer.wire)).map(describe),
  ];
}

/** Asks the store: one that has not the operation says so, or does what it does without what chooses the operation. */
async function has(sides: Sides, operation: OperationName, scene: Scene, bucket: string, direct: Played): Promise<boolean> {
  const { status, body } = direct.answer.wire;
  if ([405, 501].includes(status) && /<Code>(NotImplemented|MethodNotAllowed)</.test(body.toString())) return false;
  const plain = await play(sides.plain, operation, scene, bucket);
  return !sides.leftOut() || !didTheSame(direct, plain);
}

function shorten(lines: readonly string[]): string {
  return [...lines.slice(0, SHOWN), ...lines.length > SHOWN ? [`and ${lines.length - SHOWN} more`] : []].join('; ');
}

async function compareAll(sides: Sides): Promise<Count> {
  const rules = new AnswerRules();
  const missing: OperationName[] = [];
  const counts: Count[] = [];
  for (const operation of Object.values(S3Operation)) {
    for (const [index, scene] of (SCENES[operation] as readonly Scene[]).entries()) {
      const bucket = `scene-${operation.toLowerCase()}-${index}`;
      const [direct, proxied] = await Promise.all([sides.direct, sides.proxied].map(side => play(side, operation, scene, bucket)));
      if (index === 0 && !await has(sides, operation, scene, bucket, direct)) {
        missing.push(operation);
        break;
      }
      const wrong = check(sides, scene, direct, proxied, rules);
      if (wrong.length > 0) console.log(`FAIL  answers: ${operation}, ${scene.title}: ${shorten(wrong)}`);
      counts.push(wrong.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
    }
  }
  const { passed, failed } = sum(counts);
  const all = Object.values(S3Operation).length;
  console.log(`answers: ${passed} of ${passed + failed} equal (${all - missing.length} operations, ${rules.told()}); `
    + `not compared, as the local store has them not: ${missing.length} (${missing.join(', ')})`);
  // A store that learns one, or forgets one, shows here: what is not compared never grows unseen.
  const unsettled = Object.values(S3Operation).filter(operation => missing.includes(operation) !== operation in SETTINGS_SCENES);
  unsettled.forEach(operation => console.log(`FAIL  answers: ${operation} is ${missing.includes(operation) ? 'not' : ''} served by the store, against scenes/settings.ts`));
  return sum([{ passed, failed }, rules.count(), { passed: 0, failed: unsettled.length }]);
}

/**
 * Everything that S3 answers, through an API in front of the whole account and without it. Directly it is the administrator who calls: what the
 * role lacked would be another answer.
 */
export async function run(): Promise<Count> {
  const stack = newStack();
  new S3ProxyApi(stack, 'Files', {
    target: S3Target.account(), operations: S3Operations.ALL, auth: S3ProxyAuth.none(), userMetadata: METADATA, bypassGovernanceRetention: true,
  });
  try {
    const { api, store } = await deployed(templateOf(stack));
    const plain = await alone();
    return await compareAll({
      direct: await alone(), proxied: sideOf(store, proxyClient(api, store.credentials)), plain, leftOut: withoutSelectors(plain.client),
    });
  } finally {
    await closeAll();
  }
}

async function alone(): Promise<Side> {
  const store = await startStore();
  closeLater(() => store.stop());
  return sideOf(store, directClient(store.endpoint, store.credentials, store.region));
}

function sideOf({ endpoint, credentials, region }: Versitygw, client: S3Client): Side {
  const store = directClient(endpoint, credentials, region);
  closeLater(async () => [store, client].forEach(one => one.destroy()));
  return { store, client, wire: watch(client), host: new URL(endpoint).host };
}
