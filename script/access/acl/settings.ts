import { App, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { CannedAcl, S3Acl, S3Operation, S3Operations, S3Proxy, S3ProxyAuth, S3Target } from '../../../src';
import { CfnTemplate, templateOf } from '../../../test/support/synth';

/** What a proxy says of ACLs, and what follows from it. */
export interface Setting {
  readonly acl: S3Acl;
  /** What S3 may be told. */
  readonly allowed: readonly string[];
  /** What S3 is told whatever the client sends. */
  readonly fixed?: string;
  /** Whether parts of an upload, which take no ACL, have a route of their own: as they must where the ACL is fixed. */
  readonly partsApart?: boolean;
  /** Whether PutObjectAcl is switched on as an operation of its own. */
  readonly sets?: boolean;
}

const { AUTHENTICATED_READ, BUCKET_OWNER_FULL_CONTROL, BUCKET_OWNER_READ, PRIVATE } = CannedAcl;
const always = (acl: CannedAcl): Setting => ({ acl: S3Acl.always(acl), allowed: [acl], fixed: acl, partsApart: true });
const choice = (...allowed: CannedAcl[]): Setting => ({ acl: S3Acl.clientChoice(allowed), allowed });

export const SETTINGS: Readonly<Record<string, Setting>> = {
  Without: { acl: S3Acl.none(), allowed: [] },
  WithoutButSet: { acl: S3Acl.none(), allowed: [], sets: true },
  FixedToOwner: always(BUCKET_OWNER_FULL_CONTROL),
  FixedToPrivate: always(PRIVATE),
  ChosenOfTwo: choice(PRIVATE, BUCKET_OWNER_FULL_CONTROL),
  ChosenOfOthers: { ...choice(BUCKET_OWNER_READ, AUTHENTICATED_READ), partsApart: true },
};

/** A proxy of a setting, for one authorization, in front of a bucket of its own. */
export interface Proxy {
  readonly name: string;
  readonly setting: Setting;
  readonly signed: boolean;
  readonly bucket: string;
}

const proxyOf = (name: string, who: 'Open' | 'Signed'): Proxy =>
  ({ name: `${name}${who}`, setting: SETTINGS[name], signed: who === 'Signed', bucket: `${name}-${who}`.toLowerCase() });

/** All settings for everybody, and one of each kind for those who sign, by a role of their own. */
export const PROXIES: readonly Proxy[] = [
  ...Object.keys(SETTINGS).map(name => proxyOf(name, 'Open')),
  ...['Without', 'FixedToOwner', 'ChosenOfTwo'].map(name => proxyOf(name, 'Signed')),
];

const { COPY_OBJECT, CREATE_MULTIPART_UPLOAD, PUT_OBJECT, PUT_OBJECT_ACL, UPLOAD_PART } = S3Operation;
const UPLOADS = [PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD];

/** All proxies in one API. */
export function synthesize(): CfnTemplate {
  // CloudFormation takes 500 resources, but nothing here goes there.
  const stack = new Stack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }), 'Stack');
  const api = new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false });
  for (const { name, setting, signed, bucket } of PROXIES) {
    const auth = signed ? S3ProxyAuth.iam() : S3ProxyAuth.none();
    const proxy = new S3Proxy(stack, name, {
      resource: api.root.addResource(name),
      target: S3Target.bucket(new Bucket(stack, `${name}Bucket`, { bucketName: bucket, objectOwnership: ObjectOwnership.OBJECT_WRITER })),
      acl: setting.acl,
      auth,
      operations: S3Operations.of(...UPLOADS, ...setting.partsApart ? [] : [UPLOAD_PART], ...setting.sets ? [PUT_OBJECT_ACL] : []),
    });
    if (setting.partsApart) {
      proxy.addRoute({ path: 'parts/{id}', key: 'parts/{id}', operation: UPLOAD_PART, auth });
    }
  }
  return templateOf(stack);
}
