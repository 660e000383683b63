import { timingSafeEqual } from 'crypto';
import { Credentials } from './credentials';
import {
  ALGORITHM,
  EMPTY_SHA256,
  KeyScope,
  SignableRequest,
  TERMINATOR,
  amzDate,
  canonicalQuery,
  canonicalRequest,
  doubleEncodedPath,
  normalizedPath,
  queryPairs,
  s3CanonicalPath,
  signatureOf,
  stringToSign,
} from './sigv4-canonical';

/**
 * How the body of a signed inbound request is held to its signature. A signature covers the body's SHA-256, so nothing may be stored
 * before both are checked:
 *
 * - The client declares the hash in `x-amz-content-sha256`: the signature is verified up front with the declared hash, and
 *   `verifyRequest` returns it as `payloadHash`. Sent upstream as `payloadHash` of `signRequest`, it makes S3 check too. The body streams
 *   through a `PayloadCheck`, which keeps the last bytes back until the hash is right, so that S3 never has a tampered body whole; a large
 *   one does not where the store is known to check, whose refusal becomes the client's 403.
 * - The client declares none (`needsBodyHash`): the signature cannot be verified without the body. The server buffers it, at most
 *   10 MB, and passes `bodyHash: sha256Hex(body)`; a request without a body passes nothing.
 */
export interface InboundRequest extends SignableRequest {
  /** SHA-256 of the buffered body, in hexadecimal. @default - that of an empty body */
  readonly bodyHash?: string;
}

export interface SignScope {
  readonly service: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** @default - now */
  readonly now?: Date;
  /** @default 'UNSIGNED-PAYLOAD' */
  readonly payloadHash?: string;
}

export interface VerifyScope {
  readonly service: 'execute-api';
  readonly region: string;
  readonly find: (accessKeyId: string) => Credentials | undefined;
  /** @default - now */
  readonly now?: Date;
  /**
   * Whether `x-amz-content-sha256: UNSIGNED-PAYLOAD` frees the body from the signature, as it does for S3. No public source says what
   * execute-api does.
   *
   * @default false - the body's own hash counts
   */
  readonly allowUnsignedPayload?: boolean;
}

/** The gateway response types that authentication can end in. */
export type SignatureFailureType = 'MISSING_AUTHENTICATION_TOKEN' | 'INVALID_SIGNATURE' | 'EXPIRED_TOKEN';

export interface SignatureFailure {
  readonly ok: false;
  readonly type: SignatureFailureType;
  /** API Gateway's own words. */
  readonly message: string;
  /** The value of the response header `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** For the log, where it tells more than the message. */
  readonly reason?: string;
}

export type Verification = { readonly ok: true; readonly accessKeyId: string; readonly payloadHash?: string } | SignatureFailure;

const SKEW_MS = 5 * 60_000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const SHA256 = /^[0-9a-f]{64}$/;

/** Hop-by-hop headers, and those that HTTP clients add or change after signing. */
const NEVER_SIGNED = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
]);

/** The headers that sign a request: `x-amz-date`, `x-amz-content-sha256`, `Authorization` and, with a session, its token. */
export function signRequest(request: SignableRequest, scope: SignScope): Array<[string, string]> {
  const { accessKeyId, secretAccessKey, sessionToken } = scope.credentials;
  const date = amzDate(scope.now ?? new Date());
  const payloadHash = scope.payloadHash ?? UNSIGNED_PAYLOAD;
  const added: Array<[string, string]> = [
    ['x-amz-date', date],
    ['x-amz-content-sha256', payloadHash],
  ];
  if (sessionToken !== undefined) added.push(['x-amz-security-token', sessionToken]);

  const headers = [...request.headers, ...added];
  const signed: string[] = [];
  for (const [name] of headers) {
    const lower = name.toLowerCase();
    if (!NEVER_SIGNED.has(lower) && !signed.includes(lower)) signed.push(lower);
  }
  signed.sort();
  const key: KeyScope = { date: date.slice(0, 8), region: scope.region, service: scope.service };
  const path = scope.service === 's3' ? s3CanonicalPath(request.path) : doubleEncodedPath(normalizedPath(request.path));
  const canonical = canonicalRequest(request.method, path, canonicalQuery(request.query), headers, signed, payloadHash);
  const signature = signatureOf(secretAccessKey, key, stringToSign(date, key, canonical));
  const credential = `${accessKeyId}/${key.date}/${key.region}/${key.service}/${TERMINATOR}`;
  added.push(['Authorization', `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed.join(';')}, Signature=${signature}`]);
  return added;
}

/** What a client sent to authenticate itself, in either form. */
interface Claim {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: string;
  readonly token: string | undefined;
  /** Seconds; of the query form only. */
  readonly expires?: string;
  readonly query: string;
}

function header(request: SignableRequest, name: string): string | undefined {
  return request.headers.find(([key]) => key.length === name.length && key.toLowerCase() === name)?.[1].trim();
}

