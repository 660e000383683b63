import { Stack } from 'aws-cdk-lib';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { CannedAcl, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../../src';

/** What everybody may. */
export const OPEN = S3Operations.READ_ONLY;

/** What callers that sign may besides, by methods of the same paths: all that is no GET or HEAD. */
const SIGNED = S3Operations.of(
  S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT, S3Operation.COPY_OBJECT, S3Operation.DELETE_OBJECTS, S3Operation.PUT_OBJECT_TAGGING,
  S3Operation.DELETE_OBJECT_TAGGING, S3Operation.PUT_OBJECT_ACL, S3Operation.PUT_BUCKET_VERSIONING, S3Operation.PUT_BUCKET_POLICY,
  S3Operation.CREATE_MULTIPART_UPLOAD, S3Operation.UPLOAD_PART, S3Operation.UPLOAD_PART_COPY, S3Operation.COMPLETE_MULTIPART_UPLOAD,
  S3Operation.ABORT_MULTIPART_UPLOAD,
);

/** The same by GET, which is everybody's on the paths of the target: by routes. */
const SIGNED_READS: Array<readonly [path: string, operation: S3Operation, key?: string]> = [
  ['signed/{id}', S3Operation.GET_OBJECT, '{id}'],
  ['signed/{id}/tags', S3Operation.GET_OBJECT_TAGGING, '{id}'],
  ['signed/{id}/acl', S3Operation.GET_OBJECT_ACL, '{id}'],
  ['signed/{id}/parts', S3Operation.LIST_PARTS, '{id}'],
  ['signed', S3Operation.LIST_OBJECT_VERSIONS],
  ['uploads', S3Operation.LIST_MULTIPART_UPLOADS],
];

const FILE_ROUTES: Array<readonly [path: string, operation: S3Operation, open: boolean, key?: string]> = [
  ['files', S3Operation.LIST_OBJECTS_V2, true],
  ['files', S3Operation.DELETE_OBJECTS, false],
  ['files/{id}', S3Operation.GET_OBJECT, true, '{id}'],
  ['files/{id}', S3Operation.HEAD_OBJECT, true, '{id}'],
  ['files/{id}', S3Operation.PUT_OBJECT, false, '{id}'],
  ['files/{id}', S3Operation.DELETE_OBJECT, false, '{id}'],
  ['files/{id}', S3Operation.CREATE_MULTIPART_UPLOAD, false, '{id}'],
  ['files/{id}/tags', S3Operation.GET_OBJECT_TAGGING, false, '{id}'],
  ['files/{id}/tags', S3Operation.PUT_OBJECT_TAGGING, false, '{id}'],
  ['files/{id}/acl', S3Operation.PUT_OBJECT_ACL, false, '{id}'],
  ['versions', S3Operation.LIST_OBJECT_VERSIONS, false],
];

/** Two APIs that have methods for everybody and methods for callers that sign on the same paths: by the target's layout, and by routes. */
export function addSharedPaths(stack: Stack): { bucket: Bucket; layout: S3ProxyApi; routes: S3ProxyApi } {
  const bucket = new Bucket(stack, 'Bucket', { versioned: true, objectOwnership: ObjectOwnership.OBJECT_WRITER });
  const common = { target: S3Target.bucket(bucket), auth: S3ProxyAuth.none(), acl: S3Acl.clientChoice([CannedAcl.PUBLIC_READ, CannedAcl.PRIVATE]) };
  const layout = new S3ProxyApi(stack, 'Layout', { ...common, operations: OPEN });
  layout.addOperations({ operations: SIGNED, auth: S3ProxyAuth.iam(), versions: true });
  SIGNED_READS.forEach(([path, operation, key]) => layout.addRoute({ path, operation, key, auth: S3ProxyAuth.iam() }));

  const routes = new S3ProxyApi(stack, 'Routes', { ...common, operations: S3Operations.NONE });
  FILE_ROUTES.forEach(([path, operation, open, key]) => routes.addRoute({
    path, operation, key, auth: open ? S3ProxyAuth.none() : S3ProxyAuth.iam(), versions: open ? undefined : true,
  }));
  return { bucket, layout, routes };
}
