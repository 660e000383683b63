import { LocalApi } from '../src/index';
import { ApiParts, closeAll, mockMethod, Properties, raw, RawRequest, recorder, serve } from './support/gateway';

afterEach(closeAll);

interface Setup {
  readonly schema?: unknown;
  readonly validator?: Properties;
  readonly properties?: Properties;
  readonly resources?: ApiParts['resources'];
}

/** A MOCK behind a validator; the model of `application/json` is `Main`. */
async function validated(setup: Setup): Promise<LocalApi> {
  const { schema, validator = { ValidateRequestBody: true }, properties = {}, resources = {} } = setup;
  const mock = mockMethod('/{id}', 'ANY', 'passed');
  const models = Object.entries(schema === undefined ? {} : { Main: schema }).map(([Name, Schema]) => [Name, {
    Type: 'AWS::ApiGateway::Model', Properties: { RestApiId: { Ref: 'Api' }, Name, ContentType: 'application/json', Schema },
  }]);
  return serve({
    methods: [{
      ...mock,
      properties: {
        ...mock.properties,
        RequestValidatorId: { Ref: 'Validator' },
        ...(schema !== undefined && { RequestModels: { 'application/json': 'Main' } }),
        ...properties,
      },
    }],
    resources: {
      Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { RestApiId: { Ref: 'Api' }, ...validator } },
      ...Object.fromEntries(models) as ApiParts['resources'],
      ...resources,
    },
  }, await recorder());
}

async function said(api: LocalApi, request: Partial<RawRequest> = {}): Promise<string> {
  const answer = await raw(api, { method: 'POST', target: '/prod/1', ...request });
  const text = answer.body.toString();
  return answer.status === 200 ? text : `${answer.status} ${(JSON.parse(text) as { message: string }).message}`;
}

const json = (body: string) => ({ body, headers: { 'Content-Type': 'application/json' } });
const INVALID = '400 Invalid request body';

describe('a body against its model', () => {
  const pet = {
    type: 'object',
    properties: {
      name: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
      kind: { enum: ['dog', 'cat'] },
      age: { type: 'integer', minimum: 0, maximum: 10, exclusiveMaximum: true },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
      owner: { oneOf: [{ type: 'null' }, { type: 'object', required: ['id'] }] },
    },
    required: ['name'],
    additionalProperties: false,
  };
  test.each([
    ['{"name": "rex"}', true], ['{}', false], ['', false], ['[]', false], ['no json', false], ['{"name": 1}', false], ['{"name": "REX"}', false],
    ['{"name": "abcdef"}', false], ['{"name": "a", "kind": "dog"}', true], ['{"name": "a", "kind": "cow"}', false],
    ['{"name": "a", "age": 9}', true], ['{"name": "a", "age": 10}', false], ['{"name": "a", "age": 1.5}', false],
    ['{"name": "a", "tags": ["x"]}', true], ['{"name": "a", "tags": []}', false], ['{"name": "a", "tags": ["x", "x"]}', false],
    ['{"name": "a", "more": 1}', false], ['{"name": "a", "owner": null}', true], ['{"name": "a", "owner": {}}', false],
  ])('%s', async (body, passes) => {
    expect(await said(await validated({ schema: pet }), json(body))).toBe(passes ? 'passed' : INVALID);
  });

  test('the schema may be text, of any $schema', async () => {
    const api = await validated({ schema: JSON.stringify({ $schema: 'http://json-schema.org/draft-04/schema#', type: 'array' }) });
    expect([await said(api, json('[]')), await said(api, json('{}'))]).toEqual(['passed', INVALID]);
  });

  test('a GET is checked too, and no body is an empty object', async () => {
    expect(await said(await validated({ schema: { type: 'object', required: ['a'] } }), { method: 'GET' })).toBe(INVALID);
    expect(await said(await validated({ schema: { type: 'object' } }), { method: 'GET' })).toBe('passed');
  });

  test('another type is not checked, unless $default is', async () => {
    const request = { body: '{"statusCode": 200}', headers: { 'Content-Type': 'text/plain' } };
    expect(await said(await validated({ schema: pet }), request)).toBe('passed');
    expect(await said(await validated({ schema: pet, properties: { RequestModels: { $default: 'Main' } } }), request)).toBe(INVALID);
  });

  test('a Content-Type with a parameter, and none at all, are application/json', async () => {
    const api = await validated({ schema: pet });
    expect(await said(api, { body: '{}', headers: { 'Content-Type': 'application/json; charset=utf-8' } })).toBe(INVALID);
    expect(await said(api, { body: '{}' })).toBe(INVALID);
  });

  test('models refer to each other and to their own definitions', async () => {
    const $ref = { 'Fn::Sub': 'https://apigateway.amazonaws.com/restapis/${Api}/models/${Item}' };
    const Item = {
      Type: 'AWS::ApiGateway::Model',
      Properties: { RestApiId: { Ref: 'Api' }, Schema: { definitions: { n: { type: 'number' } }, properties: { a: { $ref: '#/definitions/n' } }, required: ['a'] } },
    };
    const api = await validated({ schema: { type: 'array', items: { $ref } }, resources: { Item } });
    expect([await said(api, json('[{"a": 1}]')), await said(api, json('[{}]')), await said(api, json('[{"a": "1"}]'))]).toEqual(['passed', INVALID, INVALID]);
  });

  test.each([[{ $ref: 'https://apigateway.amazonaws.com/restapis/x/models/None' }], ['no json'], [{ type: 'pet' }]])('%j is no schema', async (schema) => {
    await expect(validated({ schema })).rejects.toThrow('Main: Schema: Invalid model specified');
  });

  test('the models that every API has', async () => {
    const api = await validated({ properties: { RequestModels: { 'application/json': 'Empty' } } });
    expect([await said(api, json('{"a": 1}')), await said(api, json('[]'))]).toEqual(['passed', INVALID]);
  });
});

