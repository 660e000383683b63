// @cloud-copilot/iam-simulate is licensed under the AGPL: it is only ever a development dependency, as an independent second opinion.
// eslint-disable-next-line import/no-unresolved
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { ConditionContext } from '../src/iam/iam-pattern';
import { Decision, IdentityPolicies } from '../src/iam/iam-policy';

type Context = Record<string, string | string[]>;

const contextOf = (values: Context): ConditionContext => {
  const lower = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return (key) => lower.get(key);
};

const ours = (statements: unknown[], action: string, resource: string, context: Context, version = '2012-10-17'): Decision =>
  new IdentityPolicies([{ name: 'p', document: { Version: version, Statement: statements } }]).evaluate({
    action,
    resource,
    context: contextOf(context),
  });

function simulated(statements: unknown[], action: string, resource: string, context: Context): Decision {
  const result = runUnsafeSimulation(
    {
      request: {
        principal: 'arn:aws:iam::123456789012:role/r',
        action,
        resource: { resource, accountId: '123456789012' },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'p', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return ({ Allowed: 'allow', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' } as Record<string, Decision>)[
    String(result)
  ]!;
}

/** A small reproducible generator of numbers. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * below);
  };
}

describe('agrees with @cloud-copilot/iam-simulate', () => {
  const actions = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
  const patterns = ['s3:GetObject', 's3:*', 's3:Get*', 'S3:putobject', '*', 's3:?etObject', 's3:List*', 's3:PutObjectAcl'];
  const resources = ['arn:aws:s3:::b', 'arn:aws:s3:::b/p/x', 'arn:aws:s3:::b/q/x:y', 'arn:aws:s3:::b/p/alice/k', 'arn:aws:s3:::other/p/x'];
  const arns = [
    '*',
    'arn:aws:s3:::b',
    'arn:aws:s3:::b/*',
    'arn:aws:s3:::b/p/*',
    'arn:aws:s3:::*',
    'arn:*:s3:::b/?/x*',
    'arn:aws:s3:::b/q/*:y',
    'arn:aws:s3:::b/p/${aws:username}/*',
    "arn:aws:s3:::b/p/${aws:username, 'alice'}/*",
    'arn:aws:s3:::b/${aws:username}/x',
    'arn:aws:s3:::b/?/${aws:username}*',
    'arn:aws:s3:::b/${*}',
  ];
  const contexts: Context[] = [
    {},
    { 's3:prefix': 'p/' },
    { 's3:prefix': '' },
    { 's3:prefix': 'q/x', 's3:max-keys': '10' },
    { 's3:x-amz-acl': 'private' },
    { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:username': 'bob' },
    { 's3:x-amz-acl': 'ALICE', 's3:prefix': 'p/alice/', 'aws:username': 'alice', 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/alice' },
    { 's3:x-amz-acl': '*', 's3:prefix': 'p/x/', 'aws:username': '*' },
    { 's3:prefix': 'p/p/', 'aws:username': 'p' },
    { 'aws:SourceIp': '10.1.2.3', 'aws:SecureTransport': 'true' },
    { 'aws:SourceIp': '2001:db8::1', 'aws:CurrentTime': '2026-03-04T05:06:07Z' },
    { 's3:max-keys': '1000', 'aws:SecureTransport': 'false' },
    { 'aws:TagKeys': ['a', 'b'], 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/r' },
    { 'aws:TagKeys': ['a'], 's3:prefix': 'P/' },
  ];
  const operators: Array<[string, string, string[]]> = [
    ['StringEquals', 's3:prefix', ['p/', '']],
    ['StringNotEquals', 's3:prefix', ['p/']],
    ['StringLike', 's3:prefix', ['p/*', '']],
    ['StringNotLike', 's3:prefix', ['?/*', 'x']],
    ['StringEqualsIgnoreCase', 's3:prefix', ['p/']],
    ['StringNotEqualsIgnoreCase', 's3:prefix', ['p/']],
    ['StringEqualsIfExists', 's3:x-amz-acl', ['private']],
    ['StringEquals', 'S3:X-AMZ-ACL', ['private']],
    ['StringLikeIfExists', 's3:x-amz-acl', ['bucket-*']],
    ['Null', 's3:x-amz-acl', ['true']],
    ['Null', 's3:prefix', ['false']],
    ['NumericLessThanEquals', 's3:max-keys', ['10']],
    ['NumericGreaterThan', 's3:max-keys', ['10']],
    ['NumericNotEquals', 's3:max-keys', ['10']],
    ['NumericEqualsIfExists', 's3:max-keys', ['10', '1000']],
    ['Bool', 'aws:SecureTransport', ['true']],
    ['BoolIfExists', 'aws:SecureTransport', ['false']],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '2001:db8::/32']],
    ['DateGreaterThan', 'aws:CurrentTime', ['2026-01-01T00:00:00Z']],
    ['DateLessThan', 'aws:CurrentTime', ['2026-01-01T00:00:00Z']],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'c']],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'c']],
    ['ForAllValues:StringLike', 'aws:TagKeys', ['?']],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a']],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/*']],
    ['ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/r']],
    ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::123456789012:role/r']],
    ['StringEquals', 's3:x-amz-acl', ['${aws:username}', 'private']],
    ['StringEqualsIgnoreCase', 's3:x-amz-acl', ['${aws:username}']],
    ['StringLike', 's3:prefix', ['${aws:username}*']],
    ['StringLike', 's3:prefix', ['p/${aws:username}/*']],
    ['StringLike', 's3:prefix', ["?/${aws:username, 'x'}/*"]],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/${aws:username}']],
    ['StringNotLike', 's3:prefix', ["p/${aws:username, 'alice'}/*"]],
    ['StringLike', 's3:x-amz-acl', ['${*}', '${?}', '${$}']],
  ];

  test.each(operators)('on %s of %s', (operator, key, values) => {
    for (const effect of ['Allow', 'Deny']) {
      for (const context of contexts) {
        const statements = [
          {
            Effect: 'Allow',
            Action: 's3:ListBucket',
            Resource: 'arn:aws:s3:::b',
            ...(effect === 'Allow' && { Condition: { [operator]: { [key]: values } } }),
          },
          ...(effect === 'Deny' ? [{ Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { [operator]: { [key]: values } } }] : []),
        ];
        const request = [statements, 's3:ListBucket', 'arn:aws:s3:::b', context] as const;
        expect({ effect, context, decision: ours(...request) }).toEqual({ effect, context, decision: simulated(...request) });
      }
    }
  });

  test('on 3,000 generated policies', () => {
    const next = generator(20260304);
    const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
    const some = <T>(list: readonly T[]): T[] => Array.from({ length: 1 + next(2) }, () => pick(list));
    const seen: Record<string, number> = {};
    for (let round = 0; round < 3000; round++) {
      const statements = Array.from({ length: 1 + next(3) }, () => {
        const condition: Record<string, Record<string, string[]>> = {};
        for (let count = next(3); count > 0; count--) {
          const [operator, key, values] = pick(operators);
          (condition[operator] ??= {})[key] = values;
        }
        return {
          Effect: next(4) === 0 ? 'Deny' : 'Allow',
          [next(6) === 0 ? 'NotAction' : 'Action']: some(patterns),
          [next(6) === 0 ? 'NotResource' : 'Resource']: some(arns),
          ...(Object.keys(condition).length > 0 && { Condition: condition }),
        };
      });
      const request = [statements, pick(actions), pick(resources), pick(contexts)] as const;
      const decision = ours(...request);
      expect({ request, decision }).toEqual({ request, decision: simulated(...request) });
      seen[decision] = (seen[decision] ?? 0) + 1;
    }
    // The generator reaches every outcome often.
    expect(Object.values(seen).every((count) => count > 100)).toBe(true);
    expect(Object.keys(seen).sort()).toEqual(['allow', 'explicitDeny', 'implicitDeny']);
  });
});

describe('decides', () => {
  const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
  const get = (statements: unknown[], resource = 'arn:aws:s3:::b/k', context: Context = {}): Decision =>
    ours(statements, 's3:GetObject', resource, context);

  test('by default deny, an Allow, and a Deny over it in any order and document', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::b/secret/*' };
    expect(get([{ ...allow, Action: 's3:PutObject' }])).toBe('implicitDeny');
    expect(get([allow])).toBe('allow');
    expect(get([allow, deny], 'arn:aws:s3:::b/secret/k')).toBe('explicitDeny');
    expect(get([deny, allow], 'arn:aws:s3:::b/secret/k')).toBe('explicitDeny');
    expect(new IdentityPolicies([]).evaluate({ action: 's3:GetObject', resource: '*', context: contextOf({}) })).toBe('implicitDeny');
    const two = new IdentityPolicies([
      { name: 'a', document: { Statement: allow } },
      { name: 'b', document: { Statement: [deny] } },
    ]);
    expect(two.evaluate({ action: 's3:getobject', resource: 'arn:aws:s3:::b/secret/k', context: contextOf({}) })).toBe('explicitDeny');
  });

  test('all operators and keys together', () => {
    const condition = { Null: { 's3:x-amz-acl': 'true', 's3:x-amz-copy-source': true }, StringLike: { 's3:prefix': 'p/*' } };
    const decide = (context: Context): Decision => get([{ ...allow, Condition: condition }], undefined, context);
    expect(decide({ 's3:prefix': 'p/x' })).toBe('allow');
    expect(decide({})).toBe('implicitDeny');
    expect(decide({ 's3:prefix': 'p/x', 's3:x-amz-acl': 'private' })).toBe('implicitDeny');
    expect(decide({ 's3:prefix': 'p/x', 's3:x-amz-copy-source': 'b/k' })).toBe('implicitDeny');
  });

  test('NotIpAddress by the family of the address', () => {
    // AWS: ranges of IPv4 alone never hold an IPv6 client. The simulator takes neither operator to match across families.
    const condition = (operator: string, ip: string): Decision =>
      get([{ ...allow, Condition: { [operator]: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.1'] } } }], undefined, { 'aws:SourceIp': ip });
    for (const [ip, inside] of [
      ['10.9.9.9', true],
      ['192.0.2.1', true],
      ['192.0.2.2', false],
      ['2001:db8::1', false],
      ['::ffff:10.0.0.1', false],
    ] as const) {
      expect([ip, condition('IpAddress', ip), condition('NotIpAddress', ip)]).toEqual([
        ip,
        inside ? 'allow' : 'implicitDeny',
        inside ? 'implicitDeny' : 'allow',
      ]);
    }
  });

  test('a value put in for a variable is text, not a pattern', () => {
    const statement = { ...allow, Resource: 'arn:aws:s3:::b/${aws:username}/*' };
    expect(get([statement], 'arn:aws:s3:::b/alice/k', { 'aws:username': 'alice' })).toBe('allow');
    expect(get([statement], 'arn:aws:s3:::b/alice/k', { 'aws:username': '*' })).toBe('implicitDeny');
    expect(get([statement], 'arn:aws:s3:::b//k')).toBe('implicitDeny');
    expect(ours([statement], 's3:GetObject', 'arn:aws:s3:::b/${aws:username}/k', {}, '2008-10-17')).toBe('allow');
  });

  const EMPTY = [undefined, ''];

  test.each(EMPTY)('a variable whose key has the value %p names no resource', (value) => {
    const context: Context = value === undefined ? {} : { 'aws:username': value };
    const resource = 'arn:aws:s3:::b/${aws:username}/*';
    expect(get([{ ...allow, Resource: resource }], 'arn:aws:s3:::b//k', context)).toBe('implicitDeny');
    expect(get([{ Effect: 'Allow', Action: '*', NotResource: resource }], 'arn:aws:s3:::c/k', context)).toBe('implicitDeny');
    expect(get([allow, { Effect: 'Deny', Action: '*', Resource: resource }], 'arn:aws:s3:::b//k', context)).toBe('allow');
    expect(get([{ ...allow, Resource: [resource, 'arn:aws:s3:::b/k'] }], 'arn:aws:s3:::b/k', context)).toBe('allow');
    expect(get([{ ...allow, Resource: "arn:aws:s3:::b/${aws:username, 'all'}/*" }], 'arn:aws:s3:::b/all/k', context)).toBe('allow');
  });

  // AWS documents this of conditions, with a Deny as its example. The simulator takes no operator to hold.
  test.each(EMPTY)('a variable whose key has the value %p equals nothing, so negated operators hold', (value) => {
    const context: Context = { 's3:prefix': 'p/', 'aws:PrincipalArn': 'arn:aws:iam::1:role/r', ...(value !== undefined && { 'aws:username': value }) };
    const decide = (effect: string, operator: string, key: string, expected: string): Decision =>
      get([allow, { Effect: effect, Action: 's3:GetObject', Resource: '*', Condition: { [operator]: { [key]: expected } } }], undefined, context);
    for (const operator of ['StringNotEquals', 'StringNotLike', 'StringNotEqualsIgnoreCase', 'StringNotEqualsIfExists']) {
      expect(decide('Deny', operator, 's3:prefix', '${aws:username}')).toBe('explicitDeny');
    }
    expect(decide('Deny', 'ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::1:role/${aws:username}')).toBe('explicitDeny');
    for (const operator of ['StringEquals', 'StringLike', 'StringEqualsIgnoreCase']) {
      expect(decide('Deny', operator, 's3:prefix', '${aws:username}')).toBe('allow');
    }
  });

  test('a variable whose key has several values, by its default if it has one', () => {
    const context = { 'aws:TagKeys': ['a', 'b'] };
    expect(get([{ ...allow, Resource: 'arn:aws:s3:::b/${aws:TagKeys}' }], 'arn:aws:s3:::b/a', context)).toBe('implicitDeny');
    expect(get([{ ...allow, Resource: "arn:aws:s3:::b/${aws:TagKeys, 'c'}" }], 'arn:aws:s3:::b/c', context)).toBe('allow');
  });

  test('colons, slashes and variables in a value are its own characters', () => {
    const statement = { ...allow, Resource: 'arn:aws:s3:::b/${aws:username}/*' };
    for (const name of ['a:b', 'a/b', '${aws:username}', '${*}', '?']) {
      expect(get([statement], `arn:aws:s3:::b/${name}/k`, { 'aws:username': name })).toBe('allow');
      expect(get([statement], 'arn:aws:s3:::b/x/k', { 'aws:username': name })).toBe('implicitDeny');
    }
  });

  test('in time that does not explode with the stars of a pattern', () => {
    const statement = { ...allow, Resource: `arn:aws:s3:::${'a*'.repeat(50)}b` };
    const started = performance.now();
    expect(get([statement], `arn:aws:s3:::${'a'.repeat(5000)}`)).toBe('implicitDeny');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('refuses at load', () => {
  const good = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const load = (document: unknown) => () => new IdentityPolicies([{ name: 'Inline', document }]);
  const statement = (change: Record<string, unknown>) => load({ Version: '2012-10-17', Statement: [good, { ...good, ...change }] });

  test.each([
    ['no object', load('{}'), 'policy \'Inline\': PolicyDocument must be an object, got "{}"'],
    ['no statement', load({ Version: '2012-10-17', Statement: [] }), 'Statement must not be empty'],
    [
      'an unknown version',
      load({ Version: '2020-01-01', Statement: [good] }),
      'Version must be one of 2008-10-17, 2012-10-17, got "2020-01-01"',
    ],
    ['an unknown element', load({ Statements: [good] }), 'a document must contain only Version, Id, Statement, got Statements'],
    ['a principal', statement({ Principal: '*' }), 'Statement[1]: a statement of an identity policy must contain only'],
    ['no effect', statement({ Effect: undefined }), "Statement[1]: Effect must be 'Allow' or 'Deny', got nothing"],
    ['Action and NotAction', statement({ NotAction: 's3:*' }), 'exactly one of Action and NotAction must be given'],
    ['no resource', statement({ Resource: undefined }), 'exactly one of Resource and NotResource must be given'],
    ['an empty list', statement({ Action: [] }), 'Action must not be empty'],
    ['an action without a service', statement({ Action: 'GetObject' }), "an action must be * or service:Action, got 'GetObject'"],
    [
      'a resource that is an object',
      statement({ Resource: { Ref: 'B' } }),
      'Resource must be a string or a list of strings, got {"Ref":"B"}',
    ],
    ['a resource that is no ARN', statement({ Resource: 'bucket/*' }), "a resource must be an ARN or *, got 'bucket/*'"],
    ['a variable in an action', statement({ Action: 's3:${aws:username}' }), "an action must be * or service:Action, got 's3:${aws:username}'"],
    [
      'a variable before the resource of an ARN',
      statement({ Resource: 'arn:aws:s3:::${aws:username}', NotResource: undefined, Condition: { ArnLike: { k: '${aws:username}' } } }),
      "a value of ArnLike must be an ARN or *, got '${aws:username}'",
    ],
    [
      'a variable before the fifth colon',
      statement({ Resource: 'arn:aws:s3:${aws:RequestedRegion}::b' }),
      "a policy variable must stand after the fifth colon of an ARN, got 'arn:aws:s3:${aws:RequestedRegion}::b'",
    ],
    ...['${aws:username', '${}', '${ }', '${username}', '${ aws:username}', '${aws:user name}', '${aws:username,}', '${aws:username, alice}',
      "${aws:username, 'alice}", "${aws:username,'alice'}", "${aws:username, ''}", '${**}', '${aws:${aws:username}}'].flatMap(
      (variable): Array<[string, () => unknown, string]> => [
        [`the variable ${variable} of a resource`, statement({ Resource: `arn:aws:s3:::b/${variable}/*` }), 'policy \'Inline\': Statement[1]: ' +
          `a policy variable must be \${key}, \${key, 'default'}, \${*}, \${?} or \${$}, got 'arn:aws:s3:::b/${variable}/*'`],
        [`the variable ${variable} of a condition`, statement({ Condition: { StringLike: { k: variable } } }), 'a policy variable must be'],
      ],
    ),
    ['a variable of an operator that takes none', statement({ Condition: { BinaryEquals: { k: '${aws:username}' } } }), 'must be base64'],
    ['an unknown operator', statement({ Condition: { StringMatches: { k: 'v' } } }), "got 'StringMatches'"],
    ['a name of Object.prototype', statement({ Condition: { constructor: { k: 'v' } } }), "got 'constructor'"],
    ['NullIfExists', statement({ Condition: { NullIfExists: { k: 'true' } } }), "got 'NullIfExists'"],
    ['a value of Null', statement({ Condition: { Null: { k: 'yes' } } }), "a value of Null must be 'true' or 'false', got 'yes'"],
    ['a value of Bool', statement({ Condition: { Bool: { k: 'yes' } } }), "a value of Bool must be 'true' or 'false', got 'yes'"],
    ['a number', statement({ Condition: { NumericEquals: { k: 'ten' } } }), "a value of NumericEquals must be a number, got 'ten'"],
    [
      'a date',
      statement({ Condition: { DateEquals: { k: 'today' } } }),
      "a value of DateEquals must be a date in ISO 8601 or seconds since 1970, got 'today'",
    ],
    [
      'an address',
      statement({ Condition: { IpAddress: { k: '10.0.0.0/33' } } }),
      "a value of IpAddress must be an IP address or a CIDR block, got '10.0.0.0/33'",
    ],
    ['an ARN', statement({ Condition: { ArnLike: { k: 'x' } } }), "a value of ArnLike must be an ARN or *, got 'x'"],
    [
      'keys that are no object',
      statement({ Condition: { StringEquals: 'v' } }),
      'Condition.StringEquals must be an object of condition keys, got "v"',
    ],
    [
      'a value that is an object',
      statement({ Condition: { StringEquals: { k: {} } } }),
      'Condition.StringEquals.k must be strings, got {}',
    ],
  ])('%s', (_what, loading, message) => {
    expect(loading).toThrow(message);
  });
});
