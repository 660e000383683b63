import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import {
  CannedAcl, MissingObjects, S3Acl, S3Integration, S3Operation, S3Operations, S3ProxyApi, S3ProxyApiProps, S3ProxyAuth, S3Target,
} from '../src';
import { accessOf } from './support/access';
import { asArray, methodsOf, newStack, resourcesOf, statementsByRole, synthApi, templateOf } from './support/synth';

const {
  COPY_OBJECT, DELETE_OBJECT, GET_BUCKET_LOCATION, GET_OBJECT, GET_OBJECT_RETENTION, PUT_BUCKET_REPLICATION, PUT_OBJECT, PUT_OBJECT_TAGGING,
} = S3Operation;

const ROLE_ARN = 'arn:aws:iam::111111111111:role/files/given';
const apiGateway = new ServicePrincipal('apigateway.amazonaws.com');
const reading = { operations: S3Operations.of(GET_OBJECT), missingObjects: MissingObjects.FORBIDDEN };

const inAccount = (account: string) => new Stack(new App(), 'Stack', { env: { account, region: 'eu-central-1' } });
const ownRole = (stack: Stack) => new Role(stack, 'Given', { assumedBy: apiGateway });

function withRole(make: (stack: Stack) => IRole, props: Partial<S3ProxyApiProps> = reading, stack = newStack()) {
  const role = make(stack);
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(Bucket.fromBucketName(stack, 'Bucket', 'the-bucket')), role, ...props });
  return { stack, api, role, template: templateOf(stack) };
}

