import { S3Client } from '@aws-sdk/client-s3';
import { ExecuteApiSigner, readSizes, sending } from './through-api';

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

// #region settings
const SETTINGS = {
  forcePathStyle: true, // an API has one host name: the bucket is a part of the path
  requestChecksumCalculation: 'WHEN_REQUIRED', // else bodies that stream are sent as aws-chunked, which API Gateway refuses
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;
// #endregion

export function withIam(endpoint: string, region: string, credentials: Credentials): S3Client {
  // #region iam
  return readSizes(new S3Client({ ...SETTINGS, endpoint, region, credentials, signerConstructor: ExecuteApiSigner }));
  // #endregion
}

export function withApiKey(endpoint: string, region: string, apiKey: string): S3Client {
  // #region key
  return readSizes(new S3Client({ ...SETTINGS, endpoint, region, ...sending({ 'x-api-key': apiKey }) }));
  // #endregion
}

export function withToken(endpoint: string, region: string, token: string): S3Client {
  // #region bearer
  return readSizes(new S3Client({ ...SETTINGS, endpoint, region, ...sending({ authorization: `Bearer ${token}` }) }));
  // #endregion
}

export function withNothing(endpoint: string, region: string): S3Client {
  // #region none
  return readSizes(new S3Client({ ...SETTINGS, endpoint, region, ...sending({}) }));
  // #endregion
}
