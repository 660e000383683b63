import { ContentHandling } from '../api/method';

/** What is done to the bytes of a payload. */
export type Conversion =
  /** Bytes stay as they are, and stream. */
  | 'raw'
  /** Read as UTF-8; what is none becomes U+FFFD. */
  | 'text'
  /** Becomes the text of its base64 form. */
  | 'encode'
  /** Is base64, and becomes what it stands for. */
  | 'decode';

const MAX_KNOWN = 100;

/** Says whether a media type is binary. */
export type BinaryMatcher = (mediaType: string | undefined) => boolean;

/** A list item is an exact type or `type/*`, or all types; `*\/type` never matches. Parameters do not count. */
export function compileBinaryMatcher(binaryMediaTypes: readonly string[]): BinaryMatcher {
  const list = new Set(binaryMediaTypes.map(bare));
  const all = list.has('*/*');
  // Clients and objects have few types.
  const known = new Map<string | undefined, boolean>();
  const match = (mediaType: string | undefined) => {
    const [, type, subtype] = /^([^/\s*]+|\*)\/([^/\s]+)$/.exec(bare(mediaType ?? '')) ?? [];
    if (type === undefined) {
      return false;
    }
    return all || (type !== '*' && (list.has(`${type}/${subtype}`) || list.has(`${type}/*`)));
  };
  return (mediaType) => {
    let binary = known.get(mediaType);
    if (binary === undefined) {
      binary = match(mediaType);
      if (known.size < MAX_KNOWN) {
        known.set(mediaType, binary);
      }
    }
    return binary;
  };
}

/** By the request's `Content-Type`. A request without one is binary when all types are. */
export function requestConversion(handling: ContentHandling | undefined, binary: boolean): Conversion {
  if (binary) {
    return handling === 'CONVERT_TO_TEXT' ? 'encode' : 'raw';
  }
  return handling === 'CONVERT_TO_BINARY' ? 'decode' : 'text';
}

/** By the `Content-Type` of S3's answer, and by the first media type of the client's `Accept`. */
export function responseConversion(handling: ContentHandling | undefined, binaryPayload: boolean, binaryAccept: boolean): Conversion {
  if (binaryPayload) {
    return handling === 'CONVERT_TO_TEXT' || (handling === undefined && !binaryAccept) ? 'encode' : 'raw';
  }
  return handling === 'CONVERT_TO_BINARY' || (handling === undefined && binaryAccept) ? 'decode' : 'text';
}

/** A template works on text only. */
export function isText(conversion: Conversion): boolean {
  return conversion === 'text' || conversion === 'encode';
}

/** Why a payload could not be converted. */
export const NO_BASE64 = 'contentHandling CONVERT_TO_BINARY decodes base64, and the payload is none';

/** Why a template cannot have a payload. */
export const NO_TEXT = 'a mapping template reads text, and by binaryMediaTypes and contentHandling the payload is binary';

/** Undefined when the payload had to be base64 and is not. */
export function convert(conversion: Conversion, payload: Buffer): Buffer | undefined {
  switch (conversion) {
    case 'raw': return payload;
    case 'text': return Buffer.from(payload.toString('utf8'), 'utf8');
    case 'encode': return Buffer.from(payload.toString('base64'), 'latin1');
    case 'decode': return decodeBase64(payload.toString('latin1'));
  }
}

/** Only the first item of the header counts. */
export function firstMediaType(accept: string | undefined): string | undefined {
  return accept?.split(',', 1)[0];
}

/** Without parameters, in lower case. */
export function bare(mediaType: string): string {
  return mediaType.split(';', 1)[0].trim().toLowerCase();
}

function decodeBase64(text: string): Buffer | undefined {
  const padded = text.endsWith('=');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || (padded ? text.length % 4 !== 0 : text.length % 4 === 1)) {
    return undefined;
  }
  return Buffer.from(text, 'base64');
}
