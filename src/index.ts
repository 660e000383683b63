// Named exports: what else a file exports is for its neighbours.
export type { S3IntegrationOptions } from './integration-options';
export { MissingObjects } from './permission-options';
export type { S3PermissionOptions } from './permission-options';
export { RouteValue } from './route-value';
export { CannedAcl, S3Acl } from './s3-acl';
export { S3Integration } from './s3-integration';
export type { S3IntegrationProps } from './s3-integration';
export { S3Operation } from './s3-operation';
export { S3Operations } from './s3-operations';
export { S3Proxy } from './s3-proxy';
export type { AddOperationsOptions, S3ProxyOptions, S3ProxyProps } from './s3-proxy';
export { S3ProxyApi } from './s3-proxy-api';
export type { S3ProxyApiProps } from './s3-proxy-api';
export { S3ProxyAuth } from './s3-proxy-auth';
export type { AddRouteOptions } from './s3-route';
export { KeyPrefix, S3Target } from './s3-target';
export type { BucketTargetOptions, PathStyleOptions } from './s3-target';
export { StatusMapping } from './status-mapping';
