import { Answer, etagOf } from './proxy-test';

export const TEXT = 'Hello, S3!\n';
export const TEXT_TYPE = 'text/plain; charset=utf-8';
export const TEXT_ETAG = etagOf(TEXT);

/** Four pixels: bytes that are no valid UTF-8. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR42mP4z8DAAMIM/4EAAB/uBfvxq7p3AAAAAElFTkSuQmCC', 'base64');
export const PNG_ETAG = etagOf(PNG);

const XML = { 'Content-Type': 'application/xml' };

/** An error of S3, as S3 words it. */
export function s3Error(status: number, code: string): Answer {
  return { status, headers: XML, extract: '<Error><Code>([^<]*)</Code>', body: [code] };
}

/** The answer of API Gateway itself to a call without credentials. */
export const UNSIGNED: Answer = {
  status: 403,
  headers: XML,
  extract: '^<Error><Code>([^<]*)</Code><Message>The request is not signed, or there is no such method\\.</Message>'
    + '<RequestId>[0-9a-f-]{36}</RequestId></Error>$',
  body: ['AccessDenied'],
};

/** An error of API Gateway itself. */
export function gatewayError(status: number, code: string): Answer {
  return { status, headers: XML, extract: '^<Error><Code>([^<]*)</Code><Message>[^<]+</Message><RequestId>[0-9a-f-]{36}</RequestId></Error>$', body: [code] };
}

/** A listing of these objects and no others, in this order. */
export function objects(...keys: string[]): Answer {
  return { status: 200, headers: XML, extract: '<Contents>[^]*?<Key>([^<]*)</Key>', body: keys };
}

/** A listing of these common prefixes and no others, in this order. */
export function commonPrefixes(...prefixes: string[]): Answer {
  return { status: 200, headers: XML, extract: '<CommonPrefixes><Prefix>([^<]*)</Prefix>', body: prefixes };
}

/** A listing of these buckets and no others, in this order. */
export function buckets(...names: string[]): Answer {
  return { status: 200, headers: XML, extract: '<Bucket>[^]*?<Name>([^<]*)</Name>', body: names };
}
