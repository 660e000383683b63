import { DENIED_BY_S3, EXPIRED_SESSION, Expected, INCOMPLETE, MISMATCH, NOT_ALLOWED, PASSES, UNKNOWN_KEY, UNSIGNED } from './answers';
import { lambdaToken } from './lambda-tokens';
import { RequestName, Row } from './matrix';
import { poolToken } from './pool-tokens';
import { headersOf, sign, Signing, withHeaders, withQuery } from './requests';
import { ENDED, HOUR, READER, SESSION, World } from './world';
import { Credentials } from '../../../local/src/index';
import { RawRequest } from '../../../local/test/support/gateway';
import { signed } from '../../../local/test/support/signing';

const MINUTE = 60_000;
const WEEK_SECONDS = 604_800;

/** Changes what was signed, as whoever catches it may. */
type Change = (request: RawRequest, call: RawRequest) => RawRequest;

const changed = (pattern: RegExp, replacement: string | ((found: string) => string)): Change => request => {
  const replaced = (text: string) => text.replace(pattern, replacement as string);
  const headers = headersOf(request).map(([name, value]): [string, string] => [name, replaced(value)]);
  const result = { ...request, target: replaced(request.target), headers };
  if (JSON.stringify(result) === JSON.stringify({ ...request, headers: headersOf(request) })) {
    throw new Error(`${pattern} changes nothing of ${JSON.stringify(request)}`);
  }
  return result;
};

/** Rows of somebody who may, and signs, rightly or wrongly. */
class Signer {
  public constructor(public readonly credentials: Credentials) {}

  /** Signed, and then maybe changed. */
  public row(credential: string, expected: Expected, signing: Partial<Signing> = {}, change: Change = request => request, only?: RequestName): Row {
    const { credentials } = this;
    return { credential, expected, only, send: (call, door, now) => change(sign(call, door, now, { credentials, ...signing }), call) };
  }

  /** With the hash of the body, which `sign` does not tell. */
  public declaring(credential: string, expected: Expected, change: Change = request => request, only?: RequestName): Row {
    return { credential, expected, only, send: (call, door, now) => change(signed(door, this.credentials, call, new Date(now)), call) };
  }
}

/** What is signed for a method with IAM, rightly and wrongly, by somebody who may. */
export function signatureRows(credentials: Credentials): Row[] {
  const signer = new Signer(credentials);
  return [...noSignatures(signer), ...others(signer), ...presigned(signer), ...twice(signer), ...valid(signer)];
}

/** No signature of version 4, or none that is whole. */
function noSignatures(signer: Signer): Row[] {
  const { accessKeyId, secretAccessKey } = signer.credentials;
  const authorization = (credential: string, value: (now: number) => string): Row => ({
    credential, expected: INCOMPLETE, send: (call, _door, now) => withHeaders(call, ['Authorization', value(now)]),
  });
  return [
    { credential: 'none', expected: UNSIGNED, send: call => call },
    { credential: 'in the wrong place', expected: UNSIGNED, send: call => withHeaders(call, ['X-Amz-Signature', 'x'], ['X-Api-Key', 'x']) },
    authorization('nothing', () => ''),
    authorization('basic', () => `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}`),
    authorization('version 2', () => `AWS ${accessKeyId}:c2lnbmF0dXJl`),
    authorization('the algorithm alone', () => 'AWS4-HMAC-SHA256'),
    authorization('a token of Cognito', now => `Bearer ${poolToken('id', now)}`),
    authorization('a token of a Lambda authorizer', now => lambdaToken({ may: 'all', until: now + HOUR })),
    signer.row('without the signature', INCOMPLETE, {}, changed(/, Signature=.*/, '')),
    signer.row('without the date', INCOMPLETE, {}, request => (
      { ...request, headers: headersOf(request).filter(([name]) => name !== 'X-Amz-Date') })),
    signer.row('of another algorithm', INCOMPLETE, {}, changed(/AWS4-HMAC-SHA256/, 'AWS4-HMAC-SHA1')),
    signer.row('of headers without the host', INCOMPLETE, {}, changed(/(SignedHeaders=.*)host;/, '$1')),
    signer.row('a scope of four parts', INCOMPLETE, {}, changed(/\/aws4_request/, '')),
  ];
}

