import { S3Client } from '@aws-sdk/client-s3';
import { Answer, call, Wire } from './call';
import { OperationName, Scene, Stage } from './scene';
import { stateOf } from './state';
import { S3Operation } from '../../../src';
import { S3_OPERATIONS } from '../../../src/catalogue';

/** A store, and the client whose answers are looked at. */
export interface Side {
  readonly store: S3Client;
  readonly client: S3Client;
  /** What that client was answered last. */
  readonly wire: () => Wire;
  readonly host: string;
}

/** A scene that was played on one side. */
export interface Played {
  readonly input: object;
  readonly answer: Answer;
  /** All that is in the scene's bucket afterwards, where the verb is one that writes. */
  readonly state?: unknown;
}

const READING = ['GET', 'HEAD'];

export async function play(side: Side, operation: OperationName, scene: Scene, bucket: string): Promise<Played> {
  const stage = new Stage(side.store, bucket);
  if (scene.bucket !== false) await stage.send('CreateBucket', scene.bucket);
  const input = { Bucket: bucket, ...await scene.arrange(stage) };
  const answer = await call(side.client, side.wire, operation, input);
  return { input, answer, ...(!READING.includes(S3_OPERATIONS[operation as S3Operation].verb) && { state: await stateOf(stage) }) };
}
