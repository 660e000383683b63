import { readFileSync } from 'fs';
import { join, resolve } from 'path';

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

interface Value {
  readonly name: string;
  readonly type?: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}

interface Member extends Value {
  readonly static?: boolean;
  readonly immutable?: boolean;
  readonly const?: boolean;
  readonly protected?: boolean;
  readonly parameters?: readonly Value[];
  readonly returns?: Omit<Value, 'name'>;
}

interface Type {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Value[]; readonly protected?: boolean };
  readonly members?: readonly { readonly name: string }[];
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

const NAME = 'cdk-s3-proxy-api.';
const short = (fqn: string) => fqn.replace(NAME, '').replace('aws-cdk-lib.', '');

function typeName(type: TypeReference = { primitive: 'void' }): string {
  if (type.collection !== undefined) {
    return `${type.collection.kind}<${typeName(type.collection.elementtype)}>`;
  }
  return type.union?.types.map(typeName).join(' | ') ?? type.primitive ?? short(type.fqn!);
}

const optional = ({ optional: may }: { readonly optional?: boolean }) => (may ? '?' : '');
const value = (parameter: Value) => `${parameter.variadic ? '...' : ''}${parameter.name}${optional(parameter)}: ${typeName(parameter.type)}`;
const signature = (parameters: readonly Value[] = []) => `(${parameters.map(value).join(', ')})`;
const words = (...flags: ReadonlyArray<string | false | undefined>) => flags.filter(Boolean).map(flag => `${flag} `).join('');

function linesOf(type: Type): string[] {
  const bases = [type.base, ...type.interfaces ?? []].filter(base => base !== undefined).map(short);
  const kind = words(type.abstract && 'abstract', type.datatype && 'struct', !type.datatype && type.kind);
  const initializer = type.initializer === undefined ? [] : [`${words(type.initializer.protected && 'protected')}new ${type.name}${signature(type.initializer.parameters)}`];
  return [
    `${kind}${type.name}${bases.length > 0 ? `: ${bases.join(', ')}` : ''}`,
    ...initializer,
    ...(type.members ?? []).map(({ name }) => `${type.name}.${name}`),
    ...(type.properties ?? []).map(property =>
      `${type.name}.${property.name}${optional(property)}: ${words(property.protected && 'protected', property.static && 'static', !property.immutable && 'mutable')}${typeName(property.type)}`),
    ...(type.methods ?? []).map(method =>
      `${type.name}.${method.name}${signature(method.parameters)}: ${words(method.protected && 'protected', method.static && 'static')}${typeName(method.returns?.type)}${optional(method.returns ?? {})}`),
  ];
}

/** What users of all languages see of the package, as jsii compiled it: a line for each type and member, without documentation. */
export function publicApi(): string[] {
  const { types } = JSON.parse(readFileSync(resolve(__dirname, '../../.jsii'), 'utf8')) as { types: Readonly<Record<string, Type>> };
  return Object.keys(types).sort().flatMap(fqn => linesOf(types[fqn]));
}

export const API_FILE = join(__dirname, 'api.txt');