/** By somebody else, for something else, or of something else. */
function others(signer: Signer): Row[] {
  const { credentials } = signer;
  return [
    signer.row('of an unknown key', UNKNOWN_KEY, { credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } }),
    signer.row('with a session token too many', UNKNOWN_KEY, { credentials: { ...credentials, sessionToken: 'a token' } }),
    signer.row('by another secret', MISMATCH, { credentials: { ...credentials, secretAccessKey: 'another' } }),
    signer.row('for another region', MISMATCH, { region: 'eu-west-1' }),
    signer.row('for s3', MISMATCH, { service: 's3' }),
    signer.row('for another terminator', MISMATCH, {}, changed(/aws4_request/, 'aws5_request')),
    signer.row('for another host', MISMATCH, { host: 'example.com' }),
    signer.row('by a clock of 6 minutes ago', MISMATCH, { off: -6 * MINUTE }),
    signer.row('by a clock of 6 minutes ahead', MISMATCH, { off: 6 * MINUTE }),
    signer.row('of another day in the scope', MISMATCH, {}, changed(/Credential=([^/]*)\/\d{8}/, 'Credential=$1/20200101')),
    signer.row('of another second', MISMATCH, {}, changed(/\d(?=Z$)/, digit => `${(Number(digit) + 1) % 10}`)),
    signer.row('of another path', MISMATCH, {}, changed(/\/prod\//, '/prod/x')),
    signer.row('of another query', MISMATCH, {}, request => ({ ...request, target: withQuery(request.target, 'versionId=1') })),
    {
      credential: 'of another verb',
      expected: MISMATCH,
      send: (call, door, now) => ({ ...sign({ ...call, method: 'POST' }, door, now, { credentials }), method: call.method }),
    },
    signer.row('of another body', MISMATCH, {}, request => ({ ...request, body: 'old' }), 'write'),
    signer.declaring('of another body, with its hash', MISMATCH, request => ({ ...request, body: 'old' }), 'write'),
    signer.row('of another digit', MISMATCH, {}, changed(/Signature=(.)/, 'Signature=x')),
    signer.row('that is cut', MISMATCH, {}, changed(/Signature=(.{63})./, 'Signature=$1')),
  ];
}

/** In the query. */
function presigned(signer: Signer): Row[] {
  return [
    signer.row('presigned, that has ended', MISMATCH, { expires: 60, off: -61_000 }),
    signer.row('presigned, not yet begun', MISMATCH, { expires: 60, off: 6 * MINUTE }),
    signer.row('presigned for more than a week', INCOMPLETE, { expires: WEEK_SECONDS + 1 }),
    signer.row('presigned, made longer', MISMATCH, { expires: 60 }, changed(/X-Amz-Expires=60/, 'X-Amz-Expires=61')),
    signer.row('presigned, without the signature', INCOMPLETE, { expires: 60 }, changed(/&X-Amz-Signature=[^&]*/, '')),
    signer.row('presigned for another path', MISMATCH, { expires: 60 }, changed(/\/prod\//, '/prod/x')),
    signer.row('presigned beside a wrong header', INCOMPLETE, { expires: 60 }, request => withHeaders(request, ['Authorization', 'x'])),
    signer.row('presigned', PASSES, { expires: 60 }),
  ];
}

/** AWS does not say which of two headers counts: here, the first. */
function twice(signer: Signer): Row[] {
  return [
    signer.row('beside a wrong one before it', INCOMPLETE, {}, request => ({ ...request, headers: [['Authorization', 'x'], ...headersOf(request)] })),
    signer.row('beside a wrong one after it', PASSES, {}, request => withHeaders(request, ['Authorization', 'x'])),
  ];
}

function valid(signer: Signer): Row[] {
  return [
    signer.row('valid', PASSES),
    signer.declaring('valid, with the hash of the body', PASSES),
    signer.row('by a clock of 4 minutes ago', PASSES, { off: -4 * MINUTE }),
    signer.row('by a clock of 4 minutes ahead', PASSES, { off: 4 * MINUTE }),
  ];
}

/** Callers besides, where a role of the API calls S3. */
export function callerRows(): Row[] {
  const by = (credential: string, credentials: Credentials, expected: Row['expected'], more: Partial<Signing> = {}): Row =>
    ({ credential, expected, send: (call, door, now) => sign(call, door, now, { credentials, ...more }) });
  return [
    by('of a session', SESSION, PASSES),
    by('of a session, presigned', SESSION, PASSES, { expires: 60 }),
    by('of a session that has ended', ENDED, EXPIRED_SESSION),
    by('of a session, without its token', { ...SESSION, sessionToken: undefined }, UNKNOWN_KEY),
    by('of a session, with another token', { ...SESSION, sessionToken: 'another' }, UNKNOWN_KEY),
    by('of a session, with its key in lower case', { ...SESSION, accessKeyId: SESSION.accessKeyId.toLowerCase() }, UNKNOWN_KEY),
    by('of somebody who may invoke what reads', READER, request => (['write', 'delete'].includes(request) ? NOT_ALLOWED : PASSES)),
  ];
}

/** Callers besides, where S3 is called with their own credentials. */
export function ownRightsRows({ users }: World): Row[] {
  const by = (credential: string, credentials: Credentials, expected: Row['expected']): Row =>
    ({ credential, expected, send: (call, door, now) => sign(call, door, now, { credentials }) });
  return [
    by('of somebody who may read', users.reads, request => (['write', 'delete'].includes(request) ? DENIED_BY_S3 : PASSES)),
    by('of somebody who may nothing there', users.nothing, DENIED_BY_S3),
    by('of somebody who may read, by the secret of another', { ...users.reads, secretAccessKey: users.all.secretAccessKey }, MISMATCH),
  ];
}
