import { Aws } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CannedAcl, KeyPrefix, MissingObjects, S3Acl, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3Target } from '../src';
import { S3_OPERATIONS, S3OperationEntry } from '../src/catalogue';
import { accessOf } from './support/access';
import { asArray, newStack, Statement, statementsByRole, synthApi, synthApiOn, templateOf } from './support/synth';

const {
  COPY_OBJECT, CREATE_MULTIPART_UPLOAD, DELETE_OBJECT, DELETE_OBJECTS, GET_BUCKET_LOCATION, GET_OBJECT, GET_OBJECT_ACL,
  GET_OBJECT_TAGGING, HEAD_BUCKET, HEAD_OBJECT, LIST_OBJECTS_V2, LIST_OBJECT_VERSIONS, PUT_OBJECT, PUT_OBJECT_RETENTION, PUT_OBJECT_TAGGING,
  UPLOAD_PART,
} = S3Operation;

type Template = ReturnType<typeof synthApi>;
const statementsOf = (template: Template): Statement[] => Object.values(statementsByRole(template)).flat();
const allowed = (template: Template) => statementsOf(template).filter(({ Effect }) => Effect === 'Allow');
const actionsOf = (template: Template) => allowed(template).flatMap(statement => asArray(statement.Action)).sort();

const account = { target: S3Target.account() };
const exact = { missingObjects: MissingObjects.FORBIDDEN };
const ALL = Object.values(S3Operation);

const NAME = 'the-bucket';
const keyArn = (name: string) => `arn:aws:kms:eu-central-1:111111111111:key/${name}`;
const withKey = (scope: Construct, bucketName: string, key: string) =>
  Bucket.fromBucketAttributes(scope, bucketName, { bucketName, encryptionKey: Key.fromKeyArn(scope, `${bucketName}Key`, key) });

