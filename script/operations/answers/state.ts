import { OperationName, SceneInput, Stage } from './scene';

const OF_BUCKETS = [
  'GetBucketLocation', 'GetBucketVersioning', 'GetBucketCors', 'GetBucketPolicy', 'GetBucketTagging', 'GetBucketOwnershipControls', 'GetBucketAcl',
  'GetObjectLockConfiguration', 'GetBucketWebsite',
] as const;
const OF_OBJECTS = ['GetObject', 'GetObjectTagging', 'GetObjectLegalHold', 'GetObjectRetention'] as const;

/** All that a store holds of a scene's bucket: settings, every version of every object, uploads. */
export async function stateOf(stage: Stage): Promise<Record<string, unknown>> {
  const versions = await told(stage, 'ListObjectVersions', {});
  const uploads = await told(stage, 'ListMultipartUploads', {});
  const objects: unknown[] = [];
  for (const { Key, VersionId } of versions.Versions ?? []) {
    objects.push(await allOf(stage, OF_OBJECTS, { Key, ...(VersionId !== 'null' && { VersionId }) }));
  }
  const parts: unknown[] = [];
  for (const { Key, UploadId } of uploads.Uploads ?? []) parts.push(await told(stage, 'ListParts', { Key, UploadId }));
  return { versions, objects, uploads, parts, settings: await allOf(stage, OF_BUCKETS, {}) };
}

async function allOf(stage: Stage, operations: readonly OperationName[], input: object): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const operation of operations) answers[operation] = await told(stage, operation, input);
  return answers;
}

/** What the store says, or the name of its error. */
async function told<O extends OperationName>(stage: Stage, operation: O, input: object): Promise<any> {
  try {
    const { $metadata: _, Body, ...output } = await stage.send(operation, input as SceneInput<O>) as any;
    return { ...output, Body: await Body?.transformToByteArray() };
  } catch (error) {
    if ((error as any).$metadata?.httpStatusCode === undefined) throw error;
    return { error: (error as Error).name };
  }
}