/** The statements that a warning prints, as plain data. */
function printed(stack: Stack, id = 'statementsNotAdded') {
  const [{ entry }] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-s3-proxy-api:${id}`));
  return JSON.parse(/\[\{.*\}\]/.exec(String(entry.data))![0]) as any[];
}

const plain = (stack: Stack, statements: PolicyStatement[]) => statements.map(statement => stack.resolve(statement.toStatementJson()));

describe('roles of the proxy', () => {
  test('one an authorization, with its own operations alone', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.account(), ...reading, auth: S3ProxyAuth.none() });
    api.addOperations({ operations: S3Operations.of(PUT_OBJECT) });
    api.addOperations({ operations: S3Operations.of(DELETE_OBJECT), auth: S3ProxyAuth.iam() });
    const template = templateOf(stack);
    const byRole = Object.fromEntries(Object.entries(statementsByRole(template)).map(([role, statements]) =>
      [role.replace(/Role.*$/, ''), statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => asArray(Action)).sort()]));
    expect(byRole).toEqual({ FilesProxyNone: ['s3:GetObject'], FilesProxyIam: ['s3:DeleteObject', 's3:PutObject'] });
    expect(api.roles).toHaveLength(2);
    expect(plain(stack, api.roleStatements[0])).toEqual([expect.objectContaining({ Action: 's3:GetObject' })]);
    for (const method of resourcesOf(template, 'AWS::ApiGateway::Method')) {
      const role = method.AuthorizationType === 'NONE' ? 'None' : 'Iam';
      expect(method.Integration.Credentials['Fn::GetAtt'][0]).toContain(`FilesProxy${role}Role`);
    }
  });

  test('trust API Gateway without conditions, which it would not meet', () => {
    for (const role of resourcesOf(synthApi(), 'AWS::IAM::Role')) {
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
      ]);
      expect(role.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('are given the same however often it is synthesized', () => {
    const { stack, template } = withRole(ownRole, { operations: S3Operations.READ_WRITE });
    expect(templateOf(stack)).toEqual(template);
  });
});

describe('a given role', () => {
  test('gets the statements, and is the only one', () => {
    const { template, stack, api, role } = withRole(ownRole);
    expect(Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::IAM::Role')).toEqual([stack.getLogicalId(role.node.defaultChild as never)]);
    expect(Object.values(statementsByRole(template))).toEqual([[expect.objectContaining({ Action: 's3:GetObject' })]]);
    expect(api.roles).toEqual([role]);
    expect(methodsOf(template)['GET /{key+}'].Integration.Credentials).toEqual(stack.resolve(role.roleArn));
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-s3-proxy-api'));
  });

  test('gets those of operations that are added later', () => {
    const stack = newStack();
    const role = ownRole(stack);
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), ...reading, role });
    api.addOperations({ operations: S3Operations.of(PUT_OBJECT_TAGGING), role });
    expect(Object.values(statementsByRole(templateOf(stack))).flat().flatMap(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:PutObjectTagging']);
  });

  test('keeps what it may already', () => {
    const { template } = withRole(stack => {
      const role = ownRole(stack);
      role.addToPolicy(new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: ['*'] }));
      return role;
    });
    expect(Object.values(statementsByRole(template)).flat().map(({ Action }) => Action)).toEqual(['logs:PutLogEvents', 's3:GetObject']);
  });

  test.each<[string, (stack: Stack, role: IRole, api: S3ProxyApi) => void]>([
    ['of another authorization', (_, role, api) => api.addOperations({ operations: S3Operations.of(PUT_OBJECT), auth: S3ProxyAuth.none(), role })],
    ['of a route of another authorization', (_, role, api) =>
      api.addRoute({ path: 'a', key: 'a', operation: PUT_OBJECT, auth: S3ProxyAuth.none(), role })],
    ['of another proxy', (stack, role) => new S3ProxyApi(stack, 'Others', { target: S3Target.account(), role })],
    ['of another method', (stack, role) => new S3Integration({ operation: GET_OBJECT, key: 'a', bucket: new Bucket(stack, 'B'), role })
      .addTo(new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'] }).root)],
  ])('fails when it is that %s, which could borrow', (_, use) => {
    for (const make of [ownRole, (stack: Stack) => Role.fromRoleArn(stack, 'Given', ROLE_ARN), (stack: Stack) => Role.fromRoleName(stack, 'Given', 'given')]) {
      const stack = newStack();
      const role = make(stack);
      const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), role });
      expect(() => use(stack, role, api)).toThrow(/role must belong to one authorization of one proxy.*, got 'Stack\/Given': give each a role of its own/);
    }
  });

  test.each<[string, (stack: Stack, id: string) => IRole]>([
    ['its ARN', (stack, id) => Role.fromRoleArn(stack, id, ROLE_ARN)],
    ['its name', (stack, id) => Role.fromRoleName(stack, id, 'given')],
    ['what CDK makes of it', stack => (stack.node.tryFindChild('Given') as Role ?? ownRole(stack)).withoutPolicyUpdates()],
  ])('fails when it is imported twice: by %s', (_, make) => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')), role: make(stack, 'One') });
    expect(() => api.addOperations({ operations: S3Operations.of(PUT_OBJECT), auth: S3ProxyAuth.none(), role: make(stack, 'Two') }))
      .toThrow(/role must belong to one authorization/);
  });

  test("fails when it is another proxy's own", () => {
    const stack = newStack();
    const [role] = new S3ProxyApi(stack, 'A', { target: S3Target.account() }).roles;
    expect(() => new S3ProxyApi(stack, 'B', { target: S3Target.account(), role })).toThrow(/role must belong to one authorization/);
  });

  test('is right in two apps', () => {
    for (let app = 0; app < 2; app++) {
      expect(() => withRole(stack => Role.fromRoleArn(stack, 'Given', ROLE_ARN))).not.toThrow();
    }
  });

  test('fails when the authorization has a role already', () => {
    const stack = newStack();
    const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
    expect(() => api.addOperations({ operations: S3Operations.of(PUT_OBJECT), role: ownRole(stack) }))
      .toThrow(/role must be one for each authorization, and this one has a role already, got 'Stack\/Given': give the role where the authorization is used first/);
  });
});

describe('an imported role', () => {
  const imported = (options = {}) => (stack: Stack) => Role.fromRoleArn(stack, 'Given', ROLE_ARN, options);

  test.each([['of the same account', inAccount('111111111111')], ['of an account that is not known', newStack()]])('%s: gets the statements', (_, stack) => {
    const { template } = withRole(imported(), reading, stack);
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([expect.objectContaining({ Roles: ['given'] })]);
    expect(resourcesOf(template, 'AWS::IAM::Role')).toEqual([]);
    expect(methodsOf(template)['GET /{key+}'].Integration.Credentials).toBe(ROLE_ARN);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('statementsNotAdded'));
  });

  test.each<[string, (stack: Stack) => IRole, Stack]>([
    ['immutable', imported({ mutable: false }), inAccount('111111111111')],
    ['immutable, of an account that is not known', imported({ mutable: false }), newStack()],
    ['immutable, whose grants go to resources', imported({ mutable: false, addGrantsToResources: true }), newStack()],
    ['of another account', imported(), inAccount('222222222222')],
    ['of this app, without updates', stack => ownRole(stack).withoutPolicyUpdates(), newStack()],
  ])('%s: a warning prints all statements, and none is added', (_, make, stack) => {
    const { api, template } = withRole(make, { operations: S3Operations.READ_WRITE.union(S3Operations.MULTIPART) }, stack);
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
    const statements = printed(stack);
    expect(statements).toEqual(plain(stack, api.roleStatements[0]));
    expect(statements.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:AbortMultipartUpload']));
    expect(statements.map(({ Effect }) => Effect)).toContain('Deny');
  });
});

describe('S3Integration', () => {
  function integrate(make?: (stack: Stack) => IRole, stack = newStack()) {
    const role = make?.(stack);
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'the-bucket');
    const method = new S3Integration({ operation: GET_OBJECT, bucket, key: 'logo.png', missingObjects: MissingObjects.FORBIDDEN, role })
      .addTo(new RestApi(stack, 'Api', { binaryMediaTypes: ['*/*'], cloudWatchRole: false }).root);
    return { stack, method, template: templateOf(stack) };
  }

  test('a given role gets the statement, and is the only one', () => {
    const { template } = integrate(ownRole);
    expect(Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::IAM::Role')).toEqual([expect.stringMatching(/^Given/)]);
    expect(Object.values(statementsByRole(template))).toEqual([[expect.objectContaining({ Action: 's3:GetObject' })]]);
  });

  test('an immutable one: a warning at the method', () => {
    const { stack, template } = integrate(scope => Role.fromRoleArn(scope, 'Given', ROLE_ARN, { mutable: false }));
    expect(resourcesOf(template, 'AWS::IAM::Policy')).toEqual([]);
    expect(printed(stack)).toEqual([expect.objectContaining({ Action: 's3:GetObject' })]);
    expect(methodsOf(template)['GET /'].Integration.Credentials).toBe(ROLE_ARN);
  });
});

describe('buckets of other accounts', () => {
  const bucketOf = (stack: Stack, account?: string, name = 'their-bucket') => Bucket.fromBucketAttributes(stack, name, { bucketName: name, account, region: 'eu-central-1' });
  const arn = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${name}`]] });
  const operations = S3Operations.of(GET_OBJECT, PUT_OBJECT);

  test.each([['known', inAccount('111111111111')], ['unknown', newStack()]])('in an account that is %s, a warning prints what the policy of the bucket must allow', (_, stack) => {
    new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(bucketOf(stack, '222222222222')), operations });
    const template = templateOf(stack);
    Annotations.fromStack(stack).hasWarning('/Stack/Files/Proxy', Match.stringLikeRegexp("The bucket 'Stack/their-bucket' is of the account 222222222222.*FilesProxyIamRole"));
    const statements = printed(stack, 'crossAccount');
    expect(statements.map(({ Effect }) => Effect)).not.toContain('Deny');
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
    // All that the role itself is allowed, on the bucket and its objects.
    expect(statements).toEqual(Object.values(statementsByRole(template)).flat().filter(({ Effect }) => Effect === 'Allow'));
  });

  test('of several buckets: of each what is about it, and nothing else', () => {
    const stack = inAccount('111111111111');
    const theirs = bucketOf(stack, '222222222222');
    const target = S3Target.buckets([bucketOf(stack, undefined, 'our-bucket'), theirs]);
    const replicator = Role.fromRoleArn(stack, 'Replicator', 'arn:aws:iam::111111111111:role/replicator');
    new S3ProxyApi(stack, 'Files', { target, operations: operations.plus(PUT_BUCKET_REPLICATION), passRoles: [replicator] });
    templateOf(stack);
    const statements = printed(stack, 'crossAccount');
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutReplicationConfiguration']);
    const resources = statements.flatMap(({ Resource }) => asArray(Resource)).map(resource => JSON.stringify(resource));
    expect([...new Set(resources)].sort()).toEqual([JSON.stringify(arn('their-bucket')), JSON.stringify(arn('their-bucket/*'))].sort());
  });

  test('of the source of a copy: that it may be read', () => {
    const stack = inAccount('111111111111');
    new S3ProxyApi(stack, 'Files', {
      target: S3Target.bucket(new Bucket(stack, 'Bucket')), operations: S3Operations.of(COPY_OBJECT), copySources: [bucketOf(stack, '222222222222')],
    });
    templateOf(stack);
    expect(printed(stack, 'crossAccount')).toEqual([{ Effect: 'Allow', Action: 's3:GetObject', Resource: stack.resolve(arn('their-bucket/*')) }]);
  });
});

