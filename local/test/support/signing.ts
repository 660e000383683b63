import { Hash } from '@smithy/hash-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { RawRequest } from './gateway';
import { signRequest } from '../../src/auth/sigv4';
import { sha256Hex } from '../../src/auth/sigv4-canonical';
import { Credentials, LocalApi } from '../../src/index';

/** The request, signed for execute-api in its headers. */
export function signed(api: LocalApi, credentials: Credentials, request: RawRequest, now = new Date()): RawRequest {
  const { method = 'GET', target, body = '', headers = {} } = request;
  const [path, query = ''] = target.split('?');
  const own = Array.isArray(headers) ? headers as ReadonlyArray<readonly [string, string]> : Object.entries(headers);
  const lines: Array<readonly [string, string]> = [['host', new URL(api.stages[0].url).host], ...own];
  const added = signRequest({ method, path, query, headers: lines }, {
    service: 'execute-api', region: 'us-east-1', credentials, now, payloadHash: sha256Hex(String(body)),
  });
  return { ...request, headers: [...own, ...added] };
}

/** For an SDK client: signs for execute-api instead of s3. */
export function sdkSigner(region: string, credentials: Credentials): Pick<SignatureV4, 'sign'> {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials: { ...credentials }, sha256: Hash.bind(null, 'sha256') as never });
  return { sign: ((request: never, options: object) => signer.sign(request, { ...options, signingService: 'execute-api' })) as never };
}
