import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Role, simulator } from './evaluator';
import { always, missing, needsOf, needsOfS3, onEncrypted, sampleArn } from './privilege';
import { eachAlone, Switched, synthesize } from './roles';
import { Place, sampleRequest, SampleRequest } from './sample-request';
import { S3Operation, S3Target } from '../../../src';
import { S3_OPERATIONS, S3_SELECTORS } from '../../../src/catalogue';
import { Findings } from '../../suites/findings';

/** A parameter or header that needs a further permission is denied, as that permission was not switched on. */
export async function judgeParameters(
  roles: ReadonlyMap<string, Role>, operations: readonly S3Operation[], place: Place, findings: Findings,
): Promise<number> {
  let asking = 0;
  for (const operation of operations) {
    const has = needsOfS3(sampleRequest(operation, place), place).actions.map(({ action }) => action);
    for (const { name, request } of withOneMore(operation, place)) {
      const needs = needsOfS3(request, place);
      const more = needs.actions.map(({ action }) => action).filter(action => !has.includes(action));
      if (more.length > 0) {
        asking++;
        const denied = await simulator(roles.get(operation)!, needs);
        findings.add(1, denied === undefined ? [`the role of ${operation} may send ${name}, which needs ${more.join(', ')} besides`] : []);
      }
    }
  }
  return asking;
}

/** The sample of an operation, with each parameter and header that it reads besides, one at a time. */
function withOneMore(operation: S3Operation, place: Place): Array<{ name: string; request: SampleRequest }> {
  const plain = sampleRequest(operation, place);
  const { scope, query, headers } = S3_OPERATIONS[operation];
  const given = [...S3_SELECTORS[scope].query, ...S3_SELECTORS[scope].headers, ...plain.headers.map(([name]) => name)];
  const further = (names: readonly string[]) => names.filter(name => !given.includes(name));
  return [
    ...further(query).map(name => ({ name, request: { ...plain, query: [plain.query, `${name}=true`].filter(Boolean).join('&') } })),
    ...further(headers).map(name => ({ name, request: { ...plain, headers: [...plain.headers, [name, 'true'] as const] } })),
  ];
}

/** On one bucket with a key of KMS: all that an operation needs there, and none of it on another bucket. */
export async function judgeReach(operations: readonly S3Operation[], place: Place, findings: Findings): Promise<void> {
  const keyArn = await sampleArn('kms:Decrypt');
  const encrypted = (stack: Stack) => S3Target.bucket(Bucket.fromBucketAttributes(stack, 'Bucket', {
    bucketName: place.bucket, encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
  }));
  const about = operations.filter(operation => S3_OPERATIONS[operation].scope !== 'service');
  const { roles } = await synthesize(eachAlone(about), encrypted);
  for (const operation of about) {
    const role = roles.get(operation)!;
    const denied = await simulator(role, await needsOf(operation, place, onEncrypted));
    findings.add(1, denied === undefined ? [] : [`on an encrypted bucket, the role of ${operation} must be able to ${denied.action}, and is not`]);
    const elsewhere = { ...place, bucket: `${place.bucket}-2` };
    const { actions, conditions } = needsOfS3(sampleRequest(operation, elsewhere), elsewhere);
    for (const need of actions) {
      const allowed = await simulator(role, { actions: [need], conditions }) === undefined;
      findings.add(1, allowed ? [`on another bucket, the role of ${operation} is able to ${need.action}`] : []);
    }
  }
}

const LIST = 's3:ListBucket';

/** A 404 for a missing object takes the permission to list, which must not reach a method that would list. */
export async function judgeMissingObjects(operations: readonly S3Operation[], place: Place, findings: Findings): Promise<void> {
  const wouldList = operations.filter(operation => S3_OPERATIONS[operation].scope === 'bucket' && S3_OPERATIONS[operation].verb === 'GET');
  const listings = wouldList.filter(operation => always(operation).some(({ action }) => action === LIST));
  const alone = S3Operation.GET_OBJECT;
  const switched: Record<string, Switched> = {
    [alone]: { operations: [alone] },
    ...Object.fromEntries(wouldList.map(operation => [operation, { operations: [alone, operation] }])),
  };
  const { roles } = await synthesize(switched, () => S3Target.account());
  for (const operation of wouldList) {
    for (const listing of listings) {
      const allowed = await simulator(roles.get(operation)!, await needsOf(listing, place)) === undefined;
      const explained = missing(operation, listing).length === 0;
      findings.add(1, allowed === explained ? [] : [`with ${alone} and ${operation}, the role is ${allowed ? 'able' : 'not able'} to ${listing}`]);
    }
  }
  const bucket = { action: LIST, resource: `arn:aws:s3:::${place.bucket}` };
  const may = async (...given: [string, string[]][]) =>
    await simulator(roles.get(alone)!, { actions: [bucket], conditions: new Map(given) }) === undefined;
  findings.add(2, [
    ...(await may() ? [] : [`with ${alone} alone, the role cannot tell that an object is missing`]),
    ...(await may(['s3:max-keys', ['1']]) ? [`with ${alone} alone, the role may list and say how`] : []),
  ]);
}