describe('parameters', () => {
  const required = {
    validator: { ValidateRequestParameters: true },
    properties: {
      RequestParameters: {
        'method.request.querystring.q': true,
        'method.request.path.id': true,
        'method.request.path.other': true,
        'method.request.header.h': true,
        'method.request.header.optional': false,
      },
    },
  };
  test('what is missing is listed: headers, path, query', async () => {
    expect(await said(await validated(required))).toBe('400 Missing required request parameters: [h, other, q]');
    expect(await said(await validated(required), { target: '/prod/1?q=1' })).toBe('400 Missing required request parameters: [h, other]');
  });

  test('an empty one is missing', async () => {
    const { 'method.request.path.other': _, ...RequestParameters } = required.properties.RequestParameters;
    const api = await validated({ ...required, properties: { RequestParameters } });
    expect(await said(api, { target: '/prod/1?q=', headers: { h: '' } })).toBe('400 Missing required request parameters: [h, q]');
    expect(await said(api, { target: '/prod/1?q=0', headers: { h: '1' } })).toBe('passed');
  });

  test('are checked before the body', async () => {
    const api = await validated({ ...required, schema: { type: 'array' }, validator: { ValidateRequestParameters: true, ValidateRequestBody: true } });
    expect(await said(api, json('{}'))).toBe('400 Missing required request parameters: [h, other, q]');
  });

  test('are not checked by a validator of bodies', async () => {
    expect(await said(await validated({ ...required, validator: { ValidateRequestBody: true } }))).toBe('passed');
  });
});

test('a gateway response shows what was wrong', async () => {
  const Bad = {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResponseType: 'BAD_REQUEST_BODY',
      StatusCode: '422',
      ResponseTemplates: { 'application/json': '$context.error.validationErrorString' },
    },
  };
  const schema = { properties: { kind: { enum: ['dog'] } }, required: ['b', 'a'] };
  const answer = await raw(await validated({ schema, resources: { Bad } }), { method: 'POST', target: '/prod/1', ...json('{"kind": "cow"}') });
  expect([answer.status, answer.body.toString()]).toEqual([422,
    '[object has missing required properties (["a","b"]), instance value ("cow") not found in enum (possible values: ["dog"])]']);
});
