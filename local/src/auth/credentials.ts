/**
 * A key that requests are signed with: the root of the S3 endpoint, a role's, or a caller's.
 */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The token of temporary credentials: a request must carry it in `X-Amz-Security-Token`. */
  readonly sessionToken?: string;
  /** When temporary credentials end. */
  readonly expiration?: Date;
}
