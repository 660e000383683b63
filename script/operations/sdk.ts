import { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { Credentials, LocalApi } from '../../local/src/index';

/** What an API of API Gateway needs of an SDK client; set for direct calls too, so that both send the same. */
const SETTINGS: S3ClientConfig = {
  // A REST API has one host name: the bucket is a part of the path.
  forcePathStyle: true,
  // Checksums behind the body need `aws-chunked`, which API Gateway answers with 415.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  // What fails is to be seen.
  maxAttempts: 1,
};

/** A client that calls S3 itself. `destroy()` closes its connections. */
export function directClient(endpoint: string, credentials: Credentials, region: string, settings: S3ClientConfig = {}): S3Client {
  return new S3Client({ ...SETTINGS, endpoint, credentials: { ...credentials }, region, ...settings });
}

/** The same client in front of an open API: it signs all the same, and nobody reads the signature. */
export function proxyClient(api: Pick<LocalApi, 'url' | 'region'>, credentials: Credentials, settings: S3ClientConfig = {}): S3Client {
  return directClient(api.url().replace(/\/$/, ''), credentials, api.region, settings);
}
