import { fails, KEY, Scenes, Stage, works } from '../scene';

const NO_BUCKET = false;
const missing = () => ({});
const LOCKED = { ObjectLockEnabledForBucket: true };

async function withObject(stage: Stage) {
  await stage.put();
  return {};
}

/** Buckets themselves, and what is set on them. */
export const BUCKET_SCENES = {
  ListBuckets: [
    works('of the account', () => ({})),
    works('two, of a name', () => ({ MaxBuckets: 2, Prefix: 'scene-' })),
    works('the page after', async stage => {
      const { ContinuationToken } = await stage.send('ListBuckets', { MaxBuckets: 2 });
      return { MaxBuckets: 1, ContinuationToken };
    }),
    fails('InvalidArgument', 'no such number', () => ({ MaxBuckets: 0 })),
  ],
  CreateBucket: [
    works('of a name alone', () => ({}), NO_BUCKET),
    works('with all that there is to say', () => ({
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' }, ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred', ACL: 'public-read',
    }), NO_BUCKET),
    fails('BucketAlreadyOwnedByYou', 'that is there', () => ({})),
    fails('InvalidLocationConstraint', 'elsewhere', () => ({ CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }), NO_BUCKET),
    fails('InvalidBucketName', 'of no such name', () => ({ Bucket: 'No_Such_Name' }), NO_BUCKET),
  ],
  HeadBucket: [
    works('that is there', () => ({})),
    fails('NotFound', 'that is not there', missing, NO_BUCKET),
  ],
  DeleteBucket: [
    works('that is empty', () => ({})),
    fails('BucketNotEmpty', 'with an object', withObject),
    fails('NoSuchBucket', 'that is not there', missing, NO_BUCKET),
  ],
  GetBucketLocation: [
    works('of the region', () => ({})),
    fails('NoSuchBucket', 'of no bucket', missing, NO_BUCKET),
  ],

  PutBucketVersioning: [
    works('on', () => ({ VersioningConfiguration: { Status: 'Enabled' } })),
    works('on and off', async stage => {
      await stage.keepVersions();
      await stage.put();
      return { VersioningConfiguration: { Status: 'Suspended' } };
    }),
    fails('MalformedXML', 'neither', () => ({ VersioningConfiguration: { Status: 'Perhaps' as 'Enabled' } })),
    fails('NoSuchBucket', 'of no bucket', () => ({ VersioningConfiguration: { Status: 'Enabled' } }), NO_BUCKET),
  ],
  GetBucketVersioning: [
    works('on', async stage => {
      await stage.keepVersions();
      return {};
    }),
    works('never set', () => ({})),
    fails('NoSuchBucket', 'of no bucket', missing, NO_BUCKET),
  ],

  PutBucketCors: [
    works('two rules', () => ({
      CORSConfiguration: {
        CORSRules: [
          { ID: 'first & only', AllowedMethods: ['GET', 'HEAD'], AllowedOrigins: ['https://app.example.com'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: 30 },
          { AllowedMethods: ['PUT'], AllowedOrigins: ['*'] },
        ],
      },
    })),
    fails('InvalidRequest', 'of a verb that is none', () => ({ CORSConfiguration: { CORSRules: [{ AllowedMethods: ['STEAL'], AllowedOrigins: ['*'] }] } })),
    fails('MalformedXML', 'without a rule', () => ({ CORSConfiguration: { CORSRules: [] } })),
  ],
  GetBucketCors: [
    works('a rule', async stage => {
      await stage.send('PutBucketCors', { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://a.example', 'https://b.example'], MaxAgeSeconds: 5 }] } });
      return {};
    }),
    fails('NoSuchCORSConfiguration', 'never set', () => ({})),
  ],
  DeleteBucketCors: [
    works('a rule', async stage => {
      await stage.put();
      await stage.send('PutBucketCors', { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } });
      return {};
    }),
    works('never set', withObject),
  ],

  PutBucketPolicy: [
    works('for everybody', stage => ({ Policy: policy(stage) })),
    fails('MalformedPolicy', 'of another bucket', () => ({ Policy: policy({ bucket: 'another' }) })),
    fails('MalformedPolicy', 'that is no JSON', () => ({ Policy: 'let everybody in' })),
  ],
  GetBucketPolicy: [
    works('for everybody', withPolicy),
    fails('NoSuchBucketPolicy', 'never set', () => ({})),
  ],
  GetBucketPolicyStatus: [
    works('public', withPolicy),
    fails('NoSuchBucketPolicy', 'never set', () => ({})),
  ],
  DeleteBucketPolicy: [
    works('for everybody', async stage => {
      await stage.put();
      return withPolicy(stage);
    }),
    works('never set', withObject),
    fails('NoSuchBucket', 'of no bucket', missing, NO_BUCKET),
  ],

  PutBucketTagging: [
    works('two tags', () => ({ Tagging: { TagSet: [{ Key: 'colour', Value: 'blue/grün + 1' }, { Key: 'empty', Value: '' }] } })),
    fails('InvalidTag', 'one tag twice', () => ({ Tagging: { TagSet: [{ Key: 'colour', Value: '1' }, { Key: 'colour', Value: '2' }] } })),
    fails('NoSuchBucket', 'of no bucket', () => ({ Tagging: { TagSet: [{ Key: 'colour', Value: '1' }] } }), NO_BUCKET),
  ],
  GetBucketTagging: [
    works('two tags', withTags),
    fails('NoSuchTagSet', 'never set', () => ({})),
  ],
  DeleteBucketTagging: [
    works('two tags', async stage => {
      await stage.put();
      return withTags(stage);
    }),
    works('never set', withObject),
  ],

  PutBucketOwnershipControls: [
    works('of the writer', () => ({ OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } })),
    fails('MalformedXML', 'of nobody', () => ({ OwnershipControls: { Rules: [{ ObjectOwnership: 'Nobody' as 'ObjectWriter' }] } })),
  ],
  GetBucketOwnershipControls: [
    works('of the bucket', () => ({}), { ObjectOwnership: 'BucketOwnerPreferred' }),
    fails('OwnershipControlsNotFoundError', 'taken away', async stage => {
      await stage.send('DeleteBucketOwnershipControls', {});
      return {};
    }),
  ],
  DeleteBucketOwnershipControls: [
    works('of the bucket', withObject, { ObjectOwnership: 'BucketOwnerPreferred' }),
    fails('NoSuchBucket', 'of no bucket', missing, NO_BUCKET),
  ],

  PutBucketAcl: [
    works('a canned one', () => ({ ACL: 'public-read' }), { ObjectOwnership: 'BucketOwnerPreferred' }),
    works('written out', async stage => {
      const { Owner, Grants } = await stage.send('GetBucketAcl', {});
      return { AccessControlPolicy: { Owner, Grants } };
    }, { ObjectOwnership: 'BucketOwnerPreferred' }),
    fails('AccessControlListNotSupported', 'where there are none', () => ({ ACL: 'public-read' })),
  ],
  GetBucketAcl: [
    works('public', () => ({}), { ObjectOwnership: 'BucketOwnerPreferred', ACL: 'public-read-write' }),
    fails('NoSuchBucket', 'of no bucket', missing, NO_BUCKET),
  ],

  PutObjectLockConfiguration: [
    works('for a day', () => ({
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
    }), LOCKED),
    fails('MalformedXML', 'for days and years', () => ({
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1, Years: 1 } } },
    }), LOCKED),
    fails('InvalidBucketState', 'without versions', () => ({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })),
  ],
  GetObjectLockConfiguration: [
    works('of a bucket with locks', () => ({}), LOCKED),
    fails('ObjectLockConfigurationNotFoundError', 'never set', () => ({})),
  ],

  PutBucketWebsite: [
    works('pages', () => ({ WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } } })),
    fails('InvalidArgument', 'with a path', () => ({ WebsiteConfiguration: { IndexDocument: { Suffix: 'a/index.html' } } })),
  ],
  GetBucketWebsite: [
    works('a redirection', async stage => {
      await stage.send('PutBucketWebsite', { WebsiteConfiguration: { RedirectAllRequestsTo: { HostName: 'www.example.com', Protocol: 'https' } } });
      return {};
    }),
    fails('NoSuchWebsiteConfiguration', 'never set', () => ({})),
  ],
  DeleteBucketWebsite: [
    works('pages', async stage => {
      await stage.put(KEY);
      await stage.send('PutBucketWebsite', { WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } });
      return {};
    }),
  ],
} satisfies Partial<Scenes>;

function policy({ bucket }: Pick<Stage, 'bucket'>): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'all', Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] }],
  });
}

async function withPolicy(stage: Stage) {
  await stage.send('PutBucketPolicy', { Policy: policy(stage) });
  return {};
}

async function withTags(stage: Stage) {
  await stage.send('PutBucketTagging', { Tagging: { TagSet: [{ Key: 'colour', Value: 'blue/grün + 1' }, { Key: 'size', Value: '1' }] } });
  return {};
}