describe('limits of IAM', () => {
  const INLINE = 10_240;
  const MANAGED = 6_144;

  const ROLES: [string, ((stack: Stack) => IRole) | undefined][] = [
    ['its own role', undefined],
    ['a given role', ownRole],
    ['a given role that may a lot already', stack => {
      const role = ownRole(stack);
      role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [...Array(80).keys()].map(index => `arn:aws:dynamodb:eu-central-1:111111111111:table/${index}`) }));
      return role;
    }],
  ];

  test.each(ROLES.flatMap(([whose, make]): [string, typeof make, object][] => [
    [whose, make, {}], [`${whose}, with the flags of a new app`, make, CURRENTLY_RECOMMENDED_FLAGS],
  ]))('20 buckets of the longest names with every operation fit %s', (_, make, context) => {
    const stack = new Stack(new App({ context }), 'Stack');
    const role = make?.(stack);
    const buckets = [...Array(20).keys()].map(index => Bucket.fromBucketAttributes(stack, `B${index}`, {
      bucketName: `bucket-${index}-`.padEnd(63, 'x'),
      encryptionKey: Key.fromKeyArn(stack, `K${index}`, `arn:aws:kms:eu-central-1:111111111111:key/${`${index}`.padEnd(36, 'f')}`),
    }));
    const passRoles = [Role.fromRoleArn(stack, 'Replicator', ROLE_ARN)];
    new S3ProxyApi(stack, 'Files', { target: S3Target.buckets(buckets), operations: S3Operations.ALL, bypassGovernanceRetention: true, passRoles, role });
    const { policies } = accessOf(templateOf(stack), role === undefined ? 'FilesProxy' : 'Given');
    const lengths = (type: string) => policies.filter(policy => policy.type === type).map(({ length }) => length);
    expect(lengths('AWS::IAM::Policy').reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(INLINE);
    expect(lengths('AWS::IAM::ManagedPolicy').filter(length => length > MANAGED)).toEqual([]);
    expect(lengths('AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(10);
    expect(policies).toHaveLength(lengths('AWS::IAM::Policy').length + lengths('AWS::IAM::ManagedPolicy').length);
    const actions = policies.flatMap(({ document }) => document.Statement).flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 's3:BypassGovernanceRetention', 's3:PutBucketPolicy', 's3:GetObjectVersion', 'iam:PassRole']));
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('statementsNotAdded|rolePolic'));
  });
});

