import { CfnTemplate } from './synth';
import { LocalApi, LocalOptions, startLocal } from '../../local/src/index';
import { Versitygw } from '../../local/src/store/versitygw';
import { CALLER, closeLater } from '../../local/test/support/gateway';
import { startStore } from '../../local/test/support/store';

export interface Deployed {
  readonly api: LocalApi;
  readonly store: Versitygw;
  /** Name of the template's only bucket. */
  readonly bucket: string;
}

/** A template on an S3 server of its own, until `closeAll()`. */
export async function deployed(template: CfnTemplate, options: Partial<LocalOptions> = {}): Promise<Deployed> {
  const store = await startStore();
  closeLater(() => store.stop());
  const { endpoint, iamEndpoint, credentials, region } = store;
  const api = await startLocal({ template, region, callers: [CALLER], ...options, s3: { endpoint, iamEndpoint, credentials, region } });
  closeLater(() => api.close());
  const bucket = Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::S3::Bucket')?.[0];
  return { api, store, bucket: bucket === undefined ? '' : api.physicalId(bucket) };
}

/** ARN of the role of the only integration role whose logical id has this in it. */
export function roleArn(template: CfnTemplate, api: LocalApi, part: string): string {
  const [logicalId] = Object.entries(template.Resources).find(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.includes(part))!;
  return `arn:aws:iam::000000000000:role/${api.physicalId(logicalId)}`;
}
