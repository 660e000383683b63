import { BackendHeaders, BodySink, ResponseListener, S3Request } from './s3-sender';
import { signatureMismatch } from '../front-door/request-body';
import { escapeXml } from '../store/xml';

/**
 * Elements that S3's own error documents have, by code, and that S3 servers leave out. Where they are missing they are added after the
 * message, from the request; what a server does say stays as it is.
 */
const ELEMENTS: Readonly<Record<string, readonly ErrorElement[]>> = {
  BucketAlreadyExists: ['BucketName'],
  BucketAlreadyOwnedByYou: ['BucketName'],
  BucketNotEmpty: ['BucketName'],
  InvalidBucketName: ['BucketName'],
  MethodNotAllowed: ['Method', 'ResourceType'],
  NoSuchBucket: ['BucketName'],
  NoSuchBucketPolicy: ['BucketName'],
  NoSuchCORSConfiguration: ['BucketName'],
  NoSuchKey: ['Key'],
  NoSuchLifecycleConfiguration: ['BucketName'],
  NoSuchTagSet: ['BucketName'],
  NoSuchUpload: ['UploadId'],
  NoSuchVersion: ['Key', 'VersionId'],
};

/** Of these, what a request that copies may be told of its source too, which only the server knows. */
const OF_EITHER: readonly string[] = ['NoSuchBucket', 'NoSuchVersion'];

type ErrorElement = 'BucketName' | 'Key' | 'Method' | 'ResourceType' | 'UploadId' | 'VersionId';

/** No error document of S3 is longer. */
const MAX_DOCUMENT_BYTES = 64 * 1024;

/** What S3 says to a body that is not the one whose SHA-256 was signed. */
const PAYLOAD_MISMATCH = 'XAmzContentSHA256Mismatch';

/**
 * Lets an error document of an S3 server pass with all the elements that S3 gives it, but for that of a body that its client signed otherwise:
 * API Gateway would not have sent it.
 */
export function completeErrors(request: S3Request, listener: ResponseListener): ResponseListener {
  return {
    fail: (error) => listener.fail(error),
    start: (status, headers, resume) => {
      const length = Number(headers['content-length']);
      const isDocument = status >= 400 && request.method !== 'HEAD' && length > 0 && length <= MAX_DOCUMENT_BYTES;
      return isDocument ? new ErrorDocument(request, (body) => {
        const sink = listener.start(status, withLength(headers, body.length), resume);
        sink.data(body);
        sink.end();
      }) : listener.start(status, headers, resume);
    },
  };
}

/** The document with what is missing of it; unchanged when nothing is, or when it is no error document. */
export function completeErrorDocument(
  document: string, { method, path, query, headers }: Pick<S3Request, 'method' | 'path' | 'query' | 'headers'>,
): string {
  const code = codeOf(document);
  const source = headers.find(([name]) => name.toLowerCase() === 'x-amz-copy-source')?.[1];
  if (source !== undefined && OF_EITHER.includes(code)) {
    return document;
  }
  const [, bucket, key] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const parameters = new URLSearchParams(query);
  const values: Readonly<Record<ErrorElement, string | null>> = {
    BucketName: decodeURIComponent(bucket ?? ''),
    Key: source === undefined ? decodeURIComponent(key ?? '') : keyOfSource(source),
    Method: method,
    ResourceType: bucket === '' ? 'SERVICE' : key === '' ? 'BUCKET' : 'OBJECT',
    UploadId: parameters.get('uploadId'),
    VersionId: parameters.get('versionId'),
  };
  const missing = (Object.hasOwn(ELEMENTS, code) ? ELEMENTS[code] : [])
    .filter((name) => values[name] && !document.includes(`<${name}>`))
    .map((name) => `<${name}>${escapeXml(values[name]!)}</${name}>`);
  return document.replace('</Message>', (end) => end + missing.join(''));
}

function codeOf(document: string): string {
  const [, code = ''] = /<Error>.*?<Code>([^<]*)<\/Code>/s.exec(document) ?? [];
  return code;
}

/** A key that is missing is that of the source. Null where it cannot be told. */
function keyOfSource(source: string): string | null {
  try {
    return decodeURIComponent(source.replace(/\?versionId=.*$/s, '')).replace(/^\/?[^/]*\/?/, '');
  } catch {
    return null;
  }
}

class ErrorDocument implements BodySink {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly request: S3Request, private readonly pass: (body: Buffer) => void) {}

  public data(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return true;
  }

  public end(): void {
    const document = Buffer.concat(this.chunks).toString('utf8');
    const { body } = this.request;
    if (body && !Buffer.isBuffer(body) && body.hash !== undefined && codeOf(document) === PAYLOAD_MISMATCH) {
      throw signatureMismatch();
    }
    this.pass(Buffer.from(completeErrorDocument(document, this.request), 'utf8'));
  }
}

function withLength(headers: BackendHeaders, length: number): BackendHeaders {
  return { ...headers, 'content-length': String(length) };
}
