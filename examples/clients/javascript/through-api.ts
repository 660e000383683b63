import { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { getCanonicalQuery, SignatureV4 } from '@smithy/signature-v4';

// #region signer
/** Signs for API Gateway: the service is execute-api, and the path is encoded once more than S3 has it. */
export class ExecuteApiSigner extends SignatureV4 {
  constructor(init: ConstructorParameters<typeof SignatureV4>[0]) {
    super({ ...init, uriEscapePath: true });
  }

  public sign(toSign: any, options?: any): any {
    return super.sign(toSign, { ...options, signingService: 'execute-api' });
  }

  public presign(toSign: any, options?: any): any {
    return super.presign(toSign, { ...options, signingService: 'execute-api' });
  }
}
// #endregion

// #region presigned
/** Said by whoever uses a URL, not by who makes it. */
const NOT_OF_URLS = ['amz-sdk-invocation-id', 'amz-sdk-request', 'content-length', 'content-type', 'user-agent', 'x-amz-user-agent'];

/** The URL of a command, good for so many seconds, with IAM; a body that the command has is signed. `getSignedUrl` has a signer of its own, which signs for s3. */
export async function presigned(client: S3Client, command: any, expiresIn = 900): Promise<string> {
  const stack = client.middlewareStack.clone();
  // In the place of what signs and sends.
  stack.addRelativeTo(() => async ({ request }: any) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !NOT_OF_URLS.includes(name)));
    const signer = await client.config.signer() as ExecuteApiSigner;
    // Headers stay headers, and must be sent with the URL: of a query API Gateway passes on nothing but what is mapped.
    const url = await signer.presign({ ...request, headers }, { expiresIn, unhoistableHeaders: new Set(Object.keys(headers)) });
    return { response: {}, output: { $metadata: {}, url } };
  }, { name: 'presigned', relation: 'before', toMiddleware: 'awsAuthMiddleware' });
  const { output: { url } } = await command.resolveMiddleware(stack, client.config, {})({ input: command.input });
  return `${url.protocol}//${url.headers.host}${url.path}?${getCanonicalQuery(url)}&X-Amz-Signature=${url.query['X-Amz-Signature']}`;
}
// #endregion

// #region sending
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
// #endregion

// #region readSizes
/** API Gateway may say of a HEAD that it has no bytes: the size is in a header of the proxy's own, that of a piece in Content-Range. */
export function readSizes(client: S3Client): S3Client {
  client.middlewareStack.add((next, { commandName }) => async args => {
    const result = await next(args);
    if (commandName === 'HeadObjectCommand') {
      const { headers } = result.response as { headers: Record<string, string> };
      const [, first, last] = /^bytes (\d+)-(\d+)/.exec(headers['content-range']) ?? [];
      const size = first === undefined ? headers['x-object-size'] : String(Number(last) - Number(first) + 1);
      if (size !== undefined) headers['content-length'] = size;
    }
    return result;
  }, { step: 'deserialize', priority: 'low', name: 'readSizes' });
  return client;
}
// #endregion
