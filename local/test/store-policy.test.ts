import { ConditionContext } from '../src/iam/iam-pattern';
import { IdentityPolicies, NamedPolicy } from '../src/iam/iam-policy';
import { storePolicy } from '../src/store/store-policy';

const policy = (statements: unknown[], version = '2012-10-17'): NamedPolicy => ({
  name: 'p',
  document: { Version: version, Statement: statements },
});
const documents = (...policies: NamedPolicy[]): unknown[] =>
  [...storePolicy(policies).documents.values()].map((text) => JSON.parse(text) as unknown);

test('drops what versitygw never looks at, and merges what is left', () => {
  expect(
    documents(
      policy([
        { Sid: 'A', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectTorrent'], Resource: 'arn:aws:s3:::b/*' },
        { Sid: 'B', Effect: 'Allow', Action: 's3:DeleteObject', Resource: ['arn:aws:s3:::b/*'] },
        { Effect: 'Allow', Action: ['kms:Decrypt', 's3:PutLifecycleConfiguration'], Resource: '*' },
        {
          Effect: 'Allow',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::b/*',
          Condition: { Null: { 's3:x-amz-copy-source': 'true', 's3:x-amz-acl': 'true', 's3:x-amz-grant-read': ['true'] } },
        },
      ]),
    ),
  ).toEqual([
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: 'arn:aws:s3:::b/*' },
        { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*', Condition: { Null: { 's3:x-amz-acl': 'true' } } },
      ],
    },
  ]);
});

test('keeps what it cannot tell', () => {
  const kept = [
    { Effect: 'Deny', NotAction: 's3:GetObject', NotResource: 'arn:aws:s3:::b/*' },
    { Effect: 'Deny', Action: 's3:Put*', Resource: '*', Condition: { Null: { 's3:x-amz-copy-source': 'false' } } },
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { StringEquals: { 's3:x-amz-copy-source': 'b/k' }, Null: { 'aws:userid': 'true' } },
    },
  ];
  expect(documents(policy(kept))).toEqual([{ Version: '2012-10-17', Statement: kept }]);
});

test('allows what the gateway has to look at, where the store would never see the key that must be there', () => {
  const allowed = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
  const copies = { ...allowed, Condition: { Null: { 's3:x-amz-copy-source': 'false' }, StringLike: { 's3:prefix': 'p/*' } } };
  expect(documents(policy([copies]))).toEqual([{ Version: '2012-10-17', Statement: { ...allowed, Condition: { StringLike: { 's3:prefix': 'p/*' } } } }]);
});

test('keeps versions apart, as they read variables differently, and speaks of the one partition that there is', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws-cn:s3:::b/${aws:username}/*' };
  expect(documents(policy([statement]), policy([statement], '2008-10-17'))).toEqual([
    { Version: '2012-10-17', Statement: { ...statement, Resource: 'arn:aws:s3:::b/*/*' } },
    { Version: '2008-10-17', Statement: { ...statement, Resource: 'arn:aws:s3:::b/${aws:username}/*' } },
  ]);
});

test.each<[string, object, object[]]>([
  ['in resources', { Resource: ['arn:aws:s3:::b/u/${aws:username}/*', 'arn:aws:s3:::b/${*}k'] }, [{ Resource: ['arn:aws:s3:::b/*k', 'arn:aws:s3:::b/u/*/*'] }]],
  ['in some of the resources that are left out', { NotResource: ['arn:aws:s3:::b/${aws:userid}', 'arn:aws:s3:::c'] }, [{ NotResource: 'arn:aws:s3:::c' }]],
  ['in all of them', { NotResource: 'arn:aws:s3:::b/${aws:userid}' }, [{ Resource: '*' }]],
  [
    'in conditions',
    { Resource: '*', Condition: { StringLike: { 's3:prefix': ['x/', "u/${aws:Referer, 'a'}/*"] }, StringEquals: { 's3:x-amz-acl': 'private' } } },
    [{ Resource: '*', Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } }],
  ],
  ['of a denial', { Effect: 'Deny', Resource: 'arn:aws:s3:::b/${aws:username}/*' }, []],
  ['of a denial under a condition', { Effect: 'Deny', Resource: '*', Condition: { StringNotLike: { 's3:prefix': '${aws:userid}/*' } } }, []],
])('what has variables that are unknown %s allows for any value and denies for none', (_, change, expected) => {
  const kept = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::d/*' };
  const { documents: made, weaker } = storePolicy([policy([{ Effect: 'Allow', Action: 's3:GetObject', ...change }, kept])]);
  const statements = [...expected.map((one) => ({ Effect: 'Allow', Action: 's3:GetObject', ...one })), kept];
  expect(JSON.parse(made.get('policy-2012-10-17')!)).toEqual({ Version: '2012-10-17', Statement: statements.length === 1 ? kept : statements });
  expect(weaker).toBe('its policies have variables that the store does not know, and for which it therefore takes any value');
});

test('variables that the store knows stay', () => {
  const statements = [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:Referer}/*' },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b', Condition: { StringLike: { 's3:prefix': '${aws:UserAgent}/*' } } },
    { Effect: 'Deny', Action: 's3:PutObject', NotResource: 'arn:aws:s3:::b/${s3:x-amz-acl}/*' },
  ];
  const { documents: made, weaker } = storePolicy([policy(statements)]);
  expect([weaker, JSON.parse(made.get('policy-2012-10-17')!)]).toEqual([undefined, { Version: '2012-10-17', Statement: statements }]);
});

test('variables of what the store never looks at make it no weaker', () => {
  expect(storePolicy([policy([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'arn:aws:kms:::key/${aws:Referer}' }])])).toEqual({ documents: new Map() });
});

test('no permission is no document', () => {
  expect(storePolicy([])).toEqual({ documents: new Map() });
  expect(storePolicy([policy([{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }])])).toEqual({ documents: new Map() });
});

test('a policy that is too long keeps its actions', () => {
  const statements = Array.from({ length: 50 }, (_, index) => ({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::bucket-${index}/*`,
  }));
  const { documents: short, weaker } = storePolicy([
    policy([...statements, { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::secret' }]),
  ]);
  expect(weaker).toBe('its policies are longer than the store takes, which therefore checks actions alone');
  expect(JSON.parse([...short.values()][0]!)).toEqual({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' },
  });
  const all = storePolicy([policy([...statements, { Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: '*' }])]);
  expect(JSON.parse([...all.documents.values()][0]!)).toEqual({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
});

test('decides as the whole policy does, for what versitygw asks and knows', () => {
  const next = (() => {
    let state = 7;
    return (below: number): number => {
      state = (state * 48271) % 2147483647;
      return Math.floor((state / 2147483647) * below);
    };
  })();
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const actions = [
    's3:GetObject',
    's3:PutObject',
    's3:ListBucket',
    's3:PutLifecycleConfiguration',
    's3:Get*',
    '*',
    'kms:Decrypt',
    'S3:getobject',
  ];
  const resources = ['*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/p/*'];
  const conditions = [
    undefined,
    { Null: { 's3:x-amz-copy-source': 'true' } },
    { Null: { 's3:x-amz-copy-source': 'true', 's3:x-amz-acl': 'true' } },
    { StringLike: { 's3:prefix': ['p/*'] }, Null: { 's3:x-amz-grant-read': true } },
    { StringNotEquals: { 's3:x-amz-acl': 'private' } },
  ];
  const contexts: Array<Record<string, string[]>> = [
    {},
    { 's3:prefix': ['p/x'] },
    { 's3:x-amz-acl': ['private'] },
    { 's3:x-amz-acl': ['public-read'] },
  ];
  const seen = new Set<string>();
  for (let round = 0; round < 2000; round++) {
    const whole = policy(
      Array.from({ length: 1 + next(4) }, (_, index) => {
        const condition = pick(conditions);
        return {
          Sid: `S${index}`,
          Effect: next(4) === 0 ? 'Deny' : 'Allow',
          [next(5) === 0 ? 'NotAction' : 'Action']: [pick(actions), pick(actions)],
          [next(5) === 0 ? 'NotResource' : 'Resource']: pick(resources),
          ...(condition && { Condition: condition }),
        };
      }),
    );
    const short = [...storePolicy([whole]).documents].map(([name, text]) => ({ name, document: JSON.parse(text) as unknown }));
    const values = pick(contexts);
    const context: ConditionContext = (key) => values[key];
    const request = {
      action: pick(['s3:GetObject', 's3:PutObject', 's3:ListBucket']),
      resource: pick(['arn:aws:s3:::b', 'arn:aws:s3:::b/p/k', 'arn:aws:s3:::c/k']),
      context,
    };
    const decision = new IdentityPolicies([whole]).evaluate(request);
    expect({ whole, request, decision: new IdentityPolicies(short).evaluate(request) }).toEqual({ whole, request, decision });
    seen.add(decision);
  }
  expect([...seen].sort()).toEqual(['allow', 'explicitDeny', 'implicitDeny']);
});
