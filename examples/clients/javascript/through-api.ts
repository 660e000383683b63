import { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';

// #region signer
/** Signs for API Gateway: the service is execute-api, and the path is encoded once more than S3 has it. */
export class ExecuteApiSigner extends SignatureV4 {
  constructor(init: ConstructorParameters<typeof SignatureV4>[0]) {
    super({ ...init, uriEscapePath: true });
  }

  public sign(toSign: any, options?: any): any {
    return super.sign(toSign, { ...options, signingService: 'execute-api' });
  }
}
// #endregion

/** Headers beside those of S3; nothing is signed. */
export function sending(headers: Record<string, string>): Pick<S3ClientConfig, 'signer' | 'credentials'> {
  return {
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, // else the SDK looks for some
    signer: {
      sign: async request => {
        Object.assign(request.headers, headers);
        return request;
      },
    },
  };
}

/** API Gateway says of a HEAD that it has no bytes: the proxy tells the size in a header of its own. */
export function readSizes(client: S3Client): S3Client {
  client.middlewareStack.add(next => async args => {
    const result = await next(args);
    const { headers } = result.response as { headers: Record<string, string> };
    if (headers['x-object-size'] !== undefined) {
      headers['content-length'] = headers['x-object-size'];
    }
    return result;
  }, { step: 'deserialize', priority: 'low', name: 'readSizes' });
  return client;
}