describe('each operation alone, on one bucket or on the account', () => {
  const key = keyArn('the-key');
  const partition = { Ref: 'AWS::Partition' };
  const arn = (...parts: unknown[]) => ({ 'Fn::Join': ['', ['arn:', partition, ...parts]] });
  const tables = (name: string) => arn(':s3tables:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:bucket/${name}`);

  /** What each kind of resource of the catalogue is, on a bucket of that name, or on the account (`*`). */
  const RESOURCES = (name: string): Record<string, unknown[]> => ({
    service: ['*'],
    bucket: [arn(`:s3:::${name}`)],
    object: [arn(`:s3:::${name}/*`)],
    source: [arn(`:s3:::${name}/*`)],
    key: name === '*' ? [] : [key],
    table: [tables('*')],
    managedTable: [tables('aws-s3'), tables('aws-s3/table/*')],
    role: ['arn:aws:iam::111111111111:role/passed'],
  });

  function synthAlone(operation: S3Operation, props: Partial<S3ProxyApiProps> = {}) {
    const stack = newStack();
    const target = S3_OPERATIONS[operation].scope === 'service' ? S3Target.account() : S3Target.bucket(withKey(stack, NAME, key));
    new S3ProxyApi(stack, 'Files', { target, operations: S3Operations.of(operation), ...exact, ...props });
    return templateOf(stack);
  }

  /** Pairs of action and resource, each once. */
  const pairs = (statements: Statement[]) => [...new Set(statements.flatMap(({ Action, Resource }) =>
    asArray(Action).flatMap(action => asArray(Resource).map(resource => JSON.stringify([action, resource])))))].sort();

  function wanted({ permissions }: S3OperationEntry, name: string, given: string[]) {
    return [...new Set(permissions.filter(({ when }) => when === undefined || given.includes(when))
      .filter(({ resource }) => resource !== 'role')
      .flatMap(({ action, resource }) => RESOURCES(name)[resource].map(one => JSON.stringify([action, one]))))].sort();
  }

  test.each(ALL)('%s: exactly its actions, each on its kind of resource', operation => {
    const entry = S3_OPERATIONS[operation];
    const name = entry.scope === 'service' ? '*' : NAME;
    expect(pairs(allowed(synthAlone(operation)))).toEqual(wanted(entry, name, ['kms']));
    expect(pairs(allowed(synthAlone(operation, account)))).toEqual(wanted(entry, '*', []));
  });

  const VERSIONED = ALL.filter(operation => S3_OPERATIONS[operation].permissions.some(({ when }) => when === 'versionId'));
  const LOCKED = ALL.filter(operation => S3_OPERATIONS[operation].permissions.some(({ when }) => when === 'bypass'));

  test.each(VERSIONED)('%s of versions: one that is named, when told so', operation => {
    const entry = S3_OPERATIONS[operation];
    const given = pairs(allowed(synthAlone(operation, { versions: true })));
    expect(given).toEqual(wanted(entry, NAME, ['kms', 'versionId']));
    expect(given.filter(pair => /Version/.test(pair))).not.toEqual([]);
  });

  test.each(LOCKED)('%s past a lock: when told so', operation => {
    expect(pairs(allowed(synthAlone(operation, { bypassGovernanceRetention: true })))).toEqual(wanted(S3_OPERATIONS[operation], NAME, ['kms', 'bypass']));
  });

  test('what may name a version, and what meets a lock', () => {
    expect(VERSIONED).toEqual(expect.arrayContaining([
      GET_OBJECT, HEAD_OBJECT, DELETE_OBJECT, DELETE_OBJECTS, GET_OBJECT_TAGGING, GET_OBJECT_ACL, COPY_OBJECT,
    ]));
    expect(LOCKED.sort()).toEqual([DELETE_OBJECT, DELETE_OBJECTS, PUT_OBJECT_RETENTION].sort());
  });
});

test('the tutorial: exactly what its eight operations need', () => {
  expect(actionsOf(synthApi({ ...account, operations: S3Operations.TUTORIAL }))).toEqual([
    's3:CreateBucket', 's3:DeleteBucket', 's3:DeleteObject', 's3:GetObject', 's3:ListAllMyBuckets', 's3:ListBucket', 's3:PutObject',
  ]);
});

test('every operation at once: no wildcard in an action, no star for a resource but where the account is listed', () => {
  for (const props of [account, {}]) {
    for (const { Action, Resource } of statementsOf(synthApi({ ...props, operations: S3Operations.ALL, bypassGovernanceRetention: true }))) {
      expect(asArray(Action).filter(action => !/^[a-z0-9]+:[A-Za-z]+$/.test(action))).toEqual([]);
      if (asArray(Resource).includes('*')) {
        expect(Action).toBe('s3:ListAllMyBuckets');
      }
    }
  }
});

test('one bucket: its ARN and its objects, no other resource', () => {
  for (const statement of statementsOf(synthApi({ operations: S3Operations.READ_WRITE }))) {
    const ofObjects = asArray(statement.Action).every(action => action.endsWith('Object'));
    const bucketArn = { 'Fn::GetAtt': [expect.stringContaining('Bucket'), 'Arn'] };
    expect(statement.Resource).toEqual(ofObjects ? { 'Fn::Join': ['', [bucketArn, '/*']] } : bucketArn);
  }
});

test('a literal prefix: its objects alone, and listings below it alone', () => {
  const statements = statementsOf(synthApiOn(bucket => ({
    target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('p/') }), operations: S3Operations.ALL,
  })));
  const conditions = (action: string) => statements.filter(({ Action }) => asArray(Action).includes(action)).map(({ Condition }) => Condition);
  const below = { StringLike: { 's3:prefix': 'p/*' } };
  const none = { Null: { 's3:delimiter': 'true', 's3:max-keys': 'true', 's3:prefix': 'true' } };
  expect(conditions('s3:ListBucket')).toHaveLength(2);
  expect(conditions('s3:ListBucket')).toEqual(expect.arrayContaining([none, below]));
  expect(conditions('s3:ListBucketVersions')).toEqual([below]);
  const bucketActions = statements.filter(({ Resource }) => !JSON.stringify(Resource).includes('/')).flatMap(({ Action }) => asArray(Action));
  expect([...new Set(bucketActions)].sort()).toEqual(['s3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListBucketVersions']);
  for (const { Resource } of statements.filter(({ Action }) => !asArray(Action).some(action => bucketActions.includes(action)))) {
    expect(Resource).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/p/*']] });
  }
});

describe('versions', () => {
  const versioned = (...operations: S3Operation[]) => (versions?: boolean) =>
    actionsOf(synthApi({ ...exact, operations: S3Operations.of(...operations), versions })).filter(action => /Version(Acl|Tagging)?$/.test(action));

  test('may be named where told so, or where they are listed; not where told not to', () => {
    const read = versioned(GET_OBJECT, DELETE_OBJECT, GET_OBJECT_TAGGING);
    const all = ['s3:DeleteObjectVersion', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'];
    expect([read(), read(false), read(true)]).toEqual([[], [], all]);
    const listed = versioned(GET_OBJECT, DELETE_OBJECT, GET_OBJECT_TAGGING, LIST_OBJECT_VERSIONS);
    expect([listed(), listed(true), listed(false)]).toEqual([all, all, []]);
  });

  test('also where the listing is switched on later', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(GET_OBJECT), ...exact });
    api.addOperations({ operations: S3Operations.VERSIONS });
    expect(actionsOf(templateOf(stack))).toEqual(['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucketVersions']);
  });
});

describe('PutObject', () => {
  const puts = (template: Template) => statementsOf(template).filter(({ Action }) => asArray(Action).some(action => action.startsWith('s3:PutObject')));
  const noGrants = Object.fromEntries(['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => [`s3:x-amz-grant-${right}`, 'true']));
  const objects = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/*']] };
  const never = { Effect: 'Deny', Action: 's3:PutObject', Resource: objects, Condition: { Null: { 's3:x-amz-copy-source': 'false' } } };

  test('never copies, and sets no ACL unless asked to', () => {
    expect(puts(synthApi({ operations: S3Operations.READ_WRITE }))).toEqual([
      { Effect: 'Allow', Action: 's3:PutObject', Resource: objects, Condition: { Null: { ...noGrants, 's3:x-amz-acl': 'true' } } }, never,
    ]);
  });

  test.each(ALL.filter(operation => S3_OPERATIONS[operation].permissions.some(({ action }) => action === 's3:PutObject')))('%s: copies are denied unless it is one', operation => {
    const denied = statementsOf(synthApi({ operations: S3Operations.of(operation) })).filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toEqual(/Copy/.test(operation) ? [] : [never]);
  });

  test('nothing is denied where nothing is stored', () => {
    expect(statementsOf(synthApi({ operations: S3Operations.READ_ONLY.union(S3Operations.TAGGING, S3Operations.ACL) })).map(({ Effect }) => Effect)).not.toContain('Deny');
  });

  test('S3Acl.always: this ACL and no other, also as an operation of its own', () => {
    const thisAcl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
    const acl = S3Acl.always(CannedAcl.BUCKET_OWNER_FULL_CONTROL);
    expect(puts(synthApi({ operations: S3Operations.READ_WRITE, acl }))).toEqual([
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:PutObjectAcl'], Resource: objects, Condition: { StringEquals: thisAcl, Null: noGrants } }, never,
    ]);
  });

  test('S3Acl.always: this ACL, or none as a part of an upload has none', () => {
    const stack = newStack();
    const acl = S3Acl.always(CannedAcl.PRIVATE);
    const bucket = new Bucket(stack, 'Bucket', { objectOwnership: ObjectOwnership.OBJECT_WRITER });
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.of(CREATE_MULTIPART_UPLOAD), acl });
    api.addRoute({ path: 'parts/{id}', key: 'parts/{id}', operation: UPLOAD_PART });
    const access = accessOf(templateOf(stack), 'FilesProxy');
    const object = `/${access.name('Bucket')}/parts/key`;
    const decide = (request: string) => ['private', 'public-read', undefined].map(value => access.decide(request, value === undefined ? {} : { 'x-amz-acl': value }));
    expect(decide(`POST ${object}?uploads`)).toEqual(['allow', 'implicitDeny', 'allow']);
    expect(decide(`PUT ${object}?partNumber=1&uploadId=u`)).toEqual(['allow', 'implicitDeny', 'allow']);
    expect(decide(`POST /${access.name('Bucket')}/other?uploads`)).toEqual(['allow', 'implicitDeny', 'implicitDeny']);
  });
});

describe('missing objects', () => {
  const listing = (template: Template) => allowed(template).filter(({ Action }) => asArray(Action).includes('s3:ListBucket')).map(({ Condition }) => Condition);
  const probe = { Null: { 's3:delimiter': 'true', 's3:max-keys': 'true' } };

  test.each<[string, S3Operation[], MissingObjects | undefined, unknown[]]>([
    ['404 for what is read', [GET_OBJECT], undefined, [probe]],
    ['404 for what is read, told so', [GET_OBJECT], MissingObjects.NOT_FOUND, [probe]],
    ['403 when told so', [GET_OBJECT], MissingObjects.FORBIDDEN, []],
    ['nothing where no object is read', [PUT_OBJECT, PUT_OBJECT_TAGGING, DELETE_OBJECT], undefined, []],
    ['403 where a GET on the bucket would then list', [GET_OBJECT, GET_BUCKET_LOCATION], undefined, []],
    ['no more than the listing where there is one', [GET_OBJECT, GET_BUCKET_LOCATION, LIST_OBJECTS_V2], undefined, [undefined]],
    ['HeadBucket keeps what it needs', [GET_OBJECT, HEAD_BUCKET], MissingObjects.FORBIDDEN, [{ Null: { ...probe.Null, 's3:prefix': 'true' } }]],
  ])('%s', (_, operations, missingObjects, conditions) => {
    expect(listing(synthApi({ operations: S3Operations.of(...operations), missingObjects }))).toEqual(conditions);
  });

  test('fails when a bucket would become listable, with property, rule, value and fix', () => {
    expect(() => synthApi({ operations: S3Operations.of(GET_OBJECT, GET_BUCKET_LOCATION), missingObjects: MissingObjects.NOT_FOUND })).toThrow(
      /missingObjects must not make a bucket listable that no listing is switched on for.*, got 'NOT_FOUND': add LIST_OBJECTS_V2, or leave missingObjects out/);
  });

  test('fails also when the GET comes later', () => {
    const stack = newStack();
    const bucket = new Bucket(stack, 'Bucket');
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucket), operations: S3Operations.of(GET_OBJECT), missingObjects: MissingObjects.NOT_FOUND });
    api.addOperations({ operations: S3Operations.of(GET_BUCKET_LOCATION) });
    expect(() => templateOf(stack)).toThrow(/missingObjects must not make a bucket listable/);
  });

  test('what S3 asks for a missing key is allowed, and no listing that says what it wants', () => {
    const access = accessOf(synthApi({ operations: S3Operations.of(GET_OBJECT) }), 'FilesProxy');
    const bucket = access.name('Bucket');
    expect(['', '?prefix=key', '?delimiter=%2F', '?prefix=key&max-keys=1', '?list-type=2&delimiter=%2F'].map(query => access.decide(`GET /${bucket}${query}`)))
      .toEqual(['allow', 'allow', 'implicitDeny', 'implicitDeny', 'implicitDeny']);
  });

  // Were `..` in a key resolved on its way, a permission without a prefix would make the request for an object a list of the bucket.
  test.each<[MissingObjects | undefined, string]>([
    [undefined, 'implicitDeny'], [MissingObjects.NOT_FOUND, 'allow'],
  ])('below a prefix: none of another, and without one only when told so: %p', (missingObjects, withoutPrefix) => {
    const access = accessOf(synthApiOn(bucket => ({
      target: S3Target.bucket(bucket, { prefix: KeyPrefix.literal('p/') }), operations: S3Operations.of(GET_OBJECT), missingObjects,
    })), 'FilesProxy');
    const bucket = access.name('Bucket');
    expect(['', '?prefix=p%2Fkey', '?prefix=other', '?prefix=p', '?prefix='].map(query => access.decide(`GET /${bucket}${query}`)))
      .toEqual([withoutPrefix, 'allow', 'implicitDeny', 'implicitDeny', 'implicitDeny']);
  });
});

describe('keys of KMS', () => {
  const READ = ['kms:Decrypt'];
  const WRITE = ['kms:GenerateDataKey'];

  function keyStatements(operations: S3Operations, make: (scope: Construct) => IBucket) {
    const stack = newStack();
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(make(stack)), operations });
    return statementsOf(templateOf(stack)).filter(({ Action }) => asArray(Action).some(action => action.startsWith('kms:')));
  }
  const encrypted = (scope: Construct) => new Bucket(scope, 'Bucket', { encryption: BucketEncryption.KMS });

  test.each<[S3Operations, string[]]>([
    [S3Operations.READ_ONLY, READ], [S3Operations.of(HEAD_OBJECT), READ], [S3Operations.of(PUT_OBJECT), WRITE],
    [S3Operations.READ_WRITE, [...READ, ...WRITE]], [S3Operations.MULTIPART, [...READ, ...WRITE]],
    [S3Operations.of(COPY_OBJECT), [...READ, ...WRITE]],
    [S3Operations.of(DELETE_OBJECT, HEAD_BUCKET, GET_OBJECT_TAGGING), []],
  ])('what the operations do with it, on the key of the bucket alone (%#)', (operations, actions) => {
    for (const [make, resource] of [
      [encrypted, { 'Fn::GetAtt': [expect.stringMatching(/^BucketKey/), 'Arn'] }],
      [(scope: Construct) => withKey(scope, NAME, keyArn('k')), keyArn('k')],
    ] as const) {
      const statements = keyStatements(operations, make);
      expect(statements.flatMap(({ Action }) => asArray(Action)).sort()).toEqual(actions);
      expect(statements.map(({ Resource }) => Resource)).toEqual(actions.length === 0 ? [] : [resource]);
    }
  });

  test.each<[string, (scope: Construct) => IBucket]>([
    ['none', scope => new Bucket(scope, 'Bucket')],
    ['one of S3', scope => new Bucket(scope, 'Bucket', { encryption: BucketEncryption.S3_MANAGED })],
    ['one of AWS', scope => new Bucket(scope, 'Bucket', { encryption: BucketEncryption.KMS_MANAGED })],
    ['one that is not told', scope => Bucket.fromBucketName(scope, 'Bucket', NAME)],
  ])('nothing where the key is %s', (_, make) => {
    expect(keyStatements(S3Operations.ALL, make)).toEqual([]);
  });

  test('of the source of a copy: decrypts alone, and only what is copied', () => {
    const stack = newStack();
    const [target, source] = ['target', 'source'].map(name => withKey(stack, name, keyArn(name)));
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(target), operations: S3Operations.of(COPY_OBJECT, PUT_OBJECT), copySources: [source] });
    const statements = statementsOf(templateOf(stack));
    const keys = (action: string) =>
      [...new Set(statements.filter(({ Action }) => asArray(Action).includes(action)).flatMap(({ Resource }) => asArray(Resource)))];
    expect(keys('kms:Decrypt').map(arn => arn.split('/')[1])).toEqual(['target', 'source']);
    expect(keys('kms:GenerateDataKey').map(arn => arn.split('/')[1])).toEqual(['target']);
  });

  test('of a region and account that are not known yet', () => {
    const [{ Resource }] = keyStatements(S3Operations.of(GET_OBJECT), scope => withKey(scope, NAME, `arn:aws:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/k`));
    expect(Resource).toEqual({ 'Fn::Join': ['', ['arn:aws:kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/k']] });
  });
});