describe('fails when what is said of permissions', () => {
  const stack = newStack();
  const other = Bucket.fromBucketName(stack, 'Other', 'other-bucket');
  const replicator = Role.fromRoleArn(stack, 'Replicator', ROLE_ARN);

  test.each<[Partial<S3ProxyApiProps>, RegExp]>([
    [{ operations: S3Operations.of(GET_OBJECT_RETENTION), versions: true }, /versions must be left out where no operation reads a version, got true: add GET_OBJECT/],
    [{ operations: S3Operations.of(GET_OBJECT), bypassGovernanceRetention: true }, /bypassGovernanceRetention must be left out where no operation meets a lock, got true: add DELETE_OBJECT/],
    [{ operations: S3Operations.of(PUT_OBJECT), copySources: [other] }, /copySources must be left out where no operation copies, got 'Stack\/Other': add COPY_OBJECT/],
    [{ operations: S3Operations.of(PUT_OBJECT), passRoles: [replicator] }, /passRoles must be left out where no operation passes a role, got 'Stack\/Replicator': add PUT_BUCKET_REPLICATION/],
    [{ operations: S3Operations.of(GET_OBJECT), requestHeaders: { 'Cache-Control': 'no-cache' } }, /requestHeaders must be left out where no operation stores an object, got 'Cache-Control': add PUT_OBJECT/],
    [{ operations: S3Operations.of(DELETE_OBJECT), userMetadata: ['title'] }, /userMetadata must be left out where no operation reads or stores an object, got 'title': add GET_OBJECT or PUT_OBJECT/],
    [{ operations: S3Operations.of(PUT_OBJECT, S3Operation.UPLOAD_PART), requestHeaders: { 'x-amz-server-side-encryption': 'AES256' } },
      /requestHeaders must be read by every operation of a method, and UploadPart would get it too, got 'x-amz-server-side-encryption': leave it out and set it by addRoute\(\)/],
  ])('is for no operation that there is (%#)', (props, message) => {
    expect(() => synthApi(props)).toThrow(message);
  });

  test.each<[Partial<S3ProxyApiProps>, RegExp]>([
    [{ role: replicator }, /role must be left out where no operation is switched on, got 'Stack\/Replicator': say it where operations are added/],
    [{ versions: true }, /versions must be left out where no operation is switched on, got true/],
    [{ missingObjects: MissingObjects.FORBIDDEN }, /missingObjects must be left out where no operation is switched on, got 'FORBIDDEN'/],
    [{ copySources: [other] }, /copySources must be left out where no operation is switched on, got 'Stack\/Other'/],
  ])('would be lost (%#)', (props, message) => {
    expect(() => synthApi({ ...props, operations: S3Operations.NONE })).toThrow(message);
  });

  test.each<[Partial<S3ProxyApiProps>, Partial<S3ProxyApiProps>, RegExp]>([
    [{ versions: true }, { versions: false }, /versions must be one for each authorization, got false: leave it out, or say true as before/],
    [{ bypassGovernanceRetention: false }, { bypassGovernanceRetention: true }, /bypassGovernanceRetention must be one for each authorization, got true/],
    [{ missingObjects: MissingObjects.FORBIDDEN }, { missingObjects: MissingObjects.NOT_FOUND }, /missingObjects must be one for each authorization, got 'NOT_FOUND': .*say FORBIDDEN/],
  ])('differs within an authorization (%#)', (first, second, message) => {
    const own = newStack();
    const api = new S3ProxyApi(own, 'Files', { target: S3Target.bucket(new Bucket(own, 'Bucket')), operations: S3Operations.of(GET_OBJECT), ...first });
    expect(() => api.addOperations({ operations: S3Operations.of(DELETE_OBJECT), ...second })).toThrow(message);
    // Another authorization has its own say.
    expect(() => api.addOperations({ operations: S3Operations.of(PUT_OBJECT), auth: S3ProxyAuth.none(), ...second })).not.toThrow();
  });

  test('is said once and holds for what is added later', () => {
    const own = newStack();
    const api = new S3ProxyApi(own, 'Files', { target: S3Target.bucket(new Bucket(own, 'Bucket')), ...reading, versions: true });
    api.addOperations({ operations: S3Operations.of(DELETE_OBJECT, GET_BUCKET_LOCATION) });
    expect(Object.values(statementsByRole(templateOf(own))).flat().flatMap(({ Action }) => Action).sort())
      .toEqual(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObjectVersion']);
  });
});

test('fails when an operation comes after the role has its statements, or a fixed ACL would replace that of PutObjectAcl', () => {
  const stack = newStack();
  const api = new S3ProxyApi(stack, 'Files', { target: S3Target.bucket(new Bucket(stack, 'Bucket')) });
  templateOf(stack);
  expect(() => api.addOperations({ operations: S3Operations.of(S3Operation.PUT_OBJECT) })).toThrow(/operations must be added before the app is synthesized.*got 'PutObject'/);
  expect(() => synthApi({ operations: S3Operations.READ_WRITE.plus(S3Operation.PUT_OBJECT_ACL), acl: S3Acl.always(CannedAcl.PRIVATE) }))
    .toThrow(/acl must be read by every operation of a method, and PutObjectAcl would get it too/);
});

test('an alias of a key is the key that it is of, and fails where that is not known', () => {
  const stack = newStack();
  const key = new Key(stack, 'Key');
  const bucketWith = (id: string, encryptionKey: IKey) => S3Target.bucket(Bucket.fromBucketAttributes(stack, id, { bucketName: 'a-bucket', encryptionKey }));
  expect(() => bucketWith('Imported', Alias.fromAliasName(stack, 'Other', 'alias/other'))).toThrow();
  new S3ProxyApi(stack, 'Files', { target: bucketWith('Own', key.addAlias('alias/own')) });
  const statements = Object.values(statementsByRole(templateOf(stack))).flat();
  expect(statements.filter(({ Action }) => Action === 'kms:Decrypt').map(({ Resource }) => Resource)).toEqual([stack.resolve(key.keyArn)]);
});
