import { IncomingMessage } from 'node:http';
import { S3Answer } from '../iam/s3-access';
import { BackendHeaders, S3Request } from '../integration/s3-sender';
import { Conversion } from '../mapping/content-handling';

/** What became known of a request on its way. */
export interface Facts {
  readonly message: IncomingMessage;
  requestConversion?: Conversion;
  call?: { readonly request: S3Request; readonly denial: S3Answer | undefined };
  answer?: { readonly headers: BackendHeaders; readonly statusCode: number; readonly conversion: Conversion };
  head?: ReadonlyArray<readonly [string, string]>;
}

const SHOWN_NAMES = 12;

/** Names, each in one spelling, and not more than a person reads. */
export function namesOf(names: readonly string[]): string {
  const distinct = names.filter((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index);
  const more = distinct.length - SHOWN_NAMES;
  return distinct.slice(0, SHOWN_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const CONVERSIONS: Readonly<Record<Conversion, string>> = {
  raw: 'passes as it is',
  text: 'is read as UTF-8 text',
  encode: 'becomes base64 text',
  decode: 'is decoded from base64',
};

/** What happens to a body, and why. */
export function describeConversion(conversion: Conversion, handling: string | undefined, mediaType: string | undefined): string {
  const kind = conversion === 'raw' || conversion === 'encode' ? 'binary' : 'text';
  return `${CONVERSIONS[conversion]}: ${mediaType ?? 'no Content-Type, so */*,'} is ${kind} by binaryMediaTypes, contentHandling ${handling ?? 'none'}`;
}