function incomplete(message: string): SignatureFailure {
  return { ok: false, type: 'INVALID_SIGNATURE', errorType: 'IncompleteSignatureException', message };
}

function invalid(message: string, reason?: string): SignatureFailure {
  return { ok: false, type: 'INVALID_SIGNATURE', errorType: 'InvalidSignatureException', message, ...(reason !== undefined && { reason }) };
}

function unrecognized(reason: string): SignatureFailure {
  return {
    ok: false,
    type: 'INVALID_SIGNATURE',
    errorType: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
    reason,
  };
}

/** Whether a request is signed over a body whose hash it does not declare, so that the body must be read before it can be verified. */
export function needsBodyHash(request: SignableRequest, scope: Pick<VerifyScope, 'allowUnsignedPayload'> = {}): boolean {
  const declared = header(request, 'x-amz-content-sha256');
  const free = declared === UNSIGNED_PAYLOAD && scope.allowUnsignedPayload === true;
  return isSigned(request) && !free && (declared === undefined || !SHA256.test(declared));
}

function isSigned(request: SignableRequest): boolean {
  return header(request, 'authorization') !== undefined || /(^|&)X-Amz-Algorithm=/.test(request.query);
}

function headerClaim(request: SignableRequest, authorization: string): Claim | SignatureFailure {
  const parts = new Map<string, string>();
  const space = authorization.indexOf(' ');
  for (const part of authorization.slice(space + 1).split(',')) {
    const at = part.indexOf('=');
    if (space < 0 || at < 0) {
      return incomplete(`'${part.trim()}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`);
    }
    parts.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  if (authorization.slice(0, space) !== ALGORITHM) {
    return incomplete(`Unsupported AWS 'algorithm': '${authorization.slice(0, space)}'. `);
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parts.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  const date = header(request, 'x-amz-date') ?? isoDate(header(request, 'date'));
  if (!date) missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0 || !date) return incomplete(`${missing.join(' ')} Authorization=${authorization}`);
  return {
    credential: parts.get('Credential')!,
    signature: parts.get('Signature')!,
    signedHeaders: parts.get('SignedHeaders')!,
    date,
    token: header(request, 'x-amz-security-token'),
    query: canonicalQuery(request.query),
  };
}

function isoDate(date: string | undefined): string | undefined {
  if (date === undefined || parseAmzDate(date) !== undefined) return date;
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : amzDate(new Date(time));
}

function queryClaim(request: SignableRequest): Claim | SignatureFailure {
  const parameters = new Map(queryPairs(request.query).map(([name, value]) => [name, formDecode(value)]));
  if (parameters.get('X-Amz-Algorithm') !== ALGORITHM) {
    return incomplete(`Unsupported AWS 'algorithm': '${parameters.get('X-Amz-Algorithm')}'. `);
  }
  const missing = ['X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date']
    .filter((name) => !parameters.get(name))
    .map((name) => `AWS query-string parameters must include '${name}'.`);
  if (missing.length > 0) return incomplete(`${missing.join(' ')} Re-examine the query-string parameters.`);
  return {
    credential: parameters.get('X-Amz-Credential')!,
    signature: parameters.get('X-Amz-Signature')!,
    signedHeaders: parameters.get('X-Amz-SignedHeaders')!,
    date: parameters.get('X-Amz-Date')!,
    token: parameters.get('X-Amz-Security-Token'),
    expires: parameters.get('X-Amz-Expires'),
    query: canonicalQuery(request.query, 'X-Amz-Signature'),
  };
}

function formDecode(text: string): string {
  return text.replace(/\+/g, ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function parseAmzDate(date: string): number | undefined {
  if (!/^\d{8}T\d{6}Z$/.test(date)) return undefined;
  const part = (start: number, end: number): number => Number(date.slice(start, end));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(11, 13), part(13, 15));
}

function checkScope(claim: Claim, scope: VerifyScope): SignatureFailure | (KeyScope & { accessKeyId: string }) {
  const elements = claim.credential.split('/');
  if (elements.length !== 5) {
    return incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${claim.credential}'`,
    );
  }
  const [accessKeyId, date, region, service, terminator] = elements as [string, string, string, string, string];
  const wrong: string[] = [];
  if (region !== scope.region) wrong.push(`Credential should be scoped to a valid region, not '${region}'. `);
  if (service !== scope.service) wrong.push(`Credential should be scoped to correct service: '${scope.service}'. `);
  if (terminator !== TERMINATOR) wrong.push(`Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'. `);
  if (date !== claim.date.slice(0, 8)) {
    wrong.push(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${date}' != '${claim.date.slice(0, 8)}', from '${claim.date}'.`,
    );
  }
  return wrong.length > 0 ? invalid(wrong.join(''), `${wrong.join('').trim()} Sign for ${scope.service} in ${scope.region}`) : { accessKeyId, date, region, service };
}

function checkTime(claim: Claim, now: Date): SignatureFailure | undefined {
  const signed = parseAmzDate(claim.date);
  if (signed === undefined) {
    return incomplete(`Date must be in ISO-8601 'basic format'. Got '${claim.date}'. See http://en.wikipedia.org/wiki/ISO_8601`);
  }
  let lifetime = SKEW_MS;
  if (claim.expires !== undefined) {
    const seconds = /^\d{1,7}$/.test(claim.expires) ? Number(claim.expires) : NaN;
    if (!(seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS)) {
      return incomplete(`X-Amz-Expires must be a number of seconds between 1 and ${MAX_EXPIRES_SECONDS}, got '${claim.expires}'.`);
    }
    lifetime = seconds * 1000;
  }
  const time = now.getTime();
  const minutes = (ms: number): string => `${Number((ms / 60_000).toFixed(2))} min.`;
  if (signed + lifetime < time) {
    const limit = amzDate(new Date(time - lifetime));
    return invalid(`Signature expired: ${claim.date} is now earlier than ${limit} (${amzDate(now)} - ${minutes(lifetime)})`);
  }
  if (signed - SKEW_MS > time) {
    const limit = amzDate(new Date(time + SKEW_MS));
    return invalid(`Signature not yet current: ${claim.date} is still later than ${limit} (${amzDate(now)} + ${minutes(SKEW_MS)})`);
  }
  return undefined;
}

function matches(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1'));
}

/** Verifies an inbound request as API Gateway does a method with `AWS_IAM`. Every failure is a 403. */
export function verifyRequest(request: InboundRequest, scope: VerifyScope): Verification {
  if (!isSigned(request)) {
    return {
      ok: false,
      type: 'MISSING_AUTHENTICATION_TOKEN',
      errorType: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
      reason: 'the request is not signed, and the method asks for AWS_IAM',
    };
  }
  const authorization = header(request, 'authorization');
  const claim = authorization !== undefined ? headerClaim(request, authorization) : queryClaim(request);
  if ('ok' in claim) return claim;
  const key = checkScope(claim, scope);
  if ('ok' in key) return key;
  const now = scope.now ?? new Date();
  const late = checkTime(claim, now);
  if (late !== undefined) return late;
  const signedHeaders = claim.signedHeaders.toLowerCase().split(';');
  if (!signedHeaders.includes('host')) return incomplete("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  const absent = signedHeaders.find((name) => header(request, name) === undefined);
  if (absent !== undefined) return incomplete(`'${absent}' is named as a SignedHeader, but it does not exist in the HTTP request.`);

  const credentials = scope.find(key.accessKeyId);
  if (credentials === undefined) return unrecognized(`there is no caller with the access key id '${key.accessKeyId}'`);
  if (credentials.sessionToken !== claim.token) {
    const fault = claim.token === undefined ? 'is missing' : credentials.sessionToken === undefined ? 'is one too many' : 'is another';
    return unrecognized(`the session token (X-Amz-Security-Token) of '${key.accessKeyId}' ${fault}`);
  }
  if (credentials.expiration !== undefined && credentials.expiration <= now) {
    return {
      ok: false,
      type: 'EXPIRED_TOKEN',
      errorType: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    };
  }
  return compareSignature(request, claim, signedHeaders, key, credentials, scope.allowUnsignedPayload === true);
}

function compareSignature(
  request: InboundRequest,
  claim: Claim,
  signedHeaders: readonly string[],
  key: KeyScope & { accessKeyId: string },
  credentials: Credentials,
  allowUnsignedPayload: boolean,
): Verification {
  const header256 = header(request, 'x-amz-content-sha256');
  const declared = header256 !== undefined && SHA256.test(header256) ? header256 : undefined;
  const unsigned = header256 === UNSIGNED_PAYLOAD && allowUnsignedPayload;
  // The declared hash decides, unless the body was buffered anyway.
  const payloadHash =
    (request.bodyHash === undefined ? declared : undefined) ?? (unsigned ? UNSIGNED_PAYLOAD : (request.bodyHash ?? EMPTY_SHA256));

  // Signers normalise the path but their clients may send the original; others sign what they send. Both come from one secret.
  const normalized = normalizedPath(request.path);
  const paths = normalized === request.path ? [normalized] : [normalized, request.path];
  let canonical = '';
  let toSign = '';
  for (const path of paths) {
    canonical = canonicalRequest(request.method, doubleEncodedPath(path), claim.query, request.headers, signedHeaders, payloadHash);
    toSign = stringToSign(claim.date, key, canonical);
    if (matches(signatureOf(credentials.secretAccessKey, key, toSign), claim.signature)) {
      return { ok: true, accessKeyId: key.accessKeyId, payloadHash: declared };
    }
  }
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing ' +
      'method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`,
    `the signature of '${key.accessKeyId}' does not match: it is by another secret key, or not of ${JSON.stringify(canonical)}`,
  );
}
