import SwaggerParser from '@apidevtools/swagger-parser';
import { importOpenApi } from './support/import-openapi';
import { S3_OPERATIONS as CATALOGUE } from '../../src/catalogue';
import { EXPORTED } from '../../test/support/exported';
import { readRestApis } from '../src/api/rest-api';
import { readApiSource } from '../src/export/api-source';
import { openApiWithExtensions } from '../src/export/openapi-extensions';
import { plainOpenApi } from '../src/export/plain-openapi';
import { S3_OPERATIONS } from '../src/export/s3-operations';
import { resolveTemplate, Template } from '../src/index';

const CASES = Object.entries(EXPORTED);
type Json = Record<string, any>;

/** Throws where the document is not valid OpenAPI 3.0. The validator writes into what it gets. */
const validate = (document: object) => SwaggerParser.validate(JSON.parse(JSON.stringify(document)));
const exported = (template: Template, api?: string) => openApiWithExtensions(readApiSource({ template, api })) as Json;
const plain = (template: Template) => plainOpenApi(readApiSource({ template })) as Json;
const operationsOf = ({ paths }: Json): Json[] => Object.values<Json>(paths).flatMap((item) => Object.values<Json>(item));

test('knows the operations that the construct knows, by the same requests', () => {
  const requestOf = ({ verb, scope, selectors, requiredQuery, requiredHeaders }: Json) => ({
    verb, scope, query: [...new Set([...selectors, ...requiredQuery])].sort(), copies: requiredHeaders.length > 0,
  });
  const own = S3_OPERATIONS.map(({ name, verb, scope, selectors, copies }) => (
    [name, { verb, scope, query: selectors.map((selector) => [selector.name, selector.value].filter(Boolean).join('=')).sort(), copies }]));
  expect(Object.fromEntries(own)).toEqual(Object.fromEntries(Object.entries(CATALOGUE).map(([name, entry]) => [name, requestOf(entry)])));
  expect(S3_OPERATIONS.filter(({ actions }) => actions.length === 0)).toEqual([]);
});

describe.each(CASES)('of %s', (_, template) => {
  test('both forms are valid OpenAPI', async () => {
    await validate(exported(template()));
    await validate(plain(template()));
  });

  test('an import gives each method back with every mapping, and each part of the API', () => {
    const source = template();
    const imported = importOpenApi(exported(source));
    const back = readApiSource({ template: imported });
    const original = readApiSource({ template: source });
    const count = Object.values(source.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method').length;
    expect([...original.paths.values()].flat()).toHaveLength(count);
    expect(summary(back)).toEqual(summary(original));
    // And it is an API that runs.
    const stack = resolveTemplate(imported, { stackName: 'back', supports: (type) => type.startsWith('AWS::ApiGateway::') });
    expect(readRestApis(stack, { strict: false })).toHaveLength(1);
  });

  test('the plain form names each request once', () => {
    const document = plain(template());
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(document)).not.toMatch(/x-amazon-|\+\}/);
    for (const { parameters = [] } of operationsOf(document)) {
      const names = parameters.map((parameter: Json) => `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

/** What there is to compare, without ids, order and what stands for its absence. */
function summary(source: ReturnType<typeof readApiSource>): object {
  const validators = new Map(source.validators.map(({ physicalId, properties, logicalId }) => [physicalId, String(properties.Name ?? logicalId)]));
  const authorizers = new Map(source.authorizers.map(({ physicalId, properties }) => [physicalId, String(properties.Name)]));
  const methods = [...source.paths].flatMap(([path, all]) => all.map(({ httpMethod, properties }) => (
    [`${httpMethod} ${path}`, normal(properties, validators, authorizers)])));
  const of = (resources: typeof source.models, drop: string[] = []) => resources.map(({ properties }) => without(properties, ['RestApiId', ...drop]))
    .sort((a, b) => (sortedText(a) < sortedText(b) ? -1 : 1));
  const apiOf = (text: string) => JSON.parse(text.replaceAll(source.api.physicalId, 'API'));
  return apiOf(JSON.stringify({
    api: without(source.api.properties, ['EndpointConfiguration', 'Tags']),
    methods: Object.fromEntries(methods),
    authorizers: of(source.authorizers),
    gatewayResponses: of(source.gatewayResponses),
    models: of(source.models, ['ContentType']).map(({ Schema, ...model }) => ({
      ...model,
      Schema: JSON.parse(JSON.stringify(without(Schema, ['$schema']))
        .replace(/https:\/\/apigateway.amazonaws.com\/restapis\/[^/]*\/models\//g, '#/components/schemas/')),
    })),
    validators: of(source.validators),
  }));
}

function normal(properties: Json, validators: ReadonlyMap<string, string>, authorizers: ReadonlyMap<string, string>): Json {
  const { RequestParameters = {}, MethodResponses = [], Integration, RequestValidatorId, AuthorizerId, ...rest } = without(properties, ['ResourceId', 'RestApiId']);
  const byStatus = (responses: Json[] = []) => [...responses].sort((a, b) => Number(a.StatusCode) - Number(b.StatusCode));
  return {
    ApiKeyRequired: false,
    ...rest,
    // A path's parameters are always required.
    RequestParameters: Object.fromEntries(Object.entries(RequestParameters).map(([name, required]) => [name, required || name.includes('.path.')])),
    RequestValidator: validators.get(RequestValidatorId),
    Authorizer: authorizers.get(AuthorizerId),
    MethodResponses: byStatus(MethodResponses).map(({ ResponseParameters = {}, ...response }) => (
      { ...response, headers: Object.keys(ResponseParameters).sort() })),
    Integration: { ...Integration, IntegrationResponses: byStatus(Integration?.IntegrationResponses) },
  };
}

const sortedText = (all: Json) => JSON.stringify(Object.entries(all).sort());
const without = (all: Json, names: readonly string[]): Json => Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
