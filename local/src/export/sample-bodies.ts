const tagging = '<Tagging><TagSet><Tag><Key>colour</Key><Value>blue</Value></Tag></TagSet></Tagging>';

/** Bodies to begin with, by operation; what else an operation reads is in its reference. */
export const SAMPLE_BODIES: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{{etag}}</ETag></Part></CompleteMultipartUpload>',
  CreateBucket: '<CreateBucketConfiguration><LocationConstraint>{{region}}</LocationConstraint></CreateBucketConfiguration>',
  DeleteObjects: '<Delete><Object><Key>{{key}}</Key></Object></Delete>',
  PutBucketCors: '<CORSConfiguration><CORSRule><AllowedOrigin>https://app.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>',
  PutBucketPolicy: '{ "Version": "2012-10-17", "Statement": [] }',
  PutBucketTagging: tagging,
  PutBucketVersioning: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  PutObject: 'Hello',
  PutObjectLegalHold: '<LegalHold><Status>OFF</Status></LegalHold>',
  PutObjectRetention: '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>',
  PutObjectTagging: tagging,
  RestoreObject: '<RestoreRequest><Days>1</Days></RestoreRequest>',
  UploadPart: 'Hello',
};
