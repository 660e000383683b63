import { resolveTemplate, Template, TemplateOptions } from '../src/index';

const options: TemplateOptions = { stackName: 'My-Stack', supports: (type) => type.startsWith('AWS::S3') || type.startsWith('AWS::IAM') || type.startsWith('AWS::ApiGateway') };
const parts = { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } };

/** Resolves one value as the output of a template. */
function value(expression: unknown, more: Partial<Template> = {}, given: Partial<TemplateOptions> = {}): unknown {
  const stack = resolveTemplate({ ...parts, ...more, Outputs: { O: { Value: expression } } }, { ...options, ...given });
  if (stack.unresolvedOutputs.O) {
    throw new Error(stack.unresolvedOutputs.O);
  }
  return stack.outputs.O;
}

describe('functions', () => {
  const template: Partial<Template> = {
    Parameters: { P: { Type: 'String', Default: 'p' }, L: { Type: 'CommaDelimitedList', Default: 'a,b' }, N: { Type: 'String' } },
    Mappings: { M: { k: { s: 'mapped' } } },
    Conditions: {
      Yes: { 'Fn::Equals': [{ Ref: 'P' }, 'p'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    },
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'x-${AWS::AccountId}' } } },
      Role: { Type: 'AWS::IAM::Role' },
      Api: { Type: 'AWS::ApiGateway::RestApi' },
      Key: { Type: 'AWS::KMS::Key' },
    },
  };
  test.each<[unknown, unknown]>([
    [{ Ref: 'P' }, 'p'], [{ Ref: 'L' }, ['a', 'b']], [{ Ref: 'Bucket' }, 'my-stack-bucket'], [{ Ref: 'Named' }, 'x-000000000000'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'], [{ Ref: 'AWS::Partition' }, 'aws'], [{ Ref: 'AWS::StackName' }, 'My-Stack'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::my-stack-bucket'], [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::000000000000:role/My-Stack-Role'],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }, expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-z-]{36}$/)],
    [{ 'Fn::Sub': '${Bucket}/${Bucket.Arn}/${!kept}/${P}' }, 'my-stack-bucket/arn:aws:s3:::my-stack-bucket/${kept}/p'],
    [{ 'Fn::Sub': ['${a}-${P}', { a: { Ref: 'Bucket' }, P: 'own' }] }, 'my-stack-bucket-own'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'P' }, { Ref: 'AWS::NoValue' }]] }, 'a-p'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'], [{ 'Fn::Select': [0, { Ref: 'L' }] }, 'a'],
    [{ 'Fn::FindInMap': ['M', 'k', 's'] }, 'mapped'], [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ 'Fn::If': ['Yes', 1, 2] }, 1], [{ 'Fn::If': ['No', 1, 2] }, 2], [{ 'Fn::If': ['Both', 1, 2] }, 2], [{ 'Fn::If': ['Either', 1, 2] }, 1],
    [{ a: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 3] }, { b: [3] }],
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
    ['plain', 'plain'], [7, 7], [null, null],
  ])('%j', (expression, expected) => {
    expect(value(expression, template)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ Ref: 'Nothing' }, "Outputs.O: Ref of 'Nothing'"], [{ a: [{ 'Fn::GetAtt': ['Bucket', 'Colour'] }] }, "Outputs.O.a[0]: Fn::GetAtt of 'Bucket.Colour'"],
    [{ 'Fn::Sub': '${Nope}' }, "Outputs.O: Ref of 'Nope'"], [{ 'Fn::GetAZs': '' }, 'Outputs.O: Fn::GetAZs cannot be resolved here'],
    [{ Ref: 'N' }, 'Parameters.N: it has no value of its own'], [{ 'Fn::ImportValue': 'e' }, "Outputs.O: Fn::ImportValue of 'e'"],
    ['{{resolve:ssm:x}}', 'Outputs.O: a dynamic reference'], [{ 'Fn::Select': [5, ['a']] }, 'Outputs.O: Fn::Select has no item 5'],
    [{ 'Fn::If': ['Nope', 1, 2] }, 'Conditions.Nope: there is no such condition'], [{ 'Fn::Join': ['-', [{ a: 1 }]] }, 'Outputs.O: expected a string'],
    [{ 'Fn::FindInMap': ['M', 'k', 'no'] }, "Outputs.O: Fn::FindInMap has no 'M.k.no'"],
  ])('%j cannot be resolved', (expression, message) => {
    expect(() => value(expression, template)).toThrow(message);
  });

  test('values that are given', () => {
    expect(value({ Ref: 'N' }, template, { parameters: { N: 'given' } })).toBe('given');
    expect(value({ 'Fn::ImportValue': 'e' }, template, { imports: { e: 'imported' } })).toBe('imported');
    expect(value({ 'Fn::Sub': '${AWS::AccountId}/${AWS::Region}' }, template, { accountId: '1', region: 'r' })).toBe('1/r');
  });

  test('a circle of conditions is found', () => {
    expect(() => value({ 'Fn::If': ['A', 1, 2] }, { Conditions: { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } } }))
      .toThrow('it refers to itself');
  });
});

describe('resources', () => {
  test('only supported ones are resolved, the rest is listed', () => {
    const stack = resolveTemplate({
      Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { 'Fn::Nonsense': 1 } } } },
    }, options);
    expect(stack.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId])).toEqual([['Bucket', 'my-stack-bucket']]);
    expect(stack.left).toEqual([{ logicalId: 'Fn', type: 'AWS::Lambda::Function' }]);
  });

  test('a supported one that cannot be resolved fails with its path', () => {
    expect(() => resolveTemplate({ Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Value: { Ref: 'X' } }] } } } }, options))
      .toThrow("Resources.B.Properties.Tags[0].Value: Ref of 'X'");
  });

  test('a condition that does not hold leaves it out', () => {
    const stack = resolveTemplate({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { B: { Type: 'AWS::S3::Bucket', Condition: 'Never' }, C: { Type: 'AWS::S3::Bucket' } },
      Outputs: { O: { Value: 1, Condition: 'Never' }, E: { Value: { Ref: 'C' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:C' } } } },
    }, options);
    expect([stack.resources.map(({ logicalId }) => logicalId), stack.outputs, stack.exports])
      .toEqual([['C'], { E: 'my-stack-c' }, { 'My-Stack:C': 'my-stack-c' }]);
  });

  test.each(['Short', 'AVeryLongLogicalIdThatGoesOnAndOnUntilItDoesNotFitIntoTheNameOfABucketAnyMoreA', 'AVeryLongLogicalIdThatGoesOnAndOnUntilItDoesNotFitIntoTheNameOfABucketAnyMoreB'])(
    'the name of the bucket %s is valid and stays', (id) => {
      const name = () => resolveTemplate({ Resources: { [id]: { Type: 'AWS::S3::Bucket' } } }, options).resources[0].physicalId;
      expect(name()).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
      expect(name()).toBe(name());
      expect(name() === resolveTemplate({ Resources: { [`${id}x`]: { Type: 'AWS::S3::Bucket' } } }, options).resources[0].physicalId).toBe(false);
    });

  test('what is no template is said so', () => {
    expect(() => resolveTemplate({} as Template, options)).toThrow('it has no Resources');
  });
});
