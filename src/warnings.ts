import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** What is legal, and may still not be meant. The ids are contract: users acknowledge them. */
export type WarningId =
  | 'accountTarget'
  | 'aclOfRoute'
  | 'apiKeyWithoutPlan'
  | 'corsOfGatewayErrors'
  | 'crossAccount'
  | 'importedApi'
  | 'openWrites'
  | 'partialBinaryMediaTypes'
  | 'statementsNotAdded'
  | 'subResourceWrites'
  | 'tenantPrefix'
  | 'unaskedListing';

/**
 * Tells the user of something at synthesis, unless it is acknowledged: `Annotations.of(scope).acknowledgeWarning('cdk-s3-proxy-api:...')`.
 */
export function warn(scope: IConstruct, id: WarningId, message: string) {
  Annotations.of(scope).addWarningV2(`cdk-s3-proxy-api:${id}`, message);
}
