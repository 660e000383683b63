import { BackendHeaders, BodySink, ResponseListener, S3Request } from './s3-sender';
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

type ErrorElement = 'BucketName' | 'Key' | 'Method' | 'ResourceType' | 'UploadId' | 'VersionId';

/** No error document of S3 is longer. */
const MAX_DOCUMENT_BYTES = 64 * 1024;

/** Lets an error document of an S3 server pass with all the elements that S3 gives it. */
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
export function completeErrorDocument(document: string, { method, path, query }: Pick<S3Request, 'method' | 'path' | 'query'>): string {
  const [, code = ''] = /<Error>.*?<Code>([^<]*)<\/Code>/s.exec(document) ?? [];
  const [, bucket, key] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const parameters = new URLSearchParams(query);
  const values: Readonly<Record<ErrorElement, string | null>> = {
    BucketName: decodeURIComponent(bucket ?? ''),
    Key: decodeURIComponent(key ?? ''),
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

class ErrorDocument implements BodySink {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly request: S3Request, private readonly pass: (body: Buffer) => void) {}

  public data(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return true;
  }

  public end(): void {
    this.pass(Buffer.from(completeErrorDocument(Buffer.concat(this.chunks).toString('utf8'), this.request), 'utf8'));
  }
}

function withLength(headers: BackendHeaders, length: number): BackendHeaders {
  return { ...headers, 'content-length': String(length) };
}
